/* Answers and the bytes they share: see response.h. */
#include "serve/response.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct bytes *bytes_new(const char *data, size_t len, bool fixed) {
    struct bytes *b = mem_alloc(sizeof *b);
    atomic_init(&b->refs, 1);
    b->fixed = fixed;
    b->len = len;
    b->data = data;
    return b;
}

struct bytes *bytes_copy(struct str s) {
    char *data = mem_alloc(s.len + 1);
    if (s.len) memcpy(data, s.data, s.len);
    data[s.len] = '\0';
    return bytes_new(data, s.len, false);
}

struct bytes *bytes_take(struct buf *b) {
    if (!b->data) return bytes_fixed(STR(""));
    struct bytes *taken = bytes_new(b->data, b->len, false);
    buf_init(b, b->max);
    return taken;
}

struct bytes *bytes_fixed(struct str s) {
    return bytes_new(s.data, s.len, true);
}

struct bytes *bytes_ref(struct bytes *b) {
    atomic_fetch_add_explicit(&b->refs, 1, memory_order_relaxed);
    return b;
}

void bytes_unref(struct bytes *b) {
    if (!b || atomic_fetch_sub_explicit(&b->refs, 1, memory_order_acq_rel) != 1) return;
    if (!b->fixed) free((char *)(uintptr_t)b->data);
    free(b);
}

struct response *response_new(int status, const char *type, enum policy policy, struct bytes *body) {
    struct response *r = mem_alloc(sizeof *r);
    memset(r, 0, sizeof *r);
    atomic_init(&r->refs, 1);
    atomic_init(&r->native, NULL);
    arena_init(&r->arena);
    r->status = status;
    r->policy = policy;
    r->type = type ? arena_z(&r->arena, str_of(type)) : NULL;
    r->body = body ? body : bytes_fixed(STR(""));
    return r;
}

struct response *response_z(int status, const char *type, enum policy policy, const char *body) {
    return response_new(status, type, policy, bytes_copy(str_of(body)));
}

void response_header(struct response *r, const char *name, const char *value) {
    assert(r->header_count < RESPONSE_HEADERS_MAX);
    char *copy = arena_z(&r->arena, str_of(value));
    for (char *c = copy; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f) *c = ' ';
    r->headers[r->header_count++] = (struct header){ name, copy };
}

struct response *response_ref(struct response *r) {
    atomic_fetch_add_explicit(&r->refs, 1, memory_order_relaxed);
    return r;
}

void response_unref(struct response *r) {
    if (!r || atomic_fetch_sub_explicit(&r->refs, 1, memory_order_acq_rel) != 1) return;
    void *native = atomic_load_explicit(&r->native, memory_order_acquire);
    if (native) r->native_free(native);
    bytes_unref(r->body);
    arena_release(&r->arena);
    free(r);
}

struct response *response_redirect(int status, const char *location) {
    struct response *r = response_new(status, NULL, POLICY_DATA, NULL);
    struct buf escaped;
    buf_init(&escaped, strlen(location) * 3);
    for (const char *c = location; *c; c++) {
        if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7f)
            buf_addf(&escaped, "%%%02X", (unsigned char)*c);
        else
            buf_addc(&escaped, *c);
    }
    response_header(r, "Location", buf_z(&escaped));
    buf_release(&escaped);
    return r;
}
