/* Dispatch, options and help, derived from the declarations; see command.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"

extern const struct command *const __start_charterd_commands[];
extern const struct command *const __stop_charterd_commands[];

static enum lang shell_language(void) {
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return strncmp(value, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
    }
    return LANG_EN;
}

static int by_name(const void *a, const void *b) {
    return strcmp((*(const struct command *const *)a)->name, (*(const struct command *const *)b)->name);
}

static size_t commands(struct arena *arena, const struct command ***ret) {
    size_t n = (size_t)(__stop_charterd_commands - __start_charterd_commands);
    *ret = arena_copy(arena, __start_charterd_commands, n * sizeof **ret);
    qsort(*ret, n, sizeof **ret, by_name);
    return n;
}

void say(const struct invocation *in, FILE *to, struct text text, const struct arg *args, size_t count) {
    struct buf b;
    buf_init(&b, 1 << 20);
    text_format(&b, text, in->lang, ZONE_SHANGHAI, args, count);
    fprintf(to, "%s\n", buf_z(&b));
    buf_release(&b);
}

int say_unusable(const struct invocation *in, const struct error *err) {
    struct buf b;
    buf_init(&b, 1 << 20);
    error_format(&b, err, in->lang);
    fprintf(stderr, "charterd: %s\n", buf_z(&b));
    buf_release(&b);
    return EXIT_FAULT;
}

int say_error(const struct invocation *in, const struct error *err) {
    say_unusable(in, err);
    switch (err->code) {
    case ERR_USAGE:
    case ERR_SYNTAX: return EXIT_USAGE;
    case ERR_IO:
    case ERR_BUSY: return EXIT_FAULT;
    default: return EXIT_REFUSED;
    }
}

int wrong_use(const struct invocation *in, struct text text, const struct arg *args, size_t count) {
    fprintf(stderr, "charterd: ");
    say(in, stderr, text, args, count);
    return EXIT_USAGE;
}

void print_json(json_t *value) {
    json_dumpf(value, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
    putchar('\n');
    json_decref(value);
}

const char *option(const struct invocation *in, const char *name) {
    for (size_t i = 0; i < in->option_count; i++)
        if (strcmp(in->options[i].name, name) == 0) return in->options[i].value;
    return NULL;
}

bool option_int(const struct invocation *in, const char *name, int64_t otherwise, int64_t *ret) {
    const char *value = option(in, name);
    *ret = otherwise;
    if (!value || str_int(str_of(value), ret) == 0) return true;
    wrong_use(in, T("--{name} takes a whole number.", "--{name} 须为整数。"),
              (const struct arg[]){ ARG_Z("name", name) }, 1);
    return false;
}

static void list_commands(const struct invocation *in, FILE *to) {
    const struct command **all;
    size_t n = commands(in->arena, &all);
    say(in, to, T("charterd runs an alliance by its charter.", "charterd：依章程运行联盟。"), NULL, 0);
    fprintf(to, "\n");
    for (size_t i = 0; i < n; i++)
        fprintf(to, "  charterd %-52s %s\n", all[i]->usage, text_in(all[i]->summary, in->lang));
    fprintf(to, "\n");
    say(in, to,
        T("Each command has --help; --json where a program may read the answer.",
          "各命令均有 --help；可供程序读取的结果用 --json。"),
        NULL, 0);
}

static void command_help(const struct invocation *in, const struct command *c) {
    printf("charterd %s\n\n%s\n", c->usage, text_in(c->summary, in->lang));
    if (c->help.en) printf("\n%s\n", text_in(c->help, in->lang));
    for (const struct option_kind *o = c->options; o && o->name; o++) {
        char left[80];
        snprintf(left, sizeof left, "--%s %s", o->name, o->value ? o->value : "");
        printf("%s  %-26s %s\n", o == c->options ? "\n" : "", left, text_in(o->help, in->lang));
    }
    if (c->more) c->more(in);
}

static const struct option_kind *option_kind(const struct command *c, struct str name) {
    static const struct option_kind everywhere[] = {
        { "help", NULL, TEXT_INIT("this text", "本说明") },
        { "json", NULL, TEXT_INIT("the answer as JSON", "以 JSON 输出") },
    };
    for (size_t i = 0; i < 2; i++)
        if (str_is(name, everywhere[i].name)) return &everywhere[i];
    for (const struct option_kind *o = c->options; o && o->name; o++)
        if (str_is(name, o->name)) return o;
    return NULL;
}

/* Splits the words after the command's name; 0 or EXIT_USAGE. */
static int read_words(struct invocation *in, const struct command *c, int argc, char **argv) {
    bool only_words = false;
    for (int i = 0; i < argc; i++) {
        const char *word = argv[i];
        if (only_words || strncmp(word, "--", 2) != 0) {
            if (in->word_count == COMMAND_WORDS_MAX) return wrong_use(in, T("Too many words.", "参数过多。"), NULL, 0);
            in->words[in->word_count++] = word;
            continue;
        }
        if (word[2] == 0) {
            only_words = true;
            continue;
        }
        struct str value = str_of(word + 2);
        struct str name = str_cut(&value, '=');
        const struct option_kind *o = option_kind(c, name);
        const struct arg args[] = { ARG_STR("name", name) };
        if (!o || in->option_count == COMMAND_OPTIONS_MAX)
            return wrong_use(in,
                             T("There is no option --{name} here; see --help.", "此处没有选项 --{name}，请见 --help。"),
                             args, 1);
        if (o->value && !value.data && i + 1 == argc)
            return wrong_use(in, T("--{name} needs a value.", "--{name} 须有取值。"), args, 1);
        in->options[in->option_count].name = o->name;
        in->options[in->option_count++].value = !o->value ? "" : value.data ? value.data : argv[++i];
    }
    return 0;
}

