/* recount: an election counted again from published data alone, by anybody, anywhere.
 *
 * SOURCE is an alliance's address or a folder of the same files (`elections/N.json` and the register), one such file, or a data
 * directory read as if it were published. The register is verified first, by the key that was given or by its own word; what its
 * entries say is held against the ballots, and the count that comes of them against the declaration. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "acts/pipeline/pipeline.h"
#include "acts/elections/published.h"
#include "acts/pipeline/record.h"
#include "command/recount.h"
#include "register/file.h"
#include "register/handover.h"
#include "register/verify.h"

enum { PUBLISHED_MAX = 16 << 20 };

static const struct option_kind recount_options[] = {
    { "election", "N",
      TEXT_INIT("one election; else every one that was declared", "指定一次选举；未指定时为全部已宣布结果的选举") },
    { "register", "URL-or-DIR",
      TEXT_INIT("where the register is read, if not beside the data", "登记簿所在处，如不与数据同处") },
    { "key", "VKEY",
      TEXT_INIT("the register’s verifier key, from a source you trust", "登记簿验证密钥，应取自可信来源") },
    { 0 },
};

/* ---- where it is read from ---- */

struct site {
    struct alliance *alliance;     /* a data directory */
    struct register_source *files; /* an address or a folder */
    struct buf one;                /* a single file */
    struct shelf shelf;
    struct register_source *source; /* of the register; NULL: none was found */
    bool own_word;
    struct verify_report report;
    struct leaves leaves;
};

static struct register_source *register_at(const char *where, struct error *err) {
    struct register_source *s = NULL;
    struct vkey seen;
    if (source_open(&s, where, err) == 0 && source_key(s, &seen, err) == 0) return s;
    if (s) s->close(s);
    return NULL;
}

/* In its own folder, as a server has it, or at the root, as an export. */
static void find_register(struct site *s, struct invocation *in, const char *where) {
    const char *slash = where[0] && where[strlen(where) - 1] == '/' ? "" : "/";
    s->source = register_at(arena_z(in->arena, arena_f(in->arena, "%s%sregister", where, slash)), NULL);
    if (!s->source) s->source = register_at(where, NULL);
}

static int open_directory(struct site *s, const char *dir, struct error *err) {
    int result = alliance_open(&s->alliance, dir, ALLIANCE_READ, err);
    if (result == 0) result = record_shelf(alliance_store(s->alliance), &s->shelf, err);
    if (result == 0) source_shelf(&s->source, &s->shelf);
    return result;
}

static int open_site(struct site *s, struct invocation *in, struct error *err) {
    struct stat st;
    const char *where = in->words[0], *apart = option(in, "register");
    bool url = str_has(str_of(where), "://");
    int result = 0;
    buf_init(&s->one, PUBLISHED_MAX);
    if (!url && stat(where, &st) != 0)
        return error_set(err, ERR_IO, T("{path}: {reason}.", "{path}：{reason}。"), ARG_Z("path", where),
                         ARG_TEXT("reason", errno_text(errno)));
    if (!url && S_ISREG(st.st_mode))
        result = file_read(AT_FDCWD, where, PUBLISHED_MAX, &s->one, err);
    else if (!url && stat(arena_f(in->arena, "%s/alliance.db", where).data, &st) == 0)
        result = open_directory(s, where, err);
    else {
        result = source_open(&s->files, where, err);
        if (result == 0 && !apart) find_register(s, in, where);
    }
    if (result == 0 && apart && !s->source) {
        s->source = register_at(apart, err);
        result = s->source ? 0 : ERR_IO;
    }
    return result;
}

static void close_site(struct site *s) {
    if (s->files) s->files->close(s->files);
    if (s->source) s->source->close(s->source);
    if (s->shelf.done) s->shelf.done(&s->shelf);
    if (s->alliance) alliance_close(s->alliance);
    buf_release(&s->one);
    leaves_release(&s->leaves);
}

/* ---- the register ---- */

static int take_entry(void *context, int64_t n, struct str bytes, struct error *err) {
    struct site *s = context;
    (void)err;
    return leaves_take(&s->leaves, n, bytes);
}

