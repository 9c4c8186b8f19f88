/* Live updates as server-sent events: see events.h.
 *
 * A vote being taken grows the register hundreds of times a second, and each growth is no news to anybody: so acts that
 * declare themselves quiet (votes, attendance) are gathered, and a topic of which only such were heard is told again after
 * a while that grows with the audience. Everything else (a motion put, a vote closed) is told as soon as it is seen.
 *
 *     leaf, leaf, leaf ─ what do they speak of? ─ waiting ─ due? ─ the shared view of it is made ─ told to its streams
 *                              every 50 ms                          once, before anybody asks
 *
 * Those who are told ask for the same page at once. It is made before they hear of it, and they are told over how many
 * milliseconds to spread their asking. */
#include "serve/events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "acts/pipeline/record.h"
#include "serve/who.h"

enum { TOPICS_MAX = 512, LEAVES_MAX = 2000, SLOTS = 4096, LOOK_EVERY_MS = 50 };
/* A change that is no news is told after QUIET_MS since the last, and a millisecond more for each QUIET_STREAMS listening: ten
 * thousand viewers ask five thousand times a second then. A listener asks within a time that grows in the same way. */
enum { QUIET_MS = 250, QUIET_STREAMS = 5, SPREAD_STREAMS = 25, SPREAD_MS_MAX = 400 };

struct topic {
    char name[48];
    uint64_t hash;
    int64_t size;    /* of the register when it last changed; 0: that has been told */
    int64_t told_ms; /* 0: never */
    bool urgent;
};

struct events {
    struct site *site;
    pthread_t thread;
    atomic_bool stop;
    _Atomic int64_t size; /* of the register, up to which `changed` is right */
    /* The register's size when a topic of the slot last changed. Two topics of one slot share it: then a page is told of a
     * change too many, never one too few. */
    _Atomic int64_t changed[SLOTS];
    struct topic topics[TOPICS_MAX]; /* the thread's own: what waits to be told, and what was told a moment ago */
    size_t topic_count;
    bool urgent;   /* of the leaf that is being read */
    int64_t until; /* the register's size that is being read up to */
};

static uint64_t topic_hash(const char *name) {
    uint64_t h = 14695981039346656037U;
    for (; *name; name++) h = (h ^ (unsigned char)*name) * 1099511628211U;
    return h | 1; /* 0 is the register as a whole */
}

static void say(struct events *e, const char *name, uint64_t hash, int64_t size, int64_t spread_ms) {
    struct buf b;
    buf_init(&b, 512);
    buf_addf(&b, "id: %lld\nevent: change\ndata: {\"size\":%lld,\"topic\":\"%s\",\"spread\":%lld}\n\n", (long long)size,
             (long long)size, name, (long long)spread_ms);
    sockets_broadcast(http_sockets(e->site->http), hash, buf_str(&b));
    buf_release(&b);
}

static void topic_changed(struct events *e, const char *name, uint64_t hash) {
    atomic_store(&e->changed[hash % SLOTS], e->until);
    struct topic *t = NULL;
    for (size_t i = 0; i < e->topic_count && !t; i++)
        if (e->topics[i].hash == hash) t = &e->topics[i];
    if (!t && e->topic_count == TOPICS_MAX) { /* very much at once, an import: nothing is forgotten for it */
        if (sockets_streams(http_sockets(e->site->http))) say(e, name, hash, e->until, SPREAD_MS_MAX);
        return;
    }
    if (!t) {
        t = &e->topics[e->topic_count++];
        *t = (struct topic){ .hash = hash };
        memcpy(t->name, name, strlen(name) + 1);
    }
    t->size = e->until;
    t->urgent |= e->urgent;
}

static void topic_add(struct events *e, const char *thing, int64_t id) {
    char name[48];
    int n = snprintf(name, sizeof name, "%s/%lld", thing, (long long)id);
    if (n < 0 || (size_t)n >= sizeof name) return;
    topic_changed(e, name, topic_hash(name));
}

/* A motion's and a topic's page is their meeting's. */
static void thing_add(struct events *e, struct db *db, const char *thing, int64_t id) {
    topic_add(e, thing, id);
    int64_t meeting = 0;
    if (strcmp(thing, "motion") == 0)
        meeting = db_int(db, 0, "SELECT meeting FROM motion WHERE id = $1", V(id));
    else if (strcmp(thing, "topic") == 0)
        meeting = db_int(db, 0, "SELECT meeting FROM topic WHERE id = $1", V(id));
    if (meeting) topic_add(e, "meeting", meeting);
}

