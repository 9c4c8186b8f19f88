/* An alliance to act in: a real directory with a virtual clock and seeded chance, for tests by clause.
 *
 *     struct scene s;
 *     scene_coia(&s, 30, 12);                       // founded, seated, the founding closed
 *     at(&s, "2026-08-05 10:00");
 *     ASSERT_ALLOWED(act(&s, CHAIR, "meeting.call", "body=tc", "starts_at=2026-08-12 14:00", "place=Room 1"));
 *     at(&s, "2026-08-06 10:00");
 *     ASSERT_REFUSED(act(&s, CHAIR, "meeting.call", …), "A16.1");
 *     scene_end(&s);
 *
 * A field is "name=value"; "name[]=value" adds to a list; "@as=office:3", "@key=k1", "@received=2026-08-05 10:00",
 * "@via=operator" and "@file:NAME=bytes" are said of the ask itself. An answer lives until the scene ends. */
#ifndef TESTS_SUPPORT_ALLIANCE_H
#define TESTS_SUPPORT_ALLIANCE_H

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acts/pipeline/pipeline.h"
#include "support/check.h"

struct scene {
    struct alliance *a;
    char dir[200];
    struct arena arena;
    struct entropy entropy;
    uint64_t opened; /* how often: each time chance begins elsewhere */
    instant now;
    struct zone zone;
    struct answer *kept[20000];
    size_t kept_count;
};

/* ---- telling what went wrong ---- */

static inline void scene_fail(const struct error *err, const char *what) {
    struct buf b;
    buf_init(&b, 4096);
    error_format(&b, err, LANG_EN);
    print_error("%s: %s\n", what, buf_z(&b));
    fail();
}

static inline void answer_print(const struct answer *answer) {
    print_error("  code %d, entry %lld\n", answer->code, (long long)answer->entry);
    for (size_t i = 0; i < answer->verdict->count; i++) {
        const struct finding *f = &answer->verdict->items[i];
        struct buf b;
        buf_init(&b, 4096);
        text_format(&b, f->text, LANG_EN, ZONE_SHANGHAI, f->args, f->arg_count);
        print_error("  %s [%s] %s: %s\n", f->refuses ? "refuses" : "allows", f->clause ? f->clause : "-", f->field ? f->field : "-", buf_z(&b));
        buf_release(&b);
    }
}

/* ---- time ---- */

static inline instant time_of(const struct scene *s, const char *text) {
    instant t;
    if (instant_parse(str_of(text), &t) != 0 && instant_parse_local(str_of(text), s->zone, &t) != 0) fail_msg("no such time: %s", text);
    return t;
}

/* The clock stands at this moment from now on. */
static inline void at(struct scene *s, const char *text) { alliance_set_clock(s->a, s->now = time_of(s, text)); }

/* ---- acting ---- */

static inline void scene_field(struct scene *s, json_t *args, struct upload *uploads, struct ask *ask, const char *given) {
    const char *equals = strchr(given, '=');
    if (!equals) fail_msg("a field is name=value: %s", given);
    const char *name = arena_z(&s->arena, (struct str){ given, (size_t)(equals - given) });
    const char *value = equals + 1;
    size_t len = strlen(name);
    if (strncmp(name, "@file:", 6) == 0)
        uploads[ask->upload_count++] = (struct upload){ .field = name + 6, .name = "file.txt", .type = "text/plain", .bytes = str_of(value) };
    else if (strcmp(name, "@as") == 0)
        ask->as = value;
    else if (strcmp(name, "@key") == 0)
        ask->key = value;
    else if (strcmp(name, "@via") == 0)
        ask->via = value;
    else if (strcmp(name, "@received") == 0)
        ask->received = time_of(s, value);
    else if (len > 2 && strcmp(name + len - 2, "[]") == 0) {
        const char *list = arena_z(&s->arena, (struct str){ name, len - 2 });
        if (!json_object_get(args, list)) json_object_set_new(args, list, json_array());
        json_array_append_new(json_object_get(args, list), json_string(value));
    } else {
        json_object_set_new(args, name, json_string(value));
    }
}

