/* meeting export: a whole meeting as a folder (views/meetings/folder.c), from a data directory or from an alliance's address; and verifying
 * such a folder, which `verify` does where it is given one. Every proof is verified by the register's key, and every row of the lists must
 * be an entry that is proved and says the same. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "acts/pipeline/pipeline.h"
#include "base/tar.h"
#include "command/sheet.h"
#include "command/verify.h"
#include "effects/pdf.h"
#include "register/file.h"
#include "register/receipt.h"
#include "register/source.h"
#include "views/view.h"

enum { FOLDER_MAX = 64 << 20, LINE_FILE_MAX = 1024 };

/* ---- export ---- */

static const struct view_kind *folder_kind(void) {
    const struct view_kind *const *all;
    size_t n = view_kinds(&all);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i]->path, "/meetings/{id}/folder.tar") == 0) return all[i];
    return NULL;
}

/* The minutes as PDF, where charterd-pdf is beside this program. */
static void enclose(struct view *v) {
    struct pdf_printers *printers = pdf_printers_new(NULL);
    pdf_enclose(printers, v->enclosed, v->enclosed_paper, v->now, v->out);
    pdf_printers_free(printers);
}

static int gather(struct invocation *in, const char *dir, int64_t number, struct buf *tar, struct error *err) {
    struct alliance *a = NULL;
    struct stat st;
    if (stat(arena_f(in->arena, "%s/alliance.db", dir).data, &st) != 0)
        return error_set(err, ERR_IO, T("{dir} holds no alliance.", "{dir} 中没有联盟数据。"), ARG_Z("dir", dir));
    int result = alliance_open(&a, dir, ALLIANCE_READ, err);
    if (result != 0) return result;
    struct db *db = store_reader(alliance_store(a));
    result = db_begin(db, err);
    if (result == 0) {
        const struct view_pair place = { "id", arena_f(in->arena, "%lld", (long long)number) };
        instant now = alliance_now(a);
        struct view v = { .kind = folder_kind(),
                          .db = db,
                          .alliance = a,
                          .charter = alliance_charter(a, now),
                          .workcal = alliance_workcal(a),
                          .now = now,
                          .lang = in->lang,
                          .arena = in->arena,
                          .path = "/meetings/folder.tar",
                          .query = STR(""),
                          .segments = &place,
                          .segment_count = 1,
                          .form_key = "",
                          .site = str_of(site_of(in, dir)),
                          .out = tar,
                          .status = 200,
                          .viewer = { .csrf = "" } };
        v.zone = v.charter ? charter_zone(v.charter) : ZONE_UTC;
        v.kind->run(&v);
        if (v.status == 200) enclose(&v);
        if (v.status != 200)
            result = error_set(err, ERR_MISSING, T("There is no meeting {n}.", "没有第 {n} 次会议。"),
                               ARG_PLAIN("n", number));
        db_rollback(db);
    }
    store_reader_done(alliance_store(a), db);
    alliance_close(a);
    return result;
}

static int fetch_folder(const char *url, struct invocation *in, int64_t number, struct buf *tar, struct error *err) {
    struct register_source *s = NULL;
    int result = source_http(&s, url, err);
    if (result == 0)
        result =
            s->fetch(s, arena_f(in->arena, "meetings/%lld/folder.tar", (long long)number).data, FOLDER_MAX, tar, err);
    if (s) s->close(s);
    return result;
}

struct unpacking {
    const char *to;
    struct arena *arena;
    int64_t files;
};

static int cannot_make(const char *path, struct error *err) {
    return error_set(err, ERR_IO, T("{path}: {reason}.", "{path}：{reason}。"), ARG_Z("path", path),
                     ARG_TEXT("reason", errno_text(errno)));
}

