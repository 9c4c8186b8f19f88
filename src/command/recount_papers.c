/* Ballots from paper, in a count done again. They have no credential: what speaks for them is the entry that names their document by its
 * hash, and that there are no more of them than papers were handed out, each to somebody on the roll who then voted nowhere else. */
#include <string.h>

#include "acts/elections/counting.h"
#include "command/recount.h"

enum { BATCHES_MAX = 1000 };

size_t recount_batches(struct recount *r, const json_t *contest, const struct paper_batch **ret) {
    const json_t *all = json_object_get(contest, "papers");
    size_t n = json_array_size(all) < BATCHES_MAX ? json_array_size(all) : BATCHES_MAX;
    struct paper_batch *batches = arena_array(r->arena, struct paper_batch, n + 1);
    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_array_get(all, i);
        struct str text = json_str(one, "document");
        batches[i] = (struct paper_batch){ .entry = json_int(one, "entry", -1),
                                           .at_close = json_is_true(json_object_get(one, "at_close")),
                                           .text = text.data ? arena_str(r->arena, text) : STR_NONE };
        if (text.data && !paper_document_read(r->arena, batches[i].text, &batches[i].document))
            FAULT(r,
                  T("{title}: the document of entry {n} is none of paper ballots.",
                    "{title}：第 {n} 条的文件不是纸质选票文件。"),
                  ARG_STR("title", json_str(contest, "title")), ARG_PLAIN("n", batches[i].entry));
    }
    *ret = batches;
    return n;
}

/* ---- what is published, by itself ---- */

static bool is_open(const struct recount *r) { return strcmp(r->e.mode, "open") == 0; }

static int64_t out_on_roll(const struct recount *r) {
    const json_t *roll = json_object_get(r->published, "roll");
    int64_t out = 0;
    for (size_t i = 0; i < json_array_size(roll); i++)
        out += json_is_integer(json_object_get(json_array_get(roll, i), "paper"));
    return out;
}

static bool says(const json_t *ballot, struct str text) {
    struct buf b;
    buf_init(&b, BALLOT_TEXT_MAX);
    recount_write(&b, ballot, false);
    bool same = str_eq(buf_str(&b), text);
    buf_release(&b);
    return same;
}

/* Secret papers stand after all others, as the last document has them: in its order, and all of them. */
static bool is_document(const json_t *ballots, size_t from, const struct paper_batch *last) {
    size_t at = from, end = json_array_size(ballots);
    for (size_t i = 0; last && i < last->document.count; i++)
        for (int64_t k = 0; k < last->document.lines[i].number; k++, at++) {
            const json_t *ballot = json_array_get(ballots, at);
            if (json_int(ballot, "paper", -1) != last->entry || !says(ballot, last->document.lines[i].ballot))
                return false;
        }
    return at == end;
}

/* By name: of a row that was handed a paper. */
static bool was_handed(const struct recount *r, const json_t *ballot) {
    size_t at;
    const json_t *row = roll_row(json_object_get(r->published, "roll"), json_int(ballot, "elector", 0), &at);
    return row && json_is_integer(json_object_get(row, "paper"));
}

void recount_papers(struct recount *r, const json_t *contest) {
    const json_t *ballots = json_object_get(contest, "ballots");
    const struct paper_batch *batches;
    struct str title = json_str(contest, "title");
    size_t n = recount_batches(r, contest, &batches), from = json_array_size(ballots);
    int64_t papers = 0, out = out_on_roll(r);
    bool sound = true;
    for (size_t i = json_array_size(ballots); i-- > 0;) {
        const json_t *ballot = json_array_get(ballots, i);
        if (!is_paper(ballot)) continue;
        from = i;
        papers++;
        if (is_open(r)) sound = sound && was_handed(r, ballot);
    }
    if (!n && !papers) return;
    if (!is_open(r)) sound = is_document(ballots, from, n ? &batches[n - 1] : NULL);
    if (!sound)
        FAULT(
            r,
            T("{title}: the paper ballots are not those of the last document, or of electors who were handed a paper.",
              "{title}：纸质选票与最后一份文件不一致，或不属于领取了纸质选票的选民。"),
            ARG_STR("title", title));
    if (papers > out)
        FAULT(r,
              T("{title}: {papers} paper ballots, but {out} {out|paper was|papers were} handed out.",
                "{title}：纸质选票 {papers} 张，而发放 {out} 张。"),
              ARG_STR("title", title), ARG_INT("papers", papers), ARG_INT("out", out));
    else if (sound)
        HELD(r,
             T("{title}: {papers} {papers|ballot|ballots} from paper, no more than the {out} that were handed out.",
               "{title}：纸质选票 {papers} 张，不多于发放的 {out} 张。"),
             ARG_STR("title", title), ARG_INT("papers", papers), ARG_INT("out", out));
}

/* ---- against the register ---- */

struct handing {
    struct recount *r;
    int64_t *out,
        *used; /* by row of the roll: the entry by which a paper is out, by which it voted in the browser; -1 */
    int64_t entry;
    bool back;
};

static void say_both(struct recount *r, int64_t browser, int64_t paper, int64_t number) {
    FAULT(
        r,
        T("Number {number} on the roll voted, or took a paper, in the browser by entry {browser}, and was handed a paper by entry {paper}.",
          "名册第 {number} 号既以第 {browser} 条在浏览器中投票或领票，又以第 {paper} 条领取纸质选票。"),
        ARG_PLAIN("number", number), ARG_PLAIN("browser", browser), ARG_PLAIN("paper", paper));
}

