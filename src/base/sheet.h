/* A spreadsheet's rows: a CSV file (RFC 4180, as spreadsheet programs write it) or a JSON array of objects, as the lists of the API
 * are. Every row becomes an object of its columns' names; a column that stands there twice makes a list; an empty cell is left out.
 * Where something is wrong it is said with line and column. */
#ifndef BASE_SHEET_H
#define BASE_SHEET_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"

enum { SHEET_BYTES_MAX = 32 << 20, SHEET_COLUMNS_MAX = 200 };

struct sheet_row {
    int64_t line;   /* of the file; of a JSON array the place in it, from 1 */
    json_t *values; /* an object */
};

struct sheet {
    struct arena *arena;
    const char **columns; /* of the header; none of JSON */
    size_t column_count;
    struct sheet_row *rows;
    size_t row_count, row_size;
};

/* 0, or ERR_SYNTAX with its place; a file without rows is right. */
int sheet_parse(struct sheet *ret, struct str bytes, bool json, struct arena *arena, struct error *err);
void sheet_release(struct sheet *s);
/* From 1; 0 where there is no such column. */
size_t sheet_column(const struct sheet *s, const char *name);

#endif
