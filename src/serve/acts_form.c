/* POST /act/KIND: one act by a form.
 *
 * Allowed: 303 to where the form said, or to the entry. Refused: the form again with everything typed and the verdict
 * beside the fields. A weighty act is restated first. A form sent twice acts once: it carries an idempotency key. */
#include <string.h>

#include "serve/asking.h"
#include "serve/limits.h"
#include "views/view.h"

json_t *form_values(const struct pairs *fields, const char *name) {
    json_t *list = json_array();
    for (size_t i = 0; i < fields->count; i++)
        if (strcmp(fields->items[i].name, name) == 0 && fields->items[i].value.len)
            json_array_append_new(list, json_stringn(fields->items[i].value.data, fields->items[i].value.len));
    return list;
}

static int field_read(struct asking *a, const struct pairs *fields, const struct field *f) {
    if (f->many) {
        json_t *list = form_values(fields, f->name);
        if (json_array_size(list))
            json_object_set_new(a->typed, f->name, list);
        else
            json_decref(list);
        return 0;
    }
    if (pairs_count(fields, f->name) > 1) return ERR_SYNTAX;
    const char *value = pairs_get(fields, f->name);
    if (f->type == FIELD_BOOL && !value) /* a box that is not ticked is not sent */
        json_object_set_new(a->typed, f->name, json_false());
    else if (value && value[0])
        json_object_set_new(a->typed, f->name, json_string(value));
    return 0;
}

int form_read(struct asking *a) {
    struct request *r = exchange_request(a->x);
    a->typed = json_object();
    struct upload *uploads = arena_array(r->arena, struct upload, FILES_MAX);
    for (const struct field *f = a->kind->fields; f && f->name; f++) {
        if (f->type != FIELD_FILE) {
            if (field_read(a, &r->fields, f) < 0) return ERR_SYNTAX;
            continue;
        }
        size_t before = a->ask.upload_count;
        for (size_t i = 0; i < r->files.count; i++)
            if (strcmp(r->files.items[i].field, f->name) == 0) uploads[a->ask.upload_count++] = r->files.items[i];
        if (a->kind->take && a->ask.upload_count == before && field_read(a, &r->fields, f) < 0) return ERR_SYNTAX;
    }
    a->ask.uploads = uploads;
    const char *as = pairs_get(&r->fields, FORM_AS);
    a->ask.as = as && as[0] ? as : NULL;
    const char *entered_for = pairs_get(&r->fields, FORM_FOR);
    if (entered_for && entered_for[0] &&
        (str_int(str_of(entered_for), &a->ask.entered_for) != 0 || a->ask.entered_for <= 0))
        return ERR_SYNTAX;
    return 0;
}

/* Of a file whose words are taken in, the words, so that it need not be sent again to be confirmed. Others are judged as they came. */
static void keep_words(const struct asking *a, json_t *typed) {
    for (size_t i = 0; a->kind->take && i < a->ask.upload_count; i++) {
        struct str words = a->ask.uploads[i].bytes;
        if (str_starts(words, "\xef\xbb\xbf")) words = str_skip(words, 3);
        if (words.len < FORM_BYTES_MAX && str_is_clean(words, true))
            json_object_set_new(typed, a->ask.uploads[i].field, json_stringn(words.data, words.len));
    }
}

/* What the view needs to show the form again: the fields, and the hidden ones worth keeping. */
static json_t *typed_for_view(struct asking *a) {
    static const char *const hidden[] = { FORM_AS, FORM_FOR, FORM_RETURN, FORM_EMAIL };
    const struct pairs *fields = &exchange_request(a->x)->fields;
    json_t *typed = json_copy(a->typed);
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (pairs_get(fields, hidden[i]))
            json_object_set_new(typed, hidden[i], json_string(pairs_get(fields, hidden[i])));
    keep_words(a, typed);
    return typed;
}

