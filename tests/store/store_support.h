/* What the store's tests share: a store in a directory of its own, with one small table. */
#ifndef TESTS_STORE_SUPPORT_H
#define TESTS_STORE_SUPPORT_H

#include <dirent.h>
#include <fcntl.h>

#define ITEM_TABLE "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, bytes BYTEA)"

struct scratch {
    char folder[64], path[96], wal[112];
    struct store *store;
    struct error err;
    struct arena arena;
};

static inline void complain(const struct error *err) {
    struct buf out;
    buf_init(&out, 2048);
    error_format(&out, err, LANG_EN);
    print_error("%s\n", buf_z(&out));
    buf_release(&out);
}

#define assert_ok(call, err)                                                                                           \
    do {                                                                                                               \
        if ((call) != 0) {                                                                                             \
            complain(err);                                                                                             \
            fail_msg("%s", #call);                                                                                     \
        }                                                                                                              \
    } while (0)

/* The sentence, in both languages, holds the words; nothing in it is left unfilled. */
static inline void assert_says(const struct error *err, const char *english) {
    for (enum lang lang = LANG_ZH; lang < LANG_COUNT; lang++) {
        struct buf out;
        buf_init(&out, 2048);
        error_format(&out, err, lang);
        bool good = !str_has(buf_str(&out), "{") && (lang == LANG_ZH || str_has(buf_str(&out), english));
        if (!good)
            print_error("said: %s\n", buf_z(&out));
        buf_release(&out);
        assert_true(good);
    }
}

static inline void remove_folder(const char *folder) {
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d));)
        if (e->d_name[0] != '.')
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
    rmdir(folder);
}

static inline int scratch_folder(void **state) {
    struct scratch *t = mem_alloc(sizeof *t);
    memset(t, 0, sizeof *t);
    snprintf(t->folder, sizeof t->folder, "%s/charterd-store-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(t->folder))
        return -1;
    snprintf(t->path, sizeof t->path, "%s/data.db", t->folder);
    snprintf(t->wal, sizeof t->wal, "%s-wal", t->path);
    arena_init(&t->arena);
    *state = t;
    return 0;
}

static inline int scratch_fill(struct scratch *t) {
    int code = store_open(&t->store, t->path, STORE_CREATE, &t->err);
    if (code == 0)
        code = db_script(store_writer(t->store), ITEM_TABLE, &t->err);
    if (code < 0)
        complain(&t->err);
    return code;
}

static inline int scratch_begin(void **state) { return scratch_folder(state) < 0 ? -1 : scratch_fill(*state); }

static inline int scratch_end(void **state) {
    struct scratch *t = *state;
    store_close(t->store);
    arena_release(&t->arena);
    remove_folder(t->folder);
    free(t);
    return 0;
}

#define UNIT(title, f) { "store/" title, f, scratch_begin, scratch_end, NULL }
#define UNIT_FOLDER(title, f) { "store/" title, f, scratch_folder, scratch_end, NULL }

/* Commits the items from..to in one transaction. */
static inline void put_items(struct scratch *t, int64_t from, int64_t to) {
    struct db *db = store_writer(t->store);
    assert_ok(db_begin(db, &t->err), &t->err);
    for (int64_t id = from; id <= to; id++) {
        char name[64];
        snprintf(name, sizeof name, "item %lld", (long long)id);
        assert_int_equal(db_exec(db, "INSERT INTO item (id, name) VALUES ($1, $2)", V(id), V(name)), 1);
    }
    assert_ok(db_commit(db, &t->err), &t->err);
}

/* Looked for in a child: closing the file here would drop SQLite's locks on it. */
static inline bool child_finds(const char *path, const char *words) {
    pid_t child = fork();
    int status = 0;
    if (child != 0) {
        assert_int_equal(waitpid(child, &status, 0), child);
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        _exit(1);
    size_t size = (size_t)lseek(fd, 0, SEEK_END), got = 0;
    char *all = mem_alloc(size + 1);
    lseek(fd, 0, SEEK_SET);
    for (ssize_t n; got < size && (n = read(fd, all + got, size - got)) > 0;)
        got += (size_t)n;
    _exit(memmem(all, got, words, strlen(words)) ? 0 : 1);
}

static inline void write_file(const char *path, const char *words) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, words, strlen(words)), strlen(words));
    close(fd);
}

#endif
