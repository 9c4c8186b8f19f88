/* Reading the prose of a charter: one Markdown file per language, strict in its frame, free within.
 *
 *     # Charter of …                      the first line
 *     ## Chapter heading                  optional, any number
 *     ### A16 Meetings                    an article
 *     The committee meets …               its own text
 *     - **A16.1** Meetings are …          an item, and text that continues it, indented
 *       - **A8.1.2** …                    an item of an item
 *
 * Clause ids are numbers of articles, items and sub-items, ascending within the file; lint asks that all languages have
 * the same. Text is Markdown and stays as written. */
#include "charter/internal.h"

#include <string.h>

bool clause_id_parse(struct str s, struct clause_id *ret) {
    struct clause_id id = { .depth = 0 };
    if (!s.len || s.data[0] != 'A') return false;
    struct str rest = str_skip(s, 1);
    while (rest.data) {
        struct str part = str_cut(&rest, '.');
        int64_t n;
        if (id.depth == 3 || str_int(part, &n) || n < 1 || n > CHARTER_ARTICLE_MAX) return false;
        id.part[id.depth++] = (int)n;
    }
    *ret = id;
    return true;
}

int clause_id_cmp(const struct clause_id *a, const struct clause_id *b) {
    for (int i = 0; i < 3; i++) {
        int x = i < a->depth ? a->part[i] : 0, y = i < b->depth ? b->part[i] : 0;
        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

struct charter_clause *clause_at(struct charter *c, struct str id) {
    struct clause_id want;
    size_t place;
    if (!clause_id_parse(id, &want)) return NULL;
    if (clause_find(c, &want, &place)) return &c->clauses[place];
    if (c->clause_count == CHARTER_CLAUSES_MAX) return NULL;
    memmove(&c->clauses[place + 1], &c->clauses[place], (c->clause_count - place) * sizeof *c->clauses);
    c->clause_count++;
    struct str article = id;
    article = str_cut(&article, '.');
    c->clauses[place] = (struct charter_clause){ .id = arena_z(&c->arena, id), .article = arena_z(&c->arena, article) };
    return &c->clauses[place];
}

struct prose {
    struct charter *c;
    enum lang lang;
    const char *file;
    struct charter_faults *faults;
    int line;
    struct clause_id last; /* of the clause before; depth 0: none yet */
    const char *open;      /* id of the clause that takes the text; NULL before the first */
    int depth;
    struct buf text;
    const char *chapter; /* waiting for its first article */
    bool titled;
    bool lost; /* the clause that would take the text was refused: said once */
};
#define prose_fault(p, column, code, text, ...)                                                                        \
    fault((p)->faults, (p)->file, (p)->line, (column), (code), (text), ##__VA_ARGS__)

static void text_put(struct text *t, enum lang lang, const char *value) {
    *(lang == LANG_ZH ? &t->zh : &t->en) = value;
}

/* Gives the text gathered so far to the clause it belongs to. */
static void close_clause(struct prose *p) {
    if (p->open) {
        struct charter_clause *clause = clause_at(p->c, str_of(p->open));
        struct str text = buf_str(&p->text);
        while (text.len && (text.data[text.len - 1] == '\n' || text.data[text.len - 1] == ' ')) text.len--;
        while (text.len && text.data[0] == '\n') text = str_skip(text, 1);
        clause->prose[p->lang] = text.len ? arena_str(&p->c->arena, text) : STR("");
    }
    buf_clear(&p->text);
    p->open = NULL;
    p->lost = false;
}

/* Opens the clause `id`; NULL (reported) when it cannot stand here. */
static struct charter_clause *open_clause(struct prose *p, struct str id, int column, int depth_min, int depth_max) {
    struct clause_id now;
    close_clause(p);
    p->lost = true;
    if (!clause_id_parse(id, &now) || now.depth < depth_min || now.depth > depth_max) {
        prose_fault(p, column, ERR_SYNTAX,
                    T("“{found}” is not a clause id that can stand here (A16 heads an article, A16.2 an item, A16.2.1 "
                      "an item of an item).",
                      "“{found}”不是可用于此处的条款编号（A16 为条，A16.2 为款，A16.2.1 为项）。"),
                    ARG_STR("found", id));
        return NULL;
    }
    if (p->last.depth && clause_id_cmp(&p->last, &now) >= 0) {
        prose_fault(p, column, ERR_EXISTS, T("Clause {found} stands out of order.", "条款 {found} 的次序有误。"),
                    ARG_STR("found", id));
        return NULL;
    }
    for (int i = 0; i + 1 < now.depth; i++)
        if (!p->last.depth || now.part[i] != p->last.part[i] || p->last.depth <= i) {
            prose_fault(p, column, ERR_MISSING,
                        T("Clause {found} stands outside its article or item.",
                          "条款 {found} 不在其所属的条或款之下。"),
                        ARG_STR("found", id));
            return NULL;
        }
    struct charter_clause *clause = clause_at(p->c, id);
    if (!clause) {
        prose_fault(p, column, ERR_TOO_LARGE, T("A charter has at most {most} clauses.", "章程最多 {most} 个条款。"),
                    ARG_INT("most", CHARTER_CLAUSES_MAX));
        return NULL;
    }
    p->last = now;
    p->lost = false;
    p->open = clause->id;
    p->depth = now.depth;
    return clause;
}

static bool heading_fits(struct prose *p, struct str heading, int column) {
    if (heading.len && heading.len <= CHARTER_HEADING_MAX) return true;
    prose_fault(p, column, ERR_RANGE, T("A heading has between 1 and {most} bytes.", "标题须为 1 至 {most} 字节。"),
                ARG_INT("most", CHARTER_HEADING_MAX));
    return false;
}

/* "### A16 Meetings" */
static void read_article(struct prose *p, struct str line) {
    struct str rest = str_skip(line, 4);
    struct str id = str_cut(&rest, ' ');
    struct str heading = str_trim(rest);
    struct charter_clause *clause = open_clause(p, id, 5, 1, 1);
    if (!clause || !heading_fits(p, heading, 6 + (int)id.len)) return;
    text_put(&clause->heading, p->lang, arena_z(&p->c->arena, heading));
    if (p->chapter) text_put(&clause->chapter, p->lang, p->chapter);
    p->chapter = NULL;
}

/* "- **A16.1** text", indented by `indent` blanks */
static void read_item(struct prose *p, struct str line, size_t indent) {
    struct str rest = str_skip(line, indent + 4);
    const char *end = rest.len ? memmem(rest.data, rest.len, "**", 2) : NULL;
    int column = (int)indent + 5;
    if (!end) {
        prose_fault(p, column, ERR_SYNTAX,
                    T("An item begins with its clause id in bold: “- **A16.1** …”.",
                      "款以加粗的编号开头：“- **A16.1** ……”。"));
        return;
    }
    struct str id = str_head(rest, (size_t)(end - rest.data));
    int depth = indent ? 3 : 2;
    if (open_clause(p, id, column, depth, depth)) buf_add(&p->text, str_trim(str_skip(rest, id.len + 2)));
}

static void read_heading(struct prose *p, struct str line) {
    if (str_starts(line, "### ")) {
        read_article(p, line);
    } else if (str_starts(line, "## ")) {
        close_clause(p);
        struct str heading = str_trim(str_skip(line, 3));
        if (heading_fits(p, heading, 4)) p->chapter = arena_z(&p->c->arena, heading);
    } else if (str_starts(line, "# ") && !p->titled) {
        p->titled = heading_fits(p, str_trim(str_skip(line, 2)), 3);
    } else {
        prose_fault(p, 1, ERR_SYNTAX,
                    T("A heading is the title (#, once), a chapter (##) or an article (### A16 …).",
                      "标题分为：章程名称（#，仅一次）、章（##）与条（### A16 ……）。"));
    }
}

static void read_prose_line(struct prose *p, struct str line) {
    size_t indent = 0;
    while (indent < line.len && line.data[indent] == ' ') indent++;
    struct str text = str_skip(line, indent);
    if (!p->titled && text.len && !str_starts(line, "# ")) {
        prose_fault(p, 1, ERR_SYNTAX, T("The first line is the charter's title: “# …”.", "首行应为章程名称：“# ……”。"));
        p->titled = p->lost = true; /* said once */
    }
    if (!indent && str_starts(line, "#")) {
        read_heading(p, line);
    } else if ((indent == 0 || indent == 2) && str_starts(text, "- **A")) {
        read_item(p, line, indent);
    } else if (!p->open) {
        if (text.len && !p->lost)
            prose_fault(p, (int)indent + 1, ERR_SYNTAX,
                        T("Text stands in an article; none has begun here.",
                          "文字须位于某一条之内，此处不属于任何一条。"));
    } else if (p->depth > 1 && text.len && !indent) {
        prose_fault(p, 1, ERR_SYNTAX, T("Text that continues an item is indented.", "接续款的文字须缩进。"));
    } else {
        size_t drop = p->depth == 1 ? 0 : (size_t)(p->depth - 1) * 2;
        if (p->text.len) buf_addc(&p->text, '\n');
        buf_add(&p->text, str_skip(line, drop < indent ? drop : indent));
    }
}

void prose_read(struct charter *c, struct str text, enum lang lang, struct charter_faults *faults) {
    struct prose p = { .c = c, .lang = lang, .file = lang == LANG_ZH ? "zh.md" : "en.md", .faults = faults };
    buf_init(&p.text, CHARTER_FILE_MAX);
    struct str rest = text;
    while (rest.data && rest.len) {
        struct str line = str_cut(&rest, '\n');
        if (line.len && line.data[line.len - 1] == '\r') line.len--;
        p.line++;
        read_prose_line(&p, line);
    }
    close_clause(&p);
    if (!p.last.depth && !faults->count) {
        p.line = p.line ? p.line : 1;
        prose_fault(&p, 1, ERR_SYNTAX, T("This file has no article: “### A1 …”.", "此文件没有任何一条：“### A1 ……”。"));
    }
    buf_release(&p.text);
}
