/* The SMTP transfer: libcurl speaks the protocol, this file watches which step it is at. See smtp.h.
 *
 * libcurl tells what it sends and what it hears through its debug and header callbacks. Of what it sends only the first
 * word is looked at: the sign-in passes here too, and is neither kept nor logged. */
#include "effects/smtp.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/arena.h"

enum {
    CONNECT_TIMEOUT_S = 30,
    REPLY_TIMEOUT_S = 300, /* RFC 5321, 4.5.3.2: minutes, not seconds: giving up early means sending twice */
    TRANSFER_TIMEOUT_S = 900,
    STOP_GRACE_S = 10, /* a transfer under way may finish after the server is told to stop */
    REPLY_MAX = 500,
};

/* How far the conversation has come: the last thing we said. */
enum step { STEP_CONNECT, STEP_HELLO, STEP_TLS, STEP_AUTH, STEP_SENDER, STEP_RECIPIENT, STEP_DATA };

struct smtp {
    CURL *curl;
    struct curl_slist *to;
    const struct mail_settings *settings;
    char wrong[CURL_ERROR_SIZE];
    /* the transfer under way */
    enum step step;
    bool parting; /* we said QUIT: what follows is politeness */
    int code;     /* of the last reply */
    char last[REPLY_MAX + 1];
    struct str mail;
    size_t sent;
    const atomic_bool *stop;
    time_t stop_seen;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

static size_t on_read(char *to, size_t size, size_t count, void *self) {
    struct smtp *s = self;
    size_t n = s->mail.len - s->sent;
    if (n > size * count) n = size * count;
    memcpy(to, s->mail.data + s->sent, n);
    s->sent += n;
    return n;
}

/* A line from the server: remembered with its code; the last one counts. */
static size_t on_header(char *line, size_t size, size_t count, void *self) {
    struct smtp *s = self;
    size_t n = size * count, k = 0;
    if (s->parting) return n;
    if (n >= 3 && line[0] >= '2' && line[0] <= '5' && line[1] >= '0' && line[1] <= '9' && line[2] >= '0' &&
        line[2] <= '9')
        s->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    for (size_t i = 0; i < n && k < REPLY_MAX; i++)
        if ((unsigned char)line[i] >= 0x20 && (unsigned char)line[i] < 0x7F) s->last[k++] = line[i];
    s->last[k] = 0;
    return n;
}

static int on_debug(CURL *curl, curl_infotype type, char *data, size_t size, void *self) {
    static const struct {
        const char *word;
        enum step step;
    } words[] = {
        { "EHLO", STEP_HELLO },  { "HELO", STEP_HELLO },     { "STARTTLS", STEP_TLS }, { "AUTH", STEP_AUTH },
        { "MAIL", STEP_SENDER }, { "RCPT", STEP_RECIPIENT }, { "DATA", STEP_DATA },
    };
    (void)curl;
    struct smtp *s = self;
    if (type != CURLINFO_HEADER_OUT) return 0;
    if (size >= 4 && strncasecmp(data, "QUIT", 4) == 0) s->parting = true;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t n = strlen(words[i].word);
        if (size >= n && strncasecmp(data, words[i].word, n) == 0) s->step = words[i].step;
    }
    return 0;
}

static int on_progress(void *self, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    (void)a, (void)b, (void)c, (void)d;
    struct smtp *s = self;
    if (!s->stop || !atomic_load(s->stop)) return 0;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (!s->stop_seen) s->stop_seen = now.tv_sec;
    return now.tv_sec - s->stop_seen >= STOP_GRACE_S;
}

struct smtp *smtp_new(const struct mail_settings *settings) {
    pthread_once(&once, start);
    struct smtp *s = mem_alloc(sizeof *s);
    memset(s, 0, sizeof *s);
    s->settings = settings;
    return s;
}

void smtp_rest(struct smtp *s) {
    if (s->curl) curl_easy_cleanup(s->curl);
    s->curl = NULL;
}

