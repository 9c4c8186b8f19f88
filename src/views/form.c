/* Forms of acts from their declarations (form.h): what was typed, what is wrong with it, what it means in words, and what
 * the charter would say. The HTML stands in form.html; field_words.c knows how a value reads. */
#include "views/form.h"

#include <stdlib.h>
#include <string.h>

#include "acts/capacity.h"
#include "acts/fields.h"
#include "acts/pipeline/pipeline.h"
#include "views/field_words.h"
#include "views/form.html.h"
#include "views/page.h"
#include "views/parts.h"
#include "views/powers.h"

enum { SPARE_INPUTS = 3, RADIOS_MAX = 5, VALUES_MAX = 400, WHO_MAX = 5 };

/* ---- one field ---- */

static const struct finding *wrong_with(const struct verdict *verdict, const struct field *f) {
    for (size_t i = 0; verdict && i < verdict->count; i++) {
        const struct finding *x = &verdict->items[i];
        if (x->refuses && x->field && strcmp(x->field, f->name) == 0) return x;
    }
    return NULL;
}

/* What was typed, as the control wants it; at least one value, and room for more where several may be given. */
static void values_shown(struct view *v, struct field_shown *s, const json_t *typed) {
    size_t given = json_is_array(typed) ? json_array_size(typed) : typed ? 1 : 0, n = 0;
    size_t most = s->f->many ? (size_t)field_max_items(s->f) : 1;
    if (given > VALUES_MAX) given = VALUES_MAX;
    const char **values = arena_array(v->arena, const char *, given + SPARE_INPUTS + 1);
    for (size_t i = 0; i < given; i++) {
        const char *value = field_typed(v, s->f, json_is_array(typed) ? json_array_get(typed, i) : typed, &s->as_text);
        if (value[0] || given == 1) values[n++] = value;
    }
    size_t wanted = s->f->many ? n + SPARE_INPUTS : 1;
    while (n < wanted && n < (most > given ? most : given)) values[n++] = "";
    if (n == 0) values[n++] = "";
    s->values = values;
    s->value_count = n;
}

static void options_shown(struct view *v, struct field_shown *s, const json_t *typed) {
    if (s->f->type != FIELD_CHOICE && s->f->type != FIELD_REF) return;
    struct options o = field_choices_now(v, s->kind, s->f, typed);
    s->options = o.items;
    s->option_count = o.count;
    s->radios = !s->f->many && !s->f->optional && o.count > 0 && o.count <= RADIOS_MAX;
    if (o.count == 1 && !s->f->many && !s->f->optional && !s->values[0][0])
        ((const char **)s->values)[0] = o.items[0].id;
}

static void field_shown(struct view *v, struct field_shown *s, const json_t *typed, const struct verdict *verdict) {
    const struct field *f = s->f;
    s->typed = typed;
    values_shown(v, s, json_object_get(typed, f->name));
    options_shown(v, s, typed);
    bool plain = f->type == FIELD_DAY || f->type == FIELD_INSTANT || f->type == FIELD_FEN || f->type == FIELD_URL;
    if (!plain || !text_in(f->help, v->lang)[0]) /* how such a value is written: the help says it already */
        s->limits = field_limits(v, f);
    s->readers = field_readers(v, f);
    s->file_max = field_max(f);
    const struct finding *x = wrong_with(verdict, f);
    if (x) s->wrong = sentence(v, x->text, x->args, x->arg_count);
    bool helps = text_in(f->help, v->lang)[0] || s->limits.en || s->readers.en;
    s->described = arena_z(v->arena, arena_f(v->arena, "%s%s%s%s%s", helps ? "h-" : "", helps ? f->name : "",
                                             helps && x ? " " : "", x ? "e-" : "", x ? f->name : ""));
}

/* ---- the form as a whole ---- */

static bool is_given(const json_t *typed, const struct field *f) {
    const json_t *value = json_object_get(typed, f->name);
    return value && !json_is_null(value) && !(json_is_string(value) && json_string_value(value)[0] == '\0');
}

/* Whoever may enter for others is asked for whom; others never see this. */
static const struct field paper_field = {
    .name = FORM_FOR,
    .label = TEXT_INIT("Handed in on paper by", "书面提交人"),
    .type = FIELD_REF,
    .ref = "person",
    .optional = true,
    .help = TEXT_INIT("Left out: your own act. Else it is theirs, entered by your office, and the record says so.",
                      "不填即为您本人办理；填写后视为该人员办理、由您所在机构录入，登记中予以注明。"),
};

