/* The public register: its newest entries, and a page for each that says in plain words what it is, the clause that made it
 * lawful, what is sealed in it, and how to prove it is there. */
#include <stdlib.h>
#include <string.h>

#include "acts/capacity.h"
#include "acts/pipeline/record.h"
#include "acts/said.h"
#include "acts/sealed.h"
#include "views/json.h"
#include "views/public.html.h"
#include "views/said.h"

enum { ENTRIES = 50 };

static struct str hex_of(struct view *v, const uint8_t *bytes, size_t n) {
    struct buf b;
    buf_init(&b, 1024);
    hex_add(&b, (struct str){ (const char *)bytes, n });
    struct str hex = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return hex;
}

static void view_register(struct view *v) {
    struct register_page p = { .size = record_size(v->db) };
    int64_t entries[ENTRIES], before = p.size;
    const char *from = view_param(v, "before");
    size_t n = 0;
    if (from && str_int(str_of(from), &before) != 0) before = p.size;
    for (int64_t i = (before < p.size ? before : p.size) - 1; i >= 0 && n < ENTRIES; i--) entries[n++] = i;
    p.moments = said_moments(v, entries, n);
    p.count = n;
    p.older = n && entries[n - 1] > 0 ? entries[n - 1] : 0;
    p.note = record_checkpoint(v->db, v->arena);
    p.vkey = db_str(v->db, v->arena, "SELECT vkey FROM register_key ORDER BY id DESC LIMIT 1");
    struct str rest = p.vkey;
    p.origin = str_cut(&rest, '+');
    page_begin_with(v, &(struct page){ .title = T("Public register", "公开登记簿"),
                                       .section = "register",
                                       .lead = T("Every official act, in order. Nothing here can be changed unseen.",
                                                 "全部正式事项，依次登记；任何改动都会被发现。"),
                                       .forms = LINKS({ "/register/checkpoint", T("Checkpoint", "检查点") },
                                                      { "/register/key", T("Verifier key", "验证公钥") }) });
    tpl_register(v, &p);
    page_end(v);
}
VIEW(register_page) = { .path = "/register", .cached = true, .run = view_register };

/* ---- one entry ---- */

static bool may_read(const struct view *v, const struct field *f, const struct act *act) {
    switch (f->privacy) {
    case FIELD_SEALED_MEMBER: return v->viewer.member || v->viewer.office;
    case FIELD_SEALED_OFFICE: return v->viewer.office || (v->viewer.person && v->viewer.person == act->by.person);
    default: return true;
    }
}

static void read_fields(struct view *v, struct entry_page *p, const struct entry *e) {
    size_t n = 0;
    for (const struct field *f = e->act.kind->fields; f && f->name; f++) n++;
    struct entry_field *rows = arena_array(v->arena, struct entry_field, n + 1);
    for (const struct field *f = e->act.kind->fields; f && f->name; f++) {
        const json_t *value = json_object_get(e->act.args, f->name);
        struct str commitment = json_str(e->commitments, f->name);
        struct entry_field *row = &rows[p->field_count];
        if (!value && !commitment.data) continue;
        *row = (struct entry_field){ .label = f->label,
                                     .sealed = commitment.data != NULL,
                                     .commitment = arena_str(v->arena, commitment) };
        if (value) row->value = value_said(v->db, v->charter, f, value, v->arena, v->lang);
        json_t *sealed = commitment.data ? sealed_value(v->db, e->act.entry, f->name) : NULL;
        row->erased = commitment.data && !sealed;
        if (sealed && may_read(v, f, &e->act)) row->value = value_said(v->db, v->charter, f, sealed, v->arena, v->lang);
        json_decref(sealed);
        p->field_count++;
    }
    p->fields = rows;
}

/* The numbers of a finding as they stand in the leaf: integers, dates and ratios told apart by their looks. */
static struct arg number_arg(struct view *v, const char *name, const json_t *value) {
    struct arg a = ARG_INT(arena_z(v->arena, str_of(name)), json_integer_value(value));
    instant t;
    day d;
    struct str z = str_of(json_string_value(value));
    if (json_is_integer(value)) return a;
    if (instant_parse(z, &t) == 0) return ARG_INSTANT(a.name, t);
    if (day_parse(z, &d) == 0) return ARG_DAY(a.name, d);
    return ARG_STR(a.name, arena_str(v->arena, z));
}

static void read_findings(struct view *v, struct entry_page *p, const json_t *verdict) {
    size_t n = json_array_size(verdict);
    struct entry_finding *rows = arena_array(v->arena, struct entry_finding, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(verdict, i);
        json_t *numbers = json_object_get(item, "numbers");
        struct arg *args = arena_array(v->arena, struct arg, json_object_size(numbers) + 1);
        struct entry_finding *row = &rows[p->finding_count++];
        row->clause = str_of(arena_z(v->arena, json_str(item, "clause")));
        row->args = args;
        const char *name;
        json_t *value;
        json_object_foreach(numbers, name, value) args[row->arg_count++] = number_arg(v, name, value);
    }
    p->findings = rows;
}

