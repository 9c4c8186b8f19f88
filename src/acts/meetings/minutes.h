/* The minutes of a meeting, gathered from the record: one struct, from which the page, the PDF, the JSON and the hash are made.
 *
 *  N1. Nothing in it can be erased: people and texts stand as numbers (a text by the entry its commitment is in), so its
 *      canonical JSON is the same for ever, and whoever reads the tables and the charter can make it again.
 *  N2. What happens after a meeting's end changes nothing in it, but for the owners of its own resolutions and its narrative;
 *      these stand still with the approval. Actions carried forward are those that were open at the end of the meeting.
 *  N3. `as_of` is the approval's time, once there is one. */
#ifndef ACTS_MINUTES_H
#define ACTS_MINUTES_H

#include "acts/act.h"
#include "base/hash.h"

enum { MINUTES_OPEN_MAX = 200, MINUTES_VERSION = 1 };

struct minutes_stay { instant came, left; bool remote, corrected; int64_t entry; };
struct minutes_seat {
    int64_t person, holding;
    const char *title;
    const struct minutes_stay *stays; size_t stay_count; /* none: absent */
};
/* A guest who came: known here, or named under the entry of the invitation. */
struct minutes_guest { int64_t person, entry; instant came, left; bool remote; };
struct minutes_point { int64_t topic, number, person, matter, entry, narrative_entry; bool withdrawn; };
/* A point in hand, from when to when; who spoke, to which point (0: none), and as what: speak, reply, order. */
struct minutes_span { int64_t topic; instant from, to; };
struct minutes_speaker { int64_t topic, person; const char *what; instant from, to; };
struct minutes_vote {
    int64_t person, carrier; /* carrier: to whom the vote was given; 0: nobody */
    const char *vote;        /* NULL: silent */
    const char *how;         /* own, proxy, hand, paper, corrected; NULL: silent */
    int64_t entry;           /* of the act that gave it; of a correction, its reason is sealed there */
};
struct minutes_motion {
    int64_t id, number, topic, matter, opposes, amends, person, entry, title_entry, text_entry, close_entry;
    const char *procedure; /* what it would do to the meeting itself; NULL: it is about something else */
    int64_t seconds;       /* … of limit-speaking */
    const char *state;
    instant put_at, closed_at;
    int64_t in_office, present, affirmative, abstention, negative, needed, base;
    const char *of;       /* what they were counted against: "present", "cast", "in-office" … */
    const char *clause;
    bool exactly;
    const char *resolution; /* NULL: none */
    const struct minutes_vote *votes; size_t vote_count;
};
/* A resolution and who carries it out; of this meeting, or of an earlier one and open at the end of this. */
struct minutes_action { const char *id; int64_t motion, entry, owner; day due; bool overdue; };
struct minutes_quorum { int64_t present, whole, needed; bool reached; };

struct minutes {
    int64_t meeting, number, charter, entry, place_entry, narrative_entry, chair_holding, chair_person;
    const char *body, *state;
    bool public;
    instant called_at, starts_at, opened_at, closed_at;
    day notice_by;
    const char *quorum_clause, *notice_clause; /* NULL: the charter asks for none */
    struct minutes_quorum opening, closing;
    const struct minutes_seat *seats; size_t seat_count;
    const struct minutes_guest *guests; size_t guest_count;
    const struct minutes_point *points; size_t point_count;
    const struct minutes_span *spans; size_t span_count;
    const struct minutes_speaker *speakers; size_t speaker_count;
    const struct minutes_motion *motions; size_t motion_count;
    const struct minutes_action *resolutions; size_t resolution_count;
    const struct minutes_action *open; size_t open_count; /* soonest due first */
    int64_t open_more;                                      /* that are open beside them */
    /* Of the approval; not part of what is approved. */
    instant approved_at;                                    /* INSTANT_NONE: not approved */
    int64_t approved_by, approved_entry;                    /* the meeting, the entry */
    const char *approved_hash;
};

/* `law`: the version of the charter the meeting was called under. NULL when there is no such meeting or it has not ended. */
const struct minutes *minutes_gather(struct db *db, struct arena *arena, const struct charter *law, int64_t meeting);
/* As JSON; the caller owns it. Its canonical form is what an approval fixes. */
json_t *minutes_json(const struct minutes *m);
/* SHA-256 of the canonical form, in hex. */
const char *minutes_hash(const struct minutes *m, struct arena *arena);
/* An earlier meeting of the body whose minutes wait for approval, the oldest first; 0: none. */
int64_t minutes_waiting(struct db *db, const char *body, instant before);

#endif
