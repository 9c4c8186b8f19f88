/* From the texts of a folder to a charter: declarations first, then rules in the order of their clauses, then prose.
 *
 * Declarations are sentences like rules, read by the same matcher; each has one function that puts it into the charter.
 * A thing is declared before it is used, as in any good statute. Faults are gathered, so that an author sees several at
 * once, and a charter with any fault is no charter. */
#include "charter/internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct parsing {
    struct charter *c;
    struct reader *r;
    struct charter_faults *faults;
    struct clause_id last; /* clause of the rule before */
    bool ruled;            /* a rule has been read: no declaration may follow */
    bool standing;         /* reading the standing rules */
    bool has_id, has_grammar, has_zone, has_calendar, has_governing;
};

/* ---- declarations ---- */

struct declaration {
    const char *sentence;
    const struct slot *slots;
    void (*put)(struct parsing *p, const struct match *m, const struct token *t);
};

static void twice(struct parsing *p, const struct token *t) {
    fault(p->faults, p->r->file, t->line, t->column, ERR_EXISTS,
          T("“{found}” has been declared before.", "“{found}”已声明过。"), ARG_STR("found", t->text));
}

static void too_many(struct parsing *p, const struct token *t, int64_t most) {
    fault(p->faults, p->r->file, t->line, t->column, ERR_TOO_LARGE,
          T("There are more than {most} of these.", "此类声明超过 {most} 项。"), ARG_INT("most", most));
}

static bool once(struct parsing *p, bool *flag, const struct token *t) {
    if (*flag) twice(p, t);
    bool first = !*flag;
    *flag = true;
    return first;
}

static void put_charter(struct parsing *p, const struct match *m, const struct token *t) {
    if (!once(p, &p->has_id, t)) return;
    p->c->id = m->values[0].word;
    p->c->title = m->values[1].text;
}

static void put_grammar(struct parsing *p, const struct match *m, const struct token *t) {
    if (once(p, &p->has_grammar, t)) p->c->grammar = (int)m->values[0].integer;
}

static void put_zone(struct parsing *p, const struct match *m, const struct token *t) {
    if (once(p, &p->has_zone, t)) (void)zone_find(str_of(m->values[0].word), &p->c->zone);
    p->c->zone.name = m->values[0].word;
}

static void put_calendar(struct parsing *p, const struct match *m, const struct token *t) {
    if (once(p, &p->has_calendar, t)) p->c->calendar = m->values[0].word;
}

static void put_governing(struct parsing *p, const struct match *m, const struct token *t) {
    if (once(p, &p->has_governing, t)) p->c->governing = strcmp(m->values[0].word, "zh") ? LANG_EN : LANG_ZH;
}

static void put_class(struct parsing *p, const struct match *m, const struct token *t) {
    struct charter *c = p->c;
    if (class_find(c, str_of(m->values[0].word)))
        twice(p, &t[1]);
    else if (c->class_count == CHARTER_CLASSES_MAX)
        too_many(p, t, CHARTER_CLASSES_MAX);
    else
        c->classes[c->class_count++] =
            (struct charter_class){ m->values[0].word, m->values[1].text, m->values[2].text };
}

static void put_body(struct parsing *p, const struct match *m, const struct token *t) {
    struct charter *c = p->c;
    if (body_find(c, str_of(m->values[0].word)))
        twice(p, &t[1]);
    else if (c->body_count == CHARTER_BODIES_MAX)
        too_many(p, t, CHARTER_BODIES_MAX);
    else
        c->bodies[c->body_count++] =
            (struct charter_body){ .id = m->values[0].word,
                                   .name = m->values[1].text,
                                   .short_name = m->values[2].given ? m->values[2].text : m->values[1].text,
                                   .holder = m->values[3].text,
                                   .holders = m->values[4].text,
                                   .titles = arena_array(&c->arena, struct charter_title_of, CHARTER_TITLES_MAX) };
}

