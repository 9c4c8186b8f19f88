/* Signing in and out.
 *
 *     POST /signin               address alone: a link by mail; with a password: at once
 *     POST /signin/link/SECRET   uses the link. The mail's link is a page with a button: programs that look at the links
 *                                of a mail only GET, so they do not burn it
 *     POST /signout
 *
 * Whether an address belongs to anybody is never said: the answer is the same, the mail is written after it, and a
 * password is hashed either way. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mailbox.h"
#include "serve/limits.h"
#include "serve/people.h"
#include "serve/sessions.h"
#include "views/desk/door.h"

struct signing {
    struct site *site;
    struct exchange *x;
    struct who who;
    int64_t person; /* 0: nobody has that address */
    const char *email, *next;
    const char *password; /* as typed */
    const char *hash;     /* as kept; NULL: none */
};

/* Checked in place of a hash that is not there, so that the time is the same: a hash in form, with the cost that
 * passwords have here, of nothing anybody knows. */
static char nobodys_hash[crypto_pwhash_STRBYTES];
static pthread_once_t nobodys_once = PTHREAD_ONCE_INIT;

static void make_nobodys_hash(void) {
    enum { SALT_BYTES = 16, HASH_BYTES = 32 };
    unsigned char chance[SALT_BYTES + HASH_BYTES];
    char salt[64], hash[64];
    randombytes_buf(chance, sizeof chance);
    sodium_bin2base64(salt, sizeof salt, chance, SALT_BYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    sodium_bin2base64(hash, sizeof hash, chance + SALT_BYTES, HASH_BYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    snprintf(nobodys_hash, sizeof nobodys_hash, crypto_pwhash_STRPREFIX "v=19$m=%u,t=%u,p=1$%s$%s",
             (unsigned)(crypto_pwhash_MEMLIMIT_INTERACTIVE / 1024), (unsigned)crypto_pwhash_OPSLIMIT_INTERACTIVE, salt,
             hash);
    if (crypto_pwhash_str_needs_rehash(nobodys_hash, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                       crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        abort(); /* another library's form: then the times would tell who has an account */
}

static void show_signin(struct signing *s, enum signin_state state, int status) {
    struct rendering g;
    rendering_begin(&g, s->site, exchange_request(s->x), NULL);
    g.view.status = status;
    view_signin(&g.view, &(struct signin_page){ .state = state, .email = s->email, .next = s->next });
    struct response *response = rendering_end(&g);
    response_header(response, "Cache-Control", "no-store");
    exchange_answer(s->x, response);
}

/* ---- by link ---- */

struct link_new {
    int64_t person, now;
    char id[2 * HASH_SIZE + 1];
    char link[TARGET_BYTES_MAX + 128];
    enum lang lang;
};

static void link_write(struct db *db, void *context) {
    const struct link_new *l = context;
    static const struct text subject = TEXT_INIT("Your link to sign in", "登录链接");
    static const struct text body =
        TEXT_INIT("Somebody, presumably you, asked to sign in. The link works once, within 30 minutes.\n\nIf it was "
                  "not you, nothing "
                  "needs to be done: without the link nobody gets in.",
                  "有人（应为您本人）请求登录。链接 30 "
                  "分钟内有效，仅可使用一次。\n\n如非本人操作，无需处理：没有链接则无法登录。");
    db_exec(db, "INSERT INTO signin_link (id, person, expires_at) VALUES ($1, $2, $3)", V(str_of(l->id)), V(l->person),
            V(l->now + SIGNIN_LINK_S));
    db_exec(db,
            "INSERT INTO outbox (entry, person, lang, subject, body, link, meeting, sequence, official, state, tries, "
            "next_at, created_at) "
            "VALUES (-1, $1, $2, $3, $4, $5, 0, 0, 0, 'waiting', 0, $6, $7)",
            V(l->person), V(l->lang == LANG_EN ? "en" : "zh"), V(text_in(subject, l->lang)), V(text_in(body, l->lang)),
            V(str_of(l->link)), V(l->now), V(l->now));
}

static void link_written(void *context, int result) {
    (void)result;
    sodium_memzero(context, sizeof(struct link_new));
    free(context);
}

/* Written after the answer: how long it takes tells nothing. */
static void send_link(struct signing *s) {
    struct request *r = exchange_request(s->x);
    const char *secret = random_text(r->arena, 32);
    if (s->person) {
        struct link_new *l = mem_alloc(sizeof *l);
        l->person = s->person;
        l->now = instant_now();
        l->lang = request_lang(r);
        const char *id = secret_id(r->arena, secret);
        memcpy(l->id, id, strlen(id) + 1);
        struct buf link;
        buf_init(&link, sizeof l->link - 1);
        buf_addf(&link, "/signin/link/%s", secret);
        if (s->next[0] && strlen(s->next) < 512) {
            buf_addz(&link, "?next=");
            for (const char *c = s->next; *c; c++)
                buf_addf(&link, strchr("&+%#?= ", *c) ? "%%%02X" : "%c", (unsigned char)*c);
        }
        memcpy(l->link, buf_z(&link), link.len + 1);
        buf_release(&link);
        if (alliance_write_later(s->site->alliance, link_write, link_written, l) < 0) link_written(l, ERR_IO);
    }
    show_signin(s, SIGNIN_SENT, 200);
}

static struct str address_key(const struct request *r) { return (struct str){ (const char *)r->client.b, 16 }; }

/* It came to a good end: a hall of thousands may sign in one after the other from its one address. */
static void signed_in(struct site *site, const struct request *r) {
    limiter_give(site->limiter, LIMIT_SIGNIN_ADDRESS, address_key(r));
}

/* ---- by password ---- */

static void check_password(void *arg) {
    struct signing *s = arg;
    pthread_once(&nobodys_once, make_nobodys_hash);
    bool fits =
        crypto_pwhash_str_verify(s->hash ? s->hash : nobodys_hash, s->password, strlen(s->password)) == 0 && s->hash;
    if (!fits) {
        atomic_fetch_add_explicit(&s->site->metrics.signin_failures, 1, memory_order_relaxed);
        show_signin(s, SIGNIN_WRONG, 403);
        return;
    }
    struct request *r = exchange_request(s->x);
    struct session_new session = { .person = s->person };
    session_prepare(s->site, r, &s->who, &session);
    if (alliance_write(s->site->alliance, session_write, &session) < 0) {
        answer_busy(s->site, s->x);
        return;
    }
    signed_in(s->site, r);
    exchange_answer(s->x, session_welcome(s->site, r, &session, s->next));
}

/* ---- the form ---- */

/* Who has this address, and the password kept for them. */
static void look_up(struct signing *s) {
    struct arena *arena = exchange_request(s->x)->arena;
    struct db *db = store_reader(alliance_store(s->site->alliance));
    if (db_begin(db, NULL) == 0) {
        s->person = person_of_address(db, str_of(s->email));
        struct str hash = db_str(db, arena, "SELECT password FROM account WHERE person = $1", V(s->person));
        s->hash = hash.len ? arena_z(arena, hash) : NULL;
        db_rollback(db);
    }
    store_reader_done(alliance_store(s->site->alliance), db);
}

static bool within_limits(struct site *site, struct exchange *x, const char *email) {
    struct request *r = exchange_request(x);
    int wait_s = 0;
    if (limiter_take(site->limiter, LIMIT_SIGNIN_ADDRESS, address_key(r), clock_ms(), &wait_s) &&
        limiter_take(site->limiter, LIMIT_SIGNIN_PERSON, str_of(email), clock_ms(), &wait_s))
        return true;
    atomic_fetch_add_explicit(&site->metrics.limited, 1, memory_order_relaxed);
    exchange_answer(
        x, problem_response(site, r, 429, T("Too many attempts", "尝试次数过多"),
                            T("To protect accounts, signing in waits a little. Please try again in a few minutes.",
                              "为保护账户安全，请几分钟后再试。"),
                            wait_s));
    return false;
}

/* As the record keeps addresses: trimmed, the domain in lower case. */
static const char *address_of(struct arena *a, const char *typed) {
    char *email = arena_z(a, str_trim(str_of(typed ? typed : "")));
    char *at = strrchr(email, '@');
    for (; at && *at; at++)
        if (*at >= 'A' && *at <= 'Z') *at = (char)(*at - 'A' + 'a');
    return email;
}

static void signin_job(void *arg) {
    struct job *job = arg;
    struct request *r = exchange_request(job->x);
    struct signing *s = arena_new(r->arena, struct signing);
    s->site = job->site;
    s->x = job->x;
    if (!form_from(s->site, s->x, &s->who)) return;
    const char *next = pairs_get(&r->fields, "next"), *password = pairs_get(&r->fields, "password");
    s->email = address_of(r->arena, pairs_get(&r->fields, "email"));
    s->next = next && parse_local_path(str_of(next)) ? next : "";
    s->password = password ? password : "";
    if (!mailbox_valid(str_of(s->email))) {
        show_signin(s, SIGNIN_ADDRESS, 422);
        return;
    }
    if (!within_limits(s->site, s->x, s->email)) return;
    look_up(s);
    if (!s->password[0])
        send_link(s);
    else if (strlen(s->password) > PASSWORD_BYTES_MAX)
        show_signin(s, SIGNIN_WRONG, 403);
    else if (!workers_do(s->site->passwords, check_password, s))
        answer_busy(s->site, s->x);
}

/* ---- using a link, signing out ---- */

struct link_use {
    const char *id;
    struct session_new session;
};

static void link_use(struct db *db, void *context) {
    struct link_use *u = context;
    u->session.person =
        db_int(db, 0, "SELECT person FROM signin_link WHERE id = $1 AND used_at IS NULL AND expires_at > $2", V(u->id),
               V(u->session.now));
    if (!u->session.person) return;
    db_exec(db, "UPDATE signin_link SET used_at = $1 WHERE id = $2", V(u->session.now), V(u->id));
    session_insert(db, &u->session);
}

static void link_job(void *arg) {
    struct job *job = arg;
    struct site *site = job->site;
    struct request *r = exchange_request(job->x);
    struct who who;
    if (!form_from(site, job->x, &who)) return;
    struct link_use use = { .id = secret_id(r->arena, job->match.segments[0].value.data) };
    session_prepare(site, r, &who, &use.session);
    if (alliance_write(site->alliance, link_use, &use) < 0) {
        answer_busy(site, job->x);
    } else if (!use.session.person) {
        atomic_fetch_add_explicit(&site->metrics.signin_failures, 1, memory_order_relaxed);
        /* The page at this path says so. */
        exchange_answer(job->x, response_redirect(303, r->path));
    } else {
        signed_in(site, r);
        exchange_answer(job->x, session_welcome(site, r, &use.session, pairs_get(&r->fields, "next")));
    }
}

static void signout_write(struct db *db, void *context) {
    db_exec(db, "UPDATE session SET revoked_at = $1 WHERE id = $2", V(instant_now()), V((const char *)context));
}

static void signout_job(void *arg) {
    struct job *job = arg;
    struct request *r = exchange_request(job->x);
    struct who who;
    if (!form_from(job->site, job->x, &who)) return;
    if (who.session && alliance_write(job->site->alliance, signout_write, (void *)(uintptr_t)who.session) < 0) {
        answer_busy(job->site, job->x);
        return;
    }
    struct response *response = response_redirect(303, "/");
    response_header(response, "Set-Cookie", cookie_session(job->site, r, r->arena, "", 0));
    response_header(response, "Cache-Control", "no-store");
    exchange_answer(job->x, response);
}

const struct route routes_signin[] = {
    { .pattern = "/signin", .flags = ROUTE_POST, .body_max = FORM_BYTES_MAX, .work = signin_job },
    { .pattern = "/signin/link/{secret}", .flags = ROUTE_POST, .body_max = FORM_BYTES_MAX, .work = link_job },
    { .pattern = "/signout", .flags = ROUTE_POST, .body_max = FORM_BYTES_MAX, .work = signout_job },
    { 0 },
};
