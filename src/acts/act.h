/* The act: the one kind of change, declared once.
 *
 *     ACT(meeting_call) = {
 *         .name = "meeting.call", .version = 1, .family = "meetings",
 *         .title = TEXT_INIT("Call a meeting", "召集会议"),
 *         .power = "meeting.call", .body = act_body_of_field,
 *         .fields = fields_call, .judge = judge_call, .apply = apply_call,
 *     };
 *
 * From this declaration the HTML form, `POST /api/v1/acts/meeting.call`, its OpenAPI entry, `charterd act DIR
 * meeting.call …`, the audit line, the reference page, the row of the permission matrix and its tests are derived. A
 * declaration is found by the linker (section `charterd_acts`): nothing else lists it.
 *
 * Invariants:
 *  1. Judge reads, never writes; apply writes state tables, never the register, never outside the database.
 *  2. Neither reads a clock, randomness, the locale or the network: time is `act->at`, chance is an argument.
 *  3. Apply never fails on what judge allowed; it never reads an erasable (sealed) value, so that folding the register's
 *     leaves alone rebuilds the state tables.
 *  4. Ids are small integers assigned in apply (`next_id`).
 *  5. Who may act is read from the charter's `may` rules for `power` (and body), nowhere else; an act whose power no
 *     clause grants is refused in that alliance.
 */
#ifndef ACTS_ACT_H
#define ACTS_ACT_H

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "charter/charter.h"
#include "store/store.h"

struct alliance;
struct judging;
struct applying;
struct supplying;
struct entropy;
struct offering;
struct telling;
struct file_taking;
struct act;

/* ---- declaration ---- */

enum field_type {
    FIELD_LINE,     /* one line of text */
    FIELD_TEXT,     /* paragraphs (Markdown) */
    FIELD_EMAIL,
    FIELD_URL,
    FIELD_INT,
    FIELD_BOOL,
    FIELD_DAY,      /* "2026-12-09" */
    FIELD_INSTANT,  /* form: local "2026-12-09 14:00" in the alliance's zone; args: "2026-12-09T06:00:00Z" */
    FIELD_FEN,      /* form: "100,000.00"; args: integer fen */
    FIELD_CHOICE,   /* one of `choices`, or of `options`; args: its id */
    FIELD_REF,      /* a thing of the alliance, by number; `ref` names which; args: integer */
    FIELD_FILE,     /* an upload; args: {"hash","name","type","size"}, bytes in the blob table */
};

/* Free text and names are committed, never in the leaf itself; `privacy` says who may read them on pages. */
enum field_privacy {
    FIELD_OPEN,          /* in the leaf's args, for ever */
    FIELD_SEALED_PUBLIC, /* committed; anyone may read it until it is erased */
    FIELD_SEALED_MEMBER, /* committed; members' people and the secretariat */
    FIELD_SEALED_OFFICE, /* committed; the secretariat and the person or organization it is about */
};

struct choice { const char *id; struct text label; };
/* What a choice of a list is called; its id itself when the list has none such (or is NULL). */
struct text choice_label(const struct choice *choices, const char *id);
/* The same of whichever field of a kind of act has it. */
struct text kind_choice_label(const char *kind, const char *id);

/* An option offered for a choice or reference on a form. */
struct option { const char *id; const char *label; };
struct options { struct arena *arena; struct option *items; size_t count, size; };
struct field;
/* Adds the options there are now; `args` holds the other fields as given so far (may be NULL). */
typedef void options_fn(const struct judging *j, const struct field *f, const json_t *args, enum lang lang, struct options *ret);
void options_add(struct options *o, const char *id, const char *label);

struct field {
    const char *name; /* ASCII, snake_case */
    struct text label, help;
    enum field_type type;
    enum field_privacy privacy;
    bool optional;
    bool many;        /* a list of values */
    bool hidden;      /* not shown on a form of its own page: given by the page that links to it */
    int64_t min, max; /* numbers: range; texts: characters; files: bytes; lists: 0 … max items in max_items */
    int64_t max_items;
    const struct choice *choices; /* ended by {0} */
    options_fn *options;
    const char *ref;  /* "member", "person", "meeting", "body", "title", "class" … see acts/things.h */
};

enum act_origin { ORIGIN_PERSON, ORIGIN_CLOCK, ORIGIN_CONSEQUENCE }; /* who brings it in: zero is a person, visitor, operator */

