/* Event streams and lingering closes: see sockets.h. One epoll thread owns every descriptor here; other threads hand
 * over descriptors and bytes through a locked inbox and a wake-up. */
#include "serve/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "serve/limits.h"
#include "serve/places.h"

struct item {
    struct item *next, *before;
    int fd;
    bool stream;
    struct places *places; /* of a stream: whose table, and its slot there */
    size_t place;
    uint64_t topic;
    char *pending; /* bytes the client has not taken yet */
    size_t pending_len;
    int64_t dropped; /* bytes read and thrown away */
    int64_t until_s; /* of a linger */
};

struct message {
    struct message *next;
    uint64_t topic;
    size_t len;
    char data[];
};

struct sockets {
    int epoll, wake;
    pthread_t thread;
    pthread_mutex_t lock; /* of arrivals and messages */
    struct item *arrivals;
    struct message *messages, **messages_end;
    bool stop;
    struct item *items; /* the thread's own */
    atomic_size_t streams, lingers;
    struct places addresses, persons; /* of streams */
};

static int64_t now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return t.tv_sec;
}

static void item_drop(struct sockets *s, struct item *it) {
    if (it->before)
        it->before->next = it->next;
    else
        s->items = it->next;
    if (it->next) it->next->before = it->before;
    if (it->stream) {
        places_give(it->places, it->place);
        atomic_fetch_sub(&s->streams, 1);
    } else {
        atomic_fetch_sub(&s->lingers, 1);
    }
    /* Closing alone would not take it out of the set while the library's duplicate is still open. */
    epoll_ctl(s->epoll, EPOLL_CTL_DEL, it->fd, NULL);
    close(it->fd);
    free(it->pending);
    free(it);
}

/* Writes or keeps for later; false when the client is too far behind or gone. */
static bool item_write(struct item *it, const char *data, size_t len) {
    if (it->pending_len == 0) {
        ssize_t n = send(it->fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno != EAGAIN && errno != EINTR) return false;
        if (n > 0) {
            data += n;
            len -= (size_t)n;
        }
    }
    if (len == 0) return true;
    if (it->pending_len + len > STREAM_BEHIND_BYTES_MAX) return false;
    it->pending = mem_grow(it->pending, it->pending_len + len);
    memcpy(it->pending + it->pending_len, data, len);
    it->pending_len += len;
    return true;
}

