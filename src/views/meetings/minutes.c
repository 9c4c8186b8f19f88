/* The minutes of a meeting, as a page and as JSON: /meetings/N/minutes. Everything but the narrative is the record itself, gathered by
 * acts/meetings/minutes.h; here it gets its words. */
#include <string.h>

#include "acts/meetings/motions.h"
#include "acts/pipeline/pipeline.h"
#include "acts/pipeline/record.h"
#include "acts/said.h"
#include "acts/meetings/speakers.h"
#include "acts/sealed.h"
#include "views/json.h"
#include "views/meetings/minutes.h"
#include "views/powers.h"
#include "views/unseal.h"

/* ---- names ---- */

enum { NAMES_MAX = 60000, NOTES_MAX = 200 };

/* Everybody the minutes name, by number; a name once. */
static void read_names(struct view *v, struct minutes_page *p) {
    struct minutes_person *names = arena_array(v->arena, struct minutes_person, NAMES_MAX);
    size_t n = 0;
    struct rows *r = db_rows(
        v->db,
        "SELECT p.id, " NAME_OF(
            "p") " FROM person p WHERE p.id IN ("
                 "SELECT person FROM holding WHERE body = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $3) "
                 "UNION SELECT person FROM attendance WHERE meeting = $4 UNION SELECT person FROM topic WHERE meeting = $4 "
                 "UNION SELECT person FROM guest WHERE meeting = $4 AND person IS NOT NULL "
                 "UNION SELECT person FROM motion WHERE meeting = $4 UNION SELECT person FROM speaker WHERE meeting = $4 "
                 "UNION SELECT c.carrier FROM motion o JOIN roll_call c ON c.motion = o.id WHERE o.meeting = $4 "
                 "UNION SELECT c.person FROM motion o JOIN roll_call c ON c.motion = o.id WHERE o.meeting = $4) ORDER BY p.id",
        V(p->m->body), V(p->m->closed_at), V(p->m->opened_at), V(p->m->meeting));
    while (n < NAMES_MAX && rows_next(r)) {
        names[n] = (struct minutes_person){ rows_int(r, 0), unsealed_name(v, rows_str(r, 1), rows_int(r, 0)) };
        n++;
    }
    rows_done(r);
    p->names = names;
    p->name_count = n;
}

static const struct minutes_person *name_find(const struct minutes_page *p, int64_t person) {
    size_t low = 0, high = p->name_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (p->names[middle].person < person)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->name_count && p->names[low].person == person ? &p->names[low] : NULL;
}

struct str minutes_name(const struct minutes_page *p, int64_t person) {
    const struct minutes_person *known = name_find(p, person);
    return known ? known->name : STR("");
}

/* ---- sentences ---- */

static struct str text_at(struct view *v, int64_t entry, const char *field) {
    return entry ? sealed_text(v->db, v->arena, entry, field) : STR("");
}

static void list_add(struct view *v, struct buf *out, struct str name) {
    if (out->len) buf_addz(out, v->lang == LANG_ZH ? "、" : ", ");
    buf_add(out, name);
}

static struct str list_end(struct view *v, struct buf *out) {
    struct str words = arena_str(v->arena, buf_str(out));
    buf_release(out);
    return words;
}

enum { LIST_BYTES_MAX = 8 << 20 };

/* "14:05" */
static void clock_add(struct view *v, struct buf *out, instant t) {
    enum { CLOCK_FROM = 11, CLOCK_LEN = 5 }; /* of 2026-12-09 14:05:00 */
    struct buf local;
    buf_init(&local, 64);
    instant_format_local(&local, t, v->zone);
    buf_add(out, str_head(str_skip(buf_str(&local), CLOCK_FROM), CLOCK_LEN));
    buf_release(&local);
}

struct str minutes_clock(struct view *v, instant t) {
    struct buf b;
    buf_init(&b, 64);
    clock_add(v, &b, t);
    return list_end(v, &b);
}

