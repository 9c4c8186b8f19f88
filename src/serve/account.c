/* What the account page's forms ask: language, password, sessions, tokens. */
#include <sodium.h>
#include <string.h>

#include "serve/limits.h"
#include "serve/people.h"
#include "serve/sessions.h"
#include "views/desk/door.h"

/* A form of the account page on its way: who sent it, and the one change it asks of the writing connection. */
struct form {
    struct site *site;
    struct exchange *x;
    struct request *r;
    struct who who;
    struct change {
        int64_t person, now;
        const char *id, *label, *lang, *hash, *session;
        bool refused;
    } change;
};

/* False: not from this site, or from nobody who is signed in; it is answered. */
static bool form_begin(struct form *f, const struct job *job) {
    *f = (struct form){ .site = job->site, .x = job->x, .r = exchange_request(job->x) };
    if (!form_from_person(f->site, f->x, &f->who)) return false;
    f->change.person = f->who.person;
    f->change.now = instant_now();
    f->change.id = "";
    return true;
}

/* A field as it was typed; "" where it is missing. */
static const char *typed(const struct form *f, const char *name) {
    const char *value = pairs_get(&f->r->fields, name);
    return value ? value : "";
}

/* False: the committer is not to be had just now; that is answered. */
static bool form_write(struct form *f, void (*write)(struct db *db, void *change)) {
    if (alliance_write(f->site->alliance, write, &f->change) >= 0) return true;
    answer_busy(f->site, f->x);
    return false;
}

static void show_account(const struct form *f, enum account_note note, const char *token) {
    struct rendering g;
    rendering_begin(&g, f->site, f->r, NULL);
    rendering_viewer(&g);
    g.view.status = note == ACCOUNT_AS_IT_IS || note == ACCOUNT_SAVED ? 200 : 422;
    g.view.path = "/account";
    if (g.db) view_account(&g.view, note, token);
    struct response *response = rendering_end(&g);
    response_header(response, "Cache-Control", "private, no-store");
    exchange_answer(f->x, response);
}

/* Back to the page, with a cookie to set or NULL. */
static void saved(const struct form *f, const char *path, const char *cookie) {
    struct response *response = response_redirect(303, path);
    if (cookie) response_header(response, "Set-Cookie", cookie);
    response_header(response, "Cache-Control", "no-store");
    exchange_answer(f->x, response);
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
    struct form f;
    if (!form_begin(&f, arg)) return;
    enum lang lang = strcmp(typed(&f, "lang"), "en") == 0 ? LANG_EN : LANG_ZH;
    f.change.lang = lang == LANG_EN ? "en" : "zh";
    if (form_write(&f, language_write)) saved(&f, "/account?saved=1", cookie_lang(f.site, f.r, f.r->arena, lang));
}

/* ---- password ---- */

/* It outlives its job: hashing waits for a worker of its own. */
struct password_change {
    struct form form;
    const char *kept;
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
    struct form *f = &p->form;
    static const size_t least = PASSWORD_BYTES_MIN, most = PASSWORD_BYTES_MAX;
    const char *old = typed(f, "old"), *new = typed(f, "new");
    size_t len = strlen(new);
    char *hash = arena_alloc(f->r->arena, crypto_pwhash_STRBYTES);
    if (p->kept && crypto_pwhash_str_verify(p->kept, old, strlen(old)) != 0) {
        show_account(f, ACCOUNT_PASSWORD_WRONG, NULL);
        return;
    }
    if (len && (len < least || len > most)) {
        show_account(f, ACCOUNT_PASSWORD_SHORT, NULL);
        return;
    }
    if (len && crypto_pwhash_str(hash, new, len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                 crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
        answer_busy(f->site, f->x);
        return;
    }
    f->change.hash = len ? hash : NULL;
    if (form_write(f, password_write)) saved(f, "/account?saved=1", NULL);
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
    struct form f;
    if (!form_begin(&f, arg)) return;
    int wait_s;
    struct str person = arena_f(f.r->arena, "account %lld", (long long)f.who.person);
    if (!limiter_take(f.site->limiter, LIMIT_SIGNIN_PERSON, person, clock_ms(), &wait_s)) {
        exchange_answer(f.x, problem_response(f.site, f.r, 429, T("Too many attempts", "尝试次数过多"),
                                              T("Please try again in a few minutes.", "请几分钟后再试。"), wait_s));
        return;
    }
    f.change.session = f.who.session;
    f.change.lang = request_lang(f.r) == LANG_EN ? "en" : "zh";
    struct password_change *p = arena_new(f.r->arena, struct password_change);
    p->form = f;
    p->kept = password_kept(f.site, f.r->arena, f.who.person);
    if (!workers_do(f.site->passwords, password_work, p)) answer_busy(f.site, f.x);
}

/* ---- sessions ---- */

static void session_revoke_write(struct db *db, void *context) {
    const struct change *c = context;
    db_exec(db, "UPDATE session SET revoked_at = $1 WHERE id = $2 AND person = $3", V(c->now), V(c->id), V(c->person));
}

static void session_revoke_job(void *arg) {
    struct form f;
    if (!form_begin(&f, arg)) return;
    f.change.id = typed(&f, "id");
    bool own = f.who.session && strcmp(f.who.session, f.change.id) == 0;
    if (form_write(&f, session_revoke_write))
        saved(&f, own ? "/" : "/account?saved=1#sessions", own ? cookie_session(f.site, f.r, f.r->arena, "", 0) : NULL);
}

/* ---- the same human being under another number ---- */

static void switch_job(void *arg) {
    struct form f;
    if (!form_begin(&f, arg)) return;
    struct session_new session = { .person = 0 };
    struct db *db = store_reader(alliance_store(f.site->alliance));
    if (str_int(str_of(typed(&f, "person")), &session.person) < 0 || db_begin(db, NULL) < 0 ||
        !person_same_address(db, f.who.person, session.person))
        session.person = 0;
    store_reader_done(alliance_store(f.site->alliance), db);
    session_prepare(f.site, f.r, &f.who, &session);
    if (!session.person)
        show_account(&f, ACCOUNT_AS_IT_IS, NULL);
    else if (alliance_write(f.site->alliance, session_write, &session) < 0)
        answer_busy(f.site, f.x);
    else
        exchange_answer(f.x, session_welcome(f.site, f.r, &session, "/account"));
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
    struct form f;
    if (!form_begin(&f, arg)) return;
    struct str name = str_trim(str_of(typed(&f, "label")));
    const char *token = arena_f(f.r->arena, "charterd_%s", random_text(f.r->arena, 32)).data;
    f.change.id = secret_id(f.r->arena, token);
    f.change.label = name.len && str_chars(name) <= 80 ? arena_z(f.r->arena, name) : "API";
    if (form_write(&f, token_write))
        show_account(&f, f.change.refused ? ACCOUNT_TOO_MANY_TOKENS : ACCOUNT_SAVED, f.change.refused ? NULL : token);
}

static void token_revoke_write(struct db *db, void *context) {
    const struct change *c = context;
    db_exec(db, "UPDATE token SET revoked_at = $1 WHERE id = $2 AND person = $3", V(c->now), V(c->id), V(c->person));
}

static void token_revoke_job(void *arg) {
    struct form f;
    if (!form_begin(&f, arg)) return;
    f.change.id = typed(&f, "id");
    if (form_write(&f, token_revoke_write)) saved(&f, "/account?saved=1#tokens", NULL);
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
