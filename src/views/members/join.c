/* The public way in: the classes with what they ask and give, read from the charter; and, for the applicant, the page of the
 * case, opened by the code in the receipt. */
#include <string.h>

#include "acts/members/members.h"
#include "views/join.html.h"
#include "views/members/cases.h"
#include "views/office.html.h"
#include "views/powers.h"

/* ---- /join ---- */

static void read_fee(struct view *v, struct join_class *c, int year) {
    const struct rule *fee = charter_rule(v->charter, "fee", c->id),
                      *waiver = charter_rule(v->charter, "fee.waiver", NULL);
    if (!fee) return;
    int64_t voted = db_int(
        v->db, -1,
        "SELECT amount_fen FROM fee WHERE class = $1 AND from_year <= $2 ORDER BY from_year DESC, id DESC LIMIT 1",
        V(c->id), V(year));
    c->fee = true;
    c->voted = voted >= 0;
    c->fen = c->voted ? voted : rule_int(fee, "amount_fen");
    c->fee_clause = rule_clause(fee);
    if (!waiver) return;
    c->waiver_clause = strcmp(rule_clause(waiver), c->fee_clause) == 0 ? NULL : rule_clause(waiver);
    c->waived = rule_lists(waiver, "years", arena_f(v->arena, "%d", year).data);
}

static struct str waived_years(struct view *v) {
    const struct rule *waiver = charter_rule(v->charter, "fee.waiver", NULL);
    const char *const *years;
    size_t n = waiver ? rule_list(waiver, "years", &years) : 0;
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; i < n; i++)
        buf_addf(&b, "%s%s", i == 0 ? "" : v->lang == LANG_ZH ? "、" : i + 1 == n ? " and " : ", ", years[i]);
    struct str words = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return words;
}

/* The words of a rule's list, as the charter declares them. */
static const struct text *listed(struct view *v, const struct rule *r, const char *slot, const char *kind,
                                 size_t *ret_count) {
    const char *const *ids;
    size_t n = r ? rule_list(r, slot, &ids) : 0;
    struct text *words = arena_array(v->arena, struct text, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct charter_word *w = charter_word(v->charter, kind, ids[i]);
        words[i] = w ? w->text : text_same(ids[i]);
    }
    *ret_count = n;
    return words;
}

static struct join_class class_shown(struct view *v, const struct charter_class *class, int year) {
    struct join_class c = { .id = class->id, .name = class->name };
    const struct rule *eligible = charter_rule(v->charter, "membership.eligible", class->id),
                      *rights = charter_rule(v->charter, "rights", class->id);
    const struct rule *decision = charter_rule(v->charter, "membership.decision", class->id);
    read_fee(v, &c, year);
    c.types = listed(v, eligible, "types", "organization", &c.type_count);
    c.types_clause = eligible ? rule_clause(eligible) : NULL;
    c.rights = listed(v, rights, "list", "right", &c.right_count);
    c.rights_clause = rights ? rule_clause(rights) : NULL;
    if (decision) {
        c.decides = body_name(v, rule_word(decision, "by"));
        c.vote = strcmp(rule_word(decision, "how"), "vote") == 0;
        c.decides_clause = rule_clause(decision);
    }
    return c;
}

static void view_join(struct view *v) {
    struct join_page p = { .year = day_civil(instant_day(v->now, v->zone)).year,
                           .founding = db_has(v->db, "SELECT 1 FROM alliance WHERE closed_at IS NULL") };
    const struct charter_class *classes;
    size_t n = charter_classes(v->charter, &classes);
    struct join_class *shown = arena_array(v->arena, struct join_class, n + 1);
    for (size_t i = 0; i < n; i++) shown[i] = class_shown(v, &classes[i], p.year);
    p.classes = shown;
    p.class_count = n;
    p.years = waived_years(v);
    struct powers apply = powers_of(v, "membership.apply", NULL), review = powers_of(v, "membership.review", NULL);
    p.apply_clause = powers_clauses(v, &apply);
    p.reviews = powers_words(v, &review);
    p.review_clause = powers_clauses(v, &review);
    page_begin_with(v, &(struct page){
                           .title = T("Join the alliance", "加入联盟"),
                           .section = "join",
                           .wide = true,
                           .lead = T("Organizations join; people represent them. Choose the class that fits yours.",
                                     "加入者为单位，由代表行使权利。请选择适合贵单位的类别。") });
    tpl_join(v, &p);
    page_end(v);
}
VIEW(join) = { .path = "/join", .cached = true, .run = view_join };

/* ---- the applicant's page ---- */

static bool code_fits(struct str code, const char *given) {
    size_t len = given ? strlen(given) : 0;
    unsigned char differs = code.len == 0 || len != code.len;
    for (size_t i = 0; i < len && i < code.len; i++) differs |= (unsigned char)(given[i] ^ code.data[i]);
    return differs == 0;
}

static void view_applied(struct view *v) {
    int64_t id = view_id(v, "id");
    const char *code = view_param(v, "code");
    int64_t entry = id ? db_int(v->db, -1, "SELECT entry FROM application WHERE id = $1", V(id)) : -1;
    struct case_page p = { .id = 0 };
    if (entry < 0 || !code_fits(application_code(v->db, v->arena, entry), code) || !case_read(v, id, &p)) {
        view_not_found(
            v, T("The link may be cut short, or the case is not kept any more. The whole link stands in the receipt.",
                 "链接可能不完整，或该申请已不再保存。完整链接见回执邮件。"));
        return;
    }
    case_steps(v, &p);
    case_next(v, &p);
    p.code = code;
    page_begin_with(v, &(struct page){ .title = { arena_f(v->arena, "Application %lld", (long long)id).data,
                                                  arena_f(v->arena, "入会申请 %lld", (long long)id).data },
                                       .section = "join",
                                       .private = true });
    tpl_applied(v, &p);
    page_end(v);
}
VIEW(applied) = { .path = "/applications/{id}", .run = view_applied };
