/* Sets the stage for a test or a bench: acts at times of one's own choosing, on a directory nobody serves.
 *
 *     stage DIR < SCRIPT                  an alliance that exists
 *     stage DIR CHARTER TIME < SCRIPT     a new one, founded at TIME under the charter folder
 *
 * Every line of the script is a JSON object: {"at": "2026-11-10T06:00:00Z", "kind": "meeting.call", "person": 12,
 * "as": "office:3", "args": {…}}. `at` moves the clock and stays; the rest is one act. For each line one line comes back:
 * the verdict as JSON with "entry", as the API gives it. A refused act ends the program with exit 1 unless the line says
 * "may_fail": true.
 *
 * A meeting that is in session today was called eight days ago; no server can be asked to do that, and none should. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts/pipeline/pipeline.h"
#include "acts/verdict.h"
#include "base/json.h"

static int fail(const char *what, const struct error *err) {
    struct buf b;
    buf_init(&b, 4096);
    if (err) error_format(&b, err, LANG_EN);
    fprintf(stderr, "stage: %s: %s\n", what, err ? buf_z(&b) : "");
    buf_release(&b);
    return 2;
}

/* One line of the script. 0, 1 when it was refused, 2 when it cannot be read. */
static int play(struct alliance *alliance, struct str line) {
    struct error err = { 0 };
    json_t *step = NULL;
    if (json_parse(line, &step, &err) != 0) return fail("a line is not JSON", &err);
    struct str at = json_str(step, "at");
    instant when;
    int result = 0;
    if (at.data) {
        if (instant_parse(at, &when) != 0) {
            json_decref(step);
            return fail("no such time", NULL);
        }
        alliance_set_clock(alliance, when);
    }
    struct str kind = json_str(step, "kind");
    if (kind.data) {
        json_t *none = json_object();
        json_t *args = json_object_get(step, "args");
        struct ask ask = { .kind = kind.data,
                           .person = json_int(step, "person", 0),
                           .as = json_str(step, "as").data,
                           .via = "",
                           .args = args ? args : none,
                           .received = INSTANT_NONE,
                           .lang = LANG_EN };
        struct answer *answer = NULL;
        int code = pipeline_act(alliance, &ask, &answer);
        if (code == 0 && answer) {
            json_t *said = verdict_json(answer->verdict, LANG_EN, ZONE_SHANGHAI);
            json_object_set_new(said, "entry", json_integer(answer->entry));
            json_dumpf(said, stdout, JSON_COMPACT);
            putchar('\n');
            json_decref(said);
            if (answer->code != ERR_OK && !json_is_true(json_object_get(step, "may_fail"))) result = 1;
            answer_free(answer);
        } else {
            result = fail(kind.data, NULL);
        }
        json_decref(none);
    }
    json_decref(step);
    return result;
}

static int found(const char *dir, const char *charter, const char *time, struct error *err) {
    instant at;
    if (instant_parse(str_of(time), &at) != 0) return fail("no such time", NULL);
    const struct founding f = {
        .charter_folder = charter, .founder_name = "Example Founder", .founder_email = "founder@example.org", .at = at
    };
    return alliance_init(dir, &f, err) == 0 ? 0 : fail(dir, err);
}

int main(int argc, char **argv) {
    if (argc != 2 && argc != 4) return fprintf(stderr, "usage: stage DIR [CHARTER TIME] < SCRIPT\n"), 2;
    struct error err = { 0 };
    struct alliance *alliance = NULL;
    if (argc == 4 && found(argv[1], argv[2], argv[3], &err) != 0) return 2;
    if (alliance_open(&alliance, argv[1], ALLIANCE_WRITE, &err) != 0) return fail(argv[1], &err);
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    int result = 0;
    while (result == 0 && (len = getline(&line, &size, stdin)) > 0)
        if (line[0] != '\n') result = play(alliance, str_trim((struct str){ line, (size_t)len }));
    free(line);
    alliance_close(alliance);
    return result;
}