static int verify_register(struct site *s, struct invocation *in, struct error *err) {
    struct handovers *h = arena_new(in->arena, struct handovers);
    struct vkey *key = arena_new(in->arena, struct vkey);
    const char *given = option(in, "key");
    s->own_word = given == NULL;
    int result = given ? vkey_parse(key, str_trim(str_of(given)), err) : source_key(s->source, key, err);
    if (result != 0 && given) {
        err->code = ERR_USAGE;
        return ERR_USAGE;
    }
    if (result == 0 && given) result = handovers_follow(s->source, key, h, err);
    struct verify_options o = { .log = h->count ? &h->keys[0] : key,
                                .retired = h->keys + 1,
                                .retired_count = h->count,
                                .stations = h->at,
                                .station_count = h->count,
                                .entry = take_entry,
                                .context = s };
    return result ? result : register_verify(s->source, &o, &s->report, err);
}

/* ---- elections ---- */

static json_t *from_directory(struct site *s, struct invocation *in, int64_t number) {
    json_t *published = NULL;
    struct store *store = alliance_store(s->alliance);
    struct db *db = store_reader(store);
    if (db_begin(db, NULL) == 0) {
        const struct election *e = election_read(db, in->arena, number);
        if (e)
            published =
                election_published(db, alliance_charter_version(s->alliance, e->charter), in->arena, e, in->lang);
        db_rollback(db);
    }
    store_reader_done(store, db);
    return published;
}

/* Election `number` as it is published. ERR_MISSING: there is none. */
static int read_election(struct site *s, struct invocation *in, int64_t number, json_t **ret, struct error *err) {
    struct buf b;
    const char *path = arena_f(in->arena, "elections/%lld.json", (long long)number).data;
    if (s->alliance) {
        *ret = from_directory(s, in, number);
        return *ret ? 0 : error_set(err, ERR_MISSING, T("There is no such election.", "没有此选举。"));
    }
    if (!s->files) return json_parse(buf_str(&s->one), ret, err);
    buf_init(&b, PUBLISHED_MAX);
    int result = s->files->fetch(s->files, path, PUBLISHED_MAX, &b, err);
    if (result == 0) result = json_parse(buf_str(&b), ret, err);
    buf_release(&b);
    return result;
}

void recount_say(struct recount *r, bool fault, struct text text, const struct arg *args, size_t count) {
    struct buf b;
    buf_init(&b, 1 << 20);
    text_format(&b, text, r->in->lang, ZONE_SHANGHAI, args, count);
    json_array_append_new(fault ? r->faults : r->held, json_stringn(b.data, b.len));
    buf_release(&b);
}

static void print_election(const struct invocation *in, const struct recount *r) {
    const struct arg args[] = { ARG_PLAIN("n", r->e.id), ARG_INT("faults", (int64_t)json_array_size(r->faults)) };
    if (json_array_size(r->faults))
        say(in, stdout,
            T("Election {n} does not agree: {faults} {faults|fault|faults}.", "第 {n} 次选举不一致：{faults} 处。"),
            args, 2);
    else
        say(in, stdout, T("Election {n} agrees.", "第 {n} 次选举一致。"), args, 2);
    for (size_t i = 0; i < json_array_size(r->faults); i++)
        printf("  ✗ %s\n", json_string_value(json_array_get(r->faults, i)));
    for (size_t i = 0; i < json_array_size(r->held); i++)
        printf("  ✓ %s\n", json_string_value(json_array_get(r->held, i)));
}

/* Whether it agrees; what it found is added to `report`, or printed. */
static bool recount_election(struct site *s, struct invocation *in, const json_t *published, json_t *report) {
    struct recount r = { .in = in,
                         .arena = in->arena,
                         .published = published,
                         .record = s->source ? &s->leaves : NULL,
                         .held = json_array(),
                         .faults = json_array(),
                         .counted = json_array() };
    struct str mode = json_str(published, "mode"), key = json_str(published, "key");
    r.e = (struct election){ .id = json_int(published, "election", 0),
                             .mode = mode.data ? arena_z(in->arena, mode) : "",
                             .key = key.data ? arena_z(in->arena, key) : NULL };
    r.opened_key = json_str(published, "opened_key");
    recount_count(&r);
    recount_record(&r);
    bool agrees = json_array_size(r.faults) == 0;
    if (option(in, "json"))
        json_array_append_new(report, json_pack("{s:I, s:b, s:O, s:O, s:O}", "election", (json_int_t)r.e.id, "agrees",
                                                agrees, "faults", r.faults, "held", r.held, "contests", r.counted));
    else
        print_election(in, &r);
    json_decref(r.held);
    json_decref(r.faults);
    json_decref(r.counted);
    return agrees;
}

static bool is_declared(const json_t *published) { return str_is(json_str(published, "state"), "declared"); }

