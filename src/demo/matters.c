/* Questions for a vote, each opened by its own act: amendments of the charter, fees, the escrow company, expulsion,
 * interpretations, interest groups; reports and their review. When each comes is planned at the founding. */
#include "acts/house/amendments.h"
#include "demo/internal.h"

/* ---- amendments ---- */

static json_t *current_text(struct demo *d) {
    struct str blob = db_str(d->db, &d->arena,
                             "SELECT blob.bytes FROM charter_version JOIN blob ON blob.hash = charter_version.hash "
                             "ORDER BY version DESC LIMIT 1");
    return blob.data ? json_loadb(blob.data, blob.len, 0, NULL) : NULL;
}

/* Where a line begins; counted from 1. */
static size_t line_start(struct str text, int line) {
    size_t at = 0;
    for (; line > 1 && at < text.len; at++)
        if (text.data[at] == '\n') line--;
    return at;
}

static char *replaced_after(struct demo *d, struct str text, size_t from, const char *old, const char *new) {
    const char *found = from < text.len ? memmem(text.data + from, text.len - from, old, strlen(old)) : NULL;
    if (!found) return NULL;
    struct str head = { text.data, (size_t)(found - text.data) };
    struct str tail = str_skip(text, head.len + strlen(old));
    struct buf b;
    buf_init(&b, text.len + strlen(new) + 16);
    buf_add(&b, head);
    buf_addz(&b, new);
    buf_add(&b, tail);
    char *z = arena_z(&d->arena, buf_str(&b));
    buf_release(&b);
    return z;
}

/* Prose with a sentence added to a clause's own line; NULL when the clause stands in no list. */
static char *prose_added(struct demo *d, struct str prose, const char *clause, const char *sentence) {
    struct str mark = arena_f(&d->arena, "**%s** ", clause);
    const char *found = memmem(prose.data, prose.len, mark.data, mark.len);
    if (!found) return NULL;
    const char *end = memchr(found, '\n', prose.len - (size_t)(found - prose.data));
    struct str head = { prose.data, end ? (size_t)(end - prose.data) : prose.len };
    struct buf b;
    buf_init(&b, prose.len + 1000);
    buf_add(&b, head);
    buf_addz(&b, sentence);
    buf_add(&b, str_skip(prose, head.len));
    char *z = arena_z(&d->arena, buf_str(&b));
    buf_release(&b);
    return z;
}

static void set_prose(struct demo *d, json_t *args, const json_t *text, const char *clause, const char *old_en,
                      const char *new_en, const char *old_zh, const char *new_zh, struct text otherwise) {
    struct str en = json_str(text, "en"), zh = json_str(text, "zh");
    struct str mark = arena_f(&d->arena, "**%s** ", clause);
    const char *at_en = memmem(en.data, en.len, mark.data, mark.len),
               *at_zh = memmem(zh.data, zh.len, mark.data, mark.len);
    char *changed_en = at_en ? replaced_after(d, en, (size_t)(at_en - en.data), old_en, new_en) : NULL;
    char *changed_zh = at_zh ? replaced_after(d, zh, (size_t)(at_zh - zh.data), old_zh, new_zh) : NULL;
    if (!changed_en || !changed_zh) {
        changed_en = prose_added(d, en, clause, otherwise.en);
        changed_zh = prose_added(d, zh, clause, otherwise.zh);
    }
    if (changed_en && changed_zh) {
        json_object_set_new(args, "en", json_string(changed_en));
        json_object_set_new(args, "zh", json_string(changed_zh));
    }
}

/* The notice of the body that meets most often grows by a day, or goes back to what it was at the founding: in the rules
 * and in both languages. Whether it grows is in *ret_longer. */
