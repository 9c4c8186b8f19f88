/* Issuing papers for secret ballots, taking the ballots, and publishing them at the close.
 *
 * With receipts the server draws the credentials when it issues a paper; sealed, the voter's browser makes them and the server signs
 * them unseen (ballot/sealed.h). The rest is the same.
 *
 *  P1. That an elector was issued a paper is an act, public and with its time. What the paper can be recognised by is not in it.
 *      In a sealed election the blinded values are, with receipts the hash of a ticket that the voter's browser holds: they tell
 *      nothing of the credentials. Who asks again with the same ones is answered the same, so that an answer lost on its way
 *      costs nobody a vote; with others nobody is.
 *  P2. Casting is no act: it has no actor, no time and no row. It reaches the box only (ballot/box.h).
 *  P3. At the close the ballots enter the record together, ordered by their serials, which are random: the order tells nothing.
 *  P4. The box is read only, and the key is kept, until the closing act is on disk: whatever ends the server before that, the close is
 *      done again, with the same ballots. After it both leave the files (acts/pipeline/boxes.h, acts/secrets.h).
 *  P5. Where papers were handed out by hand, the box is sealed at the close and opened when they are entered: whoever enters them knows
 *      nothing of what is in it (acts/elections/paper_votes.h). */
#include <stdlib.h>
#include <string.h>

#include "acts/elections/counting.h"
#include "acts/pipeline/alliance.h"
#include "acts/pipeline/boxes.h"
#include "acts/elections/paper_votes.h"
#include "acts/elections/polling.h"
#include "acts/secrets.h"
#include "ballot/ahead.h"

enum { PUBLISHED_BYTES_MAX = 256 << 20, CREDENTIALS_MAX = 64, KEY_TEXT_MAX = 4096 * CREDENTIALS_MAX };

static bool is_secret(const struct election *e) { return e && strcmp(e->mode, "open") != 0; }

static bool is_sealed(const struct election *e) { return e && strcmp(e->mode, "sealed") == 0; }

/* ---- opening ---- */

static void give_text(json_t *args, const char *name, struct buf *text) {
    json_object_set_new(args, name, json_stringn(text->data, text->len));
    buf_clear(text);
}

/* Sealed: a key pair for each contest. */
static bool make_pairs(struct supplying *s, int64_t contests, struct buf *public, struct buf *private) {
    for (int64_t i = 0; i < contests; i++) {
        if (i) buf_addc(public, SEALED_KEYS_SEPARATOR);
        if (i) buf_addc(private, SEALED_KEYS_SEPARATOR);
        if (!(s->alliance->keys && keys_ahead_take(s->alliance->keys, public, private)) &&
            sealed_key_make(public, private, NULL) != 0)
            return false;
    }
    return contests > 0 && buf_ok(public) && buf_ok(private);
}

/* Receipts: a secret and the commitment to it. */
static bool make_keys(struct supplying *s, const struct election *e, struct buf *public, struct buf *private) {
    struct hash secret;
    if (is_sealed(e))
        return make_pairs(s, db_int(s->db, 0, "SELECT count(*) FROM contest WHERE election = $1", V(e->id)), public,
                          private);
    entropy_bytes(s->entropy, secret.b, HASH_SIZE);
    receipt_commitment(public, &secret);
    hash_hex(private, &secret);
    return true;
}

void polling_open_supply(struct supplying *s) {
    const struct election *e = election_read(s->db, s->arena, s->about);
    if (!is_secret(e)) return;
    if (boxes_make(s->db, s->arena, s->dir, e->id, NULL) != 0)
        return; /* without a box no vote is taken; the state says so */
    struct buf public, private;
    buf_init(&public, KEY_TEXT_MAX);
    buf_init(&private, KEY_TEXT_MAX);
    if (make_keys(s, e, &public, &private)) {
        give_text(s->args, "key", &public);
        secret_keep(s->db, "ballots", e->id, buf_str(&private));
    }
    buf_release(&public);
    buf_release(&private);
}

/* ---- sealed papers ---- */

