/* Keys: their two lines of text, their file, and the two kinds of signature; see key.h. */
#include "register/key.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utf8proc.h>

#include "register/file.h"

enum {
    ID_HEX = 8,
    KEY_BASE64 = 44, /* of 33 bytes */
    KEY_LINE_MAX = 32 + KEY_NAME_MAX + ID_HEX + KEY_BASE64,
    COSIGNED_HEAD_MAX = 64,
};

/* White_Space of the Unicode character database, above U+0020. */
static bool is_space(int32_t c) {
    return c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool key_name_valid(struct str name) {
    if (name.len == 0 || name.len > KEY_NAME_MAX) return false;
    for (size_t i = 0; i < name.len;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)name.data + i, (utf8proc_ssize_t)(name.len - i), &c);
        if (n <= 0 || c < 0x20 || c == '+' || is_space(c)) return false;
        i += (size_t)n;
    }
    return true;
}

static uint32_t key_id(struct str name, enum key_type type, const uint8_t bytes[KEY_BYTES]) {
    char tag[2] = { '\n', (char)type };
    struct str parts[] = { name, { tag, sizeof(tag) }, { (const char *)bytes, KEY_BYTES } };
    struct hash h = hash_parts(parts, 3);
    return (uint32_t)h.b[0] << 24 | (uint32_t)h.b[1] << 16 | (uint32_t)h.b[2] << 8 | h.b[3];
}

int vkey_make(struct vkey *ret, struct str name, enum key_type type, const uint8_t bytes[KEY_BYTES],
              struct error *err) {
    if (!key_name_valid(name))
        return error_set(err, ERR_SYNTAX,
                         T("A key's name must be 1 to {max} bytes without spaces and without +.",
                           "密钥名称须为 1 至 {max} 个字节，不含空格和加号。"),
                         ARG_INT("max", KEY_NAME_MAX));
    struct vkey key = { .type = type, .id = key_id(name, type, bytes) };
    memcpy(key.name, name.data, name.len);
    memcpy(key.bytes, bytes, KEY_BYTES);
    *ret = key;
    return 0;
}

static int malformed(struct error *err) {
    return error_set(err, ERR_SYNTAX,
                     T("This is not a key line: it must read name+id+key.",
                       "这不是一行密钥：应写作“名称+编号+密钥”。"));
}

/* Eight hexadecimal digits, small letters: every key has one spelling. */
static int parse_id(struct str s, uint32_t *ret) {
    uint32_t id = 0;
    if (s.len != ID_HEX) return ERR_SYNTAX;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0) return ERR_SYNTAX;
        id = id << 4 | (uint32_t)digit;
    }
    *ret = id;
    return 0;
}

/* name+id+base64: the parts of either kind of line. `bytes` gets the key without its type. */
static int parse_line(struct str line, struct str *ret_name, uint32_t *ret_id, enum key_type *ret_type,
                      uint8_t bytes[KEY_BYTES], struct error *err) {
    struct str rest = line;
    struct str name = str_cut(&rest, '+');
    struct str hex = rest.data ? str_cut(&rest, '+') : STR_NONE;
    uint32_t id;
    if (!key_name_valid(name) || !rest.data || parse_id(hex, &id)) return malformed(err);
    struct buf key;
    buf_init(&key, 4096);
    int r = 0;
    if (base64_parse(rest, &key) || !buf_ok(&key) || key.len == 0)
        r = malformed(err);
    else if (key.data[0] != KEY_ED25519 && key.data[0] != KEY_COSIGNATURE)
        r = error_set(err, ERR_RANGE, T("Keys of type {type} are not supported.", "不支持第 {type} 类密钥。"),
                      ARG_INT("type", (unsigned char)key.data[0]));
    else if (key.len != 1 + KEY_BYTES)
        r = malformed(err);
    if (r == 0) {
        *ret_name = name;
        *ret_id = id;
        *ret_type = (enum key_type)key.data[0];
        memcpy(bytes, key.data + 1, KEY_BYTES);
    }
    if (key.len) sodium_memzero(key.data, key.len);
    buf_release(&key);
    return r;
}

static int wrong_id(struct error *err) {
    return error_set(err, ERR_SYNTAX,
                     T("The key's id does not belong to its name and key: it was mistyped or altered.",
                       "密钥编号与名称、密钥不符：可能抄写有误或被改动。"));
}

