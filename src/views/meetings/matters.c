/* Matters for a vote and the resolutions that come of them; a draft amendment shows its differences before anyone votes. */
#include <string.h>

#include "acts/pipeline/pipeline.h"
#include "acts/said.h"
#include "acts/sealed.h"
#include "views/collection.h"
#include "views/meetings/meetings.h"
#include "views/powers.h"
#include "views/unseal.h"

/* The sealed texts of the act that opened the matter, in the order its kind declares them. */
static void read_said(struct view *v, struct matter_page *p, const char *opened_by) {
    const struct act_kind *kind = act_kind(opened_by);
    for (const struct field *f = kind ? kind->fields : NULL; f && f->name && p->said_count < 8; f++) {
        bool readable = f->privacy == FIELD_SEALED_PUBLIC ||
                        (f->privacy == FIELD_SEALED_MEMBER && (v->viewer.member || v->viewer.office)) ||
                        (f->privacy == FIELD_SEALED_OFFICE && v->viewer.office);
        if (!readable || (f->type != FIELD_TEXT && f->type != FIELD_LINE) || strcmp(f->name, "title") == 0) continue;
        struct str words = sealed_text(v->db, v->arena, p->entry, f->name);
        if (words.len) p->said[p->said_count++] = (struct matter_said){ f->label, words };
    }
}

static void read_comments(struct view *v, struct matter_page *p) {
    enum { COMMENTS_MAX = 500 };
    struct comment_row *rows = arena_array(v->arena, struct comment_row, COMMENTS_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT c.entry, c.person, " ORG_NAMES("org") ", " NAME_OF("p") ", " SEALED(
            "c.entry",
            "text") " FROM matter_comment c JOIN person p ON p.id = c.person LEFT JOIN org ON org.id = c.org WHERE c.matter = $1 ORDER BY c.id",
        V(p->id));
    while (p->comment_count < COMMENTS_MAX && rows_next(r))
        rows[p->comment_count++] = (struct comment_row){ .entry = rows_int(r, 0),
                                                         .by = unsealed_name(v, rows_str(r, 3), rows_int(r, 1)),
                                                         .org = named_org(v, rows_str(r, 2)),
                                                         .text = unsealed(v, rows_str(r, 4)) };
    rows_done(r);
    p->comments = rows;
}

/* What an applicant that is known here gave: the body weighs it when it votes on the application. */
static void read_gifts(struct view *v, struct matter_page *p, struct str args) {
    enum { GIFTS_MAX = 100 };
    json_t *of = json_loadb(args.data, args.len, 0, NULL);
    int64_t application = json_int(of, "application", 0);
    json_decref(of);
    if (!application) return;
    struct matter_gift *gifts = arena_array(v->arena, struct matter_gift, GIFTS_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT c.kind, c.amount_fen, c.on_day, c.entry, " SEALED(
            "c.entry",
            "text") " FROM application a JOIN org o ON o.jurisdiction = a.jurisdiction "
                    "AND o.registration = a.registration JOIN contribution c ON c.org = o.id WHERE a.id = $1 ORDER BY c.on_day DESC, c.id DESC LIMIT 100",
        V(application));
    while (p->gift_count < GIFTS_MAX && rows_next(r))
        gifts[p->gift_count++] =
            (struct matter_gift){ kind_choice_label("contribution.record", arena_z(v->arena, rows_str(r, 0))),
                                  unsealed(v, rows_str(r, 4)), rows_int(r, 1), rows_int(r, 3), (day)rows_int(r, 2) };
    rows_done(r);
    p->gifts = gifts;
}

static struct str rules_of(struct view *v, const struct charter *c, const struct charter_clause *clause) {
    struct buf b;
    buf_init(&b, 1 << 16);
    const struct rule *const *rules;
    charter_rules(c, &rules);
    for (size_t i = 0; clause && i < clause->rule_count; i++) {
        if (i) buf_addc(&b, '\n');
        rule_words(&b, c, rules[clause->first_rule + i], v->lang);
    }
    struct str words = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return words;
}

static struct str file_bytes(struct view *v, const json_t *args, const json_t *current, const char *name) {
    const char *hash = json_string_value(json_object_get(args, name));
    return hash ? db_str(v->db, v->arena, "SELECT bytes FROM blob WHERE hash = $1", V(hash)) : json_str(current, name);
}

static struct str said_of(struct view *v, const struct compliance *c) {
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; c && i < c->line_count; i++)
        text_format(&b, c->lines[i].text, v->lang, v->zone, c->lines[i].args, c->lines[i].arg_count);
    if (c) buf_addz(&b, compliance_word(c->state));
    struct str said = arena_str(v->arena, buf_str(&b));
    buf_release(&b);
    return said;
}

