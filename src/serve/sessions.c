/* Sessions as rows: see sessions.h. */
#include "serve/sessions.h"

#include <string.h>

#include "serve/limits.h"

const char *agent_words(struct arena *a, const char *user_agent) {
    static const char *const browsers[][2] = {
        { "Edg/", "Edge" },        { "OPR/", "Opera" },     { "MicroMessenger", "WeChat" },
        { "Firefox/", "Firefox" }, { "Chrome/", "Chrome" }, { "Safari/", "Safari" },
        { "curl/", "curl" }
    };
    static const char *const systems[][2] = { { "Windows", "Windows" },     { "Android", "Android" },
                                              { "iPhone", "iPhone" },       { "iPad", "iPad" },
                                              { "HarmonyOS", "HarmonyOS" }, { "Mac OS X", "macOS" },
                                              { "Linux", "Linux" } };
    if (!user_agent || !user_agent[0]) return "?";
    const char *browser = NULL, *system = NULL;
    for (size_t i = 0; i < sizeof browsers / sizeof *browsers && !browser; i++)
        if (strstr(user_agent, browsers[i][0])) browser = browsers[i][1];
    for (size_t i = 0; i < sizeof systems / sizeof *systems && !system; i++)
        if (strstr(user_agent, systems[i][0])) system = systems[i][1];
    if (browser && system) return arena_f(a, "%s · %s", browser, system).data;
    struct str s = str_of(user_agent);
    return str_is_clean(s, false) && s.len < 60 ? arena_z(a, s) : browser ? browser : "?";
}

void session_prepare(struct site *site, struct request *r, const struct who *who, struct session_new *ret) {
    (void)site;
    ret->secret = random_text(r->arena, 32);
    ret->id = secret_id(r->arena, ret->secret);
    ret->csrf = random_text(r->arena, 32);
    ret->before = who->session;
    ret->agent = agent_words(r->arena, request_header(r, "user-agent"));
    ret->lang = request_lang(r) == LANG_EN ? "en" : "zh";
    ret->now = instant_now();
}

void session_insert(struct db *db, const struct session_new *s) {
    db_exec(db,
            "INSERT INTO session (id, person, csrf, created_at, seen_at, expires_at, agent) VALUES ($1, $2, $3, $4, "
            "$5, $6, $7)",
            V(s->id), V(s->person), V(s->csrf), V(s->now), V(s->now), V(s->now + SESSION_AGE_S), V(s->agent));
    if (s->before) db_exec(db, "UPDATE session SET revoked_at = $1 WHERE id = $2", V(s->now), V(s->before));
    db_exec(db,
            "UPDATE session SET revoked_at = $1 WHERE person = $2 AND revoked_at IS NULL AND id NOT IN (SELECT id FROM "
            "session WHERE "
            "person = $2 AND revoked_at IS NULL ORDER BY seen_at DESC, id LIMIT $3)",
            V(s->now), V(s->person), V(SESSIONS_PER_PERSON_MAX));
    if (!db_has(db, "SELECT 1 FROM account WHERE person = $1", V(s->person)))
        db_exec(db, "INSERT INTO account (person, lang, changed_at) VALUES ($1, $2, $3)", V(s->person), V(s->lang),
                V(s->now));
}

void session_write(struct db *db, void *session_new) { session_insert(db, session_new); }

struct response *session_welcome(struct site *site, struct request *r, const struct session_new *s, const char *next) {
    atomic_fetch_add_explicit(&site->metrics.signins, 1, memory_order_relaxed);
    struct response *response = response_redirect(303, next && parse_local_path(str_of(next)) ? next : "/desk");
    response_header(response, "Set-Cookie", cookie_session(site, r, r->arena, s->secret, SESSION_AGE_S));
    response_header(response, "Cache-Control", "no-store");
    return response;
}

void sessions_sweep(struct db *db, void *context) {
    (void)context;
    int64_t now = instant_now();
    db_exec(db, "DELETE FROM session WHERE expires_at < $1 OR seen_at < $2 OR revoked_at < $3", V(now),
            V(now - SESSION_S), V(now - 24 * 3600));
    db_exec(db, "DELETE FROM signin_link WHERE expires_at < $1", V(now - 24 * 3600));
    db_exec(db, "DELETE FROM submission WHERE entry IS NULL AND created_at < $1", V(now - SUBMISSION_S));
    db_exec(db, "UPDATE submission SET args = '{}' WHERE entry IS NOT NULL AND args <> '{}'");
    /* A mail's link is a key; when it is dead the row need not keep it. */
    db_exec(db, "UPDATE outbox SET link = NULL WHERE entry = -1 AND link IS NOT NULL AND created_at < $1",
            V(now - SUBMISSION_S));
}
