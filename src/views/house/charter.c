/* The living charter: prose large and calm, beside each clause its rule in plain words and whether it is kept today. */
#include <stdlib.h>
#include <string.h>

#include "acts/house/compliance.h"
#include "acts/pipeline/pipeline.h"
#include "views/charter.html.h"
#include "views/collection.h"
#include "views/json.h"
#include "views/said.h"
#include "views/unseal.h"

/* ---- reading ---- */

static void clause_rules(struct view *v, const struct charter *c, struct clause_row *row) {
    const struct rule *const *rules;
    charter_rules(c, &rules);
    row->rules = arena_array(v->arena, struct str, row->clause->rule_count + 1);
    row->because = arena_array(v->arena, struct str, row->clause->rule_count + 1);
    for (size_t i = 0; i < row->clause->rule_count; i++) {
        const struct rule *r = rules[row->clause->first_rule + i];
        struct buf b;
        if (strcmp(rule_topic(r), "text") == 0) continue;
        buf_init(&b, 1 << 16);
        rule_words(&b, c, r, v->lang);
        row->rules[row->rule_count] = arena_str(v->arena, buf_str(&b));
        row->because[row->rule_count++] = str_of(text_in(rule_because(r), v->lang));
        buf_release(&b);
    }
}

static const struct version_row *read_versions(struct view *v, size_t *ret_count) {
    enum { VERSIONS_MAX = 1000 };
    struct version_row *rows = arena_array(v->arena, struct version_row, VERSIONS_MAX);
    size_t n = 0;
    struct rows *r =
        db_rows(v->db, "SELECT version, coalesce(motion, 0), entry, from_at FROM charter_version ORDER BY version");
    while (n < VERSIONS_MAX && rows_next(r))
        rows[n++] = (struct version_row){ rows_int(r, 0), rows_int(r, 1), rows_int(r, 2), rows_int(r, 3) };
    rows_done(r);
    *ret_count = n;
    return rows;
}

static int64_t interpretation_count(struct view *v, const char *clause) {
    return db_int(v->db, 0, "SELECT count(*) FROM interpretation WHERE clause = $1 AND state = 'published'", V(clause));
}

/* Which version is asked for: ?version=, ?on=, or the one in force. NULL when there is none such. */
static const struct charter *chosen(struct view *v, struct charter_page *p) {
    p->versions = read_versions(v, &p->version_count);
    instant at = v->now;
    int64_t version = 0;
    const char *on = view_param(v, "on"), *number = view_param(v, "version");
    if (on && day_parse(str_of(on), &p->on) == 0) {
        at = day_start(p->on + 1, v->zone) - 1;
        p->past = p->on != instant_day(v->now, v->zone);
    }
    if (number && str_int(str_of(number), &version) != 0) version = -1;
    for (size_t i = 0; i < p->version_count; i++)
        if (version ? p->versions[i].version == version : p->versions[i].from <= at) {
            p->version = p->versions[i].version;
            p->from = p->versions[i].from;
        }
    if (version) {
        p->on = instant_day(p->from, v->zone);
        p->past = p->version != 0 && alliance_charter_version(v->alliance, p->version) != v->charter;
    }
    return v->alliance && p->version ? alliance_charter_version(v->alliance, p->version)
           : p->version              ? v->charter
                                     : NULL;
}

static void view_charter(struct view *v) {
    struct charter_page p = { .on = instant_day(v->now, v->zone) };
    const struct charter *c = chosen(v, &p);
    if (!c) {
        view_not_found(v, T("No charter was in force then.", "当时没有生效的章程。"));
        return;
    }
    const struct charter_clause *clauses;
    p.count = charter_clauses(c, &clauses);
    struct compliance *states = NULL;
    if (!p.past) compliance_of(v->db, c, v->workcal, v->now, v->arena, &states);
    struct clause_row *rows = arena_array(v->arena, struct clause_row, p.count);
    for (size_t i = 0; i < p.count; i++) {
        rows[i].clause = &clauses[i];
        rows[i].state = states ? &states[i] : NULL;
        clause_rules(v, c, &rows[i]);
        enum compliance_state s = states ? states[i].state : COMPLIANCE_TEXT;
        p.kept += s == COMPLIANCE_OK;
        p.due += s == COMPLIANCE_WARNING;
        p.broken += s == COMPLIANCE_BREACH;
        p.texts += s == COMPLIANCE_TEXT;
    }
    struct rows *r =
        db_rows(v->db, "SELECT clause, count(*) FROM interpretation WHERE state = 'published' GROUP BY clause");
    while (rows_next(r))
        for (size_t i = 0; i < p.count; i++)
            if (str_is(rows_str(r, 0), clauses[i].id)) rows[i].interpretations = rows_int(r, 1);
    rows_done(r);
    p.rows = rows;
    page_begin_with(v,
                    &(struct page){ .title = T("Charter", "章程"),
                                    .section = "charter",
                                    .wide = true,
                                    .prose = true,
                                    .tabs = LINKS({ "/charter", T("The living charter", "章程全文") },
                                                  { "/charter/compliance", T("Compliance", "遵守情况") }),
                                    .forms = LINKS({ "/api/v1/compliance", T("Compliance as JSON", "遵守情况 JSON") },
                                                   { "/api/v1/charter", T("Charter as JSON", "章程 JSON") }) });
    tpl_charter(v, &p);
    page_end(v);
}
VIEW(charter) = { .path = "/charter", .cached = true, .run = view_charter };

