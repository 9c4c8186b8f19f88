/* Printers and what they made: see pdf.h. A printer is talked to over one socket, which is its standard input; every wait on it has an
 * end, since what it sets was written by anybody. */
#include "effects/pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/paper.h"
#include "base/tar.h"

/* A printer goes after so many papers: what a library may have lost of its memory goes with it. */
enum { PAPERS_EACH_MAX = 500, KEPT_MAX = 32, KEPT_BYTES_MAX = 16 << 20, HEAD_BYTES = 5, LENGTH_BYTES = 4 };

struct printer {
    pid_t pid;
    int socket;
    int papers;
    bool busy;
};
struct kept {
    struct hash paper;
    char *bytes;
    size_t len;
    uint64_t used;
};

struct pdf_printers {
    char program[4096];
    pthread_mutex_t lock;
    pthread_cond_t freed;
    struct printer printers[PRINTERS_MAX];
    struct kept kept[KEPT_MAX];
    size_t kept_bytes;
    uint64_t uses;
    struct pdf_counts counts;
};

/* ---- time ---- */

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* False when the socket is not ready before the deadline. */
static bool ready(int fd, short events, int64_t deadline) {
    for (;;) {
        int64_t left = deadline - now_ms();
        struct pollfd p = { .fd = fd, .events = events };
        int n = left > 0 ? poll(&p, 1, (int)left) : 0;
        if (n > 0) return true;
        if (n == 0 || errno != EINTR) return false;
    }
}

/* ---- a printer ---- */

static void printer_end(struct printer *p) {
    if (p->pid > 0) {
        close(p->socket);
        kill(p->pid, SIGKILL);
        while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    p->pid = 0;
    p->papers = 0;
}

static bool send_all(struct printer *p, struct str s, int64_t deadline) {
    while (s.len > 0) {
        ssize_t n = send(p->socket, s.data, s.len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN && ready(p->socket, POLLOUT, deadline)) continue;
        if (n <= 0) return false;
        s = str_skip(s, (size_t)n);
    }
    return true;
}

static bool receive(struct printer *p, char *to, size_t len, int64_t deadline) {
    while (len > 0) {
        if (!ready(p->socket, POLLIN, deadline)) return false;
        ssize_t n = recv(p->socket, to, len, MSG_DONTWAIT);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (n <= 0) return false;
        to += n;
        len -= (size_t)n;
    }
    return true;
}

enum answer { ANSWER_PDF, ANSWER_NO_PAPER, ANSWER_NONE };

static enum answer answer_of(struct printer *p, struct buf *out, int64_t deadline) {
    char head[HEAD_BYTES];
    size_t len = 0;
    if (!receive(p, head, sizeof head, deadline)) return ANSWER_NONE;
    for (int i = 0; i < LENGTH_BYTES; i++) len |= (size_t)(unsigned char)head[1 + i] << (8 * i);
    if (head[0] != 'p') return head[0] == 'n' && len == 0 ? ANSWER_NO_PAPER : ANSWER_NONE;
    if (len > PDF_BYTES_MAX || (len && buf_room(out, len) < len) || !receive(p, out->data + out->len, len, deadline))
        return ANSWER_NONE;
    out->len += len;
    return ANSWER_PDF;
}

/* A process with one socket and no word of ours in its environment. */
static bool printer_start(struct pdf_printers *all, struct printer *p) {
    int ends[2];
    posix_spawn_file_actions_t files;
    char *argv[] = { (char[]){ "charterd-pdf" }, NULL },
         *env[] = { (char[]){ "LC_ALL=C.UTF-8" }, (char[]){ "TZ=UTC" }, NULL };
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return false;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawn_file_actions_addchdir_np(&files, "/");
    sigset_t none;
    posix_spawnattr_t how;
    sigemptyset(&none);
    posix_spawnattr_init(&how);
    posix_spawnattr_setsigmask(&how, &none); /* the server blocks the signals it waits for */
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK);
    bool good = posix_spawn(&p->pid, all->program, &files, &how, argv, env) == 0;
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    close(ends[1]);
    p->socket = ends[0];
    p->papers = 0;
    if (!good) {
        close(ends[0]);
        p->pid = 0;
        return false;
    }
    struct buf hello;
    buf_init(&hello, HEAD_BYTES);
    good = answer_of(p, &hello, now_ms() + PRINT_START_MS_MAX) == ANSWER_PDF;
    buf_release(&hello);
    if (!good) printer_end(p);
    return good;
}

