/* Clients nobody here wrote must accept our registers: Go's x/mod, reading over HTTP what any web server serves.
 *
 * A register is grown through the sizes where tiles begin and end, exported at each, served by Python's http.server, and
 * verified by tests/register/verify.go (entries, inclusion, consistency with the size before) and by our own verifier over
 * HTTP. Everything is on loopback, on a port the system chose; the server ends with the pipe this test holds. */
#include "tap.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "example.h"
#include "register/file.h"
#include "register/verify.h"

extern char **environ;

static char root[] = "/tmp/charterd-outsiders-XXXXXX";
static struct example x;
static pid_t server;
static int server_input = -1;
static int port;

enum { ENTRIES_PROVED = 60 };
static const int64_t sizes[] = { 0, 1, 2, 255, 256, 257, 65535, 65536, 65537, 70000 };
enum { SIZES = sizeof(sizes) / sizeof(sizes[0]) };

/* Starts a program with pipes on its input and output. */
static pid_t start(char *const argv[], int *ret_input, int *ret_output) {
    int in[2], out[2];
    pid_t pid;
    posix_spawn_file_actions_t actions;
    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC)) return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    int r = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    *ret_input = in[1];
    *ret_output = out[0];
    return r ? -1 : pid;
}

static ssize_t read_to_end(int fd, char *out, size_t size) {
    size_t len = 0;
    ssize_t n;
    while (len + 1 < size && (n = read(fd, out + len, size - 1 - len)) > 0) len += (size_t)n;
    out[len] = '\0';
    return (ssize_t)len;
}

