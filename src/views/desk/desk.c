/* My desk: what I can do now and why, what waits for me, what I did, my organization, my data. Personal: never cached, and
 * every query asks for the person who looks and nobody else. */
#include <string.h>

#include "acts/capacity.h"
#include "acts/house/held.h"
#include "acts/offers.h"
#include "acts/pipeline/pipeline.h"
#include "acts/rotation.h"
#include "acts/said.h"
#include "acts/sealed.h"
#include "views/collection.h"
#include "views/desk.html.h"
#include "views/desk/desk.h"
#include "views/house/house.h"
#include "views/json.h"
#include "views/said.h"
#include "views/unseal.h"

enum { SOON_S = 7 * 86400, DID_SHOWN = 10, DID_PAGE = 50, REFUSED_SHOWN = 3, REFUSED_PAGE = 50, ORGS_MAX = 20 };

static bool is_founding(const struct view *v) {
    for (size_t i = 0; i < v->viewer.capacity_count; i++)
        if (v->viewer.capacities[i].kind == AS_FOUNDER) return true;
    return false;
}

static const char *page_at(struct view *v, const char *place, int64_t id) {
    return arena_f(v->arena, "/%s/%lld", place, (long long)id).data;
}

/* ---- what can be done now ---- */

/* Whether an offer is about one thing that waits, and not a standing right. */
static bool is_about_something(const struct offer *o) {
    for (const struct field *f = o->kind->fields; f && f->name; f++)
        if ((f->type == FIELD_REF || f->options) && o->args && json_object_get(o->args, f->name)) return true;
    return false;
}

/* "as chair of the Board": of those the reader holds, made once. Who holds one only need not be told. */
static struct text as_words(const struct view *v, const struct desk_page *p, const struct capacity *as) {
    size_t shown = 0;
    for (size_t i = 0; p->capacity_count > 1 && i < v->viewer.capacity_count; i++) {
        const struct capacity *c = &v->viewer.capacities[i];
        if (c->kind == AS_PERSON) continue;
        if (c->kind == as->kind && c->id == as->id) return p->as_words[shown];
        shown++;
    }
    return T_NONE;
}

static void read_offers(struct view *v, struct desk_page *p) {
    struct offer *offers;
    size_t n = offers_of(v->db, v->charter, v->workcal, v->viewer.person, v->now, v->arena, &offers);
    struct task_list all = { 0 };
    for (size_t i = 0; i < n; i++) {
        const struct offer *o = &offers[i];
        if (p->founder && strcmp(o->kind->family, "founding") == 0) continue; /* the steps of the founding show these */
        bool about = is_about_something(o),
             at_once = o->due == v->now; /* asked for this moment: pressing, and not late */
        struct task t = { .sign = at_once                           ? SIGN_DUE
                                  : about || o->due != INSTANT_NONE ? SIGN_OPEN
                                                                    : SIGN_NONE,
                          .clause = o->clause,
                          .due = at_once ? INSTANT_NONE : o->due,
                          .since = INSTANT_NONE,
                          .href = o->link ? o->link : act_href_json(v, o->kind->name, o->args),
                          .note = at_once ? T("now", "现在") : T_NONE,
                          .as = as_words(v, p, &o->as) };
        tasks_add(v, &all, t, o->why.en ? o->why : o->kind->title, o->why_args, o->why_count);
    }
    tasks_sort(v, &all);
    struct task_list late = tasks_of(v, &all, URGENT_OVERDUE), soon = tasks_of(v, &all, URGENT_SOON);
    p->soon.items = arena_array(v->arena, struct task, late.count + soon.count + 1);
    memcpy(p->soon.items, late.items, late.count * sizeof *late.items);
    memcpy(p->soon.items + late.count, soon.items, soon.count * sizeof *soon.items);
    p->soon.count = late.count + soon.count;
    p->now = tasks_of(v, &all, URGENT_WAITING);
    p->whenever = tasks_of(v, &all, URGENT_LATER);
    offers_release(offers, n);
}

/* ---- rights without an occasion ---- */