static void put_office(struct parsing *p, const struct match *m, const struct token *t) {
    struct charter_body *b = NULL;
    for (size_t i = 0; i < p->c->body_count; i++)
        if (!strcmp(p->c->bodies[i].id, m->values[1].word)) b = &p->c->bodies[i];
    assert(b);
    if (body_title(b, m->values[0].word)) {
        twice(p, &t[1]);
        return;
    }
    if (b->title_count == CHARTER_TITLES_MAX) {
        too_many(p, t, CHARTER_TITLES_MAX);
        return;
    }
    struct charter_title_of *titles = (struct charter_title_of *)b->titles; /* ours until the parse is done */
    titles[b->title_count++] = (struct charter_title_of){ .id = m->values[0].word,
                                                          .name = m->values[2].text,
                                                          .seats = (int)m->values[3].integer,
                                                          .seats_open = !m->values[3].given,
                                                          .leads = m->values[4].given };
}

/* Words of one kind stand together, in the order of their declaration. */
static void put_word_of(struct parsing *p, const struct match *m, const struct token *t, const char *kind) {
    struct charter *c = p->c;
    if (word_find(c, kind, str_of(m->values[0].word))) {
        twice(p, t);
        return;
    }
    if (c->word_count == CHARTER_WORDS_MAX) {
        too_many(p, t, CHARTER_WORDS_MAX);
        return;
    }
    size_t at = c->word_count;
    for (size_t i = 0; i < c->word_count; i++)
        if (!strcmp(c->words[i].kind, kind)) at = i + 1;
    memmove(&c->words[at + 1], &c->words[at], (c->word_count - at) * sizeof *c->words);
    c->words[at] = (struct charter_word){ kind, m->values[0].word, m->values[1].text };
    c->word_count++;
}

static void put_organization(struct parsing *p, const struct match *m, const struct token *t) {
    put_word_of(p, m, &t[2], WORD_KINDS[0]);
}

static void put_word(struct parsing *p, const struct match *m, const struct token *t) {
    for (size_t i = 1; WORD_KINDS[i]; i++)
        if (str_is(t[0].text, WORD_KINDS[i])) put_word_of(p, m, &t[1], WORD_KINDS[i]);
}

#define SLOTS (const struct slot[])
#define WORD_DECLARATION(kind)                                                                                         \
    { kind " <id>: <text>", SLOTS{ { "id", SLOT_ID }, { "text", SLOT_TEXT }, { 0 } }, put_word }
static const struct declaration DECLARATIONS[] = {
    { "charter <id>: <title>", SLOTS{ { "id", SLOT_ID }, { "title", SLOT_TEXT }, { 0 } }, put_charter },
    { "grammar <version>", SLOTS{ { "version", SLOT_INT, .min = 1, .max = 1 }, { 0 } }, put_grammar },
    { "zone <zone>", SLOTS{ { "zone", SLOT_ZONE }, { 0 } }, put_zone },
    { "calendar <calendar>",
      SLOTS{ { "calendar", SLOT_CHOICE, .choices = (const struct slot_choice[]){ { "china" }, { "weekends" }, { 0 } } },
             { 0 } },
      put_calendar },
    { "governing language <lang>",
      SLOTS{ { "lang", SLOT_CHOICE, .choices = (const struct slot_choice[]){ { "zh" }, { "en" }, { 0 } } }, { 0 } },
      put_governing },
    { "class <id>: <name>, plural <plural>",
      SLOTS{ { "id", SLOT_ID }, { "name", SLOT_TEXT }, { "plural", SLOT_TEXT }, { 0 } }, put_class },
    { "body <id>: <name>[, short <short>], holder <holder>, plural <holders>",
      SLOTS{ { "id", SLOT_ID },
             { "name", SLOT_TEXT },
             { "short", SLOT_TEXT },
             { "holder", SLOT_TEXT },
             { "holders", SLOT_TEXT },
             { 0 } },
      put_body },
    { "office <id> of <body>: <name>, <seats> seat|seats[, <leads>]",
      SLOTS{ { "id", SLOT_ID },
             { "body", SLOT_BODY },
             { "name", SLOT_TEXT },
             { "seats", SLOT_INT, .min = 1, .max = 1000 },
             { "leads", SLOT_FLAG, .choices = (const struct slot_choice[]){ { "yes", "leads" }, { 0 } } },
             { 0 } },
      put_office },
    { "office <id> of <body>: <name>, several seats[, <leads>]",
      SLOTS{ { "id", SLOT_ID },
             { "body", SLOT_BODY },
             { "name", SLOT_TEXT },
             { "seats", SLOT_INT, .min = 1, .max = 1000 },
             { "leads", SLOT_FLAG, .choices = (const struct slot_choice[]){ { "yes", "leads" }, { 0 } } },
             { 0 } },
      put_office },
    { "organization type <id>: <text>", SLOTS{ { "id", SLOT_ID }, { "text", SLOT_TEXT }, { 0 } }, put_organization },
    WORD_DECLARATION("condition"),
    WORD_DECLARATION("ground"),
    WORD_DECLARATION("right"),
    WORD_DECLARATION("sig"),
    WORD_DECLARATION("stage"),
    WORD_DECLARATION("programme"),
    WORD_DECLARATION("income"),
    WORD_DECLARATION("risk"),
};

