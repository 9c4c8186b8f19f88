/* The committer: one thread that takes what waits, runs it in one transaction, commits, and only then answers.
 *
 *     submit ─► queue ─► [ begin · clock · ask · ask · write · … · tree, checkpoint · COMMIT ] ─► answers
 *
 * While a commit is on its way to the disk the next asks gather; the more clients, the larger the batch, so that the cost
 * of a sync is shared by all who wait for it. A directory opened for a single command has no thread: the same steps run
 * in the caller's. */
#include <assert.h>
#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "acts/capacity.h"
#include "acts/pipeline/boxes.h"
#include "acts/pipeline/run.h"
#include "acts/pipeline/words.h"
#include "acts/verdict.h"
#include "ballot/ahead.h"

enum {
    QUEUE_MAX = 20000, /* asks waiting: about a second's work; who comes later is told to try again */
    BATCH_MAX = 1024,  /* asks in a transaction: bounds what a crash can leave unanswered, and the wait of the first */
    TICK_MS = 500,     /* how late the clock may notice a due act when nobody asks anything */
    REFUSALS_OF_VISITORS_MAX = 200, /* whoever is not signed in cannot push out what is kept for others */
    REFUSALS_MAX = 200000,          /* kept attempts: what somebody who tries all day leaves behind stays bounded … */
    REFUSALS_S = 366 * 86400,       /* … and goes after a year */
    SCRUB_S = 5,                    /* between two tries to rewrite the database while readers hold older pages */
    OUTSIDE_S = 1,                  /* the outside checkpoint is written at most this often (seconds) */
};

enum job_kind { JOB_ASK, JOB_WRITE, JOB_NOTE };

struct job {
    enum job_kind kind;
    struct job *next;
    struct prepared ask;
    answer_fn *answered;
    write_fn *write;
    void (*written)(void *context, int result);
    void *context;
    instant asked_at; /* when it entered the queue */
    int64_t entry;
    bool repeated;
    int failed; /* of a write: 0, or why it alone was undone */
};

/* ---- running a batch ---- */

static void answer_ask(struct job *job, int result) {
    struct answer answer = {
        .code = job->ask.verdict.refused ? job->ask.verdict.code : ERR_OK,
        .entry = job->entry,
        .repeated = job->repeated,
        .at = job->ask.act.at,
        .verdict = &job->ask.verdict,
        .choices = job->ask.choices,
        .choice_count = job->ask.choice_count,
    };
    if (result != 0 && answer.code == ERR_OK) {
        struct judging j = { .verdict = &job->ask.verdict, .arena = &job->ask.arena };
        finding_add(&j, true, ERR_IO, NULL, NULL,
                    T("The record could not be made durable, so nothing was done. The operator has been told.",
                      "记录未能落盘，因此未作任何变更，已通知系统运维方。"),
                    T_NONE, NULL, 0);
        answer.code = ERR_IO;
        answer.entry = -1;
    }
    if (job->answered) job->answered(job->context, &answer);
}

static void keep_refusal(struct pipeline *p, const struct job *job) {
    const struct act *act = &job->ask.act;
    int64_t person = job->ask.entered ? job->ask.enterer : act->by.person; /* of who tried */
    bool visitor =
        person == 0; /* kept for the office only where the charter refused, and a few: anybody can send these */
    if (!act->kind || (visitor && job->ask.verdict.code != ERR_REFUSED)) return;
    instant now = act->at ? act->at : alliance_now(p->a);
    struct buf capacity, args, verdict;
    buf_init(&capacity, 128);
    buf_init(&args, 1 << 16);
    buf_init(&verdict, 1 << 17);
    capacity_format(&capacity, &act->by.as);
    json_canonical(&args, act->args);
    const struct charter *c = alliance_charter(p->a, act->at);
    struct zone zone = c ? charter_zone(c) : ZONE_UTC;
    json_t *json = json_pack("{s:o, s:o}", "zh", verdict_json(&job->ask.verdict, LANG_ZH, zone), "en",
                             verdict_json(&job->ask.verdict, LANG_EN, zone));
    char *text = json_dumps(json, JSON_COMPACT);
    buf_addz(&verdict, text ? text : "{}");
    free(text);
    json_decref(json);
    db_exec(p->db, "INSERT INTO refusal (at, person, capacity, kind, args, verdict) VALUES ($1, $2, $3, $4, $5, $6)",
            V(now), V(person), V(buf_str(&capacity)), V(act->kind->name), V(buf_str(&args)), V(buf_str(&verdict)));
    if (visitor)
        db_exec(
            p->db,
            "DELETE FROM refusal WHERE person = 0 AND id <= (SELECT id FROM refusal WHERE person = 0 ORDER BY id DESC LIMIT 1 OFFSET $1)",
            V(REFUSALS_OF_VISITORS_MAX));
    db_exec(p->db, "DELETE FROM refusal WHERE id <= (SELECT max(id) FROM refusal) - $1", V(REFUSALS_MAX));
    db_exec(p->db, "DELETE FROM refusal WHERE at < $1 AND id < (SELECT min(id) FROM refusal) + 100",
            V(now - REFUSALS_S));
    buf_release(&capacity);
    buf_release(&args);
    buf_release(&verdict);
}

