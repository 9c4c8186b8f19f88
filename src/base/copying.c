/* Gathering a folder and naming it; see copying.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/copying.h"

static int failed(const char *path, struct error *err) {
    int why = errno;
    return error_set(err,
                     why == ENOENT || why == ENOTDIR     ? ERR_MISSING
                     : why == EEXIST || why == ENOTEMPTY ? ERR_EXISTS
                                                         : ERR_IO,
                     T("{path}: {reason}.", "{path}：{reason}。"), ARG_Z("path", path),
                     ARG_TEXT("reason", errno_text(why)));
}

int copy_path(char ret[COPY_PATH_MAX], const char *path, const char *name, struct error *err) {
    int n = snprintf(ret, COPY_PATH_MAX, "%s%s", path, name);
    if (n > 0 && n < COPY_PATH_MAX) return 0;
    return error_set(err, ERR_TOO_LARGE, T("The path is too long.", "路径过长。"));
}

static int copy_bytes(int from, int to) {
    enum { PIECE_BYTES = 128 * 1024 };
    char piece[PIECE_BYTES];
    for (;;) {
        ssize_t n = read(from, piece, sizeof piece);
        if (n == 0) return fsync(to);
        for (ssize_t done = 0; n > 0 && done < n;) {
            ssize_t w = write(to, piece + done, (size_t)(n - done));
            if (w < 0 && errno != EINTR) return -1;
            done += w > 0 ? w : 0;
        }
        if (n < 0 && errno != EINTR) return -1;
    }
}

int copy_file(const char *from, const char *to, mode_t mode, struct error *err) {
    struct stat st;
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (in < 0) return failed(from, err);
    if (fstat(in, &st) == 0 && !S_ISREG(st.st_mode)) {
        close(in);
        errno = EINVAL;
        return failed(from, err);
    }
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    int result = out < 0 ? failed(to, err) : 0;
    if (result == 0 && copy_bytes(in, out) != 0) result = failed(to, err);
    if (out >= 0 && close(out) != 0 && result == 0) result = failed(to, err);
    close(in);
    return result;
}

static bool is_dots(const char *name) { return strcmp(name, ".") == 0 || strcmp(name, "..") == 0; }

bool folder_taken(const char *path) {
    struct stat st;
    if (lstat(path, &st) != 0) return errno != ENOENT && errno != ENOTDIR;
    DIR *d = S_ISDIR(st.st_mode) ? opendir(path) : NULL;
    bool taken = d == NULL;
    for (struct dirent *e; d && (e = readdir(d));) taken = taken || !is_dots(e->d_name);
    if (d) closedir(d);
    return taken;
}

void gathering_drop(const char *path) {
    char file[COPY_PATH_MAX];
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));)
        if (!is_dots(e->d_name) && (size_t)snprintf(file, sizeof file, "%s/%s", path, e->d_name) < sizeof file)
            unlink(file); /* files only: nothing else is ever gathered */
    if (d) closedir(d);
    rmdir(path);
}

int gathering_begin(const char *path, struct error *err) {
    gathering_drop(path);
    if (mkdir(path, 0700) == 0) return 0;
    failed(path, err);
    if (err)
        err->code =
            ERR_IO; /* that there is no such place is the machine's matter: nothing that was asked for is missing */
    return ERR_IO;
}

static int sync_folder(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = fd < 0 ? -1 : fsync(fd);
    if (fd >= 0) close(fd);
    return result;
}

int gathering_name(const char *path, const char *name, struct error *err) {
    char above[COPY_PATH_MAX];
    int result = copy_path(above, name, "", err);
    if (result != 0) return result;
    if (sync_folder(path) != 0) return failed(path, err);
    if (rename(path, name) != 0 || sync_folder(dirname(above)) != 0) return failed(name, err);
    return 0;
}
