/* What answers besides acts and collections, as OpenAPI paths: the living charter, single entries, search, feeds, live events, the
 * public register as files, and how the server is. A table, since nothing declares these with their shapes; tests/api finds every
 * route of the program here or in a declaration, and asks each. */
#include <string.h>

#include "views/openapi.h"

#define PROBLEM "application/problem+json"
#define PAGE "text/html"

/* One read. `places` names what stands in {braces}, `asks` the query: "name:type" parted by blanks, ! for what must be given. */
struct read {
    const char *path, *tag;
    struct text summary;
    const char *places, *asks;
    const char *type, *schema; /* of the answer; a schema's name, or NULL: a string */
    const char *missing;       /* the type in which a 404 is said; NULL: there is none */
    bool signed_in;
};

static const struct read reads[] = {
    { "/api/v1/charter", "charter", TEXT_INIT("The charter in force, prose and rules", "现行章程：条文与规则"), NULL,
      NULL, "application/json", "Charter" },
    { "/api/v1/compliance", "charter", TEXT_INIT("Every clause: kept, due, broken or text", "逐条遵守情况"), NULL, NULL,
      "application/json", "Compliance" },
    { "/api/v1/register/{n}", "register", TEXT_INIT("An entry of the register", "登记簿条目"), "n:integer", NULL,
      "application/json", "Entry", PROBLEM },
    { "/api/v1/search", "search", TEXT_INIT("Search what is public", "检索公开内容"), NULL,
      "q:string in:string after:string", "application/json", "Found" },
    { "/api/v1/openapi.json", "server", TEXT_INIT("This document", "本文档"), NULL, NULL, "application/json",
      "Object" },
    { "/desk/data.json", "own", TEXT_INIT("Everything held about oneself", "本人全部数据"), NULL, NULL,
      "application/json", "Object", NULL, true },
    { "/events", "server", TEXT_INIT("Live events, as server-sent events", "实时事件（SSE）"), NULL,
      "topic:string since:integer", "text/event-stream", NULL },
    { "/meetings.ics", "feeds", TEXT_INIT("All meetings as a calendar", "全部会议日历"), NULL, NULL, "text/calendar",
      NULL },
    { "/meetings/{id}/calendar.ics", "feeds", TEXT_INIT("A meeting for one's calendar", "单次会议日历"), "id:integer",
      NULL, "text/calendar", NULL, PAGE },
    { "/api/v1/meetings/{id}/minutes", "meetings",
      TEXT_INIT("The minutes of a meeting, with the hash that an approval fixes", "会议纪要及其通过时固定的校验值"),
      "id:integer", NULL, "application/json", "Object", PROBLEM },
    { "/meetings/{id}/minutes.pdf", "meetings", TEXT_INIT("The minutes as PDF", "会议纪要 PDF"), "id:integer", NULL,
      "application/pdf", NULL, PAGE },
    { "/meetings/{id}/minutes.md", "meetings", TEXT_INIT("The minutes as Markdown", "会议纪要（Markdown 文本）"),
      "id:integer", NULL, "text/markdown", NULL, PAGE },
    { "/resolutions/{id}.pdf", "meetings",
      TEXT_INIT("A resolution as PDF: wording, votes by name, its entry and proof",
                "决议 PDF：内容、记名表决、登记条目与证明"),
      "id:string", NULL, "application/pdf", NULL, PAGE },
    { "/meetings/{id}/folder.tar", "meetings",
      TEXT_INIT("A whole meeting: lists, minutes, and the proof of every entry",
                "整场会议：列表、纪要及全部条目的证明"),
      "id:integer", NULL, "application/x-tar", NULL, PAGE },
    { "/resolutions.atom", "feeds", TEXT_INIT("Resolutions as an Atom feed", "决议 Atom 订阅"), NULL, NULL,
      "application/atom+xml", NULL },
    { "/resolutions.feed.json", "feeds", TEXT_INIT("Resolutions as a JSON feed", "决议 JSON Feed 订阅"), NULL, NULL,
      "application/feed+json", "Object" },
    { "/elections/{id}/ballots.csv", "elections",
      TEXT_INIT("The ballots of a closed secret election, without order or time",
                "已截止的无记名选举的全部选票，不含次序和时间"),
      "id:integer", NULL, "text/csv", NULL, PAGE },
    { "/elections/{id}.json", "elections",
      TEXT_INIT("An election as it is published: roll, candidates, ballots, rules, result",
                "选举的全部公布数据：名册、候选人、选票、规则与结果"),
      "id:integer", NULL, "application/json", "Object", PROBLEM },
    { "/elections/{id}/contests/{contest}.json", "elections",
      TEXT_INIT("A contest as charterd tally reads it, with its result",
                "单项选举，可由 charterd tally 直接计票，附结果"),
      "id:integer contest:integer", NULL, "application/json", "Object", PROBLEM },
    { "/elections/{id}/contests/{contest}.blt", "elections",
      TEXT_INIT("The ballots of a contest that has closed, as BLT", "已截止的单项选举的选票（BLT）"),
      "id:integer contest:integer", NULL, "text/plain", NULL, PAGE },
    { "/elections/{id}/contests/{contest}.csv", "elections", TEXT_INIT("The same as CSV", "同上（CSV）"),
      "id:integer contest:integer", NULL, "text/csv", NULL, PAGE },
    { "/elections/{id}/contests/{contest}/sheet.csv", "elections",
      TEXT_INIT("The sheet into which paper ballots are typed", "用于录入纸质选票的空白表格"),
      "id:integer contest:integer", NULL, "text/csv", NULL, PAGE },
    { "/elections/{id}/contests/{contest}.svg", "elections",
      TEXT_INIT("The picture of a count that was declared", "已宣布结果的计票图示"), "id:integer contest:integer", NULL,
      "image/svg+xml", NULL, PAGE },
    { "/register/checkpoint", "register", TEXT_INIT("The signed checkpoint (C2SP tlog-checkpoint)", "已签名的检查点"),
      NULL, NULL, "text/plain", NULL },
    { "/register/key", "register", TEXT_INIT("The verifier key", "验证公钥"), NULL, NULL, "text/plain", NULL },
    { "/register/keys", "register",
      TEXT_INIT("Every verifier key there was, the first first", "历任验证公钥，最早的在前"), NULL, NULL, "text/plain",
      NULL },
    { "/register/handover/{n}", "register",
      TEXT_INIT("The checkpoint at which key n took over, signed by it and the one before",
                "第 n 个密钥接任时由新旧密钥共同签署的检查点"),
      "n:integer", NULL, "text/plain", NULL, PROBLEM },
    { "/register/tile/{level}/{index}", "register",
      TEXT_INIT("A full tile of the tree; an index from 1000 on is written x001/000",
                "校验树的完整块；序号 1000 起写作 x001/000"),
      "level:integer index:string", NULL, "application/octet-stream", NULL, PROBLEM },
    { "/register/tile/{level}/{index}.p/{width}", "register", TEXT_INIT("A partial tile", "校验树的部分块"),
      "level:integer index:string width:integer", NULL, "application/octet-stream", NULL, PROBLEM },
    { "/register/tile/entries/{index}", "register", TEXT_INIT("A full bundle of 256 entries", "完整的 256 条条目"),
      "index:string", NULL, "application/octet-stream", NULL, PROBLEM },
    { "/register/tile/entries/{index}.p/{width}", "register", TEXT_INIT("A partial bundle of entries", "部分条目"),
      "index:string width:integer", NULL, "application/octet-stream", NULL, PROBLEM },
    { "/register/proof/{n}.tlog-proof", "register",
      TEXT_INIT("The receipt of an entry (C2SP tlog-proof)", "条目的存证凭据"), "n:integer", NULL, "text/plain", NULL,
      PROBLEM },
    { "/register/entry/{n}", "register", TEXT_INIT("An entry in plain words, a page", "条目的文字说明页"), "n:integer",
      NULL, PAGE, NULL, PAGE },
    { "/metrics", "server", TEXT_INIT("Figures for Prometheus; not through a proxy", "Prometheus 指标；不经代理提供"),
      NULL, NULL, "text/plain", NULL },
};