struct act_kind {
    const char *name;    /* "meeting.call" */
    int version;
    const char *family;  /* "meetings": pages and reference group by it */
    struct text title;   /* what one does: "Call a meeting" */
    struct text effect;  /* what follows, restated before a weighty act is confirmed; may use {field} places */
    struct text done;    /* the audit line: "called the {body} meeting of {start}"; may use {field} places */
    struct text question; /* of a consequence that is voted on: what the vote is about, "Expel {member}"; may use {field} places */
    const char *power;   /* the charter's power it needs; NULL for consequences and the clock */
    enum act_origin origin;
    bool weighty;        /* confirmed by restating it in words */
    bool quiet;          /* changes no office or membership, and is found by the thing it is about, not traced by itself
                            under clause and time line: votes and attendance, of which there are very many */
    bool keys;           /* changes the register's signing key */
    bool erases;         /* deletes for ever: the database is rewritten after its commit, so that no byte stays behind */
    bool laws;           /* adds a charter version or a working calendar: those are read anew after it */
    const struct field *fields; /* ended by {0}; NULL when it has none */
    /* The body whose power is asked; NULL: none. Common ones below. */
    const char *(*body)(const struct judging *j);
    /* The charter version it is judged by when that is not the one in force (a meeting ends under the version it was
     * called under); powers follow the version in force all the same. NULL or 0: the version in force. */
    int64_t (*pinned)(const struct judging *j);
    /* What a file that was sent for one of its fields says, in the words that are kept: before the fields are read. Looks up only what
     * never changes once it is there. False after a finding; then, or when nothing is put into `keep`, no file is kept. */
    bool (*take)(struct file_taking *t);
    void (*judge)(struct judging *j);   /* NULL: power and fields are all there is to judge */
    void (*apply)(struct applying *a);
    void (*supply)(struct supplying *s); /* what it takes from outside the record: a clock act's before it is judged, a person's
                                            once it is allowed (into part 3 only; its arguments are as they were asked) */
    void (*offer)(struct offering *o);  /* when it appears on a desk; NULL: never */
    void (*tell)(struct telling *t);    /* whom it mails; NULL: nobody */
};

#define ACT(ident)                                                                                                      \
    static const struct act_kind act_kind_##ident;                                                                      \
    static const struct act_kind *const act_entry_##ident                                                               \
        __attribute__((section("charterd_acts"), used, retain_if_possible)) = &act_kind_##ident;                        \
    static const struct act_kind act_kind_##ident
#if defined(__has_attribute) && __has_attribute(retain)
#define retain_if_possible retain
#else
#define retain_if_possible
#endif

/* All declared kinds, sorted by name. */
size_t act_kinds(const struct act_kind *const **ret);
const struct act_kind *act_kind(const char *name);

/* Body resolvers. */
const char *act_body_of_field(const struct judging *j);   /* the field "body" */
const char *act_body_of_meeting(const struct judging *j); /* of the field "meeting" */
const char *act_body_of_motion(const struct judging *j);  /* of the field "motion" */
int64_t act_pinned_of_meeting(const struct judging *j);   /* the version the meeting was called under */
int64_t act_pinned_of_motion(const struct judging *j);

/* ---- an act on its way, or read back from the register ---- */

enum capacity_kind { AS_VISITOR, AS_PERSON, AS_OFFICE, AS_REPRESENTATIVE, AS_DELEGATE, AS_FOUNDER, AS_OPERATOR, AS_CLOCK, AS_CHARTER };
/* "office:12", "rep:7", "delegation:3", "person", "visitor", "founder", "operator", "clock", "charter" (a consequence). */
struct capacity {
    enum capacity_kind kind;
    int64_t id;        /* holding, representation or delegation; 0 else */
    const char *body, *title; /* of an office (also when acting under a delegation) */
    const char *also;         /* an office whose powers come with the turn, where it rotates; NULL else */
    int64_t org;       /* member organization it is held through, 0 none */
    const char *class_id;     /* of a representation: the class of the membership then */
    bool voting;       /* of a representation */
};
struct actor {
    int64_t person;    /* 0: nobody in particular */
    struct capacity as;
    const char *via;   /* "", or who entered it for someone: "operator" at the shell, "office:3" from paper; "api" is not recorded */
};

