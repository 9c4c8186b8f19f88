/* Every option a charter can set for a count, by name: what it may be, and what it is when nobody says. */
#include <string.h>

#include "tally/method.h"

static const struct tally_choice unranked[] = {
    { "below", TEXT_INIT("below every ranked candidate", "排在所有已排序候选人之后") },
    { "no-opinion", TEXT_INIT("no opinion of that candidate", "对该候选人不表示意见") },
    { 0 },
};
static const struct tally_choice over_vote[] = {
    { "exhaust", TEXT_INIT("the paper is exhausted there", "选票至此失效") },
    { "skip", TEXT_INIT("that rank is passed over", "略过该顺位") },
    { "invalid", TEXT_INIT("the whole paper is invalid", "整张选票无效") },
    { 0 },
};
static const struct tally_choice repeated[] = {
    { "skip", TEXT_INIT("the second mention is passed over", "略过重复的顺位") },
    { "exhaust", TEXT_INIT("the paper is exhausted there", "选票至此失效") },
    { "invalid", TEXT_INIT("the whole paper is invalid", "整张选票无效") },
    { 0 },
};
static const struct tally_choice look_back[] = {
    { "none", TEXT_INIT("no earlier stage decides", "不看以前各轮") },
    { "preceding", TEXT_INIT("the latest earlier stage at which they were unequal", "取最近的票数不等的一轮") },
    { "first-difference", TEXT_INIT("the first stage at which they were unequal", "取最早的票数不等的一轮") },
    { 0 },
};
static const struct tally_choice weak_ties[] = {
    { "whole", TEXT_INIT("one stage must single out one of all the tied", "须有一轮能从全部并列者中分出一人") },
    { "narrow", TEXT_INIT("each stage narrows the tied down", "逐轮缩小并列范围") },
    { 0 },
};
static const struct tally_choice batch[] = {
    { "none", TEXT_INIT("one candidate at a time", "每次淘汰一人") },
    { "sure", TEXT_INIT("all whose joint total is below the next one's", "合计票数仍低于下一名者一并淘汰") },
    { "tied", TEXT_INIT("all tied for last, where their joint total is below the next one's",
                        "并列最末且合计票数低于下一名者一并淘汰") },
    { 0 },
};
static const struct tally_choice too_many[] = {
    { "invalid", TEXT_INIT("the whole paper is invalid", "整张选票无效") },
    { "first", TEXT_INIT("the first ones count", "仅计靠前者") },
    { 0 },
};
static const struct tally_choice reserved[] = {
    { "open", TEXT_INIT("open to the others", "由其他候选人递补") },
    { "vacant", TEXT_INIT("left vacant", "空缺") },
    { 0 },
};

/* clang-format off */
static const struct tally_option_kind kinds[OPTION_COUNT] = {
    [OPTION_UNRANKED] = { OPTION_UNRANKED, "unranked", TEXT_INIT("An unranked candidate", "未排序的候选人"), unranked, 0, 0, 0 },
    [OPTION_OVER_VOTE] = { OPTION_OVER_VOTE, "over-vote", TEXT_INIT("Several candidates at one rank", "同一顺位填多名候选人"), over_vote, 0, 0, 0 },
    [OPTION_SKIPPED] = { OPTION_SKIPPED, "skipped", TEXT_INIT("Most blank ranks in a row before a paper is exhausted", "连续空白顺位超过几个即失效"), NULL, 0, CANDIDATES_MAX, -1 },
    [OPTION_REPEATED] = { OPTION_REPEATED, "repeated", TEXT_INIT("A candidate ranked twice", "重复排序的候选人"), repeated, 0, 0, 0 },
    [OPTION_LOOK_BACK] = { OPTION_LOOK_BACK, "look-back", TEXT_INIT("Earlier stages that settle a tie", "以何轮票数区分并列"), look_back, 0, 0, 0 },
    [OPTION_WEAK_TIES] = { OPTION_WEAK_TIES, "weak-ties", TEXT_INIT("Three or more tied, of whom an earlier stage parts only some", "三人以上并列而某轮仅能区分部分者"), weak_ties, 0, 0, 0 },
    [OPTION_BATCH] = { OPTION_BATCH, "batch", TEXT_INIT("Excluded together", "一并淘汰"), batch, 0, 0, 0 },
    [OPTION_MARKS] = { OPTION_MARKS, "marks", TEXT_INIT("Most candidates that a paper may mark", "每张选票最多可选人数"), NULL, 1, CANDIDATES_MAX, -1 },
    [OPTION_TOO_MANY] = { OPTION_TOO_MANY, "too-many", TEXT_INIT("A paper that marks more", "选超人数的选票"), too_many, 0, 0, 0 },
    [OPTION_SCORE_MIN] = { OPTION_SCORE_MIN, "score-min", TEXT_INIT("Lowest score", "最低分"), NULL, 0, 1000000, 0 },
    [OPTION_SCORE_MAX] = { OPTION_SCORE_MAX, "score-max", TEXT_INIT("Highest score", "最高分"), NULL, 0, 1000000, -1 },
    [OPTION_CAP_ORGANIZATION] = { OPTION_CAP_ORGANIZATION, "cap-organization", TEXT_INIT("Most seats of one organization", "同一单位最多席位"), NULL, 1, CANDIDATES_MAX, -1 },
    [OPTION_CAP_RELATED] = { OPTION_CAP_RELATED, "cap-related", TEXT_INIT("Most seats of related organizations together", "关联单位合计最多席位"), NULL, 1, CANDIDATES_MAX, -1 },
    [OPTION_RESERVED] = { OPTION_RESERVED, "reserved-unfilled", TEXT_INIT("Reserved seats that nobody stands for", "无人可任的保留席位"), reserved, 0, 0, 0 },
    [OPTION_QUORUM] = { OPTION_QUORUM, "quorum", TEXT_INIT("Votes over the default option that an option needs", "选项须获得的高于默认选项的最低票数"), NULL, 0, 0, 0 },
    [OPTION_MAJORITY] = { OPTION_MAJORITY, "majority", TEXT_INIT("Majority over the default option, N:1, for all or for each", "对默认选项的多数比 N:1，可统一或逐项设定"), NULL, 0, 0, 0 },
    [OPTION_DEFAULT] = { OPTION_DEFAULT, "default", TEXT_INIT("Number of the default option, 0 for none; else the last", "默认选项的编号，0 表示没有；未指定时为最后一项"), NULL, 0, CANDIDATES_MAX, -1 },
};
/* clang-format on */

