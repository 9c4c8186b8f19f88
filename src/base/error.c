/* Errors carry their sentence, its values, and copies of every string among them.
 *
 * The copies live in `store` inside the error itself, so an error outlives the request, the arena or the row that its
 * values came from. Values point into `store`, so an error is copied by `error_copy`, never by assignment. A string that
 * no longer fits is cut at a character. */
#include "base/error.h"

#include <errno.h>
#include <string.h>

static struct str keep(struct error *err, struct str s) {
    size_t room = ERROR_STORE_MAX - err->store_len;
    if (!s.data || room == 0) return s.data ? STR("") : STR_NONE;
    size_t n = s.len < room - 1 ? s.len : room - 1;
    if (n < s.len) {
        while (n > 0 && ((unsigned char)s.data[n] & 0xc0) == 0x80) n--;
    }
    char *at = err->store + err->store_len;
    if (n) memcpy(at, s.data, n);
    at[n] = '\0';
    err->store_len += n + 1;
    return (struct str){ at, n };
}

int error_set_args(struct error *err, int code, struct text text, const struct arg *args, size_t count) {
    if (!err) return code;
    err->code = code;
    err->text = text;
    err->store_len = 0;
    err->arg_count = count < ERROR_ARGS_MAX ? count : ERROR_ARGS_MAX;
    for (size_t i = 0; i < err->arg_count; i++) {
        struct arg *kept = &err->args[i];
        *kept = args[i];
        if (kept->type == ARG_TYPE_STR) {
            kept->str = keep(err, kept->str);
        } else if (kept->type == ARG_TYPE_TEXT) {
            kept->text.en = keep(err, str_of(kept->text.en)).data;
            kept->text.zh = keep(err, str_of(kept->text.zh)).data;
        }
    }
    return code;
}

void error_format_in(struct buf *out, const struct error *err, enum lang lang, struct zone zone) {
    text_format(out, err->text, lang, zone, err->args, err->arg_count);
}

void error_format(struct buf *out, const struct error *err, enum lang lang) {
    error_format_in(out, err, lang, ZONE_SHANGHAI);
}

int error_copy(struct error *to, const struct error *from) {
    if (to == from) return from->code;
    return error_set_args(to, from->code, from->text, from->args, from->arg_count);
}

struct text errno_text(int number) {
    static const struct {
        int number;
        struct text text;
    } known[] = {
        { ENOENT, TEXT_INIT("it does not exist", "不存在") },
        { EEXIST, TEXT_INIT("it exists already", "已经存在") },
        { EACCES, TEXT_INIT("access is not permitted", "没有访问权限") },
        { EPERM, TEXT_INIT("this is not permitted", "不允许这样做") },
        { ENOTDIR, TEXT_INIT("a part of the path is not a directory", "路径中有一段不是目录") },
        { EISDIR, TEXT_INIT("it is a directory", "它是一个目录") },
        { ENOTEMPTY, TEXT_INIT("the directory is not empty", "目录不是空的") },
        { ENOSPC, TEXT_INIT("the disk is full", "磁盘已满") },
        { EDQUOT, TEXT_INIT("the disk quota is used up", "磁盘配额已用完") },
        { EROFS, TEXT_INIT("the disk is read-only", "磁盘是只读的") },
        { EIO, TEXT_INIT("the disk reports an error", "磁盘报告错误") },
        { ELOOP, TEXT_INIT("it is a symbolic link where none may be", "不允许使用符号链接") },
        { ENAMETOOLONG, TEXT_INIT("the name is too long", "名称过长") },
        { EMFILE, TEXT_INIT("too many files are open", "打开的文件过多") },
        { ENFILE, TEXT_INIT("too many files are open", "打开的文件过多") },
        { EFBIG, TEXT_INIT("the file would be too large", "文件过大") },
        { ENOMEM, TEXT_INIT("there is not enough memory", "内存不足") },
        { EINVAL, TEXT_INIT("it is not something that can be used here", "不能用在这里") },
        { EXDEV, TEXT_INIT("it lies on another disk", "不在同一块磁盘上") },
        { ETXTBSY, TEXT_INIT("it is in use", "正在使用") },
        { EBUSY, TEXT_INIT("it is in use", "正在使用") },
        { EADDRINUSE, TEXT_INIT("the address is in use", "地址已被占用") },
        { EADDRNOTAVAIL, TEXT_INIT("this machine does not have the address", "本机没有这个地址") },
        { ECONNREFUSED, TEXT_INIT("the connection was refused", "连接被拒绝") },
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].number == number) return known[i].text;
    }
    return T("the system refuses", "系统拒绝");
}
