/* Sealed credentials: how many the server signs.
 *
 *     sealed key SECONDS                     the library call alone, on one thread: signing, checking a credential
 *     sealed issue DIR ELECTION TIME         the whole of it for every elector who has no paper yet: election.issue through the
 *                                            pipeline, durable, then its signatures, as serve/ballots.c does; 16 voters at once
 *
 * The directory is one that `stage` left with voting open at TIME. What voters do (drawing, blinding, unblinding, verifying)
 * is not counted; that every credential came out right is checked. One JSON object each. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "acts/pipeline/pipeline.h"
#include "acts/elections/polling.h"
#include "ballot/voter.h"

enum { VOTERS_AT_ONCE = 16, KEY_TEXT_MAX = 8192, CHECK_EVERY = 64 };

static double now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static _Noreturn void die(const char *what, const struct error *err) {
    struct buf why;
    buf_init(&why, 4096);
    if (err) error_format(&why, err, LANG_EN);
    fprintf(stderr, "sealed: %s: %s\n", what, buf_z(&why));
    exit(2);
}

/* ---- the library alone ---- */

static int key_alone(double seconds) {
    struct buf public, private, signature, credential;
    struct error err = { 0 };
    struct entropy system;
    struct blinding *b;
    struct str message = STR("charterd-sealed-v1 1");
    entropy_system(&system);
    buf_init(&public, KEY_TEXT_MAX);
    buf_init(&private, KEY_TEXT_MAX);
    buf_init(&signature, 2 * SEALED_SIGNATURE);
    buf_init(&credential, 2 * SEALED_SIGNATURE);
    if (sealed_key_make(&public, &private, &err) != 0 ||
        blinding_begin(&b, buf_str(&public), message, &system, &err) != 0)
        die("key", &err);
    size_t signs = 0, checks = 0;
    double begun = now(CLOCK_THREAD_CPUTIME_ID), took;
    do {
        buf_clear(&signature);
        if (sealed_sign(buf_str(&private), blinding_number(b), &signature, &err) != 0) die("sign", &err);
        signs++;
    } while ((took = now(CLOCK_THREAD_CPUTIME_ID) - begun) < seconds);
    double sign_rate = (double)signs / took;
    if (blinding_end(b, buf_str(&signature), &credential, &err) != 0) die("unblind", &err);
    begun = now(CLOCK_THREAD_CPUTIME_ID);
    do {
        if (!sealed_fits(buf_str(&public), blinding_prefix(b), message, buf_str(&credential))) die("check", NULL);
        checks++;
    } while ((took = now(CLOCK_THREAD_CPUTIME_ID) - begun) < seconds / 2);
    printf("{\"signs\": %.1f, \"checks\": %.1f}\n", sign_rate, (double)checks / took);
    return 0;
}

/* ---- the whole act ---- */

struct elector {
    int64_t number, person, representation;
    struct blinding *b;
    json_t *blinded, *signatures;
};

static struct alliance *alliance;
static int64_t election;
static struct elector *electors;
static size_t count;
static atomic_size_t next;

static void electors_read(struct str *ret_key, struct arena *arena) {
    struct db *db = store_reader(alliance_store(alliance));
    if (db_begin(db, NULL) != 0) die("read", NULL);
    *ret_key = db_str(db, arena, "SELECT key FROM election WHERE id = $1", V(election));
    electors = arena_array(arena, struct elector,
                           (size_t)db_int(db, 0, "SELECT count(*) FROM elector WHERE election = $1", V(election)) + 1);
    struct rows *r =
        db_rows(db,
                "SELECT e.number, e.person, min(r.id) FROM elector e JOIN representation r ON r.person = e.person AND "
                "r.to_at IS NULL "
                "WHERE e.election = $1 AND e.issued_entry IS NULL AND e.state = 'on' GROUP BY e.number, e.person",
                V(election));
    while (rows_next(r))
        electors[count++] =
            (struct elector){ .number = rows_int(r, 0), .person = rows_int(r, 1), .representation = rows_int(r, 2) };
    rows_done(r);
    db_rollback(db);
    store_reader_done(alliance_store(alliance), db);
}