/* Names are plain (base/tar.h, T1); only `proofs/` is a folder. */
static int unpack(void *context, struct str name, struct str bytes, struct error *err) {
    struct unpacking *u = context;
    if (str_has(name, "/") && !(str_starts(name, "proofs/") && !str_has(str_skip(name, strlen("proofs/")), "/")))
        return error_set(err, ERR_SYNTAX,
                         T("The archive holds something other than plain files.", "归档文件中有普通文件以外的内容。"));
    u->files++;
    return file_replace(arena_f(u->arena, "%s/%.*s", u->to, STR_FMT(name)).data, bytes, 0644, FILE_QUICK, err);
}

static int make_folder(struct invocation *in, const char *to, struct str tar, int64_t *ret_files, struct error *err) {
    struct unpacking u = { .to = to, .arena = in->arena };
    const char *proofs = arena_f(in->arena, "%s/proofs", to).data;
    if (mkdir(to, 0755) != 0 && errno != EEXIST) return cannot_make(to, err);
    if (mkdir(proofs, 0755) != 0 && errno != EEXIST) return cannot_make(proofs, err);
    int result = tar_each(tar, unpack, &u, err);
    *ret_files = u.files;
    return result;
}

static int meeting_run(struct invocation *in) {
    struct buf tar;
    struct error err = { 0 };
    int64_t number, count = 0;
    const char *from = in->words[1], *to = in->words[3];
    if (strcmp(in->words[0], "export") != 0 || str_int(str_of(in->words[2]), &number) != 0 || number < 1)
        return wrong_use(in,
                         T("Use: charterd meeting export DIR-or-URL NUMBER TO",
                           "用法：charterd meeting export 目录或网址 会议编号 目标文件夹"),
                         NULL, 0);
    buf_init(&tar, FOLDER_MAX);
    int result = str_has(str_of(from), "://") ? fetch_folder(from, in, number, &tar, &err)
                                              : gather(in, from, number, &tar, &err);
    if (result == 0) result = make_folder(in, to, buf_str(&tar), &count, &err);
    buf_release(&tar);
    if (result != 0) return say_error(in, &err);
    const struct arg args[] = { ARG_PLAIN("n", number), ARG_INT("files", count), ARG_Z("to", to) };
    if (option(in, "json"))
        print_json(json_pack("{s:I, s:I, s:s}", "meeting", (json_int_t)number, "files", (json_int_t)count, "to", to));
    else
        say(in, stdout,
            T("Meeting {n} is now in {to}: {files} files.", "第 {n} 次会议已写入 {to}，共 {files} 个文件。"), args, 3);
    return EXIT_DONE;
}

COMMAND(meeting) = {
    .name = "meeting",
    .usage = "meeting export DIR-or-URL NUMBER TO",
    .summary = TEXT_INIT("a whole meeting as a folder, with the proof of every entry",
                         "将整场会议导出为文件夹，附全部条目的证明"),
    .help = TEXT_INIT(
        "Writes to TO what anybody may read of the meeting: agenda, attendance, guests, speakers, motions and votes as CSV, minutes, and for\n"
        "every entry of the register that made it the proof that it stands there. `charterd verify TO` verifies the folder offline.",
        "将会议中任何人可查阅的内容写入 TO：议程、出席、列席、发言、动议、表决（CSV）、纪要，以及登记簿中每条相关条目的存证证明。\n"
        "charterd verify TO 可离线验证该文件夹。"),
    .words_min = 4,
    .words_max = 4,
    .run = meeting_run,
};

/* ---- verify ---- */

bool names_meeting(struct invocation *in) {
    struct stat st;
    return stat(arena_f(in->arena, "%s/proofs", in->words[0]).data, &st) == 0 && S_ISDIR(st.st_mode);
}

struct proved {
    int64_t n;
    json_t *entry;
};
struct folder {
    struct invocation *in;
    const char *dir;
    struct vkey key;
    struct checkpoint checkpoint;
    struct buf note;
    struct proved *all;
    size_t count, room;
    int64_t rows;
};

static int by_number(const void *a, const void *b) {
    const struct proved *x = a, *y = b;
    return x->n < y->n ? -1 : x->n > y->n;
}