/* What an elector's one paper is known again by: the blinded values, hashed in their order. */
static void blinded_hash(const json_t *blinded, struct buf *ret) {
    struct buf all;
    buf_init(&all, CREDENTIALS_MAX * 2 * SEALED_SIGNATURE);
    for (size_t i = 0; i < json_array_size(blinded); i++) {
        buf_addz(&all, json_string_value(json_array_get(blinded, i)));
        buf_addc(&all, '\n');
    }
    struct hash h = hash_of(buf_str(&all));
    hash_hex(ret, &h);
    buf_release(&all);
}

/* Values as they were sent, base64url of a number each; under the key of its contest. Without private keys they are looked at alone. */
static int each_blinded(const struct election *e, const json_t *blinded, struct str private_keys, json_t *ret,
                        struct error *err) {
    struct buf number, signature;
    int result = 0;
    buf_init(&number, 2 * SEALED_SIGNATURE);
    buf_init(&signature, 2 * SEALED_SIGNATURE);
    for (size_t i = 0; i < json_array_size(blinded) && result == 0; i++) {
        const json_t *value = json_array_get(blinded, i);
        buf_clear(&number);
        buf_clear(&signature);
        if (!json_is_string(value) ||
            base64url_parse((struct str){ json_string_value(value), json_string_length(value) }, &number) != 0)
            result =
                error_set(err, ERR_SYNTAX, T("A blinded credential is base64url.", "盲化凭证应为 base64url 格式。"));
        else if (!private_keys.data)
            result = sealed_blinded_right(sealed_key_of(str_of(e->key), i), buf_str(&number), err);
        else if ((result = sealed_sign(sealed_key_of(private_keys, i), buf_str(&number), &signature, err)) == 0) {
            buf_clear(&number);
            base64url_add(&number, buf_str(&signature));
            json_array_append_new(ret, json_stringn(number.data, number.len));
        }
    }
    buf_release(&number);
    buf_release(&signature);
    return result;
}

int paper_sign(struct db *db, int64_t election, int64_t elector, const json_t *blinded, json_t **ret,
               struct error *err) {
    struct arena arena;
    struct buf hash;
    arena_init(&arena);
    buf_init(&hash, 2 * HASH_SIZE + 1);
    const struct election *e = election_read(db, &arena, election);
    struct str key = secret_text(db, &arena, "ballots", election);
    blinded_hash(blinded, &hash);
    int result;
    if (!is_sealed(e) || strcmp(e->state, "voting") != 0 || !key.data)
        result =
            error_set(err, ERR_CONFLICT, T("No papers are issued for this election now.", "本次选举现不发放选票。"));
    else if (
        !db_has(
            db,
            "SELECT 1 FROM elector WHERE election = $1 AND number = $2 AND state = 'on' AND issued_entry IS NOT NULL AND issued_hash = $3",
            V(election), V(elector), V(buf_str(&hash))))
        result = error_set(err, ERR_DENIED,
                           T("The paper for this vote was issued for other credentials, made in another browser.",
                             "此票的选票已就另一浏览器生成的凭证发放。"));
    else {
        json_t *signatures = json_array();
        result = each_blinded(e, blinded, key, signatures, err);
        if (result == 0)
            *ret = signatures;
        else
            json_decref(signatures);
    }
    buf_release(&hash);
    arena_release(&arena);
    return result;
}

/* ---- papers with receipts ---- */

bool paper_code_of(struct db *db, int64_t election, int64_t contest, struct str ticket, struct paper_code *ret) {
    struct hash secret;
    struct hash serial;
    struct buf hex;
    if (!secret_hash(db, "ballots", election, &secret)) return false;
    receipt_serial(serial.b, &secret, contest, ticket);
    receipt_proof(ret->proof, &secret, contest, serial.b);
    buf_init(&hex, 2 * HASH_SIZE + 1);
    hash_hex(&hex, &serial);
    memcpy(ret->serial, hex.data, 2 * HASH_SIZE);
    ret->serial[2 * HASH_SIZE] = 0;
    buf_release(&hex);
    return true;
}

void paper_ticket(struct str ticket, struct buf *ret) {
    struct hash h = hash_of(ticket);
    hash_hex(ret, &h);
}

