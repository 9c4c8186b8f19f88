/* tally: a ballot file counted, with every step shown.
 *
 * The file is mapped and read as it stands. Nothing here decides anything: the method does, from the ballots and the rules
 * that were given, and a tie that the rules leave open is printed as open, with exit status 1. */
#include <fcntl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/command.h"
#include "tally/result.h"
#include "views/elections/transfers.h"

enum { EXPLANATION_MAX = 1 << 28 };

static const struct option_kind tally_options[] = {
    { "method", "METHOD",
      TEXT_INIT("how it is counted, where FILE does not say; “list” shows the methods and their options",
                "计票办法，文件未载明时必填；“list”列出各办法及其选项") },
    { "seats", "N",
      TEXT_INIT("seats to fill; else what the file says, else 1", "应选席位；未指定时依文件，文件未载明时为 1") },
    { "tie-seed", "S",
      TEXT_INIT("a text fixed before the count, from which lots are drawn", "计票前确定的文本，抽签由此推算") },
    { "tie-order", "LIST",
      TEXT_INIT(
          "the returning officer's order for ties, candidates' numbers, most favoured first: 3,1,2; or for each tie in turn: 3,1;5,4",
          "选举主持人为并列者排定的次序，以候选人编号列出，优先者在前：3,1,2；或逐次并列分列：3,1;5,4") },
    { "set", "NAME=VALUE", TEXT_INIT("an option of the method; may be given again", "计票办法的选项，可多次给出") },
    { "format", "FORMAT", TEXT_INIT("blt, csv or json; else it is recognized", "blt、csv 或 json；未指定时自动识别") },
    { "page", NULL, TEXT_INIT("a web page with a picture of the transfers", "输出网页，附转移图示") },
    { "svg", NULL, TEXT_INIT("the picture alone, as SVG", "仅输出图示（SVG）") },
    { "lang", "LANG", TEXT_INIT("zh or en", "zh 或 en") },
    { 0 },
};

static void list_methods(const struct invocation *in) {
    const struct tally_method *const *all;
    size_t n = tally_methods(&all);
    for (size_t i = 0; i < n; i++) {
        printf("%s%-14s %s\n    %s\n", i ? "\n" : "", all[i]->name, text_in(all[i]->title, in->lang),
               text_in(all[i]->rule, in->lang));
        for (const struct tally_setting *s = all[i]->options; s->id != OPTION_NONE; s++) {
            const struct tally_option_kind *k = tally_option_kind(s->id);
            printf("    %-18s %s: ", k->name, text_in(k->title, in->lang));
            for (const struct tally_choice *c = k->choices; c && c->id; c++)
                printf("%s%s%s (%s)", c == k->choices ? "" : ", ", c - k->choices == s->otherwise ? "*" : "", c->id,
                       text_in(c->title, in->lang));
            if (!k->choices && s->otherwise >= 0) printf("%lld", (long long)s->otherwise);
            printf("%s\n", !k->choices && s->otherwise < 0 ? "none" : "");
        }
    }
}

/* ---- the file ---- */

struct mapped {
    void *bytes;
    size_t size;
};

static int cannot_read(const char *path, int number, struct error *err) {
    return error_set(err, ERR_IO, T("{path}: {reason}.", "{path}：{reason}。"), ARG_Z("path", path),
                     ARG_TEXT("reason", errno_text(number)));
}