static inline const struct answer *scene_ask(struct scene *s, const struct ask *ask) {
    struct answer *answer = NULL;
    int code = pipeline_act(s->a, ask, &answer);
    if (code != 0) fail_msg("%s could not be asked: %d", ask->kind, code);
    if (s->kept_count == COUNT(s->kept)) fail_msg("too many acts for one scene");
    s->kept[s->kept_count++] = answer;
    return answer;
}

static inline const struct answer *scene_act(struct scene *s, int64_t person, const char *kind, const char *const *fields) {
    struct upload uploads[8];
    struct ask ask = { .kind = kind, .person = person, .via = "", .args = json_object(), .uploads = uploads, .received = INSTANT_NONE, .lang = LANG_EN };
    for (; *fields; fields++) scene_field(s, ask.args, uploads, &ask, *fields);
    const struct answer *answer = scene_ask(s, &ask);
    json_decref(ask.args);
    return answer;
}
#define act(s, person, kind, ...) scene_act((s), (person), (kind), (const char *const[]){ __VA_ARGS__ __VA_OPT__(, ) NULL })
/* A field made of values. */
#define f(s, ...) arena_f(&(s)->arena, __VA_ARGS__).data

/* ---- verdicts ---- */

static inline int64_t allowed_at(const struct answer *answer, const char *file, int line) {
    if (answer->code == ERR_OK) return answer->entry;
    print_error("refused, though it is allowed:\n");
    answer_print(answer);
    _fail(file, line);
    return -1;
}
/* Gives the entry. */
#define ASSERT_ALLOWED(answer) allowed_at((answer), __FILE__, __LINE__)

static inline const struct finding *refusal_of(const struct answer *answer, const char *clause) {
    for (size_t i = 0; i < answer->verdict->count; i++) {
        const struct finding *found = &answer->verdict->items[i];
        bool same = found->clause && clause ? strcmp(found->clause, clause) == 0 : found->clause == clause;
        if (found->refuses && same) return found;
    }
    return NULL;
}

/* The sentence of a refusal and the field it stands at; "" when there is none. */
static inline const char *refusal_text(const struct answer *answer, const char *clause) {
    const struct finding *found = refusal_of(answer, clause);
    return found && found->text.en ? found->text.en : "";
}
static inline const char *refusal_field(const struct answer *answer, const char *clause) {
    const struct finding *found = refusal_of(answer, clause);
    return found && found->field ? found->field : "";
}

static inline void refused_at(const struct answer *answer, int code, const char *clause, const char *file, int line) {
    bool right = answer->code != ERR_OK && answer->entry == -1 && refusal_of(answer, clause) && (code == ERR_OK || answer->code == code);
    if (right) return;
    print_error("not refused as it should be (by %s, code %d):\n", clause ? clause : "no clause", code);
    answer_print(answer);
    _fail(file, line);
}
/* By a clause, whatever the code; by no clause (NULL) with this code. */
#define ASSERT_REFUSED(answer, clause) refused_at((answer), ERR_OK, (clause), __FILE__, __LINE__)
#define ASSERT_REFUSED_AS(answer, code, clause) refused_at((answer), (code), (clause), __FILE__, __LINE__)

static inline bool cites(const struct answer *answer, const char *clause) {
    for (size_t i = 0; i < answer->verdict->count; i++)
        if (answer->verdict->items[i].clause && strcmp(answer->verdict->items[i].clause, clause) == 0) return true;
    return false;
}

/* A number behind a verdict: of any finding under that clause. */
static inline int64_t number_at(const struct answer *answer, const char *clause, const char *name, const char *file, int line) {
    for (size_t i = 0; i < answer->verdict->count; i++) {
        const struct finding *found = &answer->verdict->items[i];
        if (!found->clause || strcmp(found->clause, clause) != 0) continue;
        for (size_t k = 0; k < found->arg_count; k++) {
            if (strcmp(found->args[k].name, name) != 0) continue;
            return found->args[k].type == ARG_TYPE_DAY ? found->args[k].day : found->args[k].integer;
        }
    }
    print_error("no number %s under %s:\n", name, clause);
    answer_print(answer);
    _fail(file, line);
    return 0;
}
#define NUMBER(answer, clause, name) number_at((answer), (clause), (name), __FILE__, __LINE__)

