/* Ballots as JSON: the one format that also says who belongs to which organization and which seats are reserved.
 *
 *     {"title": "…", "seats": 2,
 *      "candidates": ["Ada", {"name": "Ben", "organization": "o1", "related": "g1", "reserved": "west", "withdrawn": false}],
 *      "reserved": {"west": 1}, "taken": {"organization": {"o1": 1}},
 *      "ballots": [{"count": 3, "ranking": [1, [2, 3], null, 4]}, {"approved": [1, 4]}, {"scores": [5, null, 0]}]}
 *
 * `taken` counts against a cap: seats that an organization, or related ones, have already. Candidates are numbered from 1 in the order of their list. All ballots are of one form. */
#include <string.h>

#include "base/json.h"
#include "tally/ballots.h"

struct reader {
    struct ballots *b;
    struct error *err;
    size_t ballot;
};

#define WRONG(r, text, ...)                                                                                            \
    error_set((r)->err, ERR_SYNTAX, (text), ARG_INT("ballot", (int64_t)(r)->ballot), ##__VA_ARGS__)

static int too_many(struct reader *r) {
    return error_set(r->err, ERR_TOO_LARGE,
                     T("At most {max} candidates and groups of each kind are counted.",
                       "候选人及各类分组最多各 {max} 个。"),
                     ARG_INT("max", CANDIDATES_MAX));
}

static int read_groups(struct reader *r, struct candidate *c, const json_t *from) {
    static const char *const keys[GROUP_KINDS] = { "organization", "related", "reserved" };
    for (int k = 0; k < GROUP_KINDS; k++) {
        struct str name = json_str(from, keys[k]);
        if (name.len == 0) continue;
        int g = ballots_group(r->b, (enum group_kind)k, name);
        if (g < 0) return too_many(r);
        c->group[k] = (uint16_t)g;
    }
    c->withdrawn = json_is_true(json_object_get(from, "withdrawn"));
    return 0;
}

static int read_candidates(struct reader *r, const json_t *list) {
    size_t i;
    const json_t *one;
    if (!json_is_array(list) || json_array_size(list) == 0)
        return WRONG(r,
                     T("“candidates” is expected: a list of names or objects.", "应有 candidates：姓名或对象的列表。"));
    json_array_foreach(list, i, one) {
        struct str name = json_is_string(one) ? str_of(json_string_value(one)) : json_str(one, "name");
        int who = ballots_candidate(r->b, ballots_name(&r->b->arena, name));
        if (who < 0) return too_many(r);
        r->b->candidates[who].place = (uint32_t)i + 1;
        if (r->b->candidates[who].name.len == 0) r->b->candidates[who].name = arena_f(&r->b->arena, "%d", who + 1);
        int result = json_is_object(one) ? read_groups(r, &r->b->candidates[who], one) : 0;
        if (result) return result;
    }
    return 0;
}

static int read_reserved(struct reader *r, json_t *map) {
    const char *key;
    json_t *value;
    json_object_foreach(map, key, value) {
        int g = ballots_group(r->b, GROUP_RESERVED, str_of(key));
        json_int_t seats = json_integer_value(value);
        if (g < 0) return too_many(r);
        if (!json_is_integer(value) || seats < 0 || seats > CANDIDATES_MAX)
            return WRONG(r, T("“reserved” names numbers of seats.", "reserved 的取值应为席位数。"));
        r->b->groups[GROUP_RESERVED][g].seats = (int)seats;
    }
    return 0;
}

/* Seats that are held already, by kind of group. */
static int read_taken(struct reader *r, json_t *map) {
    static const struct {
        const char *key;
        enum group_kind kind;
    } kinds[] = { { "organization", GROUP_ORGANIZATION }, { "related", GROUP_RELATED } };
    const char *key;
    json_t *value;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        json_object_foreach(json_object_get(map, kinds[k].key), key, value) {
            int g = ballots_group(r->b, kinds[k].kind, str_of(key));
            json_int_t seats = json_integer_value(value);
            if (g < 0) return too_many(r);
            if (!json_is_integer(value) || seats < 0 || seats > CANDIDATES_MAX)
                return WRONG(r, T("“taken” names numbers of seats.", "taken 的取值应为席位数。"));
            r->b->groups[kinds[k].kind][g].taken = (int)seats;
        }
    return 0;
}

static int mark(struct reader *r, const json_t *v, bool equal) {
    json_int_t who = json_integer_value(v);
    if (!json_is_integer(v) || who < 1 || who > (json_int_t)r->b->candidate_count)
        return WRONG(r,
                     T("Ballot {ballot}: a candidate's number from 1 to {n} is expected.",
                       "第 {ballot} 张选票：应为 1 至 {n} 的候选人编号。"),
                     ARG_INT("n", (int64_t)r->b->candidate_count));
    ballots_mark(r->b, (uint16_t)(who - 1), equal);
    return 0;
}

static int read_ranking(struct reader *r, const json_t *list) {
    size_t i, k;
    const json_t *rank, *one;
    json_array_foreach(list, i, rank) {
        int result = 0;
        if (json_is_null(rank))
            ballots_skip(r->b);
        else if (!json_is_array(rank))
            result = mark(r, rank, false);
        else {
            if (json_array_size(rank) == 0) ballots_skip(r->b);
            json_array_foreach(rank, k, one) {
                result = mark(r, one, k > 0);
                if (result) return result;
            }
        }
        if (result) return result;
    }
    return 0;
}

static int read_scores(struct reader *r, const json_t *list) {
    size_t i;
    const json_t *one;
    json_array_foreach(list, i, one) {
        json_int_t v = json_integer_value(one);
        if (json_is_null(one)) continue;
        if (i >= r->b->candidate_count || !json_is_integer(one) || v < -1000000 || v > 1000000)
            return WRONG(r, T("Ballot {ballot}: a score for each candidate is expected, whole numbers or null.",
                              "第 {ballot} 张选票：应为每名候选人的评分，整数或 null。"));
        ballots_score(r->b, (uint16_t)i, (int32_t)v);
    }
    return 0;
}

static const json_t *form_of(const json_t *ballot, enum ballot_form *ret) {
    static const char *const keys[] = {
        [FORM_RANKED] = "ranking", [FORM_APPROVAL] = "approved", [FORM_SCORES] = "scores"
    };
    for (int f = 0; f < 3; f++) {
        const json_t *list = json_object_get(ballot, keys[f]);
        if (!json_is_array(list)) continue;
        *ret = (enum ballot_form)f;
        return list;
    }
    return NULL;
}

static int read_ballot(struct reader *r, const json_t *ballot) {
    enum ballot_form form = FORM_RANKED;
    const json_t *list = form_of(ballot, &form);
    int64_t papers = json_int(ballot, "count", 1);
    if (r->ballot == 1) r->b->form = form;
    if (!list || form != r->b->form)
        return WRONG(
            r, T("Ballot {ballot}: a list “ranking”, “approved” or “scores” is expected, the same in all ballots.",
                 "第 {ballot} 张选票：应有 ranking、approved 或 scores 列表，且各选票一致。"));
    if (papers < 1 || papers > PAPERS_MAX)
        return WRONG(r, T("Ballot {ballot}: “count” is a number of papers from 1 on.",
                          "第 {ballot} 张选票：count 应为不小于 1 的张数。"));
    ballots_line(r->b, (uint32_t)papers);
    int64_t elector = json_int(ballot, "elector", 0); /* of ballots by name: its number on the roll */
    ballots_trace(r->b, r->b->line_count - 1, r->ballot, elector > 0 && elector <= ELECTOR_MAX ? elector : 0);
    int result = form == FORM_SCORES ? read_scores(r, list) : read_ranking(r, list);
    if (result == 0 && !ballots_line_end(r->b))
        result = WRONG(r, T("Ballot {ballot}: more than {max} papers.", "第 {ballot} 张选票：选票超过 {max} 张。"),
                       ARG_INT("max", PAPERS_MAX));
    return result;
}

static int read_election(struct reader *r, const json_t *o) {
    int64_t seats = json_int(o, "seats", 0);
    if (seats < 0 || seats > CANDIDATES_MAX) return WRONG(r, T("“seats” is a number of seats.", "seats 应为席位数。"));
    r->b->seats = (int)seats;
    r->b->title = ballots_name(&r->b->arena, json_str(o, "title"));
    int result = read_candidates(r, json_object_get(o, "candidates"));
    if (result == 0) result = read_reserved(r, json_object_get(o, "reserved"));
    if (result == 0) result = read_taken(r, json_object_get(o, "taken"));
    const json_t *list = json_object_get(o, "ballots"), *one;
    size_t i;
    if (result == 0 && !json_is_array(list))
        result = WRONG(r, T("“ballots” is expected: a list.", "应有 ballots 列表。"));
    if (result) return result;
    json_array_foreach(list, i, one) {
        r->ballot = i + 1;
        result = read_ballot(r, one);
        if (result) return result;
    }
    return 0;
}

int ballots_json_read(struct ballots *b, struct str bytes, struct remarks *remarks, struct error *err) {
    json_t *o;
    (void)remarks;
    int result = json_parse(bytes, &o, err);
    if (result) return result;
    struct reader r = { .b = b, .err = err };
    result = read_election(&r, o);
    json_decref(o);
    return result;
}
