/* `simulate`: an alliance's history judged by another charter.
 *
 * Each act on record that somebody brought is judged under the draft against the state history had, and then applied as
 * history did: the question is not what would have become of the alliance, but which of its acts the draft would have
 * judged otherwise, or would have settled otherwise (a vote that passes, a meeting that counts as held). Attempts that were refused, as far as they are kept, are judged too; they hold open fields only, and
 * are marked so. */
#include <string.h>

#include "acts/pipeline/fold.h"
#include "acts/pipeline/simulate.h"
#include "acts/verdict.h"

struct attempt {
    instant at;
    int64_t person;
    const char *kind, *args;
};

struct simulation {
    struct fold fold;
    const struct charter *draft;
    struct simulate_report *report;
    struct attempt *attempts;
    size_t attempt_count, next_attempt;
};

static void report_add(struct simulate_report *r, struct simulated item, const struct verdict *v) {
    if (r->count == r->size) {
        size_t size = r->size ? r->size * 2 : 64;
        struct simulated *grown = arena_array(r->arena, struct simulated, size);
        if (r->count) memcpy(grown, r->items, r->count * sizeof *grown);
        r->items = grown;
        r->size = size;
    }
    item.verdict = verdict_copy(v, r->arena);
    r->items[r->count++] = item;
}

/* ---- attempts ---- */

static void load_attempts(struct simulation *s) {
    struct db *db = s->fold.db;
    size_t n = (size_t)db_int(db, 0, "SELECT count(*) FROM refusal");
    s->attempts = arena_array(s->report->arena, struct attempt, n + 1);
    struct rows *r = db_rows(db, "SELECT at, person, kind, args FROM refusal ORDER BY at, id");
    while (s->attempt_count < n && rows_next(r))
        s->attempts[s->attempt_count++] =
            (struct attempt){ rows_int(r, 0), rows_int(r, 1), arena_z(s->report->arena, rows_str(r, 2)),
                              arena_z(s->report->arena, rows_str(r, 3)) };
    rows_done(r);
}

/* Whether the open fields are all there: what failed at its fields was never judged, and cannot be now. */
static bool complete(const struct act_kind *kind, const json_t *args) {
    for (const struct field *f = kind->fields; f && f->name; f++)
        if (!f->optional && f->privacy == FIELD_OPEN && !json_object_get(args, f->name)) return false;
    return json_is_object(args);
}

static void judge_attempt(struct simulation *s, const struct attempt *a) {
    const struct act_kind *kind = act_kind(a->kind);
    json_t *args = json_loads(a->args, 0, NULL);
    if (kind && kind->origin == ORIGIN_PERSON && complete(kind, args)) {
        struct act act = { .kind = kind,
                           .version = kind->version,
                           .id = "",
                           .at = a->at,
                           .by = { .person = a->person, .via = "" },
                           .args = args,
                           .cause = -1 };
        const struct verdict *v = fold_judge_attempt(&s->fold, &act, s->draft);
        if (!v->refused)
            report_add(s->report,
                       (struct simulated){ .entry = -1,
                                           .attempt = true,
                                           .at = a->at,
                                           .kind = kind,
                                           .person = a->person,
                                           .was_allowed = false,
                                           .allowed = true },
                       v);
        s->report->attempts++;
    }
    json_decref(args);
}

static void judge_attempts_before(struct simulation *s, instant at) {
    for (; s->next_attempt < s->attempt_count && s->attempts[s->next_attempt].at < at; s->next_attempt++)
        judge_attempt(s, &s->attempts[s->next_attempt]);
}

/* ---- acts ---- */

static bool judge_leaf(void *context, int64_t n, struct str bytes, struct entry *e, const struct error *err) {
    struct simulation *s = context;
    (void)bytes, (void)err;
    if (!e) return false;
    judge_attempts_before(s, e->act.at);
    s->report->acts++;
    if (e->act.kind->origin != ORIGIN_PERSON) return true;
    const struct verdict *v = fold_judge(&s->fold, e, s->draft);
    struct simulated one = { .entry = n,
                             .at = e->act.at,
                             .kind = e->act.kind,
                             .person = e->act.by.person,
                             .was_allowed = true,
                             .allowed = !v->refused };
    if (!v->refused && v->outcome.en) { /* a vote counted, a meeting closed: by the charter of then, too */
        one.outcome = v->outcome;
        one.was_outcome = fold_judge(&s->fold, e, NULL)->outcome;
    }
    bool otherwise = one.outcome.en && one.was_outcome.en && strcmp(one.outcome.en, one.was_outcome.en) != 0;
    if (v->refused || otherwise) report_add(s->report, one, v);
    return true;
}

static bool leaf_applied(void *context, int64_t n, const struct entry *e) {
    struct simulation *s = context;
    (void)n, (void)e;
    return !db_failed(s->fold.scratch, NULL);
}

int alliance_simulate(const char *dir, const struct charter *draft, struct simulate_report *ret, struct error *err) {
    struct simulation s = { .draft = draft, .report = ret };
    int result = fold_open(&s.fold, dir, err);
    if (result != 0) return result;
    load_attempts(&s);
    int64_t size = db_int(s.fold.db, 0, "SELECT count(*) FROM leaf");
    int64_t applied = fold_leaves(&s.fold, judge_leaf, leaf_applied, &s);
    if (applied < size)
        result = error_set(err, ERR_CORRUPT,
                           T("Entry {n} cannot be replayed; “charterd check” says more.",
                             "第 {n} 条无法重放，详见“charterd check”。"),
                           ARG_PLAIN("n", applied));
    else {
        arena_init(&s.fold.arena);
        judge_attempts_before(&s, INT64_MAX);
        arena_release(&s.fold.arena);
    }
    fold_close(&s.fold);
    return result;
}