/* ---- looking at the state ---- */

static inline int64_t state_int_values(struct scene *s, const char *sql, const struct value *v, size_t n) {
    struct db *db = store_reader(alliance_store(s->a));
    struct error err = { 0 };
    if (db_begin(db, &err) != 0) scene_fail(&err, sql);
    int64_t value = db_int_values(db, -1, sql, v, n);
    if (db_failed(db, &err)) scene_fail(&err, sql);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return value;
}
/* The first value, -1 when there is no row. */
#define state_int(s, sql, ...) state_int_values((s), (sql), DB_VALUES(__VA_ARGS__))

static inline const char *state_text_values(struct scene *s, const char *sql, const struct value *v, size_t n) {
    struct db *db = store_reader(alliance_store(s->a));
    struct error err = { 0 };
    if (db_begin(db, &err) != 0) scene_fail(&err, sql);
    struct str value = db_str_values(db, &s->arena, sql, v, n);
    if (db_failed(db, &err)) scene_fail(&err, sql);
    db_rollback(db);
    store_reader_done(alliance_store(s->a), db);
    return value.data ? arena_z(&s->arena, value) : "";
}
#define state_text(s, sql, ...) state_text_values((s), (sql), DB_VALUES(__VA_ARGS__))

/* Closes, replays everything, and goes on: whatever a test did, the state is the fold of the record. */
static inline void scene_check_at(struct scene *s, const char *file, int line) {
    struct check_report report = { .arena = &s->arena };
    struct error err = { 0 };
    if (alliance_check(s->dir, true, &report, &err) != 0) scene_fail(&err, "check");
    if (report.whole && report.finding_count == 0) return;
    for (size_t i = 0; i < report.fault_count + report.finding_count; i++) {
        const struct error *e = i < report.fault_count ? &report.faults[i] : &report.findings[i - report.fault_count];
        struct buf b;
        buf_init(&b, 4096);
        error_format(&b, e, LANG_EN);
        if (i < report.fault_count || e->code != ERR_MISSING) print_error("check: %s\n", buf_z(&b));
        if (e->code != ERR_MISSING || i < report.fault_count) {
            buf_release(&b);
            _fail(file, line);
        }
        buf_release(&b);
    }
}
#define CHECK_WHOLE(s) scene_check_at((s), __FILE__, __LINE__)

/* ---- beginning and ending ---- */

static inline void scene_open(struct scene *s, enum alliance_mode mode) {
    struct error err = { 0 };
    if (alliance_open(&s->a, s->dir, mode, &err) != 0) scene_fail(&err, s->dir);
    s->zone = charter_zone(alliance_charter(s->a, alliance_now(s->a)));
    if (s->now) alliance_set_clock(s->a, s->now);
    if (s->opened++) entropy_seeded(&s->entropy, 100 + s->opened);
    alliance_set_entropy(s->a, &s->entropy);
}

static inline void scene_directory(struct scene *s) {
    const char *base = getenv("TMPDIR");
    if (!base) base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"; /* thousands of commits: what a disk keeps is tested elsewhere */
    snprintf(s->dir, sizeof s->dir, "%s/charterd-XXXXXX", base);
    if (!mkdtemp(s->dir)) fail_msg("no directory under %s", s->dir);
    snprintf(s->dir + strlen(s->dir), 8, "/a");
}

static inline void scene_begin(struct scene *s, const char *charter, const char *when) {
    memset(s, 0, sizeof *s);
    arena_init(&s->arena);
    entropy_seeded(&s->entropy, 7);
    s->zone = ZONE_SHANGHAI;
    scene_directory(s);
    struct error err = { 0 };
    struct founding founding = { .charter_folder = charter, .founder_name = "Founder 1", .founder_email = "founder@example.org", .at = time_of(s, when),
                                 .entropy = &s->entropy };
    if (alliance_init(s->dir, &founding, &err) != 0) scene_fail(&err, "init");
    scene_open(s, ALLIANCE_WRITE);
    at(s, when);
}

static inline void scene_forget(struct scene *s) {
    for (size_t i = 0; i < s->kept_count; i++) answer_free(s->kept[i]);
    s->kept_count = 0;
}