/* ---- one clause ---- */

static void read_interpretations(struct view *v, struct clause_page *p) {
    enum { INTERPRETATIONS_MAX = 200 };
    struct interpretation_row *rows = arena_array(v->arena, struct interpretation_row, INTERPRETATIONS_MAX);
    struct rows *r =
        db_rows(v->db,
                "SELECT i.id, i.entry, i.state, i.resolution, " SEALED("i.entry", "title") ", " SEALED(
                    "i.entry",
                    "answer") " FROM interpretation i WHERE i.clause = $1 AND i.state <> 'dropped' ORDER BY i.id",
                V(p->row.clause->id));
    while (p->interpretation_count < INTERPRETATIONS_MAX && rows_next(r))
        rows[p->interpretation_count++] =
            (struct interpretation_row){ .id = rows_int(r, 0),
                                         .entry = rows_int(r, 1),
                                         .state = arena_z(v->arena, rows_str(r, 2)),
                                         .resolution = arena_str(v->arena, rows_str(r, 3)),
                                         .title = unsealed(v, rows_str(r, 4)),
                                         .answer = unsealed(v, rows_str(r, 5)) };
    rows_done(r);
    p->interpretations = rows;
}

static void read_citations(struct view *v, struct clause_page *p) {
    enum { CITED_ROWS = 30 };
    int64_t before = INT64_MAX, entries[CITED_ROWS];
    const char *from = view_param(v, "before");
    size_t n = 0;
    if (from) str_int(str_of(from), &before);
    struct rows *r =
        db_rows(v->db, "SELECT entry FROM citation WHERE clause = $1 AND entry < $2 ORDER BY entry DESC LIMIT 30",
                V(p->row.clause->id), V(before));
    while (n < CITED_ROWS && rows_next(r)) entries[n++] = rows_int(r, 0);
    rows_done(r);
    p->acts = said_moments(v, entries, n);
    p->act_count = n;
    p->older = n == CITED_ROWS ? entries[n - 1] : 0;
}

static bool same_rules(const struct clause_version *a, const struct clause_version *b) {
    bool same = a->rule_count == b->rule_count;
    for (size_t i = 0; same && i < a->rule_count; i++) same = str_eq(a->rules[i], b->rules[i]);
    return same;
}

static struct str lines_of(struct view *v, const struct str *lines, size_t count) {
    struct buf b;
    buf_init(&b, 1 << 18);
    for (size_t i = 0; i < count; i++) {
        if (i) buf_addc(&b, '\n');
        buf_add(&b, lines[i]);
    }
    struct str text = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return text;
}

/* Text and rules may change apart from each other: only a version that changed neither is called unchanged. */
static void read_clause_versions(struct view *v, struct clause_page *p) {
    size_t n;
    const struct version_row *versions = read_versions(v, &n);
    struct clause_version *rows = arena_array(v->arena, struct clause_version, n);
    const struct clause_version *last = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct charter *c = v->alliance ? alliance_charter_version(v->alliance, versions[i].version) : v->charter;
        const struct charter_clause *clause = c ? charter_clause(c, p->row.clause->id) : NULL;
        struct str prose = clause ? clause->prose[v->lang] : STR("");
        struct clause_row row = { .clause = clause };
        if (clause) clause_rules(v, c, &row);
        rows[i] = (struct clause_version){ .version = versions[i].version,
                                           .from = versions[i].from,
                                           .prose = prose,
                                           .rules = row.rules,
                                           .rule_count = row.rule_count,
                                           .rule_text = lines_of(v, row.rules, row.rule_count) };
        rows[i].same_prose = last && str_eq(last->prose, prose);
        rows[i].same_rules = last && same_rules(last, &rows[i]);
        last = &rows[i];
    }
    p->versions = rows;
    p->version_count = n;
}

static void view_clause(struct view *v) {
    struct clause_page p = { 0 };
    const char *id = view_segment(v, "clause");
    const struct charter_clause *clauses;
    size_t n = charter_clauses(v->charter, &clauses);
    for (size_t i = 0; i < n; i++)
        if (id && strcmp(clauses[i].id, id) == 0) {
            p.row.clause = &clauses[i];
            p.previous = i ? clauses[i - 1].id : NULL;
            p.next = i + 1 < n ? clauses[i + 1].id : NULL;
            struct compliance *states;
            compliance_of(v->db, v->charter, v->workcal, v->now, v->arena, &states);
            p.row.state = &states[i];
        }
    if (!p.row.clause) {
        view_not_found(v, T("The charter has no such clause.", "章程没有此条款。"));
        return;
    }
    clause_rules(v, v->charter, &p.row);
    p.row.interpretations = interpretation_count(v, id);
    read_interpretations(v, &p);
    read_citations(v, &p);
    read_clause_versions(v, &p);
    struct text heading = T_NONE; /* of its article, whose first clause bears it */
    for (size_t i = 0; i < n; i++)
        if (clauses[i].heading.en && strcmp(clauses[i].article, p.row.clause->article) == 0)
            heading = clauses[i].heading;
    struct text title = { arena_f(v->arena, "%s %s", id, heading.en ? heading.en : "").data,
                          arena_f(v->arena, "%s %s", id, heading.zh ? heading.zh : "").data };
    page_begin_with(v, &(struct page){ .title = title,
                                       .section = "charter",
                                       .prose = true,
                                       .crumbs = LINKS({ "/charter", T("Charter", "章程") }) });
    tpl_clause_page(v, &p);
    page_end(v);
}
VIEW(clause) = { .path = "/charter/{clause}", .cached = true, .run = view_clause };

