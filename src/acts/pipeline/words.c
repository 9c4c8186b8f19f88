/* Words; see words.h. One row for each kind says where its words stand: everything else is derived from it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts/pipeline/words.h"
#include "base/words.h"

struct touched {
    const char *thing;
    int64_t id;
};
struct words_due {
    struct touched *items;
    size_t count, size;
    bool forget; /* something was erased */
};

static const struct kind {
    enum words_kind kind;
    const char *thing;     /* as acts name it */
    bool sealed;           /* the columns are JSON, as sealed values are kept */
    const char *one, *all; /* id, and one or two columns of words */
    const char *of_value;  /* the things whose words are sealed under entry $1 */
} kinds[] = {
#define KIND(kind, thing, sealed, id, columns, from, of_value)                                                         \
    {                                                                                                                  \
        kind, thing, sealed, "SELECT " id ", " columns " FROM " from " WHERE " id " = $1",                             \
            "SELECT " id ", " columns " FROM " from, of_value                                                          \
    }
    KIND(WORDS_ORG, "org", false, "o.id", "o.name || ' ' || coalesce(o.name_en, ''), o.registration", "org o", NULL),
    KIND(WORDS_PERSON, "person", true, "p.id", "x.value",
         "person p JOIN private x ON x.entry = p.name_entry AND x.field = 'name'",
         "SELECT id FROM person WHERE name_entry = $1"),
    KIND(WORDS_TOPIC, "topic", true, "t.id", "x.value",
         "topic t JOIN private x ON x.entry = t.entry AND x.field = 'title'", "SELECT id FROM topic WHERE entry = $1"),
    KIND(WORDS_MOTION, "motion", true, "o.id", "x.value",
         "motion o JOIN private x ON x.entry = o.title_entry AND x.field = 'title'",
         "SELECT id FROM motion WHERE title_entry = $1 OR text_entry = $1"),
    KIND(WORDS_MOTION_WHOLE, "motion", true, "o.id", "x.value, y.value",
         "motion o JOIN private x ON x.entry = o.title_entry AND x.field = 'title' "
         "JOIN private y ON y.entry = o.text_entry AND y.field = 'text'",
         NULL),
    KIND(WORDS_MATTER, "matter", true, "t.id", "x.value",
         "matter t JOIN private x ON x.entry = t.entry AND x.field = 'title'",
         "SELECT id FROM matter WHERE entry = $1"),
    KIND(WORDS_INTERPRETATION, "interpretation", true, "i.id", "x.value",
         "interpretation i JOIN private x ON x.entry = i.entry AND x.field = 'title'",
         "SELECT id FROM interpretation WHERE entry = $1"),
    KIND(WORDS_INTERPRETATION_WHOLE, "interpretation", true, "i.id", "x.value, y.value",
         "interpretation i JOIN private x ON x.entry = i.entry AND x.field = 'title' "
         "JOIN private y ON y.entry = i.entry AND y.field = 'answer'",
         NULL),
#undef KIND
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* ---- the words of one row ---- */

static void add_text(struct buf *text, struct str column, bool sealed) {
    json_t *value = sealed ? json_loadb(column.data ? column.data : "", column.len, JSON_DECODE_ANY, NULL) : NULL;
    if (json_is_string(value)) column = (struct str){ json_string_value(value), json_string_length(value) };
    if (!sealed || json_is_string(value)) {
        buf_addc(text, '\n');
        buf_add(text, column);
    }
    json_decref(value);
}

static void put_row(struct db *db, const struct kind *k, const struct rows *r, struct buf *text) {
    buf_clear(text);
    for (int i = 1; i < rows_columns(r); i++) add_text(text, rows_str(r, i), k->sealed);
    search_put(db, k->kind, rows_int(r, 0), buf_str(text));
}

static void put_one(struct db *db, const struct kind *k, int64_t id, struct buf *text) {
    struct rows *r = db_rows(db, k->one, V(id));
    if (rows_next(r))
        put_row(db, k, r, text);
    else
        search_put(db, k->kind, id, STR_NONE);
    rows_done(r);
}

/* ---- keeping up ---- */

static struct words_due *due_of(struct alliance *a) {
    if (!a->words) {
        a->words = mem_alloc(sizeof *a->words);
        *a->words = (struct words_due){ 0 };
    }
    return a->words;
}

void words_changed(struct alliance *a, const char *thing, int64_t id) {
    struct words_due *due = due_of(a);
    if (due->count == due->size) {
        due->size = due->size ? due->size * 2 : 64;
        due->items = mem_grow(due->items, due->size * sizeof *due->items);
    }
    due->items[due->count++] = (struct touched){ thing, id };
}

void words_going(struct alliance *a, struct db *db, int64_t entry, const char *field) {
    if (strcmp(field, "name") != 0 && strcmp(field, "title") != 0 && strcmp(field, "text") != 0 &&
        strcmp(field, "answer") != 0)
        return;               /* nothing else is in the index */
    due_of(a)->forget = true; /* also what nothing rests on any more: a former name, a text since amended */
    for (size_t i = 0; i < KINDS; i++) {
        if (!kinds[i].of_value) continue;
        struct rows *r = db_rows(db, kinds[i].of_value, V(entry));
        while (rows_next(r)) words_changed(a, kinds[i].thing, rows_int(r, 0));
        rows_done(r);
    }
}

void words_keep_up(struct alliance *a, struct db *db) {
    if (!a->words_ready) return words_undone(a); /* a directory being founded, or mended: made at its opening */
    struct buf text;
    buf_init(&text, 64 << 20);
    for (size_t i = 0; a->words && i < a->words->count; i++)
        for (size_t k = 0; k < KINDS; k++)
            if (strcmp(kinds[k].thing, a->words->items[i].thing) == 0)
                put_one(db, &kinds[k], a->words->items[i].id, &text);
    if (a->words && a->words->forget) search_forget(db);
    buf_release(&text);
    words_undone(a);
}

void words_undone(struct alliance *a) {
    if (!a->words) return;
    a->words->count = 0;
    a->words->forget = false;
}

void words_free(struct alliance *a) {
    if (a->words) free(a->words->items);
    free(a->words);
    a->words = NULL;
}

/* ---- made anew ---- */

static const char *version(struct arena *arena) { return arena_f(arena, "%d.%d", WORDS_VERSION, KINDS).data; }

static void make_all(struct db *db) {
    struct buf text;
    buf_init(&text, 64 << 20);
    for (size_t k = 0; k < KINDS; k++) {
        struct rows *r = db_rows(db, kinds[k].all);
        while (rows_next(r)) put_row(db, &kinds[k], r, &text);
        rows_done(r);
    }
    buf_release(&text);
}

int words_settle(struct alliance *a, struct error *err) {
    struct db *db = store_writer(a->store);
    struct arena arena;
    arena_init(&arena);
    int result = db_begin(db, err);
    if (result == 0 && !str_is(db_str(db, &arena, "SELECT value FROM setting WHERE name = 'words'"), version(&arena))) {
        result = search_make(db, err);
        if (result == 0) make_all(db);
        db_exec(
            db,
            "INSERT INTO setting (name, value) VALUES ('words', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            V(version(&arena)));
        if (result == 0)
            result = db_commit(db, err);
        else
            db_rollback(db);
    } else if (result == 0) {
        db_rollback(db);
    }
    a->words_ready = result == 0;
    arena_release(&arena);
    return result;
}

void words_outdated(struct db *db) {
    db_exec(db, "DELETE FROM setting WHERE name = 'words'");
    (void)search_unmake(db, NULL);
}