bool paper_issued_for(struct db *db, int64_t election, int64_t elector, const json_t *blinded) {
    struct buf hash;
    buf_init(&hash, 2 * HASH_SIZE + 1);
    blinded_hash(blinded, &hash);
    bool issued =
        json_array_size(blinded) > 0 &&
        db_has(
            db,
            "SELECT 1 FROM elector l JOIN election e ON e.id = l.election WHERE e.id = $1 AND e.state = 'voting' AND l.number = $2 AND l.state = 'on' "
            "AND l.issued_entry IS NOT NULL AND l.issued_hash = $3",
            V(election), V(elector), V(buf_str(&hash)));
    buf_release(&hash);
    return issued;
}

/* ---- election.issue ---- */

static const struct field issue_fields[] = {
    { .name = "election", .label = TEXT_INIT("Election", "选举"), .type = FIELD_REF, .ref = "election" },
    { .name = "blinded",
      .label = TEXT_INIT("Blinded credentials", "盲化凭证"),
      .type = FIELD_LINE,
      .many = true,
      .optional = true,
      .hidden = true,
      .max = 2 * SEALED_SIGNATURE,
      .max_items = CREDENTIALS_MAX,
      .help = TEXT_INIT(
          "In a sealed election: one for each contest in the order of the ballot paper, made by the voter’s browser. With receipts: the hash of a ticket that the browser keeps; "
          "the ticket is what the codes are had for, on the election’s page.",
          "密封投票时由选民浏览器生成，按选票顺序每项选举一个。持回执投票时为浏览器所持票券的哈希值；凭该票券在选举页面获得代码。") },
    { 0 },
};

static const struct rule *mode_rule(const struct judging *j, const struct election *e) {
    struct contest *contests;
    size_t n = contests_in(j->db, j->arena, e->id, &contests);
    return n ? ballot_rule(j, e, contests[0].title) : NULL;
}

/* Two papers of the same credentials would be one in the box, and on record they would show whose both are. */
static void judge_new(struct judging *j, const struct election *e, const json_t *blinded) {
    struct buf hash;
    buf_init(&hash, 2 * HASH_SIZE + 1);
    blinded_hash(blinded, &hash);
    if (json_array_size(blinded) > 0 &&
        db_has(j->db, "SELECT 1 FROM elector WHERE election = $1 AND issued_hash = $2", V(e->id), V(buf_str(&hash))))
        refuse_field(j, "blinded",
                     T("Another paper was issued for these: each vote has a paper of its own.",
                       "已据此发放另一张选票：每票的选票各自独立。"));
    buf_release(&hash);
}

/* Sealed: as many numbers as there are contests, each one that the key can sign, so that who is issued a paper gets one. */
static void judge_blinded(struct judging *j, const struct election *e) {
    const json_t *blinded = act_list(j->act, "blinded");
    struct contest *contests;
    size_t n = contests_in(j->db, j->arena, e->id, &contests);
    struct error err;
    if (!is_sealed(e)) {
        struct hash ticket;
        const json_t *first = json_array_get(blinded, 0);
        if (json_array_size(blinded) != 1 ||
            hash_from_hex((struct str){ json_string_value(first), json_string_length(first) }, &ticket) != 0)
            refuse_field(
                j, "blinded",
                T("A paper is taken on the election’s page, which shows its codes: what is sent is the hash of one ticket, by which the same paper is had again.",
                  "选票须在选举页面领取，页面会显示其代码；提交的是一张票券的哈希值，凭该票券可再次获得同一选票。"));
    } else if (json_array_size(blinded) != n) {
        refuse_field(
            j, "blinded",
            T("This election is sealed: the voter’s browser sends {n} blinded {n|credential|credentials}, one for each contest.",
              "本次选举为密封投票：选民浏览器须提交 {n} 个盲化凭证，每项选举一个。"),
            ARG_INT("n", (int64_t)n));
    } else if (each_blinded(e, blinded, STR_NONE, NULL, &err) != 0) {
        refuse_field(
            j, "blinded",
            T("A blinded credential is a number below the modulus of the election’s key, of as many bytes, in base64url.",
              "盲化凭证应为 base64url 格式、与选举密钥模数等长且小于模数的数。"));
    }
}

