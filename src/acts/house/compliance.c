/* Compliance by clause: the frame; the checks themselves are in compliance_checks.c. */
#include <stdlib.h>
#include <string.h>

#include "acts/house/compliance_checks.h"

const char *compliance_word(enum compliance_state s) {
    static const char *const words[] = { "text", "ok", "warning", "breach" };
    return words[s];
}

struct text compliance_title(enum compliance_state s) {
    switch (s) {
    case COMPLIANCE_OK: return T("kept", "已遵守");
    case COMPLIANCE_WARNING: return T("needs attention", "需关注");
    case COMPLIANCE_BREACH: return T("not kept", "未遵守");
    default: return T("text", "条文");
    }
}

void compliance_add(struct compliance_check *k, enum compliance_state state, struct text text, const struct arg *args,
                    size_t count) {
    struct compliance *row = k->row;
    if (row->line_count == row->line_size) {
        size_t size = row->line_size ? row->line_size * 2 : 2;
        struct compliance_line *lines = arena_array(k->arena, struct compliance_line, size);
        if (row->line_count) memcpy(lines, row->lines, row->line_count * sizeof *lines);
        row->lines = lines;
        row->line_size = size;
    }
    struct arg *copy = count ? arena_copy(k->arena, args, count * sizeof *args) : NULL;
    for (size_t i = 0; i < count; i++)
        if (copy[i].type == ARG_TYPE_STR) copy[i].str = arena_str(k->arena, copy[i].str);
    row->lines[row->line_count++] = (struct compliance_line){ text, copy, count, state };
    if (state > row->state) row->state = state;
}

static int worst_first(const void *a, const void *b) {
    return (int)((const struct compliance_line *)b)->state - (int)((const struct compliance_line *)a)->state;
}

/* Citations of all clauses in one query. */
struct cited {
    const char *clause;
    int64_t acts;
};

static size_t count_citations(struct db *db, struct arena *arena, struct cited **ret) {
    enum { CLAUSES_MAX = 2000 };
    struct cited *all = arena_array(arena, struct cited, CLAUSES_MAX);
    size_t n = 0;
    struct rows *r = db_rows(db, "SELECT clause, count(*) FROM citation GROUP BY clause ORDER BY clause");
    while (n < CLAUSES_MAX && rows_next(r)) all[n++] = (struct cited){ arena_z(arena, rows_str(r, 0)), rows_int(r, 1) };
    rows_done(r);
    *ret = all;
    return n;
}

static int by_clause(const void *key, const void *item) { return strcmp(key, ((const struct cited *)item)->clause); }

static size_t gather(struct db *db, const struct charter *c, const struct workcal *w, instant now, struct arena *arena,
                     bool counted, struct compliance **ret) {
    const struct charter_clause *clauses;
    const struct rule *const *rules;
    size_t n = charter_clauses(c, &clauses);
    charter_rules(c, &rules);
    struct compliance *rows = arena_array(arena, struct compliance, n);
    struct cited *cited = NULL;
    size_t cited_count = counted ? count_citations(db, arena, &cited) : 0;
    for (size_t i = 0; i < n; i++) {
        struct compliance *row = &rows[i];
        row->clause = clauses[i].id;
        row->place = i;
        struct cited *found = cited_count ? bsearch(row->clause, cited, cited_count, sizeof *cited, by_clause) : NULL;
        row->acts = found ? found->acts : 0;
        struct compliance_check k = { .db = db, .charter = c, .workcal = w, .now = now, .arena = arena, .row = row };
        for (size_t r = 0; !clauses[i].text_only && r < clauses[i].rule_count; r++) {
            k.rule = rules[clauses[i].first_rule + r];
            compliance_check(&k);
        }
        if (clauses[i].text_only || clauses[i].rule_count == 0)
            compliance_add(&k, COMPLIANCE_TEXT,
                           T("Shown and cited; decides nothing by itself.", "予以展示和引用，本身不作判定。"), NULL, 0);
        else if (row->line_count == 0) /* only rules that the judge enforces on every act */
            compliance_add(&k, COMPLIANCE_OK,
                           row->acts ? T("Kept by every act: {acts} {acts|act rests|acts rest} on it.",
                                         "每项事项均依此办理：{acts} 项记录以此为据。")
                                     : T("Kept: no act can go against it; none has rested on it yet.",
                                         "已遵守：违反本条的事项不予办理；尚无以此为据的记录。"),
                           (const struct arg[]){ ARG_INT("acts", row->acts) }, 1);
        qsort(row->lines, row->line_count, sizeof *row->lines, worst_first);
    }
    *ret = rows;
    return n;
}

size_t compliance_of(struct db *db, const struct charter *c, const struct workcal *w, instant now, struct arena *arena,
                     struct compliance **ret) {
    return gather(db, c, w, now, arena, true, ret);
}

size_t compliance_uncounted(struct db *db, const struct charter *c, const struct workcal *w, instant now,
                            struct arena *arena, struct compliance **ret) {
    return gather(db, c, w, now, arena, false, ret);
}
