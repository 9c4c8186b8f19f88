/* What the register says of an election, held against what is published and what was counted again. Its entries were verified before
 * they came here (register/verify.h), so each of them was signed for. */
#include <stdlib.h>
#include <string.h>

#include "acts/elections/counting.h"
#include "command/recount.h"

/* ---- keeping entries ---- */

static const char *const kinds[] = { "nomination.make",  "election.object",      "election.answer",
                                     "election.call",    "clock.election_opens", "clock.election_closes",
                                     "election.issue",   "election.vote",        "election.lot",
                                     "election.declare", "election.paper",       "election.roll",
                                     "election.enter",   "election.result" };

int leaves_take(struct leaves *l, int64_t n, struct str bytes) {
    json_t *entry;
    if ((!memmem(bytes.data, bytes.len, "election.", strlen("election.")) &&
         !memmem(bytes.data, bytes.len, "election_", strlen("election_")) &&
         !memmem(bytes.data, bytes.len, "nomination.make", strlen("nomination.make"))) ||
        json_parse(bytes, &entry, NULL) != 0)
        return 0;
    struct str kind = json_str(entry, "kind");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!str_is(kind, kinds[i])) continue;
        if (l->count == l->room) {
            l->room = l->room ? 2 * l->room : 256;
            l->items = mem_grow(l->items, l->room * sizeof *l->items);
        }
        l->items[l->count++] = (struct leaf){ n, kinds[i], entry };
        return 0;
    }
    json_decref(entry);
    return 0;
}

void leaves_release(struct leaves *l) {
    for (size_t i = 0; i < l->count; i++) json_decref(l->items[i].entry);
    free(l->items);
}

const json_t *args_of(const struct leaf *l) { return json_object_get(l->entry, "args"); }

struct str voice_of(const struct leaf *l) {
    return json_str(json_object_get(l->entry, "by"), "as");
}

/* The last entry of that kind whose field is this number; NULL when there is none. */
static const struct leaf *leaf_of(const struct recount *r, const char *kind, const char *field, int64_t number) {
    for (size_t i = r->record->count; i-- > 0;) {
        const struct leaf *l = &r->record->items[i];
        if (strcmp(l->kind, kind) == 0 && json_int(args_of(l), field, -1) == number) return l;
    }
    return NULL;
}

static const struct leaf *leaf_at(const struct recount *r, int64_t n) {
    for (size_t i = 0; i < r->record->count; i++)
        if (r->record->items[i].n == n) return &r->record->items[i];
    return NULL;
}

const struct leaf *closing_leaf(const struct recount *r) {
    return leaf_of(r, "clock.election_closes", "about", r->e.id);
}

/* ---- the calls of the calendar ---- */

static void same_text(struct recount *r, const struct leaf *l, const char *field, struct str published,
                      struct text what) {
    struct str recorded = json_str(args_of(l), field);
    if (!str_eq(recorded.data ? recorded : STR(""), published.data ? published : STR("")))
        FAULT(r,
              T("{what}: entry {n} says “{ours}”; published is “{theirs}”.",
                "{what}：第 {n} 条登记为“{ours}”，公布的为“{theirs}”。"),
              ARG_TEXT("what", what), ARG_PLAIN("n", l->n), ARG_STR("ours", recorded.data ? recorded : STR("")),
              ARG_STR("theirs", published.data ? published : STR("")));
}

