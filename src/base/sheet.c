/* Reading spreadsheets; see sheet.h. CSV is libcsv's work; it tells of cells and rows, not where they stand, so it is fed byte by
 * byte and the line ends are counted here. */
#include "base/sheet.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct sheet *sheet;
    struct error *err;
    int code;
    int64_t line, begun; /* where we are; where the row began */
    size_t column;       /* of the row, from 0 */
    json_t *values;      /* of the row */
    bool headed, between;
};

static int wrong_place(const struct reading *r, struct text text, const char *name) {
    return error_set(r->err, ERR_SYNTAX, text, ARG_PLAIN("line", r->begun), ARG_PLAIN("column", (int64_t)r->column + 1),
                     ARG_Z("name", name), ARG_PLAIN("columns", (int64_t)r->sheet->column_count));
}

static void header_cell(struct reading *r, struct str name) {
    struct sheet *s = r->sheet;
    const char *z = arena_z(s->arena, str_trim(name));
    if (s->column_count == SHEET_COLUMNS_MAX || !*z)
        r->code = wrong_place(r,
                              T("Line {line}, column {column}: the header needs a name here.",
                                "第 {line} 行第 {column} 列：表头缺少名称。"),
                              "");
    else
        s->columns[s->column_count++] = z;
}

static void cell_add(json_t *values, const char *name, json_t *text) {
    json_t *before = json_object_get(values, name);
    if (json_is_array(before))
        json_array_append_new(before, text);
    else if (before)
        json_object_set_new(values, name, json_pack("[O, o]", before, text));
    else
        json_object_set_new(values, name, text);
}

static void on_cell(void *bytes, size_t len, void *context) {
    struct reading *r = context;
    struct sheet *s = r->sheet;
    struct str cell = { bytes ? bytes : "", len };
    if (r->code != 0) return;
    if (!r->headed) {
        header_cell(r, cell);
    } else if (r->column >= s->column_count) {
        r->code = wrong_place(r,
                              T("Line {line}, column {column}: the header has only {columns} columns.",
                                "第 {line} 行第 {column} 列：表头只有 {columns} 列。"),
                              "");
    } else if (str_trim(cell).len) {
        json_t *text = json_stringn(cell.data, cell.len);
        if (text)
            cell_add(r->values, s->columns[r->column], text);
        else
            r->code = wrong_place(
                r,
                T("Line {line}, column {column} ({name}): this is not UTF-8. Save the file as CSV UTF-8.",
                  "第 {line} 行第 {column} 列（{name}）：不是 UTF-8 文字，请将文件另存为 UTF-8 编码的 CSV。"),
                s->columns[r->column]);
    }
    r->column++;
}

static void row_keep(struct sheet *s, struct sheet_row row) {
    if (s->row_count == s->row_size) {
        s->row_size = s->row_size ? s->row_size * 2 : 64;
        s->rows = mem_grow(s->rows, s->row_size * sizeof *s->rows);
    }
    s->rows[s->row_count++] = row;
}

static void on_row(int end, void *context) {
    struct reading *r = context;
    (void)end;
    if (r->code == 0 && r->headed && r->column < r->sheet->column_count && r->column-- > 0)
        r->code = wrong_place(r,
                              T("Line {line} ends after {column} columns; the header has {columns}.",
                                "第 {line} 行只有 {column} 列，表头有 {columns} 列。"),
                              "");
    if (r->code == 0 && r->headed && json_object_size(r->values)) {
        row_keep(r->sheet, (struct sheet_row){ r->begun, r->values });
        r->values = json_object();
    }
    r->headed = r->between = true;
    r->column = 0;
}

/* Spreadsheet programs write semicolons where the comma is for decimals. */
static char separator(struct str bytes) {
    struct str header = str_cut(&bytes, '\n');
    return !memchr(header.data, ',', header.len) && memchr(header.data, ';', header.len) ? ';' : ',';
}

static int read_csv(struct sheet *s, struct str bytes, struct error *err) {
    struct csv_parser parser;
    struct reading r = { .sheet = s, .err = err, .line = 1, .begun = 1, .values = json_object(), .between = true };
    if (str_starts(bytes, "\xef\xbb\xbf")) bytes = str_skip(bytes, 3);
    s->columns = arena_array(s->arena, const char *, SHEET_COLUMNS_MAX);
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return error_set(err, ERR_IO, T("The CSV reader could not start.", "CSV 读取器无法启动。"));
    csv_set_delim(&parser, (unsigned char)separator(bytes));
    bool sound = true;
    for (size_t i = 0; sound && r.code == 0 && i < bytes.len; i++) {
        if (r.between && bytes.data[i] != '\n' && bytes.data[i] != '\r') {
            r.begun = r.line;
            r.between = false;
        }
        sound = csv_parse(&parser, bytes.data + i, 1, on_cell, on_row, &r) == 1;
        r.line += bytes.data[i] == '\n';
    }
    if (sound && r.code == 0) sound = csv_fini(&parser, on_cell, on_row, &r) == 0;
    if (!sound && r.code == 0)
        r.code = error_set(err, ERR_SYNTAX,
                           T("Line {line}: a quotation mark stands where none may stand, or one is missing.",
                             "第 {line} 行：引号位置有误，或缺少引号。"),
                           ARG_PLAIN("line", r.line));
    csv_free(&parser);
    json_decref(r.values);
    return r.code;
}

/* An array of objects, or the API's {"items": […]}. */
static int read_json(struct sheet *s, struct str bytes, struct error *err) {
    json_t *root;
    int code = json_parse(bytes, &root, err);
    if (code != 0) return code;
    const json_t *list = json_is_object(root) ? json_object_get(root, "items") : root;
    if (!json_is_array(list))
        code = error_set(err, ERR_SYNTAX, T("The file must hold a list of objects.", "文件须为对象列表。"));
    for (size_t i = 0; code == 0 && i < json_array_size(list); i++) {
        json_t *row = json_array_get(list, i);
        if (json_is_object(row))
            row_keep(s, (struct sheet_row){ (int64_t)i + 1, json_incref(row) });
        else
            code = error_set(err, ERR_SYNTAX, T("Item {n} is not an object.", "第 {n} 项不是对象。"),
                             ARG_PLAIN("n", (int64_t)i + 1));
    }
    json_decref(root);
    return code;
}

int sheet_parse(struct sheet *ret, struct str bytes, bool json, struct arena *arena, struct error *err) {
    *ret = (struct sheet){ .arena = arena };
    int code = json ? read_json(ret, bytes, err) : read_csv(ret, bytes, err);
    if (code != 0) sheet_release(ret);
    return code;
}

void sheet_release(struct sheet *s) {
    for (size_t i = 0; i < s->row_count; i++) json_decref(s->rows[i].values);
    free(s->rows);
    *s = (struct sheet){ 0 };
}

size_t sheet_column(const struct sheet *s, const char *name) {
    for (size_t i = 0; i < s->column_count; i++)
        if (strcmp(s->columns[i], name) == 0) return i + 1;
    return 0;
}
