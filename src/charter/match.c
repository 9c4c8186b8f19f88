/* Sentences against patterns: the one reader of every topic.
 *
 *     quorum of <subject>: present <over> <share> of <of>
 *     quorum of tc: present >= 1/2 of in-office
 *
 * A pattern is walked beside the tokens; a literal must be there, a slot takes as many tokens as its type needs and is
 * checked on the way (a body must be declared, a share lie between 0 and 1), a part in […] is tried and left out when it
 * does not fit. Each failure notes how far it came and what it wanted; the furthest is what the author is told. */
#include "charter/internal.h"

#include <assert.h>
#include <string.h>

/* ---- how far we came ---- */

void miss_wants(struct miss *miss, size_t token, struct text what) {
    if (miss->final || token < miss->token || (token == miss->token && miss->meaning)) return;
    if (token > miss->token || !miss->wanted_count) {
        miss->token = token;
        miss->wanted_count = 0;
        miss->meaning = false;
    }
    for (size_t i = 0; i < miss->wanted_count; i++)
        if (!strcmp(miss->wanted[i].en, what.en)) return;
    if (miss->wanted_count < sizeof miss->wanted / sizeof miss->wanted[0]) miss->wanted[miss->wanted_count++] = what;
}

void miss_meaning(struct miss *miss, size_t token, int code, struct text text, const struct arg *args, size_t count) {
    if (miss->final || token < miss->token || (token == miss->token && miss->meaning)) return;
    miss->token = token;
    miss->meaning = true;
    miss->wanted_count = 0;
    miss->code = code;
    miss->text = text;
    miss->arg_count = count;
    assert(count <= sizeof miss->args / sizeof miss->args[0]);
    if (count) memcpy(miss->args, args, count * sizeof *args);
}
#define MISS_ARGS(...)                                                                                                 \
    (const struct arg[]){ __VA_ARGS__ }, sizeof((const struct arg[]){ __VA_ARGS__ }) / sizeof(struct arg)
#define means(m, token, code, text, ...)                                                                               \
    (miss_meaning((m)->miss, (token), (code), (text), MISS_ARGS(__VA_ARGS__)), false)
#define wants(m, token, english, chinese) (miss_wants((m)->miss, (token), T(english, chinese)), false)

void miss_report(const struct miss *miss, const struct token *tokens, const char *file, struct charter_faults *faults) {
    const struct token *t = &tokens[miss->token];
    if (miss->meaning) {
        fault_add(faults, file, t->line, t->column, miss->code, miss->text, miss->args, miss->arg_count);
        return;
    }
    struct text wanted = T("the end of the sentence", "句子结束");
    if (miss->wanted_count) {
        struct buf en, zh;
        buf_init(&en, 2048);
        buf_init(&zh, 2048);
        for (size_t i = 0; i < miss->wanted_count; i++) {
            buf_addz(&en, i ? (i + 1 == miss->wanted_count ? " or " : ", ") : "");
            buf_addz(&en, miss->wanted[i].en);
            buf_addz(&zh, i ? (i + 1 == miss->wanted_count ? "或" : "、") : "");
            buf_addz(&zh, miss->wanted[i].zh);
        }
        wanted = T(arena_z(faults->arena, buf_str(&en)), arena_z(faults->arena, buf_str(&zh)));
        buf_release(&en);
        buf_release(&zh);
    }
    if (t->kind == TOKEN_END)
        fault(faults, file, t->line, t->column, ERR_SYNTAX,
              T("The sentence ends here; expected {wanted}.", "句子到此为止，缺少{wanted}。"),
              ARG_TEXT("wanted", wanted));
    else
        fault(faults, file, t->line, t->column, ERR_SYNTAX,
              T("Found “{found}”; expected {wanted}.", "此处为“{found}”，应为{wanted}。"), ARG_STR("found", t->text),
              ARG_TEXT("wanted", wanted));
}

/* A literal as it is wanted, in quotes. */
static struct text quoted(struct match *m, struct str literal) {
    struct str en = arena_f(&m->charter->arena, "“%.*s”", STR_FMT(literal));
    const char *z = arena_z(&m->charter->arena, en);
    return T(z, z);
}

