/* A voter's credential in contest 1 of election 1. With receipts: what a ticket brings. Sealed: drawn and blinded, and finished with what
 * the server signed. */
#ifndef TESTS_SUPPORT_CREDENTIAL_H
#define TESTS_SUPPORT_CREDENTIAL_H

#include "acts/elections/polling.h"
#include "ballot/voter.h"
#include "support/alliance.h"

/* The field of election.issue that names a ticket. */
static inline const char *ticket_field(struct scene *s, const char *ticket) {
    struct buf hash;
    buf_init(&hash, 2 * HASH_SIZE + 1);
    paper_ticket(str_of(ticket), &hash);
    const char *field = f(s, "blinded[]=%s", buf_z(&hash));
    buf_release(&hash);
    return field;
}

static inline struct paper_code code_of(struct scene *s, const char *ticket) {
    struct paper_code code;
    struct db *db = store_reader(alliance_store(s->a));
    db_begin(db, NULL);
    assert_true(paper_code_of(db, 1, 1, str_of(ticket), &code));
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return code;
}

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