static inline void scene_close(struct scene *s) {
    scene_forget(s);
    alliance_close(s->a);
    s->a = NULL;
}

static inline void scene_end(struct scene *s) {
    scene_close(s);
    char path[700];
    DIR *files = opendir(s->dir);
    for (struct dirent *e; files && (e = readdir(files));) {
        snprintf(path, sizeof path, "%s/%s", s->dir, e->d_name);
        unlink(path);
    }
    if (files) closedir(files);
    rmdir(s->dir);
    snprintf(path, sizeof path, "%s.checkpoint", s->dir);
    unlink(path);
    *strrchr(s->dir, '/') = 0;
    rmdir(s->dir);
    arena_release(&s->arena);
}

/* ---- a founded alliance ---- */

/* A unified social credit code with its check character, one for each number. */
static inline const char *uscc(struct scene *s, int number) {
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char code[19];
    int sum = 0, weight = 1;
    snprintf(code, sizeof code, "91110108%09d", number);
    for (int i = 0; i < 17; i++, weight = weight * 3 % 31) sum += (int)(strchr(alphabet, code[i]) - alphabet) * weight;
    code[17] = alphabet[(31 - sum % 31) % 31];
    code[18] = 0;
    return arena_z(&s->arena, str_of(code));
}

/* Admits a founding member; its number is its organization's, its representative is person number + 1. */
static inline void admit(struct scene *s, int number, const char *class_id, const char *type) {
    ASSERT_ALLOWED(act(s, 1, "founding.admit", f(s, "class=%s", class_id), f(s, "org_name=Member %d", number), f(s, "type=%s", type), "jurisdiction=CN",
                       f(s, "registration=%s", uscc(s, number)), f(s, "name=Person %d", number + 1), f(s, "email=p%d@example.org", number + 1)));
}

static inline void appoint(struct scene *s, const char *body, const char *title, int64_t person) {
    ASSERT_ALLOWED(act(s, 1, "founding.appoint", f(s, "body=%s", body), f(s, "title=%s", title), f(s, "person=%lld", (long long)person)));
}

/* Who is who in the ordinary scene: 12 directors of 30 members, ten of them on the Board, nine ordinary members in the TC. */
enum { FOUNDER = 1, SECRETARY = 1, BOARD_CHAIR = 2, BOARD_VICE = 3, DIRECTOR = 4, BOARD_SIZE = 10, TC_CHAIR = 14, TC_VICE = 15, TC_MEMBER = 16, TC_SIZE = 9 };

/* The charter of COIA: members 1 … directors are directors, the rest ordinary, the last two partners. Board of ten (one
 * chair, one vice-chair), TC of `tc` people from the ordinary members, the founder as secretary-general. */
static inline void scene_coia_under(struct scene *s, const char *charter, int members, int directors, int tc, const char *when) {
    scene_begin(s, charter, when);
    struct error err = { 0 };
    alliance_bulk(s->a, true, &err);
    for (int i = 1; i <= members; i++) admit(s, i, i <= directors ? "director" : i <= members - 2 ? "ordinary" : "partner", i <= members - 2 ? "enterprise" : "university");
    for (int i = 1; i <= directors && i <= BOARD_SIZE; i++) appoint(s, "board", i == 1 ? "chair" : i == 2 ? "vice-chair" : "director", i + 1);
    for (int i = 0; i < tc; i++) appoint(s, "tc", i == 0 ? "chair" : i == 1 ? "vice-chair" : "member", directors + 2 + i);
    appoint(s, "outreach", "chair", members);
    appoint(s, "safety", "chair", members + 1);
    appoint(s, "secretariat", "secretary-general", FOUNDER);
    ASSERT_ALLOWED(act(s, FOUNDER, "founding.sigs"));
    ASSERT_ALLOWED(act(s, FOUNDER, "founding.close"));
    if (alliance_bulk(s->a, false, &err) != 0) scene_fail(&err, "founding");
}
static inline void scene_coia_of(struct scene *s, int members, int directors, int tc, const char *when) { scene_coia_under(s, "charters/coia", members, directors, tc, when); }
static inline void scene_coia(struct scene *s) { scene_coia_of(s, 30, 12, TC_SIZE, "2026-07-01 09:00"); }

#endif