static void no_such_beginning(struct parsing *p, const struct token *t, struct text expected) {
    fault(p->faults, p->r->file, t->line, t->column, ERR_SYNTAX,
          T("No sentence begins with “{found}”; expected {wanted}.", "没有以“{found}”开头的语句；应为{wanted}。"),
          ARG_STR("found", t->text), ARG_TEXT("wanted", expected));
}

static void read_declaration(struct parsing *p, const struct statement *s) {
    struct miss miss = { 0 };
    const struct token *t = s->tokens;
    for (size_t i = 0; i < sizeof DECLARATIONS / sizeof DECLARATIONS[0]; i++) {
        struct match m = { .charter = p->c, .tokens = t, .slots = DECLARATIONS[i].slots, .miss = &miss };
        if (!match_sentence(&m, DECLARATIONS[i].sentence)) continue;
        if (p->ruled)
            fault(p->faults, p->r->file, t->line, t->column, ERR_SYNTAX,
                  T("A declaration stands after a rule; declare first, then rule.",
                    "声明位于规则之后；应先声明，后立规则。"));
        else
            DECLARATIONS[i].put(p, &m, t);
        return;
    }
    if (!miss.token && !miss.meaning)
        no_such_beginning(p, t,
                          T("“rule”, or a declaration: charter, grammar, zone, calendar, governing language, class, "
                            "body, office, organization type, "
                            "condition, ground, right, sig, stage, programme, income, risk",
                            "“rule”或声明：charter、grammar、zone、calendar、governing "
                            "language、class、body、office、organization type、"
                            "condition、ground、right、sig、stage、programme、income、risk"));
    else
        miss_report(&miss, t, p->r->file, p->faults);
}

/* ---- rules ---- */

/* The sentence whose beginning is most like what was found; NULL when none is. */
static const char *sentence_like(struct str found) {
    const char *best = NULL;
    size_t most = 2;
    for (size_t t = 0; t < TOPIC_COUNT; t++) {
        const char *sentence = TOPICS[t].forms[0].sentence;
        size_t n = 0;
        while (n < found.len && found.data[n] == sentence[n]) n++;
        if (n > most) {
            most = n;
            best = sentence;
        }
    }
    return best;
}

static void no_such_rule(struct parsing *p, const struct token *t) {
    const char *like = sentence_like(t->text);
    if (like)
        fault(p->faults, p->r->file, t->line, t->column, ERR_SYNTAX,
              T("No sentence begins with “{found}”; perhaps “{like}”.", "没有以“{found}”开头的语句；或为“{like}”。"),
              ARG_STR("found", t->text), ARG_Z("like", like));
    else
        no_such_beginning(p, t,
                          T("a rule's sentence (see docs/charter-language.md)",
                            "规则语句（见 docs/charter-language.md）"));
}

/* The sentence as written, blanks made single. */
static struct str source_of(struct charter *c, const struct token *t) {
    struct buf b;
    buf_init(&b, CHARTER_FILE_MAX);
    for (; t->kind != TOKEN_END; t++) {
        bool tight = t->kind == TOKEN_PUNCT && strchr(":,;", t->text.data[0]);
        if (b.len && !tight) buf_addc(&b, ' ');
        buf_addz(&b, t->kind == TOKEN_STRING ? "\"" : "");
        buf_add(&b, t->text);
        buf_addz(&b, t->kind == TOKEN_STRING ? "\"" : "");
    }
    struct str source = arena_str(&c->arena, buf_str(&b));
    buf_release(&b);
    return source;
}

