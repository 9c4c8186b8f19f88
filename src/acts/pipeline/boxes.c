/* Boxes by election; see boxes.h. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acts/pipeline/alliance.h"
#include "acts/pipeline/boxes.h"
#include "base/copying.h"

enum { BOXES_MAX = 1000, RANK_BYTES = 5, PROOF_BYTES = BOX_PROOF_MAX / 2 };

static const char *box_path(struct arena *arena, const char *dir, int64_t election) {
    return arena_f(arena, "%s/ballots-%lld.box", dir, (long long)election).data;
}

int64_t boxes_keys_wanted(struct db *db) {
    return db_int(
        db, 0,
        "SELECT count(*) FROM election e JOIN contest c ON c.election = e.id WHERE e.state = 'called' AND e.mode = 'sealed'");
}

int boxes_make(struct db *db, struct arena *arena, const char *dir, int64_t election, struct error *err) {
    int64_t contests = db_int(db, 0, "SELECT count(*) FROM contest WHERE election = $1", V(election));
    int64_t electors = db_int(db, 0, "SELECT count(*) FROM elector WHERE election = $1", V(election));
    int64_t widest = db_int(
        db, 1,
        "SELECT max(number) FROM contest_candidate WHERE contest IN (SELECT id FROM contest WHERE election = $1)",
        V(election));
    return box_make(box_path(arena, dir, election), electors * contests, widest * RANK_BYTES + PROOF_BYTES, err);
}

/* ---- in use ---- */

struct boxes {
    struct boxes *next;
    int64_t election;
    struct box *box;
};

void boxes_close(struct alliance *a) {
    while (a->boxes) {
        struct boxes *b = a->boxes;
        a->boxes = b->next;
        box_close(b->box);
        free(b);
    }
}

struct box *boxes_get(struct alliance *a, int64_t election, struct arena *arena, struct error *err) {
    struct box *box = NULL;
    mtx_lock(&a->boxes_lock);
    for (struct boxes *b = a->boxes; b && !box; b = b->next) box = b->election == election ? b->box : NULL;
    if (!box && box_open(&box, box_path(arena, a->dir, election), err) == 0) {
        struct boxes *b = mem_grow(NULL, sizeof *b);
        *b = (struct boxes){ a->boxes, election, box };
        a->boxes = b;
    }
    mtx_unlock(&a->boxes_lock);
    return box;
}

/* ---- the files ---- */

/* The elections whose boxes lie in a folder. */
static size_t boxes_in(const char *dir, int64_t ret[BOXES_MAX]) {
    size_t n = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; d && n < BOXES_MAX && (e = readdir(d));) {
        struct str name = str_of(e->d_name);
        if (str_starts(name, "ballots-") && str_ends(name, ".box") &&
            str_int((struct str){ name.data + 8, name.len - 12 }, &ret[n]) == 0)
            n++;
    }
    if (d) closedir(d);
    return n;
}

void boxes_sweep(const char *dir, struct db *db) {
    int64_t elections[BOXES_MAX];
    struct arena arena;
    arena_init(&arena);
    size_t n = boxes_in(dir, elections);
    for (size_t i = 0; i < n; i++)
        if (db_has(db, "SELECT 1 FROM election WHERE id = $1 AND ballots IS NOT NULL", V(elections[i])))
            (void)box_destroy(box_path(&arena, dir, elections[i]), NULL); /* tried again at the next start */
    arena_release(&arena);
}

int boxes_copy(const char *dir, const char *to, struct error *err) {
    int64_t elections[BOXES_MAX];
    struct arena arena;
    int result = 0;
    arena_init(&arena);
    size_t n = boxes_in(dir, elections);
    for (size_t i = 0; i < n && result == 0; i++) {
        result = box_copy(box_path(&arena, dir, elections[i]), box_path(&arena, to, elections[i]), err);
        result = result == ERR_MISSING ? 0 : result; /* its vote was closed this moment */
    }
    arena_release(&arena);
    return result;
}

/* ---- beside a copied database ---- */

static size_t being_voted(struct db *db, int64_t ret[BOXES_MAX]) {
    size_t n = 0;
    struct rows *r = db_rows(
        db,
        "SELECT id FROM election WHERE mode <> 'open' AND state IN ('voting', 'closed') AND key IS NOT NULL AND ballots IS NULL ORDER BY id");
    while (n < BOXES_MAX && rows_next(r)) ret[n++] = rows_int(r, 0);
    rows_done(r);
    return n;
}

static int settle(const char *dir, struct db *db, bool make, int64_t *ret, struct error *err) {
    int64_t elections[BOXES_MAX];
    struct arena arena;
    int result = 0;
    arena_init(&arena);
    boxes_sweep(dir, db);
    *ret = 0;
    for (size_t i = 0, n = being_voted(db, elections); i < n && result == 0; i++) {
        if (access(box_path(&arena, dir, elections[i]), F_OK) == 0) continue;
        ++*ret;
        result = make ? boxes_make(db, &arena, dir, elections[i], err) : 0;
    }
    arena_release(&arena);
    return result;
}

static int settle_beside(const char *dir, bool make, int64_t *ret, struct error *err) {
    char path[COPY_PATH_MAX];
    struct store *store = NULL;
    int result = copy_path(path, dir, "/alliance.db", err);
    if (result == 0) result = store_open(&store, path, STORE_READ, err);
    if (result != 0) return result;
    struct db *db = store_reader(store);
    result = db_begin(db, err);
    if (result == 0) {
        result = settle(dir, db, make, ret, err);
        db_rollback(db);
    }
    store_reader_done(store, db);
    store_close(store);
    return result;
}

int boxes_settle(const char *dir, int64_t *ret_missing, struct error *err) {
    return settle_beside(dir, false, ret_missing, err);
}

int boxes_replace(const char *dir, int64_t *ret_made, struct error *err) {
    return settle_beside(dir, true, ret_made, err);
}
