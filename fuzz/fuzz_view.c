/* Every page, with whatever stands in its address: it answers, asks the database nothing wrong, and what was typed comes back
 * as text, never as markup.
 *
 * The first line is who looks (a letter) and which page ("/members/{id}"; else one chosen by the second letter), the second
 * what stands in its places, parted by slashes, the third the query. */
#include "acts/capacity.h"
#include "acts/sealed.h"
#include "alliance.h"
#include "serve/limits.h"
#include "serve/parse.h"
#include "views/view.h"

enum { PLACES_MOST = 4, OUT_MAX = 16 << 20 };

static const struct view_kind *kind_of(struct str name) {
    const struct view_kind *const *kinds;
    size_t n = view_kinds(&kinds);
    for (size_t i = 0; i < n; i++)
        if (str_is(name, kinds[i]->path)) return kinds[i];
    return kinds[(name.len ? (uint8_t)name.data[0] : 0) % n];
}

/* As the front door would: clean text, decoded. */
static size_t places_of(struct arena *a, const char *path, struct str given, struct view_pair *ret) {
    size_t n = 0;
    for (const char *p = strchr(path, '{'); p && n < PLACES_MOST; p = strchr(p + 1, '{')) {
        const char *end = strchr(p, '}');
        struct str value = str_cut(&given, '/');
        if (!value.data || !str_is_clean(value, false)) value = STR("1");
        ret[n++] = (struct view_pair){ arena_z(a, (struct str){ p + 1, (size_t)(end - p - 1) }),
                                       { arena_z(a, value), value.len } };
    }
    return n;
}

static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* From behind "<x" to behind its ">": names of attributes are plain and never a script's, values stand in quotes. */
static size_t tag_end(struct str html, size_t i) {
    while (i < html.len &&
           (letter(html.data[i]) || (html.data[i] >= '0' && html.data[i] <= '9') || html.data[i] == '-'))
        i++;
    for (;;) {
        while (i < html.len && (html.data[i] == ' ' || html.data[i] == '\n')) i++;
        MUST(i < html.len);
        if (html.data[i] == '/') i++;
        if (i < html.len && html.data[i] == '>') return i + 1;
        size_t from = i;
        while (i < html.len &&
               (letter(html.data[i]) || (html.data[i] >= '0' && html.data[i] <= '9') || strchr("-:", html.data[i])))
            i++;
        MUST(i > from && i < html.len);
        MUST(!(i - from > 2 && (html.data[from] | 32) == 'o' && (html.data[from + 1] | 32) == 'n'));
        if (html.data[i] != '=') continue;
        i++;
        if (i < html.len && html.data[i] == '"') {
            const char *close = memchr(html.data + i + 1, '"', html.len - i - 1);
            MUST(close);
            i = (size_t)(close - html.data) + 1;
        } else {
            MUST(i < html.len && (letter(html.data[i]) || (html.data[i] >= '0' && html.data[i] <= '9')));
            while (i < html.len && !strchr(" \n>", html.data[i])) MUST(!strchr("\"'<=`", html.data[i++]));
        }
    }
}

static void check_markup(struct str html) {
    for (size_t i = 0; i < html.len;) {
        if (html.data[i] != '<') {
            i++;
        } else if (str_starts(str_skip(html, i), "<!--")) {
            const char *end = memmem(html.data + i, html.len - i, "-->", 3);
            MUST(end);
            i = (size_t)(end - html.data) + 3;
        } else if (str_starts(str_skip(html, i), "<![CDATA[")) {
            abort(); /* no page needs these */
        } else if (str_starts(str_skip(html, i), "<!") || str_starts(str_skip(html, i), "<?")) {
            const char *end = memchr(html.data + i, '>', html.len - i);
            MUST(end);
            i = (size_t)(end - html.data) + 1;
        } else {
            bool closing = i + 1 < html.len && html.data[i + 1] == '/';
            MUST(i + 1 + closing < html.len && letter(html.data[i + 1 + closing]));
            i = tag_end(html, i + 1 + closing);
        }
    }
}

