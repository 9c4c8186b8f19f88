/* Approval: any number of marks, each a vote. Of a ranking every ranked candidate is approved. */
#include "tally/most.h"

static int approval_count(struct tally_result *r, struct error *err) {
    (void)err;
    most_marks(r, r->rules->value[OPTION_MARKS]);
    most_elect(r);
    return 0;
}

static const struct tally_setting approval_options[] = {
    { OPTION_MARKS, -1 },       { OPTION_TOO_MANY, TOO_MANY_INVALID }, { OPTION_CAP_ORGANIZATION, -1 },
    { OPTION_CAP_RELATED, -1 }, { OPTION_RESERVED, RESERVED_OPEN },    { OPTION_NONE, 0 },
};

METHOD(approval) = {
    .name = "approval",
    .title = TEXT_INIT("approval voting", "认可投票法"),
    .rule = TEXT_INIT("Each paper approves any number of candidates. Those whom most papers approve are elected.",
                      "每张选票可认可任意多名候选人，获认可最多者当选。"),
    .options = approval_options,
    .approvals = true,
    .elects = true,
    .count = approval_count,
};
