/* A rule in plain words, in both languages, from its values: what stands in the margin beside a clause.
 *
 * The sentence is the topic's own (topics.c). Names come from the charter; shares are said as people say them (half,
 * two thirds, 30 %), and only then as numbers. */
#include "charter/internal.h"

#include <assert.h>
#include <string.h>

struct speaker {
    struct buf *out;
    const struct charter *c;
    const struct rule *r;
    enum lang lang;
};

static void say(struct speaker *s, struct text t) { buf_addz(s->out, text_in(t, s->lang)); }

/* ---- numbers ---- */

static void say_share(struct speaker *s, struct ratio r) {
    static const struct {
        struct ratio r;
        struct text words;
    } named[] = {
        { { 1, 1 }, TEXT_INIT("all", "全部") },
        { { 1, 2 }, TEXT_INIT("half", "二分之一") },
        { { 1, 3 }, TEXT_INIT("one third", "三分之一") },
        { { 2, 3 }, TEXT_INIT("two thirds", "三分之二") },
        { { 1, 4 }, TEXT_INIT("one quarter", "四分之一") },
        { { 3, 4 }, TEXT_INIT("three quarters", "四分之三") },
        { { 4, 5 }, TEXT_INIT("four fifths", "五分之四") },
    };
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (named[i].r.num == r.num && named[i].r.den == r.den) {
            say(s, named[i].words);
            return;
        }
    if (100 % r.den == 0)
        buf_addf(s->out, s->lang == LANG_EN ? "%lld %%" : "%lld%%", (long long)(r.num * (100 / r.den)));
    else
        ratio_format(s->out, r);
}

/* ---- names ---- */

static void say_body(struct speaker *s, const struct charter_body *b) {
    if (s->lang == LANG_EN) buf_addz(s->out, "the ");
    say(s, b->short_name);
}

static void say_office(struct speaker *s, const struct charter_body *b, const struct charter_title_of *t) {
    if (s->lang == LANG_ZH) {
        say_body(s, b);
        say(s, t->name);
        return;
    }
    buf_addz(s->out, t->seats == 1 ? "the " : "the office of ");
    say(s, t->name);
    buf_addz(s->out, " of ");
    say_body(s, b);
}

/* A body, office or class by id; anything else as it stands. */
static void say_reference(struct speaker *s, const char *id) {
    const struct charter_body *b = charter_body(s->c, id);
    const struct charter_title_of *t;
    const struct charter_class *k = charter_class(s->c, id);
    if (b)
        say_body(s, b);
    else if (office_find(s->c, str_of(id), &b, &t))
        say_office(s, b, t);
    else if (k)
        say(s, s->lang == LANG_EN ? k->plural : k->name);
    else
        buf_addz(s->out, id);
}

static void say_subject(struct speaker *s) {
    const struct topic *t = s->r->topic;
    if (strcmp(s->r->subject, SUBJECT_EVERY))
        say_reference(s, s->r->subject);
    else if (t->subject == SUBJECT_CLASS)
        say(s, T("members of any class", "各类成员单位"));
    else
        say(s, T("each body", "各机构"));
}

/* The body a sentence is about: its subject's, or the one that decides. */
static const struct charter_body *body_about(const struct speaker *s) {
    const char *id = s->r->subject;
    int by = slot_index(s->r->topic, "by");
    if (!id && by >= 0) id = s->r->values[by].word;
    struct str rest = str_of(id);
    return id ? body_find(s->c, str_cut(&rest, '/')) : NULL;
}

static void say_title(struct speaker *s, const struct slot *slot, const char *title) {
    const char *id = s->r->subject;
    int of = slot->of ? slot_index(s->r->topic, slot->of) : -1;
    if (of >= 0 && s->r->values[of].given) id = s->r->values[of].word;
    struct str rest = str_of(id);
    const struct charter_body *b = id ? body_find(s->c, str_cut(&rest, '/')) : NULL;
    const struct charter_title_of *t = body_title(b, title);
    for (size_t i = 0; !t && i < s->c->body_count; i++) t = body_title(&s->c->bodies[i], title);
    if (s->lang == LANG_EN) buf_addz(s->out, t && t->seats == 1 ? "the " : slot->either ? "a " : "any ");
    say(s, t ? t->name : T(title, title));
}

/* ---- capacities ---- */