/* ---- compliance ---- */

static int worst_first(const void *a, const void *b) {
    const struct compliance *x = a, *y = b;
    return x->state != y->state ? (int)y->state - (int)x->state : x->place < y->place ? -1 : 1;
}

static void view_compliance(struct view *v) {
    struct compliance *rows;
    size_t n = compliance_of(v->db, v->charter, v->workcal, v->now, v->arena, &rows);
    qsort(rows, n, sizeof *rows, worst_first);
    page_begin_with(v, &(struct page){
                           .title = T("Compliance", "遵守情况"),
                           .section = "charter",
                           .wide = true,
                           .lead = T("Whether the alliance keeps its charter now, clause by clause, with the numbers.",
                                     "联盟目前逐条遵守章程的情况及数据。"),
                           .tabs = LINKS({ "/charter", T("The living charter", "章程全文") },
                                         { "/charter/compliance", T("Compliance", "遵守情况") }),
                           .forms = LINKS({ "/api/v1/compliance", T("JSON", "JSON") }) });
    tpl_compliance_table(v, rows, n, view_param(v, "state"));
    page_end(v);
}
VIEW(compliance) = { .path = "/charter/compliance", .cached = true, .run = view_compliance };

static json_t *charter_head(struct view *v) {
    int64_t version =
        db_int(v->db, 0,
               "SELECT version FROM charter_version WHERE from_at <= $1 ORDER BY from_at DESC, version DESC LIMIT 1",
               V(v->now));
    struct str hash = db_str(v->db, v->arena, "SELECT hash FROM charter_version WHERE version = $1", V(version));
    struct text title = charter_title(v->charter);
    return json_pack("{s:s, s:{s:s, s:s}, s:I, s:s%}", "id", charter_id(v->charter), "title", "en", title.en, "zh",
                     title.zh, "version", (json_int_t)version, "hash", hash.data, hash.len);
}

static void view_compliance_json(struct view *v) {
    struct compliance *rows;
    size_t n = compliance_of(v->db, v->charter, v->workcal, v->now, v->arena, &rows);
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *numbers = json_object();
        struct buf text;
        buf_init(&text, 1 << 16);
        for (size_t k = 0; k < rows[i].line_count; k++) {
            const struct compliance_line *line = &rows[i].lines[k];
            if (k) buf_addc(&text, ' ');
            text_format(&text, line->text, v->lang, v->zone, line->args, line->arg_count);
            json_t *own = args_json(line->args, line->arg_count, v->lang);
            json_object_update_missing(numbers, own);
            json_decref(own);
        }
        json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:s%, s:I}", "clause", rows[i].clause, "state",
                                              compliance_word(rows[i].state), "numbers", numbers, "text",
                                              text.data ? text.data : "", text.len, "acts", (json_int_t)rows[i].acts));
        buf_release(&text);
    }
    view_json(v, json_pack("{s:o, s:o}", "charter", charter_head(v), "clauses", list));
}
VIEW(compliance_json) = {
    .path = "/api/v1/compliance", .type = "application/json", .cached = true, .run = view_compliance_json
};

static void view_charter_json(struct view *v) {
    const struct charter_clause *clauses;
    size_t n = charter_clauses(v->charter, &clauses);
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        struct clause_row row = { .clause = &clauses[i] };
        clause_rules(v, v->charter, &row);
        json_t *rules = json_array();
        for (size_t k = 0; k < row.rule_count; k++)
            json_array_append_new(rules, json_stringn(row.rules[k].data, row.rules[k].len));
        const struct str zh = clauses[i].prose[LANG_ZH], en = clauses[i].prose[LANG_EN];
        json_array_append_new(list, json_pack("{s:s, s:s, s:{s:s%, s:s%}, s:o}", "clause", clauses[i].id, "article",
                                              clauses[i].article, "prose", "zh", zh.data ? zh.data : "", zh.len, "en",
                                              en.data ? en.data : "", en.len, "rules", rules));
    }
    view_json(v, json_pack("{s:o, s:o}", "charter", charter_head(v), "clauses", list));
}
VIEW(charter_json) = {
    .path = "/api/v1/charter", .type = "application/json", .cached = true, .run = view_charter_json
};
