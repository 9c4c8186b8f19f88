/* calendar import: a year's working calendar, as the State Council's list in JSON (data/workcal shows the form). It is the act
 * calendar.import; what the command adds is the difference: which days changed, and which meetings' last days of notice and of
 * topics moved by it. With --dry-run all of that on a copy that is thrown away. */
#include <string.h>

#include "command/acting.h"

static const struct option_kind calendar_options[] = {
    { "as", "WHO",
      TEXT_INIT("for whom the act is entered, as in act; else an office-holder the charter gives it to",
                "代何人登记，同 act；默认取章程授权的任职人员") },
    { "dry-run", NULL, TEXT_INIT("say what would change; record nothing", "仅报告变化，不作登记") },
    { 0 },
};

/* What a calendar bears on: the list in force for its year, and what meetings to come owe to it. */
struct state {
    struct arena *arena;
    int64_t year;
    struct str list;
    json_t *meetings;
};

static int look(struct db *db, void *context, struct error *err) {
    struct state *s = context;
    s->list = db_str(
        db, s->arena,
        "SELECT blob.bytes FROM calendar_year JOIN blob ON blob.hash = calendar_year.hash WHERE calendar_year.year = $1",
        V(s->year));
    s->meetings = json_array();
    struct rows *r = db_rows(
        db,
        "SELECT id, body, number, notice_by, topics_by, provisional FROM meeting WHERE state = 'called' ORDER BY id");
    while (rows_next(r)) {
        struct str body = rows_str(r, 1);
        json_array_append_new(s->meetings,
                              json_pack("{s:I, s:s%, s:I, s:o, s:o, s:b}", "meeting", (json_int_t)rows_int(r, 0),
                                        "body", body.data, body.len, "number", (json_int_t)rows_int(r, 2), "notice_by",
                                        json_day((day)rows_int(r, 3)), "topics_by", json_instant(rows_int(r, 4)),
                                        "provisional", rows_int(r, 5) != 0));
    }
    rows_done(r);
    return db_failed(db, err) ? ERR_IO : 0;
}

/* The list's days as {"2026-02-15": true}; empty when there is none. */
static json_t *days_of(struct str list) {
    json_t *root = NULL, *days = json_object();
    if (list.len && json_parse(list, &root, NULL) == 0) {
        const json_t *all = json_object_get(root, "days");
        for (size_t i = 0; i < json_array_size(all); i++) {
            const json_t *d = json_array_get(all, i);
            if (json_string_value(json_object_get(d, "date")))
                json_object_set(days, json_string_value(json_object_get(d, "date")), json_object_get(d, "off"));
        }
    }
    json_decref(root);
    return days;
}

/* Days of `to` that `from` said otherwise of, or nothing; and the other way round where `to` is silent. */
static json_t *changes(struct str before, struct str after) {
    json_t *from = days_of(before), *to = days_of(after), *list = json_array(), *value;
    const char *date;
    json_object_foreach(to, date, value) if (!json_equal(json_object_get(from, date), value))
        json_array_append_new(list, json_pack("{s:s, s:O?, s:O}", "date", date, "was_off", json_object_get(from, date),
                                              "off", value));
    json_object_foreach(from, date, value) if (!json_object_get(to, date))
        json_array_append_new(list, json_pack("{s:s, s:O, s:n}", "date", date, "was_off", value, "off"));
    json_decref(from);
    json_decref(to);
    return list;
}

static json_t *moved(const json_t *before, const json_t *after) {
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(after) && i < json_array_size(before); i++) {
        json_t *was = json_array_get(before, i), *is = json_array_get(after, i);
        if (!json_equal(was, is)) json_array_append_new(list, json_pack("{s:O, s:O}", "before", was, "after", is));
    }
    return list;
}

