/* A count in words, as a returning officer reads it out: what was done at each stage and why, every total, every tie and how
 * it was settled. Plain text for the shell and the minutes; pages have their own form of the same result. */
#include <string.h>

#include "tally/explain.h"

/* Past this many candidates a matrix of pairs is no longer something to read. */
enum { MATRIX_SHOWN_MAX = 30, TICKETS_MAX = 30 };

static struct str name_of(const struct explaining *x, uint16_t c) { return x->r->ballots->candidates[c].name; }

struct str explain_names(struct explaining *x, const uint16_t *who, size_t count) {
    struct buf b;
    buf_init(&b, 1 << 22);
    for (size_t i = 0; i < count; i++) {
        if (i) buf_addz(&b, x->lang == LANG_ZH ? "、" : ", ");
        buf_add(&b, name_of(x, who[i]));
    }
    struct str kept = arena_str(&x->arena, buf_str(&b));
    buf_release(&b);
    return kept;
}

struct str explain_number(struct explaining *x, int64_t scaled) {
    struct buf b;
    buf_init(&b, 64);
    tally_number(&b, scaled, x->r->method->places, true);
    struct str kept = arena_str(&x->arena, buf_str(&b));
    buf_release(&b);
    return kept;
}

void explain_line(struct explaining *x, struct text text, const struct arg *args, size_t count) {
    text_format(x->out, text, x->lang, ZONE_SHANGHAI, args, count);
    buf_addc(x->out, '\n');
}

static void explain_head(struct explaining *x) {
    const struct tally_result *r = x->r;
    const struct arg args[] = {
        ARG_STR("title", r->ballots->title), ARG_TEXT("method", r->method->title),
        ARG_INT("seats", r->rules->seats),   ARG_INT("candidates", (int64_t)r->ballots->candidate_count),
        ARG_INT("papers", r->papers),        ARG_INT("blank", r->blank),
        ARG_INT("invalid", r->invalid),      ARG_INT("valid", r->valid),
        ARG_TEXT("rule", r->method->rule)
    };
    if (r->ballots->title.len) explain_line(x, T("{title}", "{title}"), args, 9);
    LINE(x, "How it is counted: {method}. {seats} seat{seats||s}, {candidates} candidate{candidates||s}.",
         "计票方法：{method}。席位 {seats} 个，候选人 {candidates} 名。");
    LINE(x, "{rule}", "{rule}");
    LINE(x, "{papers} papers: {valid} counted, {blank} blank, {invalid} invalid.",
         "选票 {papers} 张：计票 {valid} 张，空白 {blank} 张，无效 {invalid} 张。");
}

/* ---- stages ---- */

static void explain_action(struct explaining *x, size_t stage) {
    const struct tally_stage *s = &x->r->stages[stage];
    const struct arg args[] = { ARG_INT("stage", (int64_t)stage + 1),
                                ARG_STR("who", explain_names(x, s->who, s->who_count)),
                                ARG_STR("surplus", explain_number(x, s->surplus)) };
    buf_addc(x->out, '\n');
    switch (s->action) {
    case STAGE_FIRST:
        if (x->r->method->scores)
            LINE(x, "Stage {stage}. The scores are added up.", "第 {stage} 轮：累计评分。");
        else
            LINE(x, "Stage {stage}. The votes are counted.", "第 {stage} 轮：计票。");
        break;
    case STAGE_SURPLUS:
        if (s->keep)
            LINE(x, "Stage {stage}. {who} keeps only what the quota needs; the rest passes on.",
                 "第 {stage} 轮：{who} 仅保留当选商数所需票值，其余转移。");
        else
            LINE(x, "Stage {stage}. The surplus of {who}, {surplus}, is transferred.",
                 "第 {stage} 轮：转移 {who} 的超额票 {surplus}。");
        break;
    case STAGE_EXCLUDE:
        LINE(x, "Stage {stage}. {who}, with fewest votes, is excluded; the papers go on to the next preference.",
             "第 {stage} 轮：{who} 得票最少，淘汰；其选票转给下一顺位。");
        break;
    case STAGE_BAR:
        LINE(x,
             "Stage {stage}. {who} can no longer take a seat (a cap is reached, or the seats left are reserved); the "
             "papers go on.",
             "第 {stage} 轮：{who} 不能再任席位（已达上限或所余席位为保留席位）；其选票转移。");
        break;
    }
}