static void run_job(struct pipeline *p, struct job *job) {
    if (job->kind != JOB_ASK) {
        p->changed = p->changed || job->kind == JOB_WRITE;
        db_savepoint(p->db);
        job->write(p->db, job->context);
        struct error fault = { 0 };
        if (db_failed(p->db, &fault)) {
            job->failed = fault.code;
            db_savepoint_rollback(p->db);
        } else {
            db_savepoint_release(p->db);
        }
        return;
    }
    job->entry = pipeline_run(p, &job->ask, &job->repeated);
    if (job->ask.verdict.refused) keep_refusal(p, job);
}

static void latch(struct alliance *a, const struct error *fault) {
    mtx_lock(&a->queue_lock);
    error_copy(&a->latch_error, fault);
    atomic_store(&a->latched, true);
    mtx_unlock(&a->queue_lock);
}

/* After a commit that failed: if the writer still works (a full disk), the tree is read anew; else it stays latched. */
static void recover(struct alliance *a, const struct error *fault) {
    struct error again = { 0 };
    words_undone(a);
    struct db *db = store_writer(a->store);
    if (!db_latched(db) && db_begin(db, &again) == 0) {
        int result = record_load(a, db, &again);
        if (result == 0) result = laws_load(a, db, &again);
        a->dues_changed = true;
        capacity_cache_forget(&a->cache);
        a->last_at = db_int(db, a->last_at, "SELECT at FROM leaf ORDER BY n DESC LIMIT 1");
        db_rollback(db);
        if (result == 0) return;
    }
    latch(a, fault);
}

/* Within one long transaction: what fails undoes all of it. */
static int grow_in_bulk(struct alliance *a, struct pipeline *p, struct error *fault) {
    int result = db_failed(p->db, fault) ? fault->code : record_grow(a, p->db, p->leaves, p->leaf_count);
    if (result != 0) {
        a->in_bulk = false;
        db_rollback(p->db);
        words_undone(a);
    }
    return result;
}

int alliance_bulk(struct alliance *a, bool on, struct error *err) {
    struct db *db = store_writer(a->store);
    if (on == a->in_bulk) return 0;
    if (on) {
        int result = atomic_load(&a->latched) ? error_copy(err, &a->latch_error) : db_begin(db, err);
        a->in_bulk = result == 0;
        return result;
    }
    struct error fault = { 0 };
    a->in_bulk = false;
    words_keep_up(a, db);
    record_sign(a, db, NULL);
    int result = db_commit(db, &fault);
    if (result == 0) {
        atomic_store(&a->size, a->tree.size);
        scrub_if_due(a);
        return 0;
    }
    recover(a, &fault);
    return error_copy(err, &fault);
}

/* Runs jobs (a list) as one transaction; answers come after. 0, or why nothing of it is durable.
 *
 * What falls due is taken in the order of time among what was asked: before the first ask that came at its moment or later, and
 * after all that came before, however long those waited for the disk. So a vote handed in during the last second of a countdown
 * counts, and one that came after does not. `until` is a moment before which nothing more can come. */
static int run_batch(struct alliance *a, struct job *jobs, instant until) {
    struct pipeline p;
    struct error fault = { 0 };
    pipeline_begin(&p, a);
    int result = atomic_load(&a->latched) ? ERR_IO : a->in_bulk ? 0 : db_begin(p.db, &fault);
    if (result == 0) {
        for (struct job *job = jobs; job; job = job->next) {
            pipeline_clock(&p, job->asked_at);
            run_job(&p, job);
        }
        pipeline_clock(&p, until);
        if (a->in_bulk)
            result = grow_in_bulk(a, &p, &fault);
        else
            result = pipeline_commit(&p, &fault);
        if (result != 0) recover(a, &fault);
    }
    if (p.changed) atomic_fetch_add(&a->changes, 1); /* before anybody hears of it */
    pipeline_end(&p);
    if (result == 0) scrub_if_due(a);
    return result;
}