/* Who has which number on the paper: each was nominated for this office, and those nominated earlier come first. */
static void judge_candidates(struct recount *r, const json_t *contest) {
    const json_t *all = json_object_get(contest, "candidates");
    int64_t before = -1;
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *one = json_array_get(all, i);
        int64_t entry = json_int(one, "nominated", -1);
        const struct leaf *l = leaf_at(r, entry);
        const json_t *args = l ? args_of(l) : NULL;
        if (!l || strcmp(l->kind, "nomination.make") != 0 || entry <= before ||
            json_int(args, "person", -1) != json_int(one, "person", 0) ||
            !str_eq(json_str(args, "title"), json_str(contest, "office")) ||
            !str_eq(json_str(args, "body"), json_str(r->published, "body")))
            FAULT(r,
                  T("{title}: candidate {n} is not whom entry {entry} nominated for it, or stands in another place.",
                    "{title}：{n} 号候选人与第 {entry} 条提名不符，或次序有误。"),
                  ARG_STR("title", json_str(contest, "title")), ARG_PLAIN("n", (int64_t)i + 1),
                  ARG_PLAIN("entry", entry));
        before = entry;
    }
}

/* An objection by its number: they are numbered as they stand on record, from 1. */
static const struct leaf *objection_of(const struct recount *r, int64_t number) {
    for (size_t i = 0; i < r->record->count; i++)
        if (strcmp(r->record->items[i].kind, "election.object") == 0 && --number == 0) return &r->record->items[i];
    return NULL;
}

/* Whether the answer put somebody on the roll: the objection was upheld, was of this election, and named who is missing. */
static bool adds_missing(const struct recount *r, const struct leaf *answer) {
    const struct leaf *objection = objection_of(r, json_int(args_of(answer), "objection", 0));
    return objection && str_is(json_str(args_of(answer), "answer"), "upheld") &&
           json_int(args_of(objection), "election", -1) == r->e.id && !json_object_get(args_of(objection), "elector");
}

/* How many an entry can have added to the roll. */
static int64_t may_add(const struct recount *r, const struct leaf *l) {
    const json_t *changes = json_object_get(args_of(l), "changes");
    int64_t added = 0;
    if (strcmp(l->kind, "election.answer") == 0) return adds_missing(r, l);
    if (strcmp(l->kind, "election.roll") != 0 || json_int(args_of(l), "election", -1) != r->e.id) return 0;
    for (size_t i = 0; i < json_array_size(changes); i++) {
        const char *change = json_string_value(json_array_get(changes, i));
        added += change && !str_starts(str_of(change), "strike ");
    }
    return added;
}

/* At the call so many were on the roll; only an objection that was upheld, or a correction, adds to it. */
static void judge_roll(struct recount *r, int64_t called, int64_t n) {
    int64_t rows = (int64_t)json_array_size(json_object_get(r->published, "roll")), upheld = 0;
    for (size_t i = 0; i < r->record->count; i++) upheld += may_add(r, &r->record->items[i]);
    if (rows < called || rows > called + upheld)
        FAULT(r,
              T("Entry {n} put {called} on the roll; published are {rows}.",
                "第 {n} 条登记的名册为 {called} 票，公布的为 {rows} 票。"),
              ARG_PLAIN("n", n), ARG_INT("called", called), ARG_INT("rows", rows));
}

/* The numbers of the call: how many stood in each contest, for how many seats. */
static void judge_contests_called(struct recount *r, const struct leaf *call) {
    const json_t *verdict = json_object_get(call->entry, "verdict"),
                 *contests = json_object_get(r->published, "contests");
    size_t at = 0;
    for (size_t i = 0; i < json_array_size(verdict); i++) {
        const json_t *numbers = json_object_get(json_array_get(verdict, i), "numbers");
        if (json_object_get(numbers, "electors")) judge_roll(r, json_int(numbers, "electors", 0), call->n);
        if (!json_object_get(numbers, "nominees")) continue;
        const json_t *contest = json_array_get(contests, at++);
        if (json_int(numbers, "nominees", 0) != (int64_t)json_array_size(json_object_get(contest, "candidates")) ||
            json_int(numbers, "seats", 0) != json_int(contest, "seats", 0))
            FAULT(
                r,
                T("{title}: entry {n} called it for {seats} {seats|seat|seats} and {nominees} candidates; published are others.",
                  "{title}：第 {n} 条启动时为 {seats} 席、{nominees} 名候选人，与公布的不一致。"),
                ARG_STR("title", json_str(contest, "title")), ARG_PLAIN("n", call->n),
                ARG_INT("seats", json_int(numbers, "seats", 0)), ARG_INT("nominees", json_int(numbers, "nominees", 0)));
    }
    if (at != json_array_size(contests))
        FAULT(r,
              T("Entry {n} called {ours} contests; published are {theirs}.",
                "第 {n} 条启动了 {ours} 项选举，公布的有 {theirs} 项。"),
              ARG_PLAIN("n", call->n), ARG_INT("ours", (int64_t)at),
              ARG_INT("theirs", (int64_t)json_array_size(contests)));
}