static enum answer print_on(struct printer *p, struct str paper, struct buf *out) {
    char length[LENGTH_BYTES];
    int64_t deadline = now_ms() + PRINT_MS_MAX;
    size_t had = out->len;
    for (int i = 0; i < LENGTH_BYTES; i++) length[i] = (char)((paper.len >> (8 * i)) & 0xff);
    enum answer a = send_all(p, (struct str){ length, sizeof length }, deadline) && send_all(p, paper, deadline)
                        ? answer_of(p, out, deadline)
                        : ANSWER_NONE;
    if (a != ANSWER_PDF) out->len = had;
    p->papers++;
    if (a == ANSWER_NONE || p->papers >= PAPERS_EACH_MAX) printer_end(p);
    return a;
}

/* ---- who prints ---- */

static struct printer *free_printer(struct pdf_printers *all) {
    for (int i = 0; i < PRINTERS_MAX; i++)
        if (!all->printers[i].busy && all->printers[i].pid) return &all->printers[i];
    for (int i = 0; i < PRINTERS_MAX; i++)
        if (!all->printers[i].busy) return &all->printers[i];
    return NULL;
}

static struct printer *take_printer(struct pdf_printers *all) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PRINT_WAIT_MS_MAX / 1000;
    pthread_mutex_lock(&all->lock);
    struct printer *p = free_printer(all);
    while (!p && pthread_cond_timedwait(&all->freed, &all->lock, &until) == 0) p = free_printer(all);
    if (p) p->busy = true;
    pthread_mutex_unlock(&all->lock);
    return p;
}

static void give_printer(struct pdf_printers *all, struct printer *p, bool printed) {
    pthread_mutex_lock(&all->lock);
    p->busy = false;
    all->counts.printed += printed;
    all->counts.failed += !printed;
    pthread_cond_signal(&all->freed);
    pthread_mutex_unlock(&all->lock);
}

/* ---- what was made ---- */

static bool kept_find(struct pdf_printers *all, const struct hash *paper, struct buf *out) {
    bool found = false;
    pthread_mutex_lock(&all->lock);
    for (int i = 0; i < KEPT_MAX && !found; i++)
        if (all->kept[i].bytes && hash_eq(&all->kept[i].paper, paper)) {
            all->kept[i].used = ++all->uses;
            all->counts.kept++;
            buf_add(out, (struct str){ all->kept[i].bytes, all->kept[i].len });
            found = true;
        }
    pthread_mutex_unlock(&all->lock);
    return found;
}

/* The one unused for longest; an empty place before all, unless it must be one that holds something. */
static struct kept *oldest(struct pdf_printers *all, bool holding) {
    struct kept *k = NULL;
    for (int i = 0; i < KEPT_MAX; i++)
        if ((all->kept[i].bytes || !holding) && (!k || all->kept[i].used < k->used)) k = &all->kept[i];
    return k;
}

static void kept_drop(struct pdf_printers *all, struct kept *k) {
    all->kept_bytes -= k->len;
    free(k->bytes);
    *k = (struct kept){ 0 };
}

static void keep(struct pdf_printers *all, const struct hash *paper, struct str pdf) {
    if (pdf.len > KEPT_BYTES_MAX / 4) return;
    char *copy = mem_alloc(pdf.len);
    memcpy(copy, pdf.data, pdf.len);
    pthread_mutex_lock(&all->lock);
    struct kept *k = oldest(all, false);
    kept_drop(all, k);
    *k = (struct kept){ *paper, copy, pdf.len, ++all->uses };
    all->kept_bytes += pdf.len;
    while (all->kept_bytes > KEPT_BYTES_MAX) kept_drop(all, oldest(all, true));
    pthread_mutex_unlock(&all->lock);
}

