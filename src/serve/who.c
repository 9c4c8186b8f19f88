/* Sessions, tokens and the proof that a form was meant: see who.h. */
#include "serve/who.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "serve/limits.h"

static bool secure(const struct site *site, const struct request *r) { return site->https || r->https; }

static const char *session_cookie(const struct site *site, const struct request *r) {
    return secure(site, r) ? "__Host-charterd" : "charterd";
}

static const char *visitor_cookie(const struct site *site, const struct request *r) {
    return secure(site, r) ? "__Host-charterd-form" : "charterd-form";
}

static const char *cookie(const struct site *site, const struct request *r, struct arena *a, const char *name,
                          const char *value, int max_age_s, bool script_may_read) {
    return arena_f(a, "%s=%s; Path=/; Max-Age=%d; SameSite=Lax%s%s", name, value, max_age_s,
                   script_may_read ? "" : "; HttpOnly", secure(site, r) ? "; Secure" : "")
        .data;
}

const char *cookie_session(const struct site *site, const struct request *r, struct arena *a, const char *secret,
                           int max_age_s) {
    return cookie(site, r, a, session_cookie(site, r), secret, max_age_s, false);
}

const char *cookie_visitor(const struct site *site, const struct request *r, struct arena *a, const char *value) {
    return cookie(site, r, a, visitor_cookie(site, r), value, 24 * 3600, false);
}

const char *cookie_lang(const struct site *site, const struct request *r, struct arena *a, enum lang lang) {
    return cookie(site, r, a, "lang", lang == LANG_EN ? "en" : "zh", 365 * 24 * 3600, true);
}

bool who_claims(const struct site *site, const struct request *r) {
    return request_header(r, "authorization") || pairs_get(&r->cookies, session_cookie(site, r));
}

/* "Last used", written at most once in SEEN_EVERY_S for each session or token; and not while a secret vote is on: who opens the
 * page just before casting a ballot would be known by it to whoever copies the files again and again. */
struct seen {
    char id[2 * HASH_SIZE + 1];
    bool token;
    int64_t at;
};

static void seen_write(struct db *db, void *context) {
    const struct seen *s = context;
    if (s->token)
        db_exec(db, "UPDATE token SET seen_at = $1 WHERE id = $2", V(s->at), V(str_of(s->id)));
    else
        db_exec(db, "UPDATE session SET seen_at = $1 WHERE id = $2", V(s->at), V(str_of(s->id)));
}

static void seen_done(void *context, int result) {
    (void)result;
    free(context);
}

/* Gives what "last used" counts as from here on. */
static int64_t seen(struct site *site, struct db *db, const char *id, bool token, int64_t before, int64_t now) {
    if (now - before < SEEN_EVERY_S) return before;
    if (db_has(db, "SELECT 1 FROM election WHERE state = 'voting' AND mode <> 'open'")) return now;
    struct seen *s = mem_alloc(sizeof *s);
    memcpy(s->id, id, strlen(id) + 1);
    s->token = token;
    s->at = now;
    if (alliance_note_later(site->alliance, seen_write, seen_done, s) == 0) return now;
    free(s);
    return before;
}

static bool session_read(struct site *site, struct db *db, struct request *r, struct who *ret) {
    const char *secret = pairs_get(&r->cookies, session_cookie(site, r));
    if (!secret || strlen(secret) != 43) return false;
    const char *id = secret_id(r->arena, secret);
    int64_t now = instant_now();
    struct rows *rows = db_rows(
        db,
        "SELECT s.person, s.csrf, s.seen_at FROM session s JOIN person p ON p.id = s.person WHERE s.id = $1 AND "
        "s.revoked_at IS NULL AND p.erased_at IS NULL AND s.expires_at > $2 AND s.seen_at > $3",
        V(id), V(now), V(now - SESSION_S));
    if (rows_next(rows)) {
        ret->person = rows_int(rows, 0);
        ret->csrf = arena_z(r->arena, rows_str(rows, 1));
        ret->seen_at = rows_int(rows, 2);
        ret->session = id;
    }
    rows_done(rows);
    if (ret->session) ret->seen_at = seen(site, db, id, false, ret->seen_at, now);
    return ret->session != NULL;
}

/* What the database knows the token of the header by; NULL: it is none. */
static const char *token_id(struct request *r, const char *header) {
    struct str value = str_of(header);
    if (value.len < 7 || strncasecmp(value.data, "bearer ", 7) != 0) return NULL;
    value = str_trim(str_skip(value, 7));
    return value.len > 128 ? NULL : secret_id(r->arena, arena_z(r->arena, value));
}

/* Good for SEEN_EVERY_S at most, even if nothing else happens: then its last use is to be written. */
bool who_recalled(struct site *site, struct request *r, struct who *ret) {
    const char *header = request_header(r, "authorization");
    const char *secret = header ? NULL : pairs_get(&r->cookies, session_cookie(site, r));
    const char *id = header ? token_id(r, header) : secret && strlen(secret) == 43 ? secret_id(r->arena, secret) : NULL;
    struct recalled what;
    if (!id || !recall_find(site->recall, id, !header, alliance_changes(site->alliance), &what)) return false;
    if (instant_now() - what.seen_at >= SEEN_EVERY_S) return false;
    *ret = (struct who){ .person = what.person, .csrf = arena_z(r->arena, str_of(what.csrf)) };
    *(header ? &ret->token : &ret->session) = id;
    r->person = what.person;
    return true;
}