/* What was erased must leave the files too. It is remembered in the erasing transaction, so that a crash in between only delays it. */
static const char *const scrub_words[] = { [SCRUB_LOG] = "log", [SCRUB_ALL] = "all" };

void scrub_ask(struct alliance *a, struct db *db, enum scrub what) {
    if (what <= a->scrub_due) return;
    db_exec(db, "INSERT INTO setting (name, value) VALUES ('scrub', $1) ON CONFLICT (name) DO UPDATE SET value = $1",
            V(scrub_words[what]));
    a->scrub_due = what;
}

void scrub_recall(struct alliance *a, struct db *db) {
    a->scrub_tried = INSTANT_NONE;
    a->scrub_due = SCRUB_NONE;
    for (int what = SCRUB_LOG; a->mode != ALLIANCE_READ && what <= SCRUB_ALL; what++)
        if (db_has(db, "SELECT 1 FROM setting WHERE name = 'scrub' AND value = $1", V(scrub_words[what])))
            a->scrub_due = (enum scrub)what;
}

static int scrub(struct db *db, enum scrub what) {
    return what == SCRUB_ALL ? db_scrub(db, NULL) : db_empty_log(db, NULL);
}

void scrub_if_due(struct alliance *a) {
    struct db *db = store_writer(a->store);
    instant now = instant_now();
    if (!a->scrub_due || a->in_bulk || atomic_load(&a->latched) || now < a->scrub_tried + SCRUB_S) return;
    a->scrub_tried = now;
    boxes_sweep(a->dir, db);
    if (scrub(db, a->scrub_due) != 0 || db_begin(db, NULL) != 0) return; /* somebody reads older pages: later */
    db_exec(db, "DELETE FROM setting WHERE name = 'scrub'");
    if (db_commit(db, NULL) == 0) {
        a->scrub_due = SCRUB_NONE;
        a->scrub_tried = INSTANT_NONE;
    }
}

static void answer_batch(struct job *jobs, int result) {
    while (jobs) {
        struct job *job = jobs;
        jobs = job->next;
        if (job->kind != JOB_ASK) {
            if (job->written) job->written(job->context, result != 0 ? result : job->failed);
        } else {
            answer_ask(job, result);
            prepared_release(&job->ask);
        }
        free(job);
    }
}

/* ---- the thread ---- */

static void tally_asks(struct alliance *a, const struct job *jobs, int result) {
    for (const struct job *job = jobs; job; job = job->next) {
        if (job->kind != JOB_ASK) continue;
        enum tally outcome = job->ask.verdict.refused ? TALLY_REFUSED
                             : result != 0            ? TALLY_FAILED
                             : job->repeated          ? TALLY_REPEATED
                                                      : TALLY_ALLOWED;
        atomic_fetch_add_explicit(&a->tallies.asks[outcome], 1, memory_order_relaxed);
    }
}

static int run_counted(struct alliance *a, struct job *jobs, instant until) {
    struct timespec begun, ended;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    int result = run_batch(a, jobs, until);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    tally_commit(&a->tallies, (ended.tv_sec - begun.tv_sec) * 1000000 + (ended.tv_nsec - begun.tv_nsec) / 1000);
    tally_asks(a, jobs, result);
    return result;
}

/* When to look at the clock again: at the next second's beginning if something falls due then. */
static struct timespec next_look(const struct alliance *a) {
    struct timespec until;
    timespec_get(&until, TIME_UTC);
    if (a->next_due != INSTANT_NONE && a->next_due == until.tv_sec + 1 &&
        until.tv_nsec > 1000000000L - TICK_MS * 1000000L)
        return (struct timespec){ .tv_sec = until.tv_sec + 1 };
    until.tv_nsec += TICK_MS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    return until;
}

