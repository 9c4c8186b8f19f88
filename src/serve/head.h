/* What the head of a request must be before it is believed (RFC 9112), beyond what the library checks. */
#ifndef SERVE_HEAD_H
#define SERVE_HEAD_H

#include "serve/http.h"

/* How the body is framed. */
struct framing {
    bool body;
    int64_t length; /* -1: chunked */
};

/* Reads method, host, type and cookies from `verb` and `headers`. 0, or the status to refuse with and the reason. */
int head_check(struct request *r, const char *version, struct framing *ret, struct text *why);
/* Who sent it and by which scheme, believing X-Forwarded-For and -Proto only from trusted proxies. */
void head_client(struct request *r, struct address peer, const struct block *trusted, size_t count);

#endif