int vkey_parse(struct vkey *ret, struct str line, struct error *err) {
    struct str name;
    uint32_t id;
    enum key_type type;
    uint8_t bytes[KEY_BYTES];
    int r = parse_line(line, &name, &id, &type, bytes, err);
    if (r) return r;
    struct vkey key;
    if ((r = vkey_make(&key, name, type, bytes, err))) return r;
    if (key.id != id) return wrong_id(err);
    *ret = key;
    return 0;
}

static void format_line(struct buf *out, const struct vkey *key, const uint8_t bytes[KEY_BYTES]) {
    char typed[1 + KEY_BYTES];
    typed[0] = (char)key->type;
    memcpy(typed + 1, bytes, KEY_BYTES);
    buf_addf(out, "%s+%08x+", key->name, (unsigned)key->id);
    base64_add(out, (struct str){ typed, sizeof(typed) });
    sodium_memzero(typed, sizeof(typed));
}

void vkey_format(struct buf *out, const struct vkey *key) { format_line(out, key, key->bytes); }

static int from_seed(struct skey *ret, struct str name, enum key_type type, const uint8_t seed[KEY_BYTES],
                     struct error *err) {
    struct skey key;
    uint8_t bytes[KEY_BYTES];
    if (sodium_init() < 0) return error_set(err, ERR_IO, T("The signing library could not start.", "签名库无法启动。"));
    crypto_sign_seed_keypair(bytes, key.secret, seed);
    int r = vkey_make(&key.vkey, name, type, bytes, err);
    if (r == 0) *ret = key;
    skey_wipe(&key);
    return r;
}

int skey_generate(struct skey *ret, struct str name, enum key_type type, struct entropy *e, struct error *err) {
    uint8_t seed[KEY_BYTES];
    entropy_bytes(e, seed, sizeof(seed));
    int r = from_seed(ret, name, type, seed, err);
    sodium_memzero(seed, sizeof(seed));
    return r;
}

int skey_parse(struct skey *ret, struct str line, struct error *err) {
    const char *prefix = "PRIVATE+KEY+";
    if (!str_starts(line, prefix)) return malformed(err);
    struct str name;
    uint32_t id;
    enum key_type type;
    uint8_t seed[KEY_BYTES];
    int r = parse_line(str_skip(line, strlen(prefix)), &name, &id, &type, seed, err);
    if (r) return r;
    struct skey key;
    r = from_seed(&key, name, type, seed, err);
    sodium_memzero(seed, sizeof(seed));
    if (r == 0 && key.vkey.id != id) r = wrong_id(err);
    if (r == 0) *ret = key;
    skey_wipe(&key);
    return r;
}

void skey_format(struct buf *out, const struct skey *key) {
    buf_addz(out, "PRIVATE+KEY+");
    format_line(out, &key->vkey, key->secret);
}

void skey_wipe(struct skey *key) { sodium_memzero(key, sizeof(*key)); }

static int file_error(struct error *err, const char *path) {
    int e = errno;
    return error_set(err,
                     e == ENOENT   ? ERR_MISSING
                     : e == EEXIST ? ERR_EXISTS
                                   : ERR_IO,
                     T("The key file {path}: {reason}.", "密钥文件 {path}：{reason}。"), ARG_Z("path", path),
                     ARG_TEXT("reason", errno_text(e)));
}

