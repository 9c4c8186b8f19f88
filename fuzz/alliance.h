/* An alliance that lived half a year, for fuzzers of what needs one: made once a process in a directory of its own, opened for
 * reading, removed at the end. */
#ifndef FUZZ_ALLIANCE_H
#define FUZZ_ALLIANCE_H

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "acts/pipeline/pipeline.h"
#include "demo/demo.h"
#include "fuzz.h"

static struct {
    char dir[128];
    struct alliance *a;
    struct demo_report report;
} lived;

static inline void lived_forget(void) {
    char path[700];
    alliance_close(lived.a);
    DIR *files = opendir(lived.dir);
    for (struct dirent *e; files && (e = readdir(files));) {
        snprintf(path, sizeof path, "%s/%s", lived.dir, e->d_name);
        unlink(path);
    }
    if (files) closedir(files);
    rmdir(lived.dir);
    snprintf(path, sizeof path, "%s.checkpoint", lived.dir);
    unlink(path);
    *strrchr(lived.dir, '/') = 0;
    rmdir(lived.dir);
}

static inline struct alliance *lived_alliance(void) {
    if (lived.a) return lived.a;
    struct error err = { 0 };
    snprintf(lived.dir, sizeof lived.dir, "%s/charterd-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    MUST(mkdtemp(lived.dir));
    snprintf(lived.dir + strlen(lived.dir), 8, "/a");
    struct demo_options o = { .dir = lived.dir, .charter = "charters/coia", .members = 40, .years = 1, .seed = 1 };
    MUST(day_parse(STR("2026-07-01"), &o.end) == 0);
    if (demo_run(&o, &lived.report, &err) != 0 || alliance_open_at(&lived.a, lived.dir, ALLIANCE_READ, day_start(o.end, ZONE_SHANGHAI), &err) != 0) {
        struct buf b;
        buf_init(&b, 4096);
        error_format(&b, &err, LANG_EN);
        fprintf(stderr, "no alliance to try on: %s\n", buf_z(&b));
        abort();
    }
    atexit(lived_forget);
    return lived.a;
}

/* Nobody, or one of those who sign in to a demo. */
static inline int64_t lived_person(uint8_t choice) {
    choice %= DEMO_PEOPLE + 1;
    return choice ? lived.report.people[choice - 1].person : 0;
}

#endif
