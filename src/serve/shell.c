/* The shell's way in: see shell.h. One asker after the other: the shell is one person, and the pipeline orders acts anyway. */
#include "serve/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "acts/capacity.h"
#include "acts/verdict.h"
#include "serve/asking.h"
#include "serve/limits.h"
#include "serve/links.h"

enum { ASK_BYTES_MAX = FILES_MAX * FILE_BYTES_MAX / 3 * 4 + JSON_BYTES_MAX, ASK_S_MAX = 10 };

struct shell {
    struct alliance *alliance;
    const char *url;
    int listening;
    atomic_bool stopping;
    pthread_t thread;
};

/* DIR may be longer than a socket's name: it is reached through its descriptor. */
static int address_in(const char *dir, struct sockaddr_un *ret, int *ret_dir) {
    int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return ERR_IO;
    *ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
    snprintf(ret->sun_path, sizeof ret->sun_path, "/proc/self/fd/%d/shell.sock", fd);
    *ret_dir = fd;
    return 0;
}

static bool send_all(int fd, struct str bytes) {
    while (bytes.len) {
        ssize_t n = send(fd, bytes.data, bytes.len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes = str_skip(bytes, (size_t)n);
    }
    return true;
}

/* Until the other side has said all. */
static bool hear_all(int fd, struct buf *out) {
    char piece[65536];
    for (;;) {
        ssize_t n = recv(fd, piece, sizeof piece, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return n == 0 && buf_ok(out);
        buf_add(out, (struct str){ piece, (size_t)n });
    }
}

static bool send_json(int fd, const json_t *value) {
    char *text = json_dumps(value, JSON_COMPACT);
    bool sent = text && send_all(fd, str_of(text));
    free(text);
    shutdown(fd, SHUT_WR);
    return sent;
}

/* ---- the server's side ---- */

static json_t *answer_json(struct alliance *a, const struct answer *answer, enum lang lang) {
    const struct charter *c = alliance_charter(a, alliance_now(a));
    json_t *out = verdict_json(answer->verdict, lang, c ? charter_zone(c) : ZONE_UTC);
    if (answer->entry >= 0) json_object_set_new(out, "entry", json_integer(answer->entry));
    if (answer->repeated) json_object_set_new(out, "repeated", json_true());
    for (size_t i = 0; i < answer->choice_count; i++) {
        struct buf b;
        buf_init(&b, 128);
        capacity_format(&b, &answer->choices[i]);
        if (i == 0) json_object_set_new(out, "choices", json_array());
        json_array_append_new(json_object_get(out, "choices"), json_string(buf_z(&b)));
        buf_release(&b);
    }
    return out;
}

static json_t *ask_and_answer(struct alliance *a, const json_t *asked) {
    struct arena arena;
    arena_init(&arena);
    struct ask ask = {
        .kind = json_string_value(json_object_get(asked, "kind")),
        .key = json_string_value(json_object_get(asked, "key")),
        .person = json_int(asked, "person", 0),
        .as = json_string_value(json_object_get(asked, "as")),
        .via = json_string_value(json_object_get(asked, "via")),
        .args = json_object_get(asked, "args"),
        .received = INSTANT_NONE,
        .lang = str_is(json_str(asked, "lang"), "en") ? LANG_EN : LANG_ZH,
    };
    json_t *reply = NULL;
    struct answer *answer = NULL;
    int code = !ask.kind || !json_is_object(ask.args) || !uploads_read(json_object_get(asked, "uploads"), &arena, &ask)
                   ? ERR_SYNTAX
                   : pipeline_act(a, &ask, &answer);
    if (code == 0)
        reply = json_pack("{s:i, s:o}", "code", answer->code, "answer", answer_json(a, answer, ask.lang));
    else
        reply = json_pack("{s:i}", "code", code);
    answer_free(answer);
    arena_release(&arena);
    return reply;
}

static json_t *link_answer(const struct shell *s, const json_t *asked) {
    struct arena arena;
    const char *path = NULL;
    arena_init(&arena);
    int code = link_make(s->alliance, json_int(asked, "person", 0), &arena, &path);
    json_t *reply =
        code == 0 ? json_pack("{s:i, s:{s:s}}", "code", 0, "answer", "link", arena_f(&arena, "%s%s", s->url, path).data)
                  : json_pack("{s:i}", "code", code);
    arena_release(&arena);
    return reply;
}

static json_t *answer_to(const struct shell *s, const json_t *asked) {
    struct str what = json_str(asked, "do");
    if (str_is(what, "act")) return ask_and_answer(s->alliance, asked);
    if (str_is(what, "link")) return link_answer(s, asked);
    return json_pack("{s:i}", "code", ERR_SYNTAX); /* a client of another version */
}

static bool same_account(int fd) {
    struct ucred who;
    socklen_t len = sizeof who;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0 && (who.uid == 0 || who.uid == geteuid());
}

static void serve_one(struct shell *s, int fd) {
    struct timeval limit = { .tv_sec = ASK_S_MAX };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    struct buf text;
    buf_init(&text, ASK_BYTES_MAX);
    json_t *asked = NULL;
    if (same_account(fd) && hear_all(fd, &text) &&
        (asked = json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, NULL))) {
        json_t *reply = answer_to(s, asked);
        send_json(fd, reply);
        json_decref(reply);
    }
    json_decref(asked);
    buf_release(&text);
    close(fd);
}

static void *run(void *cls) {
    struct shell *s = cls;
    while (!atomic_load(&s->stopping)) {
        int fd = accept4(s->listening, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0)
            serve_one(s, fd);
        else if (errno != EINTR && errno != ECONNABORTED && !atomic_load(&s->stopping))
            usleep(100000); /* out of descriptors: it passes */
    }
    return NULL;
}

int shell_start(struct shell **ret, struct alliance *a, const char *url, struct error *err) {
    struct sockaddr_un name;
    int dir = -1, fd = -1, code = address_in(alliance_dir(a), &name, &dir);
    if (code == 0) {
        unlinkat(dir, "shell.sock", 0); /* left by a server that was killed: the directory's lock says it is gone */
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        mode_t before = umask(0077);
        if (fd < 0 || bind(fd, (struct sockaddr *)&name, sizeof name) < 0 || listen(fd, 16) < 0) code = ERR_IO;
        umask(before);
    }
    int cause = errno;
    struct shell *s = mem_alloc(sizeof *s);
    s->alliance = a;
    s->url = url;
    s->listening = fd;
    if (code == 0 && pthread_create(&s->thread, NULL, run, s) != 0) code = ERR_IO;
    if (dir >= 0) close(dir);
    if (code < 0) {
        if (fd >= 0) close(fd);
        free(s);
        return error_set(err, ERR_IO,
                         T("{dir}/shell.sock could not be opened: {cause}.", "无法建立 {dir}/shell.sock：{cause}。"),
                         ARG_Z("dir", alliance_dir(a)), ARG_Z("cause", strerror(cause)));
    }
    *ret = s;
    return 0;
}

void shell_stop(struct shell *s) {
    atomic_store(&s->stopping, true);
    shutdown(s->listening, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listening);
    int dir = open(alliance_dir(s->alliance), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (dir >= 0) {
        unlinkat(dir, "shell.sock", 0);
        close(dir);
    }
    free(s);
}

/* ---- the asker's side ---- */

static json_t *ask_json(const struct ask *ask) {
    return json_pack("{s:s, s:s, s:I, s:s?, s:s?, s:s?, s:s, s:O, s:o}", "do", "act", "kind", ask->kind, "person",
                     (json_int_t)ask->person, "as", ask->as, "via", ask->via, "key", ask->key, "lang",
                     ask->lang == LANG_EN ? "en" : "zh", "args", ask->args, "uploads", uploads_json(ask));
}

/* Takes the reference to `asked`. */
static int call(const char *dir, json_t *asked, json_t **ret, struct error *err) {
    struct sockaddr_un name;
    int held = -1, fd = -1;
    if (address_in(dir, &name, &held) == 0) {
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd >= 0 && connect(fd, (struct sockaddr *)&name, sizeof name) < 0) {
            close(fd);
            fd = -1;
        }
        close(held);
    }
    if (fd < 0) {
        json_decref(asked);
        return error_set(err, ERR_MISSING,
                         T("{dir} is held by another process that takes nothing from the shell.",
                           "{dir} 正被其他进程占用，且该进程不接受命令行操作。"),
                         ARG_Z("dir", dir));
    }
    struct buf text;
    buf_init(&text, JSON_BYTES_MAX);
    bool heard = asked && send_json(fd, asked) && hear_all(fd, &text);
    json_decref(asked);
    close(fd);
    *ret = heard ? json_loadb(text.data, text.len, 0, NULL) : NULL;
    buf_release(&text);
    return *ret ? 0
                : error_set(err, ERR_IO, T("The server on {dir} did not answer.", "{dir} 上的服务没有应答。"),
                            ARG_Z("dir", dir));
}

int shell_ask(const char *dir, const struct ask *ask, json_t **ret, struct error *err) {
    return call(dir, ask_json(ask), ret, err);
}

int shell_link(const char *dir, int64_t person, struct arena *arena, const char **ret_link, struct error *err) {
    json_t *reply = NULL;
    int code = call(dir, json_pack("{s:s, s:I}", "do", "link", "person", (json_int_t)person), &reply, err);
    if (code < 0) return code;
    code = (int)json_int(reply, "code", ERR_IO);
    struct str link = json_str(json_object_get(reply, "answer"), "link");
    if (code == 0 && link.len)
        *ret_link = arena_z(arena, link);
    else
        code = link_fault(code < 0 ? code : ERR_IO, person, err);
    json_decref(reply);
    return code;
}
