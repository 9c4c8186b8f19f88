/* What the account page's forms ask: language, password, sessions, tokens. */
#include <sodium.h>
#include <string.h>

#include "serve/limits.h"
#include "serve/people.h"
#include "serve/sessions.h"
#include "views/door.h"

/* One change of one person, for the writing connection. */
struct change {
    int64_t person, now;
    const char *id, *label, *lang, *hash, *session;
    bool refused;
};

static void show_account(struct site *site, struct exchange *x, enum account_note note, const char *token) {
    struct rendering g;
    rendering_begin(&g, site, exchange_request(x), NULL);
    rendering_viewer(&g);
    g.view.status = note == ACCOUNT_AS_IT_IS || note == ACCOUNT_SAVED ? 200 : 422;
    g.view.path = "/account";
    if (g.db) view_account(&g.view, note, token);
    struct response *response = rendering_end(&g);
    response_header(response, "Cache-Control", "private, no-store");
    exchange_answer(x, response);
}

static void saved(struct site *site, struct exchange *x, struct response *response) {
    (void)site;
    response_header(response, "Cache-Control", "no-store");
    exchange_answer(x, response);
}

/* ---- language ---- */

static void language_write(struct db *db, void *context) {
    const struct change *c = context;
    if (!db_exec(db, "UPDATE account SET lang = $1, changed_at = $2 WHERE person = $3", V(c->lang), V(c->now),
                 V(c->person)))
        db_exec(db, "INSERT INTO account (person, lang, changed_at) VALUES ($1, $2, $3)", V(c->person), V(c->lang),
                V(c->now));
}

static void language_job(void *arg) {
    struct job *job = arg;
    struct request *r = exchange_request(job->x);
    struct who who;
    if (!form_from_person(job->site, job->x, &who)) return;
    const char *asked = pairs_get(&r->fields, "lang");
    enum lang lang = asked && strcmp(asked, "en") == 0 ? LANG_EN : LANG_ZH;
    struct change c = { .person = who.person, .now = instant_now(), .lang = lang == LANG_EN ? "en" : "zh" };
    if (alliance_write(job->site->alliance, language_write, &c) < 0) {
        answer_busy(job->site, job->x);
        return;
    }
    struct response *response = response_redirect(303, "/account?saved=1");
    response_header(response, "Set-Cookie", cookie_lang(job->site, r, r->arena, lang));
    saved(job->site, job->x, response);
}

/* ---- password ---- */

struct password_change {
    struct site *site;
    struct exchange *x;
    struct change change;
    const char *old, *new, *kept;
};

/* Other sessions end: who changes a password may have lost one. */
static void password_write(struct db *db, void *context) {
    const struct change *c = context;
    if (!db_exec(db, "UPDATE account SET password = $1, changed_at = $2 WHERE person = $3", V(c->hash), V(c->now),
                 V(c->person)))
        db_exec(db, "INSERT INTO account (person, password, lang, changed_at) VALUES ($1, $2, $3, $4)", V(c->person),
                V(c->hash), V(c->lang), V(c->now));
    db_exec(db, "UPDATE session SET revoked_at = $1 WHERE person = $2 AND revoked_at IS NULL AND id <> $3", V(c->now),
            V(c->person), V(c->session ? c->session : ""));
}