/* `ret_until`: before it nothing more can come, since what enters the queue later is stamped later. */
static struct job *take_batch(struct alliance *a, instant *ret_until, bool *ret_closing) {
    struct timespec until = next_look(a);
    mtx_lock(&a->queue_lock);
    while (!a->head && !a->closing)
        if (cnd_timedwait(&a->queue_wakes, &a->queue_lock, &until) != thrd_success) break;
    struct job *batch = a->head;
    struct job *last = batch;
    for (size_t n = 1; last && last->next && n < BATCH_MAX; n++) last = last->next;
    for (struct job *job = batch; job; job = job->next) {
        a->queued--;
        if (job == last) break;
    }
    if (last) {
        a->head = last->next;
        last->next = NULL;
    }
    if (!a->head) a->tail = NULL;
    *ret_until = a->head ? a->head->asked_at : alliance_now(a);
    *ret_closing = a->closing && !batch;
    mtx_unlock(&a->queue_lock);
    return batch;
}

/* Elections that were called need keys when they open. */
static void want_keys(struct alliance *a) {
    int64_t changes = atomic_load(&a->changes);
    if (changes == a->keys_seen || atomic_load(&a->latched)) return;
    a->keys_seen = changes;
    keys_ahead_want(a->keys, boxes_keys_wanted(store_writer(a->store)));
}

static int commit_for_ever(void *context) {
    struct alliance *a = context;
    instant outside_at = INSTANT_NONE;
    int64_t outside_size = -1;
    for (;;) {
        bool closing;
        instant now;
        struct job *batch = take_batch(a, &now, &closing);
        if (closing) return 0;
        if (batch || (a->next_due != INSTANT_NONE && a->next_due <= now))
            answer_batch(batch, run_counted(a, batch, now));
        else
            scrub_if_due(a);
        want_keys(a);
        if (atomic_load(&a->size) != outside_size && now >= outside_at + OUTSIDE_S && !atomic_load(&a->latched)) {
            record_outside(a, store_writer(a->store));
            outside_size = atomic_load(&a->size);
            outside_at = now;
        }
    }
}

int committer_start(struct alliance *a, struct error *err) {
    boxes_sweep(a->dir, store_writer(a->store)); /* those a crash left */
    answer_batch(NULL,
                 run_batch(a, NULL,
                           alliance_now(a))); /* what fell due while the server was down, before anybody is let in */
    if (atomic_load(&a->latched)) return error_copy(err, &a->latch_error);
    if (a->mode != ALLIANCE_SERVE) return 0;
    a->keys = keys_ahead_new();
    a->keys_seen = -1;
    if (thrd_create(&a->committer, commit_for_ever, a) != thrd_success)
        return error_set(err, ERR_IO, T("No thread could be started.", "无法启动线程。"));
    a->running = true;
    return 0;
}

void committer_stop(struct alliance *a) {
    if (!a->running) return;
    mtx_lock(&a->queue_lock);
    a->closing = true;
    cnd_signal(&a->queue_wakes);
    mtx_unlock(&a->queue_lock);
    thrd_join(a->committer, NULL);
    a->running = false;
}

/* ---- handing in ---- */

/* Under the queue's lock, so that stamps are in the queue's order. */
static void job_asked(const struct alliance *a, struct job *job) {
    job->asked_at = job->ask.asked_at = alliance_now(a);
}

static int enqueue(struct alliance *a, struct job *job) {
    if (a->mode == ALLIANCE_READ) return ERR_DENIED;
    if (!a->running) {
        job->next = NULL;
        job_asked(a, job);
        answer_batch(job, run_batch(a, job, job->asked_at));
        return 0;
    }
    bool first = false;
    mtx_lock(&a->queue_lock);
    int result = atomic_load(&a->latched) ? ERR_IO : a->queued >= QUEUE_MAX || a->closing ? ERR_BUSY : 0;
    if (result == 0) {
        job_asked(a, job);
        if (a->tail)
            a->tail->next = job;
        else
            a->head = job;
        a->tail = job;
        first = a->queued++ == 0;
    }
    mtx_unlock(&a->queue_lock);
    if (first) cnd_signal(&a->queue_wakes); /* after the lock: who wakes would only wait for it */
    return result;
}

static struct job *job_new(enum job_kind kind, void *context) {
    struct job *job = mem_alloc(sizeof *job);
    memset(job, 0, sizeof *job);
    job->kind = kind;
    job->context = context;
    job->entry = -1;
    return job;
}

static bool ask_has_files(const struct ask *ask, const struct act_kind *kind) {
    for (const struct field *f = kind->fields; f && f->name; f++)
        if (f->type == FIELD_FILE && json_object_get(ask->args, f->name)) return true;
    return ask->upload_count > 0;
}

