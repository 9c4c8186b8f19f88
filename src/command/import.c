/* import: members, people and holders there were before, from a spreadsheet: each row one act, entered by the operator.
 *
 *     org_name,type,jurisdiction,registration,class,name,email
 *     示例单位,enterprise,CN,EXAMPLE-1,director,示例人员,person@example.org
 *
 * The columns are the act's own fields; a column `kind` names the act row by row. A row's idempotency key is made of what stands in
 * it, so the same rows, in whatever file, are acted once: a run that was stopped is run again. Where a person is asked for, an e-mail
 * address will do; for a member, its registered name. With --dry-run the rows run on a copy that is thrown away, each on what
 * the one before left, so the verdicts are those of the real run. */
#include <string.h>

#include "base/hash.h"
#include "command/acting.h"
#include "command/sheet.h"

enum { FILES_OF_ROW_MAX = 16, KEY_HEX = 40 };

static const struct option_kind import_options[] = {
    { "kind", "ACT",
      TEXT_INIT("the act each row is, where no column “kind” says so; else founding.admit",
                "各行所办事项（无 kind 列时）；默认 founding.admit") },
    { "as", "WHO",
      TEXT_INIT("for whom the acts are entered, as in act; else whoever the charter gives them to",
                "代何人登记，同 act；默认取章程授权的人员") },
    { "dry-run", NULL, TEXT_INIT("say what would come of every row; record nothing", "仅报告各行的结果，不作登记") },
    { 0 },
};

struct import {
    struct invocation *in;
    struct acting acting;
    struct sheet sheet;
    json_t *report, *seen; /* rows; how often the same row stood before */
    int64_t done, repeated, refused;
};

/* ---- before anything is done: does the header fit? ---- */

static const char *default_kind(const struct invocation *in) {
    return option(in, "kind") ? option(in, "kind") : "founding.admit";
}

static const char *kind_of(const struct import *im, const json_t *values) {
    const char *own = json_string_value(json_object_get(values, "kind"));
    return own ? own : default_kind(im->in);
}

static const struct field *field_of(const struct act_kind *kind, const char *name) {
    for (const struct field *f = kind ? kind->fields : NULL; f && f->name; f++)
        if (strcmp(f->name, name) == 0) return f;
    return NULL;
}

static const char *field_names(struct arena *arena, const struct act_kind *kind) {
    struct buf b;
    buf_init(&b, 4096);
    for (const struct field *f = kind->fields; f && f->name; f++)
        buf_addf(&b, "%s%s%s", b.len ? ", " : "", f->name, f->optional || f->type == FIELD_BOOL ? "" : "*");
    const char *z = arena_z(arena, buf_str(&b));
    buf_release(&b);
    return z;
}

static const struct act_kind *kind_known(const char *name) {
    const struct act_kind *kind = act_kind(name);
    return kind && kind->origin == ORIGIN_PERSON ? kind : NULL;
}

/* Of the act that all rows are; where rows name theirs, each row is judged by itself. */
static int judge_header(const struct import *im) {
    const struct act_kind *kind = kind_known(default_kind(im->in));
    if (!kind)
        return wrong_use(im->in, T("There is no act called “{kind}”.", "没有名为“{kind}”的事项。"),
                         (const struct arg[]){ ARG_Z("kind", default_kind(im->in)) }, 1);
    if (sheet_column(&im->sheet, "kind")) return EXIT_DONE;
    int result = EXIT_DONE;
    for (size_t i = 0; i < im->sheet.column_count; i++) {
        const struct arg args[] = { ARG_INT("column", (int64_t)i + 1), ARG_Z("name", im->sheet.columns[i]),
                                    ARG_Z("kind", kind->name), ARG_Z("fields", field_names(im->in->arena, kind)) };
        if (!field_of(kind, im->sheet.columns[i]))
            result = wrong_use(
                im->in,
                T("Line 1, column {column}: {kind} has no field “{name}”. Its fields (* must be given): {fields}.",
                  "第 1 行第 {column} 列：{kind} 没有“{name}”这一栏。其各栏（* 为必填）：{fields}。"),
                args, 4);
    }
    for (const struct field *f = kind->fields; im->sheet.column_count && f && f->name; f++) {
        const struct arg args[] = { ARG_Z("name", f->name), ARG_Z("kind", kind->name) };
        if (!f->optional && f->type != FIELD_BOOL && !sheet_column(&im->sheet, f->name))
            result = wrong_use(im->in,
                               T("Line 1: the column “{name}” is missing, which {kind} needs.",
                                 "第 1 行：缺少 {kind} 所需的“{name}”列。"),
                               args, 2);
    }
    return result;
}

/* ---- one row ---- */