struct str minutes_times(struct view *v, const struct minutes_seat *s) {
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < s->stay_count; i++) {
        list_add(v, &b, STR(""));
        clock_add(v, &b, s->stays[i].came);
        buf_addz(&b, "–");
        clock_add(v, &b, s->stays[i].left);
        if (s->stays[i].remote) buf_addz(&b, v->lang == LANG_ZH ? "（线上）" : " (remote)");
        const struct arg entry[] = { ARG_PLAIN("entry", s->stays[i].entry) };
        if (s->stays[i].corrected)
            buf_add(&b, sentence(v, T(" (corrected, entry {entry})", "（已更正，登记第 {entry} 条）"), entry, 1));
    }
    return list_end(v, &b);
}

struct str minutes_in_hand(struct view *v, const struct minutes *m, int64_t topic) {
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < m->span_count; i++) {
        if (m->spans[i].topic != topic) continue;
        list_add(v, &b, STR(""));
        clock_add(v, &b, m->spans[i].from);
        buf_addz(&b, "–");
        clock_add(v, &b, m->spans[i].to);
    }
    return list_end(v, &b);
}

/* "Example Person 3 (14:05, 3 min), Example Person 4 on a point of order (14:09, 1 min)" */
struct str minutes_speakers(struct view *v, const struct minutes_page *p, int64_t topic) {
    struct buf b;
    bool zh = v->lang == LANG_ZH;
    buf_init(&b, LIST_BYTES_MAX);
    for (size_t i = 0; i < p->m->speaker_count; i++) {
        const struct minutes_speaker *s = &p->m->speakers[i];
        if (s->topic != topic) continue;
        list_add(v, &b, minutes_name(p, s->person));
        for (const struct choice *c = speaker_asks; c->id && strcmp(s->what, "speak") != 0; c++)
            if (strcmp(c->id, s->what) == 0) buf_addf(&b, zh ? " %s" : " %s", text_in(c->label, v->lang));
        buf_addz(&b, zh ? "（" : " (");
        clock_add(v, &b, s->from);
        buf_addf(&b, zh ? "，%lld 分 %02lld 秒）" : ", %lld:%02lld min)", (long long)(s->to - s->from) / 60,
                 (long long)(s->to - s->from) % 60);
    }
    return list_end(v, &b);
}

/* " (by Example Person 4, to whom the vote was given)" */
static void vote_note(struct view *v, struct buf *out, const struct minutes_page *p, const struct minutes_vote *vote) {
    static const struct {
        const char *how;
        struct text said;
    } notes[] = {
        { "proxy", TEXT_INIT("by {carrier}, to whom the vote was given", "委托{carrier}表决") },
        { "hand", TEXT_INIT("by hand", "举手") },
        { "paper", TEXT_INIT("on paper", "书面") },
        { "corrected", TEXT_INIT("corrected, entry {entry}", "已更正，登记第 {entry} 条") },
    };
    const struct arg args[] = { ARG_STR("carrier", minutes_name(p, vote->carrier)), ARG_PLAIN("entry", vote->entry) };
    for (size_t i = 0; vote->how && i < sizeof notes / sizeof notes[0]; i++)
        if (strcmp(notes[i].how, vote->how) == 0) {
            buf_addz(out, v->lang == LANG_ZH ? "（" : " (");
            buf_add(out, sentence(v, notes[i].said, args, 2));
            buf_addz(out, v->lang == LANG_ZH ? "）" : ")");
        }
}

struct str minutes_voters(struct view *v, const struct minutes_page *p, const struct minutes_motion *m,
                          const char *vote, int64_t *ret_count) {
    struct buf b;
    buf_init(&b, LIST_BYTES_MAX);
    *ret_count = 0;
    for (size_t i = 0; i < m->vote_count; i++) {
        const char *cast = m->votes[i].vote;
        if (vote ? !cast || strcmp(cast, vote) != 0 : cast != NULL) continue;
        list_add(v, &b, minutes_name(p, m->votes[i].person));
        vote_note(v, &b, p, &m->votes[i]);
        (*ret_count)++;
    }
    return list_end(v, &b);
}

