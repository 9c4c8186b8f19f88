/* The demo from the inside: a virtual clock, dice, a queue of what happens next, and one way to act.
 *
 *     demo.c       the run: begin, days, end
 *     world.c      clock, dice, queue, asking; who may do what by the charter
 *     names.c      generated names, addresses, registration codes; what people talk about
 *     founding.c   first members, first bodies
 *     members.c    joining, leaving, moving
 *     calendar.c   when bodies meet: planning, calling, moving, topics
 *     session.c    a meeting from sign-in to close: motions and votes
 *     debate.c     what a meeting does between its votes: points, speakers, amendments, procedure
 *     absent.c     votes given to another, votes between meetings
 *     matters.c    questions for a vote: amendment, fee, escrow, expulsion, interpretation, groups, reports
 *     terms.c      nominations and new terms; delegations
 *     elections.c  who stands against whom; rolls and objections; calling and declaring
 *     vacancies.c  seats that fall vacant and are filled for the rest of a term
 *     voters.c     what ballots say, and handing them in by name, with a receipt, or sealed
 *     refusals.c   attempts that the charter refuses
 *     today.c      what must be under way on the last day
 *
 * State is read from the alliance's own tables through the writing connection: the demo keeps no second copy. */
#ifndef DEMO_INTERNAL_H
#define DEMO_INTERNAL_H

#include <string.h>

#include "acts/pipeline/pipeline.h"
#include "acts/meetings/meetings.h"
#include "base/json.h"
#include "demo/demo.h"

enum { MINUTE = 60, HOUR = 3600, DAY_S = 86400 };

struct demo;
typedef void event_fn(struct demo *d, int64_t x);
struct event { instant at; uint64_t order; event_fn *run; int64_t x; };

struct demo {
    const struct demo_options *o;
    struct alliance *a;
    struct db *db;
    const struct charter *c;        /* in force now */
    const struct workcal *workcal;
    struct zone zone;
    struct arena arena;             /* of one event */
    struct entropy dice;
    struct entropy papers;          /* tickets of ballot papers with receipts */
    instant now, begin, end, closed; /* closed: the founding */
    struct event *queue;            /* a heap, the soonest first */
    size_t queue_count, queue_size;
    uint64_t queue_order;
    int64_t orgs, people;           /* numbers of the next generated names */
    int64_t uncommitted, commit_every;
    int64_t founders;               /* members at the founding */
    const char *regular;            /* the body that meets most often */
    int64_t live;                   /* the round that is voted on on the last day */
    int64_t turn;                   /* which subject comes next in a list */
    struct demo_report *report;
    struct error error;             /* what ended the run */
    bool failed;
};

/* ---- world.c ---- */

/* Somebody in a capacity: "office:12", "rep:7", "founder", "person"; person 0 is a visitor. */
struct who { int64_t person, id, org; char as[32]; };

uint64_t below(struct demo *d, uint64_t bound);
bool chance(struct demo *d, int percent);
void later(struct demo *d, instant at, event_fn *run, int64_t x);
bool next_event(struct demo *d, struct event *ret);
void clock_to(struct demo *d, instant at); /* never back */
void pass(struct demo *d, int64_t seconds);
void settle(struct demo *d); /* what is due is done, so that nobody is taken for in office whose term has ended */
instant local(const struct demo *d, day on, int hour, int minute);
day today(const struct demo *d);
enum { STILL_DAYS = 75 }; /* before the end no seat is left and none is filled but by the elections of the last day */
day working_day(const struct demo *d, day on); /* this one or the next that is worked */

/* Does it; the charter is expected to allow it. Takes `args`. False (and a surprise counted) when refused. */
bool act(struct demo *d, const struct who *w, const char *kind, json_t *args);
/* Tries it: 0 or the verdict's code; a refusal is what was hoped for. */
int attempt(struct demo *d, const struct who *w, const char *kind, json_t *args);
/* Something that was to succeed did not; the first is told. */
void surprise(struct demo *d, const struct who *w, const char *kind, const struct error *wrong);
void commit(struct demo *d, bool always); /* when enough acts wait, or always */

/* Somebody whom the charter lets do `power` in `body` (NULL: no body); one of several by the dice. */
bool who_may(struct demo *d, const char *power, const char *body, struct who *ret);
bool power_granted(struct demo *d, const char *power, const char *body);
struct who who_office(struct demo *d, int64_t holding);
struct who who_voting(struct demo *d, int64_t org); /* the voting representative */
struct who who_visitor(void);

