/* Voters: what their ballots say, and how they hand them in: by name, with a receipt, or sealed.
 *
 * For a secret ballot the demo plays the voter's browser and goes through the same doors: the act that issues a paper, the server's
 * signature, the box. A box is asked for its election as it was last committed, so whatever is waiting is committed first.
 * Sealed credentials are drawn from the system's own chance, as a browser draws them; nothing that follows hangs on them. */
#include "acts/elections/counting.h"
#include "acts/sealed.h"
#include "ballot/voter.h"
#include "demo/elections.h"

/* ---- what they say ---- */

static size_t draw(struct campaign *c, size_t bound) { return (size_t)entropy_below(&c->dice, bound); }

static void mix(struct campaign *c, size_t *items, size_t count) {
    for (size_t i = count; i > 1; i--) {
        size_t k = draw(c, i), kept = items[i - 1];
        items[i - 1] = items[k];
        items[k] = kept;
    }
}

static size_t *numbers(struct demo *d, struct campaign *c, size_t count) {
    size_t *items = arena_array(&d->arena, size_t, count + 1);
    for (size_t i = 0; i < count; i++) items[i] = i;
    mix(c, items, count);
    return items;
}

/* Marks: each candidate gets fewer than the one before, or as many as it where the last seat is to be tied. */
static void deal_marks(struct demo *d, struct campaign *c, struct deal *deal, size_t seats, size_t most) {
    size_t voters = c->count, n = deal->candidates, last = 0;
    size_t *marks = arena_array(&d->arena, size_t, voters + 1);
    for (size_t k = 0; k < n; k++) {
        size_t want = voters > n ? (n - k) * voters / (n + 1) : voters > k ? voters - k : 0;
        if (deal->tie && k == seats) want = last;
        if (deal->tie && n == 2) want = voters / 2;
        size_t *order = numbers(d, c, voters), given = 0;
        for (size_t pass = 0; pass < 2; pass++) /* first those who have said nothing yet */
            for (size_t i = 0; i < voters && given < want; i++) {
                uint16_t *mark = &deal->rank[order[i] * n + deal->order[k]];
                if (*mark || (pass == 0 && marks[order[i]] > 0) || (most && marks[order[i]] >= most)) continue;
                *mark = 1;
                marks[order[i]]++;
                given++;
            }
        last = given;
    }
}

/* Ranks: the more wanted are more often put first, and most put a few after; of two, where it is tied, either by half. */
static void deal_ranks(struct demo *d, struct campaign *c, struct deal *deal) {
    size_t n = deal->candidates;
    for (size_t v = 0; v < c->count; v++) {
        size_t *order = arena_array(&d->arena, size_t, n + 1), depth = 1 + draw(c, n);
        memcpy(order, deal->order, n * sizeof *order);
        for (size_t i = 0; i + 1 < n; i++) { /* now and then neighbours change places */
            if (draw(c, 100) >= 40) continue;
            size_t kept = order[i];
            order[i] = order[i + 1];
            order[i + 1] = kept;
        }
        if (deal->tie && (order[0] == deal->order[0]) != (v % 2 == 0)) {
            order[0] = deal->order[v % 2];
            order[1] = deal->order[1 - v % 2];
        }
        for (size_t i = 0; i < depth && i < n; i++) deal->rank[v * n + order[i]] = (uint16_t)(i + 1);
    }
}

/* The first contest may be tied, where a lot can be dealt: by marks for the last seat, by ranks between two. The first such
 * election of the alliance is, and every third after it or so. */
static bool tied(struct demo *d, struct campaign *c, size_t contest, const struct paper *p, size_t candidates,
                 size_t seats) {
    bool fits = p->ranked ? candidates == 2 : !p->most, luck = draw(c, 100) < 35;
    if (contest > 0 || !fits || strcmp(c->election->mode, "sealed") == 0 || c->count < 4 || candidates <= seats)
        return false;
    return luck || !db_has(d->db, "SELECT 1 FROM election WHERE id < $1 AND mode <> 'sealed'", V(c->election->id));
}

void deal_contest(struct demo *d, struct campaign *c, size_t contest) {
    struct paper p = paper_of(d->db, &c->contests[contest]);
    struct deal *deal = &c->deals[contest];
    size_t seats = (size_t)c->contests[contest].seats;
    deal->candidates = (size_t)p.candidates;
    deal->order = numbers(d, c, deal->candidates);
    deal->rank = arena_array(&d->arena, uint16_t, c->count * deal->candidates + 1);
    deal->tie = tied(d, c, contest, &p, deal->candidates, seats);
    if (p.ranked)
        deal_ranks(d, c, deal);
    else
        deal_marks(d, c, deal, seats, (size_t)p.most);
}

/* "rank:number" each; `otherwise`: the other way round, to be changed soon after. */
static json_t *marks_of(const struct campaign *c, size_t contest, size_t voter, bool otherwise) {
    const struct deal *deal = &c->deals[contest];
    json_t *marks = json_array();
    char text[32];
    for (size_t k = 0; k < deal->candidates; k++) {
        size_t who = otherwise ? deal->candidates - 1 - k : k;
        uint16_t rank = deal->rank[voter * deal->candidates + k];
        if (!rank) continue;
        snprintf(text, sizeof text, "%u:%zu", rank, who + 1);
        json_array_append_new(marks, json_string(text));
    }
    return marks;
}