static bool other_notice(struct demo *d, const json_t *text, json_t *args, bool *ret_longer) {
    const struct rule *r =
        charter_rule(alliance_charter_version(d->a, charter_latest(d->db)), "meeting.notice", d->regular);
    const struct rule *first = charter_rule(alliance_charter_version(d->a, 1), "meeting.notice", d->regular);
    if (!r || !first) return false;
    int64_t days = rule_int(r, "days"), next = days == rule_int(first, "days") ? days + 1 : rule_int(first, "days");
    char old[64], new[64], old_zh[64], new_zh[64];
    struct str rules = json_str(text, "rules");
    snprintf(old, sizeof old, "at least %lld calendar days", (long long)days);
    snprintf(new, sizeof new, "at least %lld calendar days", (long long)next);
    char *changed = replaced_after(d, rules, line_start(rules, rule_line(r)), old, new);
    if (!changed) return false;
    json_object_set_new(args, "rules", json_string(changed));
    snprintf(old_zh, sizeof old_zh, "%lld个自然日", (long long)days);
    snprintf(new_zh, sizeof new_zh, "%lld个自然日", (long long)next);
    struct text added = {
        .en = arena_f(&d->arena, " The notice is given at least %lld calendar days before.", (long long)next).data,
        .zh = arena_f(&d->arena, "通知应至少提前%lld个自然日发出。", (long long)next).data
    };
    set_prose(d, args, text, rule_clause(r), old + strlen("at least "), new + strlen("at least "), old_zh, new_zh,
              added);
    *ret_longer = next > days;
    return true;
}

/* A sentence that clarifies, or the same sentence left out again: nothing changes but the words. */
static void clearer_words(struct demo *d, const json_t *text, json_t *args, bool *ret_longer) {
    const struct rule *r = charter_rule(d->c, "motion.roll-call", d->regular);
    const struct text sentence = T(" The result is announced when the vote is closed.", "表决结束时当场宣布结果。");
    *ret_longer = memmem(json_str(text, "en").data, json_str(text, "en").len, sentence.en, strlen(sentence.en)) == NULL;
    if (r) set_prose(d, args, text, rule_clause(r), sentence.en, "", sentence.zh, "", sentence);
}

static json_t *amendment(struct demo *d, bool of_rules, day from) {
    json_t *text = current_text(d), *args = json_object();
    bool longer = true;
    if (!of_rules || !other_notice(d, text, args, &longer)) {
        of_rules = false;
        clearer_words(d, text, args, &longer);
    }
    json_decref(text);
    struct text title = of_rules ? longer ? T("A longer notice of meetings", "延长会议通知期")
                                          : T("The former notice of meetings", "恢复原会议通知期")
                        : longer ? T("When a result is announced", "明确表决结果的宣布")
                                 : T("A sentence too many", "删去重复语句");
    struct text grounds = of_rules
                              ? longer ? T("Members asked for one more day to prepare.", "成员单位希望多一天准备时间。")
                                       : T("The longer notice has not proved its worth.", "延长通知期未见成效。")
                          : longer ? T("It has been done so; the text should say it.", "实践中已如此办理，应予写明。")
                                   : T("It goes without saying by now.", "现已无须赘述。");
    json_object_set_new(args, "title", words(d, title));
    json_object_set_new(args, "grounds", words(d, grounds));
    json_object_set_new(args, "from", json_day(from));
    return args;
}

bool propose_amendment(struct demo *d, bool of_rules, day from) {
    struct who w;
    json_t *args = amendment(d, of_rules, from);
    bool changed = json_object_get(args, "rules") || json_object_get(args, "en");
    if (!changed || !who_may(d, "charter.propose", NULL, &w)) {
        json_decref(args);
        return false;
    }
    if (chance(d, 30)) { /* in force too soon */
        json_t *hasty = json_copy(args);
        json_object_set_new(hasty, "from", json_day(today(d)));
        attempt(d, &w, "charter.propose", hasty);
    }
    return act(d, &w, "charter.propose", args);
}

static void comment_event(struct demo *d, int64_t x) {
    (void)x;
    comment_on_drafts(d);
}

