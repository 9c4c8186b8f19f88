/* Pages at the door: see door.h. */
#include "views/desk/door.h"

#include <string.h>

#include "acts/capacity.h"
#include "acts/members/members.h"
#include "acts/sealed.h"
#include "base/hash.h"
#include "views/door.html.h"
#include "views/form.h"
#include "views/page.h"

enum { ROWS_MAX = 50, OTHERS_MAX = 8 };

void view_signin(struct view *v, const struct signin_page *page) {
    if (page->state == SIGNIN_SENT) {
        page_begin_with(v, &(struct page){ .title = T("Look into your mail", "请查收邮件"), .private = true });
        tpl_signin_sent(v, page->email);
    } else {
        page_begin_with(v, &(struct page){ .title = T("Sign in", "登录"), .private = true });
        tpl_signin(v, page);
    }
    page_end(v);
}

static const char *next_of(const struct view *v) {
    const char *next = view_param(v, "next");
    return next ? next : "";
}

static void run_signin(struct view *v) {
    if (v->viewer.person) {
        v->redirect = next_of(v)[0] == '/' && next_of(v)[1] != '/' && next_of(v)[1] != '\\' ? next_of(v) : "/desk";
        return;
    }
    view_signin(v, &(struct signin_page){ .email = "", .next = next_of(v) });
}

/* The hash of a secret in the path: what the database knows it by. */
static const char *secret_hash(struct view *v) {
    const char *secret = view_segment(v, "secret");
    struct hash h = hash_of(str_of(secret ? secret : ""));
    struct buf hex;
    buf_init(&hex, 2 * HASH_SIZE);
    hash_hex(&hex, &h);
    const char *z = arena_z(v->arena, buf_str(&hex));
    buf_release(&hex);
    return z;
}

static void run_link(struct view *v) {
    bool alive = db_has(v->db, "SELECT 1 FROM signin_link WHERE id = $1 AND used_at IS NULL AND expires_at > $2",
                        V(secret_hash(v)), V(instant_now()));
    page_begin_with(v, &(struct page){ .title = alive ? T("Sign in", "登录") : T("This link is spent", "链接已失效"),
                                       .private = true });
    if (alive)
        tpl_signin_link(v, v->path, next_of(v));
    else
        tpl_link_dead(v);
    v->status = alive ? 200 : 410;
    page_end(v);
}

static void sessions_of(struct view *v, struct account_shown *s) {
    struct session_row *rows = arena_array(v->arena, struct session_row, ROWS_MAX);
    struct rows *r =
        db_rows(v->db,
                "SELECT id, agent, created_at, seen_at FROM session WHERE person = $1 AND revoked_at IS NULL AND "
                "expires_at > $2 ORDER BY seen_at DESC, id",
                V(v->viewer.person), V(instant_now()));
    while (rows_next(r) && s->session_count < ROWS_MAX) {
        const char *id = arena_z(v->arena, rows_str(r, 0));
        rows[s->session_count++] =
            (struct session_row){ id, arena_str(v->arena, rows_str(r, 1)), rows_int(r, 2), rows_int(r, 3),
                                  v->viewer.session && strcmp(v->viewer.session, id) == 0 };
    }
    rows_done(r);
    s->sessions = rows;
}

static void tokens_of(struct view *v, struct account_shown *s) {
    struct token_row *rows = arena_array(v->arena, struct token_row, ROWS_MAX);
    struct rows *r =
        db_rows(v->db,
                "SELECT id, label, created_at, seen_at FROM token WHERE person = $1 AND revoked_at IS NULL ORDER BY "
                "created_at DESC, id",
                V(v->viewer.person));
    while (rows_next(r) && s->token_count < ROWS_MAX)
        rows[s->token_count++] =
            (struct token_row){ arena_z(v->arena, rows_str(r, 0)), arena_str(v->arena, rows_str(r, 1)), rows_int(r, 2),
                                rows_null(r, 3) ? INSTANT_NONE : rows_int(r, 3) };
    rows_done(r);
    s->tokens = rows;
}

/* The same human being under another number: reached at the same address. */
static void others_of(struct view *v, struct account_shown *s) {
    int64_t ids[OTHERS_MAX];
    size_t count = 0;
    struct rows *r =
        db_rows(v->db,
                "SELECT DISTINCT b.id FROM person a JOIN private x ON x.entry = a.email_entry AND x.field = 'email' "
                "JOIN private y ON y.value = x.value AND y.field = 'email' JOIN person b ON b.email_entry = y.entry "
                "WHERE a.id = $1 AND b.id <> $1 AND b.erased_at IS NULL ORDER BY b.id",
                V(v->viewer.person));
    while (rows_next(r) && count < OTHERS_MAX) ids[count++] = rows_int(r, 0);
    rows_done(r);
    struct other_row *rows = arena_array(v->arena, struct other_row, OTHERS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct capacity *all = NULL;
        size_t n = capacities_of(v->db, v->charter, ids[i], v->now, v->arena, &all);
        rows[i] = (struct other_row){ .person = ids[i],
                                      .name = person_name(v->db, v->arena, ids[i], v->lang),
                                      .words = text_same("") };
        for (size_t k = 0; k < n; k++)
            if (all[k].kind != AS_PERSON) {
                rows[i].words = capacity_words(v->db, v->charter, &all[k], v->arena);
                break;
            }
    }
    s->others = rows;
    s->other_count = count;
}

