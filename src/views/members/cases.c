/* Applications as the office sees them: everything, also what is sealed for it; and the files that came with an act. */
#include <string.h>

#include "acts/sealed.h"
#include "acts/things.h"
#include "views/collection.h"
#include "views/tasks.h"
#include "views/members/cases.h"
#include "views/office.html.h"
#include "views/powers.h"
#include "views/said.h"
#include "views/unseal.h"

COLLECTION_FOR(applications, FOR_OFFICE) = {
    .title = TEXT_INIT("Applications", "入会申请"),
    .about = TEXT_INIT("Organizations that asked to join, and what became of it.", "申请加入的单位及办理结果。"),
    .page = "/office/applications",
    .section = "office",
    .from = "application a",
    .columns =
        (const struct column[]){
            { "id", "a.id", COLUMN_INT, TEXT_INIT("Number", "编号"), .href = "/office/applications/{id}" },
            { "name", "a.name", COLUMN_SAID, TEXT_INIT("Organization", "单位"), .href = "/office/applications/{id}",
              .en = "name_en" },
            { "name_en", "a.name_en", COLUMN_SAID },
            { "class", "a.class", COLUMN_CLASS, TEXT_INIT("As", "类别") },
            { "state", "a.state", COLUMN_STATE, TEXT_INIT("State", "状态"), .of = "application" },
            { "submitted_at", "a.submitted_at", COLUMN_INSTANT, TEXT_INIT("Sent", "提交时间") },
            { "decided_at", "a.decided_at", COLUMN_INSTANT, TEXT_INIT("Decided", "决定时间") },
            { "type", "a.type", COLUMN_TEXT },
            { "jurisdiction", "a.jurisdiction", COLUMN_TEXT },
            { "registration", "a.registration", COLUMN_TEXT },
            { "member", "a.org", COLUMN_INT },
            { "matter", "a.matter", COLUMN_INT },
            { "contact", SEALED("a.entry", "name"), COLUMN_SEALED, .privacy = FIELD_SEALED_OFFICE },
            { "email", SEALED("a.entry", "email"), COLUMN_SEALED, .privacy = FIELD_SEALED_OFFICE },
            { "entry", "a.entry", COLUMN_ENTRY },
            { 0 } },
    .filters = (const struct filter[]){ { "state", "a.state = $", FILTER_STATE, TEXT_INIT("State", "状态"),
                                          .of = "application" },
                                        { "class", "a.class = $", FILTER_CLASS, TEXT_INIT("As", "类别") },
                                        { "name",
                                          "(lower(a.name) LIKE $ ESCAPE '!' OR lower(a.name_en) LIKE $ ESCAPE '!')",
                                          FILTER_SEARCH, TEXT_INIT("Name holds", "名称包含") },
                                        { 0 } },
    .order = { "a.id" },
    .descending = true,
    .empty = TEXT_INIT("No applications yet.", "尚无入会申请。"),
    .teach = TEXT_INIT("They come in by the form on the public page.", "申请通过公开页面的表单提交。"),
    .action = { "/join", TEXT_INIT("See how one joins", "查看入会办法") },
};

static void view_applications(struct view *v) {
    const struct collection *c = collection_find("applications");
    page_begin_with(v, &(struct page){ .title = c->title,
                                       .lead = c->about,
                                       .section = "office",
                                       .wide = true,
                                       .private = true,
                                       .tabs = OFFICE_TABS });
    collection_list(v, c, NULL);
    page_end(v);
}
VIEW(office_applications) = { .path = "/office/applications", .audience = FOR_OFFICE, .run = view_applications };

/* ---- one case ---- */