static bool may_enter(struct view *v, const struct act_kind *kind) {
    const struct rule *r = charter_rule(v->charter, "paper", NULL);
    bool listed = r && kind->power && rule_lists(r, "powers", kind->power), may = false;
    for (size_t i = 0; listed && i < v->viewer.capacity_count; i++)
        may = may || (v->viewer.capacities[i].kind == AS_OFFICE &&
                      capacity_may(v->charter, &v->viewer.capacities[i], "paper.enter", NULL, NULL));
    return may;
}

/* Fields, those known beforehand as facts, all answers as facts for restating. */
static void fields_of(struct view *v, struct form_shown *s, const json_t *typed, const struct verdict *verdict) {
    size_t n = 0;
    for (const struct field *f = s->kind->fields; f && f->name; f++) n++;
    struct field_shown *fields = arena_array(v->arena, struct field_shown, n + 2);
    struct field_shown *given = arena_array(v->arena, struct field_shown, n + 1);
    struct fact *facts = arena_array(v->arena, struct fact, n + 2);
    for (const struct field *f = s->kind->fields; f && f->name; f++) {
        bool known = f->hidden && is_given(typed, f);
        if (f->hidden && s->kind->take && !known) continue; /* only what a file says */
        struct field_shown *one = known && !s->restate ? &given[s->given_count++] : &fields[s->count++];
        *one = (struct field_shown){ .kind = s->kind, .f = f };
        field_shown(v, one, typed, verdict);
        s->wrong_count += one->wrong.len > 0;
        s->multipart = s->multipart || f->type == FIELD_FILE;
        if (is_given(typed, f) && (known || s->restate))
            facts[s->fact_count++] =
                (struct fact){ f->label, field_words(v, s->kind, f, json_object_get(typed, f->name)) };
    }
    if (may_enter(v, s->kind)) {
        fields[s->count] = (struct field_shown){ .kind = s->kind, .f = &paper_field };
        field_shown(v, &fields[s->count++], typed, NULL);
        if (s->restate && is_given(typed, &paper_field)) {
            s->entered_for = json_string_value(json_object_get(typed, FORM_FOR));
            facts[s->fact_count++] = (struct fact){ paper_field.label, field_words(v, s->kind, &paper_field,
                                                                                   json_object_get(typed, FORM_FOR)) };
        }
    }
    s->fields = fields;
    s->given = given;
    s->facts = facts;
}

static void restated(struct view *v, struct form_shown *s, const json_t *typed) {
    if (!s->kind->effect.en) return;
    size_t n = 0;
    for (const struct field *f = s->kind->fields; f && f->name; f++) n++;
    struct arg *args = arena_array(v->arena, struct arg, n + 1);
    n = 0;
    for (const struct field *f = s->kind->fields; f && f->name; f++) {
        struct str words = is_given(typed, f) ? field_words(v, s->kind, f, json_object_get(typed, f->name)) : STR("…");
        args[n++] = ARG_STR(f->name, words);
    }
    s->restated = sentence(v, s->kind->effect, args, n);
}

/* What a hidden field of the form carried: from the form as it was sent, else from the address. NULL: nothing. */
static const char *carried(struct view *v, const json_t *typed, const char *name) {
    const char *value = json_string_value(json_object_get(typed, name));
    return value && value[0] ? value : view_param(v, name);
}

static void capacities_shown(struct view *v, struct form_shown *s, const struct capacity *choices, size_t count) {
    struct capacity_shown *shown = arena_array(v->arena, struct capacity_shown, count + 1);
    const char *chosen = s->as;
    for (size_t i = 0; i < count; i++) {
        struct buf b;
        buf_init(&b, 64);
        capacity_format(&b, &choices[i]);
        shown[i].id = arena_z(v->arena, buf_str(&b));
        buf_release(&b);
        shown[i].words = capacity_words(v->db, v->charter, &choices[i], v->arena);
        shown[i].chosen = chosen ? strcmp(chosen, shown[i].id) == 0 : i == 0;
    }
    s->capacities = shown;
    s->capacity_count = count;
}

/* Whether some capacity held now carries the kind's power, in whatever body. */
static bool may_somewhere(struct view *v, const struct act_kind *kind) {
    bool may = viewer_may(v, kind->power, NULL);
    for (size_t b = 0; b < body_count(v) && !may; b++) may = viewer_may(v, kind->power, body_nth(v, b));
    return may;
}

