/* Clock, dice, what happens next, and the one way to act. */
#include <stdlib.h>

#include "demo/internal.h"

/* ---- dice ---- */

uint64_t below(struct demo *d, uint64_t bound) { return entropy_below(&d->dice, bound); }

bool chance(struct demo *d, int percent) { return (int)below(d, 100) < percent; }

int64_t pick(struct demo *d, const int64_t *items, size_t count) { return count ? items[below(d, count)] : 0; }

void shuffle(struct demo *d, int64_t *items, size_t count) {
    for (size_t i = count; i > 1; i--) {
        size_t k = (size_t)below(d, i);
        int64_t kept = items[i - 1];
        items[i - 1] = items[k];
        items[k] = kept;
    }
}

/* ---- time ---- */

instant local(const struct demo *d, day on, int hour, int minute) {
    return day_start(on, d->zone) + hour * HOUR + minute * MINUTE;
}

day today(const struct demo *d) { return instant_day(d->now, d->zone); }

day working_day(const struct demo *d, day on) {
    while (!workcal_is_working(d->workcal, on, NULL)) on++;
    return on;
}

static void nothing(struct db *db, void *context) {
    (void)db;
    (void)context;
}

void settle(struct demo *d) {
    alliance_write(d->a, nothing, NULL);
    d->c = alliance_charter(d->a, d->now);
}

void clock_to(struct demo *d, instant at) {
    if (at <= d->now) return;
    bool leap = at - d->now >= HOUR;
    d->now = at;
    alliance_set_clock(d->a, at);
    if (leap) settle(d);
}

void pass(struct demo *d, int64_t seconds) { clock_to(d, d->now + seconds); }

/* ---- what happens next: a heap, the soonest first, the sooner planned first among equals ---- */

static bool sooner(const struct event *a, const struct event *b) {
    return a->at != b->at ? a->at < b->at : a->order < b->order;
}

void later(struct demo *d, instant at, event_fn *run, int64_t x) {
    if (d->queue_count == d->queue_size) {
        d->queue_size = d->queue_size ? d->queue_size * 2 : 256;
        d->queue = mem_grow(d->queue, d->queue_size * sizeof *d->queue);
    }
    size_t i = d->queue_count++;
    struct event e = { at, d->queue_order++, run, x };
    for (; i > 0 && sooner(&e, &d->queue[(i - 1) / 2]); i = (i - 1) / 2) d->queue[i] = d->queue[(i - 1) / 2];
    d->queue[i] = e;
}

bool next_event(struct demo *d, struct event *ret) {
    if (d->queue_count == 0) return false;
    *ret = d->queue[0];
    struct event last = d->queue[--d->queue_count];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= d->queue_count) break;
        if (child + 1 < d->queue_count && sooner(&d->queue[child + 1], &d->queue[child])) child++;
        if (!sooner(&d->queue[child], &last)) break;
        d->queue[i] = d->queue[child];
        i = child;
    }
    d->queue[i] = last;
    return true;
}

/* ---- acting ---- */

struct outcome {
    int code;
    struct error error;
};

static void keep_outcome(void *context, const struct answer *answer) {
    struct outcome *o = context;
    o->code = answer->code;
    for (size_t i = 0; i < answer->verdict->count && answer->code != 0; i++) {
        const struct finding *f = &answer->verdict->items[i];
        if (!f->refuses) continue;
        error_set_args(&o->error, answer->code, f->text, f->args, f->arg_count);
        return;
    }
}

static struct outcome ask(struct demo *d, const struct who *w, const char *kind, json_t *args) {
    struct outcome o = { 0 };
    if (d->failed) {
        json_decref(args);
        o.code = ERR_IO;
        return o;
    }
    struct ask asked = { .kind = kind,
                         .person = w->person,
                         .as = w->as[0] ? w->as : NULL,
                         .via = "",
                         .args = args,
                         .received = INSTANT_NONE,
                         .lang = charter_governing(d->c) };
    int result = pipeline_submit(d->a, &asked, keep_outcome, &o);
    json_decref(args);
    if (result != 0) o.code = result;
    if (o.code == ERR_IO) {
        d->failed = true;
        if (!alliance_healthy(d->a, &d->error)) return o;
        error_copy(&d->error, &o.error);
    }
    d->c = alliance_charter(d->a, d->now);
    d->uncommitted++;
    return o;
}