/* Cuts `because "…" / "…"` off the end: ends the tokens before it. False when it is not well formed (reported). */
static bool read_because(struct parsing *p, struct statement *s, struct text *ret) {
    for (size_t i = 2; i < s->count; i++) {
        struct token *t = &s->tokens[i];
        if (t->kind != TOKEN_WORD || !str_is(t->text, "because")) continue;
        struct miss miss = { 0 };
        const struct slot slots[] = { { "reason", SLOT_TEXT }, { 0 } };
        struct match m = { .charter = p->c, .tokens = t, .slots = slots, .miss = &miss };
        if (!match_sentence(&m, "because <reason>")) {
            miss_report(&miss, t, p->r->file, p->faults);
            return false;
        }
        *ret = m.values[0].text;
        *t = (struct token){ TOKEN_END, STR(""), t->line, t->column };
        s->count = i;
        return true;
    }
    return true;
}

static const char *read_clause(struct parsing *p, const struct token *t) {
    struct clause_id id;
    if (t->kind != TOKEN_WORD || !clause_id_parse(t->text, &id)) {
        fault(p->faults, p->r->file, t->line, t->column, ERR_SYNTAX,
              T("“{found}” is not a clause id such as A16 or A16.2.", "“{found}”不是 A16 或 A16.2 这样的条款编号。"),
              ARG_STR("found", t->text));
        return NULL;
    }
    if (p->last.depth && clause_id_cmp(&p->last, &id) > 0) {
        fault(p->faults, p->r->file, t->line, t->column, ERR_EXISTS,
              T("Rules stand in the order of their clauses; {found} comes too late.",
                "规则按条款次序排列；{found} 的位置过后。"),
              ARG_STR("found", t->text));
        return NULL;
    }
    struct charter_clause *clause = clause_at(p->c, t->text);
    if (!clause) {
        fault(p->faults, p->r->file, t->line, t->column, ERR_TOO_LARGE,
              T("A charter has at most {most} clauses.", "章程最多 {most} 个条款。"),
              ARG_INT("most", CHARTER_CLAUSES_MAX));
        return NULL;
    }
    p->last = id;
    return clause->id;
}

static bool same_subject(const struct rule *a, const struct rule *b) {
    return a->subject && b->subject ? !strcmp(a->subject, b->subject) : !a->subject && !b->subject;
}

/* A standing rule settles what the charter leaves to that body, under the clause that leaves it. */
static bool is_permitted(struct parsing *p, const struct rule *r, const struct token *t) {
    const struct rule *leave = NULL;
    struct str rest = str_of(r->subject);
    struct str body = r->subject ? str_cut(&rest, '/') : STR_NONE;
    for (size_t i = 0; i < p->c->rule_count && body.len; i++)
        if (!strcmp(p->c->rules[i]->topic->name, "standing-rules") && str_is(body, p->c->rules[i]->subject))
            leave = p->c->rules[i];
    if (!leave || !rule_lists(leave, "topics", r->topic->name)) {
        fault(p->faults, p->r->file, t->line, t->column, ERR_DENIED,
              T("The charter does not leave “{topic}” to standing rules.", "章程未授权议事规则规定“{topic}”。"),
              ARG_Z("topic", r->topic->name));
        return false;
    }
    if (strcmp(leave->clause, r->clause) != 0) {
        fault(p->faults, p->r->file, t[-1].line, t[-1].column, ERR_CONFLICT,
              T("Standing rules of this body stand under {clause}.", "该机构的议事规则列于 {clause} 之下。"),
              ARG_Z("clause", leave->clause));
        return false;
    }
    return true;
}

