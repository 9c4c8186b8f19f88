/* The mailer's thread: a round over the rows that are due, one mail after the other. See outbox.h.
 *
 * Reading is done in short snapshots, so that a slow mail server never holds one open; writing is handed to the one
 * writer. The thread is the only one that sends: rows need no lock. */
#include "effects/outbox.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/hash.h"
#include "effects/drop.h"
#include "effects/letter.h"
#include "effects/smtp.h"
#include "effects/sweep.h"

enum {
    BATCH = 64, /* rows looked up at a time; sign-in links first */
    LOOK_EVERY_S = 1,
    SWEEP_EVERY_S = 3600,
    REST_S = 60,
    REST_MAX_S = 300,      /* after trouble with the server */
    RECORD_PAUSE_MS = 200, /* between attempts to record while the writer is busy */
};

struct mailer {
    struct alliance *a;
    const struct mail_settings *settings;
    struct smtp *smtp; /* NULL: to files */
    char *folder;
    pthread_t thread;
    atomic_bool stop;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t wakes;
    bool woken;
    struct mailer_counts counts;
    /* the thread's own */
    time_t rest_until, rest_s, sweep_at;
    bool mute; /* an outcome could not be recorded: nothing is sent any more */
};

/* After the first failed try five minutes, then an hour, then every four hours. The 32nd try is 117 hours after the first;
 * the next one would be past five days. Counting tries instead of time keeps mail alive through a week of being switched
 * off. */
int64_t outbox_backoff_s(int64_t tries) {
    if (tries <= 1) return 5 * 60;
    if (tries == 2) return 60 * 60;
    return tries < 32 ? 4 * 60 * 60 : -1;
}

