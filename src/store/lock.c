/* Files beside SQLite: the lock that keeps a second writer out, and what must be synced by hand.
 *
 * The lock is an open-file-description lock: it belongs to the descriptor, not to the process, so that two stores of
 * one process exclude each other too, and it vanishes with the process however that ends. The file holds the holder's
 * process id for the message only. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/internal.h"

int file_io_error(const char *path, struct error *err) {
    int number = errno;
    if (number == ENOSPC || number == EDQUOT)
        return error_set(err, ERR_IO, T("The disk that holds {file} is full.", "{file} 所在的磁盘已满。"),
                         ARG_Z("file", path));
    return error_set(err, ERR_IO, T("{file} cannot be read or written ({detail}).", "无法读写 {file}（{detail}）。"),
                     ARG_Z("file", path), ARG_Z("detail", strerror(number)));
}

bool file_exists(const char *path) {
    struct stat st;
    return stat(path, &st) == 0;
}

int lock_take(const char *path, const char *db_path, int *ret_fd, struct error *err) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return file_io_error(path, err);
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    if (fcntl(fd, F_OFD_SETLK, &lock) < 0) {
        bool held = errno == EAGAIN || errno == EACCES;
        char pid[24] = { 0 };
        ssize_t n = held ? pread(fd, pid, sizeof pid - 1, 0) : 0;
        int code =
            held ? error_set(err, ERR_BUSY,
                             T("Another process ({pid}) is writing to {file}. Only one may at a time: stop it first.",
                               "另一个进程（{pid}）正在写入 {file}。同一时间只能有一个进程写入，请先将其停止。"),
                             ARG_Z("pid", n > 0 ? pid : "?"), ARG_Z("file", db_path))
                 : file_io_error(path, err);
        close(fd);
        return code;
    }
    char pid[24];
    int n = snprintf(pid, sizeof pid, "%ld", (long)getpid());
    if (ftruncate(fd, 0) < 0 || pwrite(fd, pid, (size_t)n, 0) != n) {
        int code = file_io_error(path, err);
        close(fd);
        return code;
    }
    *ret_fd = fd;
    return 0;
}

int file_make(const char *path, struct error *err) {
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return error_set(err, ERR_EXISTS, T("{file} already exists.", "{file} 已存在。"), ARG_Z("file", path));
    if (fd < 0) return file_io_error(path, err);
    close(fd);
    return 0;
}

int file_settle(const char *path, struct error *err) {
    enum { CHUNK = 1 << 20 };
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) return file_io_error(path, err);
    char *chunk = mem_alloc(CHUNK);
    int code = 0;
    for (off_t at = 0;;) {
        ssize_t n = pread(fd, chunk, CHUNK, at);
        if (n == 0) break;
        if (n < 0 || pwrite(fd, chunk, (size_t)n, at) != n) {
            code = file_io_error(path, err);
            break;
        }
        at += n;
    }
    if (code == 0 && fdatasync(fd) < 0) code = file_io_error(path, err);
    free(chunk);
    close(fd);
    return code;
}

int file_sync_with_folder(const char *path, struct error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return file_io_error(path, err);
    int code = fsync(fd) < 0 ? file_io_error(path, err) : 0;
    close(fd);
    if (code < 0) return code;
    size_t size = strlen(path) + 1;
    char *copy = mem_alloc(size);
    memcpy(copy, path, size);
    fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) < 0) code = file_io_error(path, err);
    if (fd >= 0) close(fd);
    free(copy);
    return code;
}
