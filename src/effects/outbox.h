/* The mailer: takes what waits in the outbox and gets it out of the house.
 *
 *     waiting ── the server took it (250) ───────────────────────────────▶ sent      reply, time, hash of the bytes kept
 *        │ ▲
 *        │ └── 4xx, no connection: again after 5 minutes, 1 hour, then every 4 hours, five days long ──▶ failed
 *        └──── 5xx for this recipient, no address, erased ──────────────────────────────────────────▶ failed
 *
 *  1. A row is written by the transaction of the act it follows, so that a notice exists exactly if the act does.
 *  2. Every outcome is recorded through the one writer before the next mail is sent, and a row recorded as sent is never
 *     sent again. When an outcome cannot be recorded, nothing more is sent until a restart.
 *  3. The one window for a duplicate: the server took a mail, and the process or the connection died before that was
 *     recorded. The mail goes out again with the same Message-ID, date, subject and UID, by which mail programs know it.
 *  4. Trouble with the server is not the mail's fault: the round ends, and the queue rests for a minute, up to five.
 *  5. Bodies are kept two years, the proof (reply, time, hash) for good. A mail with a secret link loses
 *     link, body and address once sent.
 *
 * Without a mail server, mail lands in DIR/mail, one file NUMBER.eml each. */
#ifndef EFFECTS_OUTBOX_H
#define EFFECTS_OUTBOX_H

#include "acts/pipeline/pipeline.h"
#include "effects/settings.h"

struct mailer;

/* Since the start of the process, but `waiting`: rows now. `trouble` is what the server or the installation last said,
 * empty when the last mail went through. */
struct mailer_counts {
    int64_t sent, delayed, failed, waiting;
    char trouble[300];
};

/* Starts the thread. Alliance and settings outlive it. ERR_IO when DIR/mail cannot be made. */
int mailer_start(struct mailer **ret, struct alliance *a, const struct mail_settings *settings, struct error *err);
/* Lets a transfer under way finish (ten seconds at most), records it, ends the thread. Before alliance_close. */
void mailer_stop(struct mailer *m);
/* Looks at the outbox at once instead of within a second. */
void mailer_wake(struct mailer *m);
void mailer_counts(struct mailer *m, struct mailer_counts *ret);

/* Seconds to the next try after `tries` failed ones; -1: no more. */
int64_t outbox_backoff_s(int64_t tries);

#endif
