/* The law: a charter read from its folder, asked by the rest of the program, and cited.
 *
 * A charter is one `rules` file and one prose file per language (`zh.md`, `en.md`), with the same clause ids. Rules are
 * sentences; each has a topic, usually a subject (a body, a class, an office), and typed values. The engine asks by
 * topic: it never knows a clause number, a body's name or a threshold.
 *
 *     const struct rule *q = charter_rule(c, "meeting.quorum", "tc");
 *     if (q && !ratio_reached(rule_ratio(q, "share"), present, in_office)) refuse(…, rule_clause(q), …);
 *
 * A charter is immutable once parsed, may be shared between threads, and is the same bytes → the same meaning for ever
 * (the grammar has a version). It knows nothing of stores, acts or registers. The grammar: docs/charter-language.md. */
#ifndef CHARTER_CHARTER_H
#define CHARTER_CHARTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/num.h"
#include "base/str.h"
#include "base/text.h"

struct charter;
struct rule;

/* The texts of a folder. A charter act carries them as one canonical JSON blob {"rules":…,"zh":…,"en":…}; `standing` is
 * there once a body has adopted standing rules. */
struct charter_source {
    struct str rules;
    struct str standing; /* a second file of rules, which settle what the charter leaves to a body; STR_NONE when none */
    struct str prose[LANG_COUNT];
    const char *name; /* for messages: the folder's name */
};

/* What is wrong where. `file` is "rules", "standing", "zh.md" or "en.md"; line and column count from 1. */
struct charter_fault {
    const char *file;
    int line, column;
    struct error error; /* what was found and what was expected */
};
struct charter_faults {
    struct arena *arena; /* given by the caller */
    struct charter_fault *items;
    size_t count, size;
};

/* Parses and resolves references. 0, or ERR_SYNTAX with at least one fault. The charter copies what it needs. */
int charter_parse(struct charter **ret, const struct charter_source *source, struct charter_faults *faults);
int charter_read_folder(struct charter_source *ret, const char *folder, struct arena *a, struct error *err);
void charter_free(struct charter *c);

/* Heading data. */
const char *charter_id(const struct charter *c);         /* "alliance", the word after `charter` in the rules */
struct text charter_title(const struct charter *c);
struct zone charter_zone(const struct charter *c);
const char *charter_calendar(const struct charter *c);    /* "china", "weekends" */
const char *charter_contact(const struct charter *c);     /* an email address, "" when none */
enum lang charter_governing(const struct charter *c);     /* the language that governs */

/* Declared things, in the charter's order. */
struct charter_class { const char *id; struct text name; struct text plural; };
struct charter_title_of {
    const char *id;
    struct text name;
    int seats;       /* 0 when open */
    bool seats_open; /* "several" */
    bool leads;
};
struct charter_body {
    const char *id;                       /* "board", "tc" */
    struct text name, short_name;
    struct text holder, holders;          /* what one calls a holder: "director" 理事, and several: "directors" 理事 */
    const struct charter_title_of *titles; /* offices: chair, vice-chair, member … */
    size_t title_count;
};
size_t charter_classes(const struct charter *c, const struct charter_class **ret);
size_t charter_bodies(const struct charter *c, const struct charter_body **ret);
const struct charter_class *charter_class(const struct charter *c, const char *id); /* NULL if none */
const struct charter_body *charter_body(const struct charter *c, const char *id);
const struct charter_title_of *body_title(const struct charter_body *b, const char *title);

/* Words a charter declares with their texts. Kinds: "organization" (types of organization), "condition", "ground",
 * "right", "sig", "stage", "programme", "income", "risk". */
struct charter_word { const char *kind; const char *id; struct text text; };
size_t charter_words_of(const struct charter *c, const char *kind, const struct charter_word **ret); /* contiguous, in order */
const struct charter_word *charter_word(const struct charter *c, const char *kind, const char *id); /* NULL if none */

/* Clauses: every article and item, in order. */
struct charter_clause {
    const char *id;              /* "A16.2" */
    const char *article;         /* "A16" */
    struct text heading;         /* of articles; T_NONE for items */
    struct text chapter;         /* the chapter heading an article stands under, on the chapter's first article; else T_NONE */
    struct str prose[LANG_COUNT]; /* Markdown; empty when a language lacks it (lint says so) */
    size_t first_rule, rule_count; /* into charter_rules */
    bool text_only;              /* "text": shown and cited, decides nothing */
};
size_t charter_clauses(const struct charter *c, const struct charter_clause **ret);
const struct charter_clause *charter_clause(const struct charter *c, const char *id);

/* Rules. */
size_t charter_rules(const struct charter *c, const struct rule *const **ret); /* in file order */
/* The rule of a topic for a subject (a body, class, office, … id). The narrowest serves: for "board/chair" one written
 * for that office, then one for "board", then one for "every body". NULL: the charter is silent. `subject` NULL for
 * topics without one. Where a topic may have several rules of one subject (nominations, income), this is the first. */
const struct rule *charter_rule(const struct charter *c, const char *topic, const char *subject);
/* All rules of a topic, any subject. */
size_t charter_rules_of(const struct charter *c, const char *topic, const struct rule *const **ret);
/* All rules of a topic that reach a subject, narrowest subject only, into `items` (at most `size`). Returns how many there are. */
size_t charter_rules_for(const struct charter *c, const char *topic, const char *subject, const struct rule **items, size_t size);