bool case_read(struct view *v, int64_t id, struct case_page *p) {
    struct rows *r = db_rows(
        v->db,
        "SELECT a.name, a.name_en, a.class, a.type, a.jurisdiction, a.registration, a.website, a.state, a.charter, a.submitted_at, a.decided_at, a.matter, a.reviewed_entry, a.decided_entry, a.entry, a.org, " SEALED(
            "a.entry",
            "name") ", " SEALED("a.entry",
                                "email") ", " SEALED("a.entry",
                                                     "statement") ", " SEALED("a.reviewed_entry",
                                                                              "note") ", " SEALED("a.decided_entry",
                                                                                                  "grounds") ", l.kind FROM application a JOIN leaf l ON l.n = a.entry WHERE a.id = $1",
        V(id));
    bool found = rows_next(r);
    if (found) {
        struct str *into[] = { &p->name, &p->name_en, NULL, NULL, &p->jurisdiction, &p->registration, &p->website };
        for (int i = 0; i < 7; i++)
            if (into[i]) *into[i] = arena_str(v->arena, rows_str(r, i));
        p->id = id;
        p->class_id = arena_z(v->arena, rows_str(r, 2));
        const struct charter_word *type = charter_word(v->charter, "organization", arena_z(v->arena, rows_str(r, 3)));
        p->type = type ? type->text : text_same(arena_z(v->arena, rows_str(r, 3)));
        p->state = arena_z(v->arena, rows_str(r, 7));
        p->charter = rows_int(r, 8);
        p->submitted_at = rows_int(r, 9);
        p->decided_at = rows_null(r, 10) ? INSTANT_NONE : rows_int(r, 10);
        p->matter = rows_int(r, 11);
        p->reviewed_entry = rows_int(r, 12);
        p->decided_entry = rows_int(r, 13);
        p->entry = rows_int(r, 14);
        p->org = rows_int(r, 15);
        p->person = unsealed(v, rows_str(r, 16));
        p->email = unsealed(v, rows_str(r, 17));
        p->statement = unsealed(v, rows_str(r, 18));
        p->note = unsealed(v, rows_str(r, 19));
        p->grounds = unsealed(v, rows_str(r, 20));
        p->change = !str_is(rows_str(r, 21), "application.submit");
    }
    rows_done(r);
    return found;
}

static instant time_of(struct view *v, int64_t entry) {
    return entry ? db_int(v->db, INSTANT_NONE, "SELECT at FROM leaf WHERE n = $1", V(entry)) : INSTANT_NONE;
}

void case_steps(struct view *v, struct case_page *p) {
    const struct rule *decision = charter_rule(v->charter, "membership.decision", p->class_id);
    bool vote = decision && strcmp(rule_word(decision, "how"), "vote") == 0;
    bool withdrawn = strcmp(p->state, "withdrawn") == 0, decided = p->decided_at != INSTANT_NONE;
    struct powers review = powers_of(v, "membership.review", NULL);
    struct case_step *s = arena_array(v->arena, struct case_step, 5);
    size_t n = 0;
    s[n++] = (struct case_step){ SIGN_DONE, T("received", "已收到"), p->submitted_at, NULL };
    instant reviewed = time_of(v, p->reviewed_entry);
    if (reviewed != INSTANT_NONE || !withdrawn)
        s[n++] = (struct case_step){ reviewed != INSTANT_NONE ? SIGN_DONE : SIGN_OPEN,
                                     reviewed != INSTANT_NONE ? T("reviewed", "已审核") : T("review", "审核"), reviewed,
                                     powers_clauses(v, &review) };
    if (vote && (p->matter || !withdrawn)) {
        instant at = p->matter ? db_int(v->db, INSTANT_NONE, "SELECT opened_at FROM matter WHERE id = $1", V(p->matter))
                               : INSTANT_NONE;
        s[n++] = (struct case_step){ p->matter ? SIGN_DONE : SIGN_ENDED,
                                     p->matter ? T("put before the vote", "已提交表决")
                                               : T("to be put before the vote", "提交表决"),
                                     at, rule_clause(decision) };
    }
    if (withdrawn)
        s[n++] = (struct case_step){ SIGN_ENDED, T("withdrawn by the applicant", "申请单位撤回"), p->decided_at, NULL };
    else
        s[n++] = (struct case_step){ decided ? SIGN_DONE : SIGN_ENDED,
                                     strcmp(p->state, "admitted") == 0  ? T("admitted", "已接纳")
                                     : strcmp(p->state, "refused") == 0 ? T("not admitted", "未接纳")
                                                                        : T("decision", "决定"),
                                     p->decided_at, decision ? rule_clause(decision) : NULL };
    p->steps = s;
    p->step_count = n;
}

