/* Reading and checking the mail settings. See settings.h. */
#include "effects/settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "effects/message.h"

/* smtp://host[:port] or smtps://host[:port], nothing before the host and nothing after the port. */
static bool server_valid(struct str url) {
    struct str rest = str_starts(url, "smtp://")    ? str_skip(url, 7)
                      : str_starts(url, "smtps://") ? str_skip(url, 8)
                                                    : STR_NONE;
    if (rest.len == 0) return false;
    for (size_t i = 0; i < rest.len; i++) {
        char c = rest.data[i];
        bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                  c == ':' || c == '[' || c == ']';
        if (!ok) return false;
    }
    return true;
}

static bool server_local(struct str url) {
    struct str host = str_starts(url, "smtps://") ? str_skip(url, 8) : str_skip(url, 7);
    return str_starts(host, "127.") || str_starts(host, "localhost:") || str_is(host, "localhost") ||
           str_starts(host, "[::1]");
}

static int wrong(struct error *err, const char *key, struct str value) {
    return error_set(err, ERR_SYNTAX, T("Setting {key}: “{value}” cannot be used.", "设置 {key}：“{value}”无效。"),
                     ARG_Z("key", key), ARG_STR("value", value));
}

/* The first line of the password file. */
static int password_read(const char **ret, const char *path, struct arena *a, struct error *err) {
    char line[1024] = "";
    FILE *f = fopen(path, "re");
    bool got = f && fgets(line, sizeof line, f);
    int why = errno;
    if (f) fclose(f);
    if (!got)
        return error_set(err, ERR_IO, T("{file} cannot be read: {why}.", "无法读取 {file}：{why}。"),
                         ARG_Z("file", path), ARG_Z("why", f ? "empty" : strerror(why)));
    line[strcspn(line, "\r\n")] = 0;
    *ret = arena_z(a, str_of(line));
    explicit_bzero(line, sizeof line);
    return 0;
}

static const char *optional(struct arena *a, struct str s) { return s.len ? arena_z(a, s) : NULL; }

static int site_read(struct mail_settings *s, const struct conf *conf, const char *site, struct arena *a,
                     struct error *err) {
    struct str given = conf_get(conf, "site");
    struct str use = given.len ? given : str_of(site);
    while (use.len && use.data[use.len - 1] == '/') use = str_head(use, use.len - 1);
    bool http = str_starts(use, "http://") || str_starts(use, "https://");
    for (size_t i = 0; i < use.len; i++)
        http = http && (unsigned char)use.data[i] > 0x20 && !strchr("\"<>\\^`{|}", use.data[i]) &&
               (unsigned char)use.data[i] < 0x7F;
    if (!http) return wrong(err, "site", use);
    s->site = arena_z(a, use);
    return 0;
}

int mail_settings_read(struct mail_settings *ret, const struct conf *conf, const char *site, struct arena *a,
                       struct error *err) {
    struct mail_settings s = { 0 };
    struct str server = conf_get(conf, "mail.server"), tls = conf_get(conf, "mail.tls"),
               from = conf_get(conf, "mail.from");
    if (server.len && !server_valid(server)) return wrong(err, "mail.server", server);
    s.server = optional(a, server);
    if (tls.len == 0 || str_is(tls, "required"))
        s.tls = MAIL_TLS_REQUIRED;
    else if (str_is(tls, "offered"))
        s.tls = MAIL_TLS_OFFERED;
    else if (str_is(tls, "off") && !str_starts(server, "smtps://"))
        s.tls = MAIL_TLS_OFF;
    else
        return wrong(err, "mail.tls", tls);
    if (from.len && !address_valid(from)) return wrong(err, "mail.from", from);
    s.from = optional(a, from);
    s.ca_file = optional(a, conf_get(conf, "mail.ca-file"));
    s.hello = optional(a, conf_get(conf, "mail.hello"));
    s.user = optional(a, conf_get(conf, "mail.user"));
    struct str file = conf_get(conf, "mail.password-file");
    if ((s.user == NULL) != (file.len == 0))
        return error_set(err, ERR_SYNTAX,
                         T("Set mail.user and mail.password-file together.",
                           "mail.user 与 mail.password-file 须同时设置。"));
    if (s.user && s.tls != MAIL_TLS_REQUIRED && !server_local(server))
        return error_set(err, ERR_SYNTAX,
                         T("With mail.user, mail.tls must be “required”: a password does not travel in the clear.",
                           "设置 mail.user 时，mail.tls 须为 required：密码不得明文传输。"));
    int r = file.len ? password_read(&s.password, arena_z(a, file), a, err) : 0;
    if (r == 0) r = site_read(&s, conf, site, a, err);
    if (r == 0) *ret = s;
    return r;
}
