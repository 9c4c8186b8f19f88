/* serve: the server over a data directory, until it is asked to stop.
 *
 * While an alliance is being founded its founder may have no mailbox that this machine reaches, and a demo's people have none at
 * all: for them the server says links to sign in with when it is ready, each good once within a day. */
#include "acts/capacity.h"
#include "acts/pipeline/pipeline.h"
#include "acts/sealed.h"
#include "base/conf.h"
#include "command/command.h"
#include "serve/links.h"
#include "serve/serve.h"

static const struct option_kind serve_options[] = {
    { "listen", "ADDR:PORT",
      TEXT_INIT("where to listen; 127.0.0.1:8080 if nothing else is said", "监听地址，默认 127.0.0.1:8080") },
    { "clock", "TIME",
      TEXT_INIT("for rehearsals: the clock stands at this time, such as 2026-03-20T06:00:00Z",
                "供演练用：时钟停在该时刻，如 2026-03-20T06:00:00Z") },
    { 0 },
};

/* Whom links are said for: the founder while founding lasts, and the people a demo names. */
enum { GREETED_MAX = 8 };

static size_t people_to_greet(struct db *db, int64_t ret[GREETED_MAX], bool *ret_founding) {
    size_t n = 0;
    int64_t founder = db_int(db, 0, "SELECT founder FROM alliance WHERE id = 1 AND closed_at IS NULL");
    *ret_founding = founder != 0;
    if (founder) ret[n++] = founder;
    struct rows *r =
        db_rows(db, "SELECT CAST(value AS BIGINT) FROM setting WHERE name IN ('demo.secretary', 'demo.director', "
                    "'demo.chair', 'demo.participant', 'demo.member') ORDER BY CASE name WHEN 'demo.secretary' THEN 1 "
                    "WHEN 'demo.director' THEN 2 WHEN 'demo.chair' THEN 3 WHEN 'demo.participant' THEN 4 ELSE 5 END");
    while (n < GREETED_MAX && rows_next(r)) ret[n++] = rows_int(r, 0);
    rows_done(r);
    return n;
}

/* In which capacity somebody is met first: an office, else an organization. */
static struct text role_of(struct db *db, const struct charter *c, int64_t person, instant now, struct arena *arena) {
    struct capacity *all;
    size_t n = capacities_of(db, c, person, now, arena, &all);
    const struct capacity *best = NULL;
    for (size_t i = 0; i < n; i++)
        if (!best || (all[i].kind == AS_OFFICE && best->kind != AS_OFFICE) ||
            (all[i].kind == AS_REPRESENTATIVE && best->kind != AS_OFFICE && best->kind != AS_REPRESENTATIVE))
            best = &all[i];
    return best ? capacity_words(db, c, best, arena) : T_NONE;
}

static void say_link(struct invocation *in, struct alliance *a, int64_t person, const char *url) {
    const char *path;
    struct db *db = store_reader(alliance_store(a));
    instant now = alliance_now(a);
    struct str name = STR_NONE;
    struct text role = T_NONE;
    if (db_begin(db, NULL) == 0) {
        name = person_name(db, in->arena, person, in->lang);
        role = role_of(db, alliance_charter(a, now), person, now, in->arena);
        db_rollback(db);
    }
    store_reader_done(alliance_store(a), db);
    if (link_make(a, person, in->arena, &path) == 0)
        fprintf(stderr, "  %.*s%s%s\n      %s%s\n", STR_FMT(name), role.en ? in->lang == LANG_ZH ? "，" : ", " : "",
                text_in(role, in->lang), url, path);
}

