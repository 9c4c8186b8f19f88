/* A ring of jobs under one lock: see workers.h. */
#include "serve/workers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/arena.h"

struct job {
    void (*run)(void *arg);
    void *arg;
};

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct job *ring;
    size_t size, first;
    atomic_size_t count;
    bool stop;
    int thread_count;
    pthread_t threads[];
};

static void *work(void *cls) {
    struct workers *w = cls;
    pthread_mutex_lock(&w->lock);
    for (;;) {
        while (w->count == 0 && !w->stop) pthread_cond_wait(&w->more, &w->lock);
        if (w->count == 0) break;
        struct job job = w->ring[w->first];
        w->first = (w->first + 1) % w->size;
        w->count--;
        pthread_mutex_unlock(&w->lock);
        job.run(job.arg);
        pthread_mutex_lock(&w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

bool workers_do(struct workers *w, void (*run)(void *arg), void *arg) {
    pthread_mutex_lock(&w->lock);
    bool room = w->count < w->size && !w->stop;
    if (room) {
        w->ring[(w->first + w->count) % w->size] = (struct job){ run, arg };
        w->count++;
    }
    pthread_mutex_unlock(&w->lock);
    if (room) pthread_cond_signal(&w->more); /* after the lock: who wakes would only wait for it */
    return room;
}

size_t workers_waiting(const struct workers *w) { return atomic_load_explicit(&w->count, memory_order_relaxed); }

int workers_start(struct workers **ret, int threads, size_t queue_max, struct error *err) {
    struct workers *w = mem_alloc(sizeof *w + sizeof(pthread_t) * (size_t)threads);
    w->ring = mem_alloc(sizeof *w->ring * queue_max);
    w->size = queue_max;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->more, NULL);
    while (w->thread_count < threads && pthread_create(&w->threads[w->thread_count], NULL, work, w) == 0)
        w->thread_count++;
    if (w->thread_count < threads) {
        workers_stop(w);
        return error_set(err, ERR_IO, T("The server could not start its threads.", "服务器无法启动工作线程。"));
    }
    *ret = w;
    return 0;
}

void workers_stop(struct workers *w) {
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_broadcast(&w->more);
    pthread_mutex_unlock(&w->lock);
    for (int i = 0; i < w->thread_count; i++) pthread_join(w->threads[i], NULL);
    pthread_cond_destroy(&w->more);
    pthread_mutex_destroy(&w->lock);
    free(w->ring);
    free(w);
}
