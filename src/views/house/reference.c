/* The reference: what can be done here, by whom, under which clause, and how a program does it. All of it is derived from
 * the declarations of acts and the charter in force. */
#include <stdlib.h>
#include <string.h>

#include "acts/capacity.h"
#include "views/collection.h"
#include "views/form.h"
#include "views/house/house.h"
#include "views/page.h"
#include "views/parts.h"
#include "views/powers.h"
#include "views/reference.html.h"

#define REFERENCE_TABS                                                                                                 \
    LINKS({ "/reference/acts", TEXT_INIT("Acts", "事项") },                                                            \
          { "/reference/powers", TEXT_INIT("Who may do what", "权限一览") },                                           \
          { "/reference/api", TEXT_INIT("For programs", "程序接口") })

/* Families in words; one that is not listed shows by its own name. */
static const struct {
    const char *id;
    struct text name;
} families[] = {
    { "house", TEXT_INIT("The house", "联盟事务") },
    { "founding", TEXT_INIT("Founding", "筹建") },
    { "members", TEXT_INIT("Members", "成员单位") },
    { "people", TEXT_INIT("People", "人员") },
    { "offices", TEXT_INIT("Offices and terms", "职务与任期") },
    { "nominations", TEXT_INIT("Nominations and elections", "提名与选举") },
    { "meetings", TEXT_INIT("Meetings", "会议") },
    { "motions", TEXT_INIT("Motions and votes", "动议与表决") },
    { "resolutions", TEXT_INIT("Resolutions", "决议") },
    { "charter", TEXT_INIT("The charter", "章程") },
    { "matters", TEXT_INIT("Questions for a vote", "待表决事项") },
    { "funds", TEXT_INIT("Funds", "经费") },
    { "committees", TEXT_INIT("Committees’ work", "委员会工作") },
    { "projects", TEXT_INIT("Projects", "项目") },
    { "certification", TEXT_INIT("Certification", "认证") },
    { "safety", TEXT_INIT("Safety", "安全") },
    { "services", TEXT_INIT("Services", "服务") },
};

struct text family_name(const char *id) {
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        if (strcmp(families[i].id, id) == 0) return families[i].name;
    return text_same(id);
}

static bool is_shown(const struct act_kind *kind) { return kind->origin == ORIGIN_PERSON && kind->power; }

/* Every kind of a family that somebody brings in; returns how many. */
static size_t rows_of(struct view *v, const char *family, struct act_row *rows) {
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds), count = 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_shown(kinds[i]) || strcmp(kinds[i]->family, family) != 0) continue;
        struct powers p = powers_of(v, kinds[i]->power, NULL);
        rows[count++] = (struct act_row){ kinds[i], powers_words(v, &p), powers_clauses(v, &p) };
    }
    return count;
}

static void view_reference(struct view *v) {
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds);
    page_begin_with(v, &(struct page){
                           .title = T("Who may do what", "权限与办事指南"), .tabs = REFERENCE_TABS, .wide = true });
    tpl_reference_intro(v);
    const char **done = arena_array(v->arena, const char *, n + 1);
    size_t done_count = 0;
    for (size_t f = 0; f < sizeof families / sizeof families[0] + n; f++) {
        size_t known = sizeof families / sizeof families[0];
        const char *family = f < known ? families[f].id : kinds[f - known]->family;
        bool again = false;
        for (size_t i = 0; i < done_count; i++) again = again || strcmp(done[i], family) == 0;
        struct act_row *rows = arena_array(v->arena, struct act_row, n + 1);
        size_t count = again ? 0 : rows_of(v, family, rows);
        if (count == 0) continue;
        tpl_family(v, family_name(family), rows, count);
        done[done_count++] = family;
    }
    page_end(v);
}
VIEW(reference) = { .path = "/reference/acts", .cached = true, .run = view_reference };

/* ---- one act ---- */

static struct text type_words(const struct field *f) {
    switch (f->type) {
    case FIELD_LINE: return T("one line", "单行文字");
    case FIELD_TEXT: return T("text", "多行文字");
    case FIELD_EMAIL: return T("email address", "电子邮件地址");
    case FIELD_URL: return T("web address", "网址");
    case FIELD_INT: return T("whole number", "整数");
    case FIELD_BOOL: return T("yes or no", "是或否");
    case FIELD_DAY: return T("day", "日期");
    case FIELD_INSTANT: return T("date and time", "日期和时间");
    case FIELD_FEN: return T("amount in fen", "金额（分）");
    case FIELD_CHOICE: return T("one of", "选项");
    case FIELD_REF: return T("a number of the record", "登记编号");
    case FIELD_FILE: return T("file", "文件");
    }
    return T_NONE;
}

