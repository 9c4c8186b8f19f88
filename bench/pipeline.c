/* Acts without HTTP: so many threads, each voting on one motion again and again, each vote durable before the next. What
 * HTTP costs is the difference to the figure through the server.
 *
 *     pipeline DIR MOTION SECONDS PERSON [PERSON …]        one thread a person
 *
 * Prints one JSON object: acts, rate, and latencies in milliseconds. The directory is one that `stage` left with a motion
 * being voted on. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acts/pipeline/pipeline.h"

enum { SAMPLES_MAX = 1 << 20 };

static struct alliance *alliance;
static int64_t motion;
static double end;

struct voter {
    pthread_t thread;
    int64_t person;
    size_t count;
    float *ms;
    int failed;
};

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *vote(void *context) {
    static const char *const words[] = { "affirmative", "abstention", "negative" };
    struct voter *v = context;
    for (double begun = now(); begun < end && v->count < SAMPLES_MAX;) {
        json_t *args = json_pack("{s:I, s:s}", "motion", (json_int_t)motion, "vote", words[v->count % 3]);
        struct ask ask = { .kind = "motion.vote",
                           .person = v->person,
                           .via = "",
                           .args = args,
                           .received = INSTANT_NONE,
                           .lang = LANG_EN };
        struct answer *answer = NULL;
        int code = pipeline_act(alliance, &ask, &answer);
        if (code != 0 || answer->code != ERR_OK) v->failed++;
        if (answer) answer_free(answer);
        json_decref(args);
        double done = now();
        v->ms[v->count++] = (float)((done - begun) * 1000);
        begun = done;
    }
    return NULL;
}

static int by_size(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    if (argc < 5) return fprintf(stderr, "usage: pipeline DIR MOTION SECONDS PERSON …\n"), 2;
    struct error err = { 0 };
    if (alliance_open(&alliance, argv[1], ALLIANCE_SERVE, &err) != 0) {
        struct buf why;
        buf_init(&why, 4096);
        error_format(&why, &err, LANG_EN);
        fprintf(stderr, "pipeline: %s\n", buf_z(&why));
        return 2;
    }
    motion = strtoll(argv[2], NULL, 10);
    double seconds = strtod(argv[3], NULL);
    int n = argc - 4;
    struct voter *voters = calloc((size_t)n, sizeof *voters);
    end = now() + seconds;
    for (int i = 0; i < n; i++) {
        voters[i].person = strtoll(argv[4 + i], NULL, 10);
        voters[i].ms = malloc(SAMPLES_MAX * sizeof(float));
        pthread_create(&voters[i].thread, NULL, vote, &voters[i]);
    }
    size_t count = 0;
    int failed = 0;
    for (int i = 0; i < n; i++) {
        pthread_join(voters[i].thread, NULL);
        count += voters[i].count;
        failed += voters[i].failed;
    }
    float *all = malloc(count * sizeof(float) + 1);
    size_t at = 0;
    for (int i = 0; i < n; i++) {
        memcpy(all + at, voters[i].ms, voters[i].count * sizeof(float));
        at += voters[i].count;
        free(voters[i].ms);
    }
    qsort(all, count, sizeof(float), by_size);
    printf(
        "{\"requests\": %zu, \"failed\": %d, \"rate\": %.1f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f}\n",
        count, failed, (double)(count - (size_t)failed) / seconds, (double)all[count / 2],
        (double)all[count * 99 / 100], (double)all[count - 1]);
    free(all);
    free(voters);
    alliance_close(alliance);
    return failed > 0;
}