static void judge_call(struct recount *r) {
    int64_t n = json_int(json_object_get(r->published, "entries"), "called", -1);
    const struct leaf *call = leaf_at(r, n), *opened = leaf_of(r, "clock.election_opens", "about", r->e.id);
    if (!call || strcmp(call->kind, "election.call") != 0 ||
        json_int(args_of(call), "round", -1) != json_int(r->published, "round", 0)) {
        FAULT(r, T("Entry {n} does not call this election.", "第 {n} 条不是启动本次选举的登记。"), ARG_PLAIN("n", n));
        return;
    }
    same_text(r, call, "seed", json_str(r->published, "seed"), T("The words for lots", "抽签种子"));
    same_text(r, call, "opens_at", json_str(r->published, "opens_at"), T("When voting opened", "投票开始时间"));
    same_text(r, call, "closes_at", json_str(r->published, "closes_at"), T("When voting closed", "投票截止时间"));
    judge_contests_called(r, call);
    if (opened)
        same_text(r, opened, "key", json_str(r->published, "key"), T("The key of the credentials", "凭证密钥"));
    else
        FAULT(r, T("The register does not say that voting was opened.", "登记簿中没有投票开始的登记。"));
}

/* ---- secret ballots ---- */

static void judge_close(struct recount *r) {
    const struct leaf *close = closing_leaf(r);
    int64_t count;
    struct str document = recount_document(r, &count);
    if (!close) {
        FAULT(r, T("The register does not say that voting was closed.", "登记簿中没有投票截止的登记。"));
        return;
    }
    struct str named = json_str(args_of(close), "ballots");
    same_text(r, close, "opened_key", r->opened_key, T("The opened key", "公开的密钥"));
    if (json_int(args_of(close), "count", -1) != count)
        FAULT(r,
              T("Entry {n} closed a box of {ours} {ours|ballot|ballots}; published are {theirs}.",
                "第 {n} 条截止时票箱内 {ours} 张，公布的有 {theirs} 张。"),
              ARG_PLAIN("n", close->n), ARG_INT("ours", json_int(args_of(close), "count", -1)),
              ARG_INT("theirs", count));
    if (!str_eq(named, document))
        FAULT(r,
              T("The ballots are not those that entry {n} names: their document’s SHA-256 is {theirs}, not {ours}.",
                "选票与第 {n} 条登记的不一致：公布文件的 SHA-256 为 {theirs}，而非 {ours}。"),
              ARG_PLAIN("n", close->n), ARG_STR("theirs", document), ARG_STR("ours", named));
    else
        HELD(r,
             T("The {count} {count|ballot is the one|ballots are those} that entry {n} names when voting closed.",
               "{count} 张选票与第 {n} 条截止时登记的一致。"),
             ARG_INT("count", count), ARG_PLAIN("n", close->n));
}

static void judge_commitment(struct recount *r) {
    struct hash secret;
    struct buf hex;
    if (strcmp(r->e.mode, "receipt") != 0 || !r->e.key) return;
    buf_init(&hex, 128);
    if (!r->opened_key.data || hash_from_hex(r->opened_key, &secret) != 0)
        FAULT(r, T("The key of the credentials was not opened.", "凭证密钥未公开。"));
    else {
        struct hash h = hash_of((struct str){ (const char *)secret.b, HASH_SIZE });
        hash_hex(&hex, &h);
        if (!str_is(buf_str(&hex), r->e.key))
            FAULT(r, T("The opened key is not the one that was committed to when voting opened.",
                       "公开的密钥与投票开始时承诺的不一致。"));
    }
    buf_release(&hex);
}

