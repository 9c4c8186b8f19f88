/* Every cap of the HTTP side, in one place, each with its why.
 *
 * The order is the order in which a request meets them: connection, head, body, work, answer, and then what one address
 * or person may ask for in a while. A cap is generous to people and small against the machine: 4 GB of memory is
 * assumed, and the sum of what strangers can make the server hold stays under a quarter of it. */
#ifndef SERVE_LIMITS_H
#define SERVE_LIMITS_H

enum {
    /* ---- connections ---- */
    /* Open at once, besides event streams. A browser opens one or two for a live page, and a hall of thousands does so
     * in the same second; each costs its pool below while it is used, 130 MB if all are. */
    CONNECTIONS_MAX = 8192,
    /* A venue is one address, and so is a flood. Connections on which nobody showed a session or a token count to their
     * address, unless it is a trusted proxy: past the first number those that have been idle for a second are closed
     * (a browser opens another when it needs one), past the second no more are taken. */
    STRANGERS_PER_ADDRESS_MAX = 256,
    STRANGERS_PER_ADDRESS_BURST = 2048,
    STRANGER_IDLE_S = 1,
    /* Who showed one counts to themselves: phone, laptop and a few programs. Beyond it they are as strangers. */
    CONNECTIONS_PER_PERSON_MAX = 48,
    /* Waiting to be accepted: a burst when a live meeting opens. */
    LISTEN_BACKLOG = 4096,
    /* Event streams at once; a public meeting's audience. About 200 bytes each here and 4 KB in the kernel. */
    STREAMS_MAX = 16384,
    STREAMS_PER_ADDRESS_MAX = 512, /* of strangers */
    STREAMS_PER_PERSON_MAX = 24,   /* a tab each */
    /* Sockets read to their end after an early answer, so that the sender sees the answer and not a reset. */
    LINGERS_MAX = 128,
    LINGER_S_MAX = 10,
    LINGER_BYTES_MAX = 256 * 1024 * 1024,

    /* ---- head ---- */
    /* Request line, headers and the answer's head together: libmicrohttpd's pool of one connection. Longer heads are
     * answered 431 (414 when it is the address). */
    CONNECTION_POOL_BYTES = 16 * 1024,
    /* The longest address: a search with its filters is under 1 KB. */
    TARGET_BYTES_MAX = 4096,
    PATH_DEPTH_MAX = 12,
    PARAMS_MAX = 64,
    HEADERS_MAX = 64,
    COOKIES_MAX = 32,
    /* From an open connection, or the end of the answer before, to the whole head. Counts slow senders out: a byte
     * every few seconds does not keep a place. */
    HEAD_S_MAX = 20,

    /* ---- body ---- */
    /* A form without files: the longest text field (64 KB) a few times over. */
    FORM_BYTES_MAX = 512 * 1024,
    FORM_FIELDS_MAX = 512,
    /* An API body: the same fields as JSON. One up to QUICK_BYTES_MAX is read on the event thread, in microseconds. */
    JSON_BYTES_MAX = 1024 * 1024,
    QUICK_BYTES_MAX = 8 * 1024,
    /* One uploaded file; blobs are kept in the database and copied in every backup. */
    FILE_BYTES_MAX = 8 * 1024 * 1024,
    FILES_MAX = 4,
    /* A form with files: two of the largest and room for words. */
    UPLOAD_BYTES_MAX = 18 * 1024 * 1024,
    PART_HEAD_BYTES_MAX = 2048,
    FIELD_NAME_BYTES_MAX = 64,
    FILENAME_BYTES_MAX = 255,
    /* Bodies being received, all together; beyond it 503. Keeps a thousand slow uploads from taking the memory. */
    BODIES_BYTES_MAX = 192 * 1024 * 1024,
    /* A body must arrive within this, plus a second for each BODY_BYTES_PER_S: a phone on a bad line does 32 KB/s. */
    BODY_S_MAX = 30,
    BODY_BYTES_PER_S = 32 * 1024,

