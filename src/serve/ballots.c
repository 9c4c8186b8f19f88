/* Secret ballots over HTTP.
 *
 *     POST /elections/N/paper   by an elector who is signed in: the act that issues a paper, then the paper, shown once. Who has
 *                               several votes says by _as for which
 *     POST /elections/N/box     by whoever holds a paper: no session is read, nothing is logged, nothing but the ballot is kept
 *     POST /elections/N/check   the same, to ask whether a ballot is in the box: {"in": true}
 *     POST /elections/N/continue   with receipts: the paper again, for its key; nobody is asked who they are
 *
 * The codes of a paper are made after the act has been recorded and live in its answer only. A form for a paper holds a ticket, drawn
 * when the form was shown and kept nowhere: sent again it brings the same paper, since its hash is in the act and the codes follow
 * from it and the election's key.
 *
 * Sealed, both are called by web/sealed.js and answer JSON: the paper with `blinded` values gives {"signatures": […]}, to whom it was
 * issued and for the values it was issued for, as often as they ask; the box (Accept: application/json) gives {"cast": true}. Neither
 * is had over a line that others could read. */
#include <stdlib.h>
#include <string.h>

#include "acts/capacity.h"
#include "acts/elections/polling.h"
#include "serve/asking.h"
#include "serve/limits.h"
#include "views/elections/polling.h"

/* The way here is https, or none at all: a browser on the server's own machine. That a proxy stands between would not show in the
 * address, so there must be neither one that was named nor a sign of one. */
static bool guarded(const struct site *site, const struct request *r) {
    if (site->https || r->https) return true;
    return address_is_loopback(&r->client) && !r->proxied && !site->proxied && !request_header(r, "x-forwarded-for") &&
           !request_header(r, "forwarded") && !request_header(r, "via");
}