/* ---- how they hand it in ---- */

static void vote_by_name(struct demo *d, const struct campaign *c, size_t voter, const struct who *w, bool twice) {
    for (size_t i = 0; i < c->contest_count; i++) {
        json_int_t contest = (json_int_t)c->contests[i].id;
        if (twice) {
            act(d, w, "election.vote",
                json_pack("{s:I, s:o}", "contest", contest, "marks", marks_of(c, i, voter, true)));
            pass(d, 5 * MINUTE);
        }
        act(d, w, "election.vote", json_pack("{s:I, s:o}", "contest", contest, "marks", marks_of(c, i, voter, false)));
    }
}

/* A row of the sheet into which an officer types a paper: a rank for each candidate, under their numbers and names. */
static json_t *sheet_of(struct demo *d, const struct campaign *c, size_t contest, size_t voter) {
    const struct deal *deal = &c->deals[contest];
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_addz(&b, "elector");
    for (size_t k = 0; k < deal->candidates; k++) {
        int64_t person = db_int(d->db, 0, "SELECT person FROM contest_candidate WHERE contest = $1 AND number = $2",
                                V(c->contests[contest].id), V((int64_t)k + 1));
        buf_addf(&b, ",%zu %.*s", k + 1, STR_FMT(person_name(d->db, &d->arena, person, LANG_EN)));
    }
    buf_addf(&b, "\n%lld", (long long)c->electors[voter]);
    for (size_t k = 0; k < deal->candidates; k++) {
        uint16_t rank = deal->rank[voter * deal->candidates + k];
        buf_addc(&b, ',');
        if (rank) buf_addint(&b, rank);
    }
    buf_addc(&b, '\n');
    json_t *text = json_stringn(b.data, b.len);
    buf_release(&b);
    return text;
}

/* By name, but on a paper that the office hands out and enters. False: nobody may. */
static bool vote_on_paper(struct demo *d, const struct campaign *c, size_t voter) {
    struct who office;
    if (!power_granted(d, "election.paper", c->election->body) ||
        !who_may(d, "election.paper", c->election->body, &office))
        return false;
    bool handed = act(d, &office, "election.paper",
                      json_pack("{s:I, s:o}", "election", (json_int_t)c->election->id, "numbers",
                                json_sprintf("%lld", (long long)c->electors[voter])));
    pass(d, 20 * MINUTE);
    for (size_t i = 0; handed && i < c->contest_count; i++)
        act(d, &office, "election.enter",
            json_pack("{s:I, s:o, s:o}", "contest", (json_int_t)c->contests[i].id, "ballots", sheet_of(d, c, i, voter),
                      "account",
                      words(d, T("Filled in at the office and typed in before the voter.",
                                 "选民在办公室填写，并当面录入。"))));
    return handed;
}

static void cast(struct demo *d, const struct campaign *c, size_t contest, size_t voter, const struct who *w,
                 struct str serial, struct str proof, bool twice) {
    for (int again = twice ? 0 : 1; again < 2; again++) {
        struct error err = { 0 };
        json_t *marks = marks_of(c, contest, voter, again == 0);
        struct secret_ballot ballot = { c->election->id, c->contests[contest].id, serial, proof, marks, true };
        if (ballot_cast(d->a, &ballot, &err) != 0) surprise(d, w, "election.cast", &err);
        json_decref(marks);
    }
}

static void vote_with_receipt(struct demo *d, const struct campaign *c, size_t voter, const struct who *w, bool twice) {
    uint8_t chance[16];
    struct buf ticket, hash;
    buf_init(&ticket, 64);
    buf_init(&hash, 2 * HASH_SIZE + 1);
    entropy_bytes(&d->papers, chance, sizeof chance);
    hex_add(&ticket, (struct str){ (const char *)chance, sizeof chance });
    paper_ticket(buf_str(&ticket), &hash);
    struct str kept = arena_str(&d->arena, buf_str(&ticket));
    bool issued =
        act(d, w, "election.issue",
            json_pack("{s:I, s:[s%]}", "election", (json_int_t)c->election->id, "blinded", hash.data, hash.len));
    buf_release(&ticket);
    buf_release(&hash);
    if (!issued) return;
    for (size_t i = 0; i < c->contest_count; i++) {
        struct paper_code code;
        if (paper_code_of(d->db, c->election->id, c->contests[i].id, kept, &code))
            cast(d, c, i, voter, w, str_of(code.serial), str_of(code.proof), twice);
    }
}