static int read_proof(struct folder *f, const char *name, struct error *err) {
    struct buf file;
    struct receipt receipt = { .extra = STR_NONE };
    struct checkpoint c;
    struct note_seen seen;
    json_t *entry = NULL;
    int64_t number;
    struct str rest = str_of(name), digits = str_cut(&rest, '.');
    buf_init(&file, RECEIPT_BYTES_MAX);
    int result =
        file_read(AT_FDCWD, arena_f(f->in->arena, "%s/proofs/%s", f->dir, name).data, RECEIPT_BYTES_MAX, &file, err);
    if (result == 0) result = receipt_parse(&receipt, f->in->arena, buf_str(&file), err);
    if (result == 0)
        result =
            receipt_verify(&receipt, receipt.extra.data ? receipt.extra : STR(""), &f->key, NULL, 0, &seen, &c, err);
    if (result == 0 && (str_int(digits, &number) != 0 || number != receipt.index || c.size != f->checkpoint.size ||
                        memcmp(c.root.b, f->checkpoint.root.b, HASH_SIZE) != 0))
        result = error_set(err, ERR_CORRUPT,
                           T("proofs/{name} is the proof of another entry, or of another checkpoint.",
                             "proofs/{name} 是其他条目或其他检查点的证明。"),
                           ARG_Z("name", name));
    if (result == 0) result = json_parse(receipt.extra, &entry, err);
    if (result == 0) {
        if (f->count == f->room) {
            f->room = f->room ? 2 * f->room : 256;
            f->all = mem_grow(f->all, f->room * sizeof *f->all);
        }
        f->all[f->count++] = (struct proved){ receipt.index, entry };
    }
    buf_release(&file);
    return result;
}

static int read_proofs(struct folder *f, struct error *err) {
    const char *path = arena_f(f->in->arena, "%s/proofs", f->dir).data;
    DIR *d = opendir(path);
    int result = d ? 0 : cannot_make(path, err);
    for (struct dirent *e; result == 0 && (e = readdir(d));)
        if (str_ends(str_of(e->d_name), ".tlog-proof")) result = read_proof(f, e->d_name, err);
    if (d) closedir(d);
    qsort(f->all, f->count, sizeof *f->all, by_number);
    return result;
}

/* What a list says of an entry and the entry says too. */
static bool row_agrees(const json_t *row, const json_t *entry) {
    static const char *const names[] = { "meeting", "motion", "topic", "vote", "person" };
    const json_t *args = json_object_get(entry, "args");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const json_t *said = json_object_get(args, names[i]);
        struct str cell = json_str(row, names[i]);
        int64_t number;
        if (!cell.data || !said) continue;
        if (json_is_string(said)
                ? !str_is(cell, json_string_value(said))
                : json_is_integer(said) && (str_int(cell, &number) != 0 || number != json_integer_value(said)))
            return false;
    }
    return true;
}

static int judge_list(struct folder *f, const char *name, struct error *err) {
    struct sheet sheet = { 0 };
    struct buf text;
    const char *path = arena_f(f->in->arena, "%s/%s", f->dir, name).data;
    buf_init(&text, SHEET_BYTES_MAX);
    int result = file_read(AT_FDCWD, path, SHEET_BYTES_MAX, &text, err);
    struct str rest = buf_str(&text);
    str_cut(&rest, '\n');
    bool empty = rest.len == 0; /* its heading alone: nothing to judge */
    buf_release(&text);
    if (result == ERR_MISSING)
        return error_set(err, ERR_CORRUPT, T("{name} is missing from the folder.", "文件夹中缺少 {name}。"),
                         ARG_Z("name", name));
    if (result != 0 || empty) return result;
    result = sheet_read(&sheet, path, f->in->arena, err);
    for (size_t i = 0; result == 0 && i < sheet.row_count; i++) {
        struct str cell = json_str(sheet.rows[i].values, "entry");
        struct proved wanted = { 0 };
        if (!cell.data) continue; /* who did not vote has none */
        const struct proved *found =
            str_int(cell, &wanted.n) == 0 ? bsearch(&wanted, f->all, f->count, sizeof *f->all, by_number) : NULL;
        if (!found)
            result = error_set(err, ERR_CORRUPT,
                               T("{name}, line {line}: entry {entry} has no proof here.",
                                 "{name} 第 {line} 行：条目 {entry} 无证明。"),
                               ARG_Z("name", name), ARG_PLAIN("line", sheet.rows[i].line), ARG_STR("entry", cell));
        else if (!row_agrees(sheet.rows[i].values, found->entry))
            result = error_set(err, ERR_CORRUPT,
                               T("{name}, line {line}: entry {entry} says otherwise.",
                                 "{name} 第 {line} 行：与条目 {entry} 不符。"),
                               ARG_Z("name", name), ARG_PLAIN("line", sheet.rows[i].line), ARG_STR("entry", cell));
        f->rows++;
    }
    sheet_release(&sheet);
    return result;
}