/* Runs a program to its end; its exit status, and what it printed. */
static int run(char *const argv[], char *out, size_t size) {
    int input, output, status = -1;
    pid_t pid = start(argv, &input, &output);
    close(input);
    read_to_end(output, out, size);
    close(output);
    if (pid > 0) waitpid(pid, &status, 0);
    return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int set_up(void **state) {
    (void)state;
    char line[32] = "";
    int output;
    example_init(&x);
    if (!mkdtemp(root)) return -1;
    server = start((char *[]){ "python3", "tests/register/serve.py", root, NULL }, &server_input, &output);
    for (size_t n = 0; server > 0 && n + 1 < sizeof(line) && !strchr(line, '\n'); n++)
        if (read(output, line + n, 1) <= 0) return -1;
    close(output);
    port = (int)strtol(line, NULL, 10);
    return port > 0 ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    close(server_input);
    waitpid(server, NULL, 0);
    remove_tree(root);
    example_release(&x);
    return 0;
}

static void exported(int64_t size, char dir[64]) { snprintf(dir, 64, "%s/%lld", root, (long long)size); }

static void test_export(void **state) {
    (void)state;
    char dir[64];
    struct error err;
    for (int i = 0; i < SIZES; i++) {
        grow(&x.tree, &x.full, sizes[i]);
        exported(sizes[i], dir);
        assert_int_equal(example_export(&x, dir, &err), 0);
    }
}

/* The program, built once for this run; skipped where there is no Go. */
static bool go_built(char program[64]) {
    char out[4096];
    snprintf(program, 64, "%s/verify", root);
    if (run((char *[]){ "sh", "-c", "command -v go && ls -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog", NULL },
            out, sizeof(out)) != 0)
        return false;
    char command[512];
    snprintf(command, sizeof(command),
             "export HOME=${HOME:-%s}; GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS=-buildvcs=false go build -o %s "
             "tests/register/verify.go",
             root, program);
    assert_int_equal(run((char *[]){ "sh", "-c", command, NULL }, out, sizeof(out)), 0);
    return true;
}

static int go_verify(char *program, const char *vkey, int64_t size, int64_t older, char *out) {
    char url[128], file[128], sample[16];
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/%lld", port, (long long)size);
    snprintf(file, sizeof(file), "%s/%lld/checkpoint", root, (long long)older);
    snprintf(sample, sizeof(sample), "%d", ENTRIES_PROVED);
    return run((char *[]){ program, "-sample", sample, "-older", file, "-vkey", (char *)vkey, url, NULL }, out, 4096);
}

static void test_go(void **state) {
    (void)state;
    char program[64], out[4096], wanted[64];
    struct buf vkey;
    if (!go_built(program)) skip();
    buf_init(&vkey, 1024);
    vkey_format(&vkey, &x.key.vkey);
    for (int i = 0; i < SIZES; i++) {
        assert_int_equal(go_verify(program, buf_z(&vkey), sizes[i], sizes[i ? i - 1 : 0], out), 0);
        snprintf(wanted, sizeof(wanted), "ok %lld entries, ", (long long)sizes[i]);
        assert_non_null(strstr(out, wanted));
    }
    /* it would notice: an older checkpoint of something else, another key, an altered entry */
    struct hash other = hash_of(STR("other"));
    struct buf note;
    char path[128];
    buf_init(&note, 4096);
    snprintf(path, sizeof(path), "%s/999", root);
    assert_int_equal(mkdir(path, 0755), 0);
    checkpoint_sign(&note, 999, &other, &x.key);
    snprintf(path, sizeof(path), "%s/999/checkpoint", root);
    assert_int_equal(file_replace(path, buf_str(&note), 0644, FILE_QUICK, NULL), 0);
    assert_int_equal(go_verify(program, buf_z(&vkey), 70000, 999, out), 1);
    assert_int_equal(go_verify(program, "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", 257, 256,
                               out),
                     1);
    snprintf(path, sizeof(path), "%s/257/tile/entries/001.p/1", root);
    assert_int_equal(file_replace(path, STR("\x00\x01x"), 0644, FILE_QUICK, NULL), 0);
    assert_int_equal(go_verify(program, buf_z(&vkey), 257, 256, out), 1);
    buf_release(&note);
    buf_release(&vkey);
}

static int count_entry(void *context, int64_t index, struct str entry, struct error *err) {
    (void)entry;
    (void)err;
    assert_int_equal(index, (*(int64_t *)context)++);
    return 0;
}

static void test_http(void **state) {
    (void)state;
    char url[128];
    for (int i = 0; i < SIZES; i += 3) {
        struct register_source *source;
        struct error err;
        struct verify_report report;
        int64_t entries = 0;
        struct verify_options o = { .log = &x.key.vkey, .entry = count_entry, .context = &entries };
        snprintf(url, sizeof(url), "http://127.0.0.1:%d/%lld/", port, (long long)sizes[i]);
        assert_int_equal(source_open(&source, url, &err), 0);
        assert_int_equal(register_verify(source, &o, &report, &err), 0);
        assert_int_equal(report.size, sizes[i]);
        assert_int_equal(entries, sizes[i]);
        source->close(source);
    }
}

static void test_http_refused(void **state) {
    (void)state;
    struct register_source *source;
    struct error err;
    struct buf b;
    char url[128];
    buf_init(&b, 1 << 20);
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/70000", port);
    assert_int_equal(source_open(&source, url, &err), 0);
    assert_int_equal(source->fetch(source, "tile/9/000", 8192, &b, &err), ERR_MISSING);
    assert_int_equal(source->fetch(source, "tile/0/000", 8191, &b, &err), ERR_TOO_LARGE);
    assert_int_equal(b.len, 0);
    source->expect(source, "tile/0/001", 8192);
    source->expect(source, "tile/0/002", 8192);
    assert_int_equal(source->fetch(source, "tile/0/002", 8192, &b, &err), 0);
    assert_int_equal(b.len, 8192);
    source->close(source); /* with one still on its way */
    snprintf(url, sizeof(url), "http://127.0.0.1:%d", port);
    assert_int_equal(source_http(&source, "http://example.org/?a", &err), ERR_SYNTAX);
    /* nobody listens: tried again, then told */
    assert_int_equal(source_open(&source, "http://127.0.0.1:1/register", &err), 0);
    assert_int_equal(source->fetch(source, "checkpoint", 8192, &b, &err), ERR_IO);
    source->close(source);
    buf_release(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CHECK("register/shelf: S2 exported at sizes where tiles begin and end", test_export),
        CHECK("register/outsiders: Go's x/mod verifies entries, inclusion and consistency over HTTP", test_go),
        CHECK("register/fetch: whole registers over HTTP", test_http),
        CHECK("register/fetch: missing, too large, nobody there", test_http_refused),
    };
    return cmocka_run_group_tests_name("register/outsiders", tests, set_up, tear_down);
}
