/* Inside the room of the law: how a topic is declared, and what a parsed charter is made of.
 *
 *     rules file ─ lex.c ─ statements ─ match.c ─┬─ declarations ─┐
 *                                 topics.c (data)┘  (parse.c)     ├─ struct charter ─ charter.c (asked)
 *     prose files ─ prose.c ─ clauses ───────────────────────────┘        │
 *                                                       words.c · unparse.c · lint.c · diff.c · show.c
 *
 * Invariants:
 *  1. Nothing in this room names a body, a class, a clause or a threshold of any charter.
 *  2. A topic is declared once, in topics.c; reading, checking, writing and telling in plain words follow from that.
 *  3. After charter_parse has returned 0 nothing of a charter changes: threads share it without a lock.
 *  4. All strings of a charter live in its arena. */
#ifndef CHARTER_INTERNAL_H
#define CHARTER_INTERNAL_H

#include "charter/charter.h"
#include "charter/limits.h"

/* ---- text to tokens (lex.c) ---- */

enum token_kind { TOKEN_WORD, TOKEN_STRING, TOKEN_PUNCT, TOKEN_END };
struct token {
    enum token_kind kind;
    struct str text; /* of a string: what stands between the quotes */
    int line, column;
};
/* One statement: a line and the indented lines that continue it. `tokens[count]` is the TOKEN_END. */
struct statement {
    struct token *tokens;
    size_t count;
};
struct reader {
    const char *file;
    struct str rest;
    int line; /* last line read */
    struct charter_faults *faults;
    struct token tokens[CHARTER_TOKENS_MAX + 1];
};
/* The next statement, good until the one after; false at the end. What cannot be read is reported and skipped. */
bool lex_statement(struct reader *r, struct statement *ret);
/* Line and column are of the fault; drops it when there are too many. Values are copied. */
void fault_add(struct charter_faults *f, const char *file, int line, int column, int code, struct text text,
               const struct arg *args, size_t count);