static bool hand(void *context, int64_t number) {
    struct handing *h = context;
    size_t at;
    if (!roll_row(json_object_get(h->r->published, "roll"), number, &at) || (h->out[at] >= 0) != h->back)
        FAULT(h->r,
              T("Entry {n} hands out or takes back the paper of number {number}, for whom that could not be.",
                "第 {n} 条为名册第 {number} 号发放或收回选票，与名册不符。"),
              ARG_PLAIN("n", h->entry), ARG_PLAIN("number", number));
    else if (!h->back && h->used[at] >= 0)
        say_both(h->r, h->used[at], h->entry, number);
    else
        h->out[at] = h->back ? -1 : h->entry;
    return true;
}

static bool of_election(const struct recount *r, const json_t *args) {
    const json_t *contests = json_object_get(r->published, "contests");
    int64_t contest = json_int(args, "contest", -1);
    if (contest < 0) return json_int(args, "election", -1) == r->e.id;
    for (size_t i = 0; i < json_array_size(contests); i++)
        if (json_int(json_array_get(contests, i), "contest", -2) == contest) return true;
    return false;
}

/* In the order of the register: who has a paper votes on it alone. */
static void walk(struct recount *r, const struct voices *v, struct handing *h) {
    for (size_t i = 0; i < r->record->count; i++) {
        const struct leaf *l = &r->record->items[i];
        const json_t *args = args_of(l);
        size_t at;
        if (!of_election(r, args)) continue;
        h->entry = l->n;
        if (strcmp(l->kind, "election.paper") == 0) {
            struct str numbers = json_str(args, "numbers");
            h->back = json_is_true(json_object_get(args, "back"));
            papers_each(numbers.data ? numbers : STR(""), hand, h);
        } else if ((strcmp(l->kind, "election.issue") == 0 || strcmp(l->kind, "election.vote") == 0) &&
                   row_of_voice(r, v, voice_of(l), &at)) {
            if (h->out[at] >= 0)
                say_both(r, l->n, h->out[at],
                         json_int(json_array_get(json_object_get(r->published, "roll"), at), "number", 0));
            h->used[at] = l->n;
        }
    }
}

static void judge_roll(struct recount *r, const int64_t *out) {
    const json_t *roll = json_object_get(r->published, "roll");
    int64_t papers = 0;
    bool same = true;
    for (size_t i = 0; i < json_array_size(roll); i++) {
        int64_t named = json_int(json_array_get(roll, i), "paper", -1);
        papers += out[i] >= 0;
        if (named == out[i]) continue;
        same = false;
        FAULT(r,
              T("Number {number} on the roll: the roll says otherwise than the register whether a paper is out.",
                "名册第 {number} 号：登记簿与名册所载的纸质选票发放情况不一致。"),
              ARG_PLAIN("number", json_int(json_array_get(roll, i), "number", 0)));
    }
    if (same && papers)
        HELD(
            r,
            T("{papers} {papers|paper was|papers were} handed out by hand, as the register and the roll say alike; nobody who has one voted otherwise.",
              "人工发放纸质选票 {papers} 张，登记簿与名册一致；领取者均未以其他方式投票。"),
            ARG_INT("papers", papers));
}

/* Every entry of a contest is published with its document, and marked if it was the last when the box was opened. */
static void judge_batches(struct recount *r, const json_t *contest) {
    const struct paper_batch *all;
    size_t n = recount_batches(r, contest, &all), at = 0;
    const struct leaf *close = closing_leaf(r);
    int64_t last = -1;
    bool sound = true;
    for (size_t i = 0; i < r->record->count; i++) {
        const struct leaf *l = &r->record->items[i];
        if (strcmp(l->kind, "election.enter") != 0 ||
            json_int(args_of(l), "contest", -1) != json_int(contest, "contest", 0))
            continue;
        struct str named = json_str(json_object_get(args_of(l), "ballots"), "hash");
        const struct paper_batch *b = at < n ? &all[at++] : NULL;
        sound = sound && b && b->entry == l->n && (b->text.data != NULL) == (named.data != NULL) &&
                (!named.data || str_eq(recount_hash(r, b->text), named));
        if (close && l->n < close->n) last = l->n;
    }
    for (size_t i = 0; i < n && !is_open(r); i++) sound = sound && all[i].at_close == (all[i].entry == last);
    if (!is_open(r) && out_on_roll(r) > 0 && last < 0)
        FAULT(r,
              T("{title}: the box was opened before the papers that were out had been entered.",
                "{title}：尚有纸质选票未录入即开启了票箱。"),
              ARG_STR("title", json_str(contest, "title")));
    if (!sound || at != n)
        FAULT(r,
              T("{title}: the documents of paper ballots are not those that the register names, or not all of them.",
                "{title}：公布的纸质选票文件与登记簿不一致或不全。"),
              ARG_STR("title", json_str(contest, "title")));
    else if (n)
        HELD(r,
             T("{title}: {n} {n|document|documents} of paper ballots, as the register names {n|it|them}.",
               "{title}：纸质选票文件 {n} 份，与登记簿一致。"),
             ARG_STR("title", json_str(contest, "title")), ARG_INT("n", (int64_t)n));
}

void recount_papers_record(struct recount *r, const struct voices *v) {
    const json_t *contests = json_object_get(r->published, "contests");
    size_t rows = json_array_size(json_object_get(r->published, "roll"));
    struct handing h = { .r = r,
                         .out = arena_array(r->arena, int64_t, rows + 1),
                         .used = arena_array(r->arena, int64_t, rows + 1) };
    for (size_t i = 0; i <= rows; i++) h.out[i] = h.used[i] = -1;
    walk(r, v, &h);
    judge_roll(r, h.out);
    for (size_t i = 0; i < json_array_size(contests); i++) judge_batches(r, json_array_get(contests, i));
}