/* Gives what was written its name, unless something has it. */
static int take_name(const char *beside, const char *path) {
    if (renameat2(AT_FDCWD, beside, AT_FDCWD, path, RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return -1;
    struct stat st; /* a file system that cannot say "unless" */
    if (lstat(path, &st) == 0) errno = EEXIST;
    return errno == ENOENT ? rename(beside, path) : -1;
}

/* Under another name until it is whole: whoever is stopped in between leaves nothing that looks like a key. */
int skey_save(const char *path, const struct skey *key, struct error *err) {
    char beside[PATH_MAX];
    bool fits = (size_t)snprintf(beside, sizeof(beside), "%s.part", path) < sizeof(beside);
    if (!fits) errno = ENAMETOOLONG;
    int fd = !fits ? -1 : open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return file_error(err, path);
    struct buf line;
    buf_init(&line, KEY_LINE_MAX);
    skey_format(&line, key);
    buf_addc(&line, '\n');
    assert(buf_ok(&line));
    int r = 0;
    if (fchmod(fd, 0600) || file_write_all(fd, buf_str(&line)) || fsync(fd)) r = file_error(err, path);
    sodium_memzero(line.data, line.len);
    buf_release(&line);
    if (close(fd) && r == 0) r = file_error(err, path);
    if (r == 0 && take_name(beside, path)) r = file_error(err, path);
    if (r)
        unlink(beside);
    else if (file_sync_directory_of(path)) /* an act may name it a moment later */
        r = file_error(err, path);
    return r;
}

int skey_load(const char *path, struct skey *ret, struct error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return file_error(err, path);
    struct stat st;
    char line[KEY_LINE_MAX + 1];
    ssize_t n = -1;
    int r = 0;
    if (fstat(fd, &st) || (n = read(fd, line, sizeof(line))) < 0)
        r = file_error(err, path);
    else if (!S_ISREG(st.st_mode) || (st.st_mode & 077))
        r = error_set(err, ERR_DENIED,
                      T("The key file {path} can be read by others. Give it the mode 600 (chmod 600).",
                        "密钥文件 {path} 可被他人读取。请将其权限设为 600（chmod 600）。"),
                      ARG_Z("path", path));
    else
        r = skey_parse(ret, str_trim((struct str){ line, (size_t)n }), err);
    sodium_memzero(line, sizeof(line));
    close(fd);
    return r;
}

/* ---- signatures ---- */

/* The words before a note's text that a cosignature covers too. */
static size_t cosigned_head(char head[COSIGNED_HEAD_MAX], int64_t time) {
    struct buf b;
    buf_init(&b, COSIGNED_HEAD_MAX);
    buf_addz(&b, "cosignature/v1\ntime ");
    buf_addint(&b, time);
    buf_addc(&b, '\n');
    size_t len = b.len;
    memcpy(head, b.data, len);
    buf_release(&b);
    return len;
}

void skey_sign(struct buf *out, const struct skey *key, struct str text, int64_t time) {
    uint8_t signature[SIGNATURE_BYTES];
    if (key->vkey.type == KEY_ED25519) {
        crypto_sign_detached(signature, NULL, (const unsigned char *)text.data, text.len, key->secret);
    } else {
        assert(time >= 0);
        char head[COSIGNED_HEAD_MAX];
        struct buf message;
        buf_init(&message, COSIGNED_HEAD_MAX + text.len);
        buf_add(&message, (struct str){ head, cosigned_head(head, time) });
        buf_add(&message, text);
        crypto_sign_detached(signature, NULL, (const unsigned char *)message.data, message.len, key->secret);
        buf_release(&message);
        for (int shift = 56; shift >= 0; shift -= 8) buf_addc(out, (char)((uint64_t)time >> shift & 0xff));
    }
    buf_add(out, (struct str){ (const char *)signature, sizeof(signature) });
}

bool vkey_verifies(const struct vkey *key, struct str text, struct str signature, int64_t *ret_time) {
    if (ret_time) *ret_time = 0;
    if (key->type == KEY_ED25519)
        return signature.len == SIGNATURE_BYTES &&
               crypto_sign_verify_detached((const unsigned char *)signature.data, (const unsigned char *)text.data,
                                           text.len, key->bytes) == 0;
    if (signature.len != TIMESTAMP_BYTES + SIGNATURE_BYTES) return false;
    uint64_t time = 0;
    for (int i = 0; i < TIMESTAMP_BYTES; i++) time = time << 8 | (uint8_t)signature.data[i];
    if (time > INT64_MAX) return false;
    char head[COSIGNED_HEAD_MAX];
    struct buf message;
    buf_init(&message, COSIGNED_HEAD_MAX + text.len);
    buf_add(&message, (struct str){ head, cosigned_head(head, (int64_t)time) });
    buf_add(&message, text);
    bool good = crypto_sign_verify_detached((const unsigned char *)signature.data + TIMESTAMP_BYTES,
                                            (const unsigned char *)message.data, message.len, key->bytes) == 0;
    buf_release(&message);
    if (good && ret_time) *ret_time = (int64_t)time;
    return good;
}
