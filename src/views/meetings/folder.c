/* A whole meeting as a folder, sent as one file: its lists as anybody may read them, its minutes, and the proof of every entry of the
 * register that made it. `charterd export` unpacks it, `charterd verify` verifies the folder, a year or ten later.
 *
 *     README.md                 what is what, in both languages
 *     meeting.json, minutes.json, minutes.md, minutes.pdf, calendar.ics
 *     agenda.csv, points.csv, attendance.csv, guests.csv, speakers.csv, motions.csv, votes.csv
 *     checkpoint, key           of the register, when the folder was made
 *     proofs/N.tlog-proof       entry N with the proof that it stands in that register
 *
 * The lists are proved row by row; the README says which files are, and which are there for convenience. minutes.pdf is among these, and
 * there only where a printer was: it is printed after the rest (views/view.h, enclosed).
 *
 * Each file is the answer of an address of this program to a reader nobody knows, so that nothing is in the folder that is not public. */
#include <string.h>

#include "acts/pipeline/record.h"
#include "base/tar.h"
#include "register/receipt.h"
#include "views/view.h"

enum { FILE_BYTES_MAX = 16 << 20, PROOFS_MAX = 8000 };

/* By the meeting's number in the address, or as a filter. A list is proved row by row. */
enum { PRINTED = 3 };
static const struct {
    const char *file, *path;
    bool list;
    struct text what;
} files[] = {
    { "meeting.json", "/api/v1/meetings/{id}", false,
      TEXT_INIT("the meeting: body, time, place, state", "会议：机构、时间、地点、状态") },
    { "minutes.json", "/api/v1/meetings/{id}/minutes", false,
      TEXT_INIT("its minutes, once it has ended; when they are approved, the approval’s entry has their hash",
                "会议纪要（散会后）；通过后，其哈希值载于通过条目") },
    { "minutes.md", "/meetings/{id}/minutes.md", false, TEXT_INIT("the same to be read", "会议纪要（文本）") },
    [PRINTED] = { "minutes.pdf", "/meetings/{id}/minutes.pdf", false,
                  TEXT_INIT("the same printed, where a printer was at hand", "会议纪要（PDF，有打印程序时附）") },
    { "calendar.ics", "/meetings/{id}/calendar.ics", false, TEXT_INIT("for a calendar", "日历文件") },
    { "agenda.csv", "/topics.csv", true, TEXT_INIT("the topics", "议题") },
    { "points.csv", "/points.csv", true, TEXT_INIT("which topic was dealt with when", "各议题的讨论时间") },
    { "attendance.csv", "/attendance.csv", true,
      TEXT_INIT("who came, how, and who left when", "到会、离会与参会方式") },
    { "guests.csv", "/guests.csv", true,
      TEXT_INIT("who was invited as a guest, came and left", "受邀列席的人员及其到会、离会") },
    { "speakers.csv", "/speakers.csv", true, TEXT_INIT("who spoke when", "发言") },
    { "motions.csv", "/motions.csv", true, TEXT_INIT("the motions and their sums", "动议及其计票") },
    { "votes.csv", "/votes.csv", true, TEXT_INIT("how each voted", "各人的表决") },
};

static const struct view_kind *kind_at(const char *path) {
    const struct view_kind *const *all;
    size_t n = view_kinds(&all);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i]->path, path) == 0 && all[i]->audience == FOR_ANYONE) return all[i];
    return NULL;
}

/* What an unknown reader is answered there; false where it is nothing. */
static bool answered(struct view *v, size_t file, const char *id, struct buf *out) {
    const struct view_kind *kind = kind_at(files[file].path);
    const struct view_pair place = { "id", str_of(id) }, filter = { "meeting", str_of(id) };
    if (!kind) return false;
    struct view inner = *v;
    inner.kind = kind;
    inner.viewer = (struct viewer){ .csrf = "" };
    inner.segments = &place;
    inner.segment_count = files[file].list ? 0 : 1;
    inner.params = &filter;
    inner.param_count = files[file].list ? 1 : 0;
    inner.query = STR("");
    inner.path = files[file].path;
    inner.out = out;
    inner.status = 200;
    kind->run(&inner);
    return inner.status == 200 && !inner.redirect;
}

static size_t entries_of(struct view *v, int64_t meeting, int64_t **ret) {
    int64_t *all = arena_array(v->arena, int64_t, PROOFS_MAX);
    size_t n = 0;
    struct rows *r = db_rows(
        v->db,
        "SELECT entry FROM mention WHERE thing = 'meeting' AND id = $1 UNION SELECT m.entry FROM mention m JOIN motion o ON o.id = m.id WHERE m.thing = 'motion' AND o.meeting = $1 "
        "UNION SELECT c.vote_entry FROM roll_call c JOIN motion o ON o.id = c.motion WHERE o.meeting = $1 AND c.vote_entry IS NOT NULL "
        "UNION SELECT entry FROM attendance WHERE meeting = $1 UNION SELECT entry FROM guest WHERE meeting = $1 UNION SELECT entry FROM topic WHERE meeting = $1 UNION SELECT entry FROM motion WHERE meeting = $1 "
        "UNION SELECT entry FROM point WHERE meeting = $1 UNION SELECT entry FROM speaker WHERE meeting = $1 "
        "UNION SELECT m.entry FROM mention m JOIN guest g ON g.id = m.id WHERE m.thing = 'guest' AND g.meeting = $1 ORDER BY 1",
        V(meeting));
    while (n < PROOFS_MAX && rows_next(r)) all[n++] = rows_int(r, 0);
    rows_done(r);
    *ret = all;
    return n;
}

