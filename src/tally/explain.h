/* What the pieces of an explanation share. */
#ifndef TALLY_EXPLAIN_H
#define TALLY_EXPLAIN_H

#include "tally/result.h"

struct explaining {
    struct buf *out;
    const struct tally_result *r;
    enum lang lang;
    struct arena arena; /* of the words put into sentences */
};

void explain_line(struct explaining *x, struct text text, const struct arg *args, size_t count);
struct str explain_names(struct explaining *x, const uint16_t *who, size_t count);
struct str explain_number(struct explaining *x, int64_t scaled);

/* A line whose values are in an array `args` at hand. */
#define LINE(x, english, chinese) explain_line((x), T(english, chinese), args, sizeof args / sizeof args[0])

#endif