/* Puts a standing rule in the place of the charter's own, among the rules of its clause. */
static void put_standing(struct charter *c, struct rule *r) {
    size_t n = 0, at = 0;
    struct clause_id id, other;
    clause_id_parse(str_of(r->clause), &id);
    for (size_t i = 0; i < c->rule_count; i++)
        if (c->rules[i]->topic != r->topic || !same_subject(c->rules[i], r)) c->rules[n++] = c->rules[i];
    for (size_t i = 0; i < n; i++) {
        clause_id_parse(str_of(c->rules[i]->clause), &other);
        if (clause_id_cmp(&other, &id) <= 0) at = i + 1;
    }
    memmove(&c->rules[at + 1], &c->rules[at], (n - at) * sizeof(c->rules[0]));
    c->rules[at] = r;
    c->rule_count = n + 1;
}

/* Another rule says the same thing of the same subject, or a clause both decides and does not. */
static bool stands_alone(struct parsing *p, const struct rule *r, const struct token *t) {
    for (size_t i = 0; i < p->c->rule_count; i++) {
        const struct rule *o = p->c->rules[i];
        bool text = !strcmp(r->topic->name, "text") || !strcmp(o->topic->name, "text");
        if (text && !strcmp(o->clause, r->clause)) {
            fault(p->faults, p->r->file, t->line, t->column, ERR_CONFLICT,
                  T("Clause {clause} cannot be “text” and have another rule.",
                    "条款 {clause} 不能既为“text”又另有规则。"),
                  ARG_Z("clause", r->clause));
            return false;
        }
        if (text || r->topic->many || o->topic != r->topic || !same_subject(r, o)) continue;
        if (r->standing && !o->standing) continue; /* it takes the other's place */
        fault(p->faults, p->r->file, t->line, t->column, ERR_EXISTS,
              T("Clause {clause} (line {line}) already settles “{topic}” for this subject.",
                "条款 {clause}（第 {line} 行）已就同一对象规定“{topic}”。"),
              ARG_Z("clause", o->clause), ARG_INT("line", o->line), ARG_Z("topic", r->topic->name));
        return false;
    }
    return true;
}

/* "holder of it" stands only in a rule of every body. */
static bool it_is_known(struct parsing *p, const struct match *m, const struct topic *topic, const struct token *t) {
    int who = slot_index(topic, "who");
    if (who < 0) return true;
    const struct value *v = &m->values[who];
    const char *body = m->values[slot_index(topic, "body")].word;
    for (size_t i = 0; i < v->list_count; i++)
        if (v->who[i].body && !strcmp(v->who[i].body, SUBJECT_EVERY) && (!body || strcmp(body, SUBJECT_EVERY))) {
            fault(p->faults, p->r->file, t[v->token].line, t[v->token].column, ERR_MISSING,
                  T("“it” stands for the body in a rule “of every body”; name the body here.",
                    "“it”仅在“of every body”的规则中指代该机构；此处请写明机构。"));
            return false;
        }
    return true;
}

static void read_rule(struct parsing *p, struct statement *s) {
    struct charter *c = p->c;
    struct token *t = s->tokens;
    int line = t->line;
    struct text because = T_NONE;
    struct miss miss = { 0 };
    struct match m;
    int form = 0;
    p->ruled = true;
    const char *clause = read_clause(p, &t[1]);
    if (!clause || !read_because(p, s, &because)) return;
    t += 2;
    const struct topic *topic = match_topic(c, t, &m, &form, &miss);
    if (!topic && !miss.token && !miss.meaning) {
        no_such_rule(p, t);
        return;
    }
    if (!topic) {
        miss_report(&miss, t, p->r->file, p->faults);
        return;
    }
    if (c->rule_count == CHARTER_RULES_MAX) {
        too_many(p, t, CHARTER_RULES_MAX);
        return;
    }
    struct rule *r = arena_new(&c->arena, struct rule);
    *r = (struct rule){ .topic = topic,
                        .form = form,
                        .clause = clause,
                        .subject = m.subject.word,
                        .line = line,
                        .because = because,
                        .source = source_of(c, t),
                        .standing = p->standing };
    memcpy(r->values, m.values, sizeof r->values);
    if (!it_is_known(p, &m, topic, t) || !stands_alone(p, r, t)) return;
    if (!p->standing)
        c->rules[c->rule_count++] = r;
    else if (is_permitted(p, r, t))
        put_standing(c, r);
}

