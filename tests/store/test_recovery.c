/* What comes back after the process or its files were mistreated: killed, cut short, written over, opened twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/store.h"
#include "store_support.h"

enum { KILLS = 15 };

static uint64_t number = 88172645463325252u;

static uint64_t any(uint64_t below) {
    number ^= number << 13;
    number ^= number >> 7;
    number ^= number << 17;
    return number % below;
}

/* ---- opening ---- */

static void opening_says_what_is_wrong(void **state) {
    struct scratch *t = *state;
    struct store *s;
    assert_int_equal(store_open(&s, t->path, STORE_OPEN, &t->err), ERR_MISSING);
    assert_says(&t->err, "There is no database at");
    assert_int_equal(store_open(&s, t->path, STORE_READ, &t->err), ERR_MISSING);
    assert_ok(store_open(&s, t->path, STORE_CREATE, &t->err), &t->err);
    struct stat st;
    assert_int_equal(stat(t->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600); /* it holds what is private */
    assert_ok(db_script(store_writer(s), ITEM_TABLE, &t->err), &t->err);
    assert_int_equal(stat(t->wal, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    store_close(s);
    assert_int_equal(store_open(&s, t->path, STORE_CREATE, &t->err), ERR_EXISTS);
    assert_says(&t->err, "already exists");
    assert_int_equal(store_open(&s, "/proc/nowhere/data.db", STORE_CREATE, &t->err), ERR_IO);
    write_file(t->path, "this was never a database, whatever its name says; it is a letter of some length, and "
                        "longer than the hundred bytes of a header");
    assert_int_equal(store_open(&s, t->path, STORE_OPEN, &t->err), ERR_CORRUPT);
    assert_says(&t->err, "is damaged");
    assert_int_equal(store_open(&s, t->path, STORE_READ, &t->err), ERR_CORRUPT);
    write_file(t->path, "");
    assert_int_equal(store_open(&s, t->path, STORE_OPEN, &t->err), ERR_CORRUPT);
    assert_says(&t->err, "is not a database of charterd");
}

static void a_second_writer_is_refused(void **state) {
    struct scratch *t = *state;
    struct store *s;
    put_items(t, 1, 2);
    assert_int_equal(store_open(&s, t->path, STORE_OPEN, &t->err), ERR_BUSY); /* in this process */
    char pid[32];
    snprintf(pid, sizeof pid, "(%d)", getpid());
    assert_says(&t->err, pid);
    assert_says(&t->err, t->path);
    pid_t child = fork();
    if (child == 0) { /* in another one: no writer, but a reader */
        struct error err;
        int code = store_open(&s, t->path, STORE_OPEN, &err);
        if (code != ERR_BUSY || store_open(&s, t->path, STORE_READ, &err) != 0 || store_writer(s) != NULL) _exit(1);
        struct db *db = store_reader(s);
        if (db_begin(db, &err) != 0 || db_int(db, 0, "SELECT count(*) FROM item") != 2) _exit(2);
        store_reader_done(s, db);
        store_close(s);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    put_items(t, 3, 4); /* the child's coming and going took no lock away */
    store_close(t->store);
    t->store = NULL;
    assert_ok(store_open(&t->store, t->path, STORE_OPEN, &t->err), &t->err);
    put_items(t, 5, 5);
}

/* ---- files that were cut or written over ---- */

static void copy_file(const char *from, const char *to, size_t len) {
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(in >= 0 && out >= 0);
    char chunk[4096];
    for (ssize_t n; len > 0 && (n = read(in, chunk, len < sizeof chunk ? len : sizeof chunk)) > 0; len -= (size_t)n)
        assert_int_equal(write(out, chunk, (size_t)n), n);
    close(in);
    close(out);
}

/* Reads everything there is; true when nothing was found wrong. Whatever it finds, it must end, and in words. */
static bool survey(const char *path, int64_t *ret_count) {
    struct store *s;
    struct error err;
    int code = store_open(&s, path, STORE_OPEN, &err);
    if (code < 0) {
        assert_int_equal(code, ERR_CORRUPT);
        return false;
    }
    struct db *db = store_writer(s);
    *ret_count = db_int(db, -1, "SELECT count(*) FROM item");
    struct rows *r = db_rows(db, "SELECT id, name, bytes FROM item ORDER BY name");
    while (rows_next(r)) { /* every value is fetched, as a page would */
        (void)rows_str(r, 1);
        (void)rows_str(r, 2);
    }
    rows_done(r);
    bool good = !db_failed(db, &err);
    if (!good) assert_true(err.code == ERR_CORRUPT || err.code == ERR_IO || err.code == ERR_USAGE);
    db_rollback(db);
    good = db_quick_check(db, &err) == 0 && good;
    if (db_begin(db, &err) == 0) {
        db_exec(db, "INSERT INTO item (id, name) VALUES (1000000, $1)", V("after"));
        db_exec(db, "DELETE FROM item WHERE id % 7 = 3");
        good = db_commit(db, &err) == 0 && good;
    }
    store_close(s);
    return good;
}

static void a_shortened_file_is_told(void **state) {
    struct scratch *t = *state;
    put_items(t, 1, 2000);
    store_close(t->store);
    t->store = NULL;
    struct stat st;
    assert_int_equal(stat(t->path, &st), 0);
    char cut[sizeof t->path + 8];
    snprintf(cut, sizeof cut, "%s.cut", t->path);
    int64_t count;
    for (off_t len = 0; len < st.st_size; len += len < 4096 ? 512 : 4096 - (off_t)any(3) * 512) {
        copy_file(t->path, cut, (size_t)len);
        assert_false(survey(cut, &count));
    }
    copy_file(t->path, cut, (size_t)st.st_size);
    assert_true(survey(cut, &count));
}

static void a_damaged_file_is_no_crash(void **state) {
    struct scratch *t = *state;
    put_items(t, 1, 300);
    store_close(t->store);
    t->store = NULL;
    struct stat st;
    assert_int_equal(stat(t->path, &st), 0);
    char hurt[sizeof t->path + 8];
    snprintf(hurt, sizeof hurt, "%s.hurt", t->path);
    int told = 0;
    for (int round = 0; round < 150; round++) {
        copy_file(t->path, hurt, (size_t)st.st_size);
        int fd = open(hurt, O_RDWR | O_CLOEXEC);
        for (uint64_t n = 1 + any(8); n > 0; n--) {
            uint8_t byte = (uint8_t)any(256);
            off_t at = any(2) ? (off_t)any(4096) : (off_t)any((uint64_t)st.st_size);
            assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        }
        close(fd);
        int64_t count;
        told += !survey(hurt, &count);
        char wal[sizeof hurt + 8];
        snprintf(wal, sizeof wal, "%s-wal", hurt);
        (void)unlink(wal);
    }
    assert_true(told > 30);
}

static void a_shortened_log_ends_at_a_commit(void **state) {
    struct scratch *t = *state;
    for (int k = 0; k < 30; k++) put_items(t, k * 10, k * 10 + 9);
    struct stat st;
    assert_int_equal(stat(t->wal, &st), 0);
    char cut[sizeof t->path + 8], cut_wal[sizeof cut + 8];
    snprintf(cut, sizeof cut, "%s.cut", t->path);
    snprintf(cut_wal, sizeof cut_wal, "%s-wal", cut);
    pid_t child = fork(); /* closing the original's files in this process would drop SQLite's locks */
    if (child == 0) {
        int64_t count = 0, before = 0;
        for (off_t len = st.st_size / 2; len <= st.st_size; len += 1000) {
            copy_file(t->path, cut, SIZE_MAX);
            copy_file(t->wal, cut_wal, (size_t)len);
            if (!survey(cut, &count) || count % 10 != 0 || count < before) _exit(1);
            before = count;
        }
        copy_file(t->path, cut, SIZE_MAX);
        copy_file(t->wal, cut_wal, SIZE_MAX);
        _exit(survey(cut, &count) && count == 300 ? 0 : 2);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* ---- kill -9 ---- */

/* Commits numbered rows for ever, and tells each number only once it is acknowledged. */
static _Noreturn void write_until_killed(const char *path, int out) {
    struct store *s;
    struct error err;
    if (store_open(&s, path, STORE_OPEN, &err) < 0) _exit(3);
    struct db *db = store_writer(s);
    int64_t id = db_int(db, 0, "SELECT max(id) FROM item");
    for (;;) {
        if (db_begin(db, &err) < 0) _exit(4);
        int rows = 1 + (int)(id % 5);
        for (int i = 0; i < rows; i++)
            db_exec(db, "INSERT INTO item (id, name) VALUES ($1, $2)", V(++id), V("a row that must not be lost"));
        if (db_commit(db, &err) < 0 || write(out, &id, sizeof id) != sizeof id) _exit(5);
        if (id % 200 == 0) db_checkpoint(db);
    }
}

static void nothing_acknowledged_is_lost_to_a_kill(void **state) {
    struct scratch *t = *state;
    store_close(t->store);
    t->store = NULL;
    int64_t acknowledged = 0;
    for (int k = 0; k < KILLS; k++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            write_until_killed(t->path, ends[1]);
        }
        close(ends[1]);
        int64_t id;
        for (uint64_t n = 1 + any(60); n > 0 && read(ends[0], &id, sizeof id) == sizeof id; n--) acknowledged = id;
        struct timespec pause = { 0, (long)any(3000000) };
        nanosleep(&pause, NULL);
        kill(child, SIGKILL);
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        while (read(ends[0], &id, sizeof id) == sizeof id) acknowledged = id;
        close(ends[0]);

        struct store *s;
        assert_ok(store_open(&s, t->path, STORE_OPEN, &t->err), &t->err); /* the lock died with its holder */
        int64_t count = db_int(store_writer(s), -1, "SELECT count(*) FROM item");
        assert_int_equal(count, db_int(store_writer(s), -1, "SELECT max(id) FROM item"));
        assert_true(count >= acknowledged);
        assert_int_equal(db_quick_check(store_writer(s), &t->err), 0);
        store_close(s);
    }
    assert_true(acknowledged > KILLS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_FOLDER("recovery: opening says what is wrong", opening_says_what_is_wrong),
        UNIT("recovery: a second writer is refused, by name", a_second_writer_is_refused),
        UNIT("recovery: a shortened file is told, wherever it ends", a_shortened_file_is_told),
        UNIT("recovery: a damaged file is an error and never a crash", a_damaged_file_is_no_crash),
        UNIT("recovery: a shortened log ends at a whole commit", a_shortened_log_ends_at_a_commit),
        UNIT("recovery: kill -9 loses nothing acknowledged", nothing_acknowledged_is_lost_to_a_kill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
