/* Secret ballots over HTTP.
 *
 *     POST /elections/N/paper   by an elector who is signed in: the act that issues a paper, then the paper, shown once
 *     POST /elections/N/box     by whoever holds a paper: no session is read, nothing is logged, nothing but the ballot is kept
 *
 * The codes of a paper are made after the act has been recorded and live in its answer only. */
#include <string.h>

#include "acts/polling.h"
#include "serve/asking.h"
#include "serve/limits.h"
#include "views/polling.h"


/* ---- the paper ---- */

static void show_refused(struct asking *a) {
    struct verdict *v = a->verdict;
    struct text said = T("The paper was not issued.", "未发放选票。");
    for (size_t i = 0; i < v->count; i++)
        if (v->items[i].refuses) said = v->items[i].text;
    int status = status_of_code(a->code);
    struct exchange *x = a->x;
    struct site *site = a->site;
    asking_release(a);
    answer_problem(site, x, status, T("No ballot paper", "未发放选票"), said);
}

static void tell_paper(struct asking *a) {
    if (a->code != ERR_OK || a->repeated) {
        show_refused(a);
        return;
    }
    struct request *r = exchange_request(a->x);
    struct rendering g;
    struct entropy system;
    int64_t election = json_integer_value(json_object_get(a->typed, "election"));
    entropy_system(&system);
    rendering_begin(&g, a->site, r, NULL);
    rendering_viewer(&g);
    if (g.db) {
        struct contest *contests;
        size_t n = contests_in(g.db, r->arena, election, &contests);
        struct paper_code *codes = arena_array(r->arena, struct paper_code, n + 1);
        for (size_t i = 0; i < n; i++) paper_code_draw(g.db, election, contests[i].id, &system, &codes[i]);
        view_ballot_paper(&g.view, election, codes, n);
    }
    struct response *response = rendering_end(&g);
    response_header(response, "Cache-Control", "private, no-store");
    struct exchange *x = a->x;
    asking_release(a);
    exchange_answer(x, response);
}

static void paper_job(void *arg) {
    struct job *job = arg;
    struct request *r = exchange_request(job->x);
    struct who who;
    int64_t election;
    if (!form_from_person(job->site, job->x, &who) || !asking_not_too_many(job->site, job->x, who.person)) return;
    if (str_int(job->match.segments[0].value, &election) != 0) election = 0;
    struct asking *a = arena_new(r->arena, struct asking);
    a->site = job->site;
    a->x = job->x;
    a->kind = act_kind("election.issue");
    a->told = tell_paper;
    a->typed = json_pack("{s:I}", "election", (json_int_t)election);
    a->ask = (struct ask){ .kind = a->kind->name, .person = who.person, .via = "", .received = INSTANT_NONE, .lang = request_lang(r), .args = a->typed };
    asking_submit(a);
}

/* ---- the box ---- */

static json_t *marks_sent(const struct pairs *fields) {
    json_t *marks = json_array();
    for (size_t i = 0; i < fields->count; i++)
        if (strcmp(fields->items[i].name, "marks") == 0 && fields->items[i].value.len)
            json_array_append_new(marks, json_stringn(fields->items[i].value.data, fields->items[i].value.len));
    return marks;
}

static struct str field_sent(const struct pairs *fields, const char *name) {
    const char *value = pairs_get(fields, name);
    return str_of(value ? value : "");
}

static void box_job(void *arg) {
    struct job *job = arg;
    struct request *r = exchange_request(job->x);
    int code = request_read_form(r);
    if (code < 0) {
        answer_form_fault(job->site, job->x, code);
        return;
    }
    struct secret_ballot ballot = { .serial = field_sent(&r->fields, "serial"), .proof = field_sent(&r->fields, "proof"), .marks = marks_sent(&r->fields) };
    if (str_int(job->match.segments[0].value, &ballot.election) != 0 || str_int(field_sent(&r->fields, "contest"), &ballot.contest) != 0) ballot.election = 0;
    struct error err = { 0 };
    int result = ballot_cast(job->site->alliance, &ballot, &err);
    struct rendering g;
    rendering_begin_unnamed(&g, job->site, r);
    g.view.status = result == 0 ? 200 : status_of_code(result);
    if (g.db)
        view_ballot_cast(&g.view, &(struct ballot_cast_page){ ballot.election, ballot.contest, ballot.serial, ballot.proof, ballot.marks, result == 0 ? NULL : &err });
    struct response *response = rendering_end(&g);
    response_header(response, "Cache-Control", "private, no-store");
    json_decref((json_t *)ballot.marks);
    exchange_answer(job->x, response);
}

const struct route routes_ballots[] = {
    { .pattern = "/elections/{id}/paper", .flags = ROUTE_POST, .body_max = FORM_BYTES_MAX, .work = paper_job },
    { .pattern = "/elections/{id}/box", .flags = ROUTE_POST, .body_max = FORM_BYTES_MAX, .work = box_job },
    { 0 },
};