/* "meeting.call by person 12 as office:3 on 2026-03-01: …" */
void surprise(struct demo *d, const struct who *w, const char *kind, const struct error *wrong) {
    if (d->report->surprises++ > 0) return;
    struct buf why;
    buf_init(&why, 4096);
    error_format_in(&why, wrong, charter_governing(d->c), d->zone);
    error_set(&d->report->surprise, wrong->code,
              T("{kind} by person {person} as {as} at {when}: {why}",
                "人员 {person} 以 {as} 身份于{when}办理 {kind}：{why}"),
              ARG_Z("kind", kind), ARG_INT("person", w->person), ARG_Z("as", w->as), ARG_INSTANT("when", d->now),
              ARG_STR("why", buf_str(&why)));
    buf_release(&why);
}

bool act(struct demo *d, const struct who *w, const char *kind, json_t *args) {
    struct outcome o = ask(d, w, kind, args);
    if (o.code != 0 && !d->failed) surprise(d, w, kind, &o.error);
    return o.code == 0;
}

int attempt(struct demo *d, const struct who *w, const char *kind, json_t *args) {
    struct outcome o = ask(d, w, kind, args);
    if (o.code != 0) d->report->refused++;
    return o.code;
}

void commit(struct demo *d, bool always) {
    if (d->failed || (!always && d->uncommitted < d->commit_every)) return;
    if (alliance_bulk(d->a, false, &d->error) != 0 || alliance_bulk(d->a, true, &d->error) != 0) d->failed = true;
    d->uncommitted = 0;
    d->report->commits++;
}

/* ---- who ---- */

size_t list_of(struct demo *d, int64_t **ret, const char *sql, const struct value *v, size_t n) {
    size_t count = 0, size = 64;
    int64_t *items = arena_array(&d->arena, int64_t, size);
    struct rows *r = db_rows_values(d->db, sql, v, n);
    while (rows_next(r)) {
        if (count == size) {
            int64_t *more = arena_array(&d->arena, int64_t, size * 2);
            memcpy(more, items, size * sizeof *more);
            items = more;
            size *= 2;
        }
        items[count++] = rows_int(r, 0);
    }
    rows_done(r);
    *ret = items;
    return count;
}

struct who who_office(struct demo *d, int64_t holding) {
    struct who w = { .id = holding };
    struct rows *r = db_rows(d->db, "SELECT person, org FROM holding WHERE id = $1", V(holding));
    if (rows_next(r)) {
        w.person = rows_int(r, 0);
        w.org = rows_int(r, 1);
    }
    rows_done(r);
    snprintf(w.as, sizeof w.as, "office:%lld", (long long)holding);
    return w;
}

static struct who who_representation(struct demo *d, int64_t id) {
    struct who w = { .id = id };
    struct rows *r = db_rows(d->db, "SELECT person, org FROM representation WHERE id = $1", V(id));
    if (rows_next(r)) {
        w.person = rows_int(r, 0);
        w.org = rows_int(r, 1);
    }
    rows_done(r);
    snprintf(w.as, sizeof w.as, "rep:%lld", (long long)id);
    return w;
}

struct who who_voting(struct demo *d, int64_t org) {
    return who_representation(d, db_int(d->db, 0,
                                        "SELECT id FROM representation WHERE org = $1 AND voting = 1 AND to_at IS NULL",
                                        V(org)));
}

struct who who_visitor(void) {
    return (struct who){ 0 };
}