/* The row's key: what stands in it, and how often the same stood before. */
static const char *row_key(struct import *im, const char *kind, const json_t *values) {
    struct buf b, hex;
    buf_init(&b, 1 << 22);
    buf_init(&hex, 128);
    buf_addf(&b, "%s\n", kind);
    if (json_canonical(&b, values) != 0) buf_addc(&b, '?');
    int64_t before = json_int(im->seen, arena_z(im->in->arena, buf_str(&b)), 0);
    json_object_set_new(im->seen, arena_z(im->in->arena, buf_str(&b)), json_integer(before + 1));
    buf_addf(&b, "\n%lld", (long long)before);
    struct hash h = hash_of(buf_str(&b));
    hash_hex(&hex, &h);
    const char *key = arena_f(im->in->arena, "import-%.*s", KEY_HEX, buf_z(&hex)).data;
    buf_release(&b);
    buf_release(&hex);
    return key;
}

struct reference {
    struct import *im;
    const struct field *field;
    const char *word;
    int64_t id;
};

/* A person by e-mail address, a member by its registered name. */
static int find_reference(struct db *db, void *context, struct error *err) {
    struct reference *x = context;
    struct ask found = { 0 };
    if (strcmp(x->field->ref, "person") == 0 && strchr(x->word, '@')) {
        (void)err;
        if (resolve_who(db, x->im->in->arena, x->word, &found, NULL) == 0) x->id = found.person;
    } else if (strcmp(x->field->ref, "member") == 0 || strcmp(x->field->ref, "org") == 0) {
        x->id = db_int(db, 0, "SELECT id FROM org WHERE name = $1 ORDER BY id DESC LIMIT 1", V(x->word));
    }
    return 0;
}

static json_t *refer(struct import *im, const struct field *f, json_t *value) {
    int64_t number;
    struct reference x = { .im = im, .field = f, .word = json_string_value(value) };
    if (!x.word || str_int(str_of(x.word), &number) == 0) return json_incref(value);
    (void)acting_look(&im->acting, find_reference, &x, NULL);
    return x.id ? json_integer(x.id) : json_incref(value); /* the act's own words will say what is wrong with it */
}

/* The row's cells as an ask; files named with @. False after a message. */
static bool fill(struct import *im, const struct act_kind *kind, json_t *values, struct ask *ask,
                 struct upload *uploads) {
    const char *name;
    json_t *value;
    ask->args = json_object();
    json_object_foreach(values, name, value) {
        const struct field *f = field_of(kind, name);
        const char *z = json_string_value(value);
        if (strcmp(name, "kind") == 0 && !f) continue;
        if (f && f->type == FIELD_FILE && z && z[0] == '@' && ask->upload_count < FILES_OF_ROW_MAX) {
            if (!read_upload(im->in, f->name, z + 1, &uploads[ask->upload_count])) return false;
            ask->upload_count++;
        } else if (f && f->type == FIELD_REF && f->ref) {
            json_object_set_new(ask->args, name, refer(im, f, value));
        } else {
            json_object_set(ask->args, name, value);
        }
    }
    return true;
}

static void say_place(const struct import *im, int64_t line, const char *field) {
    const struct arg args[] = { ARG_PLAIN("line", line), ARG_INT("column", (int64_t)sheet_column(&im->sheet, field)),
                                ARG_Z("field", field) };
    struct buf b;
    buf_init(&b, 1024);
    if (im->sheet.column_count == 0)
        text_format(&b, T("Item {line}: ", "第 {line} 项："), im->in->lang, ZONE_UTC, args, 3);
    else if (*field && sheet_column(&im->sheet, field))
        text_format(&b, T("Line {line}, column {column} ({field}): ", "第 {line} 行第 {column} 列（{field}）："),
                    im->in->lang, ZONE_UTC, args, 3);
    else
        text_format(&b, T("Line {line}: ", "第 {line} 行："), im->in->lang, ZONE_UTC, args, 3);
    printf("%s", buf_z(&b));
    buf_release(&b);
}

static void say_refusals(const struct import *im, int64_t line, const json_t *out) {
    const json_t *findings = json_object_get(out, "findings");
    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *f = json_array_get(findings, i);
        if (!json_is_true(json_object_get(f, "refuses"))) continue;
        const char *field = json_string_value(json_object_get(f, "field"));
        struct str clause = json_str(f, "clause"), text = json_str(f, "text"), remedy = json_str(f, "remedy");
        say_place(im, line, field ? field : "");
        printf("%.*s%s%.*s%s%.*s\n", STR_FMT(clause.data ? clause : STR("")), clause.data ? ": " : "", STR_FMT(text),
               remedy.len ? " " : "", STR_FMT(remedy.data ? remedy : STR("")));
    }
}

static void say_row(struct import *im, int64_t line, const char *kind, int code, json_t *out) {
    bool again = json_is_true(json_object_get(out, "repeated")), dry = im->acting.trial;
    im->done += code == 0 && !again;
    im->repeated += code == 0 && again;
    im->refused += code != 0;
    if (option(im->in, "json")) {
        json_object_set_new(out, im->sheet.column_count ? "line" : "item", json_integer(line));
        json_object_set_new(out, "kind", json_string(kind));
        json_array_append(im->report, out);
        return;
    }
    if (code != 0) {
        say_refusals(im, line, out);
        return;
    }
    const struct arg args[] = { ARG_INT("entry", json_int(out, "entry", -1)) };
    say_place(im, line, "");
    say(im->in, stdout,
        again ? T("recorded before, as entry {entry}.", "此前已登记为第 {entry} 条。")
        : dry ? T("would be allowed.", "可准予。")
              : T("allowed; entry {entry}.", "准予；第 {entry} 条。"),
        args, 1);
}