    /* ---- work ---- */
    /* Pages waiting for a worker; at 2 ms a page and 4 workers, a second and a half of work. Beyond it 503. */
    WORK_QUEUE_MAX = 4096,
    /* Passwords being checked at once: argon2id takes 64 MiB and 0.1 s of a core each. */
    PASSWORD_WORKERS = 2,
    PASSWORD_QUEUE_MAX = 64,
    /* Papers waiting for a printer of PDF, each some hundred KB; at 20 ms each a second of work. */
    PAPER_QUEUE_MAX = 64,
    PASSWORD_BYTES_MIN = 10,
    PASSWORD_BYTES_MAX = 256,

    /* ---- answer ---- */
    /* A page or export as one piece. */
    PAGE_BYTES_MAX = 32 * 1024 * 1024,
    /* An answer must be taken within this, plus a second for each ANSWER_BYTES_PER_S. */
    ANSWER_S_MAX = 30,
    ANSWER_BYTES_PER_S = 16 * 1024,
    /* Whole pages kept for anonymous readers. A page larger than PAGE_CACHED_BYTES_MAX is made anew each time. */
    CACHE_BYTES_MAX = 48 * 1024 * 1024,
    CACHE_PAGES_MAX = 8192,
    PAGE_CACHED_BYTES_MAX = 2 * 1024 * 1024,
    /* How old a kept page may be. */
    CACHE_MS_MAX = 1000,
    /* From this age on the next reader makes it anew, before it is too old for everybody at once. */
    CACHE_RENEW_MS = 500,
    /* Shorter answers gain nothing from compression: they fit one packet either way. */
    GZIP_BYTES_MIN = 1200,

    /* ---- what one asks for in a while (token buckets: BURST at once, then one each EVERY_S) ---- */
    /* Sign-in attempts (link or password) from one address, and for one account. A whole body signs in from one building
     * before its meeting, so one that succeeds is given back: what counts are those that fail, and links on their way to
     * those who wait for them. One person mistypes a few times. */
    SIGNIN_ADDRESS_BURST = 240, SIGNIN_ADDRESS_EVERY_S = 5,
    SIGNIN_PERSON_BURST = 8, SIGNIN_PERSON_EVERY_S = 120,
    /* Visitors' submissions from one address and to one mail address: each sends a mail. */
    SUBMIT_ADDRESS_BURST = 10, SUBMIT_ADDRESS_EVERY_S = 120,
    SUBMIT_EMAIL_BURST = 3, SUBMIT_EMAIL_EVERY_S = 1200,
    /* Forms and acts a signed-in person posts; a secretary importing by hand stays below it. */
    ACT_PERSON_BURST = 120, ACT_PERSON_EVERY_S = 1,
    /* Buckets remembered, over all rules; the fullest bucket goes first. */
    BUCKETS_MAX = 32768,

    /* ---- what is kept, and how long ---- */
    SIGNIN_LINK_S = 30 * 60,           /* a mail can be slow; a link in an old mail must be dead */
    LINK_MADE_S = 24 * 3600,           /* made at the shell and handed over by somebody: used the same day */
    SESSION_S = 30 * 24 * 3600,        /* since it was last used */
    SESSION_AGE_S = 180 * 24 * 3600,   /* since it was opened */
    SESSIONS_PER_PERSON_MAX = 20,      /* the oldest is closed */
    TOKENS_PER_PERSON_MAX = 20,
    SUBMISSION_S = 7 * 24 * 3600,      /* a submission not confirmed by then is deleted */
    SUBMISSION_ARGS_BYTES_MAX = 12 * 1024 * 1024, /* its fields and one file as text */
    SUBMISSIONS_BYTES_MAX = 512 * 1024 * 1024, /* all that wait together: what strangers may take of the disk */
    /* Sessions and tokens remembered in memory, about 170 bytes each: the largest hall, twice over. */
    RECALLED_MAX = 16384,
    SEEN_EVERY_S = 60,                 /* how often "last used" is written */

    /* ---- event streams ---- */
    HEARTBEAT_S = 15,                  /* below the idle limit of common proxies (nginx: 60 s) */
    STREAM_BEHIND_BYTES_MAX = 16 * 1024, /* unread by the client: it is dropped and comes back by itself */
};

#endif