static void blind_all(struct str key) {
    struct entropy system;
    struct error err = { 0 };
    struct buf message, text;
    buf_init(&message, 128);
    buf_init(&text, 2 * SEALED_SIGNATURE);
    entropy_system(&system);
    sealed_message(&message, 1);
    for (size_t i = 0; i < count; i++) {
        if (blinding_begin(&electors[i].b, key, buf_str(&message), &system, &err) != 0) die("blind", &err);
        buf_clear(&text);
        base64url_add(&text, blinding_number(electors[i].b));
        electors[i].blinded = json_pack("[s]", buf_z(&text));
    }
    buf_release(&message);
    buf_release(&text);
}

static void issue(struct elector *e) {
    char as[32];
    struct error err = { 0 };
    struct answer *answer = NULL;
    snprintf(as, sizeof as, "rep:%lld", (long long)e->representation);
    json_t *args = json_pack("{s:I, s:O}", "election", (json_int_t)election, "blinded", e->blinded);
    struct ask ask = { .kind = "election.issue",
                       .person = e->person,
                       .as = as,
                       .via = "",
                       .args = args,
                       .received = INSTANT_NONE,
                       .lang = LANG_EN };
    if (pipeline_act(alliance, &ask, &answer) != 0 || answer->code != ERR_OK) die("election.issue was refused", NULL);
    answer_free(answer);
    json_decref(args);
    struct db *db = store_reader(alliance_store(alliance));
    if (db_begin(db, NULL) != 0 || paper_sign(db, election, e->number, e->blinded, &e->signatures, &err) != 0)
        die("sign", &err);
    db_rollback(db);
    store_reader_done(alliance_store(alliance), db);
}

static void *issue_some(void *context) {
    for (size_t i; (i = atomic_fetch_add(&next, 1)) < count;) issue(&electors[i]);
    return context;
}

static void check_all(void) {
    struct buf signature, credential;
    struct error err = { 0 };
    buf_init(&signature, 2 * SEALED_SIGNATURE);
    buf_init(&credential, 2 * SEALED_SIGNATURE);
    for (size_t i = 0; i < count; i += CHECK_EVERY) {
        buf_clear(&signature);
        buf_clear(&credential);
        const char *text = json_string_value(json_array_get(electors[i].signatures, 0));
        if (!text || base64url_parse(str_of(text), &signature) != 0 ||
            blinding_end(electors[i].b, buf_str(&signature), &credential, &err) != 0)
            die("a credential is none", &err);
    }
    buf_release(&signature);
    buf_release(&credential);
}

static double cpu_used(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static int whole_act(const char *dir, const char *number, const char *time) {
    struct error err = { 0 };
    struct arena arena;
    struct str key;
    instant at;
    arena_init(&arena);
    if (alliance_open(&alliance, dir, ALLIANCE_SERVE, &err) != 0) die(dir, &err);
    if (instant_parse(str_of(time), &at) != 0) die(time, NULL);
    alliance_set_clock(alliance, at);
    election = strtoll(number, NULL, 10);
    electors_read(&key, &arena);
    if (count == 0 || !key.data) die("nobody is without a paper, or voting is not open", NULL);
    blind_all(key);
    pthread_t threads[VOTERS_AT_ONCE];
    double begun = now(CLOCK_MONOTONIC), cpu = cpu_used();
    for (int i = 0; i < VOTERS_AT_ONCE; i++) pthread_create(&threads[i], NULL, issue_some, NULL);
    for (int i = 0; i < VOTERS_AT_ONCE; i++) pthread_join(threads[i], NULL);
    double took = now(CLOCK_MONOTONIC) - begun;
    cpu = cpu_used() - cpu;
    check_all();
    printf("{\"issued\": %zu, \"rate\": %.1f, \"per_core\": %.1f}\n", count, (double)count / took, (double)count / cpu);
    alliance_close(alliance);
    arena_release(&arena);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "key") == 0) return key_alone(strtod(argv[2], NULL));
    if (argc == 5 && strcmp(argv[1], "issue") == 0) return whole_act(argv[2], argv[3], argv[4]);
    return fprintf(stderr, "usage: sealed key SECONDS | sealed issue DIR ELECTION TIME\n"), 2;
}
