/* Every allocation of SQLite's is made to fail in turn through a whole life of a store (workload.h): memory that cannot
 * be had is an error in words, loses nothing acknowledged, and ends no process. (Our own allocations end it: base/arena.h.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/store.h"
#include "store_support.h"
#include "fault_vfs.h"
#include "workload.h"

static sqlite3_mem_methods system_memory;
static struct { long at, count, length; } scarcity;

static bool is_scarce(void) {
    long n = ++scarcity.count;
    return scarcity.at > 0 && n >= scarcity.at && n < scarcity.at + scarcity.length;
}

static void *scarce_malloc(int size) { return is_scarce() ? NULL : system_memory.xMalloc(size); }

static void *scarce_realloc(void *p, int size) { return is_scarce() ? NULL : system_memory.xRealloc(p, size); }

static void each_allocation_fails(void **state) {
    struct scratch *t = *state;
    scarcity.at = scarcity.count = 0;
    struct progress p = workload_run(t->path);
    long count = scarcity.count;
    assert_int_equal(p.acknowledged, WORKLOAD_COMMITS);
    workload_remove(t->path);
    assert_true(count > 1000);
    int refused = 0;
    for (long at = 1; at <= count; at += 1 + at % 7) {
        scarcity.at = at;
        scarcity.length = at % 3 ? 1 : 25; /* one, or a drought */
        scarcity.count = 0;
        p = workload_run(t->path);
        scarcity.at = 0;
        refused += p.refused;
        workload_verify(t->path, p);
        workload_remove(t->path);
    }
    assert_true(refused > 10);
}

int main(void) {
    sqlite3_mem_methods scarce;
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system_memory);
    scarce = system_memory;
    scarce.xMalloc = scarce_malloc;
    scarce.xRealloc = scarce_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &scarce);
    const struct CMUnitTest tests[] = {
        UNIT_FOLDER("memory: each allocation of SQLite's fails, nothing acknowledged is lost", each_allocation_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
