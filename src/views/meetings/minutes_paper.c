/* The minutes as a paper: /meetings/N/minutes.pdf, printed, and /meetings/N/minutes.md, as text. What they hold is minutes.c's. */
#include <string.h>

#include "views/meetings/minutes.h"
#include "views/print.h"

static struct str said(struct view *v, struct text t) { return str_of(text_in(t, v->lang)); }

/* ---- the head ---- */

static void print_state(struct view *v, struct buf *out, const struct minutes_page *p) {
    const struct minutes *m = p->m;
    if (m->approved_hash) {
        const struct arg args[] = { ARG_STR("when", print_when(v, m->approved_at)),
                                    ARG_PLAIN("entry", m->approved_entry), ARG_PLAIN("meeting", m->approved_by) };
        print_fact(v, out, T("State", "状态"),
                   sentence(v,
                            T("Approved {when}, in meeting {meeting} (entry {entry} of the register).",
                              "已于{when}由会议 {meeting} 通过（登记簿第 {entry} 条）。"),
                            args, 3));
    } else {
        print_fact(v, out, T("State", "状态"), said(v, T("Draft: not approved yet.", "草稿，尚未通过。")));
    }
}

static void print_facts(struct view *v, struct buf *out, const struct minutes_page *p) {
    const struct minutes *m = p->m;
    const struct arg times[] = { ARG_STR("when", print_when(v, m->starts_at)),
                                 ARG_STR("from", minutes_clock(v, m->opened_at)),
                                 ARG_STR("to", minutes_clock(v, m->closed_at)) };
    struct str when = sentence(v, T("{when}; opened {from}, closed {to}", "{when}；{from} 开会，{to} 散会"), times, 3);
    const struct arg notice[] = { ARG_STR("when", print_when(v, m->called_at)),
                                  ARG_STR("day", print_day(v, m->notice_by)) };
    print_fact(v, out, T("When", "时间"), when);
    print_state(v, out, p);
    print_fact(v, out, T("Place", "地点"), p->place);
    print_fact(v, out, T("Notice", "会议通知"),
               print_with_clause(v,
                                 sentence(v, T("Given {when}; due by {day}.", "{when} 发出，最迟 {day}。"), notice, 2),
                                 m->notice_clause));
    if (p->chair.len) print_fact(v, out, T("Chair", "主持"), p->chair);
    struct str opening = minutes_quorum_said(v, &m->opening, true),
               closing = minutes_quorum_said(v, &m->closing, false);
    print_fact(v, out, T("Quorum", "法定人数"),
               print_with_clause(v,
                                 arena_f(v->arena, v->lang == LANG_ZH ? "%.*s%.*s" : "%.*s %.*s", STR_FMT(opening),
                                         STR_FMT(closing)),
                                 m->quorum_clause));
    if (strcmp(m->state, "inquorate") == 0)
        print_markdown(out, said(v, T("**There was no quorum: this does not count as a meeting held.**",
                                      "**未达法定人数，不计为召开的会议。**")));
}

static void print_attendance(struct view *v, struct buf *out, const struct minutes_page *p) {
    static const int shares[] = { 4, 3, 5 };
    const struct text heads[] = { T("Name", "姓名"), T("Office", "职务"), T("There", "在场") };
    const struct minutes *m = p->m;
    int64_t absent = 0;
    struct str missing = minutes_absent(v, p, &absent);
    print_heading(v, out, PAPER_H1, T("Attendance", "出席"));
    if ((size_t)absent < m->seat_count)
        print_heads(v, out, shares, heads, 3);
    else
        print_heading(v, out, PAPER_TEXT, T("Nobody in office attended.", "无在任者出席。"));
    for (size_t i = 0; i < m->seat_count; i++) {
        const struct minutes_seat *s = &m->seats[i];
        if (s->stay_count)
            print_cells(out, PAPER_ROW,
                        (const struct str[]){ minutes_name(p, s->person), said(v, title_name(v, m->body, s->title)),
                                              minutes_times(v, s) },
                        3);
    }
    if (absent) {
        const struct arg args[] = { ARG_INT("n", absent) };
        print_cells(out, PAPER_FACT,
                    (const struct str[]){ sentence(v, T("In office and absent ({n})", "在任而缺席（{n} 人）"), args, 1),
                                          missing },
                    2);
    }
}

static void print_guests(struct view *v, struct buf *out, const struct minutes_page *p) {
    const struct arg args[] = { ARG_INT("n", (int64_t)p->m->guest_count) };
    if (p->m->guest_count)
        print_cells(out, PAPER_FACT,
                    (const struct str[]){
                        sentence(v, T("Guests ({n}), without a vote", "列席，无表决权（{n} 人）"), args, 1),
                        minutes_guests(v, p) },
                    2);
}

/* ---- points and motions ---- */