void case_next(struct view *v, struct case_page *p) {
    const struct rule *decision = charter_rule(v->charter, "membership.decision", p->class_id);
    bool vote = decision && strcmp(rule_word(decision, "how"), "vote") == 0;
    const char *power = NULL, *kind = NULL;
    struct text what = T_NONE;
    if (strcmp(p->state, "submitted") == 0)
        power = "membership.review", kind = "application.review", what = T("Review the application", "审核申请");
    else if (strcmp(p->state, "reviewed") == 0 && vote)
        power = "membership.refer", kind = "application.refer",
        what = T("Put the application before the vote", "将申请提交表决");
    else if (strcmp(p->state, "reviewed") == 0)
        power = "membership.decide", kind = "application.decide", what = T("Decide the application", "决定申请");
    struct case_next *next = arena_new(v->arena, struct case_next);
    p->next = next;
    if (power) {
        const struct view_pair id = { "application", arena_f(v->arena, "%lld", (long long)p->id) };
        struct powers who = powers_of(v, power, NULL);
        *next = (struct case_next){ what, powers_words(v, &who),
                                    vote && kind[12] != 'v' ? rule_clause(decision) : powers_clauses(v, &who),
                                    act_href(v, kind, &id, 1), viewer_may(v, power, NULL) };
        p->next_count = 1;
    } else if (strcmp(p->state, "referred") == 0 && decision) {
        *next = (struct case_next){ T("The vote decides", "由表决决定"), body_name(v, rule_word(decision, "by")),
                                    rule_clause(decision), NULL, false };
        p->next_count = 1;
    }
}

static void read_file(struct view *v, struct case_page *p) {
    json_t *file = sealed_value(v->db, p->entry, "evidence");
    if (json_is_object(file)) {
        p->file = true;
        p->file_name = arena_str(v->arena, json_str(file, "name"));
        p->file_size = json_int(file, "size", 0);
    }
    json_decref(file);
}

/* The same registration as a member before, or as an applicant. */
static void read_past(struct view *v, struct case_page *p) {
    enum { PAST_MAX = 50 };
    struct case_past *past = arena_array(v->arena, struct case_past, PAST_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT o.id, " ORG_NAMES(
            "o") ", m.class, m.from_at, m.to_at, m.ended_by FROM org o JOIN membership m ON m.org = o.id WHERE o.jurisdiction = $1 AND o.registration = $2 "
                 "ORDER BY m.id DESC LIMIT 50",
        V(p->jurisdiction), V(p->registration));
    while (p->past_count < PAST_MAX && rows_next(r))
        past[p->past_count++] = (struct case_past){ rows_int(r, 0),
                                                    named_org(v, rows_str(r, 1)),
                                                    arena_z(v->arena, rows_str(r, 2)),
                                                    rows_int(r, 3),
                                                    rows_int(r, 4),
                                                    ended_word(arena_z(v->arena, rows_str(r, 5))) };
    rows_done(r);
    p->past = past;
    struct case_earlier *earlier = arena_array(v->arena, struct case_earlier, PAST_MAX);
    r = db_rows(
        v->db,
        "SELECT id, submitted_at, state, class FROM application WHERE jurisdiction = $1 AND registration = $2 AND id <> $3 ORDER BY id DESC LIMIT 50",
        V(p->jurisdiction), V(p->registration), V(p->id));
    while (p->earlier_count < PAST_MAX && rows_next(r))
        earlier[p->earlier_count++] =
            (struct case_earlier){ rows_int(r, 0), rows_int(r, 1), arena_z(v->arena, rows_str(r, 2)),
                                   arena_z(v->arena, rows_str(r, 3)) };
    rows_done(r);
    p->earlier = earlier;
}

