/* person: what is held about somebody, and its lawful erasure.
 *
 *     person export DIR ID      everything, as JSON: what the record says of a person, and what is kept beside it
 *     person erase DIR ID       the act record.erase for a person, after saying what will be lost
 *
 * What a person did officially (offices, votes, acts) is on record for good and is shown; secrets (password, session and token
 * hashes) are said to exist and not given out. */
#include <string.h>
#include <unistd.h>

#include "command/acting.h"

static const struct option_kind person_options[] = {
    { "grounds", "TEXT",
      TEXT_INIT("erase: the request, and the provision it rests on", "erase：请求内容及所依据的规定") },
    { "as", "WHO",
      TEXT_INIT("erase: for whom the act is entered, as in act; else an office-holder the charter gives it to",
                "erase：代何人登记，同 act；默认取章程授权的任职人员") },
    { "yes", NULL, TEXT_INIT("erase: do not ask", "erase：不再询问") },
    { 0 },
};

/* One list of the export: rows by number of the person. Columns that end in _at are moments. */
struct part {
    const char *name, *columns, *sql;
};

static const struct part parts[] = {
    { "representations", "id org organization voting from_at to_at entry",
      "SELECT r.id, r.org, org.name, r.voting, r.from_at, r.to_at, r.entry FROM representation r JOIN org ON org.id = r.org WHERE r.person = $1 ORDER BY r.id" },
    { "offices", "id body title org how from_at term_end_at to_at ended_by entry",
      "SELECT id, body, title, org, how, from_at, term_end, to_at, ended_by, entry FROM holding WHERE person = $1 ORDER BY id" },
    { "delegations", "id from_holding to_holding from_at to_at revoked_at entry",
      "SELECT d.id, d.from_holding, d.to_holding, d.from_at, d.to_at, d.revoked_at, d.entry FROM delegation d WHERE d.from_holding IN "
      "(SELECT id FROM holding WHERE person = $1) OR d.to_holding IN (SELECT id FROM holding WHERE person = $1) ORDER BY d.id" },
    { "nominations", "id body title state entry",
      "SELECT id, body, title, state, entry FROM nomination WHERE person = $1 ORDER BY id" },
    { "candidacies", "election contest office number place org",
      "SELECT c.election, c.id, c.title, cc.number, cc.place, cc.org FROM contest_candidate cc JOIN contest c ON c.id = cc.contest WHERE cc.person = $1 ORDER BY c.id" },
    { "rolls", "election number org state issued_entry paper_entry",
      "SELECT election, number, org, state, issued_entry, paper_entry FROM elector WHERE person = $1 ORDER BY election, number" },
    { "ballots_by_name", "election contest ballot entry",
      "SELECT l.election, b.contest, b.ballot, b.entry FROM open_ballot b JOIN contest c ON c.id = b.contest JOIN elector l ON l.election = c.election AND l.number = b.elector "
      "WHERE l.person = $1 ORDER BY b.contest" }, /* of secret ballots nothing is held that is anybody's */
    { "objections", "id election state entry answer_entry",
      "SELECT id, election, state, entry, answer_entry FROM objection WHERE person = $1 ORDER BY id" },
    { "attendance", "meeting came_at left_at place how entry",
      "SELECT meeting, came_at, left_at, place, how, entry FROM attendance WHERE person = $1 ORDER BY meeting, came_at" },
    { "speeches", "meeting topic what state asked_at from_at to_at entry",
      "SELECT meeting, topic, what, state, asked_at, from_at, to_at, entry FROM speaker WHERE person = $1 ORDER BY id" },
    { "votes", "motion vote how vote_entry",
      "SELECT motion, vote, how, vote_entry FROM roll_call WHERE person = $1 ORDER BY motion" },
    { "proxies", "id meeting person carrier from_at to_at ended_by entry",
      "SELECT id, meeting, person, carrier, from_at, to_at, ended_by, entry FROM proxy WHERE person = $1 OR carrier = $1 ORDER BY id" },
    { "topics", "id meeting state entry", "SELECT id, meeting, state, entry FROM topic WHERE person = $1 ORDER BY id" },
    { "matters", "id kind body state entry",
      "SELECT id, kind, body, state, entry FROM matter WHERE person = $1 ORDER BY id" },
    { "comments", "id matter entry", "SELECT id, matter, entry FROM matter_comment WHERE person = $1 ORDER BY id" },
    { "mentioned_in", "entry kind at",
      "SELECT m.entry, leaf.kind, leaf.at FROM mention m JOIN leaf ON leaf.n = m.entry WHERE m.thing = 'person' AND m.id = $1 ORDER BY m.entry" },
    { "refused_attempts", "at capacity kind args",
      "SELECT at, capacity, kind, args FROM refusal WHERE person = $1 ORDER BY id" },
    { "mails", "id subject body state created_at sent_at reply",
      "SELECT id, subject, body, state, created_at, sent_at, reply FROM outbox WHERE person = $1 ORDER BY id" },
    { "account", "has_password language changed_at",
      "SELECT password IS NOT NULL, lang, changed_at FROM account WHERE person = $1" },
    { "sessions", "created_at seen_at expires_at browser revoked_at",
      "SELECT created_at, seen_at, expires_at, agent, revoked_at FROM session WHERE person = $1 ORDER BY created_at" },
    { "tokens", "label created_at seen_at revoked_at",
      "SELECT label, created_at, seen_at, revoked_at FROM token WHERE person = $1 ORDER BY created_at" },
    { "signin_links", "expires_at used_at",
      "SELECT expires_at, used_at FROM signin_link WHERE person = $1 ORDER BY expires_at" },
};