/* What the server signed, unblinded, goes into the box under the prefix. */
static void cast_sealed(struct demo *d, const struct campaign *c, size_t contest, size_t voter, const struct who *w,
                        const struct blinding *b, const char *signature, bool twice) {
    struct buf raw, plain, text;
    struct error err = { 0 };
    buf_init(&raw, 1024);
    buf_init(&plain, 1024);
    buf_init(&text, 4096);
    hex_add(&text, (struct str){ (const char *)blinding_prefix(b), BOX_SERIAL });
    if (base64url_parse(str_of(signature), &raw) == 0 && blinding_end(b, buf_str(&raw), &plain, &err) == 0) {
        size_t serial = text.len;
        base64url_add(&text, buf_str(&plain));
        cast(d, c, contest, voter, w, str_head(buf_str(&text), serial), str_skip(buf_str(&text), serial), twice);
    } else {
        surprise(d, w, "election.issue", &err);
    }
    buf_release(&raw);
    buf_release(&plain);
    buf_release(&text);
}

static json_t *blind_all(struct demo *d, const struct campaign *c, struct blinding **credentials) {
    struct entropy system;
    struct buf text;
    struct error err = { 0 };
    json_t *blinded = json_array();
    const struct election *e =
        election_read(d->db, &d->arena, c->election->id); /* its keys were made when voting opened */
    buf_init(&text, 4096);
    entropy_system(&system);
    for (size_t i = 0; i < c->contest_count; i++) {
        buf_clear(&text);
        sealed_message(&text, c->contests[i].id);
        if (blinding_begin(&credentials[i], sealed_key_of(str_of(e->key ? e->key : ""), i), buf_str(&text), &system,
                           &err) != 0)
            break;
        buf_clear(&text);
        base64url_add(&text, blinding_number(credentials[i]));
        json_array_append_new(blinded, json_stringn(text.data, text.len));
    }
    buf_release(&text);
    return blinded;
}

static void vote_sealed(struct demo *d, const struct campaign *c, size_t voter, const struct who *w, bool twice) {
    struct blinding **credentials = arena_array(&d->arena, struct blinding *, c->contest_count + 1);
    json_t *blinded = blind_all(d, c, credentials), *signatures = NULL;
    struct error err = { 0 };
    if (act(d, w, "election.issue",
            json_pack("{s:I, s:O}", "election", (json_int_t)c->election->id, "blinded", blinded))) {
        if (paper_sign(d->db, c->election->id, c->electors[voter], blinded, &signatures, &err) != 0)
            surprise(d, w, "election.issue", &err);
        for (size_t i = 0; i < json_array_size(signatures); i++)
            cast_sealed(d, c, i, voter, w, credentials[i], json_string_value(json_array_get(signatures, i)), twice);
    }
    for (size_t i = 0; i < c->contest_count; i++) blinding_free(credentials[i]);
    json_decref(signatures);
    json_decref(blinded);
}

/* ---- who comes on a day ---- */

/* Who casts the vote of a row of the roll today; nobody, where the office or the membership has ended since. */
static struct who voter_of(struct demo *d, int64_t election, int64_t number) {
    int64_t holding =
        db_int(d->db, 0, "SELECT holding FROM elector WHERE election = $1 AND number = $2 AND state = 'on'",
               V(election), V(number));
    int64_t org = db_int(d->db, 0, "SELECT org FROM elector WHERE election = $1 AND number = $2 AND state = 'on'",
                         V(election), V(number));
    if (!holding) return org ? who_voting(d, org) : who_visitor();
    return db_has(d->db, "SELECT 1 FROM holding WHERE id = $1 AND to_at IS NULL", V(holding)) ? who_office(d, holding)
                                                                                              : who_visitor();
}

/* Asking for a second paper, or voting off the roll, is refused. */
static void out_of_order(struct demo *d, const struct campaign *c, const struct who *w) {
    if (strcmp(c->election->mode, "open") != 0)
        attempt(d, w, "election.issue", json_pack("{s:I}", "election", (json_int_t)c->election->id));
    else
        attempt(d, w, "election.vote",
                json_pack("{s:I, s:[s]}", "contest", (json_int_t)c->contests[0].id, "marks", "1:9999"));
}

void votes_of_day(struct demo *d, const struct campaign *c, size_t turn) {
    const struct election *e = c->election;
    size_t days = (size_t)((e->closes_at - e->opens_at + DAY_S - 1) / DAY_S);
    settle(d);
    if (strcmp(e->mode, "open") != 0) commit(d, true);
    if (!db_has(d->db, "SELECT 1 FROM election WHERE id = $1 AND state = 'voting'", V(e->id))) return;
    for (size_t i = turn; i < c->count; i += days < VOTE_DAYS ? days : VOTE_DAYS) {
        struct who w = voter_of(d, e->id, c->electors[i]);
        bool twice = i % 6 == 1;
        if (!w.person) continue;
        bool open = strcmp(e->mode, "open") == 0;
        if (open && i % 9 == 2 && vote_on_paper(d, c, i)) continue;
        if (open)
            vote_by_name(d, c, i, &w, twice);
        else if (strcmp(e->mode, "sealed") == 0)
            vote_sealed(d, c, i, &w, twice);
        else
            vote_with_receipt(d, c, i, &w, twice);
        if (i % 9 == 4) out_of_order(d, c, &w);
        pass(d, c->count > 60 ? 10 : 3 * MINUTE);
    }
}