const struct tally_option_kind *tally_option_kind(enum tally_option id) {
    return id > OPTION_NONE && id < OPTION_COUNT ? &kinds[id] : NULL;
}

bool tally_understands(const struct tally_method *m, enum tally_option id) {
    for (const struct tally_setting *s = m->options; s->id != OPTION_NONE; s++)
        if (s->id == id) return true;
    return false;
}

void tally_rules_init(struct tally_rules *r, const struct tally_method *m, int seats) {
    *r = (struct tally_rules){ .seats = seats, .quorum = { 0, 1 } };
    for (int i = OPTION_NONE + 1; i < OPTION_COUNT; i++) r->value[i] = kinds[i].otherwise;
    for (const struct tally_setting *s = m->options; s->id != OPTION_NONE; s++) r->value[s->id] = s->otherwise;
    r->majority[0] = (struct ratio){ 1, 1 };
    r->majority_count = 1;
}

static int set_majority(struct tally_rules *r, struct str value) {
    struct ratio all[CANDIDATES_MAX];
    size_t n = 0;
    while (value.data) {
        struct str one = str_trim(str_cut(&value, ','));
        if (n == CANDIDATES_MAX || ratio_parse(one, &all[n]) != 0 || all[n].num < all[n].den) return ERR_RANGE;
        n++;
    }
    if (n == 0) return ERR_RANGE;
    memcpy(r->majority, all, n * sizeof *all);
    r->majority_count = n;
    return 0;
}

static int set_value(struct tally_rules *r, const struct tally_option_kind *k, struct str value) {
    int64_t v = 0;
    if (k->id == OPTION_MAJORITY) return set_majority(r, value);
    if (k->id == OPTION_QUORUM) return ratio_parse(value, &r->quorum) == 0 && r->quorum.num >= 0 ? 0 : ERR_RANGE;
    if (k->choices) {
        while (k->choices[v].id && !str_is(value, k->choices[v].id)) v++;
        if (!k->choices[v].id) return ERR_RANGE;
    } else if (k->otherwise == -1 && str_is(value, "none")) {
        v = -1;
    } else if (str_int(value, &v) != 0 || v < k->min || v > k->max) {
        return ERR_RANGE;
    }
    r->value[k->id] = v;
    return 0;
}

static struct str list_choices(struct buf *out, const struct tally_option_kind *k) {
    if (k->id == OPTION_MAJORITY)
        buf_addz(out, "1, 3/2, 3,1,1");
    else if (k->id == OPTION_QUORUM)
        buf_addz(out, "0, 45.27, 91/2");
    else if (!k->choices) {
        buf_addf(out, "%lld–%lld", (long long)k->min, (long long)k->max);
        if (k->otherwise == -1 && k->id != OPTION_DEFAULT) buf_addz(out, ", none");
    }
    for (const struct tally_choice *c = k->choices; c && c->id; c++)
        buf_addf(out, "%s%s", c == k->choices ? "" : ", ", c->id);
    return buf_str(out);
}

int tally_rules_set(struct tally_rules *r, const struct tally_method *m, struct str name, struct str value,
                    struct error *err) {
    struct buf said;
    const struct tally_option_kind *k = NULL;
    buf_init(&said, 4096);
    for (const struct tally_setting *s = m->options; s->id != OPTION_NONE; s++) {
        buf_addf(&said, "%s%s", s == m->options ? "" : ", ", kinds[s->id].name);
        if (str_is(name, kinds[s->id].name)) k = &kinds[s->id];
    }
    int result = 0;
    if (!k) {
        result = error_set(err, ERR_MISSING,
                           T("{method} has no option “{name}”; it has: {options}.",
                             "{method} 没有选项“{name}”，可用：{options}。"),
                           ARG_Z("method", m->name), ARG_STR("name", name), ARG_STR("options", buf_str(&said)));
    } else if (set_value(r, k, value) != 0) {
        buf_clear(&said);
        result = error_set(err, ERR_RANGE,
                           T("{name} cannot be “{value}”; it may be: {choices}.",
                             "{name} 不能取“{value}”，可取：{choices}。"),
                           ARG_STR("name", name), ARG_STR("value", value), ARG_STR("choices", list_choices(&said, k)));
    }
    buf_release(&said);
    return result;
}
