/* Forms derived from declarations: nothing typed is lost, what is wrong stands beside its field, hostile text stays text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "acts/pipeline/pipeline.h"
#include "views/show.h"

extern const char acts_schema_sql[];

static const struct choice modes[] = { { "room", TEXT_INIT("In a room", "线下会议") },
                                       { "online", TEXT_INIT("Online", "线上会议") },
                                       { "both", TEXT_INIT("Both", "线下与线上") },
                                       { 0 } };
static const struct field fields[] = {
    { .name = "body", .label = TEXT_INIT("Body", "机构"), .type = FIELD_CHOICE, .ref = "body", .hidden = true },
    { .name = "start",
      .label = TEXT_INIT("When does it begin?", "何时开始？"),
      .type = FIELD_INSTANT,
      .help = TEXT_INIT("Notice reaches members at least 7 days before.", "通知须至少提前 7 天送达。") },
    { .name = "mode", .label = TEXT_INIT("How is it held?", "会议形式"), .type = FIELD_CHOICE, .choices = modes },
    { .name = "place",
      .label = TEXT_INIT("Room or link", "会议地点或链接"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_MEMBER,
      .max = 120 },
    { .name = "length",
      .label = TEXT_INIT("How long, in minutes?", "预计时长（分钟）"),
      .type = FIELD_INT,
      .min = 15,
      .max = 600 },
    { .name = "office", .label = TEXT_INIT("Led by", "主持机构"), .type = FIELD_CHOICE, .ref = "body" },
    { .name = "links",
      .label = TEXT_INIT("Papers to read", "会议材料"),
      .type = FIELD_URL,
      .many = true,
      .optional = true,
      .max_items = 10 },
    { .name = "bodies",
      .label = TEXT_INIT("Also invited", "列席机构"),
      .type = FIELD_CHOICE,
      .ref = "body",
      .many = true,
      .optional = true },
    { .name = "cost", .label = TEXT_INIT("What it will cost", "预计费用"), .type = FIELD_FEN, .optional = true },
    { .name = "by", .label = TEXT_INIT("Papers by", "材料提交期限"), .type = FIELD_DAY, .optional = true },
    { .name = "grounds",
      .label = TEXT_INIT("Why is it called?", "召集理由"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .help = TEXT_INIT("Markdown may be used.", "可使用 Markdown。") },
    { .name = "proof", .label = TEXT_INIT("Document", "附件"), .type = FIELD_FILE, .optional = true },
    { .name = "public", .label = TEXT_INIT("The public may attend", "公众可旁听"), .type = FIELD_BOOL },
    { 0 },
};
static const struct act_kind kind = {
    .name = "test.call",
    .version = 1,
    .family = "test",
    .title = TEXT_INIT("Call a meeting", "召集会议"),
    .power = "meeting.call",
    .weighty = true,
    .fields = fields,
    .effect = TEXT_INIT("A meeting of the {body} is called for {start}; the notice goes to its holders today.",
                        "{body}会议定于 {start} 召开，通知将于今日发给其任职者。"),
};

struct ground {
    struct store *store;
    struct db *db;
    struct charter *charter;
    struct arena arena;
};

static int open_ground(void **state) {
    static struct ground g;
    struct error err;
    arena_init(&g.arena);
    struct charter_source source;
    struct charter_faults faults = { .arena = &g.arena };
    if (charter_read_folder(&source, "charters/coia", &g.arena, &err) != 0 ||
        charter_parse(&g.charter, &source, &faults) != 0)
        return -1;
    if (store_open(&g.store, NULL, STORE_SCRATCH, &err) != 0) return -1;
    g.db = store_writer(g.store);
    if (db_script(g.db, acts_schema_sql, &err) != 0 || db_begin(g.db, &err) != 0) return -1;
    *state = &g;
    return 0;
}

static int close_ground(void **state) {
    struct ground *g = *state;
    db_rollback(g->db);
    store_close(g->store);
    charter_free(g->charter);
    arena_release(&g->arena);
    return 0;
}

struct shown {
    struct view v;
    struct arena arena;
    struct buf out;
};

static void begin(struct shown *s, const struct ground *g, enum lang lang) {
    show_begin(&s->v, &s->arena, &s->out, lang, "/act/test.call");
    s->v.db = g->db;
    s->v.charter = g->charter;
    static const struct capacity chair = { .kind = AS_OFFICE, .id = 1, .body = "tc", .title = "chair" };
    s->v.viewer = (struct viewer){
        .person = 12, .name = STR("示例人员 12"), .capacities = &chair, .capacity_count = 1, .csrf = "token"
    };
}

static json_t *typed_badly(void) {
    json_t *t = json_pack("{s:s, s:s, s:s, s:s, s:s, s:[s,s], s:s, s:s, s:s}", "body", "tc", "start", "next week",
                          "mode", "online", "place", "</title><script>alert(1)</script>\"'", "length", "7", "links",
                          "https://example.org/a", "javascript:alert(1)", "cost", "20,000", "by", "2026-12-09",
                          "grounds", "\n</textarea><img src=x onerror=alert(1)>");
    return t;
}

static void refused_form_keeps_what_was_typed(void **state) {
    const struct ground *g = *state;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct shown s;
        begin(&s, g, (enum lang)lang);
        struct arg args[] = { ARG_INT("days", 6), ARG_INT("needed", 7) };
        struct finding items[] = {
            { .field = "start",
              .refuses = true,
              .text = TEXT_INIT("Write the day and time, for example 2026-12-09 14:00.",
                                "请填写日期和时间，例如 2026-12-09 14:00。") },
            { .field = "length",
              .refuses = true,
              .text = TEXT_INIT("It lasts 15 to 600 minutes.", "时长须在 15 至 600 分钟之间。") },
            { .clause = "A16.1",
              .refuses = true,
              .args = args,
              .arg_count = 2,
              .text = TEXT_INIT("The notice would reach members {days} days before; {needed} are needed.",
                                "通知将提前 {days} 天送达，须提前 {needed} 天。") },
        };
        struct verdict verdict = { .items = items, .count = 3, .refused = true, .code = ERR_SYNTAX };
        struct answer answer = { .code = ERR_SYNTAX, .entry = -1, .verdict = &verdict };
        json_t *typed = typed_badly();
        view_act_form(&s.v, &kind, typed, &answer, false);
        struct str page = buf_str(&s.out);
        assert_false(str_has(page, "<script>alert"));
        assert_false(str_has(page, "<img src=x"));
        assert_true(str_has(page, "&lt;/textarea&gt;&lt;img src=x onerror=alert(1)&gt;</textarea>"));
        assert_true(str_has(page, "value=\"next week\""));
        assert_true(str_has(page, "value=\"20,000\""));
        assert_true(str_has(page, "value=\"javascript:alert(1)\""));
        assert_true(str_has(page, "href=\"#f-start\""));
        assert_true(str_has(page, "aria-describedby=\"h-start e-start\""));
        assert_true(str_has(page, "name=\"_csrf\" value=\"token\""));
        assert_true(str_has(page, "name=\"_key\" value=\"key\""));
        assert_true(str_has(page, "<input type=\"hidden\" name=\"body\" value=\"tc\">"));
        show_keep(&s.out, lang == LANG_ZH ? "form-zh" : "form-en");
        json_decref(typed);
        show_end(&s.arena, &s.out);
    }
}

static void weighty_act_is_restated(void **state) {
    const struct ground *g = *state;
    struct shown s;
    begin(&s, g, LANG_ZH);
    json_t *typed = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "body", "tc", "start", "2026-12-09T06:00:00Z", "mode",
                              "online", "place", "示例会议室 3", "length", "90", "public", "true");
    view_act_form(&s.v, &kind, typed, NULL, true);
    struct str page = buf_str(&s.out);
    assert_true(str_has(page, "技术委员会会议定于 2026年12月9日 星期三 14:00"));
    assert_true(str_has(page, "name=\"_confirm\" value=\"yes\""));
    assert_true(str_has(page, "<input type=\"hidden\" name=\"start\" value=\"2026-12-09T14:00\">"));
    show_keep(&s.out, "restate-zh");
    json_decref(typed);
    show_end(&s.arena, &s.out);
}

static void strangers_are_told_who_may(void **state) {
    const struct ground *g = *state;
    struct shown s;
    begin(&s, g, LANG_EN);
    s.v.viewer = (struct viewer){ .csrf = "" };
    json_t *typed = json_pack("{s:s}", "body", "tc");
    view_act_form(&s.v, &kind, typed, NULL, false);
    assert_true(str_has(buf_str(&s.out), "the chair of the Technical Committee"));
    assert_true(str_has(buf_str(&s.out), "/signin?next="));
    assert_false(str_has(buf_str(&s.out), "<form class=\"act\""));
    show_keep(&s.out, "form-stranger-en");
    json_decref(typed);
    show_end(&s.arena, &s.out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "views/form: a refused form keeps what was typed, as text", refused_form_keeps_what_was_typed, NULL, NULL,
          NULL },
        { "views/form: a weighty act is restated in words", weighty_act_is_restated, NULL, NULL, NULL },
        { "views/form: strangers are told who may", strangers_are_told_who_may, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests(tests, open_ground, close_ground);
}