/* ---- the face ---- */

struct pdf_printers *pdf_printers_new(const char *program) {
    struct pdf_printers *all = mem_alloc(sizeof *all);
    pthread_mutex_init(&all->lock, NULL);
    pthread_cond_init(&all->freed, NULL);
    if (program) {
        char *whole = realpath(program, NULL);
        snprintf(all->program, sizeof all->program, "%s", whole ? whole : program);
        free(whole);
        return all;
    }
    char self[sizeof all->program];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - sizeof "charterd-pdf");
    self[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(self, '/');
    snprintf(slash ? slash + 1 : self, sizeof "charterd-pdf", "charterd-pdf");
    snprintf(all->program, sizeof all->program, "%s", self);
    return all;
}

void pdf_printers_free(struct pdf_printers *all) {
    for (int i = 0; i < PRINTERS_MAX; i++) printer_end(&all->printers[i]);
    for (int i = 0; i < KEPT_MAX; i++) free(all->kept[i].bytes);
    pthread_mutex_destroy(&all->lock);
    pthread_cond_destroy(&all->freed);
    free(all);
}

static int no_printer(struct pdf_printers *all, struct error *err) {
    if (access(all->program, X_OK) != 0)
        return error_set(err, ERR_MISSING,
                         T("PDF is not set up here: the program charterd-pdf is not beside charterd.",
                           "本站未配置 PDF：charterd 旁缺少程序 charterd-pdf。"));
    return error_set(
        err, ERR_MISSING,
        T("PDF cannot be made here now: the printer does not start. Its fonts are Debian's fonts-noto-cjk.",
          "目前无法生成 PDF：打印程序未能启动。所需字体为 Debian 的 fonts-noto-cjk。"));
}

int pdf_print(struct pdf_printers *all, struct str paper, struct buf *out, struct error *err) {
    struct hash name = hash_of(paper);
    if (paper.len > PAPER_BYTES_MAX)
        return error_set(err, ERR_TOO_LARGE,
                         T("This is longer than a PDF made here may be.", "内容过长，无法生成 PDF。"));
    if (kept_find(all, &name, out)) return 0;
    struct printer *p = take_printer(all);
    if (!p) return error_set(err, ERR_BUSY, T("Many PDFs are being made just now.", "正在生成的 PDF 较多。"));
    enum answer a = ANSWER_NONE;
    bool started = true;
    size_t had = out->len;
    for (bool used = p->pid != 0;;
         used = false) { /* one that sat idle may have ended meanwhile: then a new one, once */
        started = p->pid || printer_start(all, p);
        a = started ? print_on(p, paper, out) : ANSWER_NONE;
        if (a != ANSWER_NONE || !used) break;
    }
    give_printer(all, p, a == ANSWER_PDF);
    if (a == ANSWER_PDF) {
        keep(all, &name, str_skip(buf_str(out), had));
        return 0;
    }
    if (!started) return no_printer(all, err);
    return a == ANSWER_NO_PAPER
               ? error_set(err, ERR_TOO_LARGE,
                           T("This is longer than a PDF made here may be.", "内容过长，无法生成 PDF。"))
               : error_set(err, ERR_IO, T("The PDF could not be made.", "PDF 生成失败。"));
}

void pdf_enclose(struct pdf_printers *all, const char *name, struct str paper, instant made, struct buf *archive) {
    struct buf pdf;
    struct error err;
    buf_init(&pdf, PDF_BYTES_MAX);
    if (paper.len && pdf_print(all, paper, &pdf, &err) == 0) tar_add(archive, str_of(name), buf_str(&pdf), made);
    tar_end(archive);
    buf_release(&pdf);
}

struct pdf_counts pdf_counts(struct pdf_printers *all) {
    pthread_mutex_lock(&all->lock);
    struct pdf_counts c = all->counts;
    for (int i = 0; i < PRINTERS_MAX; i++) c.running += all->printers[i].pid != 0;
    pthread_mutex_unlock(&all->lock);
    return c;
}
