/* Statements: prepared once per connection, found by the address of their literal, bound and never concatenated.
 *
 * PostgreSQL numbers parameters by what stands behind the dollar; SQLite takes "$2" for a name and numbers names by
 * first appearance. So each statement keeps, for every parameter of SQLite's, which of the caller's values it means:
 * the order of appearance does not matter, and `$1` may stand twice. PostgreSQL's casts ("$1::bigint") are part of the
 * name to SQLite and so cost nothing. A statement whose parameters are not $1 … $n for n values is wrong on both
 * engines and stops the program where it is first prepared: every statement runs in a test. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

/* A mistake of the program, never of its input. */
static _Noreturn void wrong_statement(const char *sql, const char *why) {
    fprintf(stderr, "store: %s: %s\n", why, sql);
    abort();
}

/* ---- finding and preparing ---- */

static size_t slot_of(const struct db *db, const char *sql) {
    size_t mask = db->table_size - 1;
    size_t i = (size_t)(((uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & mask;
    while (db->table[i] && db->table[i]->sql != sql) i = (i + 1) & mask;
    return i;
}

static void table_grow(struct db *db) {
    struct rows **old = db->table;
    size_t old_size = db->table_size;
    db->table_size = old_size ? old_size * 2 : 64;
    db->table = mem_alloc(db->table_size * sizeof db->table[0]);
    memset(db->table, 0, db->table_size * sizeof db->table[0]);
    for (size_t i = 0; i < old_size; i++)
        if (old[i]) db->table[slot_of(db, old[i]->sql)] = old[i];
    free(old);
}

/* Which of the caller's values each parameter means. */
static void read_parameters(struct rows *r) {
    uint64_t seen = 0;
    r->parameter_count = sqlite3_bind_parameter_count(r->stmt);
    if (r->parameter_count > STORE_PARAMETERS_MAX) wrong_statement(r->sql, "too many parameters");
    for (int i = 1; i <= r->parameter_count; i++) {
        const char *name = sqlite3_bind_parameter_name(r->stmt, i);
        char *end = NULL;
        unsigned long number = name && name[0] == '$' ? strtoul(name + 1, &end, 10) : 0;
        if (number < 1 || number > STORE_PARAMETERS_MAX || (*end != '\0' && *end != ':'))
            wrong_statement(r->sql, "parameters are written $1, $2 …");
        r->value_of[i - 1] = (uint8_t)(number - 1);
        seen |= UINT64_C(1) << (number - 1);
        if (number > r->value_count) r->value_count = number;
    }
    if (seen != (UINT64_C(1) << r->value_count) - 1)
        wrong_statement(r->sql, "a parameter between $1 and the last is missing");
}

static struct rows *statement_of(struct db *db, const char *sql) {
    if (db->table_used * 2 >= db->table_size) table_grow(db);
    size_t slot = slot_of(db, sql);
    struct rows *r = db->table[slot];
    if (r) {
        if (r->running) wrong_statement(sql, "a statement runs twice at once on one connection");
        if (strcmp(sqlite3_sql(r->stmt), sql) != 0)
            wrong_statement(sql, "a statement is not a literal: its text changed at the same address");
        return r;
    }
    sqlite3_stmt *stmt = NULL;
    const char *tail = NULL;
    int rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, &tail);
    if (rc != SQLITE_OK) {
        connection_fail(db, rc);
        return NULL;
    }
    if (!stmt || tail[strspn(tail, " \n;")] != '\0') wrong_statement(sql, "one statement at a time");
    r = mem_alloc(sizeof *r);
    *r = (struct rows){ .db = db, .sql = sql, .stmt = stmt, .writes = !sqlite3_stmt_readonly(stmt) };
    read_parameters(r);
    db->table[slot] = r;
    db->table_used++;
    return r;
}

static void give_up(struct db *db, bool all) {
    struct rows **old = db->table;
    size_t old_size = db->table_size;
    db->table = NULL;
    db->table_size = db->table_used = 0;
    for (size_t i = 0; i < old_size; i++) {
        struct rows *r = old[i];
        if (r && r->kept && !all) {
            if (db->table_used * 2 >= db->table_size) table_grow(db);
            db->table[slot_of(db, r->sql)] = r;
            db->table_used++;
        } else if (r) {
            sqlite3_finalize(r->stmt);
            free(r);
        }
    }
    free(old);
}

void query_trim(struct db *db) {
    if (db->table_used > STORE_STATEMENTS_MAX && db->running == 0) give_up(db, false);
}

void query_release(struct db *db) { give_up(db, true); }

/* ---- running ---- */

static int bind_one(sqlite3_stmt *stmt, int i, const struct value *v) {
    switch (v->type) {
    case VALUE_INT: return sqlite3_bind_int64(stmt, i, v->integer);
    case VALUE_TEXT: return sqlite3_bind_text64(stmt, i, v->str.data, v->str.len, SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BLOB: return sqlite3_bind_blob64(stmt, i, v->str.data, v->str.len, SQLITE_STATIC);
    case VALUE_NULL: break;
    }
    return sqlite3_bind_null(stmt, i);
}

/* Prepared and bound, or NULL when the connection has failed. */
static struct rows *query_start(struct db *db, const char *sql, const struct value *v, size_t n) {
    if (db->failed) return NULL;
    struct rows *r = statement_of(db, sql);
    if (!r) return NULL;
    if (r->value_count != n) wrong_statement(sql, "the number of values is not the number of parameters");
    for (int i = 1; i <= r->parameter_count; i++) {
        int rc = bind_one(r->stmt, i, &v[r->value_of[i - 1]]);
        if (rc != SQLITE_OK) {
            connection_fail(db, rc);
            return NULL;
        }
    }
    r->running = true;
    db->running++;
    return r;
}

static void query_end(struct rows *r) {
    if (!r->running) return;
    (void)sqlite3_reset(r->stmt);          /* repeats the error of the last step, which is known */
    (void)sqlite3_clear_bindings(r->stmt); /* the strings were borrowed */
    r->running = false;
    r->db->running--;
}

static bool query_step(struct rows *r) {
    int rc = sqlite3_step(r->stmt);
    if (rc == SQLITE_ROW) return true;
    if (rc != SQLITE_DONE) connection_fail(r->db, rc);
    return false;
}

void query_assert_idle(const struct db *db) {
    for (size_t i = 0; db->running > 0 && i < db->table_size; i++)
        if (db->table[i] && db->table[i]->running)
            wrong_statement(db->table[i]->sql, "a query was not ended before its transaction (rows_done)");
}

void query_end_all(struct db *db) {
    for (size_t i = 0; db->running > 0 && i < db->table_size; i++)
        if (db->table[i]) query_end(db->table[i]);
}

int query_prepare(struct db *db, const char *sql) {
    struct rows *r = statement_of(db, sql);
    if (!r) return sqlite3_extended_errcode(db->handle);
    r->kept = true;
    return SQLITE_OK;
}

int query_run(struct db *db, const char *sql) {
    struct rows *r = statement_of(db, sql);
    if (!r) return sqlite3_extended_errcode(db->handle);
    r->running = true;
    db->running++;
    int rc = sqlite3_step(r->stmt);
    query_end(r);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

int64_t db_exec_values(struct db *db, const char *sql, const struct value *v, size_t n) {
    struct rows *r = query_start(db, sql, v, n);
    if (!r) return 0;
    if (r->writes && !db->open)
        wrong_statement(sql, "writing outside a transaction"); /* nobody would see whether it is durable */
    while (query_step(r))
        ;
    int64_t changed = r->writes && !db->failed ? sqlite3_changes64(db->handle) : 0;
    query_end(r);
    return changed;
}

int64_t db_int_values(struct db *db, int64_t otherwise, const char *sql, const struct value *v, size_t n) {
    struct rows *r = query_start(db, sql, v, n);
    if (!r) return otherwise;
    int64_t answer = otherwise;
    if (query_step(r) && !rows_null(r, 0)) answer = rows_int(r, 0);
    query_end(r);
    return answer;
}

struct str db_str_values(struct db *db, struct arena *a, const char *sql, const struct value *v, size_t n) {
    struct rows *r = query_start(db, sql, v, n);
    if (!r) return STR_NONE;
    struct str answer = STR_NONE;
    if (query_step(r) && !rows_null(r, 0)) answer = arena_str(a, rows_str(r, 0));
    query_end(r);
    return answer;
}

struct rows *db_rows_values(struct db *db, const char *sql, const struct value *v, size_t n) {
    struct rows *r = query_start(db, sql, v, n);
    return r ? r : &db->none;
}

bool rows_next(struct rows *r) {
    if (!r->running) return false; /* failed, or past its end */
    if (query_step(r)) return true;
    query_end(r);
    return false;
}

int64_t rows_int(const struct rows *r, int column) {
    assert(r->running);
    return sqlite3_column_int64(r->stmt, column);
}

bool rows_null(const struct rows *r, int column) {
    assert(r->running);
    return sqlite3_column_type(r->stmt, column) == SQLITE_NULL;
}

int rows_columns(const struct rows *r) { return r->stmt ? sqlite3_column_count(r->stmt) : 0; }

struct str rows_str(const struct rows *r, int column) {
    assert(r->running);
    int type = sqlite3_column_type(r->stmt, column);
    if (type == SQLITE_NULL) return STR_NONE;
    const void *data =
        type == SQLITE_BLOB ? sqlite3_column_blob(r->stmt, column) : sqlite3_column_text(r->stmt, column);
    size_t len = (size_t)sqlite3_column_bytes(r->stmt, column);
    if (data) return (struct str){ data, len };
    if (type != SQLITE_BLOB || len > 0) /* only an empty blob has no bytes: there was no memory to unpack it */
        connection_fail(r->db, SQLITE_NOMEM);
    return STR("");
}

void rows_done(struct rows *r) { query_end(r); }
