/* Counts many small elections in one process, for suites that compare thousands of them with another program's: each line of the input is a
 * contest as an alliance publishes it (docs/elections.md), each line of the output what `charterd tally --json` would say of it. */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "tally/result.h"

/* Method, rules and lots stand in the contest itself. */
static int count_contest(struct ballots *b, struct str line, const json_t *contest, struct tally_result **ret,
                         struct tally_rules *rules, struct error *err) {
    struct str method = json_str(contest, "method"), seed = json_str(contest, "tie_seed");
    const struct tally_method *m = tally_method(method);
    const json_t *orders = json_object_get(contest, "tie_orders");
    if (!m) return error_set(err, ERR_USAGE, T("No method {name}.", "没有计票办法 {name}。"), ARG_STR("name", method));
    int result = ballots_read(b, line, BALLOTS_JSON, NULL, err);
    if (result) return result;
    tally_rules_init(rules, m, b->seats);
    result = tally_rules_read(rules, m, json_object_get(contest, "rules"), err);
    if (result) return result;
    if (orders) result = tally_orders_read(rules, &b->arena, orders, b->candidate_count);
    if (seed.data) {
        rules->lot = LOT_SEED;
        rules->seed = seed;
    }
    return result ? result : tally_count(ret, m, b, rules, err);
}

static void count_line(struct str line) {
    struct ballots b;
    static struct tally_rules rules;
    struct tally_result *r = NULL;
    struct error err = { 0 };
    json_t *contest = NULL, *said;
    ballots_init(&b, FORM_RANKED);
    int result = json_parse(line, &contest, &err);
    if (result == 0) result = count_contest(&b, line, contest, &r, &rules, &err);
    if (result == 0) {
        said = tally_json(r);
    } else {
        struct buf words;
        buf_init(&words, 1 << 16);
        error_format(&words, &err, LANG_EN);
        said = json_pack("{s:o}", "error", json_stringn(words.data, words.len));
        buf_release(&words);
    }
    json_dumpf(said, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(said);
    json_decref(contest);
    tally_result_free(r);
    ballots_release(&b);
}

int main(void) {
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    while ((length = getline(&line, &size, stdin)) > 0) count_line((struct str){ line, (size_t)length });
    free(line);
    return 0;
}
