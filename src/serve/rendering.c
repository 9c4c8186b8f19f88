/* Running a view for a request: see rendering.h. */
#include "serve/rendering.h"

#include <stdio.h>
#include <string.h>

#include "acts/capacity.h"
#include "acts/sealed.h"
#include "serve/limits.h"

static void begin(struct rendering *g, struct site *site, struct request *r, const struct match *m, bool named) {
    memset(g, 0, sizeof *g);
    g->site = site;
    g->r = r;
    buf_init(&g->out, PAGE_BYTES_MAX);
    int64_t changes = alliance_changes(site->alliance);
    g->db = store_reader(alliance_store(site->alliance));
    if (db_begin(g->db, NULL) < 0) rendering_release_db(g);
    g->who = (struct who){ .csrf = "" };
    if (g->db && named) who_read(site, g->db, r, changes, &g->who);
    struct view *v = &g->view;
    v->db = g->db;
    v->now = alliance_now(site->alliance);
    v->charter = alliance_charter(site->alliance, v->now);
    v->workcal = alliance_workcal(site->alliance);
    v->zone = v->charter ? charter_zone(v->charter) : ZONE_UTC;
    v->lang = request_lang(r);
    v->arena = r->arena;
    v->path = r->path;
    v->query = r->query;
    v->params = r->params.items;
    v->param_count = r->params.count;
    if (m) {
        v->segments = m->segments;
        v->segment_count = m->segment_count;
    }
    v->form_key = random_text(r->arena, 18);
    v->site = str_of(site->url);
    v->out = &g->out;
    v->alliance = site->alliance;
    v->viewer = (struct viewer){ .person = g->who.person, .session = g->who.session, .csrf = g->who.csrf };
}

void rendering_begin(struct rendering *g, struct site *site, struct request *r, const struct match *m) {
    begin(g, site, r, m, true);
}

void rendering_begin_unnamed(struct rendering *g, struct site *site, struct request *r, const struct match *m) {
    begin(g, site, r, m, false);
}

void rendering_viewer(struct rendering *g) {
    struct view *v = &g->view;
    if (!g->db || !g->who.person) return;
    struct capacity *capacities = NULL;
    size_t count = capacities_of(g->db, v->charter, g->who.person, v->now, v->arena, &capacities);
    v->viewer.name = person_name(g->db, v->arena, g->who.person, v->lang);
    v->viewer.capacities = capacities;
    v->viewer.capacity_count = count;
    for (size_t i = 0; i < count; i++) {
        v->viewer.member |= capacities[i].kind == AS_REPRESENTATIVE;
        v->viewer.office |= capacity_may(v->charter, &capacities[i], "record.erase", NULL, NULL) ||
                            capacity_may(v->charter, &capacities[i], "membership.review", NULL, NULL);
    }
}

void rendering_release_db(struct rendering *g) {
    if (!g->db) return;
    db_rollback(g->db);
    store_reader_done(alliance_store(g->site->alliance), g->db);
    g->db = NULL;
    g->view.db = NULL;
}

bool rendering_bar(struct rendering *g, enum view_audience audience) {
    struct view *v = &g->view;
    if (g->who.bad_token) {
        view_problem(v, 401, T("This token is not valid", "此令牌无效"),
                     T("It was revoked, or never issued. A new one can be made on the account page.",
                       "令牌已被吊销或从未签发。可在账户页面重新生成。"));
        return true;
    }
    if (audience != FOR_ANYONE && !g->who.person && !wants_json(g->r)) {
        struct buf to;
        buf_init(&to, TARGET_BYTES_MAX * 3 + 64);
        buf_addz(&to, "/signin?next=");
        for (const char *c = g->r->target; *c; c++)
            buf_addf(&to, strchr("&+%#?= ", *c) ? "%%%02X" : "%c", (unsigned char)*c);
        v->redirect = arena_z(v->arena, buf_str(&to));
        buf_release(&to);
        return true;
    }
    if (audience != FOR_ANYONE && !g->who.person) {
        view_problem(v, 401, T("Signing in comes first", "请先登录"),
                     T("Send an API token: Authorization: Bearer …", "请附上接口令牌：Authorization: Bearer …"));
        return true;
    }
    if (audience == FOR_OFFICE && !v->viewer.office) {
        view_problem(v, 403, T("This room is the office’s", "此处为办公机构工作区"),
                     T("It is open to holders of an office that reviews membership or keeps the record.",
                       "仅对负责审核会员资格或保管登记簿的任职者开放。"));
        return true;
    }
    return false;
}

/* The name of a download, for old and new browsers. */
static void name_download(struct response *response, struct arena *a, const char *filename) {
    struct buf b;
    buf_init(&b, 2048);
    buf_addz(&b, "attachment; filename=\"");
    for (const char *c = filename; *c; c++)
        buf_addc(&b, (unsigned char)*c < ' ' || (unsigned char)*c >= 0x7f || strchr("\"\\/", *c) ? '_' : *c);
    buf_addz(&b, "\"; filename*=UTF-8''");
    for (const char *c = filename; *c; c++) {
        bool plain =
            (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || strchr("-._~", *c);
        buf_addf(&b, plain ? "%c" : "%%%02X", (unsigned char)*c);
    }
    response_header(response, "Content-Disposition", arena_z(a, buf_str(&b)));
    buf_release(&b);
}

static enum policy policy_of(const struct rendering *g, const char *type) {
    if (strncmp(type, "text/html", 9) != 0) return POLICY_DATA;
    return str_starts(str_of(g->r->path), "/embed/") ? POLICY_EMBED : POLICY_PAGE;
}

static struct response *broken(struct rendering *g, const struct error *err) {
    struct buf why;
    buf_init(&why, 4096);
    error_format(&why, err, LANG_EN);
    fprintf(stderr, "charterd: GET %s: %s\n", g->r->path, why.len ? buf_z(&why) : "larger than a page may be");
    buf_release(&why);
    return problem_response(g->site, g->r, 500, T("This page could not be made", "页面生成失败"),
                            T("The fault is on our side and has been counted. Nothing was changed.",
                              "故障在我方，已计入统计。数据未受影响。"),
                            0);
}

/* Sets the cookie of a visitor who was shown a form: one that carries the token made for it. */
static void visitor_cookie_when_shown(struct rendering *g, struct response *response) {
    const char *token = g->who.csrf;
    if (g->who.csrf_new && memmem(response->body->data, response->body->len, token, strlen(token)))
        response_header(response, "Set-Cookie", cookie_visitor(g->site, g->r, g->r->arena, token));
}

struct response *rendering_end(struct rendering *g) {
    struct view *v = &g->view;
    struct error err = { 0 };
    bool failed = g->db && db_failed(g->db, &err);
    rendering_release_db(g);
    struct response *response;
    if (failed || !buf_ok(&g->out)) {
        response = broken(g, &err);
    } else if (v->redirect) {
        response = response_redirect(303, v->redirect);
    } else {
        const char *type = v->type ? v->type : v->kind && v->kind->type ? v->kind->type : "text/html; charset=utf-8";
        response = response_new(v->status ? v->status : 200, type, policy_of(g, type), bytes_take(&g->out));
        if (v->filename) name_download(response, v->arena, v->filename);
        if (v->next) response_header(response, "Link", arena_f(v->arena, "<%s>; rel=\"next\"", v->next).data);
    }
    if (response->status == 401) response_header(response, "WWW-Authenticate", "Bearer");
    visitor_cookie_when_shown(g, response);
    buf_release(&g->out);
    return response;
}