static void password_work(void *arg) {
    struct password_change *p = arg;
    static const size_t least = PASSWORD_BYTES_MIN, most = PASSWORD_BYTES_MAX;
    size_t len = strlen(p->new);
    char *hash = arena_alloc(exchange_request(p->x)->arena, crypto_pwhash_STRBYTES);
    if (p->kept && crypto_pwhash_str_verify(p->kept, p->old, strlen(p->old)) != 0) {
        show_account(p->site, p->x, ACCOUNT_PASSWORD_WRONG, NULL);
        return;
    }
    if (len && (len < least || len > most)) {
        show_account(p->site, p->x, ACCOUNT_PASSWORD_SHORT, NULL);
        return;
    }
    if (len && crypto_pwhash_str(hash, p->new, len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                 crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
        answer_busy(p->site, p->x);
        return;
    }
    p->change.hash = len ? hash : NULL;
    if (alliance_write(p->site->alliance, password_write, &p->change) < 0)
        answer_busy(p->site, p->x);
    else
        saved(p->site, p->x, response_redirect(303, "/account?saved=1"));
}

static const char *password_kept(struct site *site, struct arena *arena, int64_t person) {
    struct db *db = store_reader(alliance_store(site->alliance));
    struct str hash = STR_NONE;
    if (db_begin(db, NULL) == 0) {
        hash = db_str(db, arena, "SELECT password FROM account WHERE person = $1", V(person));
        db_rollback(db);
    }
    store_reader_done(alliance_store(site->alliance), db);
    return hash.len ? arena_z(arena, hash) : NULL;
}

static void password_job(void *arg) {
    struct job *job = arg;
    struct request *r = exchange_request(job->x);
    struct who who;
    if (!form_from_person(job->site, job->x, &who)) return;
    int wait_s;
    struct str person = arena_f(r->arena, "account %lld", (long long)who.person);
    if (!limiter_take(job->site->limiter, LIMIT_SIGNIN_PERSON, person, clock_ms(), &wait_s)) {
        exchange_answer(job->x, problem_response(job->site, r, 429, T("Too many attempts", "尝试次数过多"),
                                                 T("Please try again in a few minutes.", "请几分钟后再试。"), wait_s));
        return;
    }
    const char *old = pairs_get(&r->fields, "old"), *new = pairs_get(&r->fields, "new");
    struct password_change *p = arena_new(r->arena, struct password_change);
    *p = (struct password_change){ .site = job->site,
                                   .x = job->x,
                                   .old = old ? old : "",
                                   .new = new ? new : "",
                                   .kept = password_kept(job->site, r->arena, who.person) };
    p->change = (struct change){ .person = who.person,
                                 .now = instant_now(),
                                 .session = who.session,
                                 .lang = request_lang(r) == LANG_EN ? "en" : "zh" };
    if (!workers_do(job->site->passwords, password_work, p)) answer_busy(job->site, job->x);
}

/* ---- sessions ---- */

static void session_revoke_write(struct db *db, void *context) {
    const struct change *c = context;
    db_exec(db, "UPDATE session SET revoked_at = $1 WHERE id = $2 AND person = $3", V(c->now), V(c->id), V(c->person));
}

static void session_revoke_job(void *arg) {
    struct job *job = arg;
    struct request *r = exchange_request(job->x);
    struct who who;
    if (!form_from_person(job->site, job->x, &who)) return;
    const char *id = pairs_get(&r->fields, "id");
    struct change c = { .person = who.person, .now = instant_now(), .id = id ? id : "" };
    if (alliance_write(job->site->alliance, session_revoke_write, &c) < 0) {
        answer_busy(job->site, job->x);
        return;
    }
    bool own = who.session && strcmp(who.session, c.id) == 0;
    struct response *response = response_redirect(303, own ? "/" : "/account?saved=1#sessions");
    if (own) response_header(response, "Set-Cookie", cookie_session(job->site, r, r->arena, "", 0));
    saved(job->site, job->x, response);
}

/* ---- the same human being under another number ---- */

static void switch_job(void *arg) {
    struct job *job = arg;
    struct request *r = exchange_request(job->x);
    struct who who;
    if (!form_from_person(job->site, job->x, &who)) return;
    const char *asked = pairs_get(&r->fields, "person");
    struct session_new session = { .person = 0 };
    struct db *db = store_reader(alliance_store(job->site->alliance));
    if (str_int(str_of(asked ? asked : ""), &session.person) < 0 || db_begin(db, NULL) < 0 ||
        !person_same_address(db, who.person, session.person))
        session.person = 0;
    store_reader_done(alliance_store(job->site->alliance), db);
    session_prepare(job->site, r, &who, &session);
    if (!session.person)
        show_account(job->site, job->x, ACCOUNT_AS_IT_IS, NULL);
    else if (alliance_write(job->site->alliance, session_write, &session) < 0)
        answer_busy(job->site, job->x);
    else
        exchange_answer(job->x, session_welcome(job->site, r, &session, "/account"));
}

/* ---- tokens ---- */

static void token_write(struct db *db, void *context) {
    struct change *c = context;
    int64_t had = db_int(db, 0, "SELECT count(*) FROM token WHERE person = $1 AND revoked_at IS NULL", V(c->person));
    c->refused = had >= TOKENS_PER_PERSON_MAX;
    if (!c->refused)
        db_exec(db, "INSERT INTO token (id, person, label, created_at) VALUES ($1, $2, $3, $4)", V(c->id), V(c->person),
                V(c->label), V(c->now));
}

static void token_job(void *arg) {
    struct job *job = arg;
    struct request *r = exchange_request(job->x);
    struct who who;
    if (!form_from_person(job->site, job->x, &who)) return;
    const char *label = pairs_get(&r->fields, "label");
    struct str name = str_trim(str_of(label ? label : ""));
    const char *token = arena_f(r->arena, "charterd_%s", random_text(r->arena, 32)).data;
    struct change c = { .person = who.person,
                        .now = instant_now(),
                        .id = secret_id(r->arena, token),
                        .label = name.len && str_chars(name) <= 80 ? arena_z(r->arena, name) : "API" };
    if (alliance_write(job->site->alliance, token_write, &c) < 0)
        answer_busy(job->site, job->x);
    else
        show_account(job->site, job->x, c.refused ? ACCOUNT_TOO_MANY_TOKENS : ACCOUNT_SAVED, c.refused ? NULL : token);
}

static void token_revoke_write(struct db *db, void *context) {
    const struct change *c = context;
    db_exec(db, "UPDATE token SET revoked_at = $1 WHERE id = $2 AND person = $3", V(c->now), V(c->id), V(c->person));
}

static void token_revoke_job(void *arg) {
    struct job *job = arg;
    struct request *r = exchange_request(job->x);
    struct who who;
    if (!form_from_person(job->site, job->x, &who)) return;
    const char *id = pairs_get(&r->fields, "id");
    struct change c = { .person = who.person, .now = instant_now(), .id = id ? id : "" };
    if (alliance_write(job->site->alliance, token_revoke_write, &c) < 0)
        answer_busy(job->site, job->x);
    else
        saved(job->site, job->x, response_redirect(303, "/account?saved=1#tokens"));
}

#define POSTED(path, job)                                                                                              \
    { .pattern = (path), .flags = ROUTE_POST, .body_max = FORM_BYTES_MAX, .work = (job) }
const struct route routes_account[] = {
    POSTED("/account/language", language_job),
    POSTED("/account/password", password_job),
    POSTED("/account/sessions/revoke", session_revoke_job),
    POSTED("/account/switch", switch_job),
    POSTED("/account/tokens", token_job),
    POSTED("/account/tokens/revoke", token_revoke_job),
    { 0 },
};