/* A value a program would send, as JSON. */
static void sample_json(struct buf *b, const struct field *f) {
    switch (f->type) {
    case FIELD_INT: buf_addint(b, f->min > 0 ? f->min : 1); break;
    case FIELD_REF: buf_addz(b, "1"); break;
    case FIELD_FEN: buf_addz(b, "2000000"); break;
    case FIELD_BOOL: buf_addz(b, "true"); break;
    case FIELD_DAY: buf_addz(b, "\"2026-12-09\""); break;
    case FIELD_INSTANT: buf_addz(b, "\"2026-12-09T06:00:00Z\""); break;
    case FIELD_EMAIL: buf_addz(b, "\"office@example.org\""); break;
    case FIELD_URL: buf_addz(b, "\"https://example.org/\""); break;
    case FIELD_CHOICE: buf_addf(b, "\"%s\"", f->choices ? f->choices[0].id : f->ref ? f->ref : "…"); break;
    case FIELD_FILE: buf_addz(b, "{\"name\": \"a.pdf\", \"type\": \"application/pdf\", \"base64\": \"…\"}"); break;
    default: buf_addz(b, "\"…\""); break;
    }
}

static void sample_shell(struct buf *b, const struct field *f) {
    static const char *const words[] = {
        [FIELD_LINE] = "\"…\"",
        [FIELD_TEXT] = "\"…\"",
        [FIELD_EMAIL] = "office@example.org",
        [FIELD_URL] = "https://example.org/",
        [FIELD_INT] = "1",
        [FIELD_BOOL] = "true",
        [FIELD_DAY] = "2026-12-09",
        [FIELD_INSTANT] = "\"2026-12-09 14:00\"",
        [FIELD_FEN] = "20,000.00",
        [FIELD_CHOICE] = "…",
        [FIELD_REF] = "1",
        [FIELD_FILE] = "@a.pdf",
    };
    if (f->type == FIELD_CHOICE && f->choices)
        buf_addz(b, f->choices[0].id);
    else
        buf_addz(b, words[f->type]);
}

static void examples(struct view *v, struct act_reference *r) {
    struct buf json, shell;
    buf_init(&json, 1 << 16);
    buf_init(&shell, 1 << 16);
    buf_addz(&json, "{");
    buf_addf(&shell, "charterd act DIR %s", r->kind->name);
    bool first = true;
    for (const struct field *f = r->kind->fields; f && f->name; f++) {
        buf_addf(&json, "%s\n  \"%s\": %s", first ? "" : ",", f->name, f->many ? "[" : "");
        sample_json(&json, f);
        buf_addz(&json, f->many ? "]" : "");
        first = false;
        if (f->optional) continue;
        buf_addf(&shell, " \\\n  %s=", f->name);
        sample_shell(&shell, f);
    }
    buf_addz(&json, first ? "}" : "\n}");
    buf_addz(&shell, " \\\n  --as office@example.org");
    r->json = arena_z(v->arena, buf_str(&json));
    r->shell = arena_z(v->arena, buf_str(&shell));
    r->curl = arena_z(
        v->arena,
        arena_f(v->arena,
                "curl %.*s/api/v1/acts/%s \\\n  -H 'Authorization: Bearer TOKEN' \\\n  -H 'Idempotency-Key: 1f0c…' \\\n"
                "  -H 'Content-Type: application/json' -d @act.json",
                STR_FMT(v->site), r->kind->name));
    buf_release(&json);
    buf_release(&shell);
}

/* The effect with the questions' names where a form puts the answers. */
static struct str effect_of(struct view *v, const struct act_kind *kind) {
    struct arg args[64];
    size_t n = 0;
    for (const struct field *f = kind->fields; f && f->name && n < sizeof args / sizeof args[0]; f++)
        args[n++] = ARG_STR(f->name, arena_f(v->arena, "‹%s›", text_in(f->label, v->lang)));
    return kind->effect.en ? sentence(v, kind->effect, args, n) : STR_NONE;
}

static void view_act_reference(struct view *v) {
    const char *name = view_segment(v, "kind");
    const struct act_kind *kind = name ? act_kind(name) : NULL;
    if (!kind || !is_shown(kind)) {
        view_not_found(v, T("No act has this name.", "没有以此命名的行为。"));
        return;
    }
    struct powers powers = powers_of(v, kind->power, NULL);
    struct act_reference r = { .kind = kind, .powers = powers_grouped(v, &powers) };
    size_t n = 0;
    for (const struct field *f = kind->fields; f && f->name; f++) n++;
    struct field_row *rows = arena_array(v->arena, struct field_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct field *f = &kind->fields[i];
        struct text readers = field_readers(v, f);
        rows[i] = (struct field_row){ f, type_words(f), field_limits(v, f),
                                      readers.en ? readers : T("Anyone.", "任何人。"), f->choices };
    }
    r.fields = rows;
    r.count = n;
    r.effect = effect_of(v, kind);
    examples(v, &r);
    page_begin_with(v, &(struct page){
                           .title = kind->title,
                           .crumbs = LINKS({ "/reference/acts", TEXT_INIT("Who may do what", "权限与办事指南") }) });
    tpl_act_reference(v, &r);
    page_end(v);
}
VIEW(act_reference) = { .path = "/reference/acts/{kind}", .cached = true, .run = view_act_reference };