static json_t *moment(int64_t at) {
    struct buf b;
    buf_init(&b, 64);
    instant_format(&b, at);
    json_t *text = json_string(buf_z(&b));
    buf_release(&b);
    return text;
}

static bool is_moment(struct str column) { return str_is(column, "at") || str_ends(column, "_at"); }

/* A number where it reads as one: SQLite gives every column as text, too. */
static json_t *cell(const struct rows *r, int column, struct str name) {
    static const char *const numbers[] = { "id",           "org",          "entry",        "voting",     "meeting",
                                           "motion",       "matter",       "from_holding", "to_holding", "has_password",
                                           "vote_entry",   "election",     "contest",      "number",     "place",
                                           "issued_entry", "answer_entry", "paper_entry" };
    if (rows_null(r, column)) return json_null();
    if (is_moment(name)) return moment(rows_int(r, column));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (str_is(name, numbers[i])) return json_integer(rows_int(r, column));
    struct str s = rows_str(r, column);
    return json_stringn(s.data, s.len);
}

static json_t *part_json(struct db *db, const struct part *part, int64_t person) {
    json_t *list = json_array();
    struct rows *r = db_rows(db, part->sql, V(person));
    while (rows_next(r)) {
        json_t *row = json_object();
        struct str rest = str_of(part->columns);
        for (int i = 0; rest.len; i++) {
            struct str name = str_cut(&rest, ' ');
            json_object_setn_new(row, name.data, name.len, cell(r, i, name));
        }
        json_array_append_new(list, row);
    }
    rows_done(r);
    return list;
}

/* What is sealed under the entries that are about the person, and under those of their own acts. */
static json_t *sealed_json(struct db *db, int64_t person) {
    json_t *list = json_array();
    struct rows *r = db_rows(
        db,
        "SELECT entry, field, value FROM private WHERE entry IN (SELECT entry FROM personal WHERE person = $1 UNION "
        "SELECT entry FROM mention WHERE thing = 'person' AND id = $1) ORDER BY entry, field",
        V(person));
    while (rows_next(r)) {
        json_t *value = NULL;
        struct str field = rows_str(r, 1);
        json_t *row = json_pack("{s:I, s:s%}", "entry", (json_int_t)rows_int(r, 0), "field", field.data, field.len);
        json_object_set_new(row, "value", json_parse(rows_str(r, 2), &value, NULL) == 0 ? value : json_null());
        json_array_append_new(list, row);
    }
    rows_done(r);
    return list;
}

struct held {
    struct arena *arena;
    int64_t person;
    json_t *out;
};

static int collect(struct db *db, void *context, struct error *err) {
    struct held *h = context;
    if (!db_has(db, "SELECT 1 FROM person WHERE id = $1", V(h->person)))
        return error_set(err, ERR_MISSING, T("There is no person {id}.", "没有编号为 {id} 的人员。"),
                         ARG_PLAIN("id", h->person));
    int64_t erased = db_int(db, INSTANT_NONE, "SELECT erased_at FROM person WHERE id = $1", V(h->person));
    struct str name = person_name(db, h->arena, h->person, LANG_EN);
    struct str email =
        sealed_text(db, h->arena, db_int(db, -1, "SELECT email_entry FROM person WHERE id = $1", V(h->person)),
                    "email");
    h->out = json_pack("{s:I, s:s%, s:o, s:o, s:o}", "person", (json_int_t)h->person, "name", name.data, name.len,
                       "email", email.len ? json_stringn(email.data, email.len) : json_null(), "erased_at",
                       erased == INSTANT_NONE ? json_null() : moment(erased), "sealed", sealed_json(db, h->person));
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        json_object_set_new(h->out, parts[i].name, part_json(db, &parts[i], h->person));
    return db_failed(db, err) ? ERR_IO : 0;
}

static int export_person(struct invocation *in, const char *dir, int64_t person) {
    struct acting a = { .in = in, .dir = dir };
    struct held h = { .arena = in->arena, .person = person };
    struct error err = { 0 };
    if (alliance_open(&a.alliance, dir, ALLIANCE_READ, &err) != 0) return say_unusable(in, &err);
    int result = acting_look(&a, collect, &h, &err);
    acting_close(&a);
    if (result == 0) {
        json_dumpf(h.out, stdout, option(in, "json") ? JSON_COMPACT : JSON_INDENT(2));
        putchar('\n');
    }
    json_decref(h.out);
    return result == 0 ? EXIT_DONE : say_error(in, &err);
}

