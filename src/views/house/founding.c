/* The founding, step by step: what is done, what is wanting, and what stands against closing it. Which bodies, offices and
 * seats there are is read from the charter; the judge of the closing act itself says whether it may be closed. */
#include <string.h>

#include "acts/offices/offices.h"
#include "acts/pipeline/pipeline.h"
#include "views/founding.html.h"
#include "views/house/house.h"
#include "views/powers.h"
#include "views/unseal.h"

/* ---- bodies ---- */

/* Everybody in office, once: the pages' lists of names are cut from it. */
struct appointed {
    const char *body, *title;
    struct str name;
};
struct all_appointed {
    struct appointed *items;
    size_t count;
};

static struct all_appointed read_appointed(struct view *v) {
    enum { APPOINTED_MAX = 1000 };
    struct all_appointed all = { .items = arena_array(v->arena, struct appointed, APPOINTED_MAX) };
    struct rows *r = db_rows(
        v->db,
        "SELECT h.body, h.title, p.id, " NAME_OF(
            "p") " FROM holding h JOIN person p ON p.id = h.person WHERE h.to_at IS NULL ORDER BY h.id LIMIT 1000");
    while (all.count < APPOINTED_MAX && rows_next(r))
        all.items[all.count++] =
            (struct appointed){ arena_z(v->arena, rows_str(r, 0)), arena_z(v->arena, rows_str(r, 1)),
                                unsealed_name(v, rows_str(r, 3), rows_int(r, 2)) };
    rows_done(r);
    return all;
}

static struct founding_title title_of(struct view *v, const struct charter_body *b, const struct charter_title_of *t,
                                      const struct all_appointed *all, bool room) {
    struct founding_title f = {
        .name = t->name, .seats = t->seats, .open = t->seats_open || t->seats == 0, .leads = t->leads
    };
    struct buf names;
    buf_init(&names, 1 << 16);
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->items[i].body, b->id) != 0 || strcmp(all->items[i].title, t->id) != 0) continue;
        buf_addz(&names, f.held++ ? (v->lang == LANG_ZH ? "、" : ", ") : "");
        buf_add(&names, all->items[i].name);
    }
    f.people = arena_str(v->arena, buf_str(&names));
    buf_release(&names);
    f.wanted = t->leads && t->seats == 1 && !t->seats_open && f.held == 0;
    if (room && (f.open || f.held < f.seats))
        f.href = arena_f(v->arena, "/act/founding.appoint?body=%s&title=%s&_return=/desk", b->id, t->id).data;
    return f;
}

/* People who could hold an office of the body, and hold none in it yet. */
static int64_t ready_for(struct view *v, const char *body, const char *through) {
    if (!through || strcmp(through, "none") == 0)
        return db_int(
            v->db, 0,
            "SELECT count(*) FROM person p WHERE p.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.person = p.id AND h.body = $1 AND h.to_at IS NULL)",
            V(body));
    return db_int(
        v->db, 0,
        "SELECT count(DISTINCT r.person) FROM representation r JOIN membership m ON m.org = r.org AND m.to_at IS NULL WHERE r.to_at IS NULL AND ($1 = 'any' OR m.class = $1) "
        "AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.person = r.person AND h.body = $2 AND h.to_at IS NULL)",
        V(through), V(body));
}

static struct founding_body body_of(struct view *v, const struct charter_body *b, const struct all_appointed *all) {
    struct founding_body f = {
        .id = b->id, .name = b->name, .title_count = b->title_count, .done = true, .product = STR("")
    };
    const struct rule *holders = charter_rule(v->charter, "body.holders", b->id);
    const char *through = holders ? rule_word(holders, "through") : NULL;
    f.ready = ready_for(v, b->id, through);
    if (through && strcmp(through, "none") != 0) {
        const struct charter_class *class = charter_class(v->charter, through);
        f.through = class ? class->name : T("member", "成员单位");
        f.through_many = class ? class->plural : T("members", "成员单位");
        f.admit = class ? arena_f(v->arena, "/act/founding.admit?class=%s&_return=/desk", class->id).data
                        : "/act/founding.admit?_return=/desk";
        f.through_clause = rule_clause(holders);
    }
    struct seat_count seats = seats_for(v->db, v->charter, b->id);
    struct founding_title *titles = arena_array(v->arena, struct founding_title, b->title_count + 1);
    for (size_t i = 0; i < all->count; i++) f.held += strcmp(all->items[i].body, b->id) == 0;
    if (seats.rule) {
        f.seats = seats.seats;
        f.members = seats.members;
        f.share = seats.share;
        f.clause = rule_clause(seats.rule);
    }
    if (seats.rule && seats.share.den) {
        struct buf product;
        buf_init(&product, 64);
        ratio_product_format(&product, seats.share, seats.members);
        f.product = arena_str(v->arena, buf_str(&product));
        f.at_least = seats.seats == seats.least;
        buf_release(&product);
    }
    for (size_t i = 0; i < b->title_count; i++) {
        titles[i] = title_of(v, b, &b->titles[i], all, f.ready > 0 && (!f.seats || f.held < f.seats));
        f.done = f.done && !titles[i].wanted;
    }
    f.titles = titles;
    f.begun = f.held > 0;
    f.done = f.done && f.begun;
    return f;
}

static void read_bodies(struct view *v, struct founding_page *p) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(v->charter, &bodies);
    struct founding_body *shown = arena_array(v->arena, struct founding_body, n + 1);
    struct all_appointed all = read_appointed(v);
    for (size_t i = 0; i < n; i++)
        if (charter_rule(v->charter, "first-term", bodies[i].id)) shown[p->body_count++] = body_of(v, &bodies[i], &all);
    p->bodies = shown;
}