/* What a leaf speaks of by its fields: acts too frequent to be traced by thing are found so. */
static void leaf_read(struct events *e, struct db *db, struct str entry) {
    json_t *leaf = NULL;
    if (json_parse(entry, &leaf, NULL) < 0) return;
    const char *name = json_string_value(json_object_get(leaf, "kind"));
    const struct act_kind *kind = name ? act_kind(name) : NULL;
    e->urgent = !kind || !kind->quiet;
    topic_changed(e, "register", 0);
    for (const struct field *f = kind ? kind->fields : NULL; f && f->name; f++) {
        const json_t *value =
            f->type == FIELD_REF && f->ref ? json_object_get(json_object_get(leaf, "args"), f->name) : NULL;
        if (json_is_integer(value)) thing_add(e, db, f->ref, json_integer_value(value));
    }
    json_decref(leaf);
}

static void read_changes(struct events *e, struct db *db, int64_t from, int64_t to) {
    struct arena arena;
    arena_init(&arena);
    struct rows *r = db_rows(db, "SELECT DISTINCT thing, id FROM mention WHERE entry >= $1 AND entry < $2 LIMIT $3",
                             V(from), V(to), V(TOPICS_MAX));
    struct {
        const char *thing;
        int64_t id;
    } *found = arena_alloc(&arena, sizeof *found * TOPICS_MAX);
    size_t count = 0;
    while (rows_next(r) && count < TOPICS_MAX) {
        found[count].thing = arena_z(&arena, rows_str(r, 0));
        found[count++].id = rows_int(r, 1);
    }
    rows_done(r);
    e->until = to;
    e->urgent = true; /* only what is news is traced by thing */
    for (size_t i = 0; i < count; i++) thing_add(e, db, found[i].thing, found[i].id);
    for (int64_t n = from > to - LEAVES_MAX ? from : to - LEAVES_MAX; n < to; n++)
        leaf_read(e, db, record_entry(db, &arena, n));
    arena_release(&arena);
}

/* What all who hear of a meeting ask for. */
static void prepare(struct events *e, const char *topic) {
    char path[80];
    if (strncmp(topic, "meeting/", 8) != 0) return;
    snprintf(path, sizeof path, "/meetings/%s/live", topic + 8);
    prepare_view(e->site, path);
}

static void read_growth(struct events *e) {
    int64_t size = alliance_size(e->site->alliance);
    if (size <= e->size) return;
    struct db *db = store_reader(alliance_store(e->site->alliance));
    if (db_begin(db, NULL) == 0) {
        read_changes(e, db, e->size, size);
        db_rollback(db);
        atomic_store(&e->size, size);
    }
    store_reader_done(alliance_store(e->site->alliance), db);
}

static void tell_due(struct events *e) {
    int64_t streams = (int64_t)sockets_streams(http_sockets(e->site->http)), now = clock_ms();
    int64_t pause = QUIET_MS + streams / QUIET_STREAMS, spread = streams / SPREAD_STREAMS;
    size_t kept = 0;
    for (size_t i = 0; i < e->topic_count; i++) {
        struct topic *t = &e->topics[i];
        bool rested = now - t->told_ms >= pause;
        if (t->size && (t->urgent || rested)) {
            if (streams) {
                prepare(e, t->name);
                say(e, t->name, t->hash, t->size, spread < SPREAD_MS_MAX ? spread : SPREAD_MS_MAX);
            }
            t->size = 0;
            t->urgent = false;
            t->told_ms = now;
        } else if (!t->size && rested) {
            continue; /* forgotten */
        }
        if (kept != i) e->topics[kept] = *t;
        kept++;
    }
    e->topic_count = kept;
}

static void *watch(void *cls) {
    struct events *e = cls;
    while (!atomic_load(&e->stop)) {
        nanosleep(&(struct timespec){ .tv_nsec = LOOK_EVERY_MS * 1000000L }, NULL);
        read_growth(e);
        tell_due(e);
    }
    return NULL;
}

int events_start(struct events **ret, struct site *site, struct error *err) {
    struct events *e = mem_alloc(sizeof *e);
    e->site = site;
    atomic_init(&e->size, alliance_size(site->alliance));
    for (size_t i = 0; i < SLOTS; i++) /* what changed before the start is not known: all of it */
        atomic_init(&e->changed[i], e->size);
    site->events = e;
    if (pthread_create(&e->thread, NULL, watch, e) != 0) {
        free(e);
        return error_set(err, ERR_IO, T("The server could not start its threads.", "服务器无法启动工作线程。"));
    }
    *ret = e;
    return 0;
}

