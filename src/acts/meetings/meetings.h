/* What acts about meetings share: deadlines, who is present, quorum. */
#ifndef ACTS_MEETINGS_H
#define ACTS_MEETINGS_H

#include "acts/act.h"
#include "acts/offices/offices.h"

/* The last day for the notice of a meeting held on `on`, and when its topics close. */
struct deadlines {
    day notice_by;
    day topics_day;      /* topics close at 24:00 of this day; DAY_NONE: no closing */
    instant topics_by;   /* the same as an instant; the meeting's start when there is no closing */
    bool provisional;    /* rests on a working calendar that is not loaded */
    int64_t notice_days; /* calendar days the charter asks for; 0: no rule */
    const struct rule *notice, *topics;
};
struct deadlines meeting_deadlines(const struct charter *c, const struct workcal *w, const char *body, instant starts_at);
/* The first day a meeting can be held that is called on `called`. */
day meeting_earliest(const struct charter *c, const struct workcal *w, const char *body, day called);
/* After a calendar was loaded: deadlines of meetings still to come. */
void meetings_recompute(struct applying *a);

struct meeting {
    int64_t id, number, chair, charter, sequence, place_entry;
    const char *body, *state;
    instant starts_at, topics_by, called_at;
    day notice_by;
    bool topics_closed;
};
/* A time at which a body is to meet; `except` is the meeting itself (0: not called yet). */
struct occasion { const char *body; instant starts_at; int64_t minutes_long, except; };
/* Warns of meetings then to which some of the same people are called; refuses where the charter's rule says so. */
void judge_clashes(struct judging *j, const struct occasion *o);

/* When something falls due that is done as a meeting begins: at its beginning, and from then on at once; nobody is late with it. */
instant due_at_start(const struct offering *o, instant starts_at);

/* NULL when there is none. */
const struct meeting *meeting_read(struct db *db, struct arena *arena, int64_t id);

int64_t present(struct db *db, int64_t meeting);
/* Votes given to somebody who is there now, by people who are not; and those who count as present for quorum and majority: with
 * them, where the charter says so. */
int64_t carried(struct db *db, int64_t meeting);
int64_t counted_present(struct db *db, const struct charter *c, const char *body, int64_t meeting);
void proxy_attended(struct applying *a, int64_t meeting, int64_t person); /* who comes votes by themselves */
void proxies_end(struct applying *a, int64_t meeting);
void guests_end(struct applying *a, int64_t meeting);
/* The number a rule's `of` counts: present, or a headcount (offices.h). */
int64_t fact(struct db *db, const char *of, const char *body, int64_t meeting);

/* The quorum of a meeting now: needed, and whether it is reached. `rule` NULL: the charter asks for none. */
struct quorum { const struct rule *rule; int64_t present, whole, needed; bool reached; };
struct quorum quorum_now(struct db *db, const struct charter *c, const char *body, int64_t meeting);
/* The same of a moment at which so many were present and in office. */
struct quorum quorum_with(struct db *db, const struct charter *c, const char *body, int64_t meeting, int64_t present, int64_t in_office);

extern const struct choice attendance_places[]; /* room, remote */

/* The code shown in the room where the chair asks for one, and until when; false when none is to be shown. Only for the eyes of
 * those who lead or record the meeting: their wall shows it to the others. */
enum { ROOM_CODE_DIGITS = 6 };
struct room_code { char digits[ROOM_CODE_DIGITS + 1]; instant until; };
bool room_code_now(struct db *db, int64_t meeting, instant at, struct room_code *ret);
void judge_room_code(struct judging *j, int64_t meeting, const char *given);
void room_code_forget(struct supplying *s); /* of the field "meeting" */

/* The point in hand (a topic; 0 none), and its change. */
int64_t point_now(struct db *db, int64_t meeting);
void point_take(struct applying *a, int64_t meeting, int64_t topic);
void points_end(struct applying *a, int64_t meeting);
enum { SPEAK_S_MIN = 10, SPEAK_S_MAX = 7200, SPEAK_S_USUAL = 180 };
/* Whoever speaks ends; somebody has left; the meeting is over. */
void speaker_done(struct applying *a, int64_t meeting);
void speaker_left(struct applying *a, int64_t meeting, int64_t person);
void speakers_end(struct applying *a, int64_t meeting);

/* What the affirmative votes on a motion are counted against, as the charter has it: present, cast, in-office, seats. */
const char *motion_base(struct db *db, struct arena *arena, const struct charter *c, int64_t motion);
struct text motion_base_words(const char *of);

#endif
