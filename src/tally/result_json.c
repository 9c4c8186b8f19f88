/* A result for programs: candidates by their number in the file, totals as decimal strings since they are exact. Reals do not
 * occur. The shape stands in docs/counting.md, and scripts outside this project read it: fields are added, never changed. */
#include <stdlib.h>

#include "tally/result.h"

void tally_number(struct buf *out, int64_t scaled, int places, bool grouped) {
    uint64_t v = scaled < 0 ? 0 - (uint64_t)scaled : (uint64_t)scaled, unit = 1;
    for (int i = 0; i < places; i++) unit *= 10;
    if (scaled < 0) buf_addc(out, '-');
    if (grouped)
        num_format(out, (int64_t)(v / unit));
    else
        buf_addf(out, "%llu", (unsigned long long)(v / unit));
    if (places) buf_addf(out, ".%0*llu", places, (unsigned long long)(v % unit));
}

static json_t *number(const struct tally_result *r, int64_t scaled) {
    char text[64];
    struct buf b;
    if (r->method->places == 0) return json_integer(scaled);
    buf_init(&b, sizeof text);
    tally_number(&b, scaled, r->method->places, false);
    json_t *kept = json_stringn(b.data, b.len);
    buf_release(&b);
    return kept;
}

static json_t *who(uint16_t c) { return c == NOBODY ? json_null() : json_integer(c + 1); }

static json_t *whos(const uint16_t *list, size_t count) {
    json_t *a = json_array();
    for (size_t i = 0; i < count; i++) json_array_append_new(a, who(list[i]));
    return a;
}

static json_t *transfers(const struct tally_result *r, const struct tally_stage *s) {
    json_t *a = json_array();
    for (size_t i = 0; i < s->transfer_count; i++) {
        const struct tally_transfer *t = &s->transfers[i];
        json_array_append_new(a, json_pack("{s:o, s:o, s:I, s:o}", "from", who(t->from), "to", who(t->to), "papers",
                                           (json_int_t)t->papers, "votes", number(r, t->votes)));
    }
    return a;
}

static json_t *keep_factors(const struct tally_stage *s, size_t n) {
    json_t *a = json_array();
    struct buf b;
    buf_init(&b, 64);
    for (size_t c = 0; c < n; c++) {
        buf_clear(&b);
        tally_number(&b, s->keep[c], 9, false);
        json_array_append_new(a, json_stringn(b.data, b.len));
    }
    buf_release(&b);
    return a;
}

static json_t *stage(const struct tally_result *r, size_t index) {
    static const char *const actions[] = {
        [STAGE_FIRST] = "first", [STAGE_SURPLUS] = "surplus", [STAGE_EXCLUDE] = "exclude", [STAGE_BAR] = "bar"
    };
    const struct tally_stage *s = &r->stages[index];
    size_t n = r->ballots->candidate_count;
    json_t *totals = json_array();
    for (size_t c = 0; c < n; c++) json_array_append_new(totals, number(r, s->total[c]));
    json_t *o =
        json_pack("{s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "stage", (json_int_t)index + 1, "action",
                  actions[s->action], "candidates", whos(s->who, s->who_count), "totals", totals, "exhausted",
                  number(r, s->exhausted), "lost", number(r, s->lost), "elected", whos(s->elected, s->elected_count),
                  "filled", whos(result_filled(s), s->filled), "transfers", transfers(r, s));
    if (s->quota) json_object_set_new(o, "quota", number(r, s->quota));
    if (s->action == STAGE_SURPLUS || s->keep) json_object_set_new(o, "surplus", number(r, s->surplus));
    if (s->keep) {
        json_object_set_new(o, "keep", keep_factors(s, n));
        json_object_set_new(o, "iterations", json_integer(s->iterations));
    }
    if (r->method->places == 0)
        json_object_set_new(o, "inactive",
                            json_pack("{s:I, s:I, s:I, s:I}", "exhausted", (json_int_t)s->inactive[INACTIVE_EXHAUSTED],
                                      "over_vote", (json_int_t)s->inactive[INACTIVE_OVER_VOTE], "skipped",
                                      (json_int_t)s->inactive[INACTIVE_SKIPPED], "repeated",
                                      (json_int_t)s->inactive[INACTIVE_REPEATED]));
    return o;
}