struct str minutes_absent(struct view *v, const struct minutes_page *p, int64_t *ret_count) {
    struct buf b;
    buf_init(&b, LIST_BYTES_MAX);
    *ret_count = 0;
    for (size_t i = 0; i < p->m->seat_count; i++) {
        if (p->m->seats[i].stay_count) continue;
        list_add(v, &b, minutes_name(p, p->m->seats[i].person));
        (*ret_count)++;
    }
    return list_end(v, &b);
}

struct str minutes_guests(struct view *v, const struct minutes_page *p) {
    struct buf b;
    bool zh = v->lang == LANG_ZH;
    buf_init(&b, LIST_BYTES_MAX);
    for (size_t i = 0; i < p->m->guest_count; i++) {
        const struct minutes_guest *g = &p->m->guests[i];
        struct str name = g->person ? minutes_name(p, g->person) : text_at(v, g->entry, "name"),
                   role = text_at(v, g->entry, "role");
        list_add(v, &b, name.len ? name : str_of(text_in(T("(erased)", "（已删除）"), v->lang)));
        buf_addz(&b, zh ? "（" : " (");
        buf_add(&b, role);
        if (role.len) buf_addz(&b, zh ? "，" : "; ");
        clock_add(v, &b, g->came);
        buf_addz(&b, "–");
        clock_add(v, &b, g->left);
        if (g->remote) buf_addz(&b, zh ? "，线上" : ", remote");
        buf_addz(&b, zh ? "）" : ")");
    }
    return list_end(v, &b);
}

int64_t minutes_number(const struct minutes *m, int64_t motion) {
    for (size_t i = 0; i < m->motion_count; i++)
        if (m->motions[i].id == motion) return m->motions[i].number;
    return 0;
}

int64_t minutes_silent(const struct minutes_motion *m) {
    return (int64_t)m->vote_count - m->affirmative - m->abstention - m->negative;
}

struct str vote_sum_said(struct view *v, const struct vote_sum *s) {
    const struct arg args[] = { ARG_INT("yes", s->yes),      ARG_INT("abstain", s->abstain),
                                ARG_INT("no", s->no),        ARG_INT("base", s->base),
                                ARG_TEXT("of", s->of),       ARG_INT("needed", s->needed),
                                ARG_INT("silent", s->silent) };
    struct text t =
        s->exactly
            ? T("Passed at exactly the line: {yes} for, {abstain} abstaining, {no} against, {silent} not voting; of {base} {of}, {needed} are needed.",
                "恰好达到所需票数，通过：赞成 {yes} 票，弃权 {abstain} 票，反对 {no} 票，未表决 {silent} 人；{of} {base}，须 {needed} 票。")
        : s->passed
            ? T("Passed: {yes} for, {abstain} abstaining, {no} against, {silent} not voting; of {base} {of}, {needed} are needed.",
                "通过：赞成 {yes} 票，弃权 {abstain} 票，反对 {no} 票，未表决 {silent} 人；{of} {base}，须 {needed} 票。")
            : T("Not passed: {yes} for, {abstain} abstaining, {no} against, {silent} not voting; of {base} {of}, {needed} are needed.",
                "未通过：赞成 {yes} 票，弃权 {abstain} 票，反对 {no} 票，未表决 {silent} 人；{of} {base}，须 {needed} 票。");
    return sentence(v, t, args, sizeof args / sizeof args[0]);
}

struct str minutes_sum(struct view *v, const struct minutes_motion *m) {
    return vote_sum_said(v, &(struct vote_sum){ m->affirmative, m->abstention, m->negative, minutes_silent(m), m->base,
                                                m->needed, motion_base_words(m->of ? m->of : "present"),
                                                strcmp(m->state, "passed") == 0, m->exactly });
}

