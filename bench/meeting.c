/* A hall of browsers at one meeting: PEOPLE signed in, and VIEWERS who only watch, each with the page loaded and an event
 * stream open. The chair puts a motion, everybody votes, the chair closes it, and everybody waits for the result.
 *
 *     meeting --to 127.0.0.1:8080 --meeting 1 --people FILE --viewers 8000 --round 1:8:TC-2026-001 --round 2:0:TC-2026-002
 *
 * FILE has a line for each person, "COOKIE CSRF"; the first is the chair. A round is MOTION:SECONDS:MARK: the motion that is
 * put, over how long the votes spread (0: all at once, each the moment it may), and a text that the public part of the page
 * holds once the result is there. What a browser does is done as web/meeting.js does it:
 *
 *   - An event names the register's size and over how many milliseconds to spread the asking; a random part of them later the
 *     page asks for /meetings/N/live?at=SIZE, one such question at a time, with the ETag of what it holds. When the key in there is
 *     another one than before, who is signed in asks for /meetings/N/mine; only then does the page offer a vote.
 *   - A vote is a form with an idempotency key; it is sent again, under the same key, when the connection ends before the
 *     answer.
 *   - What is asked takes an idle connection, and opens a second one only when the first is busy.
 *   - A stream that ends is opened again with Last-Event-ID.
 *
 * A vote's time runs from when it was due, so a stall of this program counts against the server too. "Holds the result" is
 * when the whole document with MARK in it has been read, counted from when the chair sent the close. The result is one JSON
 * object. People come from 127.0.0.1, all of them: a venue is one address. Viewers come from many. One thread and epoll. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "address.h"

enum {
    CROWD_MAX = 20000,
    ROUNDS_MAX = 8,
    REQUEST_MAX = 1024,
    JOINING_MAX = 64, /* who comes in at the same time */
    PAUSE_MS = 1500,  /* between the phases, so that one does not run into the next */
    AGAIN_MS = 300,   /* before a lost connection is tried again */
    GIVE_UP_S = 60,
    KNOWN_MAX = 64,  /* documents whose ETag was met */
    ADDRESSES = 400, /* of viewers */
    DOCUMENT_MAX = 16 << 20,
};

enum asked { ASK_NONE, ASK_PAGE, ASK_LIVE, ASK_MINE, ASK_VOTE, ASK_CHAIR, ASK_STREAM };

struct person;
struct channel {
    struct person *person;
    int fd; /* -1: closed */
    enum asked asked;
    char *request; /* kept until it is answered */
    size_t request_len, sent;
    char *in;
    size_t in_len, in_size, head_len;
    long body_len;
    int status;
    int64_t begun_us;
};

struct person {
    char *cookie, *csrf;             /* NULL: a viewer */
    struct channel stream, lines[2]; /* what is asked takes an idle line, as in a browser */
    char etag[40];
    uint64_t key;
    int64_t last_event, wanted, fetch_at, vote_at, stream_at, line_at[2]; /* 0: not due */
    bool joined, following, voted, holds;
    int round_seen; /* of the rounds put, the last this one has read since */
};

static struct {
    struct sockaddr_in to;
    const char *host;
    long meeting;
    size_t people, viewers;
    char page[64], mine[64];
    struct {
        long motion;
        double seconds;
        const char *mark;
    } rounds[ROUNDS_MAX];
    int round_count;
} ask;

static struct person *crowd;
static size_t crowd_count;
static int poller;
static uint64_t run_id;
static struct channel chair;
static bool few_descriptors; /* viewers hang up after each answer, as a phone does that sleeps meanwhile */

static struct {
    size_t joined, joining, joined_next, seen, voted, holding;
    uint64_t events, live, live_same, mine, bytes, reconnects, failed;
    char first_failure[400];
    double *votes_ms, *result_ms, *seen_ms;
} now_is;
static int round_now = -1;
static enum { JOIN, QUIET, PUT, VOTE, SETTLE, CLOSE, DONE } phase;
static int64_t phase_since_us, chair_sent_us, chair_took_us, vote_begun_us, vote_ended_us;

static int64_t now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void die(const char *why) {
    fprintf(stderr, "meeting: %s: %s\n", why, strerror(errno));
    exit(2);
}

