/* The box: see box.h.
 *
 * A paper holds words that anybody may have written, and setting type is a great deal of code: fonts, shaping, compression. So it is
 * done where a fault of that code gains nothing. Opening a file is answered rather than punished, because a library may look for one
 * (a font for a letter that none of ours has) and go on without it. */
#include "pdf/box.h"

#include <errno.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum { CPU_S_MAX = 120, DESCRIPTORS_MAX = 64 };
#define MEMORY_MAX ((rlim_t)1 << 30) /* the fonts alone are 80 MB of address space */

static bool limit(int what, rlim_t most) {
    struct rlimit had, want = { most, most };
    if (getrlimit((__rlimit_resource_t)what, &had) != 0) return false;
    if (had.rlim_max != RLIM_INFINITY && had.rlim_max < most) want = (struct rlimit){ had.rlim_max, had.rlim_max };
    return setrlimit((__rlimit_resource_t)what, &want) == 0;
}

static bool limits(void) {
    bool good = limit(RLIMIT_CPU, CPU_S_MAX) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) &&
                limit(RLIMIT_NOFILE, DESCRIPTORS_MAX);
    return good && (SANITIZED || limit(RLIMIT_AS, MEMORY_MAX)); /* a sanitizer reserves terabytes of addresses */
}

/* No path is allowed, whatever is asked of it. Older kernels have none of this: the list of calls holds all the same. */
static void landlock(void) {
    struct landlock_ruleset_attr all = {
        .handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
                             LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                             LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                             LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                             LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM,
    };
    int fd = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (fd < 0) return;
    syscall(SYS_landlock_restrict_self, fd, 0);
    close(fd);
}

static bool allow(scmp_filter_ctx box, const int *calls, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (seccomp_rule_add(box, SCMP_ACT_ALLOW, calls[i], 0) != 0) return false;
    return true;
}

static bool calls(void) {
    static const int plain[] = {
        SCMP_SYS(read),
        SCMP_SYS(write),
        SCMP_SYS(readv),
        SCMP_SYS(writev),
        SCMP_SYS(pread64),
        SCMP_SYS(lseek),
        SCMP_SYS(close),
        SCMP_SYS(fstat),
        SCMP_SYS(poll),
        SCMP_SYS(ppoll),
        SCMP_SYS(brk),
        SCMP_SYS(munmap),
        SCMP_SYS(mremap),
        SCMP_SYS(madvise),
        SCMP_SYS(futex),
        SCMP_SYS(sched_yield),
        SCMP_SYS(rt_sigreturn),
        SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(sigaltstack),
        SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday),
        SCMP_SYS(getrandom),
        SCMP_SYS(sched_getaffinity),
        SCMP_SYS(getpid),
        SCMP_SYS(gettid),
        SCMP_SYS(exit),
        SCMP_SYS(exit_group),
        SCMP_SYS(restart_syscall),
        SCMP_SYS(set_robust_list),
        SCMP_SYS(rseq),
    };
    static const int answered[] = {
        SCMP_SYS(open),   SCMP_SYS(openat),   SCMP_SYS(stat),       SCMP_SYS(lstat),  SCMP_SYS(newfstatat),
        SCMP_SYS(statx),  SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(fcntl),
        SCMP_SYS(statfs), SCMP_SYS(fstatfs),  SCMP_SYS(ioctl),
    };
    scmp_filter_ctx box = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!box) return false;
    bool good =
        allow(box, plain, sizeof plain / sizeof plain[0]) && seccomp_attr_set(box, SCMP_FLTATR_CTL_TSYNC, 1) == 0;
    for (size_t i = 0; good && i < sizeof answered / sizeof answered[0]; i++)
        good = seccomp_rule_add(box, SCMP_ACT_ERRNO(EACCES), answered[i], 0) == 0;
    /* Cairo asks whether the file of a font it has open can be read: yes, without looking. */
    static const int yes[] = { SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2) };
    for (size_t i = 0; good && i < sizeof yes / sizeof yes[0]; i++)
        good = seccomp_rule_add(box, SCMP_ACT_ERRNO(0), yes[i], 0) == 0;
    /* Pango asks for fonts on a thread: threads, which live in the same box, but no processes. clone3 has its flags where a filter cannot
     * see them; told that there is none, the C library takes clone. */
    good = good && seccomp_rule_add(box, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 &&
           seccomp_rule_add(box, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM)) == 0 &&
           seccomp_rule_add(box, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME)) == 0;
    /* Memory that can be run cannot be had. */
    good =
        good &&
        seccomp_rule_add(box, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
        seccomp_rule_add(box, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
        seccomp_load(box) == 0;
    seccomp_release(box);
    return good;
}

bool box_shut(void) {
    if (!limits() || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
    landlock();
    return calls();
}