/* An office: "the chair of the Technical Committee", and in a rule of that committee just "the chair". */
static void say_office_holder(struct speaker *s, const struct grantee *g) {
    const struct charter_body *b = charter_body(s->c, g->body);
    const struct charter_title_of *t = body_title(b, g->title);
    for (size_t i = 0; !b && g->title && !t && i < s->c->body_count; i++) t = body_title(&s->c->bodies[i], g->title);
    const char *within = s->r->values[slot_index(s->r->topic, "body")].word;
    bool own = within && !strcmp(within, g->body);
    struct text name = t ? t->name : b ? b->holder : T("holder of an office", "任职者");
    if (s->lang == LANG_ZH && !own) say(s, b ? b->short_name : T_NONE);
    if (s->lang == LANG_EN) buf_addz(s->out, t && t->seats == 1 ? "the " : t ? "a " : "any ");
    say(s, name);
    if (s->lang == LANG_EN && !own && b) buf_addf(s->out, " of the %s", b->short_name.en);
}

static void say_representative(struct speaker *s, const struct grantee *g) {
    const struct charter_class *k = g->class_id ? charter_class(s->c, g->class_id) : NULL;
    bool voting = g->kind == GRANT_VOTING;
    if (s->lang == LANG_EN) buf_addz(s->out, voting ? "the voting representative of a " : "a representative of a ");
    say(s, k ? k->name : T("member", "成员单位"));
    if (s->lang == LANG_ZH) buf_addz(s->out, voting ? "的表决代表" : "的代表");
}

static void say_who(struct speaker *s, const struct grantee *g) {
    switch (g->kind) {
    case GRANT_OFFICE: say_office_holder(s, g); return;
    case GRANT_REPRESENTATIVE:
    case GRANT_VOTING: say_representative(s, g); return;
    case GRANT_PERSON: say(s, T("anyone signed in", "已登录人员")); return;
    case GRANT_VISITOR: say(s, T("a visitor", "访客")); return;
    case GRANT_FOUNDER: say(s, T("the founder (until the founding is closed)", "发起人（发起阶段内）")); return;
    case GRANT_OPERATOR: say(s, T("the operator of the server", "系统运维人员")); return;
    case GRANT_CLOCK: say(s, T("the passing of time", "期限届至")); return;
    }
}

/* ---- values ---- */

static void say_word(struct speaker *s, const struct slot *slot, const char *word);

static const struct slot_choice *choice_of(const struct slot *slot, const char *word) {
    for (const struct slot_choice *c = slot_choices(slot); c && c->value && word; c++)
        if (!strcmp(c->value, word)) return c;
    return NULL;
}

static void say_item(struct speaker *s, const struct slot *slot, const struct value *v, size_t i) {
    size_t start = s->out->len;
    if (slot->type == SLOT_WHO)
        say_who(s, &v->who[i]);
    else
        say_word(s, slot, v->list[i]);
    if (slot->type == SLOT_TOPIC && s->out->len > start && s->out->data[start] >= 'A' && s->out->data[start] <= 'Z')
        s->out->data[start] = (char)(s->out->data[start] - 'A' + 'a');
}

/* Items that have commas of their own are parted by semicolons. */
static bool items_have_commas(struct speaker *s, const struct slot *slot, const struct value *v) {
    struct buf one;
    buf_init(&one, CHARTER_FILE_MAX);
    struct speaker aside = { &one, s->c, s->r, s->lang };
    for (size_t i = 0; i < v->list_count; i++) say_item(&aside, slot, v, i);
    struct str text = buf_str(&one);
    bool commas = str_has(text, ",") || str_has(text, "，") || str_has(text, "、");
    buf_release(&one);
    return commas;
}

static void say_list(struct speaker *s, const struct slot *slot, const struct value *v) {
    bool en = s->lang == LANG_EN, commas = items_have_commas(s, slot, v);
    for (size_t i = 0; i < v->list_count; i++) {
        bool last = i + 1 == v->list_count;
        if (i && en && (!last || commas)) buf_addz(s->out, commas ? "; " : ", ");
        if (i && en && last) buf_addz(s->out, commas ? slot->either ? "or " : "and " : slot->either ? " or " : " and ");
        if (i && !en) buf_addz(s->out, last && slot->either ? "或" : commas ? "；" : "、");
        say_item(s, slot, v, i);
    }
}

static void say_places(struct speaker *s, struct str template);

static void say_word(struct speaker *s, const struct slot *slot, const char *word) {
    const struct slot_choice *choice = choice_of(slot, word);
    const struct charter_word *w;
    if (choice) {
        say_places(s, str_of(text_in(choice->words, s->lang)));
        return;
    }
    switch (slot->type) {
    case SLOT_TITLE: say_title(s, slot, word); return;
    case SLOT_WORD:
        w = charter_word(s->c, slot->of, word);
        say(s, w ? w->text : T(word, word));
        return;
    case SLOT_POWER: say(s, power_find(str_of(word))->words); return;
    case SLOT_TOPIC: say(s, topic_find(str_of(word))->about); return;
    default: say_reference(s, word); return;
    }
}