/* ---- indexes: made once, when all is read ---- */

static void index_rules(struct charter *c) {
    c->by_topic = arena_array(&c->arena, const struct rule **, TOPIC_COUNT);
    c->by_topic_count = arena_array(&c->arena, size_t, TOPIC_COUNT);
    for (size_t i = 0; i < c->rule_count; i++) c->by_topic_count[c->rules[i]->topic - TOPICS]++;
    for (size_t t = 0; t < TOPIC_COUNT; t++) {
        size_t n = 0;
        c->by_topic[t] = arena_array(&c->arena, const struct rule *, c->by_topic_count[t] + 1);
        for (size_t i = 0; i < c->rule_count; i++)
            if (c->rules[i]->topic == &TOPICS[t]) c->by_topic[t][n++] = c->rules[i];
    }
    for (size_t i = 0; i < c->rule_count; i++) {
        struct charter_clause *clause = clause_at(c, str_of(c->rules[i]->clause));
        if (!clause->rule_count++) clause->first_rule = i;
        clause->text_only = clause->text_only || !strcmp(c->rules[i]->topic->name, "text");
    }
}

/* The capacities of a rule "of every body", told for one body: "it" is that body, titles it lacks fall away. */
static const struct grantee *who_in(struct charter *c, const struct value *who, const struct charter_body *b,
                                    size_t *ret_count) {
    struct grantee *list = arena_array(&c->arena, struct grantee, who->list_count);
    size_t n = 0;
    for (size_t i = 0; i < who->list_count; i++) {
        struct grantee g = who->who[i];
        if (g.body && !strcmp(g.body, SUBJECT_EVERY)) {
            if (g.title && !body_title(b, g.title)) continue;
            g.body = b->id;
        }
        list[n++] = g;
    }
    *ret_count = n;
    return list;
}

static const struct grant *grant_new(struct charter *c, const struct rule *r, const char *power, const char *body,
                                     const struct grantee *who, size_t count) {
    struct grant *g = arena_new(&c->arena, struct grant);
    *g = (struct grant){ .power = power, .body = body, .clause = r->clause, .rule = r, .who = who, .who_count = count };
    return g;
}

/* The list of a power (by its place in POWERS) for a body (by its place, from 1; 0: without a body). */
struct grant_list *grant_list_at(const struct charter *c, size_t power, size_t body) {
    return &c->grants[power * (c->body_count + 1) + body];
}

static void grant_put(struct charter *c, size_t power, size_t body, const struct grant *g) {
    struct grant_list *l = grant_list_at(c, power, body);
    if (!(l->count & (l->count - 1))) { /* a power of two, or none: grow */
        const struct grant **items = arena_array(&c->arena, const struct grant *, l->count ? l->count * 2 : 1);
        if (l->count) memcpy(items, l->items, l->count * sizeof *items);
        l->items = items;
    }
    l->items[l->count++] = g;
}

static void index_may(struct charter *c, const struct rule *r) {
    const struct value *powers = &r->values[slot_index(r->topic, "powers")];
    const struct value *who = &r->values[slot_index(r->topic, "who")];
    const char *body = r->values[slot_index(r->topic, "body")].word;
    for (size_t i = 0; i < powers->list_count; i++) {
        size_t power = (size_t)(power_find(str_of(powers->list[i])) - POWERS);
        const struct grant *everywhere =
            body ? NULL : grant_new(c, r, POWERS[power].name, NULL, who->who, who->list_count);
        if (everywhere) grant_put(c, power, 0, everywhere);
        for (size_t b = 0; b < c->body_count; b++) {
            if (everywhere) {
                grant_put(c, power, b + 1, everywhere);
            } else if (!strcmp(body, SUBJECT_EVERY) || !strcmp(body, c->bodies[b].id)) {
                size_t n;
                const struct grantee *list = who_in(c, who, &c->bodies[b], &n);
                if (n) grant_put(c, power, b + 1, grant_new(c, r, POWERS[power].name, c->bodies[b].id, list, n));
            }
        }
    }
}