/* `changes`: counted before the snapshot in which it was read. */
static void who_remember(struct site *site, const struct who *who, int64_t changes) {
    struct recalled what = { .session = who->session, .person = who->person, .seen_at = who->seen_at };
    if (strlen(who->csrf) >= sizeof what.csrf) return;
    memcpy(what.csrf, who->csrf, strlen(who->csrf) + 1);
    recall_keep(site->recall, who->session ? who->session : who->token, &what, changes);
}

static void token_read(struct site *site, struct db *db, struct request *r, const char *header, struct who *ret) {
    ret->bad_token = true;
    ret->csrf = "";
    const char *id = token_id(r, header);
    if (!id) return;
    int64_t now = instant_now();
    struct rows *rows =
        db_rows(db,
                "SELECT t.person, t.seen_at FROM token t JOIN person p ON p.id = t.person WHERE t.id = $1 AND "
                "t.revoked_at IS NULL AND p.erased_at IS NULL",
                V(id));
    if (rows_next(rows)) {
        ret->person = rows_int(rows, 0);
        ret->seen_at = rows_int(rows, 1);
        ret->token = id;
        ret->bad_token = false;
    }
    rows_done(rows);
    if (ret->token) ret->seen_at = seen(site, db, id, true, ret->seen_at, now);
}

void who_read(struct site *site, struct db *db, struct request *r, int64_t changes, struct who *ret) {
    *ret = (struct who){ .csrf = "" };
    const char *header = request_header(r, "authorization");
    if (header)
        token_read(site, db, r, header, ret);
    else
        session_read(site, db, r, ret);
    r->person = ret->person;
    if (ret->person) who_remember(site, ret, changes);
    if (header || ret->session) return;
    const char *given = pairs_get(&r->cookies, visitor_cookie(site, r));
    ret->csrf_new = !given || strlen(given) != 43;
    ret->csrf = ret->csrf_new ? random_text(r->arena, 32) : given;
}

/* "https://alliance.example" against the address the browser used, or the public one. */
static bool origin_is_ours(const struct site *site, const struct request *r, const char *origin) {
    if (strcmp(origin, site->url) == 0) return true;
    struct str rest = str_of(origin);
    rest = str_starts(rest, "https://")  ? str_skip(rest, 8)
           : str_starts(rest, "http://") ? str_skip(rest, 7)
                                         : STR_NONE;
    return rest.len && r->host[0] && str_is(rest, r->host);
}

/* Whether a browser sent it from a page of this site, as far as browsers say. */
static bool sent_from_here(const struct site *site, const struct request *r) {
    const char *origin = request_header(r, "origin");
    const char *fetched = request_header(r, "sec-fetch-site");
    if (origin && !origin_is_ours(site, r, origin)) return false;
    return origin || !fetched || strcmp(fetched, "same-origin") == 0 || strcmp(fetched, "none") == 0;
}

bool who_meant_it(const struct site *site, const struct request *r, const struct who *who, const char *token) {
    if (who->token) return true;
    if (!sent_from_here(site, r)) return false;
    /* A visitor's token made for this very request proves nothing. */
    return token && !who->csrf_new && who->csrf[0] && same_secret(who->csrf, token);
}

bool who_asks(struct site *site, struct request *r, struct who *ret) {
    struct db *db = store_reader(alliance_store(site->alliance));
    int64_t changes = alliance_changes(site->alliance);
    bool readable = db_begin(db, NULL) == 0;
    if (readable) {
        who_read(site, db, r, changes, ret);
        db_rollback(db);
    }
    store_reader_done(alliance_store(site->alliance), db);
    return readable;
}

bool form_opened(struct site *site, struct exchange *x, struct who *ret, bool *ret_meant) {
    struct request *r = exchange_request(x);
    int code = request_read_form(r);
    if (code < 0) {
        answer_form_fault(site, x, code);
        return false;
    }
    if (!who_asks(site, r, ret)) {
        answer_busy(site, x);
        return false;
    }
    *ret_meant = who_meant_it(site, r, ret, pairs_get(&r->fields, FORM_CSRF));
    if (*ret_meant || sent_from_here(site, r)) return true;
    answer_not_meant(site, x);
    return false;
}

bool form_from(struct site *site, struct exchange *x, struct who *ret) {
    bool meant;
    if (!form_opened(site, x, ret, &meant)) return false;
    if (!meant) answer_not_meant(site, x);
    return meant;
}

bool form_from_person(struct site *site, struct exchange *x, struct who *ret) {
    if (!form_from(site, x, ret)) return false;
    if (ret->session) return true;
    exchange_answer(x, response_redirect(303, "/signin"));
    return false;
}
