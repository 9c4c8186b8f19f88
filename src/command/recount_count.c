/* What published data say of themselves: every ballot has a credential of the election and none has two ballots, there are no more
 * ballots than papers, and the count, done again, is the one that was published. */
#include <stdlib.h>
#include <string.h>

#include "acts/elections/published.h"
#include "ballot/sealed.h"
#include "command/recount.h"
#include "tally/result.h"

enum { FAULTS_SAID_MAX = 5, DOCUMENT_MAX = 1 << 28 };

static bool is_open(const struct recount *r) { return strcmp(r->e.mode, "open") == 0; }

/* ---- ballots as they are written ---- */

static void write_rank(struct buf *out, const json_t *rank) {
    if (!json_is_array(rank)) {
        buf_addint(out, json_integer_value(rank));
        return;
    }
    for (size_t i = 0; i < json_array_size(rank); i++) {
        if (i) buf_addc(out, '=');
        buf_addint(out, json_integer_value(json_array_get(rank, i)));
    }
}

void recount_write(struct buf *out, const json_t *ballot, bool at_close) {
    const json_t *marks = json_object_get(ballot, "approved"), *ranks = json_object_get(ballot, "ranking"),
                 *then = at_close ? json_object_get(ballot, "at_close") : NULL;
    if (then) *(marks ? &marks : &ranks) = then;
    if (marks) write_rank(out, marks);
    for (size_t i = 0; i < json_array_size(ranks); i++) {
        if (i) buf_addc(out, '>');
        write_rank(out, json_array_get(ranks, i));
    }
}

struct str recount_hash(struct recount *r, struct str text) {
    struct buf hex;
    struct hash h = hash_of(text);
    buf_init(&hex, 2 * HASH_SIZE + 1);
    hash_hex(&hex, &h);
    struct str kept = arena_str(r->arena, buf_str(&hex));
    buf_release(&hex);
    return kept;
}

struct str recount_document(struct recount *r, int64_t *ret_count) {
    const json_t *contests = json_object_get(r->published, "contests");
    struct buf text;
    buf_init(&text, DOCUMENT_MAX);
    buf_addz(&text, "contest,ballot,serial,proof\n");
    *ret_count = 0;
    for (size_t i = 0; i < json_array_size(contests); i++) {
        const json_t *ballots = json_object_get(json_array_get(contests, i), "ballots");
        for (size_t k = 0; k < json_array_size(ballots); k++) {
            const json_t *ballot = json_array_get(ballots, k);
            if (is_paper(ballot)) continue; /* it was in no box */
            ++*ret_count;
            buf_addint(&text, (int64_t)i + 1);
            buf_addc(&text, ',');
            recount_write(&text, ballot, false);
            buf_addc(&text, ',');
            buf_add(&text, json_str(ballot, "serial"));
            buf_addc(&text, ',');
            buf_add(&text, json_str(ballot, "proof"));
            buf_addc(&text, '\n');
        }
    }
    struct str hex = recount_hash(r, buf_str(&text));
    buf_release(&text);
    return hex;
}

/* ---- credentials ---- */

static int64_t issued_on_roll(const struct recount *r) {
    const json_t *roll = json_object_get(r->published, "roll");
    int64_t issued = 0;
    for (size_t i = 0; i < json_array_size(roll); i++)
        issued += json_is_integer(json_object_get(json_array_get(roll, i), "issued"));
    return issued;
}

/* In the order of the serials, which are random: the same twice would stand together. */
static void judge_credentials(struct recount *r, size_t place, const json_t *contest, struct str title) {
    const json_t *ballots = json_object_get(contest, "ballots");
    struct str before = STR("");
    int64_t wrong = 0, boxed = 0;
    for (size_t i = 0; i < json_array_size(ballots); i++) {
        const json_t *ballot = json_array_get(ballots, i);
        if (is_paper(ballot)) continue;
        struct str serial = json_str(ballot, "serial");
        bool proved = ballot_proved(&r->e, r->opened_key, place, json_int(contest, "contest", 0), serial,
                                    json_str(ballot, "proof"));
        if (!proved && ++wrong <= FAULTS_SAID_MAX)
            FAULT(r,
                  T("{title}: ballot {n} ({serial}) has no credential of this election.",
                    "{title}：第 {n} 张选票（{serial}）没有本次选举的有效凭证。"),
                  ARG_STR("title", title), ARG_PLAIN("n", (int64_t)i + 1), ARG_STR("serial", serial));
        if (boxed++ && str_cmp(before, serial) >= 0 && ++wrong <= FAULTS_SAID_MAX)
            FAULT(r,
                  T("{title}: ballot {n} ({serial}) is out of order, or its credential has a ballot already.",
                    "{title}：第 {n} 张选票（{serial}）次序有误，或该凭证已有选票。"),
                  ARG_STR("title", title), ARG_PLAIN("n", (int64_t)i + 1), ARG_STR("serial", serial));
        before = serial;
    }
    if (wrong > FAULTS_SAID_MAX)
        FAULT(r, T("{title}: {n} faults of this kind in all.", "{title}：此类问题共 {n} 处。"), ARG_STR("title", title),
              ARG_INT("n", wrong));
    if (!wrong)
        HELD(r,
             T("{title}: each of {n} {n|ballot|ballots} has a credential of this election, and none has two.",
               "{title}：{n} 张选票均有本次选举的有效凭证，且无重复。"),
             ARG_STR("title", title), ARG_INT("n", boxed));
}