static void say_changes(struct invocation *in, const json_t *out, bool dry) {
    const json_t *days = json_object_get(out, "changed"), *meetings = json_object_get(out, "moved");
    const struct arg args[] = { ARG_PLAIN("year", json_int(out, "year", 0)),
                                ARG_INT("days", (int64_t)json_array_size(days)),
                                ARG_INT("meetings", (int64_t)json_array_size(meetings)),
                                ARG_INT("entry", json_int(out, "entry", -1)) };
    say(in, stdout,
        dry ? T("The list of {year} would change {days} {days|day|days}:", "{year} 年安排将改变 {days} 天：")
            : T("Entry {entry}: the list of {year} changes {days} {days|day|days}:",
                "第 {entry} 条：{year} 年安排改变 {days} 天："),
        args, 4);
    for (size_t i = 0; i < json_array_size(days); i++) {
        const json_t *d = json_array_get(days, i), *off = json_object_get(d, "off");
        printf("  %s  %s\n", json_string_value(json_object_get(d, "date")),
               text_in(json_is_null(off)   ? T("as its weekday", "按星期")
                       : json_is_true(off) ? T("off", "放假")
                                           : T("worked", "上班"),
                       in->lang));
    }
    say(in, stdout,
        json_array_size(meetings) == 0
            ? T("No meeting's deadline moves.", "没有会议期限变动。")
            : T("Deadlines of {meetings} {meetings|meeting|meetings} move:", "{meetings} 次会议的期限变动："),
        args, 4);
    for (size_t i = 0; i < json_array_size(meetings); i++) {
        const json_t *was = json_object_get(json_array_get(meetings, i), "before"),
                     *is = json_object_get(json_array_get(meetings, i), "after");
        const struct arg places[] = {
            ARG_PLAIN("id", json_int(is, "meeting", 0)),       ARG_STR("body", json_str(is, "body")),
            ARG_STR("notice_was", json_str(was, "notice_by")), ARG_STR("notice", json_str(is, "notice_by")),
            ARG_STR("topics_was", json_str(was, "topics_by")), ARG_STR("topics", json_str(is, "topics_by"))
        };
        printf("  ");
        say(in, stdout,
            T("meeting {id} ({body}): last day of notice {notice_was} → {notice}; topics close {topics_was} → {topics}",
              "会议 {id}（{body}）：最迟通知日 {notice_was} → {notice}；议题截止 {topics_was} → {topics}"),
            places, 6);
    }
}

static int import_list(struct invocation *in, struct acting *a, struct upload *list, int64_t year) {
    struct state before = { .arena = in->arena, .year = year }, after = before;
    struct error err = { 0 };
    json_t *out = NULL;
    if (acting_look(a, look, &before, &err) != 0) return say_error(in, &err);
    struct ask ask = { .kind = "calendar.import",
                       .via = "operator",
                       .args = json_object(),
                       .uploads = list,
                       .upload_count = 1,
                       .received = INSTANT_NONE,
                       .lang = in->lang };
    int code = acting_ask(a, option(in, "as"), &ask, &out, &err);
    json_decref(ask.args);
    int result = out ? 0 : acting_exit(code);
    if (!out)
        say_error(in, &err);
    else if (code != 0)
        result = acting_conclude(in, code, out);
    else if ((result = acting_look(a, look, &after, &err)) != 0)
        result = say_error(in, &err);
    else {
        json_object_set_new(out, "year", json_integer(year));
        json_object_set_new(out, "changed", changes(before.list, after.list));
        json_object_set_new(out, "moved", moved(before.meetings, after.meetings));
        if (option(in, "json"))
            print_json(json_incref(out));
        else
            say_changes(in, out, a->trial);
        json_decref(out);
    }
    json_decref(before.meetings);
    json_decref(after.meetings);
    return result;
}

static int calendar_run(struct invocation *in) {
    struct acting a;
    struct upload list;
    struct error err = { 0 };
    json_t *root = NULL;
    if (strcmp(in->words[0], "import") != 0)
        return wrong_use(in, T("“calendar” knows one thing to do: import.", "“calendar”仅有一种用法：import。"), NULL,
                         0);
    if (!read_upload(in, "list", in->words[2], &list)) return EXIT_USAGE;
    if (json_parse(list.bytes, &root, &err) != 0) return say_error(in, &err);
    int64_t year = json_int(root, "year", 0);
    json_decref(root);
    int result =
        option(in, "dry-run") ? acting_try(&a, in, in->words[1], &err) : acting_open(&a, in, in->words[1], &err);
    if (result != 0) return say_unusable(in, &err);
    result = import_list(in, &a, &list, year);
    acting_close(&a);
    return result;
}

COMMAND(calendar) = {
    .name = "calendar",
    .usage = "calendar import DIR FILE",
    .summary = TEXT_INIT("a year's working calendar", "导入年度工作日历"),
    .help = TEXT_INIT(
        "FILE is the year's official list as JSON: the year, its source, and each day that is off or worked against its weekday. Says which days\n"
        "change, and which meetings' last days of notice and of topics move.",
        "FILE 为该年官方安排的 JSON 文件：年份、来源，以及每个放假日和调休上班日。报告哪些日期改变，哪些会议的最迟通知日和议题截止\n"
        "随之变动。"),
    .options = calendar_options,
    .alliance = 2,
    .words_min = 3,
    .words_max = 3,
    .run = calendar_run,
};