void view_account(struct view *v, enum account_note note, const char *token) {
    struct account_shown s = { .note = note, .token = token };
    struct text *words = arena_array(v->arena, struct text, v->viewer.capacity_count);
    for (size_t i = 0; i < v->viewer.capacity_count; i++)
        if (v->viewer.capacities[i].kind != AS_PERSON)
            words[s.capacity_count++] = capacity_words(v->db, v->charter, &v->viewer.capacities[i], v->arena);
    s.capacities = words;
    others_of(v, &s);
    sessions_of(v, &s);
    tokens_of(v, &s);
    s.password = db_has(v->db, "SELECT 1 FROM account WHERE person = $1 AND password IS NOT NULL", V(v->viewer.person));
    struct text name = text_same(arena_z(v->arena, v->viewer.name));
    page_begin_with(v, &(struct page){ .title = name, .private = true });
    tpl_account(v, &s);
    page_end(v);
}

static void run_account(struct view *v) {
    view_account(v, view_param(v, "saved") ? ACCOUNT_SAVED : ACCOUNT_AS_IT_IS, NULL);
}

void view_submission_kept(struct view *v, const struct act_kind *kind, const char *email) {
    page_begin_with(v, &(struct page){ .title = T("Confirm by mail", "请通过邮件确认"), .private = true });
    tpl_submission_kept(v, kind, email);
    page_end(v);
}

/* The applicant's page of an application that this entry made or took back; NULL for any other act. */
static const char *case_followed(struct view *v, int64_t entry) {
    int64_t id =
        v->db ? db_int(v->db, 0, "SELECT id FROM application WHERE entry = $1 OR decided_entry = $1", V(entry)) : 0;
    if (!id) return NULL;
    int64_t first = db_int(v->db, -1, "SELECT entry FROM application WHERE id = $1", V(id));
    struct str code = application_code(v->db, v->arena, first);
    return code.len ? arena_f(v->arena, "/applications/%lld?code=%.*s", (long long)id, STR_FMT(code)).data : NULL;
}

void view_submission_done(struct view *v, const struct act_kind *kind, int64_t entry) {
    page_begin_with(v, &(struct page){ .title = T("On record", "已登记"), .private = true });
    tpl_submission_done(v, kind, entry, case_followed(v, entry));
    page_end(v);
}

/* What was sent, in words: it is confirmed by who reads it again. */
static size_t facts_of(struct view *v, const struct act_kind *kind, const json_t *typed, const struct fact **ret) {
    size_t size = 0, count = 0;
    for (const struct field *f = kind->fields; f && f->name; f++) size++;
    struct fact *facts = arena_array(v->arena, struct fact, size);
    for (const struct field *f = kind->fields; f && f->name; f++)
        if (json_object_get(typed, f->name))
            facts[count++] = (struct fact){ f->label, field_words(v, kind, f, json_object_get(typed, f->name)) };
    *ret = facts;
    return count;
}

static void run_confirm(struct view *v) {
    const struct act_kind *kind = NULL;
    int64_t entry = -1;
    instant sent = INSTANT_NONE;
    json_t *typed = NULL;
    struct rows *r =
        db_rows(v->db, "SELECT kind, created_at, entry, args FROM submission WHERE id = $1", V(secret_hash(v)));
    if (rows_next(r)) {
        kind = act_kind(arena_z(v->arena, rows_str(r, 0)));
        sent = rows_int(r, 1);
        entry = rows_null(r, 2) ? -1 : rows_int(r, 2);
        typed = json_loadb(rows_str(r, 3).data, rows_str(r, 3).len, 0, NULL);
    }
    rows_done(r);
    if (kind && entry >= 0) {
        json_decref(typed);
        view_submission_done(v, kind, entry);
        return;
    }
    const struct fact *facts = NULL;
    size_t count = kind ? facts_of(v, kind, typed, &facts) : 0;
    json_decref(typed);
    page_begin_with(v, &(struct page){ .title = kind ? T("Confirm", "确认提交")
                                                     : T("Nothing to confirm", "没有可确认的内容"),
                                       .private = true });
    if (kind)
        tpl_submission_confirm(v, kind, v->path, sent, facts, count);
    else
        tpl_submission_dead(v);
    v->status = kind ? 200 : 410;
    page_end(v);
}

VIEW(signin) = { .path = "/signin", .run = run_signin };
VIEW(signin_link) = { .path = "/signin/link/{secret}", .run = run_link };
VIEW(account) = { .path = "/account", .audience = FOR_SIGNED_IN, .run = run_account };
VIEW(desk_sessions) = { .path = "/desk/sessions", .audience = FOR_SIGNED_IN, .run = run_account };
VIEW(confirm) = { .path = "/confirm/{secret}", .run = run_confirm };