/* ---- single values ---- */

static bool is_word(const struct token *t) { return t->kind == TOKEN_WORD; }

static bool is_literal(const struct token *t, struct str literal) {
    return t->kind != TOKEN_STRING && t->kind != TOKEN_END && str_eq(t->text, literal);
}

/* A choice may be written in several words: each must stand there. The number of tokens, 0 when it does not fit. */
static size_t choice_fits(struct match *m, const struct slot_choice *c, size_t at) {
    struct str rest = str_of(c->written ? c->written : c->value);
    size_t i = at;
    while (rest.len) {
        struct str word = str_cut(&rest, ' ');
        if (!is_literal(&m->tokens[i], word)) {
            miss_wants(m->miss, i, quoted(m, i == at ? str_of(c->written ? c->written : c->value) : word));
            return 0;
        }
        i++;
    }
    return i - at;
}

static bool read_choice(struct match *m, const struct slot *s, size_t *at, struct value *v) {
    for (const struct slot_choice *c = slot_choices(s); c && c->value; c++) {
        size_t n = choice_fits(m, c, *at);
        if (n) {
            v->word = c->value;
            *at += n;
            return true;
        }
    }
    return false;
}

static bool read_int(struct match *m, const struct slot *s, size_t *at, struct value *v) {
    const struct token *t = &m->tokens[*at];
    int64_t n;
    if (!is_word(t) || t->text.data[0] < '0' || t->text.data[0] > '9') return wants(m, *at, "a whole number", "整数");
    if (str_int(t->text, &n))
        return means(m, *at, ERR_SYNTAX, T("“{found}” is not a whole number.", "“{found}”不是整数。"),
                     ARG_STR("found", t->text));
    int64_t max = s->max ? s->max : 1000000;
    if (n < s->min || n > max)
        return means(m, *at, ERR_RANGE, T("{found} lies outside {min} to {max}.", "{found} 不在 {min} 至 {max} 之间。"),
                     ARG_INT("found", n), ARG_INT("min", s->min), ARG_INT("max", max));
    v->integer = n;
    v->word = arena_z(&m->charter->arena, t->text);
    ++*at;
    return true;
}

static bool read_year(struct match *m, size_t *at, struct value *v) {
    const struct slot years = { .min = 1900, .max = 9998 };
    const struct token *t = &m->tokens[*at];
    if (!is_word(t) || t->text.len != 4) return wants(m, *at, "a year such as 2026", "年份，如 2026");
    return read_int(m, &years, at, v);
}

static bool read_ratio(struct match *m, size_t *at, struct value *v) {
    const struct token *t = &m->tokens[*at];
    if (!is_word(t) || t->text.data[0] < '0' || t->text.data[0] > '9')
        return wants(m, *at, "a share such as 1/2 or 30%", "比例，如 1/2 或 30%");
    struct ratio r;
    if (ratio_parse(t->text, &r))
        return means(m, *at, ERR_SYNTAX,
                     T("“{found}” is not a share such as 1/2 or 30%.", "“{found}”不是 1/2 或 30% 这样的比例。"),
                     ARG_STR("found", t->text));
    if (ratio_cmp(r, ratio_make(0, 1)) <= 0 || ratio_cmp(r, ratio_make(1, 1)) > 0)
        return means(m, *at, ERR_RANGE,
                     T("A share is more than 0 and at most 1; this is {found}.",
                       "比例须大于 0 且不大于 1，此处为 {found}。"),
                     ARG_STR("found", t->text));
    v->ratio = r;
    ++*at;
    return true;
}

static bool read_money(struct match *m, size_t *at, struct value *v) {
    if (!is_literal(&m->tokens[*at], STR("CNY")))
        return wants(m, *at, "an amount such as CNY 100,000", "金额，如 CNY 100,000");
    const struct token *t = &m->tokens[*at + 1];
    int64_t fen;
    if (!is_word(t) || fen_parse(t->text, &fen) || fen < 0)
        return wants(m, *at + 1, "an amount such as 100,000 or 0", "金额，如 100,000 或 0");
    v->integer = fen;
    *at += 2;
    return true;
}