void comment_on_drafts(struct demo *d) {
    static const struct text comments[] = {
        TEXT_INIT("We agree; it costs nothing and helps those in other time zones.",
                  "同意。此举并无成本，并有利于身处其他时区的同事。"),
        TEXT_INIT("We would rather see how the present rule works for another year.", "建议现行规定再试行一年。"),
        TEXT_INIT("Please say from which meeting on this applies.", "请说明自哪次会议起适用。"),
        TEXT_INIT("Supported, with thanks to those who drafted it.", "支持，并感谢起草人。"),
    };
    int64_t *drafts;
    size_t n =
        LIST(d, &drafts,
             "SELECT id FROM matter WHERE kind = 'charter.amended' AND state IN ('open', 'scheduled') ORDER BY id");
    for (size_t i = 0; i < n; i++) {
        struct who w;
        if (!who_may(d, "charter.comment", NULL, &w)) return;
        act(d, &w, "charter.comment",
            json_pack("{s:I, s:o}", "matter", (json_int_t)drafts[i], "text", words(d, comments[below(d, 4)])));
        pass(d, 5 * MINUTE);
    }
}

static void amend(struct demo *d, bool of_rules) {
    if (!propose_amendment(d, of_rules, today(d) + 45)) return;
    for (int i = 0; i < 3; i++) later(d, d->now + DAY_S + (instant)below(d, 6 * DAY_S), comment_event, 0);
}

/* ---- the other questions ---- */

static void change_fee(struct demo *d) {
    const struct charter_class *classes;
    size_t n = charter_classes(d->c, &classes);
    struct who w;
    for (size_t i = n; i-- > 0;) {
        const struct rule *fee = charter_rule(d->c, "fee", classes[i].id);
        if (!fee || rule_int(fee, "amount_fen") == 0 || !who_may(d, "fee.propose", NULL, &w)) continue;
        int year = day_civil(today(d)).year;
        json_t *args =
            json_pack("{s:s, s:i, s:I, s:o, s:o}", "class", classes[i].id, "from_year", year + 1, "amount",
                      (json_int_t)(rule_int(fee, "amount_fen") / 5 * 4), "title",
                      words_of(d, T("A lower fee for {text}", "下调{text}会费"), 0, classes[i].plural), "grounds",
                      words(d, T("Reserves cover two years of operations.", "结余已可覆盖两年运营。")));
        json_t *past = json_copy(args);
        json_object_set_new(past, "from_year", json_integer(year - 1));
        attempt(d, &w, "fee.propose", past);
        act(d, &w, "fee.propose", args);
        return;
    }
}

static void change_escrow(struct demo *d) {
    struct who w;
    if (!who_may(d, "escrow.propose", NULL, &w)) return;
    int64_t n = 1 + db_int(d->db, 0, "SELECT count(*) FROM escrow");
    act(d, &w, "escrow.propose",
        json_pack("{s:o, s:s, s:o, s:o}", "company",
                  words_of(d, T("Example Trust {n} Limited", "示例信托{n}号有限公司"), n, T_NONE), "registration",
                  arena_f(&d->arena, "DEMO-ESCROW-%lld", (long long)n).data, "title",
                  words(d, T("Another escrow company", "更换资金托管公司")), "grounds",
                  words(d, T("A lower management fee for the same service.", "服务相同而管理费更低。"))));
}

static void expel(struct demo *d) {
    struct who w;
    const struct rule *r = charter_rule(d->c, "membership.expulsion", NULL);
    const char *const *grounds;
    size_t n = r ? rule_list(r, "grounds", &grounds) : 0;
    int64_t org = spare_member(d, true);
    if (!org) org = spare_member(d, false);
    if (!n || !org || !who_may(d, "membership.expel", NULL, &w)) return;
    struct who outsider = who_voting(d, spare_member(d, false)); /* not everybody's to propose */
    json_t *args = json_pack("{s:I, s:s, s:o, s:o}", "member", (json_int_t)org, "ground", grounds[0], "title",
                             words(d, T("Obligations not met over a year", "一年以来未履行义务")), "statement",
                             words(d, T("Reminders of March, June and September stayed without answer.",
                                        "三月、六月、九月催告均未答复。")));
    if (outsider.person && outsider.person != w.person)
        attempt(d, &outsider, "member.propose_expulsion", json_copy(args));
    act(d, &w, "member.propose_expulsion", args);
}