/* Right-aligned total and change, then who. Those long out are left out. */
static void explain_totals(struct explaining *x, size_t stage) {
    const struct tally_result *r = x->r;
    const struct tally_stage *s = &r->stages[stage], *before = stage ? s - 1 : NULL;
    struct buf number;
    buf_init(&number, 64);
    for (size_t c = 0; c < r->ballots->candidate_count; c++) {
        int64_t change = before ? s->total[c] - before->total[c] : 0;
        if (r->ballots->candidates[c].withdrawn || (stage && s->total[c] == 0 && change == 0)) continue;
        buf_clear(&number);
        tally_number(&number, s->total[c], r->method->places, true);
        buf_addf(x->out, "  %18.*s", STR_FMT(buf_str(&number)));
        if (before) {
            buf_clear(&number);
            if (change > 0) buf_addc(&number, '+');
            if (change) tally_number(&number, change, r->method->places, true);
            buf_addf(x->out, "  %18.*s", STR_FMT(buf_str(&number)));
        }
        buf_addf(x->out, "  %zu %.*s\n", c + 1, STR_FMT(name_of(x, (uint16_t)c)));
    }
    buf_release(&number);
}

static void explain_left_over(struct explaining *x, size_t stage) {
    const struct tally_stage *s = &x->r->stages[stage];
    const struct arg args[] = { ARG_STR("exhausted", explain_number(x, s->exhausted)),
                                ARG_STR("lost", explain_number(x, s->lost)),
                                ARG_STR("quota", explain_number(x, s->quota)), ARG_INT("iterations", s->iterations),
                                ARG_STR("surplus", explain_number(x, s->surplus)) };
    if (s->exhausted) LINE(x, "Not transferable so far: {exhausted}.", "累计不可转移：{exhausted}。");
    if (s->lost && !s->keep) LINE(x, "Lost to fractions so far: {lost}.", "累计尾差：{lost}。");
    if (s->quota) LINE(x, "Needed to be elected: {quota}.", "当选所需：{quota}。");
    if (s->keep)
        LINE(x, "The keep factors settled after {iterations} {iterations|pass|passes}; surplus left {surplus}.",
             "保留系数经 {iterations} 次迭代确定，余下超额 {surplus}。");
}

/* Whether a ticket stands in a list above: a later tie of the same stage draws with the same ones. */
static bool ticket_told(const struct explaining *x, const struct tally_tie *t, uint16_t who) {
    for (const struct tally_tie *before = x->r->ties; before < t; before++)
        for (size_t i = 0; before->means == TIE_LOT && before->stage == t->stage && i < before->who_count; i++)
            if (before->who[i] == who) return true;
    return false;
}

static bool all_told(const struct explaining *x, const struct tally_tie *t) {
    for (size_t i = 0; i < t->who_count; i++)
        if (!ticket_told(x, t, t->who[i])) return false;
    return true;
}

static void explain_tickets(struct explaining *x, const struct tally_tie *t) {
    size_t told = 0, left = 0;
    for (size_t i = 0; i < t->who_count; i++) {
        if (ticket_told(x, t, t->who[i])) continue;
        if (told == TICKETS_MAX) {
            left++;
            continue;
        }
        told++;
        buf_addz(x->out, "    ");
        hash_hex(x->out, &t->lot[i]);
        buf_addf(x->out, "  %d %.*s\n", t->who[i] + 1, STR_FMT(name_of(x, t->who[i])));
    }
    const struct arg args[] = { ARG_INT("left", (int64_t)left) };
    if (left) LINE(x, "and {left} more, made the same way.", "另有 {left} 签，算法相同。");
}

