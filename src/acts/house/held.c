/* What is held about a person; see held.h. */
#include "acts/house/held.h"

#include "acts/sealed.h"

/* One list: rows by number of the person. Columns that end in _at are moments, those with a # numbers. */
struct part {
    const char *name, *columns, *sql;
};

static const struct part parts[] = {
    { "representations", "id# org# organization voting# from_at to_at entry#",
      "SELECT r.id, r.org, org.name, r.voting, r.from_at, r.to_at, r.entry FROM representation r JOIN org ON org.id = r.org WHERE r.person = $1 ORDER BY r.id" },
    { "offices", "id# body title org# how from_at term_end_at to_at ended_by entry#",
      "SELECT id, body, title, org, how, from_at, term_end, to_at, ended_by, entry FROM holding WHERE person = $1 ORDER BY id" },
    { "delegations", "id# from_holding# to_holding# from_at to_at revoked_at entry#",
      "SELECT d.id, d.from_holding, d.to_holding, d.from_at, d.to_at, d.revoked_at, d.entry FROM delegation d WHERE d.from_holding IN "
      "(SELECT id FROM holding WHERE person = $1) OR d.to_holding IN (SELECT id FROM holding WHERE person = $1) ORDER BY d.id" },
    { "nominations", "id# body title state entry#",
      "SELECT id, body, title, state, entry FROM nomination WHERE person = $1 ORDER BY id" },
    { "candidacies", "election# contest# office number# place# org#",
      "SELECT c.election, c.id, c.title, cc.number, cc.place, cc.org FROM contest_candidate cc JOIN contest c ON c.id = cc.contest WHERE cc.person = $1 ORDER BY c.id" },
    { "rolls", "election# number# org# state issued_entry# paper_entry#",
      "SELECT election, number, org, state, issued_entry, paper_entry FROM elector WHERE person = $1 ORDER BY election, number" },
    { "ballots_by_name", "election# contest# ballot entry#",
      "SELECT l.election, b.contest, b.ballot, b.entry FROM open_ballot b JOIN contest c ON c.id = b.contest JOIN elector l ON l.election = c.election AND l.number = b.elector "
      "WHERE l.person = $1 ORDER BY b.contest" }, /* of secret ballots nothing is held that is anybody's */
    { "objections", "id# election# state entry# answer_entry#",
      "SELECT id, election, state, entry, answer_entry FROM objection WHERE person = $1 ORDER BY id" },
    { "attendance", "meeting# came_at left_at place how entry#",
      "SELECT meeting, came_at, left_at, place, how, entry FROM attendance WHERE person = $1 ORDER BY meeting, came_at" },
    { "guest_of", "meeting# came_at left_at place entry#",
      "SELECT meeting, came_at, left_at, place, entry FROM guest WHERE person = $1 ORDER BY meeting" },
    { "speeches", "meeting# topic# what state asked_at from_at to_at entry#",
      "SELECT meeting, topic, what, state, asked_at, from_at, to_at, entry FROM speaker WHERE person = $1 ORDER BY id" },
    { "votes", "motion# vote how vote_entry#",
      "SELECT motion, vote, how, vote_entry FROM roll_call WHERE person = $1 ORDER BY motion" },
    { "proxies", "id# meeting# person# carrier# from_at to_at ended_by entry#",
      "SELECT id, meeting, person, carrier, from_at, to_at, ended_by, entry FROM proxy WHERE person = $1 OR carrier = $1 ORDER BY id" },
    { "topics", "id# meeting# state entry#",
      "SELECT id, meeting, state, entry FROM topic WHERE person = $1 ORDER BY id" },
    { "matters", "id# kind body state entry#",
      "SELECT id, kind, body, state, entry FROM matter WHERE person = $1 ORDER BY id" },
    { "comments", "id# matter# entry#", "SELECT id, matter, entry FROM matter_comment WHERE person = $1 ORDER BY id" },
    { "acts", "entry# kind at",
      "SELECT k.entry, leaf.kind, leaf.at FROM act_key k JOIN leaf ON leaf.n = k.entry WHERE k.actor = 'person:' || $1::bigint ORDER BY k.entry" },
    { "mentioned_in", "entry# kind at",
      "SELECT m.entry, leaf.kind, leaf.at FROM mention m JOIN leaf ON leaf.n = m.entry WHERE m.thing = 'person' AND m.id = $1 ORDER BY m.entry" },
    { "refused_attempts", "at capacity kind args verdict",
      "SELECT at, capacity, kind, args, verdict FROM refusal WHERE person = $1 ORDER BY id" },
    /* not those with a link to sign in, which stand under no entry */
    { "mails", "id# subject body state created_at sent_at reply",
      "SELECT id, subject, body, state, created_at, sent_at, reply FROM outbox WHERE person = $1 AND entry >= 0 ORDER BY id" },
    { "account", "has_password# language changed_at",
      "SELECT password IS NOT NULL, lang, changed_at FROM account WHERE person = $1" },
    { "sessions", "created_at seen_at expires_at browser revoked_at",
      "SELECT created_at, seen_at, expires_at, agent, revoked_at FROM session WHERE person = $1 ORDER BY created_at" },
    { "tokens", "label created_at seen_at revoked_at",
      "SELECT label, created_at, seen_at, revoked_at FROM token WHERE person = $1 ORDER BY created_at" },
    { "signin_links", "expires_at used_at",
      "SELECT expires_at, used_at FROM signin_link WHERE person = $1 ORDER BY expires_at" },
};