static void issue_judge(struct judging *j) {
    const struct election *e = election_read(j->db, j->arena, act_int(j->act, "election"));
    if (!e) return;
    const struct rule *r = mode_rule(j, e);
    int64_t elector = elector_of(j->db, e->id, &j->act->by.as);
    if (!is_secret(e))
        refuse(j, r,
               T("In this election votes are cast by name: no paper is issued.", "本次选举为记名投票，不另发选票。"),
               T_NONE);
    else if (strcmp(e->state, "voting") != 0)
        refuse_state(j, r, T("Voting is from {opens} to {closes}.", "投票时间为{opens}至{closes}。"), T_NONE,
                     ARG_DEADLINE("opens", e->opens_at), ARG_DEADLINE("closes", e->closes_at));
    else if (!e->key)
        refuse_state(j, r,
                     T("The ballot box could not be made when voting opened; whoever runs the server must see to it.",
                       "投票开始时未能建立票箱，请联系系统运维方。"),
                     T_NONE);
    else if (!elector)
        finding_add(j, true, ERR_DENIED, r ? rule_clause(r) : NULL, NULL,
                    T("You are not on the roll of electors.", "您不在选民名册上。"), T_NONE, NULL, 0);
    else if (db_has(j->db, "SELECT 1 FROM elector WHERE election = $1 AND number = $2 AND issued_entry IS NOT NULL",
                    V(e->id), V(elector)))
        refuse_state(j, r,
                     T("The paper for this vote has been issued, once and for all.", "此票的选票已发放，仅发放一次。"),
                     T("Use the page where it was shown to vote or to change the ballot.",
                       "请在领取选票的页面投票或更改。"));
    else if (judge_no_paper(j, e, elector, r))
        allow(j, r, T("One paper is issued for each vote on the roll.", "名册上每票发放一张选票。"));
    if (!refused(j)) judge_blinded(j, e);
    if (!refused(j)) judge_new(j, e, act_list(j->act, "blinded"));
}

static void issue_apply(struct applying *a) {
    int64_t election = act_int(a->act, "election");
    struct buf hash;
    buf_init(&hash, 2 * HASH_SIZE + 1);
    blinded_hash(act_list(a->act, "blinded"), &hash);
    db_exec(a->db, "UPDATE elector SET issued_entry = $1, issued_hash = $2 WHERE election = $3 AND number = $4",
            V(a->act->entry), act_given(a->act, "blinded") ? V(buf_str(&hash)) : V_NULL, V(election),
            V(elector_by(a->db, election, a->act)));
    buf_release(&hash);
}

static void issue_offer(struct offering *o) {
    struct rows *r = db_rows(
        o->j->db,
        "SELECT id, body, closes_at FROM election WHERE state = 'voting' AND mode <> 'open' ORDER BY closes_at");
    while (rows_next(r)) {
        int64_t election = rows_int(r, 0), elector = elector_of(o->j->db, election, &o->who->as);
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        if (!b || !elector || !o->may(o, body) ||
            db_has(
                o->j->db,
                "SELECT 1 FROM elector WHERE election = $1 AND number = $2 AND (issued_entry IS NOT NULL OR paper_entry IS NOT NULL)",
                V(election), V(elector)))
            continue;
        const struct arg args[] = { ARG_TEXT("body", b->name) };
        offer_add(o, json_pack("{s:I}", "election", (json_int_t)election), NULL, rows_int(r, 2),
                  arena_f(o->j->arena, "/elections/%lld", (long long)election).data,
                  T("Take your ballot paper for the election of the {body}", "领取{body}选举的选票"), args, 1);
    }
    rows_done(r);
}

ACT(election_issue) = {
    .name = "election.issue",
    .version = 1,
    .family = "elections",
    .power = "election.vote",
    .body = act_body_of_election,
    .pinned = act_pinned_of_election,
    .quiet = true,
    .title = TEXT_INIT("Take a ballot paper", "领取选票"),
    .effect = TEXT_INIT("That you took it is public; what you vote is not.", "领取情况公开，投票内容不公开。"),
    .done = TEXT_INIT("A ballot paper was issued for {election}.", "已发放{election}选票。"),
    .fields = issue_fields,
    .judge = issue_judge,
    .apply = issue_apply,
    .offer = issue_offer,
};

/* ---- casting ---- */

const struct text polling_unguarded = TEXT_INIT(
    "This election is sealed: the server takes part over https only, or from its own machine with nothing between.",
    "本次选举为密封投票：服务器仅接受 https 连接，或本机直接连接。");