/* Integers of one column, in the event's arena. `sql` is a literal with at most two values. */
size_t list_of(struct demo *d, int64_t **ret, const char *sql, const struct value *v, size_t n);
#define LIST(d, ret, sql, ...) list_of((d), (ret), (sql), DB_VALUES(__VA_ARGS__))
int64_t pick(struct demo *d, const int64_t *items, size_t count); /* 0 when there is none */
void shuffle(struct demo *d, int64_t *items, size_t count);
bool leads_body(struct demo *d, const char *body, const char *title);
bool leads_anything(struct demo *d, int64_t org); /* somebody of it holds an office that leads */

/* ---- names.c ---- */

struct org_name { const char *name, *name_en, *type, *jurisdiction, *registration; }; /* name_en NULL: none */
struct org_name new_org(struct demo *d, const char *class_id);
const char *new_person(struct demo *d, const char **ret_email);
/* A sentence in the charter's governing language; `{n}` stands for a number, `{text}` for a word. */
json_t *words(struct demo *d, struct text t);
json_t *words_of(struct demo *d, struct text t, int64_t n, struct text text);
struct subject { struct text title, text; };
const struct subject *next_subject(struct demo *d);
json_t *place_json(struct demo *d);

/* ---- founding.c ---- */

void founding(struct demo *d);
/* How many the body should have in office, and how many of each title. */
struct posts { const struct charter_body *body; int64_t all; int64_t each[16]; };
struct posts posts_of(struct demo *d, const struct charter_body *b);
/* People who could hold an office of the body, one for an organization, the least busy first; orgs[i] is 0 where none is asked for. */
size_t candidates(struct demo *d, const char *body, bool incumbents, int64_t **ret_people, int64_t **ret_orgs);

/* ---- members.c ---- */

void members_day(struct demo *d, day on);
void change_class(struct demo *d);
bool apply_to_join(struct demo *d, const char *class_id);
const char *scarce_class(struct demo *d); /* the one a body's vote admits to; NULL: none */
const char *open_class(struct demo *d);   /* one that an office decides */
int64_t spare_member(struct demo *d, bool with_office); /* one nobody of which leads a body; 0: none found */

/* ---- calendar.c ---- */

void plan_month(struct demo *d, day first);  /* bodies that meet monthly, and quarterly or yearly ones whose turn it is */
void bodies_day(struct demo *d, day on);     /* matters are put on agendas, meetings are called for those that wait */
bool meets(struct demo *d, const char *body);
int64_t call_meeting(struct demo *d, const char *body, instant starts_at); /* 0 when it could not be called */
int64_t call_meeting_at(struct demo *d, const char *body, instant starts_at, struct text place);
void propose_topics(struct demo *d, int64_t meeting, int count);

/* ---- session.c ---- */

void session(struct demo *d, int64_t meeting);
void minutes_day(struct demo *d);
void plan_votes_between(struct demo *d); /* absent.c */
bool motion_on(struct demo *d, int64_t meeting, int64_t topic, const struct who *mover, int64_t *ret_motion); /* proposes one */

/* ---- matters.c ---- */

void matters_day(struct demo *d, day on);
bool propose_amendment(struct demo *d, bool of_rules, day from);
void comment_on_drafts(struct demo *d);

/* ---- terms.c ---- */

void terms_day(struct demo *d, day on);
int64_t open_round(struct demo *d, const char *body, day closes, day term_from);
void nominate(struct demo *d, int64_t round);
void conclude(struct demo *d, int64_t round); /* of a round that has closed: an election, or none is needed */
bool stand_down(struct demo *d, int64_t nomination);
bool round_open(struct demo *d, const char *body);
/* Who may nominate somebody of the organization for the office; and doing so, with what goes with it. */
bool nominator(struct demo *d, const char *body, const char *title, int64_t org, struct who *ret);
void nominate_one(struct demo *d, const struct charter_body *b, const char *title, int64_t person, int64_t org, int64_t at);

/* ---- elections.c ---- */

int64_t days_for_elections(struct demo *d); /* between the close of nominations and the new term */
void plan_contests(struct demo *d, struct posts *p, int64_t people); /* more stand than there are seats, if so many people are there */
int64_t days_to_ballots(struct demo *d); /* from the call */
bool call_election(struct demo *d, int64_t round); /* false: nothing is contested, or there is no time left */

/* ---- vacancies.c ---- */

void plan_vacancies(struct demo *d);
bool nominations_for_vacancy(struct demo *d, day closes); /* somebody leaves, and nominations for that seat are open */

/* ---- refusals.c ---- */

void refusals_day(struct demo *d, day on);

/* ---- today.c ---- */

void plan_today(struct demo *d);
void report_people(struct demo *d);
int64_t meeting_to_try(struct demo *d); /* the one that whoever signs in as its chair can open at once; 0: none */

#endif