#define fault(f, file, line, column, code, text, ...)                                                                   \
    fault_add((f), (file), (line), (column), (code), (text), (const struct arg[]){ { 0 }, ##__VA_ARGS__ } + 1,          \
              sizeof((const struct arg[]){ { 0 }, ##__VA_ARGS__ }) / sizeof(struct arg) - 1)

/* ---- topics: the declarations (topics.c, powers.c) ---- */

enum slot_type {
    SLOT_END,    /* ends a list of slots */
    SLOT_INT,    /* a whole number, min … max */
    SLOT_RATIO,  /* an exact share: 1/2, 30% */
    SLOT_MONEY,  /* CNY 100,000: integer fen */
    SLOT_YEAR,   /* a calendar year */
    SLOT_DAY,    /* 2026-01-01 */
    SLOT_CHOICE, /* one of `choices` */
    SLOT_FLAG,   /* a choice whose value is "yes" or "no" */
    SLOT_BODY,   /* a declared body */
    SLOT_CLASS,  /* a declared class of members */
    SLOT_TITLE,  /* a title of the subject's body, or of the body in slot `of` */
    SLOT_OFFICE, /* BODY/TITLE */
    SLOT_BODY_OR_OFFICE,
    SLOT_WORD,   /* a declared word of kind `of` */
    SLOT_TOPIC,  /* the name of a topic */
    SLOT_POWER,  /* the name of a power */
    SLOT_WHO,    /* a capacity: chair of tc, representative of director members … */
    SLOT_MAIL,   /* an email address */
    /* Only in declarations of a charter's head: */
    SLOT_ID,     /* a new word */
    SLOT_TEXT,   /* "English" / "中文" */
    SLOT_ZONE,   /* Asia/Shanghai */
};
/* A value that is a word: how the engine knows it, how it is written, how it is said. */
struct slot_choice {
    const char *value;
    const char *written; /* NULL: as the value */
    struct text words;
};
struct slot {
    const char *name;
    enum slot_type type;
    bool list;                          /* one or more, parted by commas */
    bool either;                        /* in words: "a or b", not "a and b" */
    const struct slot_choice *choices;  /* ended by {0}; also allowed beside a reference */
    const struct slot_choice *(*choices_from)(void); /* or where another room declares them */
    const char *of;                     /* SLOT_WORD: the kind; SLOT_TITLE: the slot that names the body */
    int64_t min, max;                   /* numbers; 0, 0 means unbounded above 0 */
    const char *otherwise;              /* value when left out: a word, or digits; NULL: "" or 0 */
};
static inline const struct slot_choice *slot_choices(const struct slot *s) {
    return s->choices_from ? s->choices_from() : s->choices;
}
enum subject_kind { SUBJECT_NONE, SUBJECT_BODY, SUBJECT_CLASS, SUBJECT_OFFICE, SUBJECT_BODY_OR_OFFICE };

/* A sentence: words stand for themselves, a|b is "a" after 1 and "b" else, <slot> is a value, […] may be left out.
 * In `words`, {slot} is a value in plain words, {slot|day|days} the noun that fits its number, {holders} what the body calls
 * its holders, and […] is said when its values are given (a flag that has no words: when it is "yes"). */
struct form {
    const char *sentence;
    struct text words;
};
struct topic {
    const char *name;
    struct text about; /* what it settles, for the reference page */
    enum subject_kind subject;
    bool every;        /* may be written once for every body (class) */
    bool many;         /* several rules of one subject stand beside each other */
    const struct slot *slots; /* ended by SLOT_END; NULL: none */
    struct form forms[CHARTER_FORMS_MAX];
};
extern const struct topic TOPICS[];
extern const size_t TOPIC_COUNT;
const struct topic *topic_find(struct str name);

/* A power: an act's topic that `may` rules grant. */
struct power {
    const char *name;
    struct text words; /* what one may do: "call meetings" */
    bool optional;     /* no note when a charter grants it to nobody: its work is not every alliance's */
};
extern const struct power POWERS[];
extern const size_t POWER_COUNT;
const struct power *power_find(struct str name);

extern const char *const WORD_KINDS[]; /* kinds of declared words, ended by NULL */

/* ---- values and rules ---- */

struct value {
    bool given;
    int64_t integer;
    struct ratio ratio;
    day day;
    const char *word;
    const char *const *list;
    size_t list_count;
    struct text text;
    const struct grantee *who; /* the list of SLOT_WHO, list_count long */
    size_t token;              /* where it stood, for faults found later */
};

#define SUBJECT_EVERY "every"

struct rule {
    const struct topic *topic;
    int form;
    const char *clause;
    const char *subject; /* NULL: none; SUBJECT_EVERY */
    struct value values[CHARTER_SLOTS_MAX];
    int line;
    struct text because;
    struct str source;   /* as written, blanks made single */
    bool standing;       /* of the standing rules; `line` counts in their file */
};

struct grant_list { const struct grant **items; size_t count; };

struct charter {
    struct arena arena;
    const char *id;
    struct text title;
    struct zone zone;
    const char *calendar;
    enum lang governing;
    int grammar;
    struct charter_class *classes; size_t class_count;
    struct charter_body *bodies; size_t body_count;
    struct charter_word *words; size_t word_count;
    struct charter_clause *clauses; size_t clause_count;
    struct rule **rules; size_t rule_count;           /* in file order, which is clause order */
    const struct rule ***by_topic; size_t *by_topic_count; /* parallel to TOPICS */
    struct grant_list *grants; /* for each power: one list without a body, then one for each body */
};

/* ---- matching a sentence (match.c) ---- */

/* The furthest point any form reached, and what was wanted there. */
struct miss {
    size_t token;
    struct text wanted[12];
    size_t wanted_count;
    bool meaning;        /* well formed but means nothing: `text` says why */
    bool final;          /* a whole sentence was read and this is what is wrong with it */
    int code;
    struct text text;
    struct arg args[3];
    size_t arg_count;
};
struct match {
    struct charter *charter; /* for references; its arena takes the values */
    const struct token *tokens;
    const struct slot *slots;
    struct value values[CHARTER_SLOTS_MAX];
    struct value subject;
    enum subject_kind subject_kind;
    bool every;
    struct miss *miss;
};
bool match_sentence(struct match *m, const char *sentence);
/* Cuts one piece off a pattern: a literal "of" or "year|years", a mark, a bracket, or a slot "<…>". */
struct str pattern_piece(struct str *rest);
void miss_wants(struct miss *miss, size_t token, struct text what);
void miss_meaning(struct miss *miss, size_t token, int code, struct text text, const struct arg *args, size_t count);
/* Finds topic and form for tokens; NULL with the miss filled. */
const struct topic *match_topic(struct charter *c, const struct token *tokens, struct match *ret, int *ret_form, struct miss *miss);
void miss_report(const struct miss *miss, const struct token *tokens, const char *file, struct charter_faults *faults);

/* ---- clause ids and prose (prose.c) ---- */

/* "A16", "A16.2", "A9.1.3". */
struct clause_id { int part[3]; int depth; };
bool clause_id_parse(struct str s, struct clause_id *ret);
int clause_id_cmp(const struct clause_id *a, const struct clause_id *b);
/* Reads one language's prose into c->clauses (created at need, in order). */
void prose_read(struct charter *c, struct str text, enum lang lang, struct charter_faults *faults);
/* Whether the clause stands there, and where it stands or would. */
bool clause_find(const struct charter *c, const struct clause_id *want, size_t *ret_place);
struct charter_clause *clause_at(struct charter *c, struct str id); /* finds or makes it, keeping the order; NULL when full */

/* ---- lint (lint.c, lint_bodies.c, lint_matters.c) ---- */

struct linter {
    const struct charter *c;
    const struct charter_facts *facts; /* NULL: none */
    struct lint_report *report;
};
void lint_add(struct linter *l, const char *code, int severity, const char *clause, int line, struct text text,
              const struct arg *args, size_t count);
#define lint(l, code, severity, clause, line, text, ...)                                                                \
    lint_add((l), (code), (severity), (clause), (line), (text), (const struct arg[]){ { 0 }, ##__VA_ARGS__ } + 1,       \
             sizeof((const struct arg[]){ { 0 }, ##__VA_ARGS__ }) / sizeof(struct arg) - 1)
#define lint_rule(l, code, severity, rule, text, ...)                                                                   \
    lint((l), (code), (severity), rule_clause(rule), rule_standing(rule) ? 0 : rule_line(rule), (text), ##__VA_ARGS__)
void lint_bodies(struct linter *l);
void lint_matters(struct linter *l);
/* Whether anyone holds `power` in `body` (NULL: the power without a body). */
bool lint_held(const struct linter *l, const char *power, const char *body);

/* ---- helpers ---- */

const struct charter_body *body_find(const struct charter *c, struct str id);
const struct charter_class *class_find(const struct charter *c, struct str id);
const struct charter_word *word_find(const struct charter *c, const char *kind, struct str id);
/* Cuts "board/chair". The body and title of an office; false when there is no such office. */
bool office_find(const struct charter *c, struct str id, const struct charter_body **body, const struct charter_title_of **title);
int slot_index(const struct topic *t, const char *slot); /* -1: none */
struct grant_list *grant_list_at(const struct charter *c, size_t power, size_t body);
/* The sentence of a rule in its one canonical spelling (unparse.c). */
void rule_unparse(struct buf *out, const struct rule *r);

#endif