static void print_votes(struct view *v, struct buf *out, const struct minutes_page *p, const struct minutes_motion *m) {
    static const char *const votes[PRINT_VOTES] = { "affirmative", "abstention", "negative", NULL };
    struct print_vote said = { .affirmative = m->affirmative,
                               .abstention = m->abstention,
                               .negative = m->negative,
                               .silent = minutes_silent(m),
                               .needed = m->needed,
                               .sum = print_with_clause(v, minutes_sum(v, m), m->clause) };
    for (int i = 0; i < PRINT_VOTES; i++) said.names[i] = minutes_voters(v, p, m, votes[i], &said.counts[i]);
    print_vote(v, out, &said);
    if (m->resolution) print_fact(v, out, T("Resolution", "决议"), str_of(m->resolution));
}

static void print_motion(struct view *v, struct buf *out, const struct minutes_page *p, size_t i) {
    const struct minutes_motion *m = &p->m->motions[i];
    const struct arg args[] = { ARG_PLAIN("n", m->number), ARG_STR("title", p->motions[i].title),
                                ARG_STR("who", minutes_name(p, m->person)),
                                ARG_TEXT("state", state_word("motion", m->state)) };
    paper_say(out, PAPER_H3, sentence(v, T("Motion {n}: {title} ({state})", "动议 {n}：{title}（{state}）"), args, 4));
    print_markdown(out, p->motions[i].text);
    const struct arg more[] = { args[2], ARG_PLAIN("of", minutes_number(p->m, m->amends)) };
    paper_say(out, PAPER_SMALL,
              sentence(v,
                       m->amends      ? T("Proposed by {who}; amendment to motion {of}, with its whole new wording.",
                                          "由{who}提出；对动议 {of} 的修正案（全文）。")
                       : m->procedure ? T("Proposed by {who}; on procedure.", "由{who}提出；程序性动议。")
                       : m->text_entry != m->entry
                           ? T("Proposed by {who}; the text as amended.", "由{who}提出；文本已按修正案修改。")
                           : T("Proposed by {who}.", "由{who}提出。"),
                       more, 2));
    if (strcmp(m->state, "passed") == 0 || strcmp(m->state, "failed") == 0) print_votes(v, out, p, m);
}

static void print_point(struct view *v, struct buf *out, const struct minutes_page *p, size_t i) {
    const struct minutes_point *t = &p->m->points[i];
    struct str in_hand = minutes_in_hand(v, p->m, t->topic), spoke = minutes_speakers(v, p, t->topic);
    const struct arg args[] = { ARG_PLAIN("n", t->number), ARG_STR("title", p->points[i].title),
                                ARG_STR("who", minutes_name(p, t->person)), ARG_STR("times", in_hand) };
    paper_say(out, PAPER_H2,
              sentence(v,
                       t->withdrawn ? T("{n}. {title} (withdrawn)", "{n}. {title}（已撤回）")
                                    : T("{n}. {title}", "{n}. {title}"),
                       args, 4));
    print_markdown(out, p->points[i].text);
    paper_say(out, PAPER_SMALL,
              sentence(v,
                       in_hand.len ? T("Proposed by {who}. In hand {times}.", "由{who}提出。讨论时间 {times}。")
                                   : T("Proposed by {who}.", "由{who}提出。"),
                       args, 4));
    if (spoke.len) print_fact(v, out, T("Spoke", "发言"), spoke);
    print_markdown(out, p->points[i].narrative);
    for (size_t k = 0; k < p->m->motion_count; k++)
        if (p->m->motions[k].topic == t->topic) print_motion(v, out, p, k);
}

static void print_points(struct view *v, struct buf *out, const struct minutes_page *p) {
    const struct minutes *m = p->m;
    struct str others = minutes_speakers(v, p, 0);
    bool headed = false;
    print_heading(v, out, PAPER_H1, T("Points of the agenda", "议程"));
    if (!m->point_count && !m->motion_count)
        print_heading(v, out, PAPER_TEXT, T("There were no points and no motions.", "无议题，亦无动议。"));
    for (size_t i = 0; i < m->point_count; i++) print_point(v, out, p, i);
    for (size_t k = 0; k < m->motion_count; k++) {
        if (m->motions[k].topic) continue;
        if (!headed && m->point_count)
            print_heading(v, out, PAPER_H2, T("Motions outside the agenda", "议程之外的动议"));
        headed = true;
        print_motion(v, out, p, k);
    }
    if (others.len) print_fact(v, out, T("Spoke outside the points", "议题之外的发言"), others);
}

/* ---- actions ---- */

static void print_actions(struct view *v, struct buf *out, const struct minutes_action *all,
                          const struct action_words *words, size_t count) {
    static const int shares[] = { 4, 7, 4, 5 };
    const struct text heads[] = { T("Resolution", "决议"), T("What", "内容"), T("Owner", "责任人"), T("Due", "期限") };
    print_heads(v, out, shares, heads, 4);
    for (size_t i = 0; i < count; i++) {
        struct str due = print_day(v, all[i].due);
        if (all[i].overdue)
            due = arena_f(v->arena, "%.*s %s", STR_FMT(due), text_in(T("(overdue)", "（已逾期）"), v->lang));
        print_cells(out, PAPER_ROW,
                    (const struct str[]){ str_of(all[i].id), words[i].title,
                                          all[i].owner ? words[i].owner : said(v, T("not given yet", "尚未指定")),
                                          due },
                    4);
    }
}