static void interpret(struct demo *d) {
    struct who w;
    static const char *const topics[] = { "meeting.quorum", "motion.majority", "meeting.notice", "topics.close",
                                          "membership.withdrawal" };
    const struct rule *r = NULL;
    for (size_t k = 0; k < 5 && !r; k++) {
        size_t at = (size_t)below(d, 5);
        r = charter_rule(d->c, topics[at], at < 4 ? d->regular : NULL);
    }
    if (!r || !who_may(d, "charter.interpret", NULL, &w)) return;
    act(d, &w, "charter.interpret",
        json_pack("{s:s, s:o, s:o}", "clause", rule_clause(r), "title",
                  words(d, T("Do those count who follow by video?", "以视频方式参加者是否计入？")), "answer",
                  words(d, T("Yes, while picture and sound are open; who cannot be heard is absent.",
                             "音视频畅通时计入；无法发言者视为未出席。"))));
}

/* What the charter leaves to a body's own rules: its topics close a day earlier from then on. */
static void adopt_rules(struct demo *d) {
    const struct rule *const *all;
    size_t n = charter_rules_of(d->c, "standing-rules", &all);
    for (size_t i = 0; i < n; i++) {
        struct who w;
        const struct rule *r = charter_rule(d->c, "topics.close", rule_subject(all[i]));
        if (!rule_lists(all[i], "topics", "topics.close") || !r || rule_standing(r) ||
            !who_may(d, "rules.propose", NULL, &w))
            continue;
        const char *old = arena_f(&d->arena, "close %lld working", (long long)rule_int(r, "days")).data;
        const char *new = arena_f(&d->arena, "close %lld working", (long long)rule_int(r, "days") + 1).data;
        const char *sentence = replaced_after(d, rule_source(r), 0, old, new);
        if (!sentence) continue;
        act(d, &w, "rules.propose",
            json_pack("{s:o, s:o, s:s, s:o}", "title", words(d, T("Topics a day earlier", "议题提前一日截止")),
                      "grounds", words(d, T("Papers can then be read before the meeting.", "以便会前阅读材料。")),
                      "standing", arena_f(&d->arena, "rule %s %s\n", rule_clause(all[i]), sentence).data, "from",
                      json_day(today(d) + 45)));
        return;
    }
}

/* A person who has left asks that their data be erased. */
static void erase(struct demo *d) {
    struct who w;
    int64_t person =
        db_int(d->db, 0,
               "SELECT r.person FROM representation r JOIN person p ON p.id = r.person AND p.erased_at IS NULL "
               "WHERE r.to_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM representation s WHERE "
               "s.person = r.person AND s.to_at IS NULL) AND NOT EXISTS (SELECT 1 FROM holding h WHERE "
               "h.person = r.person AND h.to_at IS NULL) ORDER BY r.id LIMIT 1");
    if (person && d->o->acts == 0 && who_may(d, "record.erase", NULL, &w))
        act(d, &w, "record.erase",
            json_pack("{s:I, s:o}", "person", (json_int_t)person, "grounds",
                      words(d, T("Asked for by the person, who has left.", "本人已离开，申请删除。"))));
}

static void change_groups(struct demo *d) {
    struct who w;
    const struct rule *vote = charter_rule(d->c, "vote.sig", NULL);
    const char *body = vote ? rule_word(vote, "by") : NULL;
    if (!body || !who_may(d, "sig.propose", body, &w)) return;
    int64_t *sigs;
    size_t n = LIST(d, &sigs, "SELECT id FROM sig WHERE to_at IS NULL ORDER BY id DESC");
    json_t *args = json_pack("{s:s, s:o}", "body", body, "scope",
                             words(d, T("Asked for by several members.", "多家成员单位提出。")));
    if (n > 5) {
        json_object_set_new(args, "change", json_string("merge"));
        json_object_set_new(args, "sig", json_integer(sigs[0]));
        json_object_set_new(args, "into", json_integer(sigs[1]));
        json_object_set_new(args, "title", words(d, T("Merge two interest groups", "合并两个兴趣组")));
    } else {
        int64_t k = 1 + db_int(d->db, 0, "SELECT count(*) FROM sig");
        json_object_set_new(args, "change", json_string("add"));
        json_object_set_new(args, "name_en",
                            json_string(arena_f(&d->arena, "Example Interest Group %lld", (long long)k).data));
        json_object_set_new(args, "name_zh", json_string(arena_f(&d->arena, "示例兴趣组%lld", (long long)k).data));
        json_object_set_new(args, "title", words(d, T("A new interest group", "增设兴趣组")));
    }
    act(d, &w, "sig.propose", args);
}

