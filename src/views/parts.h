/* The parts pages are made of, the same everywhere: verdicts, badges, links, time lines, empty places, seats as marks.
 *
 * Parts named tpl_… (views/parts.html) write a block where they are called; functions that give a `struct raw_html` stand
 * inside a sentence: {{t "Led by {who}." "由{who}主持。" who=link_person(v, m->chair)}}. */
#ifndef VIEWS_PARTS_H
#define VIEWS_PARTS_H

#include <string.h>

#include "acts/act.h"
#include "views/html.h"
#include "views/page.h"

/* ---- states ---- */

enum sign {
    SIGN_NONE,   /* a plain word */
    SIGN_DONE,   /* ✓ kept, passed, held */
    SIGN_DUE,    /* ! due soon, waits for somebody */
    SIGN_BROKEN, /* ✕ broken, failed: the only red */
    SIGN_OPEN,   /* ○ in progress */
    SIGN_ENDED,  /* – ended, withdrawn, void */
};
/* A word with its sign. */
struct raw_html badge(struct view *v, enum sign sign, struct text word);
/* The badge of a state column: state_badge(v, "meeting", "called"). An unknown state shows as written. */
struct raw_html state_badge(struct view *v, const char *of, const char *state);
/* Its word alone. */
struct text state_word(const char *of, const char *state);
/* What a number of a finding is called: "in_office" → in office · 在任. T_NONE when the glossary has no such name. */
struct text number_word(const char *name);

/* How an office came to its holder ("appointed"), and why a membership or office ended ("term"); T_NONE when not known. */
struct text how_word(const char *how);
struct text ended_word(const char *why);

/* The states of a thing, in order: the n-th, or NULL past the last. For choices in filters. */
const char *state_nth(const char *of, size_t n);

/* ---- names and links ---- */

struct text body_name(const struct view *v, const char *id);   /* "Technical Committee" */
struct text body_short(const struct view *v, const char *id);
struct text class_name(const struct view *v, const char *id);  /* "director member" */
struct text class_counted(const struct view *v, const char *id, int64_t n); /* behind a number: "director members" */
struct text title_name(const struct view *v, const char *body, const char *title);  /* "chair" · 主任 */
struct text office_name(const struct view *v, const char *body, const char *title); /* "chair of the Technical Committee" */
/* Who keeps the house, as the charter calls the body that reviews memberships: "Secretariat" · 秘书处. */
struct text keeper_name(const struct view *v);
struct text keeper_room(const struct view *v);                /* its room on this site: "The office" */
size_t body_count(const struct view *v);                       /* the charter's bodies and classes, in its order */
const char *body_nth(const struct view *v, size_t i);
size_t class_count(const struct view *v);
const char *class_nth(const struct view *v, size_t i);
struct raw_html link_body(struct view *v, const char *id);
struct raw_html link_clause(struct view *v, const char *ids);
/* Any thing of the record by its kind (acts/things.h): "person", "member", "meeting", "motion" …: its name, linked to its page
 * when it has one. */
struct raw_html link_thing(struct view *v, const char *ref, int64_t id);
static inline struct raw_html link_person(struct view *v, int64_t id) { return link_thing(v, "person", id); }
struct raw_html link_entry(struct view *v, int64_t entry);
/* Any link: the words are people's own, marked with their language. */
struct raw_html link_words(struct view *v, const char *href, struct str words);

/* ---- verdicts ---- */

/* How a verdict is introduced. */
enum verdict_tone { VERDICT_PREVIEW, VERDICT_ANSWER, VERDICT_RECORDED };
/* All findings of a verdict: those that refuse first. Slips in a field are left to the field when `on_form`. */
void part_verdict(struct view *v, const struct verdict *verdict, enum verdict_tone tone, bool on_form);
/* A sentence with its clause and sum, as stored in a leaf. */
void part_finding(struct view *v, const struct finding *f);

/* ---- seats and votes as marks (views/marks.c) ---- */

struct marks {
    int64_t in_office;   /* holders of the body */
    int64_t seats;       /* seats set, 0: not shown; those above in_office are drawn vacant */
    int64_t present;
    int64_t quorum;      /* present needed; 0: no line */
    bool past;           /* of a meeting that is over */
    bool voted;          /* the row of votes in place of that of attendance */
    int64_t affirmative, abstention, negative;
    int64_t needed;      /* affirmative votes needed; 0: no line */
    int64_t base;        /* what they were counted against, as the charter has it, and its words */
    struct text of;
    bool passed, exactly;
    bool undecided;      /* too few voted: whatever they said decides nothing */
};
void part_marks(struct view *v, const struct marks *m);
/* Seats of a body alone: held, vacant. */
void part_seats(struct view *v, int64_t held, int64_t seats);
/* A line with how much of it is reached: `part` of `whole`, the mark at `needed`. For deadlines, quotas, points. */
void part_gauge(struct view *v, struct text label, int64_t part, int64_t needed, int64_t whole);

/* ---- time lines ---- */

struct moment {
    instant at;
    int64_t entry;            /* the leaf; -1: none */
    struct raw_html what;     /* one sentence; or `text` */
    struct str text;
    const char *clause;       /* NULL: none */
    enum sign sign;
    const char *href;         /* of the thing itself; NULL: none */
};
void part_timeline(struct view *v, const struct moment *items, size_t count);

/* ---- pages of lists ---- */

/* Addresses made by views/collection.c or by hand; NULL: there is no such page. */
struct pager { const char *newer, *older; struct text newer_label, older_label; };

#include "views/parts.html.h"

#endif