json_t *openapi_answer(const char *description, const char *type, const char *name) {
    json_t *schema = name ? json_pack("{s:o}", "$ref", json_sprintf("#/components/schemas/%s", name))
                          : json_pack("{s:s}", "type", "string");
    return json_pack("{s:s, s:{s:{s:o}}}", "description", description, "content", type, "schema", schema);
}

void openapi_problem(json_t *responses, const char *status, const char *description) {
    json_object_set_new(responses, status, openapi_answer(description, PROBLEM, "Problem"));
}

void openapi_guard(json_t *operation) {
    json_t *responses = json_object_get(operation, "responses");
    json_object_set_new(operation, "security", json_pack("[{s:[]}]", "token"));
    openapi_problem(responses, "401", "no token, or one that is not good (any more)");
    openapi_problem(responses, "403", "not this reader's");
}

static void parameters_add(json_t *list, const char *words, const char *in) {
    struct str rest = str_of(words);
    while (rest.len) {
        struct str type = str_cut(&rest, ' '), name = str_cut(&type, ':');
        json_array_append_new(list,
                              json_pack("{s:s%, s:s, s:b, s:{s:s%}}", "name", name.data, name.len, "in", in, "required",
                                        strcmp(in, "path") == 0, "schema", "type", type.data, type.len));
    }
}