static uint64_t chance(void) {
    static uint64_t x = 88172645463325252u;
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    return x;
}

static void note_failure(const char *why, const struct channel *c) {
    now_is.failed++;
    if (!now_is.first_failure[0])
        snprintf(now_is.first_failure, sizeof now_is.first_failure, "%s: %.*s", why,
                 (int)(c->in_len < 350 ? c->in_len : 350), c->in ? c->in : "");
}

/* ---- connections ---- */

static void channel_close(struct channel *c) {
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
    c->sent = c->in_len = c->head_len = 0;
}

/* False: out of descriptors for a moment; it is tried again. */
static bool channel_open(struct channel *c) {
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (c->fd < 0 && errno == EMFILE) return false;
    if (c->fd < 0) die("socket");
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (c->person && !c->person->cookie) {
        size_t n = (size_t)(c->person - crowd) % ADDRESSES;
        struct sockaddr_in from = { .sin_family = AF_INET,
                                    .sin_addr.s_addr = htonl((uint32_t)(0x7f010001u + (n / 200 << 8) + n % 200)) };
        setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        if (bind(c->fd, (struct sockaddr *)&from, sizeof from) != 0) die("bind");
    }
    if (connect(c->fd, (const struct sockaddr *)&ask.to, sizeof ask.to) != 0 && errno != EINPROGRESS) die("connect");
    struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLET | EPOLLRDHUP, .data.ptr = c };
    if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e) != 0) die("epoll");
    return true;
}