static void index_grants(struct charter *c) {
    c->grants = arena_array(&c->arena, struct grant_list, POWER_COUNT * (c->body_count + 1));
    for (size_t i = 0; i < c->rule_count; i++)
        if (!strcmp(c->rules[i]->topic->name, "may")) index_may(c, c->rules[i]);
}

/* ---- the whole ---- */

static bool text_is_sound(const char *file, struct str text, struct charter_faults *faults) {
    if (text.len > CHARTER_FILE_MAX)
        fault(faults, file, 1, 1, ERR_TOO_LARGE,
              T("A file of a charter has at most {most} bytes.", "章程文件最大为 {most} 字节。"),
              ARG_INT("most", CHARTER_FILE_MAX));
    else if (!str_is_clean(text, true))
        fault(faults, file, 1, 1, ERR_SYNTAX, T("This file is not clean UTF-8 text.", "此文件不是规范的 UTF-8 文本。"));
    else
        return true;
    return false;
}

static void demand_head(struct parsing *p) {
    const struct {
        bool has;
        const char *what;
    } needed[] = {
        { p->has_id, "charter" },
        { p->has_grammar, "grammar" },
        { p->has_zone, "zone" },
        { p->has_calendar, "calendar" },
        { p->has_governing, "governing language" },
        { p->c->class_count > 0, "class" },
        { p->c->body_count > 0, "body" },
    };
    for (size_t i = 0; i < sizeof needed / sizeof needed[0] && !p->faults->count; i++)
        if (!needed[i].has)
            fault(p->faults, p->r->file, 1, 1, ERR_MISSING,
                  T("The declaration “{what}” is missing.", "缺少声明“{what}”。"), ARG_Z("what", needed[i].what));
}

static struct charter *charter_new(void) {
    struct charter *c = mem_alloc(sizeof *c);
    memset(c, 0, sizeof *c);
    arena_init(&c->arena);
    c->id = "";
    c->calendar = "";
    c->classes = arena_array(&c->arena, struct charter_class, CHARTER_CLASSES_MAX);
    c->bodies = arena_array(&c->arena, struct charter_body, CHARTER_BODIES_MAX);
    c->words = arena_array(&c->arena, struct charter_word, CHARTER_WORDS_MAX);
    c->clauses = arena_array(&c->arena, struct charter_clause, CHARTER_CLAUSES_MAX);
    c->rules = arena_array(&c->arena, struct rule *, CHARTER_RULES_MAX);
    return c;
}

static void read_file_of_rules(struct parsing *p, const char *file, struct str text) {
    struct statement s;
    *p->r = (struct reader){ .file = file, .rest = arena_str(&p->c->arena, text), .faults = p->faults };
    while (p->faults->count < CHARTER_FAULTS_MAX && lex_statement(p->r, &s)) {
        if (s.tokens[0].kind == TOKEN_WORD && str_is(s.tokens[0].text, "rule"))
            read_rule(p, &s);
        else
            read_declaration(p, &s);
    }
}

int charter_parse(struct charter **ret, const struct charter_source *source, struct charter_faults *faults) {
    const char *const files[LANG_COUNT] = { [LANG_ZH] = "zh.md", [LANG_EN] = "en.md" };
    size_t before = faults->count;
    bool sound = text_is_sound("rules", source->rules, faults) && text_is_sound("standing", source->standing, faults);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        sound = text_is_sound(files[lang], source->prose[lang], faults) && sound;
    if (!sound) return ERR_SYNTAX;

    struct charter *c = charter_new();
    struct reader *r = arena_new(&c->arena, struct reader);
    struct parsing p = { .c = c, .r = r, .faults = faults };
    read_file_of_rules(&p, "rules", source->rules);
    demand_head(&p);
    p.standing = true;
    p.last.depth = 0;
    if (source->standing.len && faults->count == before) read_file_of_rules(&p, "standing", source->standing);
    for (int lang = 0; lang < LANG_COUNT; lang++) prose_read(c, source->prose[lang], (enum lang)lang, faults);
    if (faults->count > before) {
        charter_free(c);
        return ERR_SYNTAX;
    }
    index_rules(c);
    index_grants(c);
    *ret = c;
    return 0;
}

void charter_free(struct charter *c) {
    if (!c) return;
    arena_release(&c->arena);
    free(c);
}