struct act {
    const struct act_kind *kind;
    int version;         /* the kind's version it was made under */
    const char *id;      /* the idempotency key, unique per actor */
    instant at;
    int64_t charter;     /* version number of the charter in force */
    struct actor by;
    json_t *args;        /* open fields, validated and typed */
    json_t *sealed;      /* plain values of sealed fields; when folding, their commitments: only ask what was given */
    int64_t entry;       /* the leaf's number; known from apply on */
    int64_t cause;       /* the leaf that caused it; -1 none */
};

/* Open arguments, typed. A missing optional gives 0 / NULL / DAY_NONE / INSTANT_NONE / false. */
int64_t act_int(const struct act *a, const char *field);
const char *act_z(const struct act *a, const char *field); /* NULL when absent */
bool act_bool(const struct act *a, const char *field);
day act_day(const struct act *a, const char *field);
instant act_instant(const struct act *a, const char *field);
bool act_given(const struct act *a, const char *field); /* open or sealed */
const json_t *act_list(const struct act *a, const char *field); /* a JSON array; empty array when absent */

/* ---- judging ---- */

struct verdict;
struct sent_file { struct str hash, bytes; };
/* The bytes of a file that an open field names; STR_NONE: there is none, or they are not at hand. */
struct str act_file(const struct judging *j, const char *field);
struct file_taking {
    struct judging *j;
    const struct field *field;
    struct str bytes;
    json_t *given;      /* all fields as they were given; what the file says may be added as further ones */
    struct buf *keep;
};
/* Version `version` of the charter, under which a thing was begun; the one the act is judged by when it is unknown. */
const struct charter *charter_of(const struct judging *j, int64_t version);
struct judging {
    const struct charter *charter;  /* in force */
    struct db *db;                  /* read only, whatever connection it is */
    const struct act *act;
    const struct workcal *workcal;
    struct arena *arena;
    struct verdict *verdict;
    instant received;               /* lateness is judged on the time of receipt */
    struct alliance *laws;          /* where other versions of the charter are, see charter_of; NULL: not at hand */
    const struct sent_file *sent;   /* files that came with what is asked, in a preview kept nowhere; see act_file */
    size_t sent_count;
    bool again;                     /* a recorded act is judged anew: sealed values are not at hand */
    bool preview;                   /* nothing is done: nothing is said that guessing could make use of */
};

/* A sentence with its clause and numbers. */
struct finding { const char *clause; const char *field; struct text text; const struct arg *args; size_t arg_count; bool refuses; struct text remedy;
                 bool warns; /* lets it pass, and says what to think of first */ };
struct verdict {
    struct arena *arena;
    struct finding *items;
    size_t count, size;
    bool refused;
    struct text outcome; /* of an act that counts and settles something: "passed", "not passed"; T_NONE else. A literal. */
    int code; /* ERR_OK, or how it failed: ERR_REFUSED by the charter, ERR_SYNTAX a field, ERR_DENIED, ERR_CONFLICT, ERR_MISSING */
};

/* What supports the act: clause and worked numbers, kept in the leaf. `r` may be NULL (nothing is added then). */
void finding_add(struct judging *j, bool refuses, int code, const char *clause, const char *field, struct text text, struct text remedy,
                 const struct arg *args, size_t count);