static void judge_number(struct recount *r, const json_t *contest, struct str title) {
    const json_t *ballots = json_object_get(contest, "ballots");
    int64_t papers = 0, issued = issued_on_roll(r);
    for (size_t i = 0; i < json_array_size(ballots); i++) papers += !is_paper(json_array_get(ballots, i));
    if (papers > issued)
        FAULT(r,
              T("{title}: {papers} ballots, but {issued} {issued|paper was|papers were} issued.",
                "{title}：选票 {papers} 张，而发放 {issued} 张。"),
              ARG_STR("title", title), ARG_INT("papers", papers), ARG_INT("issued", issued));
}

const json_t *roll_row(const json_t *roll, int64_t number, size_t *ret_at) {
    size_t from = 0, to = json_array_size(roll);
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        const json_t *row = json_array_get(roll, middle);
        int64_t here = json_int(row, "number", 0);
        if (here == number) {
            *ret_at = middle;
            return row;
        }
        if (here < number)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

/* By name: one ballot of each who is on the roll. */
static void judge_electors(struct recount *r, const json_t *contest, struct str title) {
    const json_t *ballots = json_object_get(contest, "ballots"), *roll = json_object_get(r->published, "roll");
    int64_t before = 0;
    for (size_t i = 0; i < json_array_size(ballots); i++) {
        int64_t elector = json_int(json_array_get(ballots, i), "elector", 0);
        size_t at;
        const json_t *row = roll_row(roll, elector, &at);
        if (elector <= before || !row || !str_is(json_str(row, "state"), "on"))
            FAULT(r,
                  T("{title}: ballot {n} is of number {elector}, who is not on the roll or has another ballot.",
                    "{title}：第 {n} 张选票属名册第 {elector} 号，该号不在册或另有选票。"),
                  ARG_STR("title", title), ARG_PLAIN("n", (int64_t)i + 1), ARG_PLAIN("elector", elector));
        before = elector;
    }
}

/* ---- the count ---- */

static struct str numbers_said(struct recount *r, const json_t *list) {
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (i) buf_addz(&b, r->in->lang == LANG_ZH ? "、" : ", ");
        buf_addint(&b, json_integer_value(json_array_get(list, i)));
    }
    struct str kept = arena_str(r->arena, b.len ? buf_str(&b) : STR("–"));
    buf_release(&b);
    return kept;
}

/* The first part of a published result that the recount does not find, or NULL. */
static const char *differs(const json_t *published, const json_t *counted) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)counted, name,
                        value) if (!json_equal(value, json_object_get(published, name))) return name;
    return json_object_size(published) == json_object_size(counted) ? NULL : "…";
}

static void compare(struct recount *r, const json_t *contest, struct str title, const struct tally_result *result,
                    struct str seed, json_t *terms) {
    json_t *counted = tally_json(result);
    const json_t *published = json_object_get(contest, "result"), *elected = json_object_get(counted, "elected");
    const char *where = differs(published, counted);
    struct str ours = numbers_said(r, elected), theirs = numbers_said(r, json_object_get(published, "elected"));
    if (!str_eq(ours, theirs))
        FAULT(r,
              T("{title}: the recount elects {ours}; published is {theirs} (by number on the paper).",
                "{title}：重新计票当选人为 {ours}，公布的为 {theirs}（候选人编号）。"),
              ARG_STR("title", title), ARG_STR("ours", ours), ARG_STR("theirs", theirs));
    else if (where)
        FAULT(r,
              T("{title}: the published result says otherwise than the recount in “{where}”.",
                "{title}：公布结果的“{where}”与重新计票不一致。"),
              ARG_STR("title", title), ARG_Z("where", where));
    else
        HELD(
            r,
            T("{title}: counted again by {method}, {papers} {papers|ballot|ballots}; elected {ours}, and every step as published.",
              "{title}：按 {method} 重新计票，选票 {papers} 张；当选 {ours}，各步骤均与公布一致。"),
            ARG_STR("title", title), ARG_Z("method", result->method->name), ARG_INT("papers", result->papers),
            ARG_STR("ours", ours));
    json_array_append_new(r->counted,
                          json_pack("{s:O, s:I, s:s%, s:o}", "elected", elected, "papers", (json_int_t)result->papers,
                                    "seed", seed.data, seed.len, "terms", terms));
    json_decref(counted);
}

