/* Who asks: a session cookie, an API token, or nobody.
 *
 * A cookie or token is 32 random bytes; the database keeps its hash only. Over https the cookie's name begins with
 * __Host-, which browsers accept only Secure, for this host and path /; over http (a developer's loopback) it cannot.
 *
 * A form carries a token: a session's own, or for visitors the value of a second cookie (double submission). The request
 * must also come from this site by Origin or Sec-Fetch-Site, where the browser says so. A bearer token in a header cannot
 * be sent by another site's form and needs neither. */
#ifndef SERVE_WHO_H
#define SERVE_WHO_H

#include "serve/site.h"

struct who {
    int64_t person;       /* 0: nobody */
    const char *session;  /* its id; NULL without one */
    const char *token;    /* the API token's id; NULL without one */
    int64_t seen_at;      /* of either: when "last used" was written */
    bool bad_token;       /* a bearer token that is not (or no longer) good */
    const char *csrf;     /* what a form must carry */
    bool csrf_new;        /* of a visitor who has no cookie yet: to be set when a form was shown */
};

/* Whether a request says it is somebody: it is never answered from the page cache. */
bool who_claims(const struct site *site, const struct request *r);
/* Reads and remembers. `changes`: alliance_changes before the reader's snapshot began. */
void who_read(struct site *site, struct db *db, struct request *r, int64_t changes, struct who *ret);
/* The same with a reader of its own. False: the database cannot be read now. */
bool who_asks(struct site *site, struct request *r, struct who *ret);
/* Whose session or token the request brings, where that is remembered from a moment ago: no database, from any thread. */
bool who_recalled(struct site *site, struct request *r, struct who *ret);
/* Reads a form and who sent it. False: it was not well formed or came from another site, and is answered. A form of this
 * site whose token does not fit (its session has ended, another one began) gives true and says that it was not meant:
 * nothing may be done by it, but what it carries may be shown again. On a worker. */
bool form_opened(struct site *site, struct exchange *x, struct who *ret, bool *ret_meant);
/* The same, where a form that was not meant is answered too. */
bool form_from(struct site *site, struct exchange *x, struct who *ret);
/* The same, by somebody signed in: others are sent to sign in. A token does not do: it acts, it keeps no account. */
bool form_from_person(struct site *site, struct exchange *x, struct who *ret);
/* Whether a form or call may act: token and origin. `token` NULL: none was given. */
bool who_meant_it(const struct site *site, const struct request *r, const struct who *who, const char *token);

/* Set-Cookie values. */
const char *cookie_session(const struct site *site, const struct request *r, struct arena *a, const char *secret, int max_age_s);
const char *cookie_visitor(const struct site *site, const struct request *r, struct arena *a, const char *value);
const char *cookie_lang(const struct site *site, const struct request *r, struct arena *a, enum lang lang);

#endif