static void read_gifts(struct view *v, struct case_page *p) {
    enum { GIFTS_MAX = 100 };
    struct case_gift *gifts = arena_array(v->arena, struct case_gift, GIFTS_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT c.kind, c.amount_fen, c.on_day, " SEALED(
            "c.entry",
            "text") " FROM org o JOIN contribution c ON c.org = o.id "
                    "WHERE o.jurisdiction = $1 AND o.registration = $2 ORDER BY c.on_day DESC, c.id DESC LIMIT 100",
        V(p->jurisdiction), V(p->registration));
    while (p->gift_count < GIFTS_MAX && rows_next(r))
        gifts[p->gift_count++] =
            (struct case_gift){ kind_choice_label("contribution.record", arena_z(v->arena, rows_str(r, 0))),
                                unsealed(v, rows_str(r, 3)), rows_int(r, 1), (day)rows_int(r, 2) };
    rows_done(r);
    p->gifts = gifts;
    if (p->matter)
        p->contributions = unsealed(
            v,
            db_str(
                v->db, v->arena,
                "SELECT x.value FROM matter t JOIN private x ON x.entry = t.entry AND x.field = 'contributions' WHERE t.id = $1",
                V(p->matter)));
}

static void view_case(struct view *v) {
    struct case_page p = { .statement = STR(""), .contributions = STR("") };
    int64_t id = view_id(v, "id"), older;
    if (!id || !case_read(v, id, &p)) {
        view_not_found(v, T("There is no such application.", "没有此申请。"));
        return;
    }
    case_steps(v, &p);
    case_next(v, &p);
    read_file(v, &p);
    read_past(v, &p);
    read_gifts(v, &p);
    p.moments = moments_of(v, "application", id, 0, 30, &p.moment_count, &older);
    page_begin_with(v,
                    &(struct page){
                        .title = { arena_z(v->arena, p.name_en.len ? p.name_en : p.name), arena_z(v->arena, p.name) },
                        .section = "office",
                        .private = true,
                        .crumbs = LINKS({ "/office", keeper_room(v) },
                                        { "/office/applications", T("Applications", "入会申请") }),
                        .forms = LINKS({ arena_f(v->arena, "/api/v1/applications/%lld", (long long)id).data,
                                         T("JSON", "JSON") }) });
    tpl_case(v, &p);
    page_end(v);
}
VIEW(office_case) = { .path = "/office/applications/{id}", .audience = FOR_OFFICE, .run = view_case };

/* ---- files that came with an act ---- */

/* The field of an entry's kind, when it is a file. */
static const struct field *file_field(struct view *v, int64_t entry, const char *name) {
    struct str kind_name = db_str(v->db, v->arena, "SELECT kind FROM leaf WHERE n = $1", V(entry));
    const struct act_kind *kind = kind_name.data ? act_kind(arena_z(v->arena, kind_name)) : NULL;
    for (const struct field *f = kind ? kind->fields : NULL; f && f->name; f++)
        if (f->type == FIELD_FILE && strcmp(f->name, name) == 0) return f;
    return NULL;
}

/* What a browser may be told a file is: the few kinds that are asked for; anything else is bytes. It is downloaded, never shown
 * in place, whatever it is. */
static const char *safe_type(struct str type) {
    static const char *const types[] = { "application/pdf", "image/png", "image/jpeg", "text/plain" };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (str_is(type, types[i])) return types[i];
    return "application/octet-stream";
}

static void view_file(struct view *v) {
    const char *name = view_segment(v, "field"), *segment = view_segment(v, "entry");
    int64_t entry = -1;
    bool known = segment && name && str_int(str_of(segment), &entry) == 0 && entry >= 0 && file_field(v, entry, name);
    json_t *file = known ? sealed_value(v->db, entry, name) : NULL;
    struct str hash = json_str(file, "hash");
    struct str bytes = hash.len ? db_str(v->db, v->arena, "SELECT bytes FROM blob WHERE hash = $1", V(hash)) : STR_NONE;
    if (bytes.data) {
        struct str given = json_str(file, "name");
        v->type = safe_type(json_str(file, "type"));
        v->filename = given.len ? arena_z(v->arena, given) : arena_f(v->arena, "%s-%lld", name, (long long)entry).data;
        buf_add(v->out, bytes);
    } else {
        view_not_found(v, T("There is no such file, or it has been erased.", "没有此文件，或已删除。"));
    }
    json_decref(file);
}
VIEW(office_file) = { .path = "/office/files/{entry}/{field}", .audience = FOR_OFFICE, .run = view_file };