void events_stop(struct events *e) {
    atomic_store(&e->stop, true);
    pthread_join(e->thread, NULL);
    free(e);
}

/* ---- GET /events ---- */

static bool topic_ok(const char *name) {
    struct str id = str_of(name);
    struct str thing = str_cut(&id, '/');
    int64_t n;
    if (thing.len == 0 || thing.len > 24 || str_int(id.data ? id : STR(""), &n) < 0) return false;
    for (size_t i = 0; i < thing.len; i++)
        if (!((thing.data[i] >= 'a' && thing.data[i] <= 'z') || thing.data[i] == '_' || thing.data[i] == '-'))
            return false;
    return true;
}

static int64_t since_of(const struct request *r) {
    const char *since = request_header(r, "last-event-id");
    int64_t n;
    if (!since) since = pairs_get(&r->params, "since");
    return since && str_int(str_of(since), &n) == 0 ? n : INT64_MAX;
}

static struct response *busy_response(struct site *site, const struct request *r) {
    return problem_response(site, r, 503, T("Very many are listening at once", "当前收听人数过多"),
                            T("Please try again in a minute.", "请一分钟后再试。"), 30);
}

/* What a stream begins with. The id is what the client names when it comes back, so it never runs ahead: not of what has been
 * read of the register (the next look may find a change in what is there already), nor of a change told in the same breath. */
static void stream_head(struct buf *head, int64_t size, bool told, const char *topic) {
    buf_addz(
        head,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\n"
        "X-Content-Type-Options: nosniff\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\nretry: 3000\n");
    if (!told) buf_addf(head, "id: %lld\n", (long long)size);
    buf_addf(head, "event: hello\ndata: {\"size\":%lld}\n\n", (long long)size);
    if (told)
        buf_addf(head, "id: %lld\nevent: change\ndata: {\"size\":%lld,\"topic\":\"%s\"}\n\n", (long long)size,
                 (long long)size, topic ? topic : "register");
}

/* On the event thread. NULL: the exchange has become a stream. */
static struct response *become_stream(struct site *site, struct exchange *x) {
    const struct request *r = exchange_request(x);
    const char *topic = pairs_get(&r->params, "topic");
    uint64_t hash = topic ? topic_hash(topic) : 0;
    int64_t size = atomic_load(&site->events->size); /* before `changed`, which may be newer but not older */
    int64_t changed = atomic_load(&site->events->changed[hash % SLOTS]);
    struct buf head;
    buf_init(&head, 2048);
    stream_head(&head, size > changed ? size : changed, changed > since_of(r), topic);
    int fd = r->method == METHOD_HEAD ? -1 : exchange_take_socket(x);
    if (fd < 0) {
        buf_release(&head);
        return busy_response(site, r);
    }
    if (sockets_stream(http_sockets(site->http), fd, &r->client, r->person, hash, buf_str(&head)) < 0) {
        static const char busy[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nConnection: close\r\n\r\n";
        ssize_t ignored = write(fd, busy, sizeof busy - 1);
        (void)ignored;
        sockets_linger(http_sockets(site->http), fd);
    } else if (atomic_load(&site->events->changed[hash % SLOTS]) != changed)
        say(site->events, topic ? topic : "register", hash, alliance_size(site->alliance),
            0); /* it fell between the two */
    buf_release(&head);
    return NULL;
}

static struct response *stream_made(void *context) {
    struct job *job = context;
    return become_stream(job->site, job->x);
}

/* A session is looked up first: its person's streams count to the person, not to the venue's one address. */
static void events_job(void *arg) {
    struct job *job = arg;
    struct who who;
    if (who_asks(job->site, exchange_request(job->x), &who))
        exchange_answer_made(job->x, stream_made, job);
    else
        answer_busy(job->site, job->x);
}

static void run_events(struct site *site, struct exchange *x, const struct match *m) {
    const struct request *r = exchange_request(x);
    const char *topic = pairs_get(&r->params, "topic");
    struct who who;
    if (topic && !topic_ok(topic)) {
        exchange_answer(x, problem_response(site, r, 400, T("This is not a topic", "主题格式不正确"),
                                            T("It is written meeting/12.", "正确写法如 meeting/12。"), 0));
        return;
    }
    if (who_claims(site, r) && !who_recalled(site, exchange_request(x), &who)) {
        run_on_worker(site, x, m, events_job);
        return;
    }
    struct response *instead = become_stream(site, x);
    if (instead) exchange_answer(x, instead);
}

const struct route routes_events[] = {
    { .pattern = "/events", .flags = ROUTE_GET, .run = run_events },
    { 0 },
};