static int map_file(struct mapped *m, const char *path, struct error *err) {
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return cannot_read(path, errno, err);
    int result = fstat(fd, &st) == 0 ? 0 : cannot_read(path, errno, err);
    if (result == 0 && !S_ISREG(st.st_mode))
        result = error_set(err, ERR_IO, T("{path} is not a file.", "{path} 不是文件。"), ARG_Z("path", path));
    m->size = result == 0 ? (size_t)st.st_size : 0;
    if (result == 0 && m->size) {
        m->bytes = mmap(NULL, m->size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (m->bytes == MAP_FAILED) {
            m->bytes = NULL;
            result = cannot_read(path, errno, err);
        } else {
            madvise(m->bytes, m->size, MADV_SEQUENTIAL);
        }
    }
    close(fd);
    return result;
}

/* ---- rules ---- */

/* A file of ours says how it is counted (docs/elections.md): then nothing else need be said. */
struct said_inside {
    json_t *file;
    struct str method, seed;
    const json_t *rules, *orders;
};

static void read_inside(struct said_inside *s, struct str bytes) {
    if (!str_starts(str_trim(str_head(bytes, bytes.len < 64 ? bytes.len : 64)), "{") ||
        json_parse(bytes, &s->file, NULL) != 0)
        return;
    s->method = json_str(s->file, "method");
    s->seed = json_str(s->file, "tie_seed");
    s->rules = json_object_get(s->file, "rules");
    s->orders = json_object_get(s->file, "tie_orders");
}

static int order_wrong(struct str who, struct error *err) {
    return error_set(err, ERR_USAGE,
                     T("--tie-order names candidates by number; “{who}” is none.",
                       "--tie-order 以编号列出候选人；“{who}”不是编号。"),
                     ARG_STR("who", who));
}

/* "3,1,2" for every tie; "3,1;5,4" for each tie by itself, in turn. */
static int read_order(struct invocation *in, const struct ballots *b, struct tally_rules *rules, struct error *err) {
    const char *given = option(in, "tie-order");
    uint16_t *order = arena_array(in->arena, uint16_t, CANDIDATES_MAX);
    size_t *ends = arena_array(in->arena, size_t, CANDIDATES_MAX);
    struct str rest = str_of(given);
    if (!given) return 0;
    rules->lot = LOT_ORDER;
    rules->order = order;
    rules->order_end = strchr(given, ';') ? ends : NULL;
    while (rest.data) {
        struct str tie = str_cut(&rest, ';');
        while (tie.data) {
            int64_t who;
            struct str one = str_trim(str_cut(&tie, ','));
            if (str_int(one, &who) != 0 || who < 1 || who > (int64_t)b->candidate_count ||
                rules->order_count == CANDIDATES_MAX)
                return order_wrong(one, err);
            order[rules->order_count++] = (uint16_t)(who - 1);
        }
        ends[rules->order_ties++] = rules->order_count;
    }
    return 0;
}

static int read_rules(struct invocation *in, const struct tally_method *m, const struct said_inside *inside,
                      const struct ballots *b, struct tally_rules *rules, struct error *err) {
    int64_t seats = b->seats > 0 ? b->seats : 1;
    if (option(in, "seats") && str_int(str_of(option(in, "seats")), &seats) != 0)
        return error_set(err, ERR_USAGE, T("--seats takes a whole number.", "--seats 须为整数。"));
    if (seats < 1 || seats > CANDIDATES_MAX)
        return error_set(err, ERR_USAGE,
                         T("{seats} seats; 1 to {max} can be filled.", "席位 {seats} 个，可选 1 至 {max} 个。"),
                         ARG_INT("seats", seats), ARG_INT("max", CANDIDATES_MAX));
    tally_rules_init(rules, m, (int)seats);
    if (str_is(inside->method, m->name)) {
        int result = tally_rules_read(rules, m, inside->rules, err);
        if (result) return result;
    }
    for (size_t i = 0; i < in->option_count; i++) {
        if (!str_is(str_of(in->options[i].name), "set")) continue;
        struct str value = str_of(in->options[i].value), name = str_cut(&value, '=');
        int result = tally_rules_set(rules, m, name, value.data ? value : STR(""), err);
        if (result) return result;
    }
    const char *seed = option(in, "tie-seed");
    if (!seed && !option(in, "tie-order") && inside->orders)
        return tally_orders_read(rules, in->arena, inside->orders, b->candidate_count)
                   ? order_wrong(STR("tie_orders"), err)
                   : 0;
    if (!seed && (option(in, "tie-order") || !inside->seed.data)) return read_order(in, b, rules, err);
    rules->lot = LOT_SEED;
    rules->seed = seed ? str_of(seed) : inside->seed;
    return 0;
}

/* ---- the count ---- */

static int print_result(struct invocation *in, const struct tally_result *r) {
    struct buf b;
    if (option(in, "json")) {
        print_json(tally_json(r));
    } else {
        buf_init(&b, EXPLANATION_MAX);
        if (option(in, "page"))
            transfers_page(&b, r, in->lang);
        else if (option(in, "svg"))
            transfers_svg(&b, r, in->lang, "count", true);
        else
            tally_explain(&b, r, in->lang);
        fwrite(b.data, 1, b.len, stdout);
        buf_release(&b);
    }
    return r->decided ? EXIT_DONE : EXIT_REFUSED;
}

static void say_remarks(struct invocation *in, const struct remarks *remarks) {
    for (size_t i = 0; i < remarks->count && i < REMARKS_MAX; i++)
        say(in, stderr, remarks->items[i].text, remarks->items[i].args, remarks->items[i].arg_count);
    if (remarks->count > REMARKS_MAX)
        say(in, stderr, T("… and {n} more remarks of this kind.", "……另有 {n} 条此类提示。"),
            (const struct arg[]){ ARG_INT("n", (int64_t)(remarks->count - REMARKS_MAX)) }, 1);
}

static int count_file(struct invocation *in, const struct tally_method *m, const struct said_inside *inside,
                      struct str bytes, enum ballot_format format) {
    struct ballots *b = arena_new(in->arena, struct ballots);
    struct remarks *remarks = arena_new(in->arena, struct remarks);
    struct tally_rules *rules = arena_new(in->arena, struct tally_rules);
    struct tally_result *r = NULL;
    struct error err = { 0 };
    ballots_init(b, FORM_RANKED);
    int result = ballots_read(b, bytes, format, remarks, &err);
    say_remarks(in, remarks);
    if (result == 0) result = read_rules(in, m, inside, b, rules, &err);
    if (result == 0) result = tally_count(&r, m, b, rules, &err);
    if (result == 0) {
        result = print_result(in, r);
    } else {
        if (err.code != ERR_USAGE)
            err.code = ERR_SYNTAX; /* files and rules that cannot be counted are wrong use, not a refusal */
        result = say_error(in, &err);
    }
    tally_result_free(r);
    ballots_release(b);
    return result;
}

static int read_format(struct invocation *in, enum ballot_format *ret) {
    static const char *const names[] = { [BALLOTS_BLT] = "blt", [BALLOTS_CSV] = "csv", [BALLOTS_JSON] = "json" };
    const char *given = option(in, "format"), *lang = option(in, "lang");
    *ret = BALLOTS_ANY;
    for (int f = BALLOTS_BLT; given && f <= BALLOTS_JSON; f++)
        if (strcmp(given, names[f]) == 0) *ret = (enum ballot_format)f;
    if (given && *ret == BALLOTS_ANY)
        return wrong_use(in, T("--format is blt, csv or json.", "--format 为 blt、csv 或 json。"), NULL, 0);
    if (lang && strcmp(lang, "zh") != 0 && strcmp(lang, "en") != 0)
        return wrong_use(in, T("--lang is zh or en.", "--lang 为 zh 或 en。"), NULL, 0);
    if (lang) in->lang = lang[0] == 'z' ? LANG_ZH : LANG_EN;
    return 0;
}

static int no_method(struct invocation *in) {
    return wrong_use(in,
                     T("--method names how to count; --method list shows what there is.",
                       "请以 --method 指定计票办法；--method list 列出全部办法。"),
                     NULL, 0);
}

static int tally_run(struct invocation *in) {
    const char *name = option(in, "method");
    enum ballot_format format;
    struct mapped file = { 0 };
    struct error err = { 0 };
    int result = read_format(in, &format);
    if (result) return result;
    if (name && strcmp(name, "list") == 0) {
        list_methods(in);
        return EXIT_DONE;
    }
    if (in->word_count == 0)
        return name ? wrong_use(in, T("A ballot file is needed.", "须给出选票文件。"), NULL, 0) : no_method(in);
    result = map_file(&file, in->words[0], &err);
    if (result) return say_error(in, &err);
    struct said_inside inside = { .method = STR_NONE, .seed = STR_NONE };
    struct str bytes = { file.bytes ? file.bytes : "", file.size };
    read_inside(&inside, bytes);
    const struct tally_method *m = tally_method(name ? str_of(name) : inside.method);
    result = m ? count_file(in, m, &inside, bytes, format) : no_method(in);
    json_decref(inside.file);
    if (file.bytes) munmap(file.bytes, file.size);
    return result;
}

COMMAND(tally) = {
    .name = "tally",
    .usage = "tally FILE [--method METHOD]",
    .summary = TEXT_INIT("count a ballot file, every step shown", "计算选票文件，逐步列明"),
    .help = TEXT_INIT("FILE holds ballots as BLT, CSV or JSON; docs/counting.md says how. Exits 1 where a tie is left "
                      "open since neither --tie-seed\n"
                      "nor --tie-order was given.",
                      "FILE 为 BLT、CSV 或 JSON 格式的选票，格式见 docs/counting.md。未给出 --tie-seed 或 --tie-order "
                      "而并列未决时，退出码为 1。"),
    .options = tally_options,
    .words_min = 0,
    .words_max = 1,
    .run = tally_run,
};
