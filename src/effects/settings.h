/* Where mail goes: the mail.* lines of DIR/charterd.conf, checked when the server starts.
 *
 * Without `mail.server` mail is written to DIR/mail, one file each: what a developer wants, and what an installation
 * does until somebody says otherwise. A password never travels in the clear: with `mail.user`, TLS is required unless the
 * server is this very machine. */
#ifndef EFFECTS_SETTINGS_H
#define EFFECTS_SETTINGS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/error.h"

enum mail_tls { MAIL_TLS_REQUIRED, MAIL_TLS_OFFERED, MAIL_TLS_OFF };

struct mail_settings {
    const char *server;    /* "smtp://host:587"; NULL: to files */
    enum mail_tls tls;
    const char *ca_file;   /* NULL: the system's */
    const char *user, *password; /* NULL: none */
    const char *from;      /* NULL: the charter's contact */
    const char *hello;     /* NULL: the domain of `from` */
    const char *site;      /* "https://alliance.example", no slash at the end */
};

/* `site` is used when the file names none ("http://127.0.0.1:8080"). Everything lives in the arena. */
int mail_settings_read(struct mail_settings *ret, const struct conf *conf, const char *site, struct arena *a, struct error *err);

#endif