static bool code_fits(struct db *db, const struct election *e, const struct contest *c,
                      const uint8_t serial[BOX_SERIAL], struct str proof) {
    struct hash secret;
    return secret_hash(db, "ballots", e->id, &secret) && receipt_fits(proof, &secret, c->id, serial);
}

static bool signature_fits(struct db *db, const struct election *e, const struct contest *c,
                           const uint8_t serial[BOX_SERIAL], struct str proof) {
    struct buf signature, message;
    size_t place =
        (size_t)db_int(db, 0, "SELECT count(*) FROM contest WHERE election = $1 AND id < $2", V(e->id), V(c->id));
    buf_init(&signature, 2 * SEALED_SIGNATURE);
    buf_init(&message, 64);
    sealed_message(&message, c->id);
    bool fits = e->key && base64url_parse(proof, &signature) == 0 &&
                sealed_fits(sealed_key_of(str_of(e->key), place), serial, buf_str(&message), buf_str(&signature));
    buf_release(&signature);
    buf_release(&message);
    return fits;
}

/* Whether this credential is one of this election now; its contest, and its serial as bytes. */
static int judge_credential(struct db *db, struct arena *arena, instant now, const struct secret_ballot *given,
                            const struct contest **ret, struct hash *ret_serial, struct error *err) {
    const struct election *e = election_read(db, arena, given->election);
    const struct contest *c = contest_read(db, arena, given->contest);
    if (is_sealed(e) && !given->guarded) return error_set(err, ERR_DENIED, polling_unguarded);
    if (!is_secret(e) || !c || c->election != e->id)
        return error_set(err, ERR_MISSING, T("There is no such ballot paper.", "没有此选票。"));
    if (strcmp(e->state, "voting") != 0 || now >= e->closes_at) /* the clock's act may come a moment after */
        return error_set(err, ERR_CONFLICT, T("Voting is from {opens} to {closes}.", "投票时间为{opens}至{closes}。"),
                         ARG_DEADLINE("opens", e->opens_at), ARG_DEADLINE("closes", e->closes_at));
    if (hash_from_hex(given->serial, ret_serial) != 0 ||
        !(is_sealed(e) ? signature_fits(db, e, c, ret_serial->b, given->proof)
                       : code_fits(db, e, c, ret_serial->b, given->proof)))
        return error_set(err, ERR_DENIED, T("This code was not issued for this election.", "此代码不属于本次选举。"));
    *ret = c;
    return 0;
}

static int judge_ballot(struct db *db, struct arena *arena, instant now, const struct secret_ballot *given,
                        struct box_ballot *ret, struct buf *ballot, struct error *err) {
    const struct contest *c;
    struct hash serial;
    int result = judge_credential(db, arena, now, given, &c, &serial, err);
    if (result != 0) return result;
    struct paper p = paper_of(db, c);
    const struct text *wrong = paper_compose(&p, given->marks, ballot);
    if (wrong) return error_set(err, ERR_SYNTAX, *wrong);
    *ret = (struct box_ballot){ .contest = c->id, .ballot = buf_str(ballot), .proof = given->proof };
    memcpy(ret->serial, serial.b, BOX_SERIAL);
    return 0;
}

int ballot_find(struct alliance *a, const struct secret_ballot *given, bool *ret_in, struct error *err) {
    const struct contest *c;
    struct hash serial;
    struct arena arena;
    arena_init(&arena);
    struct db *db = store_reader(a->store);
    int result = db_begin(db, err);
    if (result == 0) {
        result = judge_credential(db, &arena, alliance_now(a), given, &c, &serial, err);
        db_rollback(db);
    }
    store_reader_done(a->store, db);
    struct box *box = result == 0 ? boxes_get(a, given->election, &arena, err) : NULL;
    if (result == 0) result = box ? 0 : ERR_IO;
    if (result == 0) *ret_in = box_has(box, given->contest, serial.b);
    arena_release(&arena);
    return result;
}

int ballot_cast(struct alliance *a, const struct secret_ballot *given, struct error *err) {
    struct box_ballot ballot;
    struct arena arena;
    struct buf text;
    arena_init(&arena);
    buf_init(&text, BALLOT_TEXT_MAX);
    struct db *db = store_reader(a->store);
    int result = db_begin(db, err);
    if (result == 0) {
        result = judge_ballot(db, &arena, alliance_now(a), given, &ballot, &text, err);
        db_rollback(db);
    }
    store_reader_done(a->store, db);
    struct box *box = result == 0 ? boxes_get(a, given->election, &arena, err) : NULL;
    if (result == 0) result = box ? box_cast(box, &ballot, err) : ERR_IO;
    buf_release(&text);
    arena_release(&arena);
    return result;
}