const char *rule_topic(const struct rule *r);
const char *rule_subject(const struct rule *r);  /* NULL when it has none */
const char *rule_clause(const struct rule *r);   /* "A16.2" */
int rule_line(const struct rule *r);
bool rule_standing(const struct rule *r); /* from a body's standing rules, in the place of the charter's own */
struct text rule_because(const struct rule *r);  /* the reason given for a reading; T_NONE when none */
struct str rule_source(const struct rule *r);    /* the sentence as written */
/* The rule in plain words, generated from its values, in both languages. */
void rule_words(struct buf *out, const struct charter *c, const struct rule *r, enum lang lang);

/* Typed values by slot name. Asking for a slot the topic does not declare, or of another type, is a bug and asserts;
 * an optional slot that was left out gives the default the topic declares. */
int64_t rule_int(const struct rule *r, const char *slot);
struct ratio rule_ratio(const struct rule *r, const char *slot);
const char *rule_word(const struct rule *r, const char *slot);
bool rule_flag(const struct rule *r, const char *slot);
enum rounding rule_rounding(const struct rule *r, const char *slot);
bool rule_given(const struct rule *r, const char *slot);
day rule_day(const struct rule *r, const char *slot);
size_t rule_list(const struct rule *r, const char *slot, const char *const **ret); /* words */
bool rule_lists(const struct rule *r, const char *slot, const char *word); /* whether the list has the word */

/* Shares with a line to reach ("meeting.quorum", "motion.majority", "vote.*"): the slot `share`, and `over` when the line
 * must be passed ("> 1/2") and not only reached (">= 1/2"). */
bool rule_reached(const struct rule *r, int64_t part, int64_t whole);
int64_t rule_needed(const struct rule *r, int64_t whole); /* the least part that is enough */
/* The last day of a term ("term") that began on `from`: calendar years end on 31 December, full years the day before
 * the anniversary. */
day rule_term_end(const struct rule *r, day from);
/* A fixed number, or share × whole rounded and held within least and most ("seats", "seats.leaders", "seats.near"). */
int64_t rule_count(const struct rule *r, int64_t whole);

/* Who may do what. A `may` rule grants a power (an act's topic), maybe within a body, to a list of capacities. */
enum grantee_kind {
    GRANT_OFFICE,         /* a title in a body: chair of tc; title NULL = any holder of the body */
    GRANT_REPRESENTATIVE, /* a representative of a member; class NULL = any class */
    GRANT_VOTING,         /* the voting representative of a member */
    GRANT_PERSON,         /* any signed-in person (about themselves) */
    GRANT_VISITOR,        /* anyone */
    GRANT_FOUNDER,        /* the founder's office, until the founding is closed */
    GRANT_OPERATOR,       /* who installs and runs the server */
    GRANT_CLOCK,
};
struct grantee { enum grantee_kind kind; const char *body, *title, *class_id; };
struct grant {
    const char *power;
    const char *body; /* NULL = everywhere */
    const char *clause;
    const struct rule *rule;
    const struct grantee *who;
    size_t who_count;
};
/* Every grant of `power` (exact topic name) that reaches `body`: those of that body and those without one. `body` NULL:
 * only those without one. What a charter grants "of every body" is a grant for each. */
size_t charter_grants(const struct charter *c, const char *power, const char *body, const struct grant *const **ret);

/* Lint: contradictions and gaps. A note is a reading or a fact worth knowing, a warning asks for a look, an error is a
 * charter that cannot work as written. The codes are stable words ("office-unreachable"); docs/charter-language.md lists
 * them. */
enum lint_severity { LINT_NOTE, LINT_WARNING, LINT_ERROR };
struct lint_finding {
    const char *code;
    int severity; /* enum lint_severity */
    const char *clause; /* NULL: the charter as a whole */
    int line;           /* in `rules`; 0: none */
    struct error error; /* the sentence */
};
struct lint_report { struct arena *arena; struct lint_finding *items; size_t count, size; };
void charter_lint(const struct charter *c, struct lint_report *ret);
/* The same, with today's facts: what the charter asks is compared with what there is. */
struct charter_facts {
    void *context;
    int64_t (*members)(void *context, const char *class_id); /* open memberships of a class; NULL: of all classes */
};
void charter_lint_with(const struct charter *c, const struct charter_facts *facts, struct lint_report *ret);

/* Difference of two charters, clause by clause: prose changed (per language), rules added, removed, changed. */
struct charter_change { const char *clause; const struct charter_clause *before, *after; bool prose_changed[LANG_COUNT]; bool rules_changed; };
size_t charter_diff(const struct charter *before, const struct charter *after, struct arena *a, struct charter_change **ret);

/* The same things written out, for the command line: text for people in one language, JSON with both. JSON is one value
 * without a line end. */
void charter_show(struct buf *out, const struct charter *c, const char *clause, enum lang lang); /* clause NULL: all; an article with its items */
void charter_show_json(struct buf *out, const struct charter *c, const char *clause);
void charter_faults_text(struct buf *out, const struct charter_source *source, const struct charter_faults *faults, enum lang lang);
void charter_faults_json(struct buf *out, const struct charter_faults *faults);
void charter_lint_text(struct buf *out, const struct lint_report *report, enum lang lang);
void charter_lint_json(struct buf *out, const struct lint_report *report);
bool charter_lint_failed(const struct lint_report *report); /* whether it holds an error */
void charter_diff_text(struct buf *out, const struct charter *before, const struct charter *after, enum lang lang);
void charter_diff_json(struct buf *out, const struct charter *before, const struct charter *after);
/* The reference of all topics and powers, generated from their declarations; docs/charter-language.md contains it. */
void charter_topics_doc(struct buf *out);

#endif