struct str minutes_quorum_said(struct view *v, const struct minutes_quorum *q, bool opening) {
    const struct arg args[] = { ARG_INT("present", q->present), ARG_INT("whole", q->whole),
                                ARG_INT("needed", q->needed) };
    struct text t =
        opening
            ? (q->reached ? T("At the opening {present} of {whole} attended; {needed} are a quorum.",
                              "开会时应到 {whole} 人，实到 {present} 人，法定人数为 {needed} 人，已达到。")
                          : T("At the opening {present} of {whole} attended; {needed} are a quorum: there was none.",
                              "开会时应到 {whole} 人，实到 {present} 人，法定人数为 {needed} 人，未达到。"))
            : (q->reached ? T("At the end {present} of {whole} attended; {needed} are a quorum.",
                              "散会时应到 {whole} 人，实到 {present} 人，法定人数为 {needed} 人，已达到。")
                          : T("At the end {present} of {whole} attended; {needed} are a quorum: there was none.",
                              "散会时应到 {whole} 人，实到 {present} 人，法定人数为 {needed} 人，未达到。"));
    return sentence(v, t, args, 3);
}

/* ---- gathering ---- */

/* A motion on a matter nobody gave a title is called by what it decides. */
static struct str motion_title(struct view *v, const struct minutes_motion *m) {
    if (m->procedure) return str_of(text_in(choice_label(procedures, m->procedure), v->lang));
    struct str title = text_at(v, m->title_entry, "title");
    return title.len || !m->matter ? title : matter_title(v->db, v->charter, v->arena, m->matter, v->lang);
}

static const struct action_words *action_words(struct view *v, const struct minutes_action *all, size_t count) {
    struct action_words *words = arena_array(v->arena, struct action_words, count + 1);
    for (size_t i = 0; i < count; i++)
        words[i] =
            (struct action_words){ text_at(v, all[i].entry, "title"),
                                   all[i].owner ? person_name(v->db, v->arena, all[i].owner, v->lang) : STR("") };
    return words;
}

static void read_words(struct view *v, struct minutes_page *p) {
    const struct minutes *m = p->m;
    struct point_words *points = arena_array(v->arena, struct point_words, m->point_count + 1);
    struct motion_words *motions = arena_array(v->arena, struct motion_words, m->motion_count + 1);
    for (size_t i = 0; i < m->point_count; i++) {
        const struct minutes_point *t = &m->points[i];
        points[i] = (struct point_words){ text_at(v, t->entry, "title"), text_at(v, t->entry, "text"),
                                          text_at(v, t->narrative_entry, "narrative") };
        if (!points[i].title.len && t->matter)
            points[i].title = matter_title(v->db, v->charter, v->arena, t->matter, v->lang);
    }
    for (size_t i = 0; i < m->motion_count; i++)
        motions[i] =
            (struct motion_words){ motion_title(v, &m->motions[i]), text_at(v, m->motions[i].text_entry, "text") };
    p->points = points;
    p->motions = motions;
    p->resolutions = action_words(v, m->resolutions, m->resolution_count);
    p->open = action_words(v, m->open, m->open_count);
    p->place = text_at(v, m->place_entry, "place");
    p->narrative = text_at(v, m->narrative_entry, "narrative");
    p->chair = m->chair_person ? person_name(v->db, v->arena, m->chair_person, v->lang) : STR("");
}

