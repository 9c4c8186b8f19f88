/* Reading and replacing files; see file.h. */
#include "register/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 16 };

static int failed(struct error *err, const char *path, int reason) {
    bool missing = reason == ENOENT || reason == ENOTDIR;
    return error_set(err, missing ? ERR_MISSING : ERR_IO, T("{path}: {reason}.", "{path}：{reason}。"),
                     ARG_Z("path", path), ARG_TEXT("reason", errno_text(reason)));
}

int file_write_all(int fd, struct str bytes) {
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.data, bytes.len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return -1;
        bytes = str_skip(bytes, (size_t)n);
    }
    return 0;
}

int file_sync_directory_of(const char *path) {
    char copy[PATH_MAX];
    snprintf(copy, sizeof(copy), "%s", path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return -1;
    int r = fsync(fd);
    close(fd);
    return r;
}

int file_replace(const char *path, struct str bytes, mode_t mode, enum file_sync sync, struct error *err) {
    char beside[PATH_MAX];
    if ((size_t)snprintf(beside, sizeof(beside), "%s.new", path) >= sizeof(beside))
        return failed(err, path, ENAMETOOLONG);
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0) return failed(err, path, errno);
    int reason = 0;
    if (file_write_all(fd, bytes) || (sync == FILE_SYNC && fsync(fd))) reason = errno;
    if (close(fd) && !reason) reason = errno;
    if (!reason && rename(beside, path)) reason = errno;
    if (reason)
        unlink(beside);
    else if (sync == FILE_SYNC && file_sync_directory_of(path))
        reason = errno;
    return reason ? failed(err, path, reason) : 0;
}

/* `expected` bytes are asked for at once; a file that grows meanwhile is read on. */
static int read_all(int fd, const char *path, size_t expected, size_t max, struct buf *out, struct error *err) {
    size_t start = out->len;
    for (;;) {
        size_t got = out->len - start;
        size_t room = buf_room(out, got < expected ? expected - got + 1 : PIECE);
        char more;
        ssize_t n = room ? read(fd, out->data + out->len, room) : read(fd, &more, 1);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return failed(err, path, errno);
        if (n == 0) return 0;
        if (room) out->len += (size_t)n;
        if (!room || out->len - start > max)
            return error_set(err, ERR_TOO_LARGE, T("{path} is larger than {max} bytes.", "{path} 超过 {max} 字节。"),
                             ARG_Z("path", path), ARG_INT("max", (int64_t)max));
    }
}

int file_read(int dirfd, const char *path, size_t max, struct buf *out, struct error *err) {
    struct stat st;
    int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return failed(err, path, errno);
    int r;
    if (fstat(fd, &st))
        r = failed(err, path, errno);
    else if (!S_ISREG(st.st_mode))
        r = failed(err, path, EINVAL);
    else
        r = read_all(fd, path, (size_t)st.st_size < max ? (size_t)st.st_size : max, max, out, err);
    close(fd);
    return r;
}