static bool read_day(struct match *m, size_t *at, struct value *v) {
    const struct token *t = &m->tokens[*at];
    if (!is_word(t) || day_parse(t->text, &v->day))
        return wants(m, *at, "a date such as 2026-01-01", "日期，如 2026-01-01");
    ++*at;
    return true;
}

static bool read_mail(struct match *m, size_t *at, struct value *v) {
    const struct token *t = &m->tokens[*at];
    const char *sign = is_word(t) ? memchr(t->text.data, '@', t->text.len) : NULL;
    if (!sign || sign == t->text.data || sign == t->text.data + t->text.len - 1 ||
        memchr(sign + 1, '@', (size_t)(t->text.data + t->text.len - sign - 1)))
        return wants(m, *at, "an email address", "电子邮件地址");
    v->word = arena_z(&m->charter->arena, t->text);
    ++*at;
    return true;
}

/* A new word: a lower-case letter, then letters, digits, - and _. */
static bool read_id(struct match *m, size_t *at, struct value *v) {
    const struct token *t = &m->tokens[*at];
    bool good = is_word(t);
    for (size_t i = 0; good && i < t->text.len; i++) {
        char c = t->text.data[i];
        good = (c >= 'a' && c <= 'z') || (i && ((c >= '0' && c <= '9') || c == '-' || c == '_'));
    }
    if (!good) return wants(m, *at, "a word of small letters, digits and hyphens", "由小写字母、数字和连字符组成的词");
    if (str_is(t->text, SUBJECT_EVERY) || str_is(t->text, "any") || str_is(t->text, "none") ||
        str_is(t->text, "holder"))
        return means(m, *at, ERR_EXISTS,
                     T("“{found}” is a word of the grammar and cannot be declared.",
                       "“{found}”是语法用词，不能另行声明。"),
                     ARG_STR("found", t->text));
    v->word = arena_z(&m->charter->arena, t->text);
    ++*at;
    return true;
}

static bool read_text(struct match *m, size_t *at, struct value *v) {
    const struct token *t = m->tokens;
    if (t[*at].kind != TOKEN_STRING)
        return wants(m, *at, "a text in English, in quotation marks", "置于引号内的英文文字");
    if (!is_literal(&t[*at + 1], STR("/"))) return wants(m, *at + 1, "“/” and the text in Chinese", "“/”及中文文字");
    if (t[*at + 2].kind != TOKEN_STRING)
        return wants(m, *at + 2, "the text in Chinese, in quotation marks", "置于引号内的中文文字");
    v->text = T(arena_z(&m->charter->arena, t[*at].text), arena_z(&m->charter->arena, t[*at + 2].text));
    *at += 3;
    return true;
}

static bool read_zone(struct match *m, size_t *at, struct value *v) {
    const struct token *t = &m->tokens[*at];
    struct zone z;
    if (!is_word(t) || zone_find(t->text, &z))
        return wants(m, *at, "a zone such as Asia/Shanghai or UTC", "时区，如 Asia/Shanghai 或 UTC");
    v->word = arena_z(&m->charter->arena, t->text);
    ++*at;
    return true;
}

/* ---- references ---- */

static bool read_body(struct match *m, size_t *at, struct value *v) {
    const struct token *t = &m->tokens[*at];
    if (!is_word(t)) return wants(m, *at, "a body", "机构");
    const struct charter_body *b = body_find(m->charter, t->text);
    if (!b)
        return means(m, *at, ERR_MISSING, T("No body “{found}” is declared.", "没有声明名为“{found}”的机构。"),
                     ARG_STR("found", t->text));
    v->word = b->id;
    ++*at;
    return true;
}

