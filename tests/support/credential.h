/* A voter's credential in a sealed election, contest 1 of election 1: drawn and blinded, and finished with what the server signed. */
#ifndef TESTS_SUPPORT_CREDENTIAL_H
#define TESTS_SUPPORT_CREDENTIAL_H

#include "acts/elections/polling.h"
#include "ballot/voter.h"
#include "support/alliance.h"

struct credential {
    char serial[2 * BOX_SERIAL + 1], blinded[2 * SEALED_SIGNATURE], proof[2 * SEALED_SIGNATURE];
    struct blinding *b;
};

static inline void credential_copy(char *to, struct buf *from) {
    (void)snprintf(to, SEALED_SIGNATURE * 2, "%s", buf_z(from));
    buf_clear(from);
}

static inline void credential_draw(struct scene *s, struct credential *c) {
    struct entropy system;
    struct error err;
    struct buf text;
    buf_init(&text, 2 * SEALED_SIGNATURE);
    entropy_system(&system);
    sealed_message(&text, 1);
    assert_int_equal(blinding_begin(&c->b, str_of(state_text(s, "SELECT key FROM election WHERE id = 1")),
                                    buf_str(&text), &system, &err),
                     0);
    buf_clear(&text);
    hex_add(&text, (struct str){ (const char *)blinding_prefix(c->b), BOX_SERIAL });
    (void)snprintf(c->serial, sizeof c->serial, "%s", buf_z(&text));
    buf_clear(&text);
    base64url_add(&text, blinding_number(c->b));
    credential_copy(c->blinded, &text);
    buf_release(&text);
}

static inline void credential_finish(struct credential *c, const char *signature) {
    struct buf raw, plain, text;
    struct error err;
    buf_init(&raw, 2 * SEALED_SIGNATURE);
    buf_init(&plain, 2 * SEALED_SIGNATURE);
    buf_init(&text, 2 * SEALED_SIGNATURE);
    assert_int_equal(base64url_parse(str_of(signature), &raw), 0);
    assert_int_equal(blinding_end(c->b, buf_str(&raw), &plain, &err), 0);
    blinding_free(c->b);
    base64url_add(&text, buf_str(&plain));
    credential_copy(c->proof, &text);
    buf_release(&text);
    buf_release(&raw);
    buf_release(&plain);
}

#endif