/* ---- the matrix: the same question the pipeline asks, for every capacity ---- */

struct matrix_column {
    struct text who;
    struct capacity as;
};

static const char *clause_of(struct view *v, const struct matrix_column *column, const struct act_kind *kind) {
    const char *clause = NULL;
    if (capacity_may(v->charter, &column->as, kind->power, NULL, &clause)) return clause;
    for (size_t b = 0; b < body_count(v); b++)
        if (capacity_may(v->charter, &column->as, kind->power, body_nth(v, b), &clause)) return clause;
    return NULL;
}

static void matrix(struct view *v, struct text heading, const struct matrix_column *columns, size_t count) {
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds);
    tpl_matrix_begin(v, heading);
    for (size_t i = 0; i < count; i++) {
        buf_addz(v->out, "<th scope=\"col\">");
        html_text(v, columns[i].who);
        buf_addz(v->out, "</th>");
    }
    buf_addz(v->out, "</tr></thead>\n<tbody>\n");
    for (size_t k = 0; k < n; k++) {
        bool any = false;
        for (size_t i = 0; is_shown(kinds[k]) && i < count; i++) any = any || clause_of(v, &columns[i], kinds[k]);
        if (!any) continue;
        buf_addz(v->out, "<tr>");
        tpl_matrix_act(v, kinds[k]);
        for (size_t i = 0; i < count; i++) tpl_matrix_cell(v, columns[i].who, clause_of(v, &columns[i], kinds[k]));
        buf_addz(v->out, "</tr>\n");
    }
    tpl_matrix_end(v);
}

static void matrix_of_body(struct view *v, const struct charter_body *b) {
    struct matrix_column *columns = arena_array(v->arena, struct matrix_column, b->title_count + 1);
    for (size_t i = 0; i < b->title_count; i++)
        columns[i] =
            (struct matrix_column){ b->titles[i].name, { .kind = AS_OFFICE, .body = b->id, .title = b->titles[i].id } };
    matrix(v, b->name, columns, b->title_count);
}

static void matrix_of_classes(struct view *v) {
    const struct charter_class *classes;
    size_t n = charter_classes(v->charter, &classes);
    struct matrix_column *columns = arena_array(v->arena, struct matrix_column, 2 * n + 1);
    for (size_t i = 0; i < n; i++)
        for (size_t voting = 0; voting < 2; voting++)
            columns[2 * i + voting] = (struct matrix_column){
                T(arena_z(v->arena, arena_f(v->arena, "%s: %s", classes[i].name.en,
                                            voting ? "voting representative" : "representative")),
                  arena_z(v->arena, arena_f(v->arena, "%s%s", classes[i].name.zh, voting ? "表决代表" : "代表"))),
                { .kind = AS_REPRESENTATIVE, .class_id = classes[i].id, .voting = voting }
            };
    matrix(v, T("Members’ representatives", "成员单位代表"), columns, 2 * n);
}

static void view_powers(struct view *v) {
    page_begin_with(v,
                    &(struct page){
                        .title = T("Who may do what", "权限与办事指南"),
                        .tabs = REFERENCE_TABS,
                        .wide = true,
                        .lead = T("Read from the charter in force: each mark names the clause that grants the power.",
                                  "依现行章程列出，每个标记注明授权条款。") });
    const struct charter_body *bodies;
    size_t n = charter_bodies(v->charter, &bodies);
    for (size_t i = 0; i < n; i++) matrix_of_body(v, &bodies[i]);
    matrix_of_classes(v);
    static const struct matrix_column others[] = {
        { TEXT_INIT("anyone signed in", "已登录者"), { .kind = AS_PERSON } },
        { TEXT_INIT("anyone", "任何人"), { .kind = AS_VISITOR } },
        { TEXT_INIT("the founder", "发起人"), { .kind = AS_FOUNDER } },
        { TEXT_INIT("who runs the server", "系统运维方"), { .kind = AS_OPERATOR } },
    };
    matrix(v, T("Everyone else", "其他"), others, sizeof others / sizeof others[0]);
    page_end(v);
}
VIEW(powers) = { .path = "/reference/powers", .cached = true, .run = view_powers };

static void view_api(struct view *v) {
    page_begin_with(v, &(struct page){ .title = T("For programs", "程序接口"), .tabs = REFERENCE_TABS });
    tpl_api_intro(v);
    const struct collection_entry *const *all;
    size_t n = collections(&all);
    buf_addz(v->out, "<dl class=\"facts\">\n");
    for (size_t i = 0; i < n; i++)
        if (all[i]->audience == FOR_ANYONE)
            tpl_api_list(v, all[i]->name, all[i]->collection->title, all[i]->collection->about);
    buf_addz(v->out, "</dl>\n");
    tpl_api_acts(v);
    page_end(v);
}
VIEW(api) = { .path = "/reference/api", .cached = true, .run = view_api };