static bool read_class(struct match *m, size_t *at, struct value *v) {
    const struct token *t = &m->tokens[*at];
    if (!is_word(t)) return wants(m, *at, "a class of members", "成员类别");
    const struct charter_class *c = class_find(m->charter, t->text);
    if (!c)
        return means(m, *at, ERR_MISSING,
                     T("No class of members “{found}” is declared.", "没有声明名为“{found}”的成员类别。"),
                     ARG_STR("found", t->text));
    v->word = c->id;
    ++*at;
    return true;
}

static bool read_office(struct match *m, size_t *at, struct value *v, bool body_too) {
    const struct token *t = &m->tokens[*at];
    if (!is_word(t))
        return body_too ? wants(m, *at, "a body or an office (BODY/TITLE)", "机构或职务（机构/职务）")
                        : wants(m, *at, "an office (BODY/TITLE)", "职务（机构/职务）");
    if (body_too && !memchr(t->text.data, '/', t->text.len)) return read_body(m, at, v);
    const struct charter_body *b;
    const struct charter_title_of *title;
    if (!office_find(m->charter, t->text, &b, &title))
        return means(m, *at, ERR_MISSING, T("No office “{found}” is declared.", "没有声明名为“{found}”的职务。"),
                     ARG_STR("found", t->text));
    v->word = arena_z(&m->charter->arena, t->text);
    ++*at;
    return true;
}

static bool read_named(struct match *m, const struct slot *s, size_t *at, struct value *v) {
    const struct token *t = &m->tokens[*at];
    if (!is_word(t))
        return s->type == SLOT_WORD ? wants(m, *at, "a declared word", "已声明的用语")
                                    : wants(m, *at, "a name", "名称");
    const char *found = NULL;
    if (s->type == SLOT_WORD) {
        const struct charter_word *w = word_find(m->charter, s->of, t->text);
        found = w ? w->id : NULL;
    } else if (s->type == SLOT_POWER) {
        const struct power *p = power_find(t->text);
        found = p ? p->name : NULL;
    } else {
        const struct topic *p = topic_find(t->text);
        found = p ? p->name : NULL;
    }
    if (!found && s->type == SLOT_WORD)
        return means(m, *at, ERR_MISSING,
                     T("No {kind} “{found}” is declared.", "没有声明名为“{found}”的用语（{kind}）。"),
                     ARG_Z("kind", s->of), ARG_STR("found", t->text));
    if (!found)
        return s->type == SLOT_POWER
                   ? means(m, *at, ERR_MISSING, T("No power is called “{found}”.", "没有名为“{found}”的权力。"),
                           ARG_STR("found", t->text))
                   : means(m, *at, ERR_MISSING, T("No topic is called “{found}”.", "没有名为“{found}”的事项。"),
                           ARG_STR("found", t->text));
    v->word = found;
    ++*at;
    return true;
}

/* A title: that the body has it is checked when the whole sentence is read, for the body may stand after it. */
static bool read_title(struct match *m, size_t *at, struct value *v) {
    const struct token *t = &m->tokens[*at];
    if (!is_word(t)) return wants(m, *at, "a title", "职务");
    for (size_t b = 0; b < m->charter->body_count; b++)
        for (size_t i = 0; i < m->charter->bodies[b].title_count; i++)
            if (str_is(t->text, m->charter->bodies[b].titles[i].id)) {
                v->word = m->charter->bodies[b].titles[i].id;
                ++*at;
                return true;
            }
    return means(m, *at, ERR_MISSING, T("No title “{found}” is declared.", "没有声明名为“{found}”的职务。"),
                 ARG_STR("found", t->text));
}

/* ---- capacities: who ---- */

/* "[of CLASS members]" after a representative. */
static bool read_members_of(struct match *m, size_t *at, struct grantee *g) {
    if (!is_literal(&m->tokens[*at], STR("of"))) return true;
    struct value v = { 0 };
    size_t i = *at + 1;
    if (!read_class(m, &i, &v)) return false;
    if (!is_literal(&m->tokens[i], STR("members"))) return wants(m, i, "“members”", "“members”");
    g->class_id = v.word;
    *at = i + 1;
    return true;
}