/* Of secret papers those count for a lot that were entered when the box was opened. */
static void add_papers(struct recount *r, const json_t *contest, struct buf *text) {
    const struct paper_batch *all;
    size_t n = is_open(r) ? 0 : recount_batches(r, contest, &all);
    for (size_t b = 0; b < n; b++)
        for (size_t i = 0; all[b].at_close && i < all[b].document.count; i++)
            for (int64_t k = 0; k < all[b].document.lines[i].number; k++) {
                buf_add(text, all[b].document.lines[i].ballot);
                buf_addc(text, '\n');
            }
}

/* The lot's seed: the ballots as they are written, and the words of the call. */
static struct str seed_of(struct recount *r, const json_t *contest) {
    const json_t *ballots = json_object_get(contest, "ballots");
    struct buf text;
    buf_init(&text, DOCUMENT_MAX);
    for (size_t i = 0; i < json_array_size(ballots); i++) {
        if (!is_open(r) && is_paper(json_array_get(ballots, i))) continue;
        recount_write(&text, json_array_get(ballots, i), true);
        buf_addc(&text, '\n');
    }
    add_papers(r, contest, &text);
    buf_add(&text, json_str(r->published, "seed"));
    struct str seed = recount_hash(r, buf_str(&text));
    buf_release(&text);
    return seed;
}

static int count_again(struct recount *r, const json_t *contest, struct ballots *b, struct tally_rules *rules,
                       struct str seed, struct tally_result **ret, struct error *err) {
    const struct tally_method *m = tally_method(json_str(contest, "method"));
    struct remarks remarks = { .count = 0 };
    if (!m)
        return error_set(err, ERR_MISSING, T("The method “{method}” is not known here.", "未知的计票方法“{method}”。"),
                         ARG_STR("method", json_str(contest, "method")));
    char *text = json_dumps(contest, JSON_COMPACT);
    int result = text ? ballots_json_read(b, str_of(text), &remarks, err) : ERR_SYNTAX;
    free(text);
    if (result == 0) {
        tally_rules_init(rules, m, b->seats > 0 ? b->seats : 1);
        rules->lot = LOT_SEED;
        rules->seed = seed;
        result = tally_rules_read(rules, m, json_object_get(contest, "rules"), err);
    }
    const json_t *orders = json_object_get(contest, "tie_orders"); /* an officer drew the lots */
    if (result == 0 && orders && tally_orders_read(rules, r->arena, orders, b->candidate_count) != 0)
        result =
            error_set(err, ERR_RANGE, T("“tie_orders” names candidates by number.", "tie_orders 应以编号列出候选人。"));
    return result ? result : tally_count(ret, m, b, rules, err);
}

static void recount_contest(struct recount *r, size_t place, const json_t *contest) {
    struct str title = json_str(contest, "title"), seed = seed_of(r, contest);
    struct ballots ballots;
    struct tally_rules *rules = arena_new(r->arena, struct tally_rules);
    struct tally_result *result = NULL;
    struct error err = { 0 };
    if (!is_open(r)) {
        judge_credentials(r, place, contest, title);
        judge_number(r, contest, title);
    } else
        judge_electors(r, contest, title);
    recount_papers(r, contest);
    if (!json_object_get(contest, "tie_orders") && !str_eq(seed, json_str(contest, "tie_seed")))
        FAULT(
            r,
            T("{title}: the lot’s seed from these ballots and the words of the call is {ours}; published is {theirs}.",
              "{title}：由选票与启动时的文字得出的抽签种子为 {ours}，公布的为 {theirs}。"),
            ARG_STR("title", title), ARG_STR("ours", seed), ARG_STR("theirs", json_str(contest, "tie_seed")));
    ballots_init(&ballots, FORM_RANKED);
    if (count_again(r, contest, &ballots, rules, seed, &result, &err) == 0)
        compare(r, contest, title, result, seed, count_terms(&ballots, rules));
    else {
        struct buf why;
        buf_init(&why, 1 << 16);
        error_format(&why, &err, r->in->lang);
        FAULT(r, T("{title}: it cannot be counted. {why}", "{title}：无法计票。{why}"), ARG_STR("title", title),
              ARG_STR("why", buf_str(&why)));
        buf_release(&why);
        json_array_append_new(r->counted, json_null());
    }
    tally_result_free(result);
    ballots_release(&ballots);
}

/* Two contests of one key would let whoever is signed for both vote twice in one of them. */
static void judge_keys(struct recount *r, size_t contests) {
    if (strcmp(r->e.mode, "sealed") == 0 && !sealed_keys_apart(r->e.key ? str_of(r->e.key) : STR_NONE, contests))
        FAULT(r, T("The contests have not each a key of their own, of 2048 bits or more.",
                   "各项选举并非各有独立的、不少于 2048 位的密钥。"));
}

void recount_count(struct recount *r) {
    const json_t *contests = json_object_get(r->published, "contests");
    judge_keys(r, json_array_size(contests));
    for (size_t i = 0; i < json_array_size(contests); i++) recount_contest(r, i, json_array_get(contests, i));
}