static json_t *read_path(const struct view *v, const struct read *r) {
    json_t *parameters = json_array(), *responses = json_object();
    if (r->places) parameters_add(parameters, r->places, "path");
    if (r->asks) parameters_add(parameters, r->asks, "query");
    json_object_set_new(responses, "200", openapi_answer("what was asked for", r->type, r->schema));
    if (r->missing)
        json_object_set_new(responses, "404",
                            openapi_answer("nothing is kept there", r->missing,
                                           strcmp(r->missing, PROBLEM) == 0 ? "Problem" : NULL));
    json_t *get =
        json_pack("{s:s, s:s, s:[s], s:o, s:o}", "operationId", r->path, "summary", text_in(r->summary, v->lang),
                  "tags", r->tag, "parameters", parameters, "responses", responses);
    if (r->signed_in) openapi_guard(get);
    return get;
}

/* 200 and 503 alike say in a line how the server is. */
static json_t *health(const struct view *v) {
    return json_pack("{s:{s:s, s:s, s:[s], s:{s:o, s:o}}}", "get", "operationId", "/healthz", "summary",
                     text_in(T("Whether acts are taken", "是否受理事项"), v->lang), "tags", "server", "responses",
                     "200", openapi_answer("acts are taken", "text/plain", NULL), "503",
                     openapi_answer("why not", "text/plain", NULL));
}

void openapi_reads(const struct view *v, json_t *paths) {
    for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++)
        json_object_set_new(paths, reads[i].path, json_pack("{s:o}", "get", read_path(v, &reads[i])));
    json_object_set_new(paths, "/healthz", health(v));
}

/* ---- the shapes of answers ---- */

#define STRING "{\"type\":\"string\"}"
#define OPTIONAL "{\"type\":[\"string\",\"null\"]}"
#define INTEGER "{\"type\":\"integer\"}"
#define NUMBERS "{\"type\":\"object\",\"additionalProperties\":{\"type\":[\"string\",\"integer\"]}}"
#define BOTH "{\"type\":\"object\",\"required\":[\"en\",\"zh\"],\"properties\":{\"en\":" STRING ",\"zh\":" STRING "}}"
#define REF(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define LIST(of) "{\"type\":\"array\",\"items\":" of "}"
#define VERDICT "\"clauses\":" LIST(STRING) ",\"numbers\":{\"type\":\"object\"},\"findings\":" LIST(REF("Finding"))

