/* A ballot file from anywhere: refused with the line, or read into papers that can be walked without looking; and every
 * method that takes such papers counts them, elects nobody twice and nobody too many, and accounts for each paper.
 *
 * The first byte says which reader, the second which method; the rest is the file. */
#include "fuzz.h"
#include "tally/result.h"

enum { COUNTED_MOST = 40 /* candidates: some methods take the cube of that */ };

/* B1 to B4 of ballots.h. */
static void check_ballots(const struct ballots *b) {
    int64_t papers = 0;
    MUST(b->candidate_count <= CANDIDATES_MAX);
    for (size_t i = 0; i < b->candidate_count; i++) {
        MUST(str_is_clean(b->candidates[i].name, false));
        for (int k = 0; k < GROUP_KINDS; k++) MUST(b->candidates[i].group[k] <= b->group_count[k]);
    }
    for (size_t i = 0; i < b->line_count; i++) {
        papers += b->count[i];
        uint32_t k = b->first[i];
        for (; b->mark[k] != MARK_END; k++) {
            MUST(k + 1 < b->first[i + 1]);
            MUST(b->mark[k] == MARK_SKIP || (b->mark[k] & MARK_WHO) < b->candidate_count);
            MUST(!b->plain || b->mark[k] < b->candidate_count);
        }
        MUST(k + 1 == b->first[i + 1]);
        MUST(i < b->trace_size && b->elector[i] <= ELECTOR_MAX);
    }
    MUST(papers == b->papers && papers <= PAPERS_MAX);
}

/* R3: in every stage of a count by transfers the papers add up. */
static void check_stages(const struct tally_result *r) {
    int64_t unit = 1;
    for (int i = 0; i < r->method->places; i++) unit *= 10;
    for (size_t s = 0; s < r->stage_count && tally_understands(r->method, OPTION_LOOK_BACK); s++) {
        int64_t sum = r->stages[s].exhausted + r->stages[s].lost;
        for (size_t c = 0; c < r->ballots->candidate_count; c++) {
            MUST(r->stages[s].total[c] >= 0);
            sum += r->stages[s].total[c];
        }
        MUST(sum == r->valid * unit);
    }
}

static void check_result(const struct tally_result *r, int seats) {
    check_stages(r);
    MUST(r->decided || r->rules->lot == LOT_NONE);
    bool seen[CANDIDATES_MAX] = { 0 };
    MUST(r->elected_count <= (size_t)seats);
    for (size_t i = 0; i < r->elected_count; i++) {
        MUST(r->elected[i] < r->ballots->candidate_count && !seen[r->elected[i]]);
        MUST(!r->ballots->candidates[r->elected[i]].withdrawn);
        seen[r->elected[i]] = true;
    }
    MUST(r->papers == r->blank + r->invalid + r->valid && r->papers == r->ballots->papers);
    json_t *json = tally_json(r);
    MUST(json);
    json_decref(json);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct buf said;
        buf_init(&said, 1 << 26);
        tally_explain(&said, r, (enum lang)lang);
        MUST(str_is_clean(buf_str(&said), false));
        buf_release(&said);
    }
}

static void count(const struct ballots *b, uint8_t choice) {
    const struct tally_method *const *methods;
    size_t n = tally_methods(&methods);
    const struct tally_method *m = methods[(choice & 0x3f) % n];
    struct tally_rules rules;
    struct tally_result *r = NULL;
    struct error err = { 0 };
    int seats = b->seats > 0 ? b->seats : 1;
    if (seats > CANDIDATES_MAX) return; /* the command refuses these before */
    tally_rules_init(&rules, m, seats);
    rules.lot = choice & 0x80 ? LOT_SEED : LOT_NONE;
    rules.seed = STR("a seed");
    if (choice & 0x40 && tally_understands(m, OPTION_CAP_ORGANIZATION))
        rules.value[OPTION_CAP_ORGANIZATION] = rules.value[OPTION_CAP_RELATED] = 1;
    if (tally_count(&r, m, b, &rules, &err) < 0) {
        MUST(err.text.en && err.text.zh && !r);
        return;
    }
    check_result(r, seats);
    tally_result_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    struct ballots b;
    static struct remarks remarks;
    struct error err = { 0 };
    remarks.count = 0;
    ballots_init(&b, FORM_RANKED);
    b.traced = true;
    if (ballots_read(&b, fuzz_input(data + 2, size - 2), (enum ballot_format)(data[0] % 4), &remarks, &err) < 0) {
        MUST(err.text.en && err.text.zh);
    } else {
        check_ballots(&b);
        if (b.candidate_count <= COUNTED_MOST) count(&b, data[1]);
    }
    ballots_release(&b);
    return 0;
}