static void explain_tie(struct explaining *x, const struct tally_tie *t) {
    const struct arg args[] = { ARG_STR("who", explain_names(x, t->who, t->who_count)), ARG_INT("back", t->back_to),
                                ARG_INT("need", t->need),
                                ARG_STR("chosen", explain_names(x, t->chosen, t->chosen_count)),
                                ARG_INT("stage", t->stage) };
    if (t->purpose == TIE_ELECT)
        LINE(x, "Tie: {who} have equal claims to {need} {need|seat|seats}.", "并列：{who} 争 {need} 个席位。");
    if (t->purpose == TIE_SURPLUS)
        LINE(x, "Tie: {who} have equal surpluses; one goes first.", "并列：{who} 超额相等，须定先后。");
    if (t->purpose == TIE_EXCLUDE) LINE(x, "Tie for last: {who}.", "并列最末：{who}。");
    switch (t->means) {
    case TIE_OPEN:
        LINE(x, "Nothing settles it. A lot is to be drawn between {who}; the count stops here, undecided.",
             "无从区分，须由 {who} 抽签；计票至此中止，尚无结果。");
        break;
    case TIE_LOOK_BACK:
        LINE(x, "Stage {back}, where they were unequal, settles it: {chosen}.",
             "以票数不等的第 {back} 轮区分：{chosen}。");
        break;
    case TIE_ORDER:
        LINE(x, "The returning officer's order settles it: {chosen}.", "依选举主持人排定的次序：{chosen}。");
        break;
    case TIE_LOT:
        if (all_told(x, t)) {
            LINE(x, "The lot settles it: {chosen}, by the tickets above.", "抽签结果：{chosen}（签号见上）。");
            break;
        }
        LINE(x,
             "The lot settles it: {chosen}. Tickets, each the SHA-256 of SEED/{stage}/CANDIDATE, smallest most "
             "favoured:",
             "抽签结果：{chosen}。签号为“种子/{stage}/候选人编号”的 SHA-256 值，最小者优先：");
        explain_tickets(x, t);
        break;
    }
}

static void explain_stage(struct explaining *x, size_t stage) {
    const struct tally_stage *s = &x->r->stages[stage];
    const struct arg args[] = { ARG_STR("elected", explain_names(x, s->elected, s->elected_count - s->filled)),
                                ARG_STR("filled", explain_names(x, result_filled(s), s->filled)) };
    explain_action(x, stage);
    explain_totals(x, stage);
    explain_left_over(x, stage);
    if (s->elected_count > s->filled) LINE(x, "Elected: {elected}.", "当选：{elected}。");
    if (s->filled)
        LINE(x, "Elected, since no more stand than there are seats left: {filled}.",
             "候选人不多于所余席位，当选：{filled}。");
    for (size_t i = 0; i < x->r->tie_count; i++)
        if (x->r->ties[i].stage == (int)stage + 1) explain_tie(x, &x->r->ties[i]);
}

/* ---- pairs ---- */

static void explain_matrix(struct explaining *x, struct text head, const int64_t *matrix) {
    size_t n = x->r->ballots->candidate_count;
    buf_addc(x->out, '\n');
    explain_line(x, head, NULL, 0);
    for (size_t a = 0; a < n; a++) {
        for (size_t b = 0; b < n; b++) {
            if (a == b)
                buf_addf(x->out, "%9s", "·");
            else
                buf_addf(x->out, "%8lld", (long long)matrix[a * n + b]);
        }
        buf_addf(x->out, "  %zu %.*s\n", a + 1, STR_FMT(name_of(x, (uint16_t)a)));
    }
}

static void explain_pairs(struct explaining *x) {
    const struct tally_result *r = x->r;
    if (!r->pairs.prefer || r->ballots->candidate_count > MATRIX_SHOWN_MAX) return;
    explain_matrix(x,
                   T("Papers that put the candidate of the row above that of the column:",
                     "将行候选人排在列候选人之前的选票数："),
                   r->pairs.prefer);
    if (r->pairs.path_for)
        explain_matrix(x, T("Strongest paths, by their weakest link:", "最强路径（以其最弱一环计）："),
                       r->pairs.path_for);
}