/* ---- whose vote an entry is ---- */

struct voice {
    const char *name;
    size_t row;
};
struct voices {
    struct voice *items;
    size_t count;
};

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct voice *)a)->name, ((const struct voice *)b)->name);
}

static struct voices voices_of(struct recount *r) {
    const json_t *roll = json_object_get(r->published, "roll");
    struct voices v = { 0 };
    size_t room = 0;
    for (size_t i = 0; i < json_array_size(roll); i++)
        room += json_array_size(json_object_get(json_array_get(roll, i), "voices"));
    v.items = arena_array(r->arena, struct voice, room + 1);
    for (size_t i = 0; i < json_array_size(roll); i++) {
        const json_t *names = json_object_get(json_array_get(roll, i), "voices");
        for (size_t k = 0; k < json_array_size(names); k++)
            if (json_is_string(json_array_get(names, k)))
                v.items[v.count++] = (struct voice){ json_string_value(json_array_get(names, k)), i };
    }
    qsort(v.items, v.count, sizeof *v.items, by_name);
    return v;
}

const json_t *row_of_voice(const struct recount *r, const struct voices *v, struct str voice, size_t *ret_at) {
    const struct voice wanted = { arena_z(r->arena, voice), 0 },
                       *found = bsearch(&wanted, v->items, v->count, sizeof *v->items, by_name);
    if (!found) return NULL;
    *ret_at = found->row;
    return json_array_get(json_object_get(r->published, "roll"), found->row);
}

/* Every paper on record is on the roll, once; and the roll names no other. */
static void judge_issued(struct recount *r, const struct voices *v) {
    const json_t *roll = json_object_get(r->published, "roll");
    int64_t recorded = 0, named = 0;
    for (size_t i = 0; i < r->record->count; i++) {
        const struct leaf *l = &r->record->items[i];
        if (strcmp(l->kind, "election.issue") != 0 || json_int(args_of(l), "election", -1) != r->e.id) continue;
        size_t at;
        const json_t *row = row_of_voice(r, v, voice_of(l), &at);
        recorded++;
        if (!row || json_int(row, "issued", -1) != l->n)
            FAULT(r,
                  T("Entry {n} issued a paper to {who}; the roll as published does not say so.",
                    "第 {n} 条向 {who} 发放了选票，公布的名册未载明。"),
                  ARG_PLAIN("n", l->n), ARG_STR("who", voice_of(l)));
    }
    for (size_t i = 0; i < json_array_size(roll); i++)
        named += json_is_integer(json_object_get(json_array_get(roll, i), "issued"));
    if (named != recorded)
        FAULT(r,
              T("The roll names {named} issued {named|paper|papers}; the register has {recorded}.",
                "名册载明发放 {named} 张选票，登记簿中有 {recorded} 张。"),
              ARG_INT("named", named), ARG_INT("recorded", recorded));
    else
        HELD(r,
             T("{recorded} {recorded|paper was|papers were} issued, as the register and the roll say alike.",
               "发放选票 {recorded} 张，登记簿与名册一致。"),
             ARG_INT("recorded", recorded));
}

/* ---- ballots by name ---- */