static time_t steady(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* ---- recording ---- */

struct outcome {
    int64_t id, tries, at, next_at;
    const char *state;
    struct str reply, hash, bytes, message_id;
    bool secret;
};

static void record(struct db *db, void *context) {
    const struct outcome *o = context;
    db_exec(db,
            "UPDATE outbox SET state = $1, tries = $2, next_at = $3, sent_at = $4, reply = $5, bytes_hash = $6, bytes "
            "= $7, "
            "message_id = $8 WHERE id = $9 AND state = 'waiting'",
            V(o->state), V(o->tries), V(o->next_at), strcmp(o->state, "sent") == 0 ? V(o->at) : V_NULL, V(o->reply),
            V(o->hash), V_BLOB(o->bytes), V(o->message_id), V(o->id));
    if (o->secret && strcmp(o->state, "waiting") != 0)
        db_exec(db, "UPDATE outbox SET body = '', link = NULL, address = NULL WHERE id = $1", V(o->id));
}

/* Until it is on disk; false when it cannot be. */
static bool record_surely(struct mailer *m, struct outcome *o) {
    for (;;) {
        int r = alliance_note(m->a, record, o);
        if (r == 0) return true;
        if (r != ERR_BUSY || !alliance_healthy(m->a, NULL)) return false;
        nanosleep(&(struct timespec){ .tv_nsec = RECORD_PAUSE_MS * 1000000L }, NULL);
    }
}

/* ---- one mail ---- */

static enum delivery deliver(struct mailer *m, const struct letter *l, struct buf *reply) {
    if (m->smtp) return smtp_send(m->smtp, l->from, l->to, buf_str(&l->bytes), &m->stop, reply);
    return drop_file(m->folder, l->id, buf_str(&l->bytes), reply) == 0 ? DELIVERY_SENT : DELIVERY_TROUBLE;
}

static enum delivery of_state(enum letter_state s) {
    return s == LETTER_HOPELESS ? DELIVERY_REFUSED : DELIVERY_TROUBLE;
}

/* Our own reasons stand where a server's reply would, in both languages: the page that shows it has one reader or other. */
static void say(struct buf *reply, struct text why) {
    buf_addf(reply, "%s · %s", text_in(why, LANG_EN), text_in(why, LANG_ZH));
}

static void count(struct mailer *m, const struct outcome *o, enum delivery d) {
    struct str trouble = m->mute                 ? STR("what became of a mail could not be recorded")
                         : d == DELIVERY_TROUBLE ? o->reply
                                                 : STR_NONE;
    size_t n = trouble.len < sizeof m->counts.trouble ? trouble.len : sizeof m->counts.trouble - 1;
    pthread_mutex_lock(&m->lock);
    if (!m->mute) {
        m->counts.sent += strcmp(o->state, "sent") == 0;
        m->counts.failed += strcmp(o->state, "failed") == 0;
        m->counts.delayed += strcmp(o->state, "waiting") == 0;
    }
    if (n) memcpy(m->counts.trouble, trouble.data, n);
    m->counts.trouble[n] = 0;
    pthread_mutex_unlock(&m->lock);
}

static enum letter_state compose(struct mailer *m, int64_t id, struct arena *arena, struct letter *ret) {
    struct store *store = alliance_store(m->a);
    struct db *db = store_reader(store);
    enum letter_state state = LETTER_GONE;
    if (db_begin(db, NULL) == 0) {
        struct letter_frame f = { db, alliance_charter(m->a, alliance_now(m->a)), m->settings, alliance_origin(m->a),
                                  arena };
        state = letter_write(ret, &f, id);
        db_rollback(db);
    }
    store_reader_done(store, db);
    return state;
}

/* What became of a letter, as its row will say it. */
static struct outcome outcome_of(struct mailer *m, const struct letter *l, enum delivery d, struct buf *reply,
                                 struct arena *arena) {
    struct outcome o = { .id = l->id, .tries = l->tries + 1, .at = alliance_now(m->a), .secret = l->secret };
    int64_t wait = outbox_backoff_s(o.tries);
    bool again = d == DELIVERY_LATER || d == DELIVERY_TROUBLE;
    o.state = d == DELIVERY_SENT ? "sent" : again && wait >= 0 ? "waiting" : "failed";
    o.next_at = again && wait >= 0 ? o.at + wait : o.at;
    o.reply = buf_str(reply);
    if (l->bytes.len > 0) {
        struct hash h = hash_of(buf_str(&l->bytes));
        struct buf hex;
        buf_init(&hex, 128);
        hash_hex(&hex, &h);
        o.hash = arena_str(arena, buf_str(&hex));
        buf_release(&hex);
        o.message_id = l->message_id;
        if (l->official && d == DELIVERY_SENT) o.bytes = buf_str(&l->bytes);
    }
    return o;
}

/* One row from beginning to end. False when the round must end. */
static bool send_one(struct mailer *m, int64_t id) {
    struct arena arena;
    arena_init(&arena);
    struct letter l = { 0 };
    struct buf reply;
    buf_init(&reply, 1024);
    bool go_on = true;
    enum letter_state state = compose(m, id, &arena, &l);
    if (state != LETTER_GONE) {
        enum delivery d;
        if (state == LETTER_READY) {
            d = deliver(m, &l, &reply);
        } else {
            d = of_state(state);
            say(&reply, l.why);
        }
        struct outcome o = outcome_of(m, &l, d, &reply, &arena);
        m->mute = !record_surely(m, &o);
        count(m, &o, d);
        if (d == DELIVERY_TROUBLE) {
            m->rest_s = m->rest_s ? m->rest_s * 2 : REST_S;
            if (m->rest_s > REST_MAX_S) m->rest_s = REST_MAX_S;
            m->rest_until = steady() + m->rest_s;
        } else if (state == LETTER_READY) {
            m->rest_s = 0;
        }
        go_on = !m->mute && d != DELIVERY_TROUBLE;
    }
    letter_release(&l);
    buf_release(&reply);
    arena_release(&arena);
    return go_on;
}

/* ---- the thread ---- */

static size_t due(struct mailer *m, int64_t *ids) {
    struct store *store = alliance_store(m->a);
    struct db *db = store_reader(store);
    size_t n = 0;
    int64_t waiting = 0;
    if (db_begin(db, NULL) == 0) {
        /* Somebody waits before a screen for a sign-in link: those first. */
        struct rows *r = db_rows(db,
                                 "SELECT id FROM outbox WHERE state = 'waiting' AND next_at <= $1 "
                                 "ORDER BY CASE WHEN entry < 0 THEN 0 ELSE 1 END, next_at, id LIMIT $2",
                                 V(alliance_now(m->a)), V(BATCH));
        while (n < BATCH && rows_next(r)) ids[n++] = rows_int(r, 0);
        rows_done(r);
        waiting = db_int(db, 0, "SELECT count(*) FROM outbox WHERE state = 'waiting'");
        db_rollback(db);
    }
    store_reader_done(store, db);
    pthread_mutex_lock(&m->lock);
    m->counts.waiting = waiting;
    pthread_mutex_unlock(&m->lock);
    return n;
}

/* How many were sent; 0 when there is nothing to do. */
static size_t run_round(struct mailer *m) {
    int64_t ids[BATCH];
    size_t n = due(m, ids), i = 0;
    if (m->mute || steady() < m->rest_until || !alliance_healthy(m->a, NULL)) return 0;
    while (i < n && !atomic_load(&m->stop) && send_one(m, ids[i])) i++;
    return i;
}

static void pause_for(struct mailer *m, time_t seconds) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&m->lock);
    while (!m->woken && !atomic_load(&m->stop) && pthread_cond_timedwait(&m->wakes, &m->lock, &until) == 0) {}
    m->woken = false;
    pthread_mutex_unlock(&m->lock);
}