/* What came after the approval: corrections by later meetings, and what became of the resolutions. */
static void read_notes(struct view *v, struct minutes_page *p) {
    struct minutes_remark *notes = arena_array(v->arena, struct minutes_remark, NOTES_MAX);
    struct rows *r = db_rows(v->db, "SELECT at, by_meeting, entry FROM minutes_note WHERE meeting = $1 ORDER BY id",
                             V(p->m->meeting));
    while (p->note_count < NOTES_MAX && rows_next(r))
        notes[p->note_count++] =
            (struct minutes_remark){ .at = rows_int(r, 0), .by = rows_int(r, 1), .entry = rows_int(r, 2) };
    rows_done(r);
    for (size_t i = 0; i < p->note_count; i++) notes[i].text = text_at(v, notes[i].entry, "text");
    p->notes = notes;
    struct minutes_later *later = arena_array(v->arena, struct minutes_later, NOTES_MAX);
    r = db_rows(
        v->db,
        "SELECT s.resolution, s.at, s.state, s.owner, s.due_day, s.entry FROM motion o JOIN resolution_step s ON s.resolution = o.resolution "
        "WHERE o.meeting = $1 AND s.entry > $2 ORDER BY s.entry",
        V(p->m->meeting), V(p->m->approved_entry));
    while (p->m->approved_hash && p->later_count < NOTES_MAX && rows_next(r))
        later[p->later_count++] = (struct minutes_later){ .id = arena_z(v->arena, rows_str(r, 0)),
                                                          .at = rows_int(r, 1),
                                                          .state = arena_z(v->arena, rows_str(r, 2)),
                                                          .owner_person = rows_int(r, 3),
                                                          .due = rows_null(r, 4) ? DAY_NONE : (day)rows_int(r, 4),
                                                          .entry = rows_int(r, 5) };
    rows_done(r);
    for (size_t i = 0; i < p->later_count; i++)
        later[i].owner = later[i].owner_person ? person_name(v->db, v->arena, later[i].owner_person, v->lang) : STR("");
    p->later = later;
}

/* What was wrongly recorded and set right while the minutes could still change, with the reason. */
static void read_corrections(struct view *v, struct minutes_page *p) {
    struct minutes_corrected *all = arena_array(v->arena, struct minutes_corrected, NOTES_MAX);
    struct rows *r = db_rows(
        v->db,
        "SELECT l.n, l.at FROM mention x JOIN leaf l ON l.n = x.entry WHERE x.thing = 'meeting' AND x.id = $1 AND l.kind = 'attendance.correct' "
        "UNION SELECT l.n, l.at FROM motion o JOIN mention x ON x.thing = 'motion' AND x.id = o.id JOIN leaf l ON l.n = x.entry "
        "WHERE o.meeting = $1 AND l.kind = 'motion.correct' ORDER BY 1",
        V(p->m->meeting));
    while (p->corrected_count < NOTES_MAX && rows_next(r))
        all[p->corrected_count++] = (struct minutes_corrected){ .entry = rows_int(r, 0), .at = rows_int(r, 1) };
    rows_done(r);
    for (size_t i = 0; i < p->corrected_count; i++) {
        struct entry e;
        json_t *root = NULL;
        struct error err;
        struct buf line;
        buf_init(&line, 1 << 16);
        if (entry_read(record_entry(v->db, v->arena, all[i].entry), all[i].entry, v->arena, &e, &root, &err) == 0)
            act_said(&line, v->db, v->charter, &e, v->arena, v->lang);
        all[i].said = arena_str(v->arena, buf_str(&line));
        all[i].reason = text_at(v, all[i].entry, "reason");
        json_decref(root);
        buf_release(&line);
    }
    p->corrected = all;
}

static struct text page_title(struct view *v, const struct minutes *m) {
    struct text body = body_name(v, m->body);
    int year = day_civil(instant_day(m->starts_at, v->zone)).year;
    return (struct text){
        .en = arena_f(v->arena, "Minutes: %s, meeting %lld of %d", body.en, (long long)m->number, year).data,
        .zh = arena_f(v->arena, "%s%d年第%lld次会议纪要", body.zh, year, (long long)m->number).data
    };
}

static void read_rights(struct view *v, struct minutes_page *p) {
    const struct minutes *m = p->m;
    if (m->approved_hash) return;
    p->overdue = db_has(v->db, "SELECT 1 FROM meeting WHERE body = $1 AND starts_at > $2 AND state = 'held' LIMIT 1",
                        V(m->body), V(m->starts_at));
    p->may_write = viewer_may(v, "minutes.write", m->body);
    if (viewer_may(v, "meeting.lead", m->body))
        p->approve_in =
            db_int(v->db, 0,
                   "SELECT id FROM meeting WHERE body = $1 AND state = 'open' AND starts_at > $2 ORDER BY id LIMIT 1",
                   V(m->body), V(m->starts_at));
}

