/* One small interface over SQL: SQLite behind it, PostgreSQL beside it (docs/architecture.md, "Store").
 *
 *  1. Exactly one connection, the writer, both writes and checkpoints; readers do neither (SQLite 3.40's WAL-reset
 *     bug).
 *  2. A commit that returned 0 is on disk: WAL with synchronous=FULL.
 *  3. After an I/O error of the writer's, at commit above all, it is latched: every later begin fails until the store
 *     is opened anew. A full disk is not such an error: the transaction is undone, and the next one may succeed.
 *  4. Statements are bound, never concatenated; they are string literals (or live as long as the process), prepared
 *     once per connection and found again by their address. Parameters are written $1, $2 …, one for each value, so
 *     that SQLite and PostgreSQL read the same text; `$1::bigint` is fine where PostgreSQL cannot infer a type.
 *  5. Writing happens in a transaction only, and a query ends (rows_done, or rows_next giving false) before the
 *     transaction does. A break of 4 or 5 is a mistake of the program and ends it with the statement's text.
 *
 * Errors are sticky: a statement that fails marks the connection, later calls do nothing and give empty answers, and
 * the owner of the transaction asks `db_failed` once before it commits (db_commit refuses too). So reading code stays
 * straight. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

enum { STORE_PAGE_SIZE = 4096 }; /* bytes; rows longer than this lie in pages of their own but for their beginning */

struct store; /* a data directory's database */
struct db;    /* one connection */
struct rows;  /* a running query */

enum store_mode {
    STORE_CREATE,  /* a new file; ERR_EXISTS when there is one */
    STORE_OPEN,    /* an existing one, for reading and writing */
    STORE_READ,    /* readers only: no writer connection is opened */
    /* A new file without durability, for folding and the demo's bulk; `path` NULL: unnamed, gone on close. Its one
     * connection is the reader too: reading happens inside the writer's transaction or outside any. A named one is
     * synced as a whole on close, and may then be opened with STORE_OPEN. */
    STORE_SCRATCH,
};

/* Opens DIR's database file at `path`. 0, ERR_MISSING, ERR_EXISTS, ERR_BUSY (another process writes), ERR_CORRUPT,
 * ERR_IO. A lock file beside it (`path`.lock) keeps a second writer out; it stays when the store is closed. */
int store_open(struct store **ret, const char *path, enum store_mode mode, struct error *err);
void store_close(struct store *s);

struct db *store_writer(struct store *s);      /* owned by the store; one thread at a time; NULL for STORE_READ */
struct db *store_reader(struct store *s);      /* taken from a pool; give it back; never NULL, waits when all are out */
void store_reader_done(struct store *s, struct db *db);

/* Transactions. A reader's begin gives one snapshot until its end. */
int db_begin(struct db *db, struct error *err);
int db_commit(struct db *db, struct error *err); /* 0 only when durable; ERR_IO latches a writer */
void db_rollback(struct db *db);                 /* also clears a sticky statement error */
void db_savepoint(struct db *db);                /* one level */
void db_savepoint_release(struct db *db);
void db_savepoint_rollback(struct db *db);       /* also clears a sticky statement error */
bool db_failed(const struct db *db, struct error *err);
bool db_latched(const struct db *db);
int db_script(struct db *db, const char *sql, struct error *err); /* schema only */
/* Empties the log into the database, and cuts it to nothing: after a close of secret ballots, before a copy of the folder.
 * Not for every idle moment: the log is checkpointed when it is long enough anyway, and keeps its file, since writing over
 * old bytes syncs faster than growing a file. */
void db_checkpoint(struct db *db);
/* Rewrites the database so that no byte of a deleted row is left in its files, and empties the log. Deleting overwrites a
 * row, yet SQLite may have left stale copies of it in pages that it once divided; only rewriting is sure to lose them.
 * The writer, outside a transaction; about a second for 100 MB; ERR_BUSY while a reader still looks at older pages. */
int db_scrub(struct db *db, struct error *err);
/* Empties the log and cuts it to nothing, as the end of db_scrub does: enough for rows that lay in pages of their own. */
int db_empty_log(struct db *db, struct error *err);
int db_quick_check(struct db *db, struct error *err);
/* A compact copy of one snapshot, without what was erased; appears at `path` only when whole and synced. ERR_EXISTS.
 * Any connection outside a transaction will do: a reader leaves the writer alone. */