/* Clauses that would be kept otherwise today, or by other numbers, were the draft in force. */
static void read_effects(struct view *v, struct matter_page *p, const struct charter *base,
                         const struct charter *draft) {
    struct compliance *now, *then;
    size_t now_count = compliance_uncounted(v->db, base, v->workcal, v->now, v->arena, &now);
    size_t then_count = compliance_uncounted(v->db, draft, v->workcal, v->now, v->arena, &then);
    struct effect_row *rows = arena_array(v->arena, struct effect_row, now_count + then_count + 1);
    for (size_t i = 0; i < now_count; i++) {
        const struct compliance *other = NULL;
        for (size_t k = 0; k < then_count && !other; k++)
            if (strcmp(then[k].clause, now[i].clause) == 0) other = &then[k];
        if (!str_eq(said_of(v, &now[i]), said_of(v, other)))
            rows[p->effect_count++] = (struct effect_row){ arena_z(v->arena, str_of(now[i].clause)), &now[i], other };
    }
    p->effects = rows;
}

static void read_changes(struct view *v, struct matter_page *p, struct str args_text, int64_t base_version) {
    json_t *args = json_loadb(args_text.data, args_text.len, 0, NULL);
    struct str blob =
        db_str(v->db, v->arena,
               "SELECT blob.bytes FROM charter_version c JOIN blob ON blob.hash = c.hash WHERE c.version = $1",
               V(base_version));
    json_t *current = blob.data ? json_loadb(blob.data, blob.len, 0, NULL) : NULL;
    struct charter_source source = { .rules = file_bytes(v, args, current, "rules"), .name = "draft" };
    source.standing = file_bytes(v, args, current, "standing");
    source.prose[LANG_ZH] = file_bytes(v, args, current, "zh");
    source.prose[LANG_EN] = file_bytes(v, args, current, "en");
    struct charter_faults faults = { .arena = v->arena };
    struct charter *draft = NULL;
    const struct charter *base = v->alliance ? alliance_charter_version(v->alliance, base_version) : NULL;
    day_parse(json_str(args, "from"), &p->from);
    if (base && source.rules.data && charter_parse(&draft, &source, &faults) == 0) {
        struct charter_change *changes;
        size_t n = charter_diff(base, draft, v->arena, &changes);
        struct change_row *rows = arena_array(v->arena, struct change_row, n);
        for (size_t i = 0; i < n; i++) {
            const struct charter_change *c = &changes[i];
            rows[i] = (struct change_row){ .clause = arena_z(v->arena, str_of(c->clause)),
                                           .prose = c->prose_changed[v->lang],
                                           .rules = c->rules_changed,
                                           .rules_before = rules_of(v, base, c->before),
                                           .rules_after = rules_of(v, draft, c->after) };
            for (int l = 0; l < LANG_COUNT; l++) {
                rows[i].before[l] = c->before ? arena_str(v->arena, c->before->prose[l]) : STR("");
                rows[i].after[l] = c->after ? arena_str(v->arena, c->after->prose[l]) : STR("");
            }
        }
        p->changes = rows;
        p->change_count = n;
        read_effects(v, p, base, draft);
        p->undrafted = draft;
        draft = NULL;
    }
    charter_free(draft);
    json_decref(current);
    json_decref(args);
}

static void read_upcoming(struct view *v, struct matter_page *p) {
    enum { UPCOMING_MAX = 20 };
    struct option_meeting *rows = arena_array(v->arena, struct option_meeting, UPCOMING_MAX);
    struct rows *r =
        db_rows(v->db,
                "SELECT id, starts_at FROM meeting WHERE body = $1 AND state IN ('called', 'open') ORDER BY starts_at",
                V(p->body));
    while (p->upcoming_count < UPCOMING_MAX && rows_next(r))
        rows[p->upcoming_count++] = (struct option_meeting){ rows_int(r, 0), rows_int(r, 1) };
    rows_done(r);
    p->upcoming = rows;
}

static bool read_matter(struct view *v, int64_t id, struct matter_page *p, struct str *ret_args, int64_t *ret_charter,
                        const char **ret_opened_by) {
    struct rows *r = db_rows(
        v->db,
        "SELECT t.entry, t.person, t.motion, t.body, t.topic, t.state, t.kind, t.opened_at, t.args, t.charter, leaf.kind, " SEALED(
            "t.entry",
            "title") ", " NAME_OF("p") " FROM matter t JOIN person p ON p.id = t.person JOIN leaf ON leaf.n = t.entry WHERE t.id = $1",
        V(id));
    bool found = rows_next(r);
    if (found) {
        *p = (struct matter_page){ .id = id,
                                   .entry = rows_int(r, 0),
                                   .person = rows_int(r, 1),
                                   .motion = rows_int(r, 2),
                                   .body = arena_z(v->arena, rows_str(r, 3)),
                                   .topic = arena_z(v->arena, rows_str(r, 4)),
                                   .state = arena_z(v->arena, rows_str(r, 5)),
                                   .kind = arena_z(v->arena, rows_str(r, 6)),
                                   .opened_at = rows_int(r, 7),
                                   .title = unsealed(v, rows_str(r, 11)),
                                   .by = unsealed_name(v, rows_str(r, 12), rows_int(r, 1)) };
        *ret_args = arena_str(v->arena, rows_str(r, 8));
        *ret_charter = rows_int(r, 9);
        *ret_opened_by = arena_z(v->arena, rows_str(r, 10));
    }
    rows_done(r);
    return found;
}