bool minutes_read(struct view *v, int64_t meeting, struct minutes_page *p) {
    *p = (struct minutes_page){ 0 };
    int64_t version = db_int(v->db, 0, "SELECT charter FROM meeting WHERE id = $1", V(meeting));
    const struct charter *law = v->alliance ? alliance_charter_version(v->alliance, version) : NULL;
    p->m = minutes_gather(v->db, v->arena, law ? law : v->charter, meeting);
    if (!p->m) return false;
    p->title = page_title(v, p->m);
    p->hash = minutes_hash(p->m, v->arena);
    read_names(v, p);
    read_words(v, p);
    read_corrections(v, p);
    read_notes(v, p);
    read_rights(v, p);
    return true;
}

/* ---- the page ---- */

static void minutes_marks(struct view *v, const struct minutes_motion *m) {
    part_marks(v, &(struct marks){ .in_office = m->in_office,
                                   .present = (int64_t)m->vote_count,
                                   .voted = true,
                                   .affirmative = m->affirmative,
                                   .abstention = m->abstention,
                                   .negative = m->negative,
                                   .needed = m->needed,
                                   .base = m->base,
                                   .of = motion_base_words(m->of ? m->of : "present"),
                                   .passed = strcmp(m->state, "passed") == 0,
                                   .exactly = m->exactly });
}

void minutes_motion_shown(struct view *v, const struct minutes_page *p, size_t i) {
    const struct minutes_motion *m = &p->m->motions[i];
    bool counted = strcmp(m->state, "passed") == 0 || strcmp(m->state, "failed") == 0;
    tpl_minutes_motion(v, p, m, &p->motions[i]);
    if (!counted) return;
    minutes_marks(v, m);
    static const struct {
        const char *vote;
        struct text word;
    } kinds[] = {
        { "affirmative", TEXT_INIT("For", "赞成") },
        { "abstention", TEXT_INIT("Abstained", "弃权") },
        { "negative", TEXT_INIT("Against", "反对") },
        { NULL, TEXT_INIT("Did not vote", "未表决") },
    };
    struct voters said[4];
    for (size_t k = 0; k < 4; k++) {
        said[k] = (struct voters){ .word = kinds[k].word };
        said[k].names = minutes_voters(v, p, m, kinds[k].vote, &said[k].count);
    }
    tpl_minutes_votes(v, m, said, 4);
}

static void not_yet(struct view *v, int64_t meeting) {
    if (meeting && db_has(v->db, "SELECT 1 FROM meeting WHERE id = $1", V(meeting)))
        view_problem(v, 404, T("There are no minutes yet", "尚无纪要"),
                     T("Minutes begin when the meeting has been closed; until then its page shows what happens.",
                       "散会后方有纪要；在此之前，会议页面显示进展。"));
    else
        view_not_found(v, T("There is no such meeting.", "没有此会议。"));
}

static void view_minutes(struct view *v) {
    struct minutes_page p;
    int64_t id = view_id(v, "id");
    if (!id || !minutes_read(v, id, &p)) {
        not_yet(v, id);
        return;
    }
    const char *meeting = arena_f(v->arena, "/meetings/%lld", (long long)id).data;
    page_begin_with(
        v, &(struct page){
               .title = p.title,
               .section = "meetings",
               .crumbs = LINKS({ "/meetings", T("Meetings", "会议") }, { meeting, T("The meeting", "本次会议") }),
               .forms = LINKS({ arena_f(v->arena, "/meetings/%lld/minutes.pdf", (long long)id).data, T("PDF", "PDF") },
                              { arena_f(v->arena, "/meetings/%lld/minutes.md", (long long)id).data, T("Text", "文本") },
                              { arena_f(v->arena, "/api/v1/meetings/%lld/minutes", (long long)id).data,
                                T("JSON", "JSON") }) });
    tpl_minutes(v, &p);
    page_end(v);
}
VIEW(minutes) = { .path = "/meetings/{id}/minutes", .cached = true, .run = view_minutes };

