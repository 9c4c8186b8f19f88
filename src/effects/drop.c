/* One mail, one file. See drop.h. */
#include "effects/drop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

static bool write_all(int fd, struct str s) {
    while (s.len) {
        ssize_t n = write(fd, s.data, s.len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        s = str_skip(s, (size_t)n);
    }
    return fsync(fd) == 0;
}

int drop_file(const char *folder, int64_t id, struct str mail, struct buf *reply) {
    struct buf name, beside;
    buf_init(&name, 4096);
    buf_init(&beside, 4096);
    buf_addf(&name, "%s/%06lld.eml", folder, (long long)id);
    buf_addf(&beside, "%s/.%06lld.part", folder, (long long)id);
    int fd = open(buf_z(&beside), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write_all(fd, mail);
    if (fd >= 0 && close(fd) < 0) ok = false;
    ok = ok && rename(buf_z(&beside), buf_z(&name)) == 0;
    if (ok)
        buf_addf(reply, "written to mail/%06lld.eml", (long long)id);
    else
        buf_addf(reply, "%s: %s", buf_z(&name), strerror(errno));
    if (!ok && fd >= 0) unlink(buf_z(&beside));
    buf_release(&name);
    buf_release(&beside);
    return ok ? 0 : ERR_IO;
}