void finding_warn(struct judging *j, const char *clause, struct text text, const struct arg *args, size_t count);
#define FINDING_ARGS(...)                                                                                               \
    (const struct arg[]){ { 0 }, ##__VA_ARGS__ } + 1, sizeof((const struct arg[]){ { 0 }, ##__VA_ARGS__ }) / sizeof(struct arg) - 1
#define allow(j, rule, text, ...)                                                                                       \
    finding_add((j), false, 0, (rule) ? rule_clause(rule) : NULL, NULL, (text), T_NONE, FINDING_ARGS(__VA_ARGS__))
/* The charter says no: rule (NULL: no clause), sentence, what can be done now (T_NONE: nothing to say), values. */
#define refuse(j, rule, text, remedy, ...)                                                                              \
    finding_add((j), true, ERR_REFUSED, (rule) ? rule_clause(rule) : NULL, NULL, (text), (remedy), FINDING_ARGS(__VA_ARGS__))
/* A field is wrong (no such meeting, a date before …). */
#define refuse_field(j, field, text, ...)                                                                               \
    finding_add((j), true, ERR_SYNTAX, NULL, (field), (text), T_NONE, FINDING_ARGS(__VA_ARGS__))
/* The state moved on: already decided, already closed. */
#define refuse_state(j, rule, text, remedy, ...)                                                                        \
    finding_add((j), true, ERR_CONFLICT, (rule) ? rule_clause(rule) : NULL, NULL, (text), (remedy), FINDING_ARGS(__VA_ARGS__))
static inline bool refused(const struct judging *j) { return j->verdict->refused; }

/* ---- applying ---- */

struct applying {
    const struct charter *charter;
    struct db *db;                  /* the writer (or the scratch database of a fold) */
    const struct act *act;
    const struct workcal *workcal;
    struct arena *arena;
    bool folding;                   /* from recorded leaves: emit does nothing, its leaves follow by themselves */
    struct pipeline *pipeline;      /* NULL when folding */
    struct alliance *laws;          /* where other versions of the charter are, see charter_pinned */
};
/* Version `version` of the charter, under which a thing was begun; the one the act is judged by when it is unknown. */
const struct charter *charter_pinned(const struct applying *a, int64_t version);
/* A consequence: applied right after this act, in the same transaction, with its own leaf and `cause`. Takes `args`. */
void act_emit(struct applying *a, const char *kind, json_t *args);
/* The next number of a table's id column; `sql` is a literal such as "SELECT coalesce(max(id), 0) + 1 FROM meeting". */
int64_t next_id(struct applying *a, const char *sql);
/* That this act speaks of a thing beyond its fields (what it made): for time lines. */
void act_mention(struct applying *ap, const char *thing, int64_t id);
/* That a thing has its words, or other ones, from now on: for search (acts/pipeline/words.h). */
void act_words(struct applying *ap, const char *thing, int64_t id);
/* That a sealed value is about to go: no word of it is to be found any more. */
void act_words_going(struct applying *ap, int64_t entry, const char *field);
/* Something must be on record when a date passes: a clock act `kind` at `due`, about thing `about`. Replaces a due of
 * the same kind and thing; INSTANT_NONE removes it. */
void due_set(struct applying *a, const char *kind, int64_t about, instant due);

/* What a clock act needs of chance, or of a box of ballots, enters with the act as its arguments, so that judge, apply and
 * every replay need neither. The writer may be used for what is not folded: blobs, and the tables of part 3. */
struct supplying { struct alliance *alliance; struct db *db; const char *dir; struct entropy *entropy; struct arena *arena; int64_t about; json_t *args; };

/* ---- offers: what a person can do now, and why ---- */

struct offer {
    const struct act_kind *kind;
    json_t *args;            /* prefilled fields; owned by the list */
    struct text why;         /* one sentence */
    const struct arg *why_args; size_t why_count;
    const char *clause;      /* the one given, else the one that grants the power */
    instant due;             /* INSTANT_NONE: no deadline */
    const char *link;        /* the page where it is done; NULL: the act's own form */
    struct capacity as;      /* in which it is offered, the first that fits */
};
struct offering {
    const struct judging *j;        /* charter, db, now (j->act->at), arena */
    const struct act_kind *kind;
    const struct actor *who;        /* person and the capacity being offered */
    bool (*may)(const struct offering *o, const char *body); /* does this capacity hold the kind's power in `body`? */
    struct offer *items; size_t count, size;
};
/* Takes `args`. */
void offer_add(struct offering *o, json_t *args, const char *clause, instant due, const char *link, struct text why, const struct arg *a, size_t n);

/* ---- telling: mail that follows an act, written to the outbox in its transaction ---- */

struct mail {
    int64_t person;             /* to whom; 0: to `address` */
    const char *address;
    const char *lang;           /* for `address`: "zh" or "en"; NULL: see `about`; persons have their own choice */
    int64_t about;              /* for `address`: the entry by which its owner came in, whose receipt tells the language */
    struct text subject, body;  /* plain text with {places}; paragraphs parted by blank lines */
    const struct arg *args; size_t arg_count;
    const char *link;           /* path of the page it is about, "/meetings/12" */
    int64_t meeting;            /* with an invitation for this meeting; 0 none */
    const char *invite;         /* "REQUEST" or "CANCEL" */
    int64_t sequence;
    bool official;              /* a notice that has legal weight: its delivery is kept as proof */
};
struct telling {
    const struct charter *charter;
    struct db *db;
    const struct act *act;
    struct arena *arena;
    struct pipeline *pipeline;
    enum lang lang;             /* of whoever asked for the act */
};
void tell(struct telling *t, const struct mail *m);

#endif