static void view_matter(struct view *v) {
    struct matter_page p;
    struct str args;
    int64_t base;
    const char *opened_by;
    int64_t id = view_id(v, "id");
    if (!id || !read_matter(v, id, &p, &args, &base, &opened_by)) {
        view_not_found(v, T("There is no such matter.", "没有此事项。"));
        return;
    }
    read_said(v, &p, opened_by);
    p.draft = strcmp(p.kind, "charter.amended") == 0;
    if (p.draft) read_changes(v, &p, args, base);
    read_comments(v, &p);
    read_gifts(v, &p, args);
    bool undecided = strcmp(p.state, "open") == 0 || strcmp(p.state, "scheduled") == 0;
    p.may_comment = undecided && viewer_may(v, "charter.comment", NULL);
    p.may_schedule = strcmp(p.state, "open") == 0 &&
                     (viewer_may(v, "topic.propose", p.body) || viewer_may(v, "motion.propose", p.body));
    if (p.may_schedule) read_upcoming(v, &p);
    const struct act_kind *kind = act_kind(p.kind);
    struct text title = { arena_z(v->arena, p.title), arena_z(v->arena, p.title) };
    struct text asks = { arena_z(v->arena, matter_asks(v->db, v->charter, id, v->arena, LANG_EN)),
                         arena_z(v->arena, matter_asks(v->db, v->charter, id, v->arena, LANG_ZH)) };
    bool named = p.title.len > 0;
    if (!named) {
        title = asks;
        p.title = matter_title(v->db, v->charter, v->arena, id, v->lang);
    }
    page_begin_with(v, &(struct page){ .title = title,
                                       .section = "meetings",
                                       .lead = named  ? asks
                                               : kind ? kind->title
                                                      : T_NONE,
                                       .crumbs = LINKS({ "/matters", T("Matters for a vote", "待表决事项") }),
                                       .forms = LINKS({ arena_f(v->arena, "/api/v1/matters/%lld", (long long)id).data,
                                                        T("JSON", "JSON") }) });
    tpl_matter(v, &p);
    page_end(v);
    charter_free(p.undrafted);
}
VIEW(matter) = { .path = "/matters/{id}", .run = view_matter };

/* ---- resolutions ---- */

bool resolution_read(struct view *v, const char *id, struct resolution_page *p) {
    struct rows *r =
        db_rows(v->db,
                "SELECT r.body, r.state, r.passed_at, r.due_day, r.motion, r.entry, r.owner, r.state_entry, " NAME_OF(
                    "p") ", " SEALED("r.state_entry",
                                     "note") " FROM resolution r LEFT JOIN person p ON p.id = r.owner WHERE r.id = $1",
                V(id));
    bool found = rows_next(r);
    if (found)
        *p = (struct resolution_page){ .id = str_of(id),
                                       .body = arena_z(v->arena, rows_str(r, 0)),
                                       .state = arena_z(v->arena, rows_str(r, 1)),
                                       .passed_at = rows_int(r, 2),
                                       .due = (day)rows_int(r, 3),
                                       .motion = rows_int(r, 4),
                                       .entry = rows_int(r, 5),
                                       .owner_person = rows_int(r, 6),
                                       .state_entry = rows_int(r, 7),
                                       .owner = rows_null(r, 6) ? STR_NONE
                                                                : unsealed_name(v, rows_str(r, 8), rows_int(r, 6)),
                                       .note = unsealed(v, rows_str(r, 9)) };
    rows_done(r);
    if (found && read_motion(v, p->motion, &p->m, &p->meeting)) {
        p->title = p->m.title;
        p->text = p->m.text;
    }
    return found;
}

static void view_resolution(struct view *v) {
    struct resolution_page p;
    const char *id = view_segment(v, "id");
    if (!id || !resolution_read(v, id, &p)) {
        view_not_found(v, T("There is no such resolution.", "没有此决议。"));
        return;
    }
    p.may_follow = viewer_may(v, "resolution.follow", p.body) || viewer_may(v, "resolution.follow", NULL);
    struct text number = { arena_f(v->arena, "Resolution %s", id).data, arena_f(v->arena, "决议 %s", id).data };
    const char *words = arena_z(v->arena, p.title);
    struct text title = p.title.len ? T(words, words) : number;
    page_begin_with(v, &(struct page){
                           .title = title,
                           .section = "resolutions",
                           .lead = p.title.len ? number : T_NONE,
                           .crumbs = LINKS({ "/resolutions", T("Resolutions", "决议") }),
                           .forms = LINKS({ arena_f(v->arena, "/resolutions/%s.pdf", id).data, T("PDF", "PDF") },
                                          { arena_f(v->arena, "/api/v1/resolutions/%s", id).data, T("JSON", "JSON") },
                                          { arena_f(v->arena, "/votes.csv?motion=%lld", (long long)p.motion).data,
                                            T("Votes as CSV", "表决 CSV") }) });
    tpl_resolution(v, &p);
    page_end(v);
}
VIEW(resolution) = { .path = "/resolutions/{id}", .run = view_resolution };
