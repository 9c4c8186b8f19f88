/* charterd-pdf: the printer. A process of its own beside the server, which starts it, talks to it over its standard input (a socket), and
 * ends it when it takes too long. A paper comes in after four bytes of length (the lowest first); an answer goes out after a byte ('p' a
 * PDF, 'n' no paper) and four bytes of length. The first answer, before any paper, is an empty 'p': the fonts are loaded and the box is
 * shut. After some idle minutes, or when the server is gone, it ends by itself. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "pdf/box.h"
#include "pdf/press.h"

enum { IDLE_MS_MAX = 10 * 60 * 1000, HEAD_BYTES = 4, ANSWER_BYTES_MAX = 64 << 20, READ_BYTES = 64 << 10 };

static bool read_some(struct buf *b, size_t want) {
    while (b->len < want) {
        size_t room = buf_room(b, want - b->len < READ_BYTES ? want - b->len : READ_BYTES);
        ssize_t n = room ? read(STDIN_FILENO, b->data + b->len, room) : 0;
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        b->len += (size_t)n;
    }
    return true;
}

static bool write_all(struct str s) {
    while (s.len > 0) {
        ssize_t n = write(STDIN_FILENO, s.data, s.len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        s = str_skip(s, (size_t)n);
    }
    return true;
}

static bool answer(char kind, struct str bytes) {
    char head[1 + HEAD_BYTES] = { kind };
    for (int i = 0; i < HEAD_BYTES; i++) head[1 + i] = (char)((bytes.len >> (8 * i)) & 0xff);
    return write_all((struct str){ head, sizeof head }) && write_all(bytes);
}

static bool take(struct buf *paper) {
    struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
    size_t len = 0;
    buf_clear(paper);
    if (poll(&in, 1, IDLE_MS_MAX) <= 0 || !read_some(paper, HEAD_BYTES)) return false;
    for (int i = 0; i < HEAD_BYTES; i++) len |= (size_t)(unsigned char)paper->data[i] << (8 * i);
    buf_clear(paper);
    return len <= PAPER_BYTES_MAX && read_some(paper, len);
}

int main(void) {
    struct press *press;
    struct buf paper, pdf;
    if (!press_open(&press)) return 2;
    if (!box_shut()) {
        fprintf(stderr, "charterd-pdf: the sandbox could not be shut\n");
        return 3;
    }
    buf_init(&paper, PAPER_BYTES_MAX + READ_BYTES);
    buf_init(&pdf, ANSWER_BYTES_MAX);
    bool talking = answer('p', STR(""));
    while (talking && take(&paper)) {
        buf_clear(&pdf);
        bool good = press_print(press, buf_str(&paper), &pdf) && buf_ok(&pdf);
        talking = good ? answer('p', buf_str(&pdf)) : answer('n', STR(""));
    }
    _exit(0); /* what libraries would put away at their end is not worth their doing it in here */
}