void smtp_free(struct smtp *s) {
    if (!s) return;
    smtp_rest(s);
    free(s);
}

static bool prepare(struct smtp *s) {
    const struct mail_settings *m = s->settings;
    if (!s->curl) s->curl = curl_easy_init();
    if (!s->curl) return false;
    CURL *c = s->curl;
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_USE_SSL,
                     (long)(m->tls == MAIL_TLS_REQUIRED  ? CURLUSESSL_ALL
                            : m->tls == MAIL_TLS_OFFERED ? CURLUSESSL_TRY
                                                         : CURLUSESSL_NONE));
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (m->ca_file) curl_easy_setopt(c, CURLOPT_CAINFO, m->ca_file);
    if (m->user) {
        curl_easy_setopt(c, CURLOPT_USERNAME, m->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, m->password);
    }
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S);
    curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)REPLY_TIMEOUT_S);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)TRANSFER_TIMEOUT_S);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(c, CURLOPT_READDATA, s);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, s);
    curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(c, CURLOPT_DEBUGDATA, s);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, s);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, s->wrong);
    return true;
}

/* What a failed transfer means for the mail. */
static enum delivery judged(const struct smtp *s, CURLcode code) {
    bool about_mail = s->step == STEP_RECIPIENT || s->step == STEP_DATA;
    if (code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK || code == CURLE_RECV_ERROR ||
        code == CURLE_GOT_NOTHING)
        return DELIVERY_TROUBLE;
    if (s->step == STEP_SENDER && s->code == 552) return DELIVERY_REFUSED; /* larger than the server takes */
    if (!about_mail || s->code == 421 || s->code == 530 || s->code == 535 || s->code == 538) return DELIVERY_TROUBLE;
    if (s->code >= 500) return DELIVERY_REFUSED;
    return s->code >= 400 ? DELIVERY_LATER : DELIVERY_TROUBLE;
}

/* Server, sender and recipient of this transfer. libcurl takes the name to greet with from the address's path, and copies
 * every string but the list. */
static void address(struct smtp *s, const char *from, const char *to) {
    struct buf b;
    buf_init(&b, 2048);
    const char *at = strrchr(from, '@');
    buf_addf(&b, "%s/%s", s->settings->server, s->settings->hello ? s->settings->hello : at ? at + 1 : "localhost");
    curl_easy_setopt(s->curl, CURLOPT_URL, buf_z(&b));
    buf_clear(&b);
    buf_addf(&b, "<%s>", from);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, buf_z(&b));
    buf_clear(&b);
    buf_addf(&b, "<%s>", to);
    s->to = curl_slist_append(NULL, buf_z(&b));
    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, s->to);
    buf_release(&b);
}

enum delivery smtp_send(struct smtp *s, const char *from, const char *to, struct str mail, const atomic_bool *stop,
                        struct buf *reply) {
    if (!prepare(s)) {
        buf_addz(reply, "out of memory");
        return DELIVERY_TROUBLE;
    }
    address(s, from, to);
    curl_easy_setopt(s->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail.len);
    s->step = STEP_CONNECT;
    s->parting = false;
    s->code = 0;
    s->last[0] = s->wrong[0] = 0;
    s->mail = mail;
    s->sent = 0;
    s->stop = stop;
    s->stop_seen = 0;

    CURLcode code = curl_easy_perform(s->curl);
    enum delivery d = code == CURLE_OK ? DELIVERY_SENT : judged(s, code);
    if (s->code >= (code == CURLE_OK ? 200 : 400))
        buf_addz(reply, s->last);
    else
        buf_addz(reply, s->wrong[0] ? s->wrong : curl_easy_strerror(code));
    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(s->to);
    s->to = NULL;
    if (d == DELIVERY_TROUBLE) smtp_rest(s); /* the next try begins from the greeting */
    return d;
}
