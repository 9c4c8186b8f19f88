/* Handing one mail to the mail server, by libcurl: one recipient per transfer, so that each has its own answer.
 *
 * The connection is kept between mails. What counts is at which step the server said no: a refusal of this recipient or
 * this mail is the mail's fate; a refusal of us (greeting, TLS, sign-in, sender) is trouble with the server, says nothing
 * about the mail, and must never use it up. */
#ifndef EFFECTS_SMTP_H
#define EFFECTS_SMTP_H

#include <stdatomic.h>

#include "base/buf.h"
#include "effects/settings.h"

enum delivery {
    DELIVERY_SENT,    /* the server took it: 250 after the last byte */
    DELIVERY_REFUSED, /* for good: 5xx for this recipient or this mail */
    DELIVERY_LATER,   /* not now: 4xx for this recipient or this mail */
    DELIVERY_TROUBLE, /* no connection, no TLS, no sign-in, the server is busy: nothing goes through now */
};

struct smtp;

/* The settings outlive it. */
struct smtp *smtp_new(const struct mail_settings *settings);
void smtp_free(struct smtp *s);
/* Lets the connection go; the next mail makes a new one. */
void smtp_rest(struct smtp *s);
/* One mail from one address to one address (all checked by mailbox_valid). `reply` receives the server's last words, or
 * what went wrong on the way. A transfer under way is given up ten seconds after `*stop` became true. */
enum delivery smtp_send(struct smtp *s, const char *from, const char *to, struct str mail, const atomic_bool *stop, struct buf *reply);

#endif