/* 0, or the exit code that ends the run. */
static int import_row(struct import *im, const struct sheet_row *row) {
    struct upload uploads[FILES_OF_ROW_MAX];
    struct error err = { 0 };
    const char *name = kind_of(im, row->values);
    const struct act_kind *kind = kind_known(name);
    json_t *out = NULL;
    struct ask ask = { .kind = name,
                       .key = row_key(im, name, row->values),
                       .via = "operator",
                       .uploads = uploads,
                       .received = INSTANT_NONE,
                       .lang = im->in->lang };
    int code = ERR_SYNTAX;
    bool filled = fill(im, kind, row->values, &ask, uploads);
    if (filled) code = acting_ask(&im->acting, option(im->in, "as"), &ask, &out, &err);
    json_decref(ask.args);
    if (!filled) return EXIT_USAGE;
    if (!out) {
        say_error(im->in, &err);
        return acting_exit(code);
    }
    say_row(im, row->line, name, code, out);
    json_decref(out);
    return code == ERR_IO || code == ERR_BUSY ? EXIT_FAULT : 0;
}

/* ---- all of them ---- */

static void say_summary(struct import *im) {
    bool dry = im->acting.trial;
    if (option(im->in, "json")) {
        print_json(json_pack("{s:b, s:I, s:I, s:I, s:O}", "dry_run", dry, "allowed", (json_int_t)im->done, "repeated",
                             (json_int_t)im->repeated, "refused", (json_int_t)im->refused, "rows", im->report));
        return;
    }
    const struct arg args[] = { ARG_INT("rows", (int64_t)im->sheet.row_count), ARG_INT("done", im->done),
                                ARG_INT("repeated", im->repeated), ARG_INT("refused", im->refused) };
    say(im->in, stdout,
        dry ? T("Of {rows} {rows|row|rows}: {done} would be allowed, {repeated} recorded before, {refused} refused. Nothing was recorded.",
                "共 {rows} 行：可准予 {done} 行，此前已登记 {repeated} 行，不予准许 {refused} 行。未作任何登记。")
            : T("Of {rows} {rows|row|rows}: {done} allowed, {repeated} recorded before, {refused} refused.",
                "共 {rows} 行：准予 {done} 行，此前已登记 {repeated} 行，不予准许 {refused} 行。"),
        args, 4);
}

static int import_rows(struct import *im, const char *dir) {
    struct error err = { 0 };
    bool dry = option(im->in, "dry-run") != NULL;
    int result = dry ? acting_try(&im->acting, im->in, dir, &err) : acting_open(&im->acting, im->in, dir, &err);
    if (result != 0) return say_unusable(im->in, &err);
    im->report = json_array();
    im->seen = json_object();
    result = EXIT_DONE;
    for (size_t i = 0; result == EXIT_DONE && i < im->sheet.row_count; i++) result = import_row(im, &im->sheet.rows[i]);
    say_summary(im);
    acting_close(&im->acting);
    json_decref(im->report);
    json_decref(im->seen);
    return result != EXIT_DONE ? result : im->refused ? EXIT_REFUSED : EXIT_DONE;
}

static int import_run(struct invocation *in) {
    struct import im = { .in = in };
    struct error err = { 0 };
    if (sheet_read(&im.sheet, in->words[1], in->arena, &err) != 0) {
        if (err.code != ERR_IO) err.code = ERR_USAGE; /* the file that was named is not one to import */
        return say_error(in, &err);
    }
    int result = judge_header(&im);
    if (result == EXIT_DONE) result = import_rows(&im, in->words[0]);
    sheet_release(&im.sheet);
    return result;
}

COMMAND(import) = {
    .name = "import",
    .usage = "import DIR FILE.csv|FILE.json",
    .summary = TEXT_INIT("members, people and holders from a spreadsheet", "从表格导入成员、人员和任职"),
    .help = TEXT_INIT(
        "Each row is one act, by the columns' names its fields (/reference/acts lists them); a column “kind” names the act row by row.\n"
        "A person may be given by e-mail address, a member by its registered name, a file as @FILE. The same rows are acted once,\n"
        "however often they are imported. Exit 1 when a row was refused; the others are recorded.",
        "每行办理一项事项，列名即各栏名称（见 /reference/acts）；kind 列可逐行指定事项。人员可用邮箱、成员单位可用登记名称表示，\n"
        "文件用 @FILE。相同的行无论导入几次只办理一次。有任何一行被拒时退出码为 1，其余各行照常登记。"),
    .options = import_options,
    .alliance = 1,
    .words_min = 2,
    .words_max = 2,
    .run = import_run,
};
