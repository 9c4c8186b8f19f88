/* Sessions as rows: opened by signing in, closed by signing out. Writes go through the one writing connection. */
#ifndef SERVE_SESSIONS_H
#define SERVE_SESSIONS_H

#include "serve/rendering.h"

struct session_new {
    int64_t person;
    const char *secret;       /* the cookie's value, made by session_prepare */
    const char *id;           /* its hash */
    const char *before;       /* a session this one replaces; NULL */
    const char *csrf, *agent, *lang;
    int64_t now;
};
void session_prepare(struct site *site, struct request *r, const struct who *who, struct session_new *ret);
/* In a write (alliance_write): the row, and the account's if there is none; the oldest beyond the limit are closed. */
void session_insert(struct db *db, const struct session_new *s);
void session_write(struct db *db, void *session_new); /* the same, as a write_fn */
/* 303 to `next` (a local path; else /desk) with the cookie. */
struct response *session_welcome(struct site *site, struct request *r, const struct session_new *s, const char *next);
/* What a browser says it is, in a few words: "Firefox · Linux". */
const char *agent_words(struct arena *a, const char *user_agent);
/* Deletes what is past its time: sessions, links, submissions. Each hour. */
void sessions_sweep(struct db *db, void *context);

#endif