static size_t holders_of(struct demo *d, const struct grantee *g, const char *body, int64_t **ret) {
    const char *of = g->body ? g->body : body;
    if (!of) return 0;
    if (g->title)
        return LIST(d, ret, "SELECT id FROM holding WHERE body = $1 AND title = $2 AND to_at IS NULL ORDER BY id",
                    V(of), V(g->title));
    return LIST(d, ret, "SELECT id FROM holding WHERE body = $1 AND to_at IS NULL ORDER BY id", V(of));
}

/* Some representation of a member of the class, near a member chosen by the dice: lists of twenty thousand are not read. */
static int64_t some_representation(struct demo *d, const struct grantee *g) {
    const char *class_id = g->class_id;
    int64_t last = db_int(d->db, 0, "SELECT max(id) FROM membership");
    for (int tries = 0; tries < 50 && last > 0; tries++) {
        int64_t from = tries < 49 ? 1 + (int64_t)below(d, (uint64_t)last) : 1;
        int64_t org =
            class_id
                ? db_int(
                      d->db, 0,
                      "SELECT org FROM membership WHERE id >= $1 AND to_at IS NULL AND class = $2 ORDER BY id LIMIT 1",
                      V(from), V(class_id))
                : db_int(d->db, 0, "SELECT org FROM membership WHERE id >= $1 AND to_at IS NULL ORDER BY id LIMIT 1",
                         V(from));
        int64_t id =
            db_int(d->db, 0,
                   "SELECT id FROM representation WHERE org = $1 AND to_at IS NULL ORDER BY voting DESC, id LIMIT 1",
                   V(org));
        if (id) return id;
    }
    return 0;
}

static bool who_granted(struct demo *d, const struct grantee *g, const char *body, struct who *ret) {
    int64_t *ids = NULL;
    int64_t id;
    size_t n;
    switch (g->kind) {
    case GRANT_OFFICE:
        n = holders_of(d, g, body, &ids);
        id = pick(d, ids, n);
        if (id) *ret = who_office(d, id);
        return id != 0;
    case GRANT_REPRESENTATIVE:
    case GRANT_VOTING:
        id = some_representation(d, g);
        if (id) *ret = who_representation(d, id);
        return id != 0;
    case GRANT_VISITOR: *ret = who_visitor(); return true;
    case GRANT_FOUNDER: *ret = (struct who){ .person = 1, .as = "founder" }; return d->closed == INSTANT_NONE;
    default: return false;
    }
}

bool who_may(struct demo *d, const char *power, const char *body, struct who *ret) {
    const struct grant *const *grants;
    size_t n = charter_grants(d->c, power, body, &grants);
    size_t all = 0;
    for (size_t i = 0; i < n; i++) all += grants[i]->who_count;
    size_t first = all ? (size_t)below(d, all) : 0; /* begin anywhere, go round once */
    for (size_t k = 0; k < all; k++) {
        size_t at = (first + k) % all;
        for (size_t i = 0; i < n; i++) {
            if (at < grants[i]->who_count) {
                if (who_granted(d, &grants[i]->who[at], body, ret)) return true;
                break;
            }
            at -= grants[i]->who_count;
        }
    }
    return false;
}

bool power_granted(struct demo *d, const char *power, const char *body) {
    const struct grant *const *grants;
    return charter_grants(d->c, power, body, &grants) > 0;
}

bool leads_body(struct demo *d, const char *body, const char *title) {
    const struct charter_body *b = charter_body(d->c, body);
    const struct charter_title_of *t = b ? body_title(b, title) : NULL;
    return t && t->leads;
}

bool leads_anything(struct demo *d, int64_t org) {
    bool leads = false;
    struct rows *r = db_rows(d->db, "SELECT body, title FROM holding WHERE org = $1 AND to_at IS NULL", V(org));
    while (rows_next(r) && !leads)
        leads = leads_body(d, arena_z(&d->arena, rows_str(r, 0)), arena_z(&d->arena, rows_str(r, 1)));
    rows_done(r);
    return leads;
}