/* Before anything is tried: a mistyped directory gets one sentence, whatever the command. */
static int look_for_alliance(const struct invocation *in, const struct command *c) {
    const char *dir = c->alliance ? in->words[c->alliance - 1] : NULL;
    if (!dir || access(arena_f(in->arena, "%s/alliance.db", dir).data, F_OK) == 0) return EXIT_DONE;
    struct error err;
    int reason = errno;
    error_set(&err, ERR_IO,
              reason == ENOENT || reason == ENOTDIR ? T("{dir} holds no alliance.", "{dir} 中没有联盟数据。")
                                                    : T("{dir}: {reason}.", "{dir}：{reason}。"),
              ARG_Z("dir", dir), ARG_TEXT("reason", errno_text(reason)));
    return say_unusable(in, &err);
}

static int run_command(struct invocation *in, const struct command *c, int argc, char **argv) {
    int result = read_words(in, c, argc, argv);
    if (result != 0) return result;
    if (option(in, "help")) {
        command_help(in, c);
        return EXIT_DONE;
    }
    if (in->word_count < c->words_min || in->word_count > c->words_max)
        return wrong_use(in, T("Use: charterd {usage}", "用法：charterd {usage}"),
                         (const struct arg[]){ ARG_Z("usage", c->usage) }, 1);
    result = look_for_alliance(in, c);
    return result != EXIT_DONE ? result : c->run(in);
}

int command_main(int argc, char **argv) {
    struct arena arena;
    arena_init(&arena);
    struct invocation in = { .arena = &arena, .lang = shell_language() };
    const struct command **all;
    size_t n = commands(&arena, &all);
    int result = EXIT_USAGE;
    const char *name = argc > 1 ? argv[1] : "--help";
    size_t i = 0;
    while (i < n && strcmp(all[i]->name, name) != 0) i++;
    if (i < n) {
        result = run_command(&in, all[i], argc - 2, argv + 2);
    } else if (strcmp(name, "--version") == 0) {
        printf("charterd %s\n", CHARTERD_VERSION);
        result = EXIT_DONE;
    } else if (strcmp(name, "--help") == 0 || strcmp(name, "help") == 0) {
        list_commands(&in, stdout);
        result = argc > 1 ? EXIT_DONE : EXIT_USAGE;
    } else {
        wrong_use(&in, T("There is no command “{name}”.", "没有命令“{name}”。"),
                  (const struct arg[]){ ARG_Z("name", name) }, 1);
        list_commands(&in, stderr);
    }
    if (fflush(stdout) != 0 && result == EXIT_DONE) result = EXIT_FAULT;
    arena_release(&arena);
    return result;
}