/* The form again: with the verdict (`answer`), to be restated and confirmed, or with a preview of the verdict. */
static void show_form(struct asking *a, const struct answer *answer, bool restate) {
    struct request *r = exchange_request(a->x);
    struct rendering g;
    rendering_begin(&g, a->site, r, NULL);
    rendering_viewer(&g);
    if (a->ask.key) g.view.form_key = a->ask.key;
    json_t *typed = typed_for_view(a);
    g.view.uploads = a->ask.uploads;
    g.view.upload_count = a->ask.upload_count;
    const char *again = json_string_value(json_object_get(typed, FORM_AGAIN));
    g.view.status = answer ? status_of_code(answer->code) : !again ? 200 : strcmp(again, AGAIN_SEND) == 0 ? 403 : 401;
    if (g.db)
        view_act_form(&g.view, a->kind, typed, answer, restate);
    else
        view_problem(&g.view, 503, T("The record cannot be read just now", "暂时无法读取登记内容"),
                     T("Please try again in a minute.", "请一分钟后再试。"));
    struct response *response = rendering_end(&g);
    json_decref(typed);
    response_header(response, "Cache-Control", "private, no-store");
    struct exchange *x = a->x;
    asking_release(a);
    exchange_answer(x, response);
}

static void tell_person(struct asking *a) {
    if (a->code != ERR_OK) {
        struct answer answer = { .code = a->code,
                                 .entry = -1,
                                 .at = a->at,
                                 .verdict = a->verdict,
                                 .choices = a->choices,
                                 .choice_count = a->choice_count };
        show_form(a, &answer, false);
        return;
    }
    struct exchange *x = a->x;
    const char *to = a->return_to;
    if (!to) to = arena_f(exchange_request(x)->arena, "/register/entry/%lld", (long long)a->entry).data;
    asking_release(a);
    exchange_answer(x, response_redirect(303, to));
}

/* Nothing is done by this form, and nothing typed into it is lost: whoever's session ended while they wrote signs in and
 * sends it then. */
static void show_again(struct asking *a, bool signed_in) {
    json_object_set_new(a->typed, FORM_AGAIN, json_string(signed_in ? AGAIN_SEND : AGAIN_SIGN_IN));
    show_form(a, NULL, false);
}

static void form_job(void *arg) {
    struct job *job = arg;
    struct site *site = job->site;
    struct exchange *x = job->x;
    struct request *r = exchange_request(x);
    const struct act_kind *kind = asking_kind(site, x, job->match.segments[0].value.data);
    struct who who;
    bool meant;
    if (!kind || !form_opened(site, x, &who, &meant)) return;
    if (who.person && !asking_not_too_many(site, x, who.person)) return;
    struct asking *a = arena_new(r->arena, struct asking);
    a->site = site;
    a->x = x;
    a->kind = kind;
    a->told = tell_person;
    a->ask = (struct ask){ .kind = kind->name,
                           .key = key_read(pairs_get(&r->fields, FORM_KEY)),
                           .person = who.person,
                           .via = "",
                           .received = INSTANT_NONE,
                           .lang = request_lang(r) };
    const char *return_to = pairs_get(&r->fields, FORM_RETURN);
    a->return_to = return_to && parse_local_path(str_of(return_to)) ? return_to : NULL;
    if (form_read(a) < 0) {
        asking_release(a);
        answer_form_fault(site, x, ERR_SYNTAX);
        return;
    }
    bool visitors = kind_for_visitors(alliance_charter(site->alliance, alliance_now(site->alliance)), kind);
    if (!meant || (!who.person && !visitors)) {
        show_again(a, who.person != 0 || visitors);
        return;
    }
    a->ask.args = a->typed;
    const char *confirmed = pairs_get(&r->fields, FORM_CONFIRM);
    const char *preview = pairs_get(&r->fields, FORM_PREVIEW);
    if (preview && preview[0])
        show_form(a, NULL, false);
    else if (kind->weighty && !(confirmed && strcmp(confirmed, "yes") == 0))
        show_form(a, NULL, true);
    else if (who.person)
        asking_submit(a);
    else
        submission_keep(a, pairs_get(&r->fields, FORM_EMAIL), false);
}

static size_t admit_form(struct site *site, struct exchange *x, const struct match *m) {
    (void)site;
    (void)x;
    return kind_body_max(act_kind(m->segments[0].value.data), false);
}

const struct route routes_acts[] = {
    { .pattern = "/act/{kind}", .flags = ROUTE_POST, .admit = admit_form, .work = form_job },
    { 0 },
};