static int read_key(struct folder *f, const char *given, struct error *err) {
    struct buf line;
    buf_init(&line, LINE_FILE_MAX);
    int result =
        given ? 0 : file_read(AT_FDCWD, arena_f(f->in->arena, "%s/key", f->dir).data, LINE_FILE_MAX, &line, err);
    if (result == 0) result = vkey_parse(&f->key, str_trim(given ? str_of(given) : buf_str(&line)), err);
    buf_release(&line);
    return result;
}

static int judge_folder(struct folder *f, struct error *err) {
    static const char *const lists[] = { "agenda.csv",   "points.csv",  "attendance.csv", "guests.csv",
                                         "speakers.csv", "motions.csv", "votes.csv" };
    struct note_seen seen;
    int result =
        file_read(AT_FDCWD, arena_f(f->in->arena, "%s/checkpoint", f->dir).data, NOTE_BYTES_MAX, &f->note, err);
    if (result == 0) result = checkpoint_open(&f->checkpoint, buf_str(&f->note), &f->key, NULL, 0, &seen, err);
    if (result == 0) result = read_proofs(f, err);
    for (size_t i = 0; result == 0 && i < sizeof lists / sizeof lists[0]; i++) result = judge_list(f, lists[i], err);
    return result;
}

int verify_meeting(struct invocation *in) {
    struct folder *f = arena_new(in->arena, struct folder);
    struct error err = { 0 };
    const char *given = option(in, "key");
    *f = (struct folder){ .in = in, .dir = in->words[0] };
    buf_init(&f->note, NOTE_BYTES_MAX);
    int result = read_key(f, given, &err);
    bool wrong_key = result != 0 && given;
    if (result == 0) result = judge_folder(f, &err);
    if (result == 0 && option(in, "json"))
        print_json(json_pack("{s:b, s:s, s:I, s:I, s:I, s:b, s:[]}", "whole", 1, "origin", f->key.name, "size",
                             (json_int_t)f->checkpoint.size, "entries", (json_int_t)f->count, "rows",
                             (json_int_t)f->rows, "key_given", given != NULL, "faults"));
    else if (result == 0) {
        const struct arg args[] = { ARG_INT("entries", (int64_t)f->count), ARG_Z("origin", f->key.name),
                                    ARG_INT("size", f->checkpoint.size), ARG_INT("rows", f->rows) };
        say(in, stdout,
            T("Whole: {entries} entries of this meeting stand in {origin}, size {size}; {rows} rows of its lists agree with them.",
              "完好：本次会议的 {entries} 条条目载于 {origin}（共 {size} 条）；列表 {rows} 行与之一致。"),
            args, 4);
        if (!given)
            say(in, stdout,
                T("It was verified by the key in the folder itself. Give the one you have from elsewhere with --key.",
                  "本次用文件夹内的密钥验证，请以 --key 给出您从别处取得的密钥。"),
                NULL, 0);
    }
    for (size_t i = 0; i < f->count; i++) json_decref(f->all[i].entry);
    free(f->all);
    buf_release(&f->note);
    if (wrong_key) return say_error(in, &err);
    return result == 0 ? EXIT_DONE : verify_fault(in, &err);
}