/* A kind that is done on the page of the thing it is about (a meeting, a motion) is not listed by itself. */
static bool stands_alone(const struct act_kind *kind) {
    static const char *const refs[] = { "member", "org", "person", "holding", "representation" };
    for (const struct field *f = kind->fields; f && f->name; f++) {
        if (f->type != FIELD_REF || f->optional) continue;
        bool known = false;
        for (size_t i = 0; i < sizeof refs / sizeof refs[0]; i++) known = known || strcmp(f->ref, refs[i]) == 0;
        if (!known) return false;
    }
    return true;
}

/* The capacity that carries the kind's power somewhere; being a person or a visitor is none: those rights stand elsewhere. */
static const struct capacity *carries(struct view *v, const struct act_kind *kind, const char **ret_clause) {
    for (size_t i = 0; i < v->viewer.capacity_count; i++) {
        const struct capacity *as = &v->viewer.capacities[i];
        if (as->kind == AS_PERSON || as->kind == AS_VISITOR || as->kind == AS_FOUNDER) continue;
        if (capacity_may(v->charter, as, kind->power, NULL, ret_clause) ||
            (as->body && capacity_may(v->charter, as, kind->power, as->body, ret_clause)))
            return as;
    }
    return NULL;
}

static const char *right_href(struct view *v, const struct act_kind *kind, const struct capacity *as) {
    struct view_pair member = { "member", arena_f(v->arena, "%lld", (long long)as->org) };
    bool has = false;
    for (const struct field *f = kind->fields; f && f->name; f++) has = has || strcmp(f->name, "member") == 0;
    return act_href(v, kind->name, &member, has && as->kind == AS_REPRESENTATIVE);
}

static void read_more(struct view *v, struct desk_page *p) {
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds);
    struct desk_more *more = arena_array(v->arena, struct desk_more, n + 1);
    for (size_t i = 0; i < n; i++) {
        const char *clause = NULL;
        const struct capacity *as = NULL;
        if (kinds[i]->origin == ORIGIN_PERSON && kinds[i]->power && !kinds[i]->offer && stands_alone(kinds[i]))
            as = carries(v, kinds[i], &clause);
        if (!as) continue;
        struct text family = family_name(kinds[i]->family);
        size_t f = 0;
        while (f < p->more_count && strcmp(more[f].family.en, family.en) != 0) f++;
        if (f == p->more_count)
            more[p->more_count++] = (struct desk_more){ family, arena_array(v->arena, struct desk_right, n), 0 };
        ((struct desk_right *)more[f].rights)[more[f].count++] =
            (struct desk_right){ kinds[i]->title, right_href(v, kinds[i], as), clause };
    }
    p->more = more;
}

/* ---- what waits ---- */

static void wait_meetings(struct view *v, struct task_list *list, const struct rows *r) {
    bool open = str_is(rows_str(r, 3), "open");
    const struct arg args[] = { ARG_TEXT("body", body_name(v, arena_z(v->arena, rows_str(r, 1)))),
                                ARG_INSTANT("when", rows_int(r, 2)) };
    struct task t = { .sign = open ? SIGN_DUE : SIGN_OPEN,
                      .href = page_at(v, "meetings", rows_int(r, 0)),
                      .due = INSTANT_NONE,
                      .since = INSTANT_NONE };
    if (!open && !rows_int(r, 5) && rows_int(r, 4) > v->now) t.note = T("topics are still taken", "议题仍在征集");
    tasks_add(v, list, t,
              open ? T("The {body} is in session", "{body}会议正在进行")
                   : T("{body}: meeting on {when}", "{body}会议：{when}"),
              args, 2);
}

static void wait_topics(struct view *v, struct task_list *list, const struct rows *r) {
    struct task t = {
        .sign = SIGN_OPEN,
        .due = INSTANT_NONE,
        .since = INSTANT_NONE,
        .href =
            arena_f(v->arena, "/meetings/%lld#topic-%lld", (long long)rows_int(r, 1), (long long)rows_int(r, 0)).data
    };
    tasks_say(v, list, t, T("Your topic “{title}” for the {body}, {when}", "您提出的议题“{title}”（{body}，{when}）"),
              ARG_STR("title", unsealed(v, rows_str(r, 4))),
              ARG_TEXT("body", body_name(v, arena_z(v->arena, rows_str(r, 2)))), ARG_INSTANT("when", rows_int(r, 3)));
}