/* Whether the marks of a vote on record, "1:3", are this ballot. */
static bool same_marks(const json_t *marks, const json_t *ballot) {
    const json_t *approved = json_object_get(ballot, "approved"), *ranking = json_object_get(ballot, "ranking");
    size_t found = 0, wanted = json_array_size(approved);
    for (size_t i = 0; i < json_array_size(ranking); i++)
        wanted += json_is_array(json_array_get(ranking, i)) ? json_array_size(json_array_get(ranking, i)) : 1;
    /* Ranks may leave numbers out: they are compared by their order. */
    int64_t before = 0, group = -1;
    for (int64_t rank = 1; rank <= CANDIDATES_MAX && found < json_array_size(marks); rank++)
        for (size_t i = 0; i < json_array_size(marks); i++) {
            struct str who = str_of(json_string_value(json_array_get(marks, i)));
            struct str at = str_cut(&who, ':');
            int64_t given, number;
            if (!who.data || str_int(at, &given) != 0 || given != rank || str_int(who, &number) != 0) continue;
            group += rank != before;
            before = rank;
            found++;
            const json_t *list = approved ? approved : json_array_get(ranking, (size_t)group);
            bool named = json_is_integer(list) && json_integer_value(list) == number;
            for (size_t k = 0; k < json_array_size(list); k++)
                named = named || json_integer_value(json_array_get(list, k)) == number;
            if (!named) return false;
        }
    return found == wanted && found == json_array_size(marks);
}

/* The last vote of a row of the roll: an entry of its voter's, or a line of a document of papers. */
struct last_vote {
    int64_t n;
    const struct leaf *own;
    struct str paper, at_close; /* as written; what it was when voting closed */
};

static void last_papers(struct recount *r, const json_t *contest, struct last_vote *last) {
    const struct paper_batch *all;
    const struct leaf *close = closing_leaf(r);
    size_t n = recount_batches(r, contest, &all), at;
    for (size_t b = 0; b < n; b++)
        for (size_t i = 0; i < all[b].document.count; i++) {
            const struct paper_line *line = &all[b].document.lines[i];
            if (!roll_row(json_object_get(r->published, "roll"), line->number, &at) || last[at].n > all[b].entry)
                continue;
            struct str before = last[at].at_close.data ? last[at].at_close : last[at].paper;
            bool late = close && all[b].entry > close->n;
            last[at] = (struct last_vote){ all[b].entry, NULL, line->ballot, late ? before : STR_NONE };
        }
}

static struct last_vote *last_votes(struct recount *r, const struct voices *v, const json_t *contest) {
    struct last_vote *last =
        arena_array(r->arena, struct last_vote, json_array_size(json_object_get(r->published, "roll")) + 1);
    for (size_t i = 0; i < r->record->count; i++) {
        const struct leaf *l = &r->record->items[i];
        size_t at;
        if (strcmp(l->kind, "election.vote") != 0 ||
            json_int(args_of(l), "contest", -1) != json_int(contest, "contest", 0))
            continue;
        if (row_of_voice(r, v, voice_of(l), &at))
            last[at] = (struct last_vote){ l->n, l, STR_NONE, STR_NONE };
        else
            FAULT(r,
                  T("{title}: entry {n} is a vote of {who}, whom the roll does not name.",
                    "{title}：第 {n} 条为 {who} 的投票，名册未列。"),
                  ARG_STR("title", json_str(contest, "title")), ARG_PLAIN("n", l->n), ARG_STR("who", voice_of(l)));
    }
    last_papers(r, contest, last);
    return last;
}

static bool written_as(const json_t *ballot, bool at_close, struct str text) {
    struct buf b;
    buf_init(&b, BALLOT_TEXT_MAX);
    recount_write(&b, ballot, at_close);
    bool same = str_eq(buf_str(&b), text);
    buf_release(&b);
    return same;
}

static bool is_last(const struct last_vote *last, const json_t *ballot) {
    bool then = json_object_get(ballot, "at_close") != NULL;
    if (!ballot || json_int(ballot, "entry", -1) != last->n || is_paper(ballot) != !last->own ||
        then != (last->at_close.data != NULL))
        return false;
    if (last->own) return same_marks(json_object_get(args_of(last->own), "marks"), ballot);
    return written_as(ballot, false, last->paper) && (!then || written_as(ballot, true, last->at_close));
}