static void *run(void *self) {
    struct mailer *m = self;
    while (!atomic_load(&m->stop)) {
        if (steady() >= m->sweep_at && alliance_healthy(m->a, NULL)) {
            outbox_sweep(m->a);
            m->sweep_at = steady() + SWEEP_EVERY_S;
        }
        if (run_round(m) == 0) {
            if (m->smtp) smtp_rest(m->smtp);
            pause_for(m, LOOK_EVERY_S);
        }
    }
    return NULL;
}

int mailer_start(struct mailer **ret, struct alliance *a, const struct mail_settings *settings, struct error *err) {
    struct mailer *m = mem_alloc(sizeof *m);
    memset(m, 0, sizeof *m);
    m->a = a;
    m->settings = settings;
    struct buf b;
    buf_init(&b, 4096);
    buf_addf(&b, "%s/mail", alliance_dir(a));
    m->folder = strdup(buf_z(&b));
    buf_release(&b);
    if (!settings->server && mkdir(m->folder, 0700) < 0 && errno != EEXIST) {
        int r = error_set(err, ERR_IO, T("{folder} cannot be made: {why}.", "无法建立目录 {folder}：{why}。"),
                          ARG_Z("folder", m->folder), ARG_Z("why", strerror(errno)));
        free(m->folder);
        free(m);
        return r;
    }
    if (settings->server) m->smtp = smtp_new(settings);
    pthread_mutex_init(&m->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&m->wakes, &attr);
    pthread_condattr_destroy(&attr);
    atomic_init(&m->stop, false);
    if (pthread_create(&m->thread, NULL, run, m) != 0) {
        smtp_free(m->smtp);
        free(m->folder);
        free(m);
        return error_set(err, ERR_IO, T("The mailer's thread could not be started.", "无法启动邮件发送线程。"));
    }
    *ret = m;
    return 0;
}

void mailer_stop(struct mailer *m) {
    if (!m) return;
    atomic_store(&m->stop, true);
    mailer_wake(m);
    pthread_join(m->thread, NULL);
    smtp_free(m->smtp);
    pthread_cond_destroy(&m->wakes);
    pthread_mutex_destroy(&m->lock);
    free(m->folder);
    free(m);
}

void mailer_wake(struct mailer *m) {
    pthread_mutex_lock(&m->lock);
    m->woken = true;
    pthread_cond_signal(&m->wakes);
    pthread_mutex_unlock(&m->lock);
}

void mailer_counts(struct mailer *m, struct mailer_counts *ret) {
    pthread_mutex_lock(&m->lock);
    *ret = m->counts;
    pthread_mutex_unlock(&m->lock);
}