static void change_contact(struct demo *d) {
    struct who w;
    if (who_may(d, "alliance.contact", NULL, &w))
        act(d, &w, "alliance.contact", json_pack("{s:s}", "contact", "office@example.org"));
}

/* ---- reports ---- */

static void report_work(struct demo *d) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(d->c, &bodies);
    for (size_t i = 0; i < n; i++) {
        struct who w;
        if (!charter_rule(d->c, "supervision", bodies[i].id) || !who_may(d, "report.submit", bodies[i].id, &w))
            continue;
        act(d, &w, "report.submit",
            json_pack("{s:s, s:o, s:o}", "body", bodies[i].id, "title",
                      words_of(d, T("Half-yearly report of the {text}", "{text}半年工作报告"), 0, bodies[i].name),
                      "text",
                      words(d, T("What was planned, what was done, and what comes next. This report is generated.",
                                 "计划、完成情况及下一步安排。本报告为自动生成的示例。"))));
        pass(d, 20 * MINUTE);
    }
}

static void review_reports(struct demo *d) {
    int64_t *ids;
    size_t n = LIST(d, &ids, "SELECT id FROM report WHERE reviewed_at IS NULL AND submitted_at < $1 ORDER BY id",
                    V(d->now - 12 * DAY_S));
    for (size_t i = 0; i < n; i++) {
        struct who w;
        char *body = arena_z(&d->arena, db_str(d->db, &d->arena, "SELECT body FROM report WHERE id = $1", V(ids[i])));
        const struct rule *r = charter_rule(d->c, "supervision", body);
        if (!r || !chance(d, 15) || !who_may(d, "report.review", rule_word(r, "by"), &w)) continue;
        act(d, &w, "report.review",
            json_pack("{s:I, s:o}", "report", (json_int_t)ids[i], "review",
                      words(d, T("Taken note of with thanks; the next report should name costs.",
                                 "予以肯定；下次报告请列明费用。"))));
        pass(d, 10 * MINUTE);
    }
}

/* ---- when ---- */

/* Days after the founding, in a cycle of two years. */
static const struct {
    int day;
    void (*run)(struct demo *d);
} cycle[] = {
    { 70, report_work },   { 95, interpret },      { 110, change_contact }, { 155, change_class },
    { 480, change_class }, { 170, change_groups }, { 205, expel },          { 230, adopt_rules },
    { 345, erase },        { 250, report_work },   { 270, change_escrow },  { 300, change_fee },
    { 430, report_work },  { 460, interpret },     { 535, change_groups },  { 610, report_work },
};
enum { CYCLE_DAYS = 731, AMEND_RULES_DAY = 140, AMEND_WORDS_DAY = 500, QUIET_DAYS = 24 };

void matters_day(struct demo *d, day on) {
    if (!workcal_is_working(d->workcal, on, NULL)) return;
    review_reports(d);
    if (local(d, on, 0, 0) > d->end - QUIET_DAYS * DAY_S)
        return; /* the last weeks are planned by themselves (today.c) */
    day since = on - instant_day(d->closed, d->zone);
    for (day back = since; back >= 0; back--) { /* what fell on days off happens on the first worked after them */
        if (back < since && workcal_is_working(d->workcal, on - (since - back), NULL)) break;
        for (size_t i = 0; i < sizeof cycle / sizeof cycle[0]; i++)
            if (back % CYCLE_DAYS == cycle[i].day) cycle[i].run(d);
        if (back % CYCLE_DAYS == AMEND_RULES_DAY) amend(d, true);
        if (back % CYCLE_DAYS == AMEND_WORDS_DAY) amend(d, false);
    }
}