/* ---- erasing ---- */

static size_t count(const json_t *held, const char *part) { return json_array_size(json_object_get(held, part)); }

static bool confirmed(struct invocation *in, const json_t *held) {
    char answer[16];
    size_t names = 0;
    const json_t *sealed = json_object_get(held, "sealed");
    for (size_t i = 0; i < json_array_size(sealed); i++) {
        struct str field = json_str(json_array_get(sealed, i), "field");
        names += str_is(field, "name") || str_is(field, "email");
    }
    const struct arg args[] = { ARG_STR("name", json_str(held, "name")),
                                ARG_INT("values", (int64_t)names),
                                ARG_INT("mails", (int64_t)count(held, "mails")),
                                ARG_INT("sessions", (int64_t)(count(held, "sessions") + count(held, "tokens"))),
                                ARG_INT("refusals", (int64_t)count(held, "refused_attempts")),
                                ARG_INT("acts", (int64_t)count(held, "mentioned_in")) };
    say(in, stderr,
        T("Lost for ever: the name and address of {name} in {values} {values|place|places} of the record, the text of {mails} {mails|mail|mails}, the account with {sessions} "
          "{sessions|session or token|sessions and tokens}, {refusals} refused {refusals|attempt|attempts}.",
          "将永久删除：{name}在登记中的姓名和邮箱 {values} 处、邮件正文 {mails} 封、账户及会话和令牌 {sessions} 个、被拒记录 {refusals} 条。"),
        args, 6);
    say(in, stderr,
        T("Kept under a number: {acts} official {acts|act|acts}, and offices and votes.",
          "以编号形式保留：履职记录 {acts} 条，以及任职和表决。"),
        args, 6);
    if (option(in, "yes")) return true;
    if (!isatty(STDIN_FILENO)) {
        wrong_use(in, T("Nothing was erased. Say --yes.", "未作删除。确认请加 --yes。"), NULL, 0);
        return false;
    }
    fprintf(stderr, "%s ", text_in(T("Type “erase” to go on:", "输入 erase 以继续："), in->lang));
    return fgets(answer, sizeof answer, stdin) && str_is(str_trim(str_of(answer)), "erase");
}

static int erase_person(struct invocation *in, const char *dir, int64_t person) {
    struct acting a;
    struct held h = { .arena = in->arena, .person = person };
    struct error err = { 0 };
    const char *grounds = option(in, "grounds");
    if (!grounds)
        return wrong_use(in, T("Say on what grounds: --grounds TEXT.", "请用 --grounds 说明法定理由。"), NULL, 0);
    if (acting_open(&a, in, dir, &err) != 0) return say_unusable(in, &err);
    int result = acting_look(&a, collect, &h, &err);
    if (result != 0)
        result = say_error(in, &err);
    else if (!confirmed(in, h.out))
        result = EXIT_USAGE;
    else {
        json_t *out;
        struct ask ask = { .kind = "record.erase",
                           .via = "operator",
                           .args = json_pack("{s:I, s:s}", "person", (json_int_t)person, "grounds", grounds),
                           .received = INSTANT_NONE,
                           .lang = in->lang };
        int code = acting_ask(&a, option(in, "as"), &ask, &out, &err);
        json_decref(ask.args);
        if (!out) say_error(in, &err);
        result = out ? acting_conclude(in, code, out) : acting_exit(code);
    }
    json_decref(h.out);
    acting_close(&a);
    return result;
}

static int person_run(struct invocation *in) {
    int64_t person;
    if (str_int(str_of(in->words[2]), &person) != 0 || person < 1)
        return wrong_use(in, T("“{word}” is not a person's number.", "“{word}”不是人员编号。"),
                         (const struct arg[]){ ARG_Z("word", in->words[2]) }, 1);
    if (strcmp(in->words[0], "export") == 0) return export_person(in, in->words[1], person);
    if (strcmp(in->words[0], "erase") == 0) return erase_person(in, in->words[1], person);
    return wrong_use(in, T("“person” knows two things to do: export, erase.", "“person”有两种用法：export、erase。"),
                     NULL, 0);
}

COMMAND(person) = {
    .name = "person",
    .usage = "person export|erase DIR ID",
    .summary = TEXT_INIT("what is held about somebody; its lawful erasure", "导出某人全部数据；依法删除"),
    .help = TEXT_INIT(
        "export prints everything that is held about person ID as JSON. erase says what will be lost and what stays, asks, and enters the\n"
        "act record.erase, which needs --grounds; a person in office or representing a member is refused until that has ended.",
        "export 以 JSON 输出所存的该人员全部数据。erase 先列明将删除和保留的内容并要求确认，再登记 record.erase 事项，须以 --grounds\n"
        "说明理由；在任或现为成员单位代表的，须待其终止后方可删除。"),
    .options = person_options,
    .alliance = 2,
    .words_min = 3,
    .words_max = 3,
    .run = person_run,
};