/* ---- the rest ---- */

static void read_members(struct view *v, struct founding_page *p) {
    const struct charter_class *classes;
    size_t n = charter_classes(v->charter, &classes);
    struct founding_class *shown = arena_array(v->arena, struct founding_class, n + 1);
    for (size_t i = 0; i < n; i++) {
        shown[i] = (struct founding_class){
            classes[i].id,
            db_int(v->db, 0, "SELECT count(*) FROM membership WHERE to_at IS NULL AND class = $1", V(classes[i].id))
        };
        p->members += shown[i].count;
    }
    p->classes = shown;
    p->class_count = n;
}

static void read_means(struct view *v, struct founding_page *p) {
    const struct rule *const *groups;
    if (charter_rules_of(v->charter, "sigs.first", &groups) > 0) {
        p->sig_rule = true;
        p->sig_clause = rule_clause(groups[0]);
        p->sig_body = body_name(v, rule_subject(groups[0]));
        p->sigs = db_int(v->db, 0, "SELECT count(*) FROM sig WHERE to_at IS NULL");
    }
    const struct rule *escrow = charter_rule(v->charter, "funds.escrow", NULL);
    if (escrow) {
        p->escrow_rule = true;
        p->escrow_clause = rule_clause(escrow);
        p->escrow = db_str(v->db, v->arena, "SELECT name FROM escrow WHERE to_at IS NULL");
    }
    p->contact = arena_z(v->arena, db_str(v->db, v->arena, "SELECT contact FROM alliance WHERE id = 1"));
    p->may_contact = p->may_contact || viewer_may(v, "alliance.contact", NULL);
}

static void read_closing(struct view *v, struct founding_page *p) {
    if (!v->alliance) return;
    json_t *args = json_object();
    struct ask ask = { .kind = "founding.close",
                       .person = v->viewer.person,
                       .as = "founder",
                       .via = "",
                       .args = args,
                       .received = v->now,
                       .lang = v->lang };
    const struct capacity *choices = NULL;
    size_t count = 0;
    p->close = pipeline_preview(v->alliance, v->db, &ask, v->arena, &choices, &count);
    json_decref(args);
}

static struct raw_html step_badge(struct view *v, bool done, bool begun, struct text wanting) {
    if (done) return badge(v, SIGN_DONE, T("done", "已完成"));
    return badge(v, begun ? SIGN_DUE : SIGN_NONE, wanting);
}

static struct raw_html body_badge(struct view *v, const struct founding_body *b) {
    bool vacant = b->held < b->seats;
    for (size_t i = 0; i < b->title_count; i++)
        vacant = vacant || (!b->titles[i].open && b->titles[i].held < b->titles[i].seats);
    if (b->done)
        return badge(v, vacant ? SIGN_OPEN : SIGN_DONE,
                     vacant ? T("enough to close; offices are vacant", "可结束筹建，仍有空缺") : T("done", "已完成"));
    return badge(v, b->begun ? SIGN_DUE : SIGN_NONE, b->begun ? T("not complete", "尚缺人选") : T("to do", "待办"));
}

static void count_steps(struct founding_page *p) {
    p->steps = 2 + (int64_t)p->body_count + p->sig_rule + p->escrow_rule;
    p->done = (p->contact[0] != 0) + (p->members > 0) + (p->sigs > 0) + (p->escrow.len > 0);
    for (size_t i = 0; i < p->body_count; i++) p->done += p->bodies[i].done;
}

void part_founding(struct view *v) {
    struct founding_page p = { 0 };
    int number = 0;
    read_members(v, &p);
    read_bodies(v, &p);
    read_means(v, &p);
    read_closing(v, &p);
    count_steps(&p);
    struct text wanting = T("to do", "待办");
    buf_addz(v->out, "<section class=\"founding\" aria-labelledby=\"founding\"><h2 id=\"founding\">");
    html_text(v, T("The founding", "筹建"));
    buf_addz(v->out, "</h2>\n");
    tpl_founding_state(v, &p);
    tpl_step(v, "step-contact", ++number, T("Contact", "联系方式"), step_badge(v, p.contact[0], false, wanting));
    tpl_founding_contact(v, &p);
    tpl_step_end(v);
    tpl_step(v, "step-members", ++number, T("First members", "首批成员"), step_badge(v, p.members > 0, false, wanting));
    tpl_founding_members(v, &p);
    tpl_step_end(v);
    for (size_t i = 0; i < p.body_count; i++) {
        const struct founding_body *b = &p.bodies[i];
        tpl_step(v, arena_f(v->arena, "step-%s", b->id).data, ++number, b->name, body_badge(v, b));
        tpl_founding_body(v, b);
        tpl_step_end(v);
    }
    if (p.sig_rule) {
        tpl_step(v, "step-sigs", ++number, T("Interest groups", "兴趣组"),
                 step_badge(v, p.sigs > 0, false, T("may wait", "可稍后办理")));
        tpl_founding_sigs(v, &p);
        tpl_step_end(v);
    }
    if (p.escrow_rule) {
        tpl_step(v, "step-escrow", ++number, T("Who holds the funds", "资金托管"),
                 step_badge(v, p.escrow.len > 0, false, T("may wait", "可稍后办理")));
        tpl_founding_escrow(v, &p);
        tpl_step_end(v);
    }
    tpl_step(v, "step-close", ++number, T("Close the founding", "结束筹建"),
             badge(v, p.close && !p.close->refused ? SIGN_OPEN : SIGN_NONE,
                   p.close && !p.close->refused ? T("can be done", "可以办理") : T("not yet", "尚不可办")));
    tpl_founding_close(v, &p);
    tpl_step_end(v);
    buf_addz(v->out, "</section>\n");
}