static bool item_flush(struct item *it) {
    if (it->pending_len == 0) return true;
    ssize_t n = send(it->fd, it->pending, it->pending_len, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    it->pending_len -= (size_t)n;
    memmove(it->pending, it->pending + n, it->pending_len);
    if (it->pending_len == 0) {
        free(it->pending);
        it->pending = NULL;
    }
    return true;
}

/* Reads and drops; false at the end. A stream's client has nothing to say: a few bytes are forgiven. */
static bool item_read(struct item *it) {
    char waste[65536];
    for (int round = 0; round < 16; round++) {
        ssize_t n = recv(it->fd, waste, sizeof waste, MSG_DONTWAIT);
        if (n == 0) return false;
        if (n < 0) return errno == EAGAIN || errno == EINTR;
        it->dropped += n;
        if (it->dropped > (it->stream ? STREAM_BEHIND_BYTES_MAX : LINGER_BYTES_MAX)) return false;
    }
    return true;
}

static void arrive(struct sockets *s, struct item *it) {
    it->next = s->items;
    it->before = NULL;
    if (it->next) it->next->before = it;
    s->items = it;
    if (!it->stream) shutdown(it->fd, SHUT_WR);
    struct epoll_event e = { .events = EPOLLIN | EPOLLRDHUP | (it->stream ? EPOLLOUT | EPOLLET : 0), .data.ptr = it };
    if (epoll_ctl(s->epoll, EPOLL_CTL_ADD, it->fd, &e) < 0 || !item_flush(it)) item_drop(s, it);
}

/* Takes what other threads left. False when it is time to stop. */
static bool inbox(struct sockets *s) {
    uint64_t ignored;
    ssize_t got = read(s->wake, &ignored, sizeof ignored);
    (void)got;
    pthread_mutex_lock(&s->lock);
    struct item *arrivals = s->arrivals;
    struct message *messages = s->messages;
    bool stop = s->stop;
    s->arrivals = NULL;
    s->messages = NULL;
    s->messages_end = &s->messages;
    pthread_mutex_unlock(&s->lock);
    for (struct item *it = arrivals, *next; it; it = next) {
        next = it->next;
        arrive(s, it);
    }
    for (struct message *m = messages, *next_message; m; m = next_message) {
        next_message = m->next;
        for (struct item *it = s->items, *next; it; it = next) {
            next = it->next;
            if (it->stream && it->topic == m->topic && !item_write(it, m->data, m->len)) item_drop(s, it);
        }
        free(m);
    }
    return !stop;
}

static void tick(struct sockets *s, int64_t now, int64_t *heartbeat_s) {
    bool beat = now >= *heartbeat_s;
    if (beat) *heartbeat_s = now + HEARTBEAT_S;
    for (struct item *it = s->items, *next; it; it = next) {
        next = it->next;
        bool keep = it->stream ? !beat || item_write(it, ":\n\n", 3) : now < it->until_s;
        if (!keep) item_drop(s, it);
    }
}

static void *run(void *cls) {
    struct sockets *s = cls;
    struct epoll_event events[256];
    int64_t ticked_s = now_s(), heartbeat_s = ticked_s + HEARTBEAT_S;
    for (bool going = true; going;) {
        int n = epoll_wait(s->epoll, events, 256, 1000);
        bool woken = false;
        for (int i = 0; i < n; i++) {
            struct item *it = events[i].data.ptr;
            if (!it) {
                woken = true; /* after the events: an item dropped by a message must not be met again below */
                continue;
            }
            bool keep = !(events[i].events & (EPOLLERR | EPOLLHUP)) && !(it->stream && (events[i].events & EPOLLRDHUP));
            if (keep && (events[i].events & EPOLLIN)) keep = item_read(it);
            if (keep && (events[i].events & EPOLLOUT)) keep = item_flush(it);
            if (!keep) item_drop(s, it);
        }
        if (woken) going = inbox(s);
        int64_t now = now_s();
        if (now != ticked_s) tick(s, now, &heartbeat_s);
        ticked_s = now;
    }
    while (s->items) item_drop(s, s->items);
    return NULL;
}

static void wake(struct sockets *s) {
    uint64_t one = 1;
    ssize_t ignored = write(s->wake, &one, sizeof one);
    (void)ignored;
}

static void hand_over(struct sockets *s, struct item *it) {
    pthread_mutex_lock(&s->lock);
    it->next = s->arrivals;
    s->arrivals = it;
    pthread_mutex_unlock(&s->lock);
    wake(s);
}

void sockets_linger(struct sockets *s, int fd) {
    if (atomic_fetch_add(&s->lingers, 1) >= LINGERS_MAX) {
        atomic_fetch_sub(&s->lingers, 1);
        close(fd);
        return;
    }
    struct item *it = mem_alloc(sizeof *it);
    it->fd = fd;
    it->until_s = now_s() + LINGER_S_MAX;
    hand_over(s, it);
}

int sockets_stream(struct sockets *s, int fd, const struct address *client, int64_t person, uint64_t topic,
                   struct str head) {
    struct places *places = person ? &s->persons : &s->addresses;
    size_t place = person ? places_of_person(places, person) : places_of_address(places, client);
    unsigned most = person                        ? STREAMS_PER_PERSON_MAX
                    : address_is_loopback(client) ? STREAMS_MAX
                                                  : STREAMS_PER_ADDRESS_MAX;
    if (atomic_fetch_add(&s->streams, 1) >= STREAMS_MAX) {
        atomic_fetch_sub(&s->streams, 1);
        return ERR_BUSY;
    }
    if (!places_take(places, place, most)) {
        atomic_fetch_sub(&s->streams, 1);
        return ERR_BUSY;
    }
    struct item *it = mem_alloc(sizeof *it);
    it->fd = fd;
    it->stream = true;
    it->places = places;
    it->place = place;
    it->topic = topic;
    it->pending = mem_alloc(head.len);
    memcpy(it->pending, head.data, head.len);
    it->pending_len = head.len;
    hand_over(s, it);
    return 0;
}

void sockets_broadcast(struct sockets *s, uint64_t topic, struct str event) {
    struct message *m = mem_alloc(sizeof *m + event.len);
    m->topic = topic;
    m->len = event.len;
    memcpy(m->data, event.data, event.len);
    pthread_mutex_lock(&s->lock);
    *s->messages_end = m;
    s->messages_end = &m->next;
    pthread_mutex_unlock(&s->lock);
    wake(s);
}

size_t sockets_streams(const struct sockets *s) { return atomic_load(&s->streams); }

int sockets_start(struct sockets **ret, struct error *err) {
    struct sockets *s = mem_alloc(sizeof *s);
    s->messages_end = &s->messages;
    pthread_mutex_init(&s->lock, NULL);
    places_init(&s->addresses);
    places_init(&s->persons);
    s->epoll = epoll_create1(EPOLL_CLOEXEC);
    s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event e = { .events = EPOLLIN, .data.ptr = NULL };
    if (s->epoll < 0 || s->wake < 0 || epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->wake, &e) < 0 ||
        pthread_create(&s->thread, NULL, run, s) != 0) {
        if (s->epoll >= 0) close(s->epoll);
        if (s->wake >= 0) close(s->wake);
        free(s);
        return error_set(err, ERR_IO, T("The server could not open its event queue.", "服务器无法建立事件队列。"));
    }
    *ret = s;
    return 0;
}

void sockets_stop(struct sockets *s) {
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_mutex_unlock(&s->lock);
    wake(s);
    pthread_join(s->thread, NULL);
    close(s->epoll);
    close(s->wake);
    pthread_mutex_destroy(&s->lock);
    free(s);
}