static json_t *tie(const struct tally_result *r, const struct tally_tie *t) {
    static const char *const purposes[] = {
        [TIE_ELECT] = "elect", [TIE_SURPLUS] = "surplus", [TIE_EXCLUDE] = "exclude"
    };
    static const char *const means[] = {
        [TIE_OPEN] = "open", [TIE_LOOK_BACK] = "look-back", [TIE_LOT] = "lot", [TIE_ORDER] = "order"
    };
    json_t *o = json_pack("{s:I, s:s, s:o, s:I, s:s, s:o}", "stage", (json_int_t)t->stage, "purpose",
                          purposes[t->purpose], "candidates", whos(t->who, t->who_count), "need", (json_int_t)t->need,
                          "means", means[t->means], "chosen", whos(t->chosen, t->chosen_count));
    if (t->means == TIE_LOOK_BACK) json_object_set_new(o, "back_to", json_integer(t->back_to));
    if (!t->lot) return o;
    json_t *tickets = json_array();
    struct buf b;
    buf_init(&b, 128);
    for (size_t i = 0; i < t->who_count; i++) {
        buf_clear(&b);
        hash_hex(&b, &t->lot[i]);
        json_array_append_new(tickets, json_stringn(b.data, b.len));
    }
    buf_release(&b);
    json_object_set_new(o, "tickets", tickets);
    json_object_set_new(o, "seed", json_stringn(r->rules->seed.data, r->rules->seed.len));
    return o;
}