/* The one that was asked for, or all. */
static int recount_all(struct site *s, struct invocation *in, int64_t asked, json_t *report, int64_t *ret_counted,
                       bool *ret_agree, struct error *err) {
    bool alone = asked > 0 || (!s->files && !s->alliance);
    for (int64_t n = asked > 0 ? asked : 1;; n++) {
        json_t *published = NULL;
        int result = read_election(s, in, n, &published, err);
        if (result == ERR_MISSING && !alone) return 0;
        if (result != 0) return result;
        bool ours = str_is(json_str(published, "format"), PUBLISHED_FORMAT) &&
                    (asked <= 0 || json_int(published, "election", 0) == asked);
        if (ours && is_declared(published)) {
            ++*ret_counted;
            *ret_agree = recount_election(s, in, published, report) && *ret_agree;
        }
        json_decref(published);
        if (!ours)
            return error_set(err, ERR_REFUSED,
                             T("This is no election as an alliance publishes it.", "这不是联盟公布的选举数据。"));
        if (alone) return 0;
    }
}

static void say_register(const struct site *s, struct invocation *in) {
    const struct arg args[] = { ARG_INT("size", s->report.size) };
    if (!s->source)
        say(in, stdout,
            T("No register was read: whether these are the ballots on record is not shown. Name it with --register.",
              "未读取登记簿，不能表明这些选票即登记在案的选票；请以 --register 指明。"),
            NULL, 0);
    else
        say(in, stdout, T("The register is whole: {size} entries.", "登记簿完好，共 {size} 条。"), args, 1);
    if (s->source && s->own_word)
        say(in, stdout,
            T("It was verified by the key it shows of itself; compare that key with one from elsewhere, and give it with --key.",
              "本次用登记簿自己出示的密钥验证；请与别处取得的密钥核对，并以 --key 给出。"),
            NULL, 0);
}

static int recount_site(struct site *s, struct invocation *in, int64_t asked, json_t *elections, bool *ret_agree,
                        struct error *err) {
    int64_t counted = 0;
    int result = open_site(s, in, err);
    if (result == 0 && s->source) result = verify_register(s, in, err);
    if (result == 0 && !option(in, "json")) say_register(s, in);
    if (result == 0) result = recount_all(s, in, asked, elections, &counted, ret_agree, err);
    if (result == 0 && counted == 0)
        result = error_set(err, ERR_REFUSED,
                           T("There is no election here whose result was declared.", "此处没有已宣布结果的选举。"));
    return result;
}

/* What was published is at fault, and not the command: exit 1. The way to it is 3. */
static int recount_fault(struct invocation *in, struct error *err) {
    if (err->code == ERR_SYNTAX) err->code = ERR_CORRUPT;
    return say_error(in, err);
}

static int recount_run(struct invocation *in) {
    struct site s = { 0 };
    struct error err = { 0 };
    int64_t asked;
    bool agree = true;
    if (!option_int(in, "election", 0, &asked)) return EXIT_USAGE;
    json_t *elections = json_array();
    int result = recount_site(&s, in, asked, elections, &agree, &err);
    if (option(in, "json")) {
        json_t *reg = s.source && s.report.size
                          ? json_pack("{s:I, s:b}", "size", (json_int_t)s.report.size, "key_given", !s.own_word)
                          : json_null();
        print_json(
            json_pack("{s:b, s:o, s:O}", "agrees", result == 0 && agree, "register", reg, "elections", elections));
    }
    json_decref(elections);
    close_site(&s);
    if (result != 0) return recount_fault(in, &err);
    return agree ? EXIT_DONE : EXIT_REFUSED;
}

COMMAND(recount) = {
    .name = "recount",
    .usage = "recount URL-or-DIR-or-FILE [--election N]",
    .summary = TEXT_INIT("count an election again from published data alone", "仅凭公布的数据重新计票"),
    .help = TEXT_INIT(
        "Verifies the register, holds every published ballot’s credential, their number and their document against it, counts again and\n"
        "compares with what was declared. URL is an alliance’s address (https://example.org), DIR a folder of the same files or a data\n"
        "directory, FILE one election as published (/elections/N.json). Exits 0 where all agree, 1 where not, saying in what.",
        "验证登记簿，核对每张公布选票的凭证、张数和文件，重新计票并与所宣布的结果比对。URL 为联盟网址（https://example.org），\n"
        "DIR 为同样文件的文件夹或数据目录，FILE 为公布的一次选举（/elections/N.json）。全部一致时退出码为 0，否则为 1 并指明何处不一致。"),
    .options = recount_options,
    .words_min = 1,
    .words_max = 1,
    .run = recount_run,
};