static const struct {
    const char *word;
    enum grantee_kind kind;
} PLAIN_CAPACITIES[] = {
    { "person", GRANT_PERSON },     { "visitor", GRANT_VISITOR }, { "founder", GRANT_FOUNDER },
    { "operator", GRANT_OPERATOR }, { "clock", GRANT_CLOCK },
};

/* "chair of tc", "holder of board", "holder of it" (the body the rule is about, in a rule "of every body"). */
static bool read_office_of(struct match *m, size_t *at, struct grantee *g) {
    struct value title = { 0 }, body = { 0 };
    size_t i = *at;
    bool any = is_literal(&m->tokens[i], STR("holder"));
    if (any)
        i++;
    else if (!read_title(m, &i, &title))
        return false;
    if (!is_literal(&m->tokens[i], STR("of"))) return wants(m, i, "“of” and a body", "“of”及机构");
    size_t body_at = ++i;
    if (is_literal(&m->tokens[i], STR("it"))) {
        body.word = SUBJECT_EVERY;
        i++;
    } else if (!read_body(m, &i, &body)) {
        return false;
    }
    if (!any && strcmp(body.word, SUBJECT_EVERY) && !body_title(body_find(m->charter, str_of(body.word)), title.word))
        return means(m, *at, ERR_MISSING,
                     T("The body “{body}” has no title “{found}”.", "机构“{body}”没有“{found}”这一职务。"),
                     ARG_STR("body", m->tokens[body_at].text), ARG_STR("found", m->tokens[*at].text));
    *g = (struct grantee){ .kind = GRANT_OFFICE, .body = body.word, .title = title.word };
    *at = i;
    return true;
}

static bool read_who(struct match *m, size_t *at, struct grantee *g) {
    const struct token *t = &m->tokens[*at];
    if (!is_word(t))
        return wants(m, *at, "who may: a title of a body, a representative, person, visitor",
                     "行使者：某机构的职务、代表、person、visitor 等");
    for (size_t i = 0; i < sizeof PLAIN_CAPACITIES / sizeof PLAIN_CAPACITIES[0]; i++)
        if (str_is(t->text, PLAIN_CAPACITIES[i].word)) {
            *g = (struct grantee){ .kind = PLAIN_CAPACITIES[i].kind };
            ++*at;
            return true;
        }
    bool voting = str_is(t->text, "voting");
    size_t i = *at + (voting ? 1 : 0);
    if (is_literal(&m->tokens[i], STR("representative"))) {
        *g = (struct grantee){ .kind = voting ? GRANT_VOTING : GRANT_REPRESENTATIVE };
        i++;
        if (!read_members_of(m, &i, g)) return false;
        *at = i;
        return true;
    }
    if (voting) return wants(m, i, "“representative”", "“representative”");
    return read_office_of(m, at, g);
}

/* ---- slots ---- */

static bool read_single(struct match *m, const struct slot *s, size_t *at, struct value *v) {
    if (slot_choices(s) && read_choice(m, s, at, v)) return true;
    switch (s->type) {
    case SLOT_INT: return read_int(m, s, at, v);
    case SLOT_RATIO: return read_ratio(m, at, v);
    case SLOT_MONEY: return read_money(m, at, v);
    case SLOT_YEAR: return read_year(m, at, v);
    case SLOT_DAY: return read_day(m, at, v);
    case SLOT_BODY: return read_body(m, at, v);
    case SLOT_CLASS: return read_class(m, at, v);
    case SLOT_TITLE: return read_title(m, at, v);
    case SLOT_OFFICE: return read_office(m, at, v, false);
    case SLOT_BODY_OR_OFFICE: return read_office(m, at, v, true);
    case SLOT_WORD:
    case SLOT_TOPIC:
    case SLOT_POWER: return read_named(m, s, at, v);
    case SLOT_MAIL: return read_mail(m, at, v);
    case SLOT_ID: return read_id(m, at, v);
    case SLOT_TEXT: return read_text(m, at, v);
    case SLOT_ZONE: return read_zone(m, at, v);
    case SLOT_CHOICE:
    case SLOT_FLAG:
    case SLOT_WHO:
    case SLOT_END: break;
    }
    return false;
}