/* The last vote of each on the roll is the one that is published. */
static void judge_votes(struct recount *r, const struct voices *v, const json_t *contest) {
    const json_t *roll = json_object_get(r->published, "roll"), *ballots = json_object_get(contest, "ballots");
    struct str title = json_str(contest, "title");
    const struct last_vote *last = last_votes(r, v, contest);
    const json_t **ballot = arena_array(r->arena, const json_t *, json_array_size(roll) + 1);
    size_t voted = 0, at;
    for (size_t i = 0; i < json_array_size(ballots); i++)
        if (roll_row(roll, json_int(json_array_get(ballots, i), "elector", 0), &at))
            ballot[at] = json_array_get(ballots, i);
    for (size_t k = 0; k < json_array_size(roll); k++) {
        const json_t *row = json_array_get(roll, k);
        if (!last[k].n || !str_is(json_str(row, "state"), "on")) continue;
        voted++;
        if (!is_last(&last[k], ballot[k]))
            FAULT(r,
                  T("{title}: the ballot of number {number} on the roll is entry {n}; published is another, or none.",
                    "{title}：名册第 {number} 号的选票为第 {n} 条，公布的不同或缺失。"),
                  ARG_STR("title", title), ARG_PLAIN("number", json_int(row, "number", 0)), ARG_PLAIN("n", last[k].n));
    }
    if (voted != json_array_size(ballots))
        FAULT(
            r,
            T("{title}: {voted} on the roll have voted by the register; published are {published} {published|ballot|ballots}.",
              "{title}：登记簿中有 {voted} 票投出，公布的选票为 {published} 张。"),
            ARG_STR("title", title), ARG_INT("voted", (int64_t)voted),
            ARG_INT("published", (int64_t)json_array_size(ballots)));
    else
        HELD(r,
             T("{title}: {voted} {voted|ballot|ballots} by name, each the last entry of its voter.",
               "{title}：记名选票 {voted} 张，均为各选民最后一次登记。"),
             ARG_STR("title", title), ARG_INT("voted", (int64_t)voted));
}

/* ---- the declaration ---- */

/* Each lot that an officer drew is an entry, in turn. */
static void judge_lots(struct recount *r, const json_t *contest) {
    const json_t *orders = json_object_get(contest, "tie_orders");
    struct str title = json_str(contest, "title");
    size_t drawn = 0;
    for (size_t i = 0; i < r->record->count; i++) {
        const struct leaf *l = &r->record->items[i];
        if (strcmp(l->kind, "election.lot") != 0 ||
            json_int(args_of(l), "contest", -1) != json_int(contest, "contest", 0))
            continue;
        if (!json_equal(json_object_get(args_of(l), "order"), json_array_get(orders, drawn++)))
            FAULT(r,
                  T("{title}: lot {lot} was drawn otherwise in entry {n}.",
                    "{title}：第 {lot} 次抽签与第 {n} 条登记不符。"),
                  ARG_STR("title", title), ARG_PLAIN("lot", (int64_t)drawn), ARG_PLAIN("n", l->n));
    }
    if (drawn != json_array_size(orders))
        FAULT(r,
              T("{title}: {drawn} {drawn|lot was|lots were} drawn by the register; published are {named}.",
                "{title}：登记簿中抽签 {drawn} 次，公布的有 {named} 次。"),
              ARG_STR("title", title), ARG_INT("drawn", (int64_t)drawn),
              ARG_INT("named", (int64_t)json_array_size(orders)));
}

static json_t *withdrawn_in(const json_t *contest) {
    const json_t *all = json_object_get(contest, "candidates");
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(all); i++)
        if (json_is_true(json_object_get(json_array_get(all, i), "withdrawn")))
            json_array_append_new(list, json_integer((json_int_t)i + 1));
    return list;
}

static bool has_term(const json_t *terms, const json_t *wanted) {
    for (size_t i = 0; i < json_array_size(terms); i++)
        if (json_equal(json_array_get(terms, i), wanted)) return true;
    return false;
}

