/* A charter, asked: things by id, clauses by number, rules by topic and subject, grants by power and body. */
#include "charter/charter.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "charter/internal.h"

const char *charter_id(const struct charter *c) { return c->id; }
struct text charter_title(const struct charter *c) {
    return c->title;
}
struct zone charter_zone(const struct charter *c) {
    return c->zone;
}
const char *charter_calendar(const struct charter *c) { return c->calendar; }
enum lang charter_governing(const struct charter *c) { return c->governing; }

const char *charter_contact(const struct charter *c) {
    const struct rule *r = charter_rule(c, "contact", NULL);
    return r ? rule_word(r, "mail") : "";
}

/* ---- declared things ---- */

size_t charter_classes(const struct charter *c, const struct charter_class **ret) {
    *ret = c->classes;
    return c->class_count;
}

size_t charter_bodies(const struct charter *c, const struct charter_body **ret) {
    *ret = c->bodies;
    return c->body_count;
}

const struct charter_class *class_find(const struct charter *c, struct str id) {
    for (size_t i = 0; i < c->class_count; i++)
        if (str_is(id, c->classes[i].id)) return &c->classes[i];
    return NULL;
}

const struct charter_body *body_find(const struct charter *c, struct str id) {
    for (size_t i = 0; i < c->body_count; i++)
        if (str_is(id, c->bodies[i].id)) return &c->bodies[i];
    return NULL;
}

const struct charter_class *charter_class(const struct charter *c, const char *id) { return class_find(c, str_of(id)); }
const struct charter_body *charter_body(const struct charter *c, const char *id) { return body_find(c, str_of(id)); }

const struct charter_title_of *body_title(const struct charter_body *b, const char *title) {
    for (size_t i = 0; b && title && i < b->title_count; i++)
        if (!strcmp(b->titles[i].id, title)) return &b->titles[i];
    return NULL;
}

bool office_find(const struct charter *c, struct str id, const struct charter_body **body,
                 const struct charter_title_of **title) {
    struct str rest = id;
    struct str head = str_cut(&rest, '/');
    *body = body_find(c, head);
    *title = NULL;
    for (size_t i = 0; *body && i < (*body)->title_count; i++)
        if (str_is(rest, (*body)->titles[i].id)) *title = &(*body)->titles[i];
    return *title != NULL;
}

const struct charter_word *word_find(const struct charter *c, const char *kind, struct str id) {
    for (size_t i = 0; i < c->word_count; i++)
        if (!strcmp(c->words[i].kind, kind) && str_is(id, c->words[i].id)) return &c->words[i];
    return NULL;
}

const struct charter_word *charter_word(const struct charter *c, const char *kind, const char *id) {
    return word_find(c, kind, str_of(id));
}

size_t charter_words_of(const struct charter *c, const char *kind, const struct charter_word **ret) {
    size_t n = 0;
    *ret = c->words;
    for (size_t i = 0; i < c->word_count; i++)
        if (!strcmp(c->words[i].kind, kind) && !n++) *ret = &c->words[i];
    return n;
}

/* ---- clauses ---- */

size_t charter_clauses(const struct charter *c, const struct charter_clause **ret) {
    *ret = c->clauses;
    return c->clause_count;
}

bool clause_find(const struct charter *c, const struct clause_id *want, size_t *ret_place) {
    struct clause_id have;
    size_t low = 0, high = c->clause_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        clause_id_parse(str_of(c->clauses[middle].id), &have);
        int order = clause_id_cmp(&have, want);
        if (!order) {
            *ret_place = middle;
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_place = low;
    return false;
}

const struct charter_clause *charter_clause(const struct charter *c, const char *id) {
    struct clause_id want;
    size_t place;
    return clause_id_parse(str_of(id), &want) && clause_find(c, &want, &place) ? &c->clauses[place] : NULL;
}

/* ---- rules by topic and subject ---- */

size_t charter_rules(const struct charter *c, const struct rule *const **ret) {
    *ret = (const struct rule *const *)c->rules;
    return c->rule_count;
}

size_t charter_rules_of(const struct charter *c, const char *topic, const struct rule *const **ret) {
    const struct topic *t = topic_find(str_of(topic));
    assert(t); /* the engine asks for topics that are declared */
    *ret = c->by_topic[t - TOPICS];
    return c->by_topic_count[t - TOPICS];
}

/* How near a rule written for `have` is to `want`: 4 the same, 3 the body of the office, 1 every, 0 another's. */
static int nearness(const char *have, const char *want) {
    if (!have || !want) return !have && !want ? 4 : 0;
    if (!strcmp(have, want)) return 4;
    size_t n = strlen(have);
    if (!strncmp(have, want, n) && want[n] == '/') return 3;
    return strcmp(have, SUBJECT_EVERY) ? 0 : 1;
}

size_t charter_rules_for(const struct charter *c, const char *topic, const char *subject, const struct rule **items,
                         size_t size) {
    const struct rule *const *rules;
    size_t count = charter_rules_of(c, topic, &rules);
    int best = 1;
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        int near = nearness(rules[i]->subject, subject);
        if (near > best) {
            best = near;
            n = 0;
        }
        if (near == best && n++ < size) items[n - 1] = rules[i];
    }
    return n;
}

const struct rule *charter_rule(const struct charter *c, const char *topic, const char *subject) {
    const struct rule *first = NULL;
    return charter_rules_for(c, topic, subject, &first, 1) ? first : NULL;
}

/* ---- one rule ---- */

