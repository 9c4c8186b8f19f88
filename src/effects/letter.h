/* From a row of the outbox to a mail ready to go: who gets it, at which address, and its bytes.
 *
 * The address is looked up when the mail is sent, never before: rows hold a person's number, the address stands in the
 * private table alone, and whoever was erased in the meantime is not written to. */
#ifndef EFFECTS_LETTER_H
#define EFFECTS_LETTER_H

#include "acts/act.h"
#include "effects/settings.h"

enum letter_state {
    LETTER_READY,
    LETTER_GONE,     /* not waiting any more */
    LETTER_HOPELESS, /* cannot be sent, ever: `why` says it */
    LETTER_STUCK,    /* cannot be sent until the installation is put right: `why` */
};

struct letter {
    int64_t id, tries;
    bool official, secret; /* secret: its link signs somebody in, and is forgotten as soon as it was sent */
    const char *from, *to;
    struct str message_id;
    struct text why;
    struct buf bytes;      /* released by letter_release */
};

struct letter_frame {
    struct db *db;
    const struct charter *charter;
    const struct mail_settings *settings;
    const char *origin;
    struct arena *arena;
};

enum letter_state letter_write(struct letter *ret, const struct letter_frame *f, int64_t id);
void letter_release(struct letter *l);

#endif