static void who_of(struct view *v, struct form_shown *s, const json_t *typed) {
    const char *body = json_string_value(json_object_get(typed, "body"));
    struct powers p = powers_of(v, s->kind->power, body);
    s->who = powers_words(v, &p);
    s->clauses = powers_clauses(v, &p);
    p = powers_grouped(v, &p);
    if (p.count > WHO_MAX) { /* which of them, the body decides: the guide lists them */
        s->who = T_NONE;
        s->clauses = NULL;
    }
    for (size_t i = 0; i < p.count; i++) s->visitor = s->visitor || p.rows[i].visitor;
    bool nobody = v->viewer.person == 0;
    s->sign_in = nobody && !s->visitor;
    s->may_not = !nobody && !s->visitor && !may_somewhere(v, s->kind) && !may_enter(v, s->kind);
    s->visitor = nobody && s->visitor;
}

static bool enough(const struct act_kind *kind, const json_t *typed) {
    for (const struct field *f = kind->fields; f && f->name; f++)
        if (!f->optional && f->type != FIELD_BOOL && f->type != FIELD_FILE && !is_given(typed, f)) return false;
    return true;
}

/* What the act would come to, asked of the judge. Where several capacities fit the form asks which, each time it is shown: the one
 * chosen before stays chosen. */
static const struct verdict *preview(struct view *v, struct form_shown *s, const json_t *typed) {
    if (!v->alliance || !v->viewer.person || s->may_not) return NULL;
    json_t *args = s->previewed = json_object(); /* the act's own fields alone; the verdict may speak of them */
    for (const struct field *f = s->kind->fields; f && f->name; f++)
        if (is_given(typed, f)) json_object_set(args, f->name, json_object_get(typed, f->name));
    int64_t entered_for = 0;
    str_int(json_str(typed, FORM_FOR), &entered_for);
    struct ask ask = { .kind = s->kind->name,
                       .person = v->viewer.person,
                       .via = "",
                       .entered_for = entered_for,
                       .args = args,
                       .uploads = v->uploads,
                       .upload_count = s->kind->take ? v->upload_count : 0,
                       .received = v->now,
                       .lang = v->lang };
    const struct capacity *choices = NULL;
    size_t count = 0;
    const struct verdict *verdict = pipeline_preview(v->alliance, v->db, &ask, v->arena, &choices, &count);
    if (count > 1) capacities_shown(v, s, choices, count);
    ask.as = s->as       ? s->as
             : count > 1 ? s->capacities[0].id
                         : NULL; /* of several, what the first of them would come to */
    if (ask.as) verdict = pipeline_preview(v->alliance, v->db, &ask, v->arena, NULL, NULL);
    return enough(s->kind, typed) ? verdict : NULL;
}

/* Whether a field of the act is an address to which the visitor's link can go. */
static bool asks_for_address(const struct act_kind *kind) {
    for (const struct field *f = kind->fields; f && f->name; f++)
        if (f->type == FIELD_EMAIL && !f->optional) return true;
    return false;
}

static void body(struct view *v, struct form_shown *s) {
    tpl_form_begin(v, s);
    if (s->restate) {
        tpl_form_restate(v, s);
    } else {
        for (size_t i = 0; i < s->given_count; i++)
            for (size_t k = 0; k < s->given[i].value_count; k++)
                if (s->given[i].values[k][0]) tpl_hidden(v, s->given[i].f->name, s->given[i].values[k]);
        for (size_t i = 0; i < s->count; i++) tpl_field(v, &s->fields[i]);
        if (s->capacity_count) tpl_capacities(v, s);
        if (s->visitor) tpl_visitor_email(v, s, asks_for_address(s->kind));
        tpl_form_actions(v, s);
    }
    buf_addz(v->out, "</form>\n");
}

