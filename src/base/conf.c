/* The settings file, and the one list of what can be set. See conf.h. */
#include "base/conf.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONF_BYTES_MAX = 64 << 10, CONF_LINES_MAX = 200 };

static const struct conf_key keys[] = {
    { "site", TEXT_INIT("The public address of the site, without a path: https://alliance.example",
                        "网站对外地址，不含路径，如 https://alliance.example") },
    { "listen", TEXT_INIT("Where the server listens when the command does not say: 127.0.0.1:8080",
                          "命令未指定时的监听地址，如 127.0.0.1:8080") },
    { "proxy",
      TEXT_INIT("Proxies that are believed about their clients (X-Forwarded-For, X-Forwarded-Proto), parted by commas: "
                "127.0.0.1",
                "受信任的代理服务器，采信其转报的客户端地址与协议，以逗号分隔，如 127.0.0.1") },
    { "limit.acts",
      TEXT_INIT("How many acts one person may make in a second, and ten seconds' worth at once. Not set: 1, "
                "and 120 at once. For imports and measurements",
                "每人每秒可办理的事项数，并可一次办理其十倍；未设置时为每秒 1 项、一次 120 项。用于导入与测量") },
    { "mail.server",
      TEXT_INIT(
          "Where mail is handed over: smtp://HOST:PORT or smtps://HOST:PORT. Not set: mail is written to DIR/mail",
          "发信服务器：smtp://主机:端口 或 smtps://主机:端口。未设置时，邮件写入 DIR/mail") },
    { "mail.tls", TEXT_INIT("required (the default), offered (used when the server offers it), or off",
                            "加密要求：required（必须，默认）、offered（对方支持时使用）或 off（不用）") },
    { "mail.ca-file",
      TEXT_INIT("Certificates trusted for the mail server, instead of the system's", "信任的证书文件，代替系统证书") },
    { "mail.user", TEXT_INIT("The name to sign in to the mail server with", "登录发信服务器的用户名") },
    { "mail.password-file", TEXT_INIT("A file whose first line is the password", "密码文件，取其首行") },
    { "mail.from", TEXT_INIT("The address mail comes from; not set: the charter's contact",
                             "发件邮箱；未设置时用章程载明的联系邮箱") },
    { "mail.hello", TEXT_INIT("The name given to the mail server; not set: the domain of mail.from",
                              "向发信服务器自报的主机名；未设置时用发件邮箱的域名") },
};

size_t conf_keys(const struct conf_key **ret) {
    *ret = keys;
    return sizeof(keys) / sizeof(keys[0]);
}

static bool known(struct str key) {
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (str_is(key, keys[i].name)) return true;
    return false;
}

static int fault(struct error *err, const char *path, int line, struct text text, struct str what) {
    return error_set(err, ERR_SYNTAX, text, ARG_Z("file", path), ARG_INT("line", line), ARG_STR("what", what));
}

static int add_line(struct conf *c, struct conf_entry *entries, struct str line, int number, struct error *err) {
    struct str rest = line;
    struct str key = str_trim(str_cut(&rest, '='));
    if (!rest.data)
        return fault(err, c->path, number,
                     T("{file}, line {line}: write it as “key = value”.", "{file} 第 {line} 行：请写成“键 = 值”。"),
                     key);
    if (!known(key))
        return fault(err, c->path, number,
                     T("{file}, line {line}: there is no setting “{what}”.",
                       "{file} 第 {line} 行：没有“{what}”这项设置。"),
                     key);
    for (size_t i = 0; i < c->count; i++)
        if (str_eq(entries[i].key, key))
            return fault(err, c->path, number,
                         T("{file}, line {line}: “{what}” is set twice.", "{file} 第 {line} 行：“{what}”重复设置。"),
                         key);
    entries[c->count++] = (struct conf_entry){ key, str_trim(rest), number };
    return 0;
}

int conf_parse(struct conf *ret, const char *path, struct str text, struct arena *a, struct error *err) {
    struct conf c = { .path = arena_z(a, str_of(path)) };
    if (!str_is_clean(text, true))
        return fault(err, path, 1, T("{file} is not plain UTF-8 text.", "{file} 不是 UTF-8 纯文本。"), STR_NONE);
    struct conf_entry *entries = arena_array(a, struct conf_entry, CONF_LINES_MAX);
    struct str rest = arena_str(a, text);
    for (int number = 1; rest.len > 0; number++) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (line.len == 0 || line.data[0] == '#') continue;
        if (c.count == CONF_LINES_MAX)
            return error_set(err, ERR_TOO_LARGE, T("{file} has too many lines.", "{file} 行数过多。"),
                             ARG_Z("file", path));
        int r = add_line(&c, entries, line, number, err);
        if (r < 0) return r;
    }
    c.entries = entries;
    *ret = c;
    return 0;
}

int conf_read(struct conf *ret, const char *path, struct arena *a, struct error *err) {
    FILE *f = fopen(path, "re");
    if (!f && errno == ENOENT) return conf_parse(ret, path, STR(""), a, err);
    if (!f)
        return error_set(err, ERR_IO, T("{file} cannot be read: {why}.", "无法读取 {file}：{why}。"),
                         ARG_Z("file", path), ARG_Z("why", strerror(errno)));
    char *bytes = mem_alloc(CONF_BYTES_MAX + 1);
    size_t n = fread(bytes, 1, CONF_BYTES_MAX + 1, f);
    int r;
    if (ferror(f))
        r = error_set(err, ERR_IO, T("{file} cannot be read: {why}.", "无法读取 {file}：{why}。"), ARG_Z("file", path),
                      ARG_Z("why", strerror(errno)));
    else if (n > CONF_BYTES_MAX)
        r = error_set(err, ERR_TOO_LARGE, T("{file} is larger than {most} bytes.", "{file} 超过 {most} 字节。"),
                      ARG_Z("file", path), ARG_INT("most", CONF_BYTES_MAX));
    else
        r = conf_parse(ret, path, (struct str){ bytes, n }, a, err);
    fclose(f);
    free(bytes);
    return r;
}

struct str conf_get(const struct conf *c, const char *key) {
    assert(known(str_of(key)));
    for (size_t i = 0; i < c->count; i++)
        if (str_is(c->entries[i].key, key) && c->entries[i].value.len) return c->entries[i].value;
    return STR_NONE;
}