static void wait_resolutions(struct view *v, struct task_list *list, const struct rows *r) {
    const char *id = arena_z(v->arena, rows_str(r, 0));
    struct task t = { .sign = SIGN_OPEN,
                      .href = arena_f(v->arena, "/resolutions/%s", id).data,
                      .since = INSTANT_NONE,
                      .due = rows_null(r, 1) ? INSTANT_NONE : day_start((day)rows_int(r, 1) + 1, v->zone) };
    tasks_say(v, list, t, T("Carry out {id}: {title}", "落实 {id}：{title}"), ARG_Z("id", id),
              ARG_STR("title", unsealed(v, rows_str(r, 2))));
}

static void wait_matters(struct view *v, struct task_list *list, const struct rows *r) {
    struct str title = unsealed(v, rows_str(r, 4));
    if (!title.len) title = matter_asks(v->db, v->charter, rows_int(r, 0), v->arena, v->lang);
    struct task t = { .sign = SIGN_OPEN,
                      .href = page_at(v, "matters", rows_int(r, 0)),
                      .due = INSTANT_NONE,
                      .since = rows_int(r, 3),
                      .note = state_word("matter", arena_z(v->arena, rows_str(r, 2))) };
    tasks_say(v, list, t, T("The {body} is to vote on what you brought: {title}", "您提出的事项待{body}表决：{title}"),
              ARG_TEXT("body", body_name(v, arena_z(v->arena, rows_str(r, 1)))), ARG_STR("title", title));
}

static void wait_nominations(struct view *v, struct task_list *list, const struct rows *r) {
    const char *body = arena_z(v->arena, rows_str(r, 2));
    struct task t = { .sign = SIGN_OPEN,
                      .due = INSTANT_NONE,
                      .since = INSTANT_NONE,
                      .href = rows_null(r, 1) ? NULL : page_at(v, "nominations", rows_int(r, 1)),
                      .note = state_word("nomination", arena_z(v->arena, rows_str(r, 4))) };
    tasks_say(v, list, t, T("You are nominated as {office}", "您被提名为{office}"),
              ARG_TEXT("office", office_name(v, body, arena_z(v->arena, rows_str(r, 3)))));
}

static void wait_delegations(struct view *v, struct task_list *list, const struct rows *r) {
    struct text office = office_name(v, arena_z(v->arena, rows_str(r, 0)), arena_z(v->arena, rows_str(r, 1)));
    struct task t = {
        .sign = SIGN_OPEN, .due = INSTANT_NONE, .since = INSTANT_NONE, .href = page_at(v, "people", rows_int(r, 4))
    };
    tasks_say(v, list, t, T("{who} acts for you as {office} until {until}", "{who}代行您的{office}职务，至{until}"),
              ARG_STR("who", unsealed_name(v, rows_str(r, 3), rows_int(r, 4))), ARG_TEXT("office", office),
              ARG_INSTANT("until", rows_int(r, 2)));
}

/* Two bodies one sits in, called to meet at the same time. */
static void wait_clashes(struct view *v, struct task_list *list, const struct rows *r) {
    struct task t = {
        .sign = SIGN_DUE, .href = page_at(v, "meetings", rows_int(r, 0)), .due = INSTANT_NONE, .since = INSTANT_NONE
    };
    tasks_say(v, list, t,
              T("Two meetings at the same time: {one} and {other}, {when}", "会议时间冲突：{one}与{other}，{when}"),
              ARG_TEXT("one", body_name(v, arena_z(v->arena, rows_str(r, 1)))),
              ARG_TEXT("other", body_name(v, arena_z(v->arena, rows_str(r, 2)))), ARG_INSTANT("when", rows_int(r, 3)));
}