void view_act_form(struct view *v, const struct act_kind *kind, const json_t *typed, const struct answer *answer,
                   bool restate) {
    const char *back = carried(v, typed, FORM_RETURN);
    const char *here =
        arena_z(v->arena, arena_f(v->arena, "%s%s%.*s", v->path, v->query.len ? "?" : "", STR_FMT(v->query)));
    struct form_shown s = { .kind = kind,
                            .restate = restate,
                            .here = here,
                            .email = carried(v, typed, FORM_EMAIL),
                            .as = carried(v, typed, FORM_AS),
                            .return_to = back && back[0] == '/' && back[1] != '/' ? back : NULL };
    s.again = json_string_value(json_object_get(typed, FORM_AGAIN));
    who_of(v, &s, typed);
    const struct verdict *foreseen =
        s.sign_in ? NULL : preview(v, &s, typed); /* also when there is an answer: it asks for the capacity */
    const struct verdict *verdict = answer ? answer->verdict : foreseen;
    fields_of(v, &s, typed, verdict);
    s.restate = restate && !s.wrong_count && !(verdict && verdict->refused); /* nobody confirms what would be refused */
    restated(v, &s, typed);
    s.confirm_here = kind->weighty && s.multipart && s.restated.len && !kind->take; /* else it is kept as text */
    page_begin_with(v, &(struct page){
                           .title = kind->title, .private = true, .section = v->viewer.person ? "desk" : NULL });
    tpl_form_lead(v, &s);
    if (answer && answer->choice_count) capacities_shown(v, &s, answer->choices, answer->choice_count);
    if (s.wrong_count) tpl_form_summary(v, &s);
    part_verdict(v, verdict, answer ? VERDICT_ANSWER : VERDICT_PREVIEW, true);
    if (s.fact_count && !s.restate) tpl_form_facts(v, s.facts, s.fact_count);
    if (s.again) tpl_form_again(v, &s);
    if (s.sign_in && !s.again) {
        tpl_form_sign_in(v, &s);
    } else if (s.may_not && !answer) { /* nothing to fill in: who may is said above */
        tpl_form_may_not(v, &s);
    } else {
        body(v, &s);
    }
    page_end(v);
    json_decref(s.previewed);
}

/* ---- GET /act/KIND ---- */

static void view_act(struct view *v) {
    const char *name = view_segment(v, "kind");
    const struct act_kind *kind = name ? act_kind(name) : NULL;
    if (!kind || kind->origin != ORIGIN_PERSON || !kind->power) {
        view_not_found(v, T("No act of that name can be done here.", "没有可在此办理的这一事项。"));
        return;
    }
    json_t *typed = json_object();
    for (const struct field *f = kind->fields; f && f->name; f++) {
        json_t *list = f->many ? json_array() : NULL;
        for (size_t i = 0; i < v->param_count; i++) {
            if (strcmp(v->params[i].name, f->name) != 0) continue;
            json_t *value = json_stringn(v->params[i].value.data, v->params[i].value.len);
            if (list)
                json_array_append_new(list, value);
            else
                json_object_set_new(typed, f->name, value);
        }
        if (list) json_object_set_new(typed, f->name, list);
    }
    view_act_form(v, kind, typed, NULL, false);
    json_decref(typed);
}
VIEW(act) = { .path = "/act/{kind}", .run = view_act };

/* ---- acts without a form of their own ---- */

void part_act_button(struct view *v, const char *kind, const struct view_pair *args, size_t count, struct text label) {
    const struct act_kind *k = act_kind(kind);
    /* Several buttons stand on a page: each has a key of its own, the same for the same act of the same rendering. */
    struct str key = arena_f(v->arena, "%s-%s", v->form_key, kind);
    for (size_t i = 0; i < count; i++) key = arena_f(v->arena, "%.*s-%.*s", STR_FMT(key), STR_FMT(args[i].value));
    tpl_act_button(v, kind, str_head(key, 200), args, count, label.en ? label : k ? k->title : text_same(kind));
}

const char *act_href(struct view *v, const char *kind, const struct view_pair *args, size_t count) {
    struct buf b;
    buf_init(&b, 8192);
    buf_addf(&b, "/act/%s", kind);
    for (size_t i = 0; i < count; i++) {
        buf_addf(&b, "%c%s=", i ? '&' : '?', args[i].name);
        url_escape(&b, args[i].value);
    }
    const char *z = arena_z(v->arena, buf_str(&b));
    buf_release(&b);
    return z;
}

const char *act_href_json(struct view *v, const char *kind, const json_t *args) {
    struct view_pair pairs[32];
    size_t n = 0;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)args, name, value) {
        struct str s = json_is_string(value)    ? str_of(json_string_value(value))
                       : json_is_integer(value) ? arena_f(v->arena, "%lld", (long long)json_integer_value(value))
                       : json_is_boolean(value) ? str_of(json_is_true(value) ? "true" : "false")
                                                : STR_NONE;
        if (s.data && n < sizeof pairs / sizeof pairs[0]) pairs[n++] = (struct view_pair){ name, s };
    }
    return act_href(v, kind, pairs, n);
}