/* The acts that this one caused follow it directly. */
static void read_followers(struct view *v, struct entry_page *p) {
    struct rows *r =
        db_rows(v->db, "SELECT n, entry FROM leaf WHERE n > $1 AND n < $2 ORDER BY n", V(p->n), V(p->n + 200));
    while (rows_next(r) && p->follower_count < 50) {
        struct str needle = arena_f(v->arena, "\"cause\":%lld,", (long long)p->n);
        struct str bytes = rows_str(r, 1);
        if (!memmem(bytes.data, bytes.len, "\"as\":\"charter\"", 14)) break;
        if (memmem(bytes.data, bytes.len, needle.data, needle.len)) p->followers[p->follower_count++] = rows_int(r, 0);
    }
    rows_done(r);
}

static void read_actor(struct view *v, struct entry_page *p, const struct entry *e) {
    struct capacity as = e->act.by.as;
    const char *sql =
        as.kind == AS_OFFICE ? "SELECT body, title FROM holding WHERE id = $1"
        : as.kind == AS_DELEGATE
            ? "SELECT f.body, f.title FROM delegation d JOIN holding f ON f.id = d.from_holding WHERE d.id = $1"
            : NULL;
    if (sql) {
        struct rows *r = db_rows(v->db, sql, V(as.id));
        if (rows_next(r)) {
            as.body = arena_z(v->arena, rows_str(r, 0));
            as.title = arena_z(v->arena, rows_str(r, 1));
        }
        rows_done(r);
    } else if (as.kind == AS_REPRESENTATIVE) {
        as.org = db_int(v->db, 0, "SELECT org FROM representation WHERE id = $1", V(as.id));
    }
    p->capacity = str_of(text_in(capacity_words(v->db, v->charter, &as, v->arena), v->lang));
    p->person = e->act.by.person;
    if (p->person) p->who = person_name(v->db, v->arena, p->person, v->lang);
    p->via = str_of(e->act.by.via);
    struct capacity entering = { .kind = AS_OFFICE };
    p->entered_by = entered_by(v->db, e->act.by.via);
    if (!p->entered_by) return;
    str_int(str_skip(p->via, strlen("office:")), &entering.id);
    entering.body =
        arena_z(v->arena, db_str(v->db, v->arena, "SELECT body FROM holding WHERE id = $1", V(entering.id)));
    entering.title =
        arena_z(v->arena, db_str(v->db, v->arena, "SELECT title FROM holding WHERE id = $1", V(entering.id)));
    p->entering = capacity_words(v->db, v->charter, &entering, v->arena);
}

static void view_entry(struct view *v) {
    struct entry_page p = { .size = record_size(v->db) };
    const char *segment = view_segment(v, "n");
    struct entry e;
    json_t *root = NULL;
    struct str bytes = segment && str_int(str_of(segment), &p.n) == 0 ? record_entry(v->db, v->arena, p.n) : STR_NONE;
    if (!bytes.data || entry_read(bytes, p.n, v->arena, &e, &root, NULL) != 0) {
        view_not_found(v, T("The register has no such entry.", "登记簿没有此条目。"));
        return;
    }
    struct buf said;
    buf_init(&said, 1 << 16);
    act_said(&said, v->db, v->charter, &e, v->arena, v->lang);
    p.said = arena_str(v->arena, buf_str(&said));
    buf_release(&said);
    p.at = e.act.at;
    p.received = e.received;
    p.cause = e.act.cause;
    p.charter = e.act.charter;
    p.title = e.act.kind->title;
    p.kind = e.act.kind->name;
    p.raw = bytes;
    read_actor(v, &p, &e);
    read_fields(v, &p, &e);
    read_findings(v, &p, e.verdict);
    read_followers(v, &p);
    page_begin_with(v, &(struct page){ .title = { arena_f(v->arena, "Entry %lld", (long long)p.n).data,
                                                  arena_f(v->arena, "第 %lld 条", (long long)p.n).data },
                                       .section = "register",
                                       .crumbs = LINKS({ "/register", T("Public register", "公开登记簿") }) });
    tpl_entry(v, &p);
    page_end(v);
    json_decref(root);
}
VIEW(entry) = { .path = "/register/entry/{n}", .run = view_entry };

static void view_entry_json(struct view *v) {
    int64_t n = -1;
    const char *segment = view_segment(v, "n");
    struct str bytes = segment && str_int(str_of(segment), &n) == 0 ? record_entry(v->db, v->arena, n) : STR_NONE;
    json_t *entry = bytes.data ? json_loadb(bytes.data, bytes.len, 0, NULL) : NULL;
    if (!entry) {
        view_not_found(v, T("The register has no such entry.", "登记簿没有此条目。"));
        return;
    }
    struct hash leaf = merkle_leaf(bytes);
    struct str hex = hex_of(v, leaf.b, HASH_SIZE);
    view_json(v, json_pack("{s:I, s:s%, s:o}", "n", (json_int_t)n, "leaf_hash", hex.data, hex.len, "entry", entry));
}
VIEW(entry_json) = { .path = "/api/v1/register/{n}", .type = "application/json", .run = view_entry_json };
