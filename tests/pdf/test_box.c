/* The box a printer shuts itself into: what is asked for in it is refused, or ends who asked. Each question is asked in a process of its
 * own. */
#include "pdf/box.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/check.h"

enum { WENT_WELL = 0, REFUSED = 7, BOX_FAILED = 9 };

static int open_file(void) { return open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES ? REFUSED : WENT_WELL; }
static int make_file(void) {
    return open("/tmp/charterd-box-test", O_CREAT | O_WRONLY, 0600) < 0 && errno == EACCES ? REFUSED : WENT_WELL;
}
static int make_socket(void) { return socket(AF_INET, SOCK_STREAM, 0) < 0 ? REFUSED : WENT_WELL; }
static int run_program(void) {
    char *const argv[] = { (char[]){ "true" }, NULL };
    execv("/bin/true", argv);
    return REFUSED;
}
static int make_process(void) { return fork() < 0 ? REFUSED : WENT_WELL; }
static int run_memory(void) {
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? REFUSED
                                                                                                     : WENT_WELL;
}
static int signal_parent(void) { return kill(getppid(), 0) < 0 ? REFUSED : WENT_WELL; }
static int plain_work(void) {
    volatile char *p = malloc(1 << 20);
    if (!p) return REFUSED;
    p[5] = 1;
    free((void *)p);
    return write(STDOUT_FILENO, "", 0) == 0 ? WENT_WELL : REFUSED;
}

/* How the process that asked ended: its exit code, or minus the signal. */
static int asked_in_box(int (*question)(void)) {
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        if (!box_shut()) _exit(BOX_FAILED);
        _exit(question());
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void test_files(void **state) {
    (void)state;
    assert_int_equal(asked_in_box(open_file), REFUSED);
    assert_int_equal(asked_in_box(make_file), REFUSED);
}

static void test_ended(void **state) {
    (void)state;
    static int (*const questions[])(void) = { make_socket, run_program, make_process, run_memory, signal_parent };
    for (size_t i = 0; i < COUNT(questions); i++)
        CHECK_INT(asked_in_box(questions[i]), -SIGSYS, "a call that is not on the list");
}

static void test_work(void **state) {
    (void)state;
    assert_int_equal(asked_in_box(plain_work), WENT_WELL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("pdf/box: a file is neither opened nor made", test_files),
        CASE("pdf/box: a socket, a program, a process, memory to run, a signal end who asks", test_ended),
        CASE("pdf/box: memory and its own pipes are left", test_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