int db_backup_to(struct db *db, const char *path, struct error *err);

/* Values to bind. V(x) takes any integer, const char * (NULL is NULL), struct str (data NULL is NULL); V_BLOB a struct
 * str as bytes; V_NULL. Strings are borrowed until the query ends. */
enum value_type { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB };
struct value { enum value_type type; int64_t integer; struct str str; };
static inline struct value value_int(int64_t v) { return (struct value){ VALUE_INT, v, { 0 } }; }
static inline struct value value_str(struct str v) { return (struct value){ v.data ? VALUE_TEXT : VALUE_NULL, 0, v }; }
static inline struct value value_z(const char *v) { return value_str(str_of(v)); }
static inline struct value value_blob(struct str v) { return (struct value){ v.data ? VALUE_BLOB : VALUE_NULL, 0, v }; }
#define V(x)                                                                                                            \
    _Generic((x), struct str: value_str, const char *: value_z, char *: value_z, default: value_int)(x)
#define V_BLOB(x) value_blob(x)
#define V_NULL ((struct value){ VALUE_NULL, 0, { 0 } })
#define DB_VALUES(...)                                                                                                  \
    (const struct value[]){ { 0 }, ##__VA_ARGS__ } + 1,                                                                 \
        sizeof((const struct value[]){ { 0 }, ##__VA_ARGS__ }) / sizeof(struct value) - 1

/* Runs a statement that gives no rows; returns the number of rows changed. */
int64_t db_exec_values(struct db *db, const char *sql, const struct value *v, size_t n);
#define db_exec(db, sql, ...) db_exec_values((db), (sql), DB_VALUES(__VA_ARGS__))

/* First column of the first row: an integer, or `otherwise` when there is no row (or NULL). */
int64_t db_int_values(struct db *db, int64_t otherwise, const char *sql, const struct value *v, size_t n);
#define db_int(db, otherwise, sql, ...) db_int_values((db), (otherwise), (sql), DB_VALUES(__VA_ARGS__))
/* … a text or blob, copied into the arena; STR_NONE when there is no row (or NULL). */
struct str db_str_values(struct db *db, struct arena *a, const char *sql, const struct value *v, size_t n);
#define db_str(db, arena, sql, ...) db_str_values((db), (arena), (sql), DB_VALUES(__VA_ARGS__))
#define db_has(db, sql, ...) (db_int((db), 0, (sql), ##__VA_ARGS__) != 0)

/* Many rows:
 *     struct rows *r = db_rows(db, "SELECT id, name FROM body WHERE kind = $1", V(kind));
 *     while (rows_next(r)) { int64_t id = rows_int(r, 0); struct str name = rows_str(r, 1); }
 *     rows_done(r);
 * A string lasts until the next rows_next; copy what must live longer. The same statement may not run twice at once
 * on a connection (nested use of one literal): rows_next asserts it. */
struct rows *db_rows_values(struct db *db, const char *sql, const struct value *v, size_t n);
#define db_rows(db, sql, ...) db_rows_values((db), (sql), DB_VALUES(__VA_ARGS__))
bool rows_next(struct rows *r);
int64_t rows_int(const struct rows *r, int column);
bool rows_null(const struct rows *r, int column);
int rows_columns(const struct rows *r);
struct str rows_str(const struct rows *r, int column);
void rows_done(struct rows *r);

/* ---- words: finding texts, newest first (search.c says how) ---- */

/* Makes the index, empty, or takes it away. In a transaction. */
int search_make(struct db *db, struct error *err);
int search_unmake(struct db *db, struct error *err);
/* Keeps a text (of UTF-8) under its kind and number, in the place of the one that was there; an empty one only takes it out. */
void search_put(struct db *db, int kind, int64_t id, struct str text);
/* From here on nothing in the index is left of what was taken out: after an erasure, before its commit. */
void search_forget(struct db *db);
/* What to ask for texts that hold every term, each anywhere; STR_NONE when no term has a letter or a digit. */
struct str search_question(struct arena *a, const struct str *terms, size_t count);
/* Numbers of the texts of a kind that may answer it, the highest first, below `below` (0: all); at most `max`. Look at the
 * text itself before you show it. */
size_t search_find(struct db *db, struct str question, int kind, int64_t below, int64_t *ret, size_t max);

#endif