static void add_proofs(struct view *v, int64_t meeting) {
    int64_t *entries, size = record_size(v->db);
    size_t n = entries_of(v, meeting, &entries);
    struct tile_source tiles = record_source(v->db);
    struct str checkpoint = record_checkpoint(v->db, v->arena);
    struct vkey *keys;
    struct buf b;
    buf_init(&b, RECEIPT_BYTES_MAX);
    for (size_t i = 0; i < n; i++) {
        struct arena arena;
        arena_init(&arena);
        struct receipt receipt = { .index = entries[i],
                                   .extra = record_entry(v->db, &arena, entries[i]),
                                   .checkpoint = checkpoint };
        buf_clear(&b);
        if (proof_inclusion(&tiles, entries[i], size, &receipt.proof, NULL) == 0) {
            receipt_format(&b, &receipt);
            tar_add(v->out, arena_f(&arena, "proofs/%lld.tlog-proof", (long long)entries[i]), buf_str(&b), v->now);
        }
        arena_release(&arena);
    }
    tar_add(v->out, STR("checkpoint"), checkpoint, v->now);
    buf_clear(&b);
    if (record_keys(v->db, v->arena, &keys)) {
        vkey_format(&b, &keys[0]);
        buf_addc(&b, '\n');
    }
    tar_add(v->out, STR("key"), buf_str(&b), v->now);
    buf_release(&b);
}

static void add_readme(struct view *v, int64_t meeting) {
    static const struct text head = TEXT_INIT("A meeting as a folder", "会议存档");
    static const struct text proven = TEXT_INIT(
        "Proved: each row of these names an entry of the register, and that entry, with its proof, is in proofs/.",
        "可证明：以下列表的每一行均注明登记条目，该条目及其证明在 proofs/ 中。");
    static const struct text convenient = TEXT_INIT(
        "For convenience: these say the same in other forms, as the server wrote them; nothing in this folder proves them.",
        "供查阅：以下文件以其他形式载明同一内容，由服务器生成，本文件夹不含对其的证明。");
    static const struct text rest = TEXT_INIT(
        "checkpoint and key are those of the public register; proofs/N.tlog-proof shows that entry N stands in it.\n"
        "`charterd verify FOLDER --key KEY` verifies every proof and holds the lists against the entries. Take the key from elsewhere than this folder.",
        "checkpoint 与 key 属公开登记簿；proofs/N.tlog-proof 证明第 N 条登记在案。\n"
        "charterd verify 文件夹 --key 密钥 可验证全部证明，并将各列表与条目核对。密钥应取自本文件夹以外的来源。");
    struct buf b;
    buf_init(&b, 1 << 16);
    for (int lang = 0; lang < 2; lang++) {
        enum lang l = lang == 0 ? LANG_EN : LANG_ZH;
        buf_addf(&b, "%s# %s\n\n%.*s/meetings/%lld\n\n", lang ? "\n" : "", text_in(head, l), STR_FMT(v->site),
                 (long long)meeting);
        for (int list = 1; list >= 0; list--) {
            buf_addf(&b, "%s%s\n\n", list ? "" : "\n", text_in(list ? proven : convenient, l));
            for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
                if (files[i].list == (list != 0))
                    buf_addf(&b, "- `%s`: %s\n", files[i].file, text_in(files[i].what, l));
        }
        buf_addf(&b, "\n%s\n", text_in(rest, l));
    }
    tar_add(v->out, STR("README.md"), buf_str(&b), v->now);
    buf_release(&b);
}

static void view_meeting_folder(struct view *v) {
    int64_t meeting = view_id(v, "id");
    struct buf b;
    if (!meeting || !db_has(v->db, "SELECT 1 FROM meeting WHERE id = $1", V(meeting))) {
        view_not_found(v, T("There is no such meeting.", "没有此会议。"));
        return;
    }
    const char *id = arena_f(v->arena, "%lld", (long long)meeting).data;
    v->filename = arena_f(v->arena, "meeting-%lld.tar", (long long)meeting).data;
    add_readme(v, meeting);
    buf_init(&b, FILE_BYTES_MAX);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        buf_clear(&b);
        if (!answered(v, i, id, &b)) continue;
        if (i == PRINTED)
            v->enclosed_paper = arena_str(v->arena, buf_str(&b));
        else
            tar_add(v->out, str_of(files[i].file), buf_str(&b), v->now);
    }
    buf_release(&b);
    add_proofs(v, meeting);
    v->enclosed = files[PRINTED].file;
}
VIEW(meeting_folder) = { .path = "/meetings/{id}/folder.tar", .type = "application/x-tar", .run = view_meeting_folder };