/* What there is to try: a demo's meeting that waits for its chair, and ballots that are open. */
static void say_to_try(struct invocation *in, struct alliance *a, struct db *db, const char *url) {
    const struct charter *c = alliance_charter(a, alliance_now(a));
    struct rows *r = db_rows(db, "SELECT id, body FROM meeting WHERE state IN ('called', 'open') AND id = (SELECT "
                                 "CAST(value AS BIGINT) FROM setting WHERE name = 'demo.meeting')");
    if (rows_next(r)) {
        const struct charter_body *b = charter_body(c, arena_z(in->arena, rows_str(r, 1)));
        say(in, stderr,
            T("To try a live meeting: as the chair, open and lead {url}/meetings/{n} ({body}); in another browser, as the "
              "member, sign in there and vote.",
              "试用现场会议：以主任身份打开 {url}/meetings/{n}（{body}），宣布开会并主持；在另一浏览器以委员身份签到并表决。"),
            (const struct arg[]){ ARG_Z("url", url), ARG_PLAIN("n", rows_int(r, 0)),
                                  ARG_TEXT("body", b ? b->name : T_NONE) },
            3);
    }
    rows_done(r);
    r = db_rows(db, "SELECT id, body, closes_at FROM election WHERE state = 'voting' ORDER BY closes_at");
    while (rows_next(r)) {
        const struct charter_body *b = charter_body(c, arena_z(in->arena, rows_str(r, 1)));
        say(in, stderr,
            T("To try a ballot: {url}/elections/{n} ({body}), until {until}; whoever has a vote finds it on their desk.",
              "试用投票：{url}/elections/{n}（{body}选举），至{until}截止；有投票权者可由工作台进入。"),
            (const struct arg[]){ ARG_Z("url", url), ARG_PLAIN("n", rows_int(r, 0)),
                                  ARG_TEXT("body", b ? b->name : T_NONE), ARG_DEADLINE("until", rows_int(r, 2)) },
            4);
    }
    rows_done(r);
}

static void greet(void *context, struct alliance *a, const char *url) {
    struct invocation *in = context;
    int64_t people[GREETED_MAX];
    bool founding = false;
    size_t n = 0;
    struct db *db = store_reader(alliance_store(a));
    if (db_begin(db, NULL) == 0) {
        n = people_to_greet(db, people, &founding);
        db_rollback(db);
    }
    store_reader_done(alliance_store(a), db);
    if (n == 0) return;
    say(in, stderr,
        founding
            ? T("The founding is open. To sign in, once within a day, as", "联盟正在筹建。以下链接一日内可登录一次：")
            : T("To sign in, each link once within a day, as", "以下链接一日内各可登录一次："),
        NULL, 0);
    for (size_t i = 0; i < n; i++) say_link(in, a, people[i], url);
    db = store_reader(alliance_store(a));
    if (db_begin(db, NULL) == 0) {
        if (!founding) say_to_try(in, a, db, url);
        db_rollback(db);
    }
    store_reader_done(alliance_store(a), db);
}

static int serve_command(struct invocation *in) {
    struct error err = { 0 };
    struct alliance *a;
    const char *given = option(in, "clock");
    instant clock = INSTANT_NONE;
    if (given && instant_parse(str_of(given), &clock) != 0)
        return wrong_use(in,
                         T("--clock takes a time such as 2026-03-20T06:00:00Z",
                           "--clock 须为时刻，如 2026-03-20T06:00:00Z"),
                         NULL, 0);
    serve_hold_signals();
    if (alliance_open_at(&a, in->words[0], ALLIANCE_SERVE, clock, &err) != 0) return say_unusable(in, &err);
    int result = serve_run(a, option(in, "listen"), greet, in, &err);
    alliance_close(a);
    if (result == 0) return EXIT_DONE;
    return result == ERR_SYNTAX || result == ERR_USAGE ? say_error(in, &err) : say_unusable(in, &err);
}

static void list_settings(const struct invocation *in) {
    const struct conf_key *keys;
    size_t n = conf_keys(&keys);
    printf("\n");
    say(in, stdout, T("Settings, one “key = value” a line:", "设置项，每行一条“键 = 值”："), NULL, 0);
    for (size_t i = 0; i < n; i++) printf("  %-26s %s\n", keys[i].name, text_in(keys[i].meaning, in->lang));
}

COMMAND(serve) = {
    .name = "serve",
    .usage = "serve DIR [--listen ADDR:PORT] [--clock TIME]",
    .summary = TEXT_INIT("the server", "启动网页服务"),
    .help = TEXT_INIT(
        "Settings stand in DIR/charterd.conf. SIGTERM and SIGINT finish what is under way, then stop. /healthz answers "
        "when "
        "it is ready.",
        "设置见 DIR/charterd.conf。收到 SIGTERM 或 SIGINT 后，处理完当前事项即停止。就绪后 /healthz 有应答。"),
    .more = list_settings,
    .options = serve_options,
    .alliance = 1,
    .words_min = 1,
    .words_max = 1,
    .run = serve_command,
};