static void explain_fates(struct explaining *x) {
    const struct tally_result *r = x->r;
    size_t n = r->ballots->candidate_count, d = r->default_option;
    if (!r->fate) return;
    buf_addc(x->out, '\n');
    for (size_t c = 0; d != NOBODY && c < n; c++) {
        const struct arg args[] = { ARG_STR("name", name_of(x, (uint16_t)c)),
                                    ARG_STR("default", name_of(x, (uint16_t)d)),
                                    ARG_INT("for", r->pairs.prefer[c * n + d]),
                                    ARG_INT("against", r->pairs.prefer[d * n + c]) };
        if (r->fate[c] == FATE_QUORUM)
            LINE(x, "{name} is dropped: {for} votes over {default} do not reach the quorum.",
                 "{name} 出局：高于 {default} 的票数 {for} 未达法定票数。");
        if (r->fate[c] == FATE_MAJORITY)
            LINE(x, "{name} is dropped: {for} to {against} against {default} is not the majority it needs.",
                 "{name} 出局：对 {default} 为 {for} 比 {against}，未达所需多数。");
    }
    for (size_t i = 0; i < r->step_count; i++) {
        const struct tally_drop_step *s = &r->steps[i];
        const struct arg args[] = { ARG_STR("set", explain_names(x, s->schwartz, s->schwartz_count)) };
        LINE(x, "Nobody outside defeats these, directly or by way of others: {set}.",
             "无人直接或间接胜过以下各项：{set}。");
        for (size_t k = 0; k < s->dropped_count; k++) {
            const struct tally_defeat *f = &s->dropped[k];
            const struct arg pair[] = { ARG_STR("a", name_of(x, f->winner)), ARG_STR("b", name_of(x, f->loser)),
                                        ARG_INT("for", f->votes), ARG_INT("against", f->against) };
            explain_line(x,
                         T("The weakest defeat is dropped: {a} over {b}, {for} to {against}.",
                           "取消最弱的胜负：{a} 胜 {b}，{for} 比 {against}。"),
                         pair, 4);
        }
    }
}

static void explain_order(struct explaining *x) {
    const struct tally_result *r = x->r;
    buf_addc(x->out, '\n');
    explain_line(x, T("Order, best first:", "次序（由高到低）："), NULL, 0);
    for (size_t g = 0; g < r->order_groups; g++) {
        size_t from = g ? r->order_end[g - 1] : 0;
        buf_addf(x->out, "  %zu. ", g + 1);
        for (size_t i = from; i < r->order_end[g]; i++) {
            if (i > from) buf_addz(x->out, " = ");
            buf_add(x->out, name_of(x, r->order[i]));
        }
        buf_addc(x->out, '\n');
    }
}

void tally_explain(struct buf *out, const struct tally_result *r, enum lang lang) {
    struct explaining explaining = { .out = out, .r = r, .lang = lang }, *x = &explaining;
    arena_init(&x->arena);
    explain_head(x);
    explain_pairs(x);
    for (size_t i = 0; i < r->stage_count; i++) {
        if (r->pairs.prefer) break; /* pairs have no stages to tell of */
        explain_stage(x, i);
    }
    explain_fates(x);
    for (size_t i = 0; r->pairs.prefer && i < r->tie_count; i++) explain_tie(x, &r->ties[i]);
    explain_order(x);
    buf_addc(out, '\n');
    const struct arg args[] = { ARG_STR("elected", explain_names(x, r->elected, r->elected_count)),
                                ARG_INT("vacant", r->vacant) };
    if (r->decided && r->elected_count) LINE(x, "Elected, in this order: {elected}.", "依次当选：{elected}。");
    if (r->decided && !r->elected_count) LINE(x, "Nobody is elected.", "无人当选。");
    if (!r->decided && r->elected_count)
        LINE(x, "Elected so far: {elected}. The result is open until the lot is drawn.",
             "已当选：{elected}。抽签之前结果未定。");
    if (!r->decided && !r->elected_count) LINE(x, "The result is open until the lot is drawn.", "抽签之前结果未定。");
    if (r->vacant)
        LINE(x, "{vacant} {vacant|seat stays|seats stay} vacant: nobody is left for {vacant|it|them}.",
             "{vacant} 个席位无人可任，空缺。");
    arena_release(&x->arena);
}