static const char shapes[] =
    "{\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}},\"schemas\":{"
    "\"Object\":{\"type\":\"object\"},"
    "\"File\":{\"type\":\"object\",\"required\":[\"name\",\"type\",\"base64\"],\"properties\":{\"name\":" STRING
    ",\"type\":" STRING ","
    "\"base64\":{\"type\":\"string\",\"contentEncoding\":\"base64\"}}},"
    "\"Allowed\":{\"type\":\"object\",\"required\":[\"verdict\",\"entry\"],\"properties\":{\"verdict\":{\"const\":\"allowed\"},"
    "\"entry\":" INTEGER ",\"at\":" STRING ",\"repeated\":{\"type\":\"boolean\"}," VERDICT "}},"
    "\"Refused\":{\"type\":\"object\",\"required\":[\"title\",\"status\"],\"properties\":{\"type\":" STRING
    ",\"title\":" STRING ",\"status\":" INTEGER ","
    "\"detail\":" STRING ",\"verdict\":{\"const\":\"refused\"},\"choices\":{\"type\":\"array\"}," VERDICT "}},"
    "\"Finding\":{\"type\":\"object\",\"required\":[\"text\"],\"properties\":{\"clause\":" OPTIONAL
    ",\"field\":" OPTIONAL ",\"text\":" STRING ","
    "\"remedy\":" OPTIONAL ",\"refuses\":{\"type\":\"boolean\"},\"numbers\":{\"type\":\"object\"}}},"
    "\"Problem\":{\"type\":\"object\",\"required\":[\"title\",\"status\"],\"properties\":{\"type\":" STRING
    ",\"title\":" STRING ","
    "\"status\":" INTEGER ",\"detail\":" STRING "," VERDICT "}},"
    "\"CharterHead\":{\"type\":\"object\",\"required\":[\"id\",\"title\",\"version\",\"hash\"],\"properties\":{\"id\":" STRING
    ","
    "\"title\":" BOTH ",\"version\":" INTEGER ",\"hash\":{\"type\":\"string\",\"pattern\":\"^[0-9a-f]{64}$\"}}},"
    "\"Charter\":{\"type\":\"object\",\"required\":[\"charter\",\"clauses\"],\"properties\":{\"charter\":" REF(
        "CharterHead") ","
                       "\"clauses\":" LIST(
                           "{\"type\":\"object\",\"required\":[\"clause\",\"article\",\"prose\",\"rules\"],\"properties\":{\"clause\":" STRING
                           ",\"article\":" STRING ","
                           "\"prose\":" BOTH ",\"rules\":" LIST(
                               STRING) "}}") "}},"
                                             "\"Compliance\":{\"type\":\"object\",\"required\":[\"charter\",\"clauses\"],\"properties\":{\"charter\":" REF(
                                                 "CharterHead") ","
                                                                "\"clauses\":" LIST(
                                                                    "{\"type\":\"object\",\"required\":[\"clause\",\"state\",\"numbers\",\"text\",\"acts\"],\"properties\":{\"clause\":" STRING
                                                                    ","
                                                                    "\"state\":{\"enum\":[\"ok\",\"warning\",\"breach\",\"text\"]},\"numbers\":" NUMBERS
                                                                    ",\"text\":" STRING ",\"acts\":" INTEGER
                                                                    "}}") "}},"
                                                                          "\"Entry\":{\"type\":\"object\",\"required\":[\"n\",\"leaf_hash\",\"entry\"],\"properties\":{\"n\":" INTEGER
                                                                          ","
                                                                          "\"leaf_hash\":{\"type\":\"string\",\"pattern\":\"^[0-9a-f]{64}$\"},\"entry\":{\"type\":\"object\",\"required\":[\"kind\",\"at\",\"by\",\"args\",\"sealed\",\"verdict\"],"
                                                                          "\"properties\":{\"kind\":" STRING
                                                                          ",\"kv\":" INTEGER
                                                                          ",\"at\":{\"type\":\"string\",\"format\":\"date-time\"},\"charter\":" INTEGER
                                                                          ",\"by\":{\"type\":\"object\"},"
                                                                          "\"args\":{\"type\":\"object\"},\"sealed\":{\"type\":\"object\"},\"verdict\":{\"type\":\"array\"},\"cause\":{\"type\":[\"integer\",\"null\"]}}}}},"
                                                                          "\"Found\":{\"type\":\"object\",\"required\":[\"q\",\"count\",\"more\",\"found\",\"next\"],\"properties\":{\"q\":" STRING
                                                                          ",\"count\":" INTEGER
                                                                          ",\"more\":{\"type\":\"boolean\"},"
                                                                          "\"next\":{\"type\":\"object\",\"additionalProperties\":" STRING
                                                                          "},"
                                                                          "\"found\":{\"type\":\"object\",\"additionalProperties\":" LIST(
                                                                              "{\"type\":\"object\",\"required\":[\"href\",\"title\"],\"properties\":{\"href\":" STRING
                                                                              ","
                                                                              "\"title\":" STRING "}}") "}}}}}";

json_t *openapi_components(void) { return json_loadb(shapes, sizeof shapes - 1, 0, NULL); }
