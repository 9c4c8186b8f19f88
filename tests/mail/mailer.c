/* The mailer by itself, for tests/mail/run: an alliance without pages, a clock that can be set ahead.
 *
 *     mailer init DIR CHARTER     a new alliance
 *     mailer run DIR AHEAD        sends until SIGTERM, with the clock AHEAD seconds ahead; prints its counts at the end
 *     mailer calendar DIR         the public calendar, as a page would give it
 *     mailer judge                libical's restriction check over a calendar on standard input
 *     mailer feeds FILE.atom FILE.json   feeds with texts that try to break out */
#include <libical/ical.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts/meetings/event.h"
#include "acts/pipeline/pipeline.h"
#include "effects/outbox.h"
#include "feeds/feed.h"

static int say(const struct error *err) {
    struct buf b;
    buf_init(&b, 4096);
    error_format(&b, err, LANG_EN);
    fprintf(stderr, "%s\n", buf_z(&b));
    buf_release(&b);
    return 1;
}

static int init(const char *dir, const char *charter) {
    struct error err = { 0 };
    struct founding f = { .charter_folder = charter,
                          .name_en = "Example Alliance",
                          .name_zh = "示例联盟",
                          .founder_name = "示例发起人",
                          .founder_email = "founder@alliance.example",
                          .at = INSTANT_NONE };
    return alliance_init(dir, &f, &err) < 0 ? say(&err) : 0;
}

static int send_until_told(const char *dir, int64_t ahead, struct arena *arena, struct error *err) {
    struct conf conf;
    struct mail_settings settings;
    struct alliance *a;
    struct mailer *m;
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    int r = conf_read(&conf, arena_z(arena, arena_f(arena, "%s/charterd.conf", dir)), arena, err);
    if (r == 0) r = mail_settings_read(&settings, &conf, "http://127.0.0.1:8080", arena, err);
    if (r == 0) r = alliance_open(&a, dir, ALLIANCE_WRITE, err);
    if (r < 0) return r;
    if (ahead) alliance_set_clock(a, instant_now() + ahead);
    r = mailer_start(&m, a, &settings, err);
    if (r == 0) {
        puts("running");
        fflush(stdout);
        int got;
        sigwait(&stop, &got);
        struct mailer_counts c;
        mailer_counts(m, &c);
        mailer_stop(m);
        printf("sent %lld delayed %lld failed %lld waiting %lld\n%s\n", (long long)c.sent, (long long)c.delayed,
               (long long)c.failed, (long long)c.waiting, c.trouble);
    }
    alliance_close(a);
    return r;
}

static int run(const char *dir, int64_t ahead) {
    struct error err = { 0 };
    struct arena arena;
    arena_init(&arena);
    int r = send_until_told(dir, ahead, &arena, &err);
    if (r < 0) say(&err);
    arena_release(&arena);
    return r < 0 ? 1 : 0;
}

static int calendar(const char *dir) {
    struct error err = { 0 };
    struct alliance *a;
    if (alliance_open(&a, dir, ALLIANCE_READ, &err) < 0) return say(&err);
    struct arena arena;
    arena_init(&arena);
    struct db *db = store_reader(alliance_store(a));
    const struct charter *charter = alliance_charter(a, alliance_now(a));
    struct event_frame f = {
        db, charter, str_of(alliance_origin(a)), STR("https://alliance.example"), LANG_EN, &arena
    };
    struct calendar c = { .method = CALENDAR_PUBLISH,
                          .zone = charter_zone(charter),
                          .name = STR("Example Alliance: meetings"),
                          .organizer = { STR("Example Alliance"), STR("contact@alliance.example") } };
    struct buf b;
    buf_init(&b, 1 << 20);
    int r = db_begin(db, &err);
    if (r == 0) {
        c.count = meeting_events(&f, NULL, 0, &c.events);
        r = calendar_write(&b, &c, &err);
        db_rollback(db);
    }
    fwrite(b.data, 1, b.len, stdout);
    buf_release(&b);
    store_reader_done(alliance_store(a), db);
    arena_release(&arena);
    alliance_close(a);
    return r < 0 ? say(&err) : 0;
}

static int judge(void) {
    static char text[1 << 20];
    text[fread(text, 1, sizeof text - 1, stdin)] = '\0';
    icalcomponent *c = icalcomponent_new_from_string(text);
    bool good =
        c && icalcomponent_count_errors(c) == 0 && icalrestriction_check(c) && icalcomponent_count_errors(c) == 0;
    if (c && !good) puts(icalcomponent_as_ical_string(c));
    if (c) icalcomponent_free(c);
    return good ? 0 : 1;
}

static int write_file(const char *path, struct buf *b) {
    FILE *f = fopen(path, "we");
    bool ok = f && buf_ok(b) && fwrite(b->data, 1, b->len, f) == b->len;
    if (f && fclose(f) != 0) ok = false;
    buf_clear(b);
    return ok ? 0 : 1;
}

static int feeds(const char *atom, const char *json) {
    struct feed_entry entries[] = { { .id = STR("tag:alliance.example,2026:resolution/TC-2026-003"),
                                      .url = STR("https://alliance.example/resolutions/TC-2026-003?a=1&b=2"),
                                      .title = STR("</title><script>alert(1)</script> 标准 & ]]> \"'"),
                                      .summary = STR("first\nsecond \x01\x0b\xef\xbf\xbe end 😀"),
                                      .html = STR("<p>通过 &amp; 公布</p>"),
                                      .author = STR("技术委员会"),
                                      .category = STR("resolution"),
                                      .published = 1796864400,
                                      .updated = 1796868000 },
                                    { .id = STR("tag:alliance.example,2026:news/1"),
                                      .url = STR("https://alliance.example/news/1"),
                                      .title = STR("Plain"),
                                      .summary = STR("Text"),
                                      .published = 1796800000,
                                      .updated = 1796800000 } };
    struct feed f = { .lang = LANG_ZH,
                      .id = STR("tag:alliance.example,2026:resolutions"),
                      .title = STR("示例联盟：决议"),
                      .subtitle = STR("<b>"),
                      .author = STR("示例联盟"),
                      .home = STR("https://alliance.example/resolutions"),
                      .self = STR("https://alliance.example/resolutions.atom"),
                      .icon = STR("https://alliance.example/icon.svg"),
                      .entries = entries,
                      .count = 2 };
    struct buf b;
    buf_init(&b, 1 << 20);
    feed_atom(&b, &f);
    int r = write_file(atom, &b);
    struct error err = { 0 };
    if (r == 0) r = feed_json(&b, &f, &err) < 0 ? say(&err) : write_file(json, &b);
    buf_release(&b);
    return r;
}

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    if (argc == 4 && strcmp(what, "init") == 0) return init(argv[2], argv[3]);
    if (argc == 4 && strcmp(what, "run") == 0) return run(argv[2], strtoll(argv[3], NULL, 10));
    if (argc == 3 && strcmp(what, "calendar") == 0) return calendar(argv[2]);
    if (argc == 2 && strcmp(what, "judge") == 0) return judge();
    if (argc == 4 && strcmp(what, "feeds") == 0) return feeds(argv[2], argv[3]);
    fputs("mailer init|run|calendar|judge|feeds\n", stderr);
    return 2;
}
