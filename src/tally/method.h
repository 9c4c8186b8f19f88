/* A counting method, declared once beside its code and found by the linker, as acts, views and commands are:
 *
 *     METHOD(plurality) = { .name = "plurality", .title = TEXT_INIT("…", "…"), .options = plurality_options, .count = plurality_count };
 *
 * A method is a pure function: ballots and rules in, a result with its worked steps out. It reads no clock and no chance: a
 * lot is a seed or an order that came in with the rules. Whatever it decides, it decides in integers.
 *
 * What a charter can choose is an option with a name; the table of them all is options.c, and each method lists those it
 * understands. A value the method does not understand is refused, never passed over. */
#ifndef TALLY_METHOD_H
#define TALLY_METHOD_H

#include "base/num.h"
#include "tally/ballots.h"

struct tally_result;

enum tally_option {
    OPTION_NONE,
    OPTION_UNRANKED,     /* pairs: an unranked candidate is below every ranked one, or nothing was said of it */
    OPTION_OVER_VOTE,    /* several candidates at one rank */
    OPTION_SKIPPED,      /* blank ranks in a row after which a paper is exhausted */
    OPTION_REPEATED,     /* a candidate named twice */
    OPTION_LOOK_BACK,    /* how a tie is settled by earlier stages */
    OPTION_WEAK_TIES,    /* three or more tied, and an earlier stage parts only some of them */
    OPTION_BATCH,        /* several excluded together */
    OPTION_MARKS,        /* how many candidates one paper may mark */
    OPTION_TOO_MANY,     /* what happens to a paper that marks more */
    OPTION_SCORE_MIN,
    OPTION_SCORE_MAX,
    OPTION_CAP_ORGANIZATION,
    OPTION_CAP_RELATED,
    OPTION_RESERVED,     /* seats reserved for those who do not stand: open to others, or left vacant */
    OPTION_QUORUM,       /* debian: R */
    OPTION_MAJORITY,     /* debian: N, one for all or one each */
    OPTION_DEFAULT,      /* debian: which option is the default one */
    OPTION_COUNT,
};

enum { UNRANKED_BELOW, UNRANKED_NO_OPINION };
enum { OVER_VOTE_EXHAUST, OVER_VOTE_SKIP, OVER_VOTE_INVALID };
enum { REPEATED_SKIP, REPEATED_EXHAUST, REPEATED_INVALID };
enum { LOOK_BACK_NONE, LOOK_BACK_PRECEDING, LOOK_BACK_FIRST };
enum { WEAK_TIES_WHOLE, WEAK_TIES_NARROW };
enum { BATCH_NONE, BATCH_SURE, BATCH_TIED };
enum { TOO_MANY_INVALID, TOO_MANY_FIRST };
enum { RESERVED_OPEN, RESERVED_VACANT };

enum lot_kind { LOT_NONE, LOT_SEED, LOT_ORDER };

struct tally_rules {
    int seats;
    enum lot_kind lot;
    struct str seed;             /* LOT_SEED: fixed and published before the count */
    const uint16_t *order;       /* LOT_ORDER: the returning officer's, most favoured first; those left out come last */
    size_t order_count;
    const size_t *order_end;     /* drawn for each tie by itself: `order` up to here is the first tie's, and so on; NULL: one for all */
    size_t order_ties;           /* how many ties have been drawn so */
    int64_t value[OPTION_COUNT]; /* choices by their enum, numbers as they are; -1: no such limit */
    struct ratio quorum;
    struct ratio majority[CANDIDATES_MAX];
    size_t majority_count;
};

struct tally_option_kind {
    enum tally_option id;
    const char *name;
    struct text title;
    const struct tally_choice { const char *id; struct text title; } *choices; /* ended by {0}; NULL: a number */
    int64_t min, max, otherwise; /* of a number; otherwise -1: no limit */
};

struct tally_setting { enum tally_option id; int64_t otherwise; }; /* this method's default; OPTION_NONE ends a list */

struct tally_method {
    const char *name;
    struct text title;
    struct text rule;            /* in two or three sentences, as a returning officer explains it */
    const struct tally_setting *options;
    bool approvals, scores;      /* which ballots besides rankings it can count; scores: those alone */
    int places;                  /* decimals of a total */
    bool elects;                 /* a charter can name it for an election: its papers rank or mark persons */
    /* Fills the result. 0, or ERR_RANGE, ERR_SYNTAX where ballots or rules are not for this method. */
    int (*count)(struct tally_result *r, struct error *err);
};

#define METHOD(ident)                                                                                                   \
    static const struct tally_method method_##ident;                                                                    \
    static const struct tally_method *const method_entry_##ident                                                        \
        __attribute__((section("charterd_methods"), used)) = &method_##ident;                                           \
    static const struct tally_method method_##ident

size_t tally_methods(const struct tally_method *const **ret); /* sorted by name */
const struct tally_method *tally_method(struct str name);     /* NULL: none of that name */

const struct tally_option_kind *tally_option_kind(enum tally_option id);
void tally_rules_init(struct tally_rules *r, const struct tally_method *m, int seats);
/* Sets an option by name, as a charter or a command line writes it. ERR_MISSING (the method has no such option), ERR_RANGE. */
int tally_rules_set(struct tally_rules *r, const struct tally_method *m, struct str name, struct str value, struct error *err);
bool tally_understands(const struct tally_method *m, enum tally_option id);

/* Counts. `*ret` is set only on success; it borrows ballots and rules, and tally_result_free frees it. */
int tally_count(struct tally_result **ret, const struct tally_method *m, const struct ballots *b, const struct tally_rules *rules,
                struct error *err);

#endif