/* Where an office rotates: one's own turn, now or next. */
static void wait_turns(struct view *v, struct task_list *list) {
    for (size_t i = 0; i < v->viewer.capacity_count; i++) {
        const struct capacity *as = &v->viewer.capacities[i];
        struct turn turn;
        if (as->kind != AS_OFFICE || !turn_of(v->db, v->charter, as->body, v->now, &turn) ||
            (turn.holding != as->id && turn.next_person != v->viewer.person))
            continue;
        const struct arg args[] = { ARG_TEXT("office", T(office_name(v, as->body, turn.title).en,
                                                         title_name(v, as->body, turn.title).zh)),
                                    ARG_DAY("until", instant_day(turn.until, v->zone)),
                                    ARG_STR("next", person_name(v->db, v->arena, turn.next_person, v->lang)) };
        struct task t = { .sign = SIGN_OPEN,
                          .href = arena_f(v->arena, "/bodies/%s", as->body).data,
                          .due = INSTANT_NONE,
                          .since = INSTANT_NONE,
                          .clause = rule_clause(turn.rule) };
        if (turn.holding == as->id)
            tasks_add(v, list, t,
                      T("It is your turn as {office} until {until}; then {next}",
                        "您现为轮值{office}，至{until}轮换，下一位：{next}"),
                      args, 3);
        else
            tasks_add(v, list, t, T("Your turn as {office} begins on {until}", "您将于{until}起担任轮值{office}"), args,
                      2);
    }
}

/* What waits, one list after the other: rows of person $1 (and, `now`, of moment $2), each of them a task. */
static const struct {
    const char *sql;
    bool now;
    void (*row)(struct view *v, struct task_list *list, const struct rows *r);
} waits[] = {
    { "SELECT m.id, m.body, m.starts_at, m.state, m.topics_by, m.topics_closed FROM meeting m WHERE m.state IN ('called', 'open') AND m.body IN "
      "(SELECT h.body FROM holding h WHERE h.person = $1 AND h.to_at IS NULL) ORDER BY m.starts_at LIMIT 50",
      false, wait_meetings },
    { "SELECT t.id, t.meeting, m.body, m.starts_at, " SEALED(
          "t.entry",
          "title") " FROM meeting m JOIN topic t ON t.meeting = m.id "
                   "WHERE m.state IN ('called', 'open') AND t.person = $1 AND t.state = 'proposed' ORDER BY m.starts_at, t.number LIMIT 50",
      false, wait_topics },
    { "SELECT r.id, r.due_day, " SEALED("o.title_entry",
                                        "title") " FROM resolution r JOIN motion o ON o.id = r.motion "
                                                 "WHERE r.state = 'open' AND r.owner = $1 ORDER BY r.due_day LIMIT 50",
      false, wait_resolutions },
    { "SELECT t.id, t.body, t.state, t.opened_at, " SEALED(
          "t.entry", "title") " FROM matter t "
                              "WHERE t.state IN ('open', 'scheduled') AND t.person = $1 ORDER BY t.id LIMIT 50",
      false, wait_matters },
    { "SELECT n.id, n.round, n.body, n.title, n.state FROM nomination n WHERE n.person = $1 AND n.state IN ('standing', 'referred') ORDER BY n.id LIMIT 20",
      false, wait_nominations },
    { "SELECT f.body, f.title, d.to_at, " NAME_OF(
          "p") ", p.id FROM holding f JOIN delegation d ON d.from_holding = f.id JOIN holding t ON t.id = d.to_holding "
               "JOIN person p ON p.id = t.person WHERE f.person = $1 AND f.to_at IS NULL AND d.revoked_at IS NULL AND d.to_at > $2 ORDER BY d.id LIMIT 20",
      true, wait_delegations },
    { "SELECT b.id, a.body, b.body, b.starts_at FROM meeting a JOIN meeting b ON b.id > a.id AND b.starts_at < a.starts_at + a.minutes_long * 60 "
      "AND a.starts_at < b.starts_at + b.minutes_long * 60 WHERE a.state IN ('called', 'open') AND b.state IN ('called', 'open') "
      "AND a.body IN (SELECT h.body FROM holding h WHERE h.person = $1 AND h.to_at IS NULL) "
      "AND b.body IN (SELECT h.body FROM holding h WHERE h.person = $1 AND h.to_at IS NULL) ORDER BY b.starts_at LIMIT 20",
      false, wait_clashes },
};