static void print_open(struct view *v, struct buf *out, const struct minutes_page *p) {
    const struct arg more[] = { ARG_INT("n", p->m->open_more) };
    print_heading(v, out, PAPER_H1, T("Actions carried forward", "结转的待落实事项"));
    if (p->m->open_count)
        print_actions(v, out, p->m->open, p->open, p->m->open_count);
    else
        print_heading(v, out, PAPER_TEXT, T("None.", "无。"));
    if (p->m->open_more)
        paper_say(out, PAPER_SMALL, sentence(v, T("And {n} more, due later.", "另有 {n} 项，期限更晚。"), more, 1));
}

static void print_notes(struct view *v, struct buf *out, const struct minutes_page *p) {
    if (!p->note_count) return;
    print_heading(v, out, PAPER_H1, T("Corrections since the approval", "通过后的更正"));
    for (size_t i = 0; i < p->note_count; i++) {
        const struct arg args[] = { ARG_STR("when", print_when(v, p->notes[i].at)),
                                    ARG_PLAIN("meeting", p->notes[i].by), ARG_PLAIN("entry", p->notes[i].entry) };
        print_markdown(out, p->notes[i].text);
        paper_say(out, PAPER_SMALL,
                  sentence(v,
                           T("{when}, in meeting {meeting} (entry {entry} of the register).",
                             "{when}，会议 {meeting}（登记簿第 {entry} 条）。"),
                           args, 3));
    }
}

static void print_minutes(struct view *v, struct buf *out, const struct minutes_page *p) {
    const struct minutes *m = p->m;
    print_begin(v, out, p->title, m->approved_hash ? m->approved_at : m->closed_at);
    print_facts(v, out, p);
    print_attendance(v, out, p);
    print_guests(v, out, p);
    if (p->narrative.len) {
        print_heading(v, out, PAPER_H1, T("Narrative", "会议记述"));
        print_markdown(out, p->narrative);
    }
    print_points(v, out, p);
    for (size_t i = 0; i < p->corrected_count; i++) {
        const struct arg args[] = { ARG_STR("when", print_when(v, p->corrected[i].at)),
                                    ARG_STR("said", p->corrected[i].said), ARG_STR("reason", p->corrected[i].reason),
                                    ARG_PLAIN("entry", p->corrected[i].entry) };
        if (i == 0) print_heading(v, out, PAPER_H1, T("Corrections of the record", "记录更正"));
        print_cells(out, PAPER_ITEM,
                    (const struct str[]){ STR("•"),
                                          sentence(v,
                                                   T("{when}: {said} {reason} (entry {entry} of the register)",
                                                     "{when}：{said}{reason}（登记簿第 {entry} 条）"),
                                                   args, 4) },
                    2);
    }
    if (m->resolution_count) {
        print_heading(v, out, PAPER_H1, T("Resolutions of this meeting", "本次会议决议"));
        print_actions(v, out, m->resolutions, p->resolutions, m->resolution_count);
    }
    print_open(v, out, p);
    print_notes(v, out, p);
    paper_add(out, PAPER_RULE, STR(""));
    const struct arg args[] = { ARG_STR("site", v->site), ARG_PLAIN("id", m->meeting), ARG_Z("hash", p->hash) };
    paper_say(
        out, PAPER_SMALL,
        sentence(v,
                 T("From the public record, {site}/meetings/{id}/minutes. SHA-256 of these minutes as JSON: {hash}.",
                   "取自公开登记：{site}/meetings/{id}/minutes。本纪要 JSON 规范形式的 SHA-256：{hash}。"),
                 args, 3));
}

static bool ready(struct view *v, struct minutes_page *p) {
    if (minutes_read(v, view_id(v, "id"), p)) return true;
    v->type = "text/html; charset=utf-8";
    view_not_found(v, T("There are no minutes of this meeting.", "该会议没有纪要。"));
    return false;
}

static void view_minutes_pdf(struct view *v) {
    struct minutes_page p;
    if (!ready(v, &p)) return;
    v->paper = true;
    print_minutes(v, v->out, &p);
}
VIEW(minutes_pdf) = {
    .path = "/meetings/{id}/minutes.pdf", .type = "application/pdf", .cached = true, .run = view_minutes_pdf
};

static void view_minutes_text(struct view *v) {
    struct minutes_page p;
    struct buf paper;
    if (!ready(v, &p)) return;
    buf_init(&paper, PAPER_BYTES_MAX);
    print_minutes(v, &paper, &p);
    print_text(v->out, buf_str(&paper));
    buf_release(&paper);
}
VIEW(minutes_text) = { .path = "/meetings/{id}/minutes.md",
                       .type = "text/markdown; charset=utf-8",
                       .cached = true,
                       .run = view_minutes_text };
