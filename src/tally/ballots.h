/* An election as data: who stands, for how many seats, and what the papers say. No rule of counting is in here.
 *
 * Papers are kept flat, because there may be a million different ones. Line i is `count[i]` equal papers whose marks are
 * mark[first[i]] … up to a MARK_END:
 *
 *     3 papers   2 > 1=4 > (a rank left blank) > 3
 *     count 3    marks  1, 0, 3|MARK_EQUAL, MARK_SKIP, 2, MARK_END         (candidates are numbered from 0 inside)
 *
 * Every line ends with MARK_END, so whoever walks a paper needs no length, and a million lines of 20 marks are 50 MB.
 * Approvals are marks whose order says nothing; scores have a number beside each mark.
 *
 * B1. Every mark but the signs is below candidate_count.
 * B2. Each line ends with exactly one MARK_END; first[line_count] is the number of marks, those signs included.
 * B3. The papers together are at most PAPERS_MAX, so that a total times 10^9 fits 64 bits.
 * B4. `plain` says that no line has an equal mark, a blank rank or a candidate twice: the marks can be walked as they are. */
#ifndef TALLY_BALLOTS_H
#define TALLY_BALLOTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

enum {
    CANDIDATES_MAX = 1000,
    GROUPS_MAX = 1000,            /* organizations, related groups, reserved lists: of each */
    BALLOT_FILE_MAX = 1 << 30,    /* bytes of a file: a million lines of 1,000 short marks would be larger, and is refused */
    REMARKS_MAX = 20,
    ELECTOR_MAX = 100000,         /* numbers on a roll */
};
#define PAPERS_MAX INT64_C(2000000000)

enum { MARK_EQUAL = 0x8000, MARK_WHO = 0x03ff, MARK_SKIP = 0x4000, MARK_END = 0xffff };

enum ballot_form { FORM_RANKED, FORM_APPROVAL, FORM_SCORES };
enum group_kind { GROUP_ORGANIZATION, GROUP_RELATED, GROUP_RESERVED, GROUP_KINDS };

struct candidate {
    struct str name;
    uint16_t group[GROUP_KINDS]; /* number in `groups` of that kind, 0 none */
    bool withdrawn;
    bool write_in;               /* the undeclared write-ins of a file, together as one */
    uint32_t place;              /* line or item of the file where it was named; 0: nowhere */
};

struct ballot_group {
    struct str name;
    int seats;                   /* reserved for it; 0 else */
    int taken;                   /* seats it has already, by what was decided before: they count against a cap */
};

struct ballots {
    struct arena arena;
    struct str title;
    int seats;                   /* as the file says; 0: it says nothing */
    enum ballot_form form;
    struct candidate *candidates;
    size_t candidate_count;
    struct ballot_group *groups[GROUP_KINDS]; /* from 1 */
    size_t group_count[GROUP_KINDS];
    size_t line_count;
    uint32_t *count, *first;
    uint16_t *mark;
    int32_t *score;              /* beside the marks, for FORM_SCORES; else NULL */
    int64_t papers;              /* sum of count */
    bool plain;
    size_t line_size, mark_size; /* room */
    /* Where each line stood in its file (of JSON: which ballot it was), and whose it is by number on a roll, 0 where that is not said:
     * kept only when `traced` was set before reading. */
    bool traced;
    uint32_t *place, *elector;
    size_t trace_size;
};

void ballots_init(struct ballots *b, enum ballot_form form);
void ballots_release(struct ballots *b);

/* Building: candidates first. A name is copied; returns the candidate's number, or ERR_TOO_LARGE. */
int ballots_candidate(struct ballots *b, struct str name);
/* Makes or finds the group of that name; returns its number from 1, or ERR_TOO_LARGE. */
int ballots_group(struct ballots *b, enum group_kind kind, struct str name);
void ballots_line(struct ballots *b, uint32_t papers);            /* begins a line */
void ballots_mark(struct ballots *b, uint16_t who, bool equal);   /* equal: same rank as the mark before */
void ballots_skip(struct ballots *b);                             /* a rank left blank */
void ballots_score(struct ballots *b, uint16_t who, int32_t score);
/* Ends it; false (and the line is not kept) where it would pass PAPERS_MAX. */
bool ballots_line_end(struct ballots *b);
void ballots_line_drop(struct ballots *b);                        /* forgets the line begun: each is ended or dropped */
void ballots_trace(struct ballots *b, size_t line, size_t place, int64_t elector); /* of a line begun, where that is kept */

/* ---- reading (what the formats are stands in docs/counting.md) ---- */

enum ballot_format { BALLOTS_ANY, BALLOTS_BLT, BALLOTS_CSV, BALLOTS_JSON };

/* What a reader noticed and did not stop at, each with its line. */
struct remarks {
    struct error items[REMARKS_MAX];
    size_t count; /* may be more than are kept */
};
void remark(struct remarks *r, struct text text, const struct arg *args, size_t count);

/* Reads the bytes of a file into `b`, which ballots_init has made and ballots_release will free whatever comes. 0, or
 * ERR_SYNTAX, ERR_RANGE, ERR_TOO_LARGE with the line, what is broken and what was expected. */
int ballots_read(struct ballots *b, struct str bytes, enum ballot_format format, struct remarks *remarks, struct error *err);

int blt_read(struct ballots *b, struct str bytes, struct remarks *remarks, struct error *err);
int csv_read(struct ballots *b, struct str bytes, struct remarks *remarks, struct error *err);
int ballots_json_read(struct ballots *b, struct str bytes, struct remarks *remarks, struct error *err);

/* ---- writing (write.c): the same ballots again, for this and other programs ---- */

void ballots_blt_write(struct buf *out, const struct ballots *b, int seats); /* rankings and marks; scores have no BLT */
void ballots_csv_write(struct buf *out, const struct ballots *b);            /* without names and withdrawals */

/* A name as a reader keeps it: blanks trimmed and runs of them made one, CSV quotes undone, Latin-1 made UTF-8. */
struct str ballots_name(struct arena *a, struct str raw);

#endif