static void read_waiting(struct view *v, struct task_list *list) {
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        struct rows *r = waits[i].now ? db_rows(v->db, waits[i].sql, V(v->viewer.person), V(v->now))
                                      : db_rows(v->db, waits[i].sql, V(v->viewer.person));
        while (rows_next(r)) waits[i].row(v, list, r);
        rows_done(r);
    }
    wait_turns(v, list);
    tasks_sort(v, list);
}

/* ---- what I did ---- */

static const struct moment *read_did(struct view *v, int64_t before, int64_t most, size_t *ret_count,
                                     int64_t *ret_older) {
    int64_t *entries = arena_array(v->arena, int64_t, (size_t)most + 1);
    size_t n = 0;
    struct rows *r =
        db_rows(v->db, "SELECT entry FROM act_key WHERE actor = $1 AND entry < $2 ORDER BY entry DESC LIMIT $3",
                V(arena_f(v->arena, "person:%lld", (long long)v->viewer.person)), V(before > 0 ? before : INT64_MAX),
                V(most + 1));
    while (n <= (size_t)most && rows_next(r)) entries[n++] = rows_int(r, 0);
    rows_done(r);
    *ret_older = n > (size_t)most ? entries[most - 1] : 0;
    *ret_count = n > (size_t)most ? (size_t)most : n;
    return said_moments(v, entries, *ret_count);
}

static int64_t before_param(struct view *v) {
    int64_t before = 0;
    const char *z = view_param(v, "before");
    return z && str_int(str_of(z), &before) == 0 ? before : 0;
}

static const struct desk_refusal *read_refusals(struct view *v, int64_t before, int64_t most, size_t *ret_count,
                                                int64_t *ret_older) {
    struct desk_refusal *items = arena_array(v->arena, struct desk_refusal, (size_t)most + 1);
    size_t n = 0;
    struct rows *r =
        db_rows(v->db,
                "SELECT id, at, kind, verdict FROM refusal WHERE person = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
                V(v->viewer.person), V(before > 0 ? before : INT64_MAX), V(most + 1));
    while (n <= (size_t)most && rows_next(r)) {
        const struct act_kind *kind = act_kind(arena_z(v->arena, rows_str(r, 2)));
        struct refusal_gist gist = refusal_gist(v, rows_str(r, 3));
        items[n++] = (struct desk_refusal){ rows_int(r, 0), rows_int(r, 1),
                                            kind ? kind->title : text_same(arena_z(v->arena, rows_str(r, 2))), gist.why,
                                            gist.clause };
    }
    rows_done(r);
    *ret_older = n > (size_t)most ? items[most - 1].id : 0;
    *ret_count = n > (size_t)most ? (size_t)most : n;
    return items;
}

/* ---- whom I speak for, and what is kept about me ---- */

static void read_orgs(struct view *v, struct desk_page *p) {
    struct desk_org *orgs = arena_array(v->arena, struct desk_org, ORGS_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT o.id, " ORG_NAMES(
            "o") ", m.class, r.voting, r.from_at FROM representation r JOIN org o ON o.id = r.org JOIN membership m ON m.org = o.id AND m.to_at IS NULL "
                 "WHERE r.person = $1 AND r.to_at IS NULL ORDER BY r.id LIMIT 20",
        V(v->viewer.person));
    while (p->org_count < ORGS_MAX && rows_next(r))
        orgs[p->org_count++] =
            (struct desk_org){ rows_int(r, 0), named_org(v, rows_str(r, 1)), arena_z(v->arena, rows_str(r, 2)),
                               rows_int(r, 3) != 0, rows_int(r, 4) };
    rows_done(r);
    p->orgs = orgs;
}

static void read_data(struct view *v, struct desk_page *p) {
    p->name = v->viewer.name;
    p->email = unsealed(
        v,
        db_str(
            v->db, v->arena,
            "SELECT value FROM private JOIN person ON person.email_entry = private.entry WHERE person.id = $1 AND private.field = 'email'",
            V(v->viewer.person)));
    p->sessions =
        db_int(v->db, 0, "SELECT count(*) FROM session WHERE person = $1 AND revoked_at IS NULL AND expires_at > $2",
               V(v->viewer.person), V(instant_now()));
    p->tokens =
        db_int(v->db, 0, "SELECT count(*) FROM token WHERE person = $1 AND revoked_at IS NULL", V(v->viewer.person));
    p->password =
        db_has(v->db, "SELECT 1 FROM account WHERE person = $1 AND password IS NOT NULL", V(v->viewer.person));
}

