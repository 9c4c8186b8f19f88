/* Finding texts by their words: SQLite's FTS5 here, beside PostgreSQL's tsvector (see the end of this comment).
 *
 * A text is kept under its kind and number, in words as base/words.h makes them, so that the engine parts it at blanks
 * and decides nothing: no word of a question is ever its syntax. One row for each text; a kind is a range of rows:
 *
 *     kind << 40 | id ── "示例 例技 术委 委员 会"          newest first is the order of rows, backwards
 *
 * The index is derived: no table of the state rests on it, `check` does not read it, and whoever fills it (acts/pipeline/words.h)
 * can make it anew. What it answers are candidates: who asks reads the text itself, which says whether it fits and may
 * be read.
 *
 * The words stand in the index twice: as they came, so that a text is taken out without knowing what it was, and in lists
 * by word. FTS5 marks what was deleted and drops it when it merges its lists; search_forget merges them all at once.
 * (A list of deletions that never leaves a byte, its 'secure-delete', is younger than SQLite 3.40.)
 *
 * In PostgreSQL: a table search (id bigint primary key, words tsvector) with a GIN index, filled by
 * array_to_tsvector and asked by to_tsquery('simple', …) with <-> between the words of a piece and :* where it is open. */
#include "base/words.h"
#include "store/internal.h"

enum { KIND_BITS = 40, PIECES_MAX = 32 };

static const char MAKE[] = "DROP TABLE IF EXISTS search; "
                           "CREATE VIRTUAL TABLE search USING fts5(words, tokenize='ascii', columnsize=0)";

static int64_t row_of(int kind, int64_t id) { return (int64_t)kind << KIND_BITS | id; }

int search_make(struct db *db, struct error *err) { return db_script(db, MAKE, err); }

int search_unmake(struct db *db, struct error *err) { return db_script(db, "DROP TABLE IF EXISTS search", err); }

void search_put(struct db *db, int kind, int64_t id, struct str text) {
    struct buf words;
    buf_init(&words, STORE_VALUE_BYTES_MAX);
    words_add(&words, text);
    db_exec(db, "DELETE FROM search WHERE rowid = $1", V(row_of(kind, id)));
    if (words.len)
        db_exec(db, "INSERT INTO search (rowid, words) VALUES ($1, $2)", V(row_of(kind, id)), V(buf_str(&words)));
    buf_release(&words);
}

void search_forget(struct db *db) { db_exec(db, "INSERT INTO search (search) VALUES ('optimize')"); }

struct str search_question(struct arena *a, const struct str *terms, size_t count) {
    struct words_piece pieces[PIECES_MAX];
    size_t n = 0;
    for (size_t i = 0; i < count; i++) n += words_pieces(a, terms[i], pieces + n, PIECES_MAX - n);
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < n; i++)
        buf_addf(&b, "%s\"%.*s\"%s", i ? " AND " : "", STR_FMT(pieces[i].words), pieces[i].open ? " *" : "");
    struct str question = n ? arena_str(a, buf_str(&b)) : STR_NONE;
    buf_release(&b);
    return question;
}

size_t search_find(struct db *db, struct str question, int kind, int64_t below, int64_t *ret, size_t max) {
    if (question.len == 0) return 0;
    size_t n = 0;
    struct rows *r = db_rows(
        db, "SELECT rowid FROM search WHERE search MATCH $1 AND rowid BETWEEN $2 AND $3 ORDER BY rowid DESC LIMIT $4",
        V(question), V(row_of(kind, 0)), V(below > 0 ? row_of(kind, below) - 1 : row_of(kind + 1, 0) - 1), V(max));
    while (n < max && rows_next(r)) ret[n++] = rows_int(r, 0) - row_of(kind, 0);
    rows_done(r);
    return n;
}