/* ---- JSON: what is approved, its hash, and the words its numbers stand for ---- */

static void words_add(json_t *texts, int64_t entry, const char *field, struct str words) {
    char key[32];
    if (!entry || !words.len) return;
    snprintf(key, sizeof key, "%lld", (long long)entry);
    if (!json_object_get(texts, key)) json_object_set_new(texts, key, json_object());
    json_object_set_new(json_object_get(texts, key), field, json_stringn(words.data, words.len));
}

static json_t *texts_json(const struct minutes_page *p) {
    const struct minutes *m = p->m;
    json_t *texts = json_object();
    words_add(texts, m->place_entry, "place", p->place);
    words_add(texts, m->narrative_entry, "narrative", p->narrative);
    for (size_t i = 0; i < m->point_count; i++) {
        words_add(texts, m->points[i].entry, "title", p->points[i].title);
        words_add(texts, m->points[i].entry, "text", p->points[i].text);
        words_add(texts, m->points[i].narrative_entry, "narrative", p->points[i].narrative);
    }
    for (size_t i = 0; i < m->motion_count; i++) {
        if (!m->motions[i].procedure) words_add(texts, m->motions[i].title_entry, "title", p->motions[i].title);
        words_add(texts, m->motions[i].text_entry, "text", p->motions[i].text);
    }
    for (size_t i = 0; i < m->open_count; i++) words_add(texts, m->open[i].entry, "title", p->open[i].title);
    for (size_t i = 0; i < p->note_count; i++) words_add(texts, p->notes[i].entry, "text", p->notes[i].text);
    return texts;
}

static void person_add(json_t *people, int64_t person, struct str name) {
    char key[32];
    if (!person) return;
    snprintf(key, sizeof key, "%lld", (long long)person);
    json_object_set_new(people, key, json_stringn(name.data, name.len));
}

static json_t *people_json(const struct minutes_page *p) {
    json_t *people = json_object();
    for (size_t i = 0; i < p->name_count; i++) person_add(people, p->names[i].person, p->names[i].name);
    person_add(people, p->m->chair_person, p->chair);
    for (size_t i = 0; i < p->m->resolution_count; i++)
        person_add(people, p->m->resolutions[i].owner, p->resolutions[i].owner);
    for (size_t i = 0; i < p->m->open_count; i++) person_add(people, p->m->open[i].owner, p->open[i].owner);
    return people;
}

static json_t *approval_json(const struct minutes *m) {
    if (!m->approved_hash) return json_null();
    return json_pack("{s:o, s:I, s:I, s:s}", "at", json_instant(m->approved_at), "meeting", (json_int_t)m->approved_by,
                     "entry", (json_int_t)m->approved_entry, "hash", m->approved_hash);
}

static void view_minutes_json(struct view *v) {
    struct minutes_page p;
    if (!minutes_read(v, view_id(v, "id"), &p)) {
        v->status = 404;
        v->type = "application/problem+json";
        problem_write(v->out, 404, T("There are no minutes of this meeting", "该会议没有纪要"),
                      T("Minutes begin when a meeting has been closed.", "散会后方有纪要。"), v->lang);
        return;
    }
    json_t *notes = json_array();
    for (size_t i = 0; i < p.note_count; i++)
        json_array_append_new(notes, json_pack("{s:o, s:I, s:I}", "at", json_instant(p.notes[i].at), "meeting",
                                               (json_int_t)p.notes[i].by, "entry", (json_int_t)p.notes[i].entry));
    view_json(v,
              json_pack("{s:o, s:s, s:o, s:o, s:o, s:o}", "minutes", minutes_json(p.m), "hash", p.hash, "approved",
                        approval_json(p.m), "corrections", notes, "people", people_json(&p), "texts", texts_json(&p)));
}
VIEW(minutes_as_json) = {
    .path = "/api/v1/meetings/{id}/minutes", .type = "application/json", .cached = true, .run = view_minutes_json
};