static bool listed(const char *const *items, size_t count, const char *word) {
    for (size_t i = 0; i < count; i++)
        if (!strcmp(items[i], word)) return true;
    return false;
}

/* One or more values parted by commas. A comma that no further item follows is left to the pattern. */
static bool read_list(struct match *m, const struct slot *s, size_t *at, struct value *v) {
    const char *words[CHARTER_LIST_MAX];
    struct grantee who[CHARTER_LIST_MAX];
    size_t n = 0, i = *at;
    for (;;) {
        struct value one = { 0 };
        size_t from = i;
        bool read =
            n < CHARTER_LIST_MAX && (s->type == SLOT_WHO ? read_who(m, &i, &who[n]) : read_single(m, s, &i, &one));
        if (n == CHARTER_LIST_MAX)
            return means(m, from, ERR_TOO_LARGE, T("A list has at most {most} items.", "列表最多 {most} 项。"),
                         ARG_INT("most", CHARTER_LIST_MAX));
        if (!read && !n) return false;
        if (!read) {
            i = from - 1; /* the comma is not ours */
            break;
        }
        if (s->type != SLOT_WHO && listed(words, n, one.word))
            return means(m, from, ERR_EXISTS, T("“{found}” stands twice in this list.", "“{found}”在列表中重复出现。"),
                         ARG_STR("found", m->tokens[from].text));
        words[n++] = one.word;
        if (!is_literal(&m->tokens[i], STR(","))) break;
        i++;
    }
    *at = i;
    v->list_count = n;
    if (s->type == SLOT_WHO)
        v->who = arena_copy(&m->charter->arena, who, n * sizeof *who);
    else
        v->list = arena_copy(&m->charter->arena, words, n * sizeof *words);
    return true;
}

static bool read_subject(struct match *m, size_t *at, struct value *v) {
    bool body = m->subject_kind == SUBJECT_BODY || m->subject_kind == SUBJECT_BODY_OR_OFFICE;
    if (m->every && is_literal(&m->tokens[*at], STR("every"))) {
        struct str kind = body ? STR("body") : STR("class");
        if (!is_literal(&m->tokens[*at + 1], kind)) {
            miss_wants(m->miss, *at + 1, quoted(m, kind));
            return false;
        }
        v->word = SUBJECT_EVERY;
        *at += 2;
        return true;
    }
    switch (m->subject_kind) {
    case SUBJECT_BODY: return read_body(m, at, v);
    case SUBJECT_CLASS: return read_class(m, at, v);
    case SUBJECT_OFFICE: return read_office(m, at, v, false);
    case SUBJECT_BODY_OR_OFFICE: return read_office(m, at, v, true);
    case SUBJECT_NONE: break;
    }
    assert(false && "a pattern without subject names one");
    return false;
}

static bool read_slot(struct match *m, struct str name, size_t *at) {
    struct value v = { .given = true, .token = *at };
    if (str_is(name, "subject")) {
        if (!read_subject(m, at, &v)) return false;
        m->subject = v;
        return true;
    }
    int index = -1;
    for (int i = 0; m->slots && m->slots[i].type != SLOT_END; i++)
        if (str_is(name, m->slots[i].name)) index = i;
    assert(index >= 0 && index < CHARTER_SLOTS_MAX);
    const struct slot *s = &m->slots[index];
    if (s->list || s->type == SLOT_WHO ? !read_list(m, s, at, &v) : !read_single(m, s, at, &v)) return false;
    m->values[index] = v;
    return true;
}

/* ---- patterns ---- */

/* One piece of a pattern: a literal "of" or "year|years", a mark, or a slot "<…>". Cuts it from *rest. */
struct str pattern_piece(struct str *rest) {
    *rest = str_trim(*rest);
    struct str s = *rest;
    size_t n = 1;
    if (s.len && s.data[0] == '<')
        while (n < s.len && s.data[n - 1] != '>') n++;
    else if (s.len && !strchr("[]:,;", s.data[0]))
        while (n < s.len && !strchr(" []:,;", s.data[n])) n++;
    n = n < s.len ? n : s.len;
    *rest = str_skip(s, n);
    return str_head(s, n);
}

