/* Score: each paper gives points, those with most points are elected. A candidate who is given no score gets none. */
#include "tally/most.h"

/* Whether every score is within the bounds, and the paper gives any. */
static bool paper_valid(const struct tally_result *r, size_t line) {
    const struct ballots *b = r->ballots;
    int64_t min = r->rules->value[OPTION_SCORE_MIN], max = r->rules->value[OPTION_SCORE_MAX];
    for (uint32_t i = b->first[line]; b->mark[i] != MARK_END; i++)
        if (b->score[i] < min || (max >= 0 && b->score[i] > max)) return false;
    return true;
}

static int score_count(struct tally_result *r, struct error *err) {
    const struct ballots *b = r->ballots;
    struct tally_stage *s = result_stage(r, STAGE_FIRST, NULL, 0);
    (void)err;
    for (size_t i = 0; i < b->line_count; i++) {
        uint32_t at = b->first[i];
        bool valid = paper_valid(r, i);
        *(!valid ? &r->invalid : b->mark[at] == MARK_END ? &r->blank : &r->valid) += b->count[i];
        for (; valid && b->mark[at] != MARK_END; at++)
            if (!b->candidates[b->mark[at]].withdrawn) s->total[b->mark[at]] += (int64_t)b->score[at] * b->count[i];
    }
    most_elect(r);
    return 0;
}

static const struct tally_setting score_options[] = {
    { OPTION_SCORE_MIN, 0 },    { OPTION_SCORE_MAX, -1 },           { OPTION_CAP_ORGANIZATION, -1 },
    { OPTION_CAP_RELATED, -1 }, { OPTION_RESERVED, RESERVED_OPEN }, { OPTION_NONE, 0 },
};

METHOD(score) = {
    .name = "score",
    .title = TEXT_INIT("score voting", "评分投票法"),
    .rule = TEXT_INIT("Each paper gives each candidate a score. Those whose scores add up to most are elected.",
                      "每张选票为候选人评分，总分最高者当选。"),
    .options = score_options,
    .scores = true,
    .count = score_count,
};
