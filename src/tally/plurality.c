/* Plurality: one vote each, those with most votes are elected. Of a ranking the first preference is the vote. */
#include "tally/most.h"

static int plurality_count(struct tally_result *r, struct error *err) {
    (void)err;
    most_marks(r, 1);
    most_elect(r);
    return 0;
}

static const struct tally_setting plurality_options[] = {
    { OPTION_TOO_MANY, TOO_MANY_FIRST },
    { OPTION_CAP_ORGANIZATION, -1 },
    { OPTION_CAP_RELATED, -1 },
    { OPTION_RESERVED, RESERVED_OPEN },
    { OPTION_NONE, 0 },
};

METHOD(plurality) = {
    .name = "plurality",
    .title = TEXT_INIT("one vote each, the most votes win", "每票选一人，得票多者当选"),
    .rule = TEXT_INIT(
        "Each paper gives one vote, to the candidate it marks or ranks first. Those with most votes are elected.",
        "每张选票投一票，计给所选或排在首位的候选人，得票最多者当选。"),
    .options = plurality_options,
    .approvals = true,
    .elects = true,
    .count = plurality_count,
};