static json_t *matrix(const int64_t *values, size_t n) {
    json_t *rows = json_array();
    for (size_t a = 0; a < n; a++) {
        json_t *row = json_array();
        for (size_t b = 0; b < n; b++) json_array_append_new(row, json_integer(values[a * n + b]));
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *steps(const struct tally_result *r) {
    json_t *a = json_array();
    for (size_t i = 0; i < r->step_count; i++) {
        json_t *dropped = json_array();
        for (size_t k = 0; k < r->steps[i].dropped_count; k++) {
            const struct tally_defeat *d = &r->steps[i].dropped[k];
            json_array_append_new(dropped,
                                  json_pack("{s:o, s:o, s:I, s:I}", "winner", who(d->winner), "loser", who(d->loser),
                                            "for", (json_int_t)d->votes, "against", (json_int_t)d->against));
        }
        json_array_append_new(a, json_pack("{s:o, s:o}", "schwartz",
                                           whos(r->steps[i].schwartz, r->steps[i].schwartz_count), "dropped", dropped));
    }
    return a;
}

static json_t *dropped_by(const struct tally_result *r, enum option_fate fate) {
    json_t *a = json_array();
    for (size_t c = 0; c < r->ballots->candidate_count; c++)
        if (r->fate[c] == fate) json_array_append_new(a, who((uint16_t)c));
    return a;
}

static json_t *order(const struct tally_result *r) {
    json_t *a = json_array();
    for (size_t g = 0; g < r->order_groups; g++) {
        size_t from = g ? r->order_end[g - 1] : 0;
        json_array_append_new(a, whos(r->order + from, r->order_end[g] - from));
    }
    return a;
}

static json_t *candidates(const struct ballots *b) {
    json_t *a = json_array();
    for (size_t c = 0; c < b->candidate_count; c++) {
        const struct candidate *one = &b->candidates[c];
        json_t *o =
            json_pack("{s:I, s:o}", "number", (json_int_t)c + 1, "name", json_stringn(one->name.data, one->name.len));
        if (one->withdrawn) json_object_set_new(o, "withdrawn", json_true());
        json_array_append_new(a, o);
    }
    return a;
}

/* The rules as they were applied, so that the count can be done again from this alone and the ballots. */
static json_t *rules(const struct tally_result *r) {
    json_t *o = json_object();
    struct buf b;
    buf_init(&b, 1 << 16);
    for (const struct tally_setting *s = r->method->options; s->id != OPTION_NONE; s++) {
        const struct tally_option_kind *k = tally_option_kind(s->id);
        int64_t v = r->rules->value[s->id];
        buf_clear(&b);
        if (s->id == OPTION_QUORUM) ratio_format(&b, r->rules->quorum);
        for (size_t i = 0; s->id == OPTION_MAJORITY && i < r->rules->majority_count; i++) {
            if (i) buf_addc(&b, ',');
            ratio_format(&b, r->rules->majority[i]);
        }
        json_object_set_new(o, k->name,
                            b.len        ? json_stringn(b.data, b.len)
                            : k->choices ? json_string(k->choices[v].id)
                            : v < 0      ? json_null()
                                         : json_integer(v));
    }
    buf_release(&b);
    return o;
}

int tally_rules_read(struct tally_rules *r, const struct tally_method *m, const json_t *said, struct error *err) {
    const char *name;
    json_t *value;
    int result = 0;
    json_object_foreach((json_t *)said, name, value) {
        struct buf text;
        buf_init(&text, 1 << 16);
        if (json_is_integer(value))
            buf_addint(&text, json_integer_value(value));
        else /* what is neither is refused as a value of the option */
            buf_addz(&text, json_is_string(value) ? json_string_value(value) : json_is_null(value) ? "none" : "?");
        result = tally_rules_set(r, m, str_of(name), buf_str(&text), err);
        buf_release(&text);
        if (result) break;
    }
    return result;
}

int tally_orders_read(struct tally_rules *r, struct arena *arena, const json_t *orders, size_t candidates) {
    uint16_t *order = arena_array(arena, uint16_t, CANDIDATES_MAX);
    size_t *ends = arena_array(arena, size_t, CANDIDATES_MAX), i, k;
    const json_t *tie, *one;
    r->lot = LOT_ORDER;
    r->order = order;
    r->order_end = ends;
    r->order_count = r->order_ties = 0;
    json_array_foreach(orders, i, tie) {
        json_array_foreach(tie, k, one) {
            json_int_t who = json_integer_value(one);
            if (who < 1 || who > (json_int_t)candidates || r->order_count == CANDIDATES_MAX) return ERR_RANGE;
            order[r->order_count++] = (uint16_t)(who - 1);
        }
        if (r->order_ties < CANDIDATES_MAX) ends[r->order_ties++] = r->order_count;
    }
    return 0;
}

json_t *tally_json(const struct tally_result *r) {
    size_t n = r->ballots->candidate_count;
    json_t *rounds = json_array(), *ties = json_array();
    for (size_t i = 0; i < r->stage_count; i++) json_array_append_new(rounds, stage(r, i));
    for (size_t i = 0; i < r->tie_count; i++) json_array_append_new(ties, tie(r, &r->ties[i]));
    json_t *o = json_pack("{s:s, s:b, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:{s:I, s:I, s:I, s:I}}", "method",
                          r->method->name, "decided", r->decided, "seats", (json_int_t)r->rules->seats, "elected",
                          whos(r->elected, r->elected_count), "order", order(r), "rounds", rounds, "ties", ties,
                          "candidates", candidates(r->ballots), "rules", rules(r), "vacant", (json_int_t)r->vacant,
                          "papers", "total", (json_int_t)r->papers, "valid", (json_int_t)r->valid, "blank",
                          (json_int_t)r->blank, "invalid", (json_int_t)r->invalid);
    json_object_set_new(o, "title",
                        json_stringn(r->ballots->title.data ? r->ballots->title.data : "", r->ballots->title.len));
    if (r->pairs.prefer) json_object_set_new(o, "pairs", matrix(r->pairs.prefer, n));
    if (r->pairs.path_for) {
        json_object_set_new(o, "paths", matrix(r->pairs.path_for, n));
        json_object_set_new(o, "paths_against", matrix(r->pairs.path_against, n));
    }
    if (r->fate) {
        json_object_set_new(o, "default", who(r->default_option));
        json_object_set_new(o, "dropped_by_quorum", dropped_by(r, FATE_QUORUM));
        json_object_set_new(o, "dropped_by_majority", dropped_by(r, FATE_MAJORITY));
        json_object_set_new(o, "steps", steps(r));
    }
    return o;
}