static void check_answer(const struct view *v) {
    const char *type = v->type ? v->type : v->kind->type ? v->kind->type : "text/html";
    struct str out = buf_str(v->out);
    MUST(v->status >= 200 && v->status < 600 && v->status != 500);
    if (v->redirect) {
        MUST(v->redirect[0] == '/' && v->redirect[1] != '/' && str_is_clean(str_of(v->redirect), false) &&
             !strchr(v->redirect, '\n'));
        return;
    }
    MUST(buf_ok(v->out));
    if (strstr(type, "html") || strstr(type, "xml") || strstr(type, "svg")) {
        MUST(str_is_clean(out, true));
        check_markup(out);
    } else if (strstr(type, "json")) {
        json_t *json = json_loadb(out.data, out.len, JSON_REJECT_DUPLICATES, NULL);
        MUST(json);
        json_decref(json);
    }
}

static void look(struct view *v, struct str head) {
    static const char *const office[] = { "record.erase", "membership.review" };
    struct capacity *all = NULL;
    size_t n = 0;
    v->viewer.person = lived_person(head.len ? (uint8_t)head.data[0] : 0);
    v->viewer.csrf = "token";
    if (v->viewer.person) n = capacities_of(v->db, v->charter, v->viewer.person, v->now, v->arena, &all);
    v->viewer.capacities = all;
    v->viewer.capacity_count = n;
    if (n) v->viewer.name = person_name(v->db, v->arena, v->viewer.person, v->lang);
    for (size_t i = 0; i < n; i++) {
        v->viewer.member |= all[i].kind == AS_REPRESENTATIVE;
        for (size_t k = 0; k < 2; k++) v->viewer.office |= capacity_may(v->charter, &all[i], office[k], NULL, NULL);
    }
    bool may = v->kind->audience == FOR_ANYONE ||
               (v->kind->audience == FOR_SIGNED_IN ? v->viewer.person != 0 : v->viewer.office);
    struct error err = { 0 };
    if (may) {
        v->kind->run(v);
        if (db_failed(v->db, &err)) {
            struct buf b;
            buf_init(&b, 4096);
            error_format(&b, &err, LANG_EN);
            fprintf(stderr, "%s: %s\n", v->kind->path, buf_z(&b));
            abort();
        }
        check_answer(v);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct alliance *a = lived_alliance();
    struct str rest = fuzz_input(data, size);
    struct str head = str_cut(&rest, '\n'), places = str_cut(&rest, '\n');
    struct arena arena;
    struct buf out;
    struct pairs params = { 0 };
    struct view_pair segments[PLACES_MOST];
    struct error err = { 0 };
    arena_init(&arena);
    buf_init(&out, OUT_MAX);
    if (rest.data && parse_form(&arena, rest, PARAMS_MAX, &params) < 0) params.count = 0;
    struct view v = { .kind = kind_of(str_skip(head, 1)),
                      .alliance = a,
                      .now = alliance_now(a),
                      .lang = size % 2 ? LANG_EN : LANG_ZH,
                      .arena = &arena,
                      .out = &out,
                      .status = 200,
                      .form_key = "key",
                      .site = STR("https://alliance.example"),
                      .params = params.items,
                      .param_count = params.count,
                      .query = params.count ? rest : STR_NONE };
    v.charter = alliance_charter(a, v.now);
    v.workcal = alliance_workcal(a);
    v.zone = charter_zone(v.charter);
    v.path = v.kind->path;
    v.segments = segments;
    v.segment_count = places_of(&arena, v.kind->path, places, segments);
    v.db = store_reader(alliance_store(a));
    MUST(db_begin(v.db, &err) == 0);
    look(&v, head);
    db_rollback(v.db);
    store_reader_done(alliance_store(a), v.db);
    buf_release(&out);
    arena_release(&arena);
    return 0;
}