static void say_value(struct speaker *s, const struct slot *slot, const struct value *v) {
    struct value otherwise = { .word = slot->otherwise };
    if (!v->given) {
        if (!slot->otherwise) return;
        (void)str_int(str_of(slot->otherwise), &otherwise.integer);
        v = &otherwise;
    }
    if (slot->list || slot->type == SLOT_WHO) {
        say_list(s, slot, v);
        return;
    }
    if (choice_of(slot, v->word)) {
        say_word(s, slot, v->word);
        return;
    }
    switch (slot->type) {
    case SLOT_INT: num_format(s->out, v->integer); return;
    case SLOT_YEAR: buf_addint(s->out, v->integer); return;
    case SLOT_RATIO: say_share(s, v->ratio); return;
    case SLOT_MONEY:
    case SLOT_DAY: {
        struct arg a = slot->type == SLOT_DAY ? ARG_DAY("x", v->day) : ARG_FEN("x", v->integer);
        arg_format(s->out, &a, s->lang, s->c->zone);
        return;
    }
    default: say_word(s, slot, v->word); return;
    }
}

/* ---- sentences ---- */

static void say_place(struct speaker *s, struct str place) {
    struct str rest = place;
    struct str name = str_cut(&rest, '|');
    if (str_is(name, "subject")) {
        say_subject(s);
        return;
    }
    if (str_is(name, "holder") || str_is(name, "holders")) {
        const struct charter_body *b = body_about(s);
        struct text none = T("holders", "任职者");
        say(s, !b ? none : str_is(name, "holder") ? b->holder : b->holders);
        return;
    }
    int i = -1;
    for (int k = 0; s->r->topic->slots && s->r->topic->slots[k].type != SLOT_END; k++)
        if (str_is(name, s->r->topic->slots[k].name)) i = k;
    assert(i >= 0);
    if (rest.data) { /* {days|day|days}, {count|once|twice| times} */
        int64_t n = s->r->values[i].integer;
        struct str one = str_cut(&rest, '|'), two = str_cut(&rest, '|');
        if (n > 2 && rest.data) num_format(s->out, n);
        buf_add(s->out, n == 1 ? one : n == 2 || !rest.data ? two : rest);
        return;
    }
    say_value(s, &s->r->topic->slots[i], &s->r->values[i]);
}

/* Whether all values a part in […] speaks of are there. */
static bool part_is_said(const struct speaker *s, struct str part) {
    for (size_t at = 0; at < part.len; at++) {
        if (part.data[at] != '{') continue;
        struct str rest = str_skip(part, at + 1);
        struct str place = str_cut(&rest, '}');
        struct str name = str_cut(&place, '|');
        for (int k = 0; s->r->topic->slots && s->r->topic->slots[k].type != SLOT_END; k++) {
            const struct slot *slot = &s->r->topic->slots[k];
            const struct value *v = &s->r->values[k];
            if (!str_is(name, slot->name)) continue;
            const struct slot_choice *c = choice_of(slot, v->word);
            if (!v->given || (c && !c->words.en[0] && !strcmp(c->value, "no"))) return false;
        }
    }
    return true;
}

static void say_places(struct speaker *s, struct str template) {
    size_t at = 0;
    while (at < template.len) {
        if (template.data[at] != '{') {
            buf_addc(s->out, template.data[at++]);
            continue;
        }
        struct str rest = str_skip(template, at + 1);
        struct str place = str_cut(&rest, '}');
        say_place(s, place);
        at += place.len + 2;
    }
}

void rule_words(struct buf *out, const struct charter *c, const struct rule *r, enum lang lang) {
    struct speaker s = { out, c, r, lang };
    struct str rest = str_of(text_in(r->topic->forms[r->form].words, lang));
    size_t start = out->len;
    while (rest.data) {
        struct str part = str_cut(&rest, '[');
        say_places(&s, part);
        if (!rest.data) break;
        struct str optional = str_cut(&rest, ']');
        if (part_is_said(&s, optional)) say_places(&s, optional);
    }
    if (out->len > start && out->data[start] >= 'a' && out->data[start] <= 'z')
        out->data[start] = (char)(out->data[start] - 'a' + 'A');
}