static void read_capacities(struct view *v, struct desk_page *p) {
    struct text *words = arena_array(v->arena, struct text, v->viewer.capacity_count + 1);
    for (size_t i = 0; i < v->viewer.capacity_count; i++)
        if (v->viewer.capacities[i].kind != AS_PERSON)
            words[p->capacity_count++] = capacity_words(v->db, v->charter, &v->viewer.capacities[i], v->arena);
    struct text *as = arena_array(v->arena, struct text, p->capacity_count + 1);
    for (size_t i = 0; i < p->capacity_count; i++)
        as[i] = T(arena_f(v->arena, "as %s", words[i].en).data, arena_f(v->arena, "以%s身份", words[i].zh).data);
    p->capacities = words;
    p->as_words = as;
}

static void view_desk(struct view *v) {
    struct desk_page p = { .founder = is_founding(v) };
    int64_t older;
    read_capacities(v, &p);
    read_offers(v, &p);
    read_more(v, &p);
    read_waiting(v, &p.waiting);
    p.did = read_did(v, 0, DID_SHOWN, &p.did_count, &older);
    p.did_more = older != 0;
    p.refusals = read_refusals(v, 0, REFUSED_SHOWN, &p.refusal_count, &older);
    read_orgs(v, &p);
    read_data(v, &p);
    page_begin_with(v, &(struct page){ .title = T("My desk", "我的工作台"), .section = "desk", .private = true });
    tpl_desk(v, &p);
    if (p.founder) part_founding(v);
    tpl_desk_can(v, &p);
    tpl_desk_waiting(v, &p);
    tpl_desk_did(v, &p);
    buf_addz(v->out, "<div class=\"columns\">\n");
    tpl_desk_orgs(v, &p);
    tpl_desk_data(v, &p);
    buf_addz(v->out, "</div>\n");
    page_end(v);
}
VIEW(desk) = { .path = "/desk", .audience = FOR_SIGNED_IN, .run = view_desk };

static void view_desk_acts(struct view *v) {
    struct acts_page p = { 0 };
    p.did = read_did(v, before_param(v), DID_PAGE, &p.count, &p.older);
    page_begin_with(v, &(struct page){ .title = T("What you did", "您办理过的事项"),
                                       .section = "desk",
                                       .private = true,
                                       .crumbs = LINKS({ "/desk", T("My desk", "我的工作台") }),
                                       .forms = LINKS({ "/desk/data.json", T("JSON", "JSON") }) });
    tpl_acts_page(v, &p);
    page_end(v);
}
VIEW(desk_acts) = { .path = "/desk/acts", .audience = FOR_SIGNED_IN, .run = view_desk_acts };

static void view_desk_refusals(struct view *v) {
    struct refusals_page p = { 0 };
    p.items = read_refusals(v, before_param(v), REFUSED_PAGE, &p.count, &p.older);
    page_begin_with(v, &(struct page){ .title = T("What was refused", "未获办理的事项"),
                                       .section = "desk",
                                       .private = true,
                                       .crumbs = LINKS({ "/desk", T("My desk", "我的工作台") }),
                                       .forms = LINKS({ "/desk/data.json", T("JSON", "JSON") }) });
    tpl_refusals_page(v, &p);
    page_end(v);
}
VIEW(desk_refusals) = { .path = "/desk/refusals", .audience = FOR_SIGNED_IN, .run = view_desk_refusals };

/* ---- everything kept about me ---- */

static void view_desk_data(struct view *v) {
    json_t *all = NULL;
    if (person_held(v->db, v->arena, v->viewer.person, HELD_OWN, &all, NULL) != 0)
        return; /* the sticky error is said */
    v->filename = "my-data.json";
    view_json(v, all);
}
VIEW(desk_data) = {
    .path = "/desk/data.json", .type = "application/json", .audience = FOR_SIGNED_IN, .run = view_desk_data
};
