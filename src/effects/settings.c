/* Reading and checking the mail settings. See settings.h. */
#include "effects/settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mailbox.h"

static bool host_valid(struct str s) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        bool ok =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(".-:[]", c));
        if (!ok) return false;
    }
    return s.len > 0;
}

/* smtp://host[:port] or smtps://host[:port], nothing before the host and nothing after the port. */
static struct str server_host(struct str url) {
    return str_starts(url, "smtp://") ? str_skip(url, 7) : str_starts(url, "smtps://") ? str_skip(url, 8) : STR_NONE;
}

/* This machine by its own names or numbers; "127.0.0.1.evil.example" is somebody else's. */
static bool server_local(struct str url) {
    static const char *const names[] = { "127.0.0.1", "localhost", "[::1]" };
    struct str host = server_host(url);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct str rest = str_starts(host, names[i]) ? str_skip(host, strlen(names[i])) : host;
        if (rest.len < host.len && (rest.len == 0 || rest.data[0] == ':')) return true;
    }
    return false;
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
    if (!f)
        return error_set(err, ERR_IO, T("{file} cannot be read: {why}.", "无法读取 {file}：{why}。"),
                         ARG_Z("file", path), ARG_Z("why", strerror(why)));
    if (!got) return error_set(err, ERR_IO, T("{file} is empty.", "{file} 内容为空。"), ARG_Z("file", path));
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
    if (server.len && !host_valid(server_host(server))) return wrong(err, "mail.server", server);
    s.server = optional(a, server);
    if (tls.len == 0 || str_is(tls, "required"))
        s.tls = MAIL_TLS_REQUIRED;
    else if (str_is(tls, "offered"))
        s.tls = MAIL_TLS_OFFERED;
    else if (str_is(tls, "off") && !str_starts(server, "smtps://"))
        s.tls = MAIL_TLS_OFF;
    else
        return wrong(err, "mail.tls", tls);
    if (from.len && !mailbox_valid(from)) return wrong(err, "mail.from", from);
    s.from = optional(a, from);
    s.ca_file = optional(a, conf_get(conf, "mail.ca-file"));
    struct str hello = conf_get(conf, "mail.hello");
    if (hello.len && !host_valid(hello)) return wrong(err, "mail.hello", hello);
    s.hello = optional(a, hello);
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
