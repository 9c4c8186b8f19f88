/* How fast ballots are read and counted, on one core, without the disk and without printing.
 *
 * *     tally LINES CANDIDATES SEATS [FILE]
 *
 * Makes LINES ballots, each a line of its own with one paper: rankings drawn with a bias to some candidates, as in real elections,
 * from all candidates down to a few; the same for the same numbers. Writes them as a BLT file in memory, reads it, counts it by
 * each method, and prints one JSON object: seconds and peak resident MiB. With FILE given the BLT is also left there, so that
 * other programs can count the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "tally/result.h"

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t state = 1;

static uint32_t below(uint32_t n) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 32) * n >> 32);
}

/* Half the papers rank everybody, the rest from one candidate on. Earlier candidates come earlier more often. */
static void ballot(struct buf *out, uint32_t candidates) {
    static uint16_t who[CANDIDATES_MAX];
    uint32_t length = below(2) ? candidates : 1 + below(candidates), left = candidates;
    for (uint32_t i = 0; i < candidates; i++) who[i] = (uint16_t)(i + 1);
    buf_addz(out, "1");
    for (uint32_t i = 0; i < length; i++) {
        uint32_t a = below(left), b = below(left), pick = a < b ? a : b;
        buf_addc(out, ' ');
        if (who[pick] >= 100) buf_addc(out, (char)('0' + who[pick] / 100 % 10));
        if (who[pick] >= 10) buf_addc(out, (char)('0' + who[pick] / 10 % 10));
        buf_addc(out, (char)('0' + who[pick] % 10));
        memmove(who + pick, who + pick + 1, (--left - pick) * sizeof *who);
    }
    buf_addz(out, " 0\n");
}

static void write_blt(struct buf *out, int lines, int candidates, int seats) {
    buf_addf(out, "%d %d\n", candidates, seats);
    for (int i = 0; i < lines; i++) ballot(out, (uint32_t)candidates);
    buf_addz(out, "0\n");
    for (int i = 1; i <= candidates; i++) buf_addf(out, "\"Candidate %d\"\n", i);
    buf_addz(out, "\"Generated\"\n");
}

static double resident(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)u.ru_maxrss / 1024;
}

static void fail(const struct error *err) {
    struct buf b;
    buf_init(&b, 4096);
    error_format(&b, err, LANG_EN);
    fprintf(stderr, "%s\n", buf_z(&b));
    exit(1);
}

static void count(const struct ballots *b, const char *name, int seats) {
    const struct tally_method *m = tally_method(str_of(name));
    struct tally_rules *rules = mem_alloc(sizeof *rules);
    struct tally_result *r = NULL;
    struct error err = { 0 };
    double best = 1e9;
    tally_rules_init(rules, m, m->places || strcmp(name, "schulze") == 0 ? seats : 1);
    rules->lot = LOT_SEED;
    rules->seed = STR("bench");
    size_t stages = 0;
    for (int i = 0; i < 3; i++) {
        double begun = now();
        if (tally_count(&r, m, b, rules, &err)) fail(&err);
        double took = now() - begun;
        if (took < best) best = took;
        stages = r->stage_count;
        tally_result_free(r);
    }
    printf(", \"%s\": %.6f, \"%s_stages\": %zu", name, best, name, stages);
    free(rules);
}

int main(int argc, char **argv) {
    int64_t lines = 1000000, candidates = 20, seats = 5;
    struct buf blt;
    struct ballots b;
    struct error err = { 0 };
    if (argc < 4 || str_int(str_of(argv[1]), &lines) || str_int(str_of(argv[2]), &candidates) ||
        str_int(str_of(argv[3]), &seats))
        return 2;
    buf_init(&blt, (size_t)1 << 30);
    write_blt(&blt, (int)lines, (int)candidates, (int)seats);
    if (argc > 4) {
        FILE *f = fopen(argv[4], "wb");
        if (!f || fwrite(blt.data, 1, blt.len, f) != blt.len || fclose(f)) return perror(argv[4]), 1;
    }
    double best = 1e9;
    for (int i = 0; i < 3; i++) {
        if (i) ballots_release(&b);
        ballots_init(&b, FORM_RANKED);
        double begun = now();
        if (ballots_read(&b, buf_str(&blt), BALLOTS_BLT, NULL, &err)) fail(&err);
        double took = now() - begun;
        if (took < best) best = took;
    }
    printf("{\"bytes\": %zu, \"lines\": %zu, \"parse\": %.6f, \"marks\": %u", blt.len, b.line_count, best,
           b.first[b.line_count]);
    buf_release(&blt);
    static const char *const methods[] = { "scottish-stv", "meek-stv",  "irv",   "schulze",
                                           "approval",     "plurality", "debian" };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) count(&b, methods[i], (int)seats);
    printf(", \"resident\": %.1f}\n", resident());
    ballots_release(&b);
    return 0;
}