static struct response *json_response(int status, json_t *owned) {
    char *text = json_dumps(owned, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(owned);
    struct response *response = response_z(status, status < 400 ? "application/json" : "application/problem+json",
                                           POLICY_DATA, text ? text : "{}");
    free(text);
    response_header(response, "Cache-Control", "private, no-store");
    return response;
}

static json_t *problem_of(struct arena *arena, const struct error *err, int status, enum lang lang) {
    struct buf said;
    buf_init(&said, 4096);
    error_format(&said, err, lang);
    json_t *j = json_pack("{s:i, s:s}", "status", status, "detail", arena_z(arena, buf_str(&said)));
    buf_release(&said);
    return j;
}

/* ---- the paper ---- */

static struct str field_sent(const struct pairs *fields, const char *name) {
    const char *value = pairs_get(fields, name);
    return str_of(value ? value : "");
}

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

enum { TICKET_MIN = 22 }; /* characters of base64url: a ticket is made by chance, 128 bits and more */

/* What is shorter is none: two voters could have the same. */
static struct str ticket_sent(const struct pairs *fields) {
    struct str ticket = field_sent(fields, "ticket");
    return ticket.len >= TICKET_MIN ? ticket : STR("");
}

/* Whether this is the capacity that was asked for, "rep:12"; none was: any is. */
static bool is_asked(const struct capacity *as, const char *wanted) {
    struct buf text;
    buf_init(&text, 64);
    capacity_format(&text, as);
    bool same = !wanted || str_is(buf_str(&text), wanted);
    buf_release(&text);
    return same;
}

/* The row of the roll whose paper this is: it was issued just now, or before for the same ticket or values; 0: neither. Somebody with
 * several votes is never given the paper of one for another. */
static int64_t elector_served(const struct rendering *g, const struct asking *a) {
    int64_t election = json_integer_value(json_object_get(a->typed, "election"));
    if (!g->db) return 0;
    if (a->code == ERR_OK)
        return db_int(g->db, 0, "SELECT number FROM elector WHERE election = $1 AND issued_entry = $2", V(election),
                      V(a->entry));
    for (size_t i = 0; i < g->view.viewer.capacity_count; i++) {
        const struct capacity *as = &g->view.viewer.capacities[i];
        int64_t elector = is_asked(as, a->ask.as) ? elector_of(g->db, election, as) : 0;
        if (elector && paper_issued_for(g->db, election, elector, json_object_get(a->typed, "blinded"))) return elector;
    }
    return 0;
}

static void tell_paper(struct asking *a) {
    struct request *r = exchange_request(a->x);
    struct rendering g;
    int64_t election = json_integer_value(json_object_get(a->typed, "election"));
    rendering_begin(&g, a->site, r, NULL);
    rendering_viewer(&g);
    int64_t elector = elector_served(&g, a);
    if (g.db && !elector) {
        response_unref(rendering_end(&g));
        show_refused(a);
        return;
    }
    if (g.db) {
        struct contest *contests;
        size_t n = contests_in(g.db, r->arena, election, &contests);
        struct paper_code *codes = arena_array(r->arena, struct paper_code, n + 1);
        for (size_t i = 0; i < n; i++)
            paper_code_of(g.db, election, contests[i].id, ticket_sent(&r->fields), &codes[i]);
        view_ballot_paper(&g.view, &(struct ballot_paper_page){ election, elector, codes, n });
    }
    struct response *response = rendering_end(&g);
    response_header(response, "Cache-Control", "private, no-store");
    struct exchange *x = a->x;
    asking_release(a);
    exchange_answer(x, response);
}

/* The elector asks again: what was refused because it was issued is signed all the same, for the same values. */
static void tell_signatures(struct asking *a) {
    struct request *r = exchange_request(a->x);
    struct rendering g;
    struct error err = { 0 };
    json_t *signatures = NULL;
    int64_t election = json_integer_value(json_object_get(a->typed, "election"));
    rendering_begin(&g, a->site, r, NULL);
    rendering_viewer(&g);
    int64_t elector = elector_served(&g, a);
    int result = elector ? paper_sign(g.db, election, elector, json_object_get(a->typed, "blinded"), &signatures, &err)
                         : error_set(&err, ERR_DENIED, T("You are not on the roll of electors.", "您不在选民名册上。"));
    response_unref(rendering_end(&g));
    struct response *response;
    if (result == 0)
        response = json_response(200, json_pack("{s:o}", "signatures", signatures));
    else if (a->code != ERR_OK)
        response = asking_api_response(a);
    else
        response =
            json_response(status_of_code(result), problem_of(r->arena, &err, status_of_code(result), request_lang(r)));
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
    json_t *blinded = form_values(&r->fields, "blinded");
    struct str ticket = ticket_sent(&r->fields);
    if (ticket.len && !json_array_size(blinded)) {
        struct buf hash;
        buf_init(&hash, 2 * HASH_SIZE + 1);
        paper_ticket(ticket, &hash);
        json_object_set_new(a->typed, "blinded", json_pack("[s%]", hash.data, hash.len));
        buf_release(&hash);
    } else if (json_array_size(blinded)) {
        json_object_set(a->typed, "blinded", blinded);
        a->told = tell_signatures;
    }
    json_decref(blinded);
    if (a->told == tell_signatures && !guarded(job->site, r)) {
        struct error err;
        (void)error_set(&err, ERR_DENIED, polling_unguarded);
        asking_release(a);
        exchange_answer(job->x, json_response(403, problem_of(r->arena, &err, 403, request_lang(r))));
        return;
    }
    const char *as = pairs_get(&r->fields, FORM_AS);
    a->ask = (struct ask){ .kind = a->kind->name,
                           .person = who.person,
                           .as = as && as[0] ? as : NULL,
                           .via = "",
                           .received = INSTANT_NONE,
                           .lang = request_lang(r),
                           .args = a->typed };
    asking_submit(a);
}

/* ---- the box ---- */

/* What every request to the box says of the paper. */
static struct secret_ballot ballot_sent(struct job *job, struct request *r) {
    struct secret_ballot ballot = { .serial = field_sent(&r->fields, "serial"),
                                    .proof = field_sent(&r->fields, "proof"),
                                    .guarded = guarded(job->site, r) };
    if (str_int(job->match.segments[0].value, &ballot.election) != 0 ||
        str_int(field_sent(&r->fields, "contest"), &ballot.contest) != 0)
        ballot.election = 0;
    return ballot;
}

/* Reads the form that was sent; NULL: it was answered that there is none. */
static struct request *form_sent(struct job *job) {
    struct request *r = exchange_request(job->x);
    int code = request_read_form(r);
    if (code >= 0) return r;
    answer_form_fault(job->site, job->x, code);
    return NULL;
}

static void box_job(void *arg) {
    struct job *job = arg;
    struct request *r = form_sent(job);
    if (!r) return;
    struct secret_ballot ballot = ballot_sent(job, r);
    ballot.marks = form_values(&r->fields, "marks");
    struct error err = { 0 };
    int result = ballot_cast(job->site->alliance, &ballot, &err), status = result == 0 ? 200 : status_of_code(result);
    const char *accept = request_header(r, "accept");
    if (accept && str_has(str_of(accept), "application/json")) {
        json_decref((json_t *)ballot.marks);
        exchange_answer(job->x,
                        json_response(status, result == 0 ? json_pack("{s:b}", "cast", 1)
                                                          : problem_of(r->arena, &err, status, request_lang(r))));
        return;
    }
    struct rendering g;
    rendering_begin_unnamed(&g, job->site, r, NULL);
    g.view.status = status;
    if (g.db)
        view_ballot_cast(&g.view, &(struct ballot_cast_page){ ballot.election, ballot.contest, ballot.serial,
                                                              ballot.proof, ballot.marks, result == 0 ? NULL : &err });
    struct response *response = rendering_end(&g);
    response_header(response, "Cache-Control", "private, no-store");
    json_decref((json_t *)ballot.marks);
    exchange_answer(job->x, response);
}

static void check_job(void *arg) {
    struct job *job = arg;
    struct request *r = form_sent(job);
    if (!r) return;
    struct secret_ballot ballot = ballot_sent(job, r);
    struct error err = { 0 };
    bool in = false;
    int result = ballot_find(job->site->alliance, &ballot, &in, &err),
        status = result == 0 ? 200 : status_of_code(result);
    exchange_answer(job->x, json_response(status, result == 0 ? json_pack("{s:b}", "in", in)
                                                              : problem_of(r->arena, &err, status, request_lang(r))));
}

/* ---- coming back ---- */

enum { KEY_LEN = 2 * BOX_SERIAL + RECEIPT_PROOF_SIZE - 1 };

/* The next part of a key: a serial and its proof, in one. False when what is there is none. */
static bool key_part(struct str *rest, struct paper_code *ret) {
    struct str part = str_cut(rest, '.');
    if (part.len != KEY_LEN) return false;
    memcpy(ret->serial, part.data, 2 * BOX_SERIAL);
    ret->serial[2 * BOX_SERIAL] = 0;
    memcpy(ret->proof, part.data + 2 * BOX_SERIAL, RECEIPT_PROOF_SIZE - 1);
    ret->proof[RECEIPT_PROOF_SIZE - 1] = 0;
    return true;
}

/* As it was pasted, without the blanks that mail and paper put in, and without the address before it. */
static struct str key_sent(struct arena *arena, struct str typed) {
    char *key = arena_array(arena, char, typed.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.data[i];
        if (c == '#') n = 0;
        if (c > ' ' && c != '#') key[n++] = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
    }
    return (struct str){ key, n };
}

/* A part for each contest, in their order. */
static int open_key(struct site *site, int64_t election, const struct contest *contests, size_t count, struct str key,
                    struct paper_code *codes, bool *in, struct error *err) {
    bool whole = count > 0;
    int result = 0;
    for (size_t i = 0; i < count && whole; i++) whole = key_part(&key, &codes[i]);
    if (!whole || key.len)
        return error_set(err, ERR_DENIED,
                         T("This is not the key of a paper of this election.", "此密钥不属于本次选举的选票。"));
    for (size_t i = 0; i < count && result == 0; i++) {
        struct secret_ballot ballot = { .election = election,
                                        .contest = contests[i].id,
                                        .serial = str_of(codes[i].serial),
                                        .proof = str_of(codes[i].proof),
                                        .guarded = true };
        result = ballot_find(site->alliance, &ballot, &in[i], err);
    }
    return result;
}

static void back_job(void *arg) {
    struct job *job = arg;
    struct request *r = form_sent(job);
    if (!r) return;
    struct rendering g;
    struct error err = { 0 };
    struct ballot_back_page page = { .typed = field_sent(&r->fields, "key") };
    rendering_begin_unnamed(&g, job->site, r, NULL);
    if (str_int(job->match.segments[0].value, &page.election) != 0) page.election = 0;
    if (g.db) {
        struct contest *contests;
        page.count = contests_in(g.db, r->arena, page.election, &contests);
        struct paper_code *codes = arena_array(r->arena, struct paper_code, page.count + 1);
        bool *in = arena_array(r->arena, bool, page.count + 1);
        int result =
            open_key(job->site, page.election, contests, page.count, key_sent(r->arena, page.typed), codes, in, &err);
        page.codes = codes;
        page.in = in;
        page.err = result == 0 ? NULL : &err;
        g.view.status = result == 0 ? 200 : status_of_code(result);
        view_ballot_back(&g.view, &page);
    }
    struct response *response = rendering_end(&g);
    response_header(response, "Cache-Control", "private, no-store");
    exchange_answer(job->x, response);
}

const struct route routes_ballots[] = {
    { .pattern = "/elections/{id}/paper", .flags = ROUTE_POST, .body_max = FORM_BYTES_MAX, .work = paper_job },
    { .pattern = "/elections/{id}/box", .flags = ROUTE_POST, .body_max = FORM_BYTES_MAX, .work = box_job },
    { .pattern = "/elections/{id}/check", .flags = ROUTE_POST, .body_max = FORM_BYTES_MAX, .work = check_job },
    { .pattern = "/elections/{id}/continue", .flags = ROUTE_POST, .body_max = FORM_BYTES_MAX, .work = back_job },
    { 0 },
};
