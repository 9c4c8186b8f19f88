/* Lawful erasure: the private part of leaves is deleted with the salts that would prove a guess. The leaves stay, so every
 * proof stays whole; `erased` says which values an act took out, and `check` asks for exactly those to be missing.
 *
 * What goes: a person's name and address under every leaf that ever sealed them; an applicant's data that came to
 * nothing; or one sealed value that says more of somebody than it should. What stays: what was done officially, under a
 * number. Copies outside the record (mail rows, sessions, waiting submissions) go too; the committer rewrites the
 * database after the commit, because a deleted row may leave stale copies in its pages. */
#include <string.h>

#include "acts/members/members.h"
#include "acts/sealed.h"

static const struct field erase_fields[] = {
    { .name = "person",
      .label = TEXT_INIT("A person's name and address", "人员姓名和邮箱"),
      .type = FIELD_REF,
      .ref = "person",
      .optional = true,
      .help = TEXT_INIT("Give one of three: a person, an application, or a single value of an entry.",
                        "三者选一：人员、申请，或某条记录中的一项内容。") },
    { .name = "application",
      .label = TEXT_INIT("An application that came to nothing", "未获接纳的申请"),
      .type = FIELD_REF,
      .ref = "application",
      .optional = true },
    { .name = "entry",
      .label = TEXT_INIT("Entry of the register", "登记簿条目"),
      .type = FIELD_INT,
      .min = 0,
      .max = 9007199254740991,
      .optional = true },
    { .name = "field",
      .label = TEXT_INIT("Which of its values", "其中哪一项"),
      .type = FIELD_LINE,
      .max = 60,
      .optional = true },
    { .name = "grounds",
      .label = TEXT_INIT("Lawful grounds", "法定理由"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_OFFICE,
      .help = TEXT_INIT("The request and the provision it rests on.", "请求内容及所依据的规定。") },
    { 0 },
};

static const char *const personal_fields[] = { "name", "email" };
static const char *const application_fields[] = { "name", "email", "statement", "evidence" };

static void judge_person(struct judging *j, int64_t person) {
    const struct text held =
        T("This person holds an office. Data needed for an office in force are kept until it ends.",
          "该人员在任，任内所需数据须保留至离任。");
    const struct text represents = T("This person represents a member. Data needed for that are kept until it ends.",
                                     "该人员现为成员单位代表，履职所需数据须保留至代表关系终止。");
    if (db_has(j->db, "SELECT 1 FROM person WHERE id = $1 AND erased_at IS NOT NULL", V(person)))
        refuse_state(j, (const struct rule *)NULL,
                     T("This person's data have been erased already.", "该人员的数据已删除。"), T_NONE);
    if (db_has(j->db, "SELECT 1 FROM holding WHERE person = $1 AND to_at IS NULL", V(person)) ||
        db_has(j->db, "SELECT 1 FROM alliance WHERE founder = $1 AND closed_at IS NULL", V(person)))
        refuse_state(j, (const struct rule *)NULL, held, T("Record the resignation first.", "请先登记其辞任。"));
    if (db_has(j->db, "SELECT 1 FROM representation WHERE person = $1 AND to_at IS NULL", V(person)))
        refuse_state(j, (const struct rule *)NULL, represents,
                     T("End the representation first.", "请先终止代表关系。"));
}

static void judge_application(struct judging *j, int64_t application) {
    struct str state = db_str(j->db, j->arena, "SELECT state FROM application WHERE id = $1", V(application));
    if (str_is(state, "admitted"))
        refuse_state(j, (const struct rule *)NULL,
                     T("This applicant was admitted; erase the person's data instead.",
                       "该申请已获接纳，请改为删除人员资料。"),
                     T_NONE);
    else if (!str_is(state, "refused") && !str_is(state, "withdrawn"))
        refuse_state(j, (const struct rule *)NULL,
                     T("This application is being decided; its data are needed until then.",
                       "该申请正在办理，办结前需保留数据。"),
                     T_NONE);
    if (db_has(
            j->db,
            "SELECT 1 FROM erased JOIN application ON application.entry = erased.entry WHERE application.id = $1 AND erased.field = 'email'",
            V(application)))
        refuse_state(j, (const struct rule *)NULL,
                     T("This applicant's data have been erased already.", "该申请的数据已删除。"), T_NONE);
}

static void judge_value(struct judging *j, int64_t entry, const char *field) {
    if (!field || !act_given(j->act, "entry")) {
        refuse_field(j, field ? "entry" : "field",
                     T("Name the entry and the value in it.", "请填写条目编号和其中的内容项。"));
        return;
    }
    if (db_has(
            j->db,
            "SELECT 1 FROM person JOIN personal ON personal.person = person.id WHERE personal.entry = $1 AND person.erased_at IS NULL",
            V(entry)) &&
        (strcmp(field, "name") == 0 || strcmp(field, "email") == 0))
        refuse_field(j, "field",
                     T("This is a person's name or address: erase the person's data instead.",
                       "此为人员姓名或邮箱，请改为删除人员资料。"));
    else if (!j->again && !db_has(j->db, "SELECT 1 FROM private WHERE entry = $1 AND field = $2", V(entry), V(field)))
        finding_add(j, true, ERR_MISSING, NULL, "field",
                    T("Entry {entry} holds no such sealed value.", "第 {entry} 条没有此项封存内容。"), T_NONE,
                    FINDING_ARGS(ARG_PLAIN("entry", entry)));
}

static void erase_judge(struct judging *j) {
    int64_t person = act_int(j->act, "person"), application = act_int(j->act, "application");
    const char *field = act_z(j->act, "field");
    bool value = field || act_given(j->act, "entry");
    if ((person != 0) + (application != 0) + value != 1)
        refuse_field(j, "person",
                     T("Give one of three: a person, an application, or a single value of an entry.",
                       "三者选一：人员、申请，或某条记录中的一项内容。"));
    else if (person)
        judge_person(j, person);
    else if (application)
        judge_application(j, application);
    else
        judge_value(j, act_int(j->act, "entry"), field);
}

/* ---- apply ---- */

/* A file sealed under a value that goes: its bytes go too, unless another value still names them. */
static void erase_file(struct applying *a, int64_t entry, const char *field) {
    json_t *value = sealed_value(a->db, entry, field);
    const char *hash = json_is_object(value) ? json_string_value(json_object_get(value, "hash")) : NULL;
    if (hash &&
        db_int(a->db, 0, "SELECT count(*) FROM private WHERE value LIKE $1", V(arena_f(a->arena, "%%%s%%", hash))) <= 1)
        db_exec(a->db, "DELETE FROM blob WHERE hash = $1", V(hash));
    json_decref(value);
}

/* Copies of an address in what is not the record: mail, waiting submissions. */
static void erase_address(struct applying *a, int64_t entry) {
    struct str email = sealed_text(a->db, a->arena, entry, "email");
    if (email.len == 0) return;
    db_exec(
        a->db,
        "UPDATE outbox SET address = NULL, body = '', reply = NULL, state = CASE state WHEN 'waiting' THEN 'failed' ELSE state END WHERE address = $1",
        V(email));
    db_exec(a->db, "DELETE FROM submission WHERE email = $1", V(email));
}

static void erase_values(struct applying *a, int64_t entry, const char *const *fields, size_t count) {
    if (!a->folding) erase_address(a, entry);
    for (size_t i = 0; i < count; i++) {
        db_exec(a->db, "INSERT INTO erased (entry, field, by_entry) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                V(entry), V(fields[i]), V(a->act->entry));
        if (a->folding) continue;
        erase_file(a, entry, fields[i]);
        act_words_going(a, entry, fields[i]);
        db_exec(a->db, "DELETE FROM private WHERE entry = $1 AND field = $2", V(entry), V(fields[i]));
    }
}

static void erase_person(struct applying *a, int64_t person) {
    enum { ENTRIES_MAX = 10000 };
    int64_t *entries = arena_array(a->arena, int64_t, ENTRIES_MAX);
    size_t n = 0;
    struct rows *r = db_rows(a->db, "SELECT entry FROM personal WHERE person = $1 ORDER BY entry", V(person));
    while (n < ENTRIES_MAX && rows_next(r)) entries[n++] = rows_int(r, 0);
    rows_done(r);
    for (size_t i = 0; i < n; i++)
        erase_values(a, entries[i], personal_fields, sizeof personal_fields / sizeof personal_fields[0]);
    db_exec(a->db, "UPDATE person SET erased_at = $1 WHERE id = $2", V(a->act->at), V(person));
    if (a->folding) return;
    db_exec(
        a->db,
        "UPDATE outbox SET address = NULL, body = '', reply = NULL, state = CASE state WHEN 'waiting' THEN 'failed' ELSE state END WHERE person = $1",
        V(person));
    db_exec(a->db, "DELETE FROM refusal WHERE person = $1", V(person));
    db_exec(a->db, "DELETE FROM account WHERE person = $1", V(person));
    db_exec(a->db, "DELETE FROM session WHERE person = $1", V(person));
    db_exec(a->db, "DELETE FROM signin_link WHERE person = $1", V(person));
    db_exec(a->db, "DELETE FROM token WHERE person = $1", V(person));
}

static void erase_apply(struct applying *a) {
    int64_t person = act_int(a->act, "person"), application = act_int(a->act, "application");
    const char *field = act_z(a->act, "field");
    if (person)
        erase_person(a, person);
    else if (application)
        erase_values(a, db_int(a->db, 0, "SELECT entry FROM application WHERE id = $1", V(application)),
                     application_fields, sizeof application_fields / sizeof application_fields[0]);
    else
        erase_values(a, act_int(a->act, "entry"), &field, 1);
}

ACT(record_erase) = {
    .name = "record.erase",
    .version = 1,
    .family = "house",
    .power = "record.erase",
    .weighty = true,
    .erases = true,
    .title = TEXT_INIT("Erase personal data", "删除个人数据"),
    .effect = TEXT_INIT("What is named is erased for ever. What was done officially stays on record under a number.",
                        "所列数据将永久删除，履职记录以编号形式保留。"),
    .done = TEXT_INIT("Personal data were erased on lawful grounds.", "依法删除了个人数据。"),
    .fields = erase_fields,
    .judge = erase_judge,
    .apply = erase_apply,
};
