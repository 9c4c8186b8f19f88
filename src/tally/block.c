/* Block vote: as many votes as there are seats, at most one to a candidate. */
#include "tally/most.h"

static int block_count(struct tally_result *r, struct error *err) {
    (void)err;
    int64_t marks = r->rules->value[OPTION_MARKS];
    most_marks(r, marks > 0 ? marks : r->rules->seats);
    most_elect(r);
    return 0;
}

static const struct tally_setting block_options[] = {
    { OPTION_MARKS, -1 },       { OPTION_TOO_MANY, TOO_MANY_INVALID }, { OPTION_CAP_ORGANIZATION, -1 },
    { OPTION_CAP_RELATED, -1 }, { OPTION_RESERVED, RESERVED_OPEN },    { OPTION_NONE, 0 },
};

METHOD(block) = {
    .name = "block",
    .title = TEXT_INIT("as many votes each as there are seats, the most votes win",
                       "每票所选人数不超过席位，得票多者当选"),
    .rule = TEXT_INIT(
        "Each paper marks as many candidates as there are seats, or fewer. Those with most votes are elected.",
        "每张选票所选人数不超过席位数，得票最多者当选。"),
    .options = block_options,
    .approvals = true,
    .elects = true,
    .count = block_count,
};
