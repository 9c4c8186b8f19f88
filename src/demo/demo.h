/* The demo: an alliance that lives some years, through the same acts as everybody's, in seconds.
 *
 * It is what `make run` shows, what benches measure on and what the tests of the whole feed on. A seed and an end date
 * decide everything that happens: every act, its time and its findings, every ballot, salts, and the register's signing key
 * too. (A demo's directory is therefore never the beginning of a real alliance: whoever knows the seed knows its key.)
 * One thing comes from elsewhere: the key of a sealed election is OpenSSL's own and never a seeded one (ballot/sealed.h, Z3),
 * and with it the blinded values and the codes of its ballots. So two runs give the same root while nobody voted sealed;
 * from then on they differ in these values alone. No tie is dealt in a sealed election, since its lot would hang on them.
 *
 * Everything is asked of the charter: which bodies there are and who seats them, how often they meet, with what notice
 * and by what majority they decide. A charter the demo has never seen lives as well. */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H

#include "base/date.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"

struct alliance;
struct demo_report;

struct demo_options {
    const char *dir;     /* made; must not hold an alliance yet */
    const char *charter; /* the folder of its charter */
    int64_t members;     /* about how many there are at the end */
    int64_t years;       /* how long it has lived; some weeks more where terms would else turn over just at the end */
    uint64_t seed;
    day end;             /* it lived until 00:00 of this day, in the charter's zone; DAY_NONE: today */
    int64_t acts;        /* meetings vote until there are at least so many acts; 0: as life brings them */
    void (*progress)(void *context, day on, int64_t acts); /* once a simulated month; NULL: quiet */
    void *context;
};

/* Somebody to sign in as. */
struct demo_person {
    char role[LANG_COUNT][200]; /* "chair of the Technical Committee", "voting representative of Example 17 …" */
    int64_t person;      /* 0: this charter has nobody of the kind */
    char email[64];
};
enum { DEMO_SECRETARY, DEMO_DECIDER, DEMO_CHAIR, DEMO_PARTICIPANT, DEMO_MEMBER, DEMO_PEOPLE };

struct demo_report {
    struct demo_person people[DEMO_PEOPLE];
    day begin, end;
    int64_t entries;     /* leaves of the register */
    int64_t members, meetings, votes, resolutions;
    int64_t refused;     /* attempts that were refused, as planned */
    int64_t commits;
    int64_t surprises;   /* acts that were planned to be allowed and were refused: mistakes of the simulation or of the charter */
    struct error surprise; /* the first of them */
    struct hash root;
};

/* 0, or why there is no demo: ERR_EXISTS, ERR_USAGE (numbers out of range), ERR_SYNTAX (the charter), ERR_IO. */
int demo_run(const struct demo_options *o, struct demo_report *ret, struct error *err);

#endif
