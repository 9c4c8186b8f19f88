/* Arenas: alignment, zeroes, many sizes, and the end of the process when memory is out. */
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "support/check.h"

static bool is_zero(const unsigned char *p, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (p[i]) return false;
    }
    return true;
}

static void test_sizes(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a);
    arena_release(&a); /* empty is fine */
    unsigned char *kept[200];
    size_t sizes[200];
    for (size_t round = 0; round < 200; round++) {
        sizes[round] = round * round * 7 % 90000;
        kept[round] = arena_alloc(&a, sizes[round]);
        assert_int_equal((uintptr_t)kept[round] % 16, 0);
        assert_true(is_zero(kept[round], sizes[round]));
        memset(kept[round], (int)round + 1, sizes[round]);
    }
    for (size_t round = 0; round < 200; round++) { /* nobody wrote into another's room */
        for (size_t i = 0; i < sizes[round]; i++) assert_int_equal(kept[round][i], (round + 1) & 255);
    }
    arena_release(&a);
    assert_null(a.head);
    assert_non_null(arena_alloc(&a, 0)); /* and it may be used again */
    arena_release(&a);
}

static void test_large_keeps_head(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a);
    arena_alloc(&a, 16);
    struct arena_block *head = a.head;
    unsigned char *large = arena_alloc(&a, 10 << 20);
    assert_ptr_equal(a.head, head); /* the head's free room is not lost */
    large[(10 << 20) - 1] = 1;
    char *next = arena_alloc(&a, 16);
    assert_ptr_equal(a.head, head);
    next[15] = 1;
    arena_release(&a);
}

static void test_copies(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a);
    char source[] = "abc";
    struct str s = arena_str(&a, (struct str){ source, 2 });
    char *z = arena_z(&a, (struct str){ source, 2 });
    char *raw = arena_copy(&a, source, sizeof source);
    source[0] = 'x';
    CHECK_STR(s, "ab", "copied");
    CHECK_STR(str_of(z), "ab", "terminated");
    CHECK_STR(str_of(raw), "abc", "raw");
    assert_int_equal(s.data[s.len], '\0');
    assert_null(arena_str(&a, STR_NONE).data);
    assert_non_null(arena_str(&a, STR("")).data);
    CHECK_STR(arena_f(&a, "%s-%d", "TC", 7), "TC-7", "format");
    assert_int_equal(arena_f(&a, "%5000d", 1).len, 5000);
    CHECK_STR(arena_f(&a, "%s", ""), "", "empty format");
    int *numbers = arena_array(&a, int, 100);
    assert_true(is_zero((unsigned char *)numbers, 100 * sizeof *numbers));
    struct str *one = arena_new(&a, struct str);
    assert_null(one->data);
    arena_release(&a);
}

static int status_of_child(void (*body)(void)) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr)) _exit(1);
        body();
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void ask_too_much(void) {
    struct arena a;
    arena_init(&a);
    arena_alloc(&a, SIZE_MAX - 8);
}

static void ask_too_many(void) {
    struct arena a;
    arena_init(&a);
    volatile size_t many = SIZE_MAX / 4;
    arena_array(&a, uint64_t, many);
}

static void test_no_memory(void **state) {
    (void)state;
    assert_int_equal(status_of_child(ask_too_much), 70);
    assert_int_equal(status_of_child(ask_too_many), 70);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("base/arena: every size is aligned, zeroed and its own", test_sizes),
        CASE("base/arena: a large wish leaves the head block in use", test_large_keeps_head),
        CASE("base/arena: copies are terminated", test_copies),
        CASE("base/arena: out of memory ends the process with 70", test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