static bool match_literal(struct match *m, struct str literal, size_t *at) {
    struct str rest = literal;
    while (rest.data) {
        struct str one = str_cut(&rest, '|');
        if (is_literal(&m->tokens[*at], one)) {
            ++*at;
            return true;
        }
    }
    struct str first = literal;
    if (*at && *at >= m->miss->token) /* how no sentence begins is said by the caller, once */
        miss_wants(m->miss, *at, quoted(m, str_cut(&first, '|')));
    return false;
}

static bool match_pieces(struct match *m, struct str rest, size_t *at, bool within) {
    for (;;) {
        struct str piece = pattern_piece(&rest);
        if (!piece.len) return !within;
        if (piece.data[0] == ']') {
            assert(within);
            return true;
        }
        if (piece.data[0] == '[') {
            const char *close = memchr(rest.data, ']', rest.len);
            assert(close && !within);
            struct value kept[CHARTER_SLOTS_MAX];
            memcpy(kept, m->values, sizeof kept);
            size_t i = *at;
            if (match_pieces(m, rest, &i, true))
                *at = i;
            else
                memcpy(m->values, kept, sizeof kept);
            rest = str_skip(rest, (size_t)(close - rest.data) + 1);
        } else if (piece.data[0] == '<') {
            if (!read_slot(m, str_head(str_skip(piece, 1), piece.len - 2), at)) return false;
        } else if (!match_literal(m, piece, at)) {
            return false;
        }
    }
}

/* Titles named before or after their body: each must be one of that body's (of some body, for "every body"). */
static bool check_titles(struct match *m) {
    for (int i = 0; m->slots && m->slots[i].type != SLOT_END; i++) {
        const struct slot *s = &m->slots[i];
        const struct value *v = &m->values[i];
        if (s->type != SLOT_TITLE || !v->given) continue;
        const char *body = m->subject.word;
        for (int k = 0; s->of && m->slots[k].type != SLOT_END; k++)
            if (!strcmp(m->slots[k].name, s->of) && m->values[k].given) body = m->values[k].word;
        if (!body || !strcmp(body, SUBJECT_EVERY)) continue;
        struct str id = str_of(body);
        const struct charter_body *b = body_find(m->charter, str_cut(&id, '/'));
        for (size_t k = 0; b && k < (s->list ? v->list_count : 1); k++) {
            const char *title = s->list ? v->list[k] : v->word;
            if (body_title(b, title)) continue;
            *m->miss = (struct miss){ 0 }; /* the sentence itself was read: nothing else is wanted */
            (void)means(m, v->token + 2 * k, ERR_MISSING,
                        T("The body “{body}” has no title “{found}”.", "机构“{body}”没有“{found}”这一职务。"),
                        ARG_Z("body", b->id), ARG_Z("found", title));
            m->miss->final = true;
            return false;
        }
    }
    return true;
}

bool match_sentence(struct match *m, const char *sentence) {
    size_t at = 0;
    memset(m->values, 0, sizeof m->values);
    m->subject = (struct value){ 0 };
    if (!match_pieces(m, str_of(sentence), &at, false)) return false;
    if (m->tokens[at].kind != TOKEN_END) {
        miss_wants(m->miss, at, T("the end of the sentence", "句子结束"));
        return false;
    }
    return check_titles(m);
}

const struct topic *match_topic(struct charter *c, const struct token *tokens, struct match *ret, int *ret_form,
                                struct miss *miss) {
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        const struct topic *t = &TOPICS[i];
        for (int f = 0; f < CHARTER_FORMS_MAX && t->forms[f].sentence; f++) {
            struct match m = { .charter = c,
                               .tokens = tokens,
                               .slots = t->slots,
                               .subject_kind = t->subject,
                               .every = t->every,
                               .miss = miss };
            if (match_sentence(&m, t->forms[f].sentence)) {
                *ret = m;
                *ret_form = f;
                return t;
            }
        }
    }
    return NULL;
}