static void send_some(struct channel *c) {
    while (c->fd >= 0 && c->asked && c->sent < c->request_len) {
        ssize_t n = send(c->fd, c->request + c->sent, c->request_len - c->sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return; /* not yet, or gone: reading will tell */
        c->sent += (size_t)n;
    }
}

/* What was asked is asked again a little later. */
static void lost(struct channel *c) {
    struct person *p = c->person;
    bool stream = c == &p->stream, asking = c->asked != ASK_NONE;
    channel_close(c);
    if (!asking) return;
    if (c == &chair) die("the chair was hung up on");
    now_is.reconnects++;
    int64_t again = now_us() + AGAIN_MS * 1000;
    if (stream)
        p->stream_at = again;
    else
        p->line_at[c - p->lines] = again;
}

/* `body` NULL: GET. */
static void ask_for(struct channel *c, enum asked what, const char *path, const char *body, const char *key,
                    int64_t due_us) {
    const struct person *p = c->person;
    if (!c->request && !(c->request = malloc(REQUEST_MAX))) die("memory");
    int n = snprintf(c->request, REQUEST_MAX, "%s %s HTTP/1.1\r\nHost: %s\r\nAccept-Language: en\r\n",
                     body ? "POST" : "GET", path, ask.host);
    size_t room = REQUEST_MAX - (size_t)n;
    char *at = c->request + n;
    if (p->cookie) n = snprintf(at, room, "Cookie: charterd=%s\r\n", p->cookie), at += n, room -= (size_t)n;
    if (what == ASK_STREAM && p->last_event)
        n = snprintf(at, room, "Last-Event-ID: %lld\r\n", (long long)p->last_event), at += n, room -= (size_t)n;
    if (what == ASK_LIVE && p->etag[0])
        n = snprintf(at, room, "If-None-Match: %s\r\n", p->etag), at += n, room -= (size_t)n;
    if (body)
        n = snprintf(at, room,
                     "Origin: http://%s\r\nSec-Fetch-Site: same-origin\r\nX-CSRF-Token: %s\r\nIdempotency-Key: %s\r\n"
                     "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
                     ask.host, p->csrf, key, strlen(body), body);
    else
        n = snprintf(at, room, "Accept-Encoding: gzip\r\n\r\n");
    if (n < 0 || (size_t)n >= room) errno = EMSGSIZE, die("request");
    c->request_len = (size_t)(at - c->request) + (size_t)n;
    c->asked = what;
    c->begun_us = due_us;
    c->sent = c->in_len = c->head_len = 0;
    if (c->fd < 0 && !channel_open(c)) lost(c);
    send_some(c);
}

/* ---- what a browser does ---- */

static void open_stream(struct person *p) {
    char path[128];
    snprintf(path, sizeof path, "/events?topic=meeting/%ld&since=%lld", ask.meeting, (long long)p->wanted);
    p->stream_at = 0;
    ask_for(&p->stream, ASK_STREAM, path, NULL, NULL, now_us());
}

/* Two are enough: following asks one thing at a time, and there is one vote. */
static struct channel *idle_line(struct person *p) { return &p->lines[p->lines[0].asked != ASK_NONE]; }

static void follow(struct person *p) {
    char path[96];
    if (p->following) {
        p->fetch_at = now_us() + 50000;
        return;
    }
    p->fetch_at = 0;
    snprintf(path, sizeof path, "/meetings/%ld/live?lang=en&at=%lld", ask.meeting, (long long)p->wanted);
    p->following = true;
    ask_for(idle_line(p), ASK_LIVE, path, NULL, NULL, now_us());
}

static void follow_soon(struct person *p, int64_t size, long spread_ms) {
    if (size > p->wanted) p->wanted = size;
    if (!p->fetch_at) p->fetch_at = now_us() + (int64_t)(chance() % (uint64_t)((spread_ms ? spread_ms : 50) * 1000));
}

static void vote(struct person *p, int64_t due_us) {
    static const char *const words[] = { "affirmative", "affirmative", "affirmative", "negative", "abstention" };
    char body[128], key[64];
    size_t n = (size_t)(p - crowd);
    snprintf(body, sizeof body, "motion=%ld&vote=%s", ask.rounds[round_now].motion, words[n % 5]);
    snprintf(key, sizeof key, "hall-%llx-%d-%zu", (unsigned long long)run_id, round_now, n);
    p->vote_at = 0;
    ask_for(idle_line(p), ASK_VOTE, "/api/v1/acts/motion.vote", body, key, due_us);
}

/* The moment somebody holds what was put. */
static void put_seen(struct person *p) {
    if (phase != PUT || p->round_seen == round_now) return;
    p->round_seen = round_now;
    now_is.seen_ms[now_is.seen++] = (double)(now_us() - chair_sent_us) / 1000;
    if (p->cookie && ask.rounds[round_now].seconds <= 0) vote(p, now_us());
}

/* What a document says, remembered by its ETag: a hall reads the same one. */
struct known {
    char etag[40];
    int round;
    bool shows; /* the result of this round */
    uint64_t key;
};

static uint64_t key_in(const char *text, size_t len) {
    const char *at = memmem(text, len, "data-key=\"", 10), *end = text + len;
    uint64_t h = 14695981039346656037u;
    for (at = at ? at + 10 : end; at < end && *at != '"'; at++) h = (h ^ (unsigned char)*at) * 1099511628211u;
    return h;
}

static const struct known *document_read(const char *etag, const char *body, size_t len, bool gzip) {
    static struct known all[KNOWN_MAX];
    static size_t next;
    for (size_t i = 0; etag[0] && i < KNOWN_MAX; i++)
        if (all[i].round == round_now && strcmp(all[i].etag, etag) == 0) return &all[i];
    static char plain[DOCUMENT_MAX];
    if (gzip) {
        z_stream z = { .next_in = (Bytef *)(uintptr_t)body,
                       .avail_in = (uInt)len,
                       .next_out = (Bytef *)plain,
                       .avail_out = sizeof plain };
        if (inflateInit2(&z, 15 + 16) != Z_OK || inflate(&z, Z_FINISH) != Z_STREAM_END)
            die("a document that is no gzip");
        len = sizeof plain - z.avail_out;
        body = plain;
        inflateEnd(&z);
    }
    struct known *k = &all[next++ % KNOWN_MAX];
    const char *mark = round_now < 0 ? "" : ask.rounds[round_now].mark;
    *k = (struct known){ .round = round_now,
                         .shows = round_now >= 0 && memmem(body, len, mark, strlen(mark)),
                         .key = key_in(body, len) };
    snprintf(k->etag, sizeof k->etag, "%s", etag);
    return k;
}

static void holds_result(struct person *p) {
    if (p->holds) return;
    p->holds = true;
    now_is.result_ms[now_is.holding++] = (double)(now_us() - chair_sent_us) / 1000;
}

/* ---- answers ---- */

static bool header_of(const struct channel *c, const char *name, char *ret, size_t size) {
    size_t len = strlen(name);
    const char *end = c->in + c->head_len;
    for (const char *line = c->in; line && line < end;
         line = memmem(line, (size_t)(end - line), "\r\n", 2), line = line ? line + 2 : NULL) {
        if ((size_t)(end - line) <= len || strncasecmp(line, name, len) != 0 || line[len] != ':') continue;
        const char *value = line + len + 1, *stop = memchr(value, '\r', (size_t)(end - value));
        while (value < stop && *value == ' ') value++;
        snprintf(ret, size, "%.*s", (int)(stop - value), value);
        return true;
    }
    return false;
}

/* True when something personal has changed. */
static bool answered_live(struct person *p, const struct channel *c) {
    char encoding[16] = "";
    now_is.live++;
    now_is.live_same += c->status == 304;
    if (c->status != 200 && c->status != 304) note_failure("live", c);
    if (c->status != 200) return false;
    if (!header_of(c, "ETag", p->etag, sizeof p->etag)) p->etag[0] = '\0';
    header_of(c, "Content-Encoding", encoding, sizeof encoding);
    const struct known *k =
        document_read(p->etag, c->in + c->head_len, (size_t)c->body_len, strcmp(encoding, "gzip") == 0);
    if (phase == CLOSE && k->shows) holds_result(p);
    bool changed = k->key != p->key;
    p->key = k->key;
    return changed;
}

static void answered_vote(struct person *p, const struct channel *c) {
    if (c->status < 200 || c->status > 299) note_failure("vote", c);
    p->voted = true;
    vote_ended_us = now_us();
    now_is.votes_ms[now_is.voted++] = (double)(vote_ended_us - c->begun_us) / 1000;
}

static void answered(struct channel *c) {
    struct person *p = c->person;
    enum asked what = c->asked;
    bool changed = false;
    c->asked = ASK_NONE;
    now_is.bytes += c->head_len + (size_t)c->body_len;
    switch (what) {
    case ASK_PAGE: {
        if (c->status != 200) note_failure("page", c);
        char encoding[16] = "";
        header_of(c, "Content-Encoding", encoding, sizeof encoding);
        p->key = document_read("", c->in + c->head_len, (size_t)c->body_len, strcmp(encoding, "gzip") == 0)->key;
        open_stream(p);
        break;
    }
    case ASK_LIVE:
        changed = answered_live(p, c);
        if (changed && !p->cookie) put_seen(p);
        break;
    case ASK_MINE:
        now_is.mine++;
        if (c->status != 200) note_failure("mine", c);
        put_seen(p);
        break;
    case ASK_VOTE: answered_vote(p, c); break;
    case ASK_CHAIR:
        if (c->status < 200 || c->status > 299) {
            note_failure("chair", c);
            fprintf(stderr, "meeting: the chair was refused: %s\n", now_is.first_failure);
            exit(1);
        }
        chair_took_us = now_us() - chair_sent_us;
        break;
    default: break;
    }
    bool hang_up = memmem(c->in, c->head_len, "Connection: close", 17) != NULL;
    c->in_len = c->head_len = 0;
    if (hang_up || (few_descriptors && !p->cookie)) channel_close(c);
    if (changed && p->cookie)
        ask_for(c, ASK_MINE, ask.mine, NULL, NULL, now_us());
    else if (what == ASK_LIVE || what == ASK_MINE)
        p->following = false;
}

/* Whole events of a stream; the rest stays. */
static void read_events(struct channel *c) {
    struct person *p = c->person;
    size_t at = c->head_len;
    for (;;) {
        char *end = memmem(c->in + at, c->in_len - at, "\n\n", 2);
        if (!end) break;
        size_t len = (size_t)(end - (c->in + at));
        const char *id = memmem(c->in + at, len, "id: ", 4);
        if (id) p->last_event = strtoll(id + 4, NULL, 10);
        if (memmem(c->in + at, len, "event: change", 13)) {
            const char *size = memmem(c->in + at, len, "\"size\":", 7),
                       *spread = memmem(c->in + at, len, "\"spread\":", 9);
            now_is.events++;
            follow_soon(p, size ? strtoll(size + 7, NULL, 10) : 0, spread ? strtol(spread + 9, NULL, 10) : 0);
        } else if (!p->joined && memmem(c->in + at, len, "event: hello", 12)) {
            p->joined = true;
            now_is.joined++;
            now_is.joining--;
        }
        at += len + 2;
    }
    memmove(c->in + c->head_len, c->in + at, c->in_len - at);
    c->in_len -= at - c->head_len;
}

static bool read_head(struct channel *c) {
    char *end = memmem(c->in, c->in_len, "\r\n\r\n", 4);
    if (!end) return false;
    char length[24] = "0";
    c->head_len = (size_t)(end - c->in) + 4;
    c->status = (int)strtol(c->in + 9, NULL, 10);
    header_of(c, "Content-Length", length, sizeof length);
    c->body_len = c->status == 304 ? 0 : strtol(length, NULL, 10);
    return true;
}

static void receive(struct channel *c) {
    while (c->fd >= 0) {
        if (c->in_size - c->in_len < 16384) {
            c->in_size = c->in_size ? c->in_size * 2 : 32768;
            if (!(c->in = realloc(c->in, c->in_size))) die("memory");
        }
        ssize_t n = recv(c->fd, c->in + c->in_len, c->in_size - c->in_len, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
        if (n <= 0) {
            lost(c);
            break;
        }
        c->in_len += (size_t)n;
        if (!c->head_len && !read_head(c)) continue;
        if (c->asked == ASK_STREAM && c->status != 200) {
            note_failure("stream", c);
            lost(c);
        } else if (c->asked == ASK_STREAM)
            read_events(c);
        else if (c->in_len >= c->head_len + (size_t)c->body_len)
            answered(c);
    }
    /* Ten thousand buffers of the longest page are not what is measured. */
    if (c->in_len == 0 && c->in_size) {
        free(c->in);
        c->in = NULL;
        c->in_size = 0;
    }
}

/* ---- the meeting ---- */

static void enter(int next) {
    phase = next;
    phase_since_us = now_us();
}

static void chair_says(const char *kind) {
    char path[64], body[64], key[64];
    snprintf(path, sizeof path, "/api/v1/acts/%s", kind);
    snprintf(body, sizeof body, "motion=%ld", ask.rounds[round_now].motion);
    snprintf(key, sizeof key, "hall-%llx-%s-%d", (unsigned long long)run_id, kind, round_now);
    chair_sent_us = now_us();
    chair_took_us = 0;
    ask_for(&chair, ASK_CHAIR, path, body, key, chair_sent_us);
}

static int by_size(const void *a, const void *b) {
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}
static double quantile(double *items, size_t count, double q) {
    if (count == 0) return 0;
    qsort(items, count, sizeof *items, by_size);
    size_t at = (size_t)((double)count * q);
    return items[at < count ? at : count - 1];
}

static int64_t put_took_us, quiet_events, quiet_live;

static void report_round(void) {
    printf("%s{\"motion\": %ld, \"spread_s\": %.1f, \"put_ms\": %.2f, \"put_seen_p50_ms\": %.1f, \"put_seen_max_ms\": "
           "%.1f, "
           "\"votes\": %zu, \"votes_s\": %.3f, \"vote_p50_ms\": %.3f, \"vote_p99_ms\": %.3f, \"vote_max_ms\": %.3f, "
           "\"close_ms\": %.2f, \"holding\": %zu, \"result_p50_ms\": %.1f, \"result_p99_ms\": %.1f, \"result_max_ms\": "
           "%.1f, "
           "\"events\": %llu, \"live\": %llu}",
           round_now ? ", " : "", ask.rounds[round_now].motion, ask.rounds[round_now].seconds,
           (double)put_took_us / 1000, quantile(now_is.seen_ms, now_is.seen, 0.5),
           quantile(now_is.seen_ms, now_is.seen, 1), now_is.voted, (double)(vote_ended_us - vote_begun_us) / 1e6,
           quantile(now_is.votes_ms, now_is.voted, 0.5), quantile(now_is.votes_ms, now_is.voted, 0.99),
           quantile(now_is.votes_ms, now_is.voted, 1), (double)chair_took_us / 1000, now_is.holding,
           quantile(now_is.result_ms, now_is.holding, 0.5), quantile(now_is.result_ms, now_is.holding, 0.99),
           quantile(now_is.result_ms, now_is.holding, 1),
           (unsigned long long)now_is.events - (unsigned long long)quiet_events,
           (unsigned long long)now_is.live - (unsigned long long)quiet_live);
}

static void begin_votes(void) {
    put_took_us = chair_took_us;
    if (ask.rounds[round_now].seconds <= 0)
        vote_begun_us = chair_sent_us;
    else
        vote_begun_us = now_us();
    for (size_t i = 0; i < ask.people && ask.rounds[round_now].seconds > 0; i++)
        crowd[i].vote_at = vote_begun_us + 1 + (int64_t)(chance() % (uint64_t)(ask.rounds[round_now].seconds * 1e6));
    enter(VOTE);
}

static void begin_round(void) {
    round_now++;
    now_is.seen = now_is.voted = now_is.holding = 0;
    quiet_events = (int64_t)now_is.events;
    quiet_live = (int64_t)now_is.live;
    for (size_t i = 0; i < crowd_count; i++) crowd[i].voted = crowd[i].holds = false;
    enter(PUT);
    chair_says("motion.put");
}

static void step(int64_t now) {
    bool paused = now - phase_since_us > PAUSE_MS * 1000;
    switch (phase) {
    case JOIN:
        while (now_is.joining < JOINING_MAX && now_is.joined_next < crowd_count) {
            struct person *p = &crowd[now_is.joined_next++];
            now_is.joining++;
            ask_for(&p->lines[0], ASK_PAGE, ask.page, NULL, NULL, now);
        }
        if (now_is.joined == crowd_count) {
            printf("{\"people\": %zu, \"viewers\": %zu, \"join_s\": %.2f, \"rounds\": [", ask.people, ask.viewers,
                   (double)(now - phase_since_us) / 1e6);
            enter(QUIET);
        }
        break;
    case QUIET:
        if (!paused) break;
        if (round_now + 1 == ask.round_count)
            enter(DONE);
        else
            begin_round();
        break;
    case PUT:
        if (chair_took_us && now_is.seen == crowd_count) begin_votes();
        break;
    case VOTE:
        if (now_is.voted == ask.people) enter(SETTLE);
        break;
    case SETTLE:
        if (!paused) break;
        enter(CLOSE);
        chair_says("motion.close");
        break;
    case CLOSE:
        if (chair_took_us && now_is.holding == crowd_count) {
            report_round();
            enter(QUIET);
        }
        break;
    case DONE: break;
    }
    if (phase != DONE && now - phase_since_us > GIVE_UP_S * 1000000LL) {
        fprintf(stderr,
                "meeting: phase %d of round %d took too long: %zu of %zu joined, %zu saw the motion, %zu voted, %zu "
                "hold the result; %s\n",
                (int)phase, round_now, now_is.joined, crowd_count, now_is.seen, now_is.voted, now_is.holding,
                now_is.first_failure);
        exit(1);
    }
}

static void again(struct channel *c) {
    if (!channel_open(c)) lost(c);
    send_some(c);
}

static void do_due(int64_t now) {
    for (size_t i = 0; i < crowd_count; i++) {
        struct person *p = &crowd[i];
        if (p->fetch_at && p->fetch_at <= now) follow(p);
        if (p->vote_at && p->vote_at <= now) vote(p, p->vote_at);
        if (p->stream_at && p->stream_at <= now) open_stream(p);
        for (int k = 0; k < 2; k++)
            if (p->line_at[k] && p->line_at[k] <= now) p->line_at[k] = 0, again(&p->lines[k]);
    }
}

static void run(void) {
    struct epoll_event events[512];
    int64_t due_at = 0;
    enter(JOIN);
    while (phase != DONE) {
        int n = epoll_wait(poller, events, 512, 1);
        for (int i = 0; i < n; i++) {
            struct channel *c = events[i].data.ptr;
            if (c->fd < 0) continue; /* closed by an event before it */
            if (events[i].events & EPOLLOUT) send_some(c);
            if (events[i].events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) receive(c);
        }
        int64_t now = now_us();
        if (now - due_at < 1000) continue;
        due_at = now;
        do_due(now);
        step(now);
    }
}

/* ---- starting ---- */

static void people_read(const char *path) {
    FILE *f = fopen(path, "r");
    char cookie[64], csrf[64];
    if (!f) die(path);
    while (fscanf(f, "%63s %63s", cookie, csrf) == 2 && ask.people < CROWD_MAX) {
        crowd[ask.people].cookie = strdup(cookie);
        crowd[ask.people++].csrf = strdup(csrf);
    }
    fclose(f);
    if (ask.people == 0) errno = EINVAL, die(path);
}

static void round_read(char *value) {
    char *seconds = strchr(value, ':'), *mark = seconds ? strchr(seconds + 1, ':') : NULL;
    if (!mark || ask.round_count == ROUNDS_MAX) errno = EINVAL, die("--round MOTION:SECONDS:MARK");
    ask.rounds[ask.round_count].motion = strtol(value, NULL, 10);
    ask.rounds[ask.round_count].seconds = strtod(seconds + 1, NULL);
    ask.rounds[ask.round_count++].mark = mark + 1;
}

static void arguments_read(int argc, char **argv) {
    const char *people = NULL;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--to") == 0) {
            ask.host = argv[i + 1];
            if (!address_read(ask.host, &ask.to)) errno = EINVAL, die("--to 127.x.x.x:PORT");
        } else if (strcmp(argv[i], "--meeting") == 0)
            ask.meeting = strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--viewers") == 0)
            ask.viewers = strtoul(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--people") == 0)
            people = argv[i + 1];
        else if (strcmp(argv[i], "--round") == 0)
            round_read(argv[i + 1]);
        else
            errno = EINVAL, die(argv[i]);
    }
    if (!ask.host || !people || !ask.meeting || ask.viewers > CROWD_MAX / 2)
        errno = EINVAL, die("--to, --people, --meeting");
    people_read(people);
    crowd_count = ask.people + ask.viewers;
    if (crowd_count > CROWD_MAX) errno = EINVAL, die("too many");
    snprintf(ask.page, sizeof ask.page, "/meetings/%ld/floor", ask.meeting);
    snprintf(ask.mine, sizeof ask.mine, "/meetings/%ld/mine?seat=floor&", ask.meeting);
}

int main(int argc, char **argv) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    crowd = calloc(CROWD_MAX, sizeof *crowd);
    poller = epoll_create1(EPOLL_CLOEXEC);
    if (poller < 0 || !crowd) die("start");
    arguments_read(argc, argv);
    few_descriptors = limit.rlim_cur < 2 * crowd_count + ask.people + 64;
    run_id = (uint64_t)now_us();
    now_is.votes_ms = calloc(3 * crowd_count, sizeof(double));
    if (!now_is.votes_ms) die("memory");
    now_is.result_ms = now_is.votes_ms + crowd_count;
    now_is.seen_ms = now_is.result_ms + crowd_count;
    for (size_t i = 0; i < crowd_count; i++) {
        struct person *p = &crowd[i];
        p->stream = p->lines[0] = p->lines[1] = (struct channel){ .person = p, .fd = -1 };
        p->round_seen = -1;
    }
    chair = (struct channel){ .person = &crowd[0], .fd = -1 };
    run();
    printf("], \"events\": %llu, \"live_asked\": %llu, \"live_same\": %llu, \"mine_asked\": %llu, \"received_mb\": "
           "%.1f, \"reconnects\": %llu, \"failed\": %llu}\n",
           (unsigned long long)now_is.events, (unsigned long long)now_is.live, (unsigned long long)now_is.live_same,
           (unsigned long long)now_is.mine, (double)now_is.bytes / 1e6, (unsigned long long)now_is.reconnects,
           (unsigned long long)now_is.failed);
    if (now_is.first_failure[0]) fprintf(stderr, "meeting: first failure: %s\n", now_is.first_failure);
    return now_is.failed ? 1 : 0;
}