const char *rule_topic(const struct rule *r) { return r->topic->name; }
const char *rule_subject(const struct rule *r) { return r->subject; }
const char *rule_clause(const struct rule *r) { return r->clause; }
int rule_line(const struct rule *r) { return r->line; }
bool rule_standing(const struct rule *r) { return r->standing; }
struct text rule_because(const struct rule *r) {
    return r->because;
}
struct str rule_source(const struct rule *r) {
    return r->source;
}

static const struct slot *slot_of(const struct rule *r, const char *name, const struct value **ret) {
    int i = slot_index(r->topic, name);
    assert(i >= 0); /* the topic declares this slot */
    *ret = &r->values[i];
    return &r->topic->slots[i];
}

int64_t rule_int(const struct rule *r, const char *slot) {
    const struct value *v;
    const struct slot *s = slot_of(r, slot, &v);
    assert((s->type == SLOT_INT || s->type == SLOT_MONEY || s->type == SLOT_YEAR) && !s->list);
    if (v->given) return v->integer;
    int64_t n = 0;
    if (s->otherwise) (void)str_int(str_of(s->otherwise), &n);
    return n;
}

struct ratio rule_ratio(const struct rule *r, const char *slot) {
    const struct value *v;
    const struct slot *s = slot_of(r, slot, &v);
    assert(s->type == SLOT_RATIO);
    (void)s;
    return v->given ? v->ratio : ratio_make(0, 1);
}

const char *rule_word(const struct rule *r, const char *slot) {
    const struct value *v;
    const struct slot *s = slot_of(r, slot, &v);
    assert(!s->list && s->type != SLOT_RATIO && s->type != SLOT_DAY && s->type != SLOT_WHO);
    return v->given && v->word ? v->word : s->otherwise ? s->otherwise : "";
}

bool rule_flag(const struct rule *r, const char *slot) {
    const struct value *v;
    const struct slot *s = slot_of(r, slot, &v);
    assert(s->type == SLOT_FLAG);
    const char *word = v->given ? v->word : s->otherwise ? s->otherwise : "no";
    return !strcmp(word, "yes");
}

enum rounding rule_rounding(const struct rule *r, const char *slot) {
    const char *word = rule_word(r, slot);
    return !strcmp(word, "up") ? ROUND_UP : !strcmp(word, "down") ? ROUND_DOWN : ROUND_HALF_UP;
}

bool rule_given(const struct rule *r, const char *slot) {
    const struct value *v;
    (void)slot_of(r, slot, &v);
    return v->given;
}

day rule_day(const struct rule *r, const char *slot) {
    const struct value *v;
    const struct slot *s = slot_of(r, slot, &v);
    assert(s->type == SLOT_DAY);
    (void)s;
    return v->given ? v->day : DAY_NONE;
}

size_t rule_list(const struct rule *r, const char *slot, const char *const **ret) {
    const struct value *v;
    const struct slot *s = slot_of(r, slot, &v);
    assert(s->list && s->type != SLOT_WHO);
    (void)s;
    *ret = v->list;
    return v->list_count;
}

bool rule_lists(const struct rule *r, const char *slot, const char *word) {
    const char *const *items;
    size_t count = rule_list(r, slot, &items);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(items[i], word)) return true;
    return false;
}

/* ---- what rules compute: exact, and the same for all who ask ---- */

bool rule_reached(const struct rule *r, int64_t part, int64_t whole) { return part >= rule_needed(r, whole); }

int64_t rule_needed(const struct rule *r, int64_t whole) {
    struct ratio share = rule_ratio(r, "share");
    int64_t needed = ratio_needed(share, whole);
    int64_t exact;
    if (!rule_flag(r, "over")) return needed;
    /* Past the line, not on it: when share × whole is itself an integer, one more. */
    return ratio_of(share, whole, ROUND_DOWN, &exact) && exact == needed ? needed + 1 : needed;
}

day rule_term_end(const struct rule *r, day from) {
    int years = (int)rule_int(r, "years");
    if (strcmp(rule_word(r, "counted"),
               "calendar")) { /* the day before its anniversary; 29 February's is kept on the 28th's end */
        day anniversary = day_add_months(from, years * 12);
        return day_civil(anniversary).day == day_civil(from).day ? anniversary - 1 : anniversary;
    }
    return day_of(day_civil(from).year + years - 1, 12, 31);
}

int64_t rule_count(const struct rule *r, int64_t whole) {
    int64_t n;
    bool seats = slot_index(r->topic, "fixed") >= 0;
    if (seats && rule_given(r, "fixed")) return rule_int(r, "fixed");
    const char *share = slot_index(r->topic, "share") >= 0 ? "share" : "within";
    if (!ratio_of(rule_ratio(r, share), whole, rule_rounding(r, "rounding"), &n)) return 0;
    if (seats && rule_given(r, "least") && n < rule_int(r, "least")) n = rule_int(r, "least");
    if (seats && rule_given(r, "most") && n > rule_int(r, "most")) n = rule_int(r, "most");
    return n;
}

/* ---- grants ---- */

size_t charter_grants(const struct charter *c, const char *power, const char *body, const struct grant *const **ret) {
    const struct power *p = power_find(str_of(power));
    size_t b = 0;
    *ret = NULL;
    if (!p) return 0;
    if (body) {
        const struct charter_body *found = charter_body(c, body);
        if (!found) return 0;
        b = (size_t)(found - c->bodies) + 1;
    }
    const struct grant_list *l = grant_list_at(c, (size_t)(p - POWERS), b);
    *ret = (const struct grant *const *)l->items;
    return l->count;
}