/* ---- closing ---- */

struct publishing {
    struct buf csv;
    const struct contest *contests;
    size_t contest_count;
    int64_t ballots;
};

static void publish_one(void *context, const struct box_ballot *ballot) {
    struct publishing *p = context;
    size_t place = 0;
    while (place < p->contest_count && p->contests[place].id != ballot->contest) place++;
    buf_addint(&p->csv, (int64_t)place + 1);
    buf_addc(&p->csv, ',');
    buf_add(&p->csv, ballot->ballot);
    buf_addc(&p->csv, ',');
    hex_add(&p->csv, (struct str){ (const char *)ballot->serial, BOX_SERIAL });
    buf_addc(&p->csv, ',');
    buf_add(&p->csv, ballot->proof);
    buf_addc(&p->csv, '\n');
    p->ballots++;
}

static void publish(struct supplying *s, struct publishing *p, const struct election *e) {
    struct hash h = hash_of(buf_str(&p->csv)), secret;
    struct buf hex;
    buf_init(&hex, 4 * HASH_SIZE);
    hash_hex(&hex, &h);
    db_exec(s->db, "INSERT INTO blob (hash, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING", V(buf_str(&hex)),
            V_BLOB(buf_str(&p->csv)));
    give_text(s->args, "ballots", &hex);
    json_object_set_new(s->args, "count", json_integer(p->ballots));
    if (secret_hash(s->db, "ballots", e->id, &secret)) {
        hash_hex(&hex, &secret);
        give_text(s->args, "opened_key", &hex);
    }
    secret_forget(s->db, "ballots", e->id);
    sealed_keys_forget();
    scrub_ask(s->alliance, s->db, SCRUB_LOG); /* the box goes once this is on disk, and the key out of the log */
    buf_release(&hex);
}

/* The box is sealed first: whatever was acknowledged is in it, and nothing more comes. */
void polling_close_supply(struct supplying *s) {
    const struct election *e = election_read(s->db, s->arena, s->about);
    if (!is_secret(e)) return;
    struct contest *contests;
    size_t contest_count = contests_in(s->db, s->arena, e->id, &contests);
    struct publishing p = { .contest_count = contest_count, .contests = contests };
    struct error err;
    struct box *box = boxes_get(s->alliance, e->id, s->arena, &err);
    if (papers_wait(s->db, e->id)) { /* P5 */
        if (box) box_seal(box);
        return;
    }
    buf_init(&p.csv, PUBLISHED_BYTES_MAX);
    buf_addz(&p.csv, "contest,ballot,serial,proof\n");
    if (box) box_seal(box);
    bool read = !e->key || (box && box_each(box, publish_one, &p, &err) == 0 &&
                            buf_ok(&p.csv)); /* without a key no vote was taken */
    if (read) publish(s, &p, e);
    buf_release(&p.csv);
}

/* Without its ballots a secret election is closed all the same; they are asked for again until they can be read. */
void polling_close_apply(struct applying *a) {
    enum { AGAIN_S = 60 };
    int64_t id = act_int(a->act, "about");
    const struct election *e = election_read(a->db, a->arena, id);
    db_exec(a->db,
            "UPDATE election SET state = 'closed', close_entry = $1 WHERE id = $2 AND state IN ('called', 'voting')",
            V(a->act->entry), V(id));
    if (act_given(a->act, "ballots"))
        db_exec(a->db, "UPDATE election SET ballots = $1, cast_count = $2, opened_key = $3 WHERE id = $4",
                V(act_z(a->act, "ballots")), V(act_int(a->act, "count")),
                act_given(a->act, "opened_key") ? V(act_z(a->act, "opened_key")) : V_NULL, V(id));
    if (act_given(a->act, "ballots"))
        papers_fix(a->db, id);
    else if (is_secret(e) && !papers_wait(a->db, id))
        due_set(a, "clock.election_closes", id, a->act->at + AGAIN_S);
    act_mention(a, "election", id);
}