/* What takes a file in looks things up: in a snapshot, or, in bulk work, where nothing is committed yet and no other thread writes, in
 * the writer's own. */
static void prepare_reading(struct alliance *a, struct prepared *p, const struct ask *ask) {
    const struct act_kind *kind = act_kind(ask->kind);
    const struct charter *charter = alliance_charter(a, alliance_now(a));
    if (!kind || !kind->take || !ask_has_files(ask, kind)) {
        prepare(p, ask, charter, NULL);
    } else if (a->in_bulk) {
        prepare(p, ask, charter, store_writer(a->store));
    } else {
        struct db *reader = store_reader(a->store);
        bool reading = db_begin(reader, NULL) == 0;
        prepare(p, ask, charter, reading ? reader : NULL);
        if (reading) db_rollback(reader);
        store_reader_done(a->store, reader);
    }
}

int pipeline_submit(struct alliance *a, const struct ask *ask, answer_fn *done, void *context) {
    struct job *job = job_new(JOB_ASK, context);
    prepare_reading(a, &job->ask, ask);
    job->answered = done;
    int result = enqueue(a, job);
    if (result != 0) {
        prepared_release(&job->ask);
        free(job);
    }
    return result;
}

static int write_later(struct alliance *a, enum job_kind kind, write_fn *write, void (*done)(void *context, int result),
                       void *context) {
    struct job *job = job_new(kind, context);
    job->write = write;
    job->written = done;
    int result = enqueue(a, job);
    if (result != 0) free(job);
    return result;
}

int alliance_write_later(struct alliance *a, write_fn *write, void (*done)(void *context, int result), void *context) {
    return write_later(a, JOB_WRITE, write, done, context);
}

int alliance_note_later(struct alliance *a, write_fn *write, void (*done)(void *context, int result), void *context) {
    return write_later(a, JOB_NOTE, write, done, context);
}

/* ---- waiting forms ---- */

struct waiting {
    sem_t done;
    int result;
    struct answer *answer;
    write_fn *write;
    void *context;
};

static void waiting_init(struct waiting *w) {
    *w = (struct waiting){ 0 };
    sem_init(&w->done, 0, 0);
}

static void waiting_done(struct waiting *w, int result) {
    w->result = result;
    sem_post(&w->done);
}

static int waiting_end(struct waiting *w, int submitted) {
    while (submitted == 0 && sem_wait(&w->done) != 0)
        ; /* a signal */
    sem_destroy(&w->done);
    return submitted == 0 ? w->result : submitted;
}

struct kept_answer {
    struct answer answer;
    struct arena arena;
};

static void keep_answer(void *context, const struct answer *answer) {
    struct waiting *w = context;
    struct kept_answer *k = mem_alloc(sizeof *k);
    *k = (struct kept_answer){ .answer = *answer };
    arena_init(&k->arena);
    k->answer.verdict = verdict_copy(answer->verdict, &k->arena);
    k->answer.choices = capacities_copy(answer->choices, answer->choice_count, &k->arena);
    w->answer = &k->answer;
    waiting_done(w, 0);
}

int pipeline_act(struct alliance *a, const struct ask *ask, struct answer **ret) {
    struct waiting w;
    waiting_init(&w);
    int result = waiting_end(&w, pipeline_submit(a, ask, keep_answer, &w));
    if (result == 0) *ret = w.answer;
    return result;
}

void answer_free(struct answer *answer) {
    if (!answer) return;
    struct kept_answer *k = (struct kept_answer *)answer;
    arena_release(&k->arena);
    free(k);
}

static void write_waiting(struct db *db, void *context) {
    struct waiting *w = context;
    w->write(db, w->context);
}

static void write_done(void *context, int result) { waiting_done(context, result); }

static int write_and_wait(struct alliance *a, enum job_kind kind, write_fn *write, void *context) {
    struct waiting w;
    waiting_init(&w);
    w.write = write;
    w.context = context;
    return waiting_end(&w, write_later(a, kind, write_waiting, write_done, &w));
}

int alliance_write(struct alliance *a, write_fn *write, void *context) {
    return write_and_wait(a, JOB_WRITE, write, context);
}

int alliance_note(struct alliance *a, write_fn *write, void *context) {
    return write_and_wait(a, JOB_NOTE, write, context);
}
