/* What is forgotten is in no file: many secrets at once, short and long, in and out in any order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "acts/secrets.h"

enum { SECRETS = 60, PIECE = 24, ROUNDS = 3 };

struct files {
    char dir[40], db[64], log[80];
    struct store *store;
    struct db *writer;
    struct arena arena;
};

static void made(struct files *f) {
    struct error err = { 0 };
    snprintf(f->dir, sizeof f->dir, "/tmp/charterd-secrets-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    snprintf(f->db, sizeof f->db, "%s/alliance.db", f->dir);
    snprintf(f->log, sizeof f->log, "%s-wal", f->db);
    assert_int_equal(store_open(&f->store, f->db, STORE_CREATE, &err), 0);
    f->writer = store_writer(f->store);
    arena_init(&f->arena);
    assert_int_equal(
        db_script(
            f->writer,
            "CREATE TABLE secret (use TEXT NOT NULL, about BIGINT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (use, about))",
            &err),
        0);
}

static bool file_has(const char *path, struct str bytes) {
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *content = malloc((size_t)size + 1);
    assert_int_equal(fread(content, 1, (size_t)size, file), size);
    fclose(file);
    bool found = memmem(content, (size_t)size, bytes.data, bytes.len) != NULL;
    free(content);
    return found;
}

/* Any stretch of it, wherever SQLite may have cut it. */
static bool any_left(const struct files *f, struct str secret) {
    for (size_t at = 0; at + PIECE <= secret.len; at += PIECE) {
        struct str piece = { secret.data + at, PIECE };
        if (file_has(f->db, piece) || file_has(f->log, piece)) return true;
    }
    return false;
}

static struct str drawn(struct files *f, struct entropy *e) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t len = 64 + (size_t)entropy_below(e, entropy_below(e, 2) ? 3000 : 100);
    char *text = arena_alloc(&f->arena, len);
    for (size_t i = 0; i < len; i++) text[i] = letters[entropy_below(e, 64)];
    return (struct str){ text, len };
}

static void test_forgotten(void **state) {
    (void)state;
    struct files f;
    struct error err = { 0 };
    struct entropy e;
    struct str secrets[SECRETS];
    made(&f);
    entropy_seeded(&e, 7);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < SECRETS; i++) {
            assert_int_equal(db_begin(f.writer, &err), 0);
            secret_keep(f.writer, i % 2 ? "ballots" : "room", i, secrets[i] = drawn(&f, &e));
            assert_int_equal(db_commit(f.writer, &err), 0);
        }
        assert_int_equal(db_begin(f.writer, &err), 0);
        for (int i = 0; i < SECRETS; i += 1 + (i % 3)) secret_forget(f.writer, i % 2 ? "ballots" : "room", i);
        assert_int_equal(db_commit(f.writer, &err), 0);
        assert_int_equal(db_empty_log(f.writer, &err), 0);
        for (int i = 0; i < SECRETS; i++) {
            struct str kept = secret_text(f.writer, &f.arena, i % 2 ? "ballots" : "room", i);
            assert_int_equal(any_left(&f, secrets[i]), kept.data != NULL);
            if (kept.data) assert_true(str_eq(kept, secrets[i]));
        }
    }
    store_close(f.store);
    unlink(f.db);
    unlink(f.log);
    rmdir(f.dir);
    arena_release(&f.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "acts/secrets: what was forgotten is in no file, what is kept stands whole", test_forgotten, NULL, NULL,
          NULL },
    };
    return cmocka_run_group_tests_name("acts/secrets", tests, NULL, NULL);
}