static bool is_moment(struct str column) { return str_is(column, "at") || str_ends(column, "_at"); }

/* SQLite gives every column as text, too: what is a number, its name says. */
static json_t *cell(const struct rows *r, int column, struct str name, bool number) {
    if (rows_null(r, column)) return json_null();
    if (is_moment(name)) return json_instant(rows_int(r, column));
    if (number) return json_integer(rows_int(r, column));
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
            bool number = str_ends(name, "#");
            name.len -= number;
            json_object_setn_new(row, name.data, name.len, cell(r, i, name, number));
        }
        json_array_append_new(list, row);
    }
    rows_done(r);
    return list;
}

/* HELD_ALL: what is sealed under the entries that are about the person, and under those of their own acts; some of it is others',
 * whom an office let them write of, so a person who asks alone is given the name and address in every place they stand. */
static json_t *sealed_json(struct db *db, int64_t person, enum held_scope scope) {
    json_t *list = json_array();
    struct rows *r = db_rows(
        db,
        "SELECT entry, field, value FROM private WHERE entry IN (SELECT entry FROM personal WHERE person = $1) AND field IN ('name', 'email') "
        "UNION SELECT entry, field, value FROM private WHERE $2 = 1 AND entry IN (SELECT entry FROM personal WHERE person = $1 UNION "
        "SELECT entry FROM mention WHERE thing = 'person' AND id = $1) ORDER BY entry, field",
        V(person), V(scope == HELD_ALL));
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

int person_held(struct db *db, struct arena *arena, int64_t person, enum held_scope scope, json_t **ret,
                struct error *err) {
    if (!db_has(db, "SELECT 1 FROM person WHERE id = $1", V(person)))
        return error_set(err, ERR_MISSING, T("There is no person {id}.", "没有编号为 {id} 的人员。"),
                         ARG_PLAIN("id", person));
    int64_t erased = db_int(db, INSTANT_NONE, "SELECT erased_at FROM person WHERE id = $1", V(person));
    struct str name = person_name(db, arena, person, LANG_EN);
    struct str email =
        sealed_text(db, arena, db_int(db, -1, "SELECT email_entry FROM person WHERE id = $1", V(person)), "email");
    json_t *all = json_pack("{s:I, s:s%, s:o, s:o, s:o}", "person", (json_int_t)person, "name", name.data, name.len,
                            "email", email.len ? json_stringn(email.data, email.len) : json_null(), "erased_at",
                            json_instant(erased), "sealed", sealed_json(db, person, scope));
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        json_object_set_new(all, parts[i].name, part_json(db, &parts[i], person));
    if (db_failed(db, err)) {
        json_decref(all);
        return ERR_IO;
    }
    *ret = all;
    return 0;
}
