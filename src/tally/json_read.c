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
    size_t ballot, candidate; /* under way, from 1 */
};

#define WRONG(r, text, ...)                                                                                            \
    error_set((r)->err, ERR_SYNTAX, (text), ARG_INT("ballot", (int64_t)(r)->ballot), ##__VA_ARGS__)

static int too_many(struct reader *r) {
    return error_set(r->err, ERR_TOO_LARGE,
                     T("At most {max} candidates and groups of each kind are counted.",
                       "候选人及各类分组最多各 {max} 个。"),
                     ARG_INT("max", CANDIDATES_MAX));
}

/* What is there and not understood is never passed over: a count by other rules than were meant looks like any other. */
static int not_a(struct reader *r, const char *key, struct text kind) {
    return r->ballot
               ? error_set(r->err, ERR_SYNTAX,
                           T("Ballot {ballot}: “{key}” is to be {kind}.", "第 {ballot} 张选票：{key} 应为{kind}。"),
                           ARG_INT("ballot", (int64_t)r->ballot), ARG_Z("key", key), ARG_TEXT("kind", kind))
           : r->candidate ? error_set(r->err, ERR_SYNTAX,
                                      T("Candidate {n}: “{key}” is to be {kind}.", "{n} 号候选人：{key} 应为{kind}。"),
                                      ARG_PLAIN("n", (int64_t)r->candidate), ARG_Z("key", key), ARG_TEXT("kind", kind))
                          : error_set(r->err, ERR_SYNTAX, T("“{key}” is to be {kind}.", "{key} 应为{kind}。"),
                                      ARG_Z("key", key), ARG_TEXT("kind", kind));
}

static bool absent(const json_t *value) { return !value || json_is_null(value); }

static int read_whole(struct reader *r, const json_t *from, const char *key, int64_t max, int64_t *ret) {
    const json_t *value = json_object_get(from, key);
    if (!value) return 0;
    if (!json_is_integer(value) || json_integer_value(value) < 1 || json_integer_value(value) > max)
        return not_a(r, key,
                     max == CANDIDATES_MAX ? T("a whole number from 1 to 1,000", "1 至 1,000 的整数")
                     : max == ELECTOR_MAX  ? T("a whole number from 1 to 100,000", "1 至 100,000 的整数")
                                          : T("a whole number from 1 to 2,000,000,000", "1 至 2,000,000,000 的整数"));
    *ret = json_integer_value(value);
    return 0;
}

static int read_groups(struct reader *r, struct candidate *c, const json_t *from) {
    static const char *const keys[GROUP_KINDS] = { "organization", "related", "reserved" };
    for (int k = 0; k < GROUP_KINDS; k++) {
        const json_t *said = json_object_get(from, keys[k]);
        struct str name = json_str(from, keys[k]);
        if (!absent(said) && !json_is_string(said)) return not_a(r, keys[k], T("a text", "文本"));
        if (name.len == 0) continue;
        int g = ballots_group(r->b, (enum group_kind)k, name);
        if (g < 0) return too_many(r);
        c->group[k] = (uint16_t)g;
    }
    const json_t *withdrawn = json_object_get(from, "withdrawn");
    if (!absent(withdrawn) && !json_is_boolean(withdrawn))
        return not_a(r, "withdrawn", T("true or false", "true 或 false"));
    c->withdrawn = json_is_true(withdrawn);
    return 0;
}

static int read_candidates(struct reader *r, const json_t *list) {
    size_t i;
    const json_t *one;
    if (!json_is_array(list) || json_array_size(list) == 0)
        return WRONG(r,
                     T("“candidates” is expected: a list of names or objects.", "应有 candidates：姓名或对象的列表。"));
    json_array_foreach(list, i, one) {
        const json_t *said = json_is_object(one) ? json_object_get(one, "name") : one;
        r->candidate = i + 1;
        if (!json_is_string(said) && !(json_is_object(one) && absent(said)))
            return not_a(r, "name", T("a text", "文本"));
        struct str name = json_is_string(said) ? str_of(json_string_value(said)) : STR("");
        int who = ballots_candidate(r->b, ballots_name(&r->b->arena, name));
        if (who < 0) return too_many(r);
        r->b->candidates[who].place = (uint32_t)i + 1;
        if (r->b->candidates[who].name.len == 0) r->b->candidates[who].name = arena_f(&r->b->arena, "%d", who + 1);
        int result = json_is_object(one) ? read_groups(r, &r->b->candidates[who], one) : 0;
        if (result) return result;
    }
    r->candidate = 0;
    return 0;
}

static int read_reserved(struct reader *r, json_t *map) {
    const char *key;
    json_t *value;
    if (!absent(map) && !json_is_object(map)) return not_a(r, "reserved", T("an object", "对象"));
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
    if (!absent(map) && !json_is_object(map)) return not_a(r, "taken", T("an object", "对象"));
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        const json_t *groups = json_object_get(map, kinds[k].key);
        if (!absent(groups) && !json_is_object(groups)) return not_a(r, kinds[k].key, T("an object", "对象"));
        json_object_foreach((json_t *)groups, key, value) {
            int g = ballots_group(r->b, kinds[k].kind, str_of(key));
            json_int_t seats = json_integer_value(value);
            if (g < 0) return too_many(r);
            if (!json_is_integer(value) || seats < 0 || seats > CANDIDATES_MAX)
                return WRONG(r, T("“taken” names numbers of seats.", "taken 的取值应为席位数。"));
            r->b->groups[kinds[k].kind][g].taken = (int)seats;
        }
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
        if (r->b->form == FORM_APPROVAL || !(json_is_null(rank) || json_is_array(rank)))
            result = mark(r, rank, false);
        else if (json_is_null(rank))
            ballots_skip(r->b);
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

/* The one list that a ballot has; NULL where it has none or two. */
static const json_t *form_of(const json_t *ballot, enum ballot_form *ret) {
    static const char *const keys[] = {
        [FORM_RANKED] = "ranking", [FORM_APPROVAL] = "approved", [FORM_SCORES] = "scores"
    };
    const json_t *found = NULL;
    for (int f = 0; f < 3; f++) {
        const json_t *list = json_object_get(ballot, keys[f]);
        if (!list) continue;
        if (found || !json_is_array(list)) return NULL;
        *ret = (enum ballot_form)f;
        found = list;
    }
    return found;
}

static int read_ballot(struct reader *r, const json_t *ballot) {
    enum ballot_form form = FORM_RANKED;
    const json_t *list = form_of(ballot, &form);
    int64_t papers = 1, elector = 0;
    if (r->ballot == 1) r->b->form = form;
    if (!list || form != r->b->form)
        return WRONG(
            r, T("Ballot {ballot}: a list “ranking”, “approved” or “scores” is expected, the same in all ballots.",
                 "第 {ballot} 张选票：应有 ranking、approved 或 scores 列表，且各选票一致。"));
    int result = read_whole(r, ballot, "count", PAPERS_MAX, &papers);
    if (result == 0) result = read_whole(r, ballot, "elector", ELECTOR_MAX, &elector); /* its number on the roll */
    if (result) return result;
    ballots_line(r->b, (uint32_t)papers);
    ballots_trace(r->b, r->b->line_count - 1, r->ballot, elector);
    result = form == FORM_SCORES ? read_scores(r, list) : read_ranking(r, list);
    if (result == 0 && !ballots_line_end(r->b))
        result = WRONG(r, T("Ballot {ballot}: more than {max} papers.", "第 {ballot} 张选票：选票超过 {max} 张。"),
                       ARG_INT("max", PAPERS_MAX));
    return result;
}

static int read_election(struct reader *r, const json_t *o) {
    int64_t seats = 0;
    int result = read_whole(r, o, "seats", CANDIDATES_MAX, &seats);
    r->b->seats = (int)seats;
    r->b->title = ballots_name(&r->b->arena, json_str(o, "title"));
    if (result == 0) result = read_candidates(r, json_object_get(o, "candidates"));
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
