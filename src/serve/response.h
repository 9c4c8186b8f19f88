/* An answer: status, headers, bytes. Made by one thread, then immutable and shared: the same response may be sent to
 * many clients at once (whole-page cache, static files). Reference counted. */
#ifndef SERVE_RESPONSE_H
#define SERVE_RESPONSE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/* Bytes with owners. */
struct bytes { atomic_int refs; bool fixed; size_t len; const char *data; };
struct bytes *bytes_copy(struct str s);
struct bytes *bytes_take(struct buf *b);     /* the buffer is left empty */
struct bytes *bytes_fixed(struct str s);     /* of the program itself: never freed */
struct bytes *bytes_ref(struct bytes *b);
void bytes_unref(struct bytes *b);

/* What the page may do in a browser. */
enum policy {
    POLICY_PAGE,  /* own style and script only, nothing inline, never framed */
    POLICY_EMBED, /* the same, and other sites may frame it */
    POLICY_DATA,  /* not a page: nothing runs, nothing loads */
};

struct header { const char *name, *value; };
enum { RESPONSE_HEADERS_MAX = 16 };

struct response {
    atomic_int refs;
    int status;
    enum policy policy;
    bool close;                 /* the connection ends with it */
    const char *type;           /* NULL: no body */
    struct bytes *body;
    struct header headers[RESPONSE_HEADERS_MAX];
    size_t header_count;
    struct arena arena;
    _Atomic(void *) native;     /* what http.c made of it at the first use */
    void (*native_free)(void *native);
};

struct response *response_new(int status, const char *type, enum policy policy, struct bytes *body); /* takes `body` */
struct response *response_z(int status, const char *type, enum policy policy, const char *body);
/* `name` is a literal; `value` is copied, and a control character in it becomes a blank: no header can be smuggled in. */
void response_header(struct response *r, const char *name, const char *value);
struct response *response_ref(struct response *r);
void response_unref(struct response *r);
struct response *response_redirect(int status, const char *location); /* bytes beyond ASCII are escaped */

#endif