/* The first few of one list that the other has not. */
static void judge_terms_in(struct recount *r, int64_t n, struct str title, const json_t *here, const json_t *there,
                           struct text said) {
    enum { TERMS_SAID_MAX = 5 };
    int shown = 0;
    for (size_t i = 0; i < json_array_size(here) && shown < TERMS_SAID_MAX; i++) {
        if (has_term(there, json_array_get(here, i))) continue;
        FAULT(r, said, ARG_STR("title", title), ARG_PLAIN("n", n),
              ARG_STR("term", str_of(json_string_value(json_array_get(here, i)))));
        shown++;
    }
}

/* The caps, kept seats and groups by which the declaration counted. */
static void judge_terms(struct recount *r, const struct leaf *l, struct str title, const json_t *published) {
    const json_t *declared = json_object_get(args_of(l), "terms");
    if (!declared) return; /* declared before they were put on record */
    judge_terms_in(r, l->n, title, declared, published,
                   T("{title}: entry {n} was counted by “{term}”, which is not in what is published.",
                     "{title}：第 {n} 条的计票依据“{term}”，公布数据中没有。"));
    judge_terms_in(r, l->n, title, published, declared,
                   T("{title}: what is published has “{term}”, by which entry {n} was not counted.",
                     "{title}：公布数据中的“{term}”并非第 {n} 条的计票依据。"));
}

static void judge_result(struct recount *r, const json_t *contest, const json_t *counted) {
    const struct leaf *l = leaf_of(r, "election.result", "contest", json_int(contest, "contest", 0));
    struct str title = json_str(contest, "title");
    if (!l) {
        FAULT(r, T("{title}: the register has no result of it.", "{title}：登记簿中没有其结果。"),
              ARG_STR("title", title));
        return;
    }
    same_text(r, l, "method", json_str(contest, "method"), T("How it is counted", "计票方法"));
    if (!json_is_object(counted)) return; /* it could not be counted, which was said */
    const json_t *said = args_of(l);
    json_t *gone = withdrawn_in(contest);
    same_text(r, l, "seed", json_str(counted, "seed"), T("The lot’s seed", "抽签种子"));
    if (json_int(said, "seats", -1) != json_int(contest, "seats", 0) ||
        json_int(said, "papers", -1) != json_int(counted, "papers", 0) ||
        !json_equal(json_object_get(said, "withdrawn"), gone))
        FAULT(r,
              T("{title}: entry {n} declares for other seats, ballots or candidates than are published.",
                "{title}：第 {n} 条所宣布的席位、选票或候选人与公布的不一致。"),
              ARG_STR("title", title), ARG_PLAIN("n", l->n));
    judge_terms(r, l, title, json_object_get(counted, "terms"));
    if (!json_equal(json_object_get(said, "elected"), json_object_get(counted, "elected")))
        FAULT(r,
              T("{title}: entry {n} declares others elected than the recount finds.",
                "{title}：第 {n} 条宣布的当选人与重新计票结果不同。"),
              ARG_STR("title", title), ARG_PLAIN("n", l->n));
    else
        HELD(r,
             T("{title}: entry {n} declares the same elected, in the same order.",
               "{title}：第 {n} 条宣布的当选人及次序与此一致。"),
             ARG_STR("title", title), ARG_PLAIN("n", l->n));
    json_decref(gone);
}

void recount_record(struct recount *r) {
    const json_t *contests = json_object_get(r->published, "contests");
    bool open = strcmp(r->e.mode, "open") == 0;
    judge_commitment(r);
    if (!r->record) return;
    struct voices voices = voices_of(r);
    judge_call(r);
    if (!open) {
        judge_issued(r, &voices);
        judge_close(r);
    }
    recount_papers_record(r, &voices);
    for (size_t i = 0; i < json_array_size(contests); i++) {
        judge_candidates(r, json_array_get(contests, i));
        judge_lots(r, json_array_get(contests, i));
        if (open) judge_votes(r, &voices, json_array_get(contests, i));
        judge_result(r, json_array_get(contests, i), json_array_get(r->counted, i));
    }
}
