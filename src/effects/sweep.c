/* Emptying what the outbox may not keep. See sweep.h. */
#include "effects/sweep.h"

enum {
    KEPT_S = 2 * 366 * 86400, /* two years, whichever they are */
    SWEEP_MAX = 500,          /* rows in one write: the committer has other work */
};

struct rest {
    int64_t ids[SWEEP_MAX];
    size_t count;
    bool erased;
};

static void empty(struct db *db, void *context) {
    const struct rest *s = context;
    for (size_t i = 0; i < s->count; i++) {
        db_exec(db, "UPDATE outbox SET body = '', bytes = NULL, link = NULL, address = NULL WHERE id = $1",
                V(s->ids[i]));
        /* A subject or a server's reply may name the person: of those only the code stays. */
        if (s->erased)
            db_exec(db, "UPDATE outbox SET subject = '', reply = substr(reply, 1, 3) WHERE id = $1", V(s->ids[i]));
    }
}

static void find(struct alliance *a, struct rest *s) {
    struct store *store = alliance_store(a);
    struct db *db = store_reader(store);
    s->count = 0;
    if (db_begin(db, NULL) == 0) {
        struct rows *r =
            s->erased
                ? db_rows(db,
                          "SELECT id FROM outbox WHERE person IN (SELECT id FROM person WHERE erased_at IS NOT NULL) "
                          "AND state <> 'waiting' AND subject <> '' LIMIT $1",
                          V(SWEEP_MAX))
                : db_rows(db,
                          "SELECT id FROM outbox WHERE created_at < $1 AND state <> 'waiting' AND body <> '' LIMIT $2",
                          V(alliance_now(a) - KEPT_S), V(SWEEP_MAX));
        while (s->count < SWEEP_MAX && rows_next(r)) s->ids[s->count++] = rows_int(r, 0);
        rows_done(r);
        db_rollback(db);
    }
    store_reader_done(store, db);
}

int outbox_sweep(struct alliance *a) {
    for (int erased = 0; erased < 2; erased++) {
        struct rest s = { .erased = erased };
        do {
            find(a, &s);
            int r = s.count ? alliance_write(a, empty, &s) : 0;
            if (r < 0) return r;
        } while (s.count == SWEEP_MAX);
    }
    return 0;
}
