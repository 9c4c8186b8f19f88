/* Meetings: the list, and the room: one page that is notice, agenda, live meeting and minutes, in that order of time. */
#include <string.h>

#include "acts/meetings/motions.h"
#include "acts/pipeline/pipeline.h"
#include "acts/pipeline/record.h"
#include "acts/said.h"
#include "views/collection.h"
#include "views/meetings/meetings.h"
#include "views/powers.h"
#include "views/unseal.h"

/* ---- lists ----
 *
 * A filter written `r.body || '' = $` wants the list read in its own order, newest first, until the page is full: an index
 * of the column would find all rows of a body that has passed thousands of resolutions, and sort them to show fifty. */

COLLECTION(meetings) = {
    .title = TEXT_INIT("Meetings", "会议"),
    .about = TEXT_INIT("Every meeting of every body: its notice, agenda, votes and minutes.",
                       "各机构历次会议的通知、议程、表决与纪要。"),
    .page = "/meetings",
    .section = "meetings",
    .from = "meeting m",
    .columns =
        (const struct column[]){
            { "id", "m.id", COLUMN_INT, TEXT_INIT("Number", "编号"), .href = "/meetings/{id}" },
            { "body", "m.body", COLUMN_BODY, TEXT_INIT("Body", "机构") },
            { "starts_at", "m.starts_at", COLUMN_INSTANT, TEXT_INIT("When", "时间"), .href = "/meetings/{id}" },
            { "state", "m.state", COLUMN_STATE, TEXT_INIT("State", "状态"), .of = "meeting" },
            { "topics", "(SELECT count(*) FROM topic t WHERE t.meeting = m.id AND t.state = 'proposed')", COLUMN_NUM,
              TEXT_INIT("Topics", "议题") },
            { "motions", "(SELECT count(*) FROM motion o WHERE o.meeting = m.id AND o.put_at IS NOT NULL)", COLUMN_NUM,
              TEXT_INIT("Votes", "表决") },
            { "minutes", "m.minutes_state", COLUMN_STATE, TEXT_INIT("Minutes", "纪要"), .of = "minutes" },
            { "place", SEALED("m.place_entry", "place"), COLUMN_SEALED },
            { "number", "m.number", COLUMN_INT },
            { "notice_by", "m.notice_by", COLUMN_DAY },
            { "called_at", "m.called_at", COLUMN_INSTANT },
            { "topics_by", "m.topics_by", COLUMN_INSTANT },
            { "opened_at", "m.opened_at", COLUMN_INSTANT },
            { "closed_at", "m.closed_at", COLUMN_INSTANT },
            { "topic_now", "m.topic_now", COLUMN_INT },
            { "entry", "m.entry", COLUMN_ENTRY },
            { 0 } },
    .filters = (const struct filter[]){ { "body", "m.body = $", FILTER_BODY, TEXT_INIT("Body", "机构") },
                                        { "state", "m.state = $", FILTER_STATE, TEXT_INIT("State", "状态"),
                                          .of = "meeting" },
                                        { "since", "m.starts_at >= $", FILTER_FROM_DAY, TEXT_INIT("Since", "起") },
                                        { "until", "m.starts_at < $", FILTER_UNTIL_DAY, TEXT_INIT("Until", "止") },
                                        { 0 } },
    .order = { "m.starts_at", "m.id" },
    .descending = true,
    .forms = (const struct link_to[]){ { "/meetings.ics", TEXT_INIT("Calendar to subscribe to", "订阅日历") }, { 0 } },
    .empty = TEXT_INIT("No meetings yet.", "尚无会议。"),
    .teach = TEXT_INIT("A chair calls the first one with notice.", "由负责人按通知期召集首次会议。"),
};

/* A motion on procedure is called by what it does. */
static struct str procedural(struct view *v, struct str id) {
    int64_t motion = 0;
    struct str procedure = str_int(id, &motion) == 0
                               ? db_str(v->db, v->arena, "SELECT procedure FROM motion WHERE id = $1", V(motion))
                               : STR_NONE;
    return procedure.len ? str_of(text_in(choice_label(procedures, arena_z(v->arena, procedure)), v->lang)) : STR_NONE;
}

COLLECTION(motions) = {
    .title = TEXT_INIT("Motions", "动议"),
    .about = TEXT_INIT("What was put to the vote, with its sum.", "付表决的动议及其计票。"),
    .page = "/motions",
    .section = "meetings",
    .from = "motion o",
    .columns =
        (const struct column[]){ { "id", "o.id", COLUMN_INT, TEXT_INIT("Motion", "动议"), .href = "/motions/{id}" },
                                 { "title", SEALED("o.title_entry", "title"), COLUMN_SEALED, TEXT_INIT("What", "内容"),
                                   .href = "/motions/{id}", .otherwise = procedural },
                                 { "body", "o.body", COLUMN_BODY, TEXT_INIT("Body", "机构") },
                                 { "state", "o.state", COLUMN_STATE, TEXT_INIT("State", "状态"), .of = "motion" },
                                 { "affirmative", "o.affirmative", COLUMN_NUM, TEXT_INIT("For", "赞成") },
                                 { "abstention", "o.abstention", COLUMN_NUM, TEXT_INIT("Abstain", "弃权") },
                                 { "negative", "o.negative", COLUMN_NUM, TEXT_INIT("Against", "反对") },
                                 { "present", "o.present", COLUMN_NUM, TEXT_INIT("Present", "出席") },
                                 { "asked", "o.asked", COLUMN_NUM },
                                 { "base", "o.base", COLUMN_NUM },
                                 { "needed", "o.needed", COLUMN_NUM, TEXT_INIT("Needed", "须") },
                                 { "meeting", "o.meeting", COLUMN_INT },
                                 { "amends", "o.amends", COLUMN_INT },
                                 { "inquorate", "o.inquorate", COLUMN_BOOL },
                                 { "procedure", "o.procedure", COLUMN_CHOICE, .choices = procedures },
                                 { "resolution", "o.resolution", COLUMN_TEXT },
                                 { "put_at", "o.put_at", COLUMN_INSTANT },
                                 { "closes_at", "o.closes_at", COLUMN_INSTANT },
                                 { "closed_at", "o.closed_at", COLUMN_INSTANT },
                                 { "entry", "o.entry", COLUMN_ENTRY },
                                 { 0 } },
    .filters = (const struct filter[]){ { "body", "o.body || '' = $", FILTER_BODY, TEXT_INIT("Body", "机构") },
                                        { "state", "o.state = $", FILTER_STATE, TEXT_INIT("State", "状态"),
                                          .of = "motion" },
                                        { "meeting", "o.meeting = $", FILTER_INT, { 0 } },
                                        { 0 } },
    .order = { "o.id" },
    .descending = true,
};

COLLECTION(votes) = {
    .title = TEXT_INIT("Votes by name", "记名表决"),
    .about = TEXT_INIT("How each who was present voted.", "每位出席者的表决。"),
    .page = "/votes",
    .section = "meetings",
    .from = "roll_call c JOIN person p ON p.id = c.person",
    .columns = (const struct column[]){ { "id", "c.motion * 1000000 + c.person", COLUMN_INT },
                                        { "motion", "c.motion", COLUMN_INT },
                                        { "person", "c.person", COLUMN_INT },
                                        { "name", SEALED("p.name_entry", "name"), COLUMN_SEALED,
                                          TEXT_INIT("Name", "姓名"), .href = "/people/{person}" },
                                        { "vote", "c.vote", COLUMN_STATE, TEXT_INIT("Vote", "表决"), .of = "vote" },
                                        { "how", "c.how", COLUMN_STATE, TEXT_INIT("How", "方式"), .of = "vote-how" },
                                        { "carrier", "c.carrier", COLUMN_INT },
                                        { "entry", "c.vote_entry", COLUMN_ENTRY, TEXT_INIT("Entry", "登记") },
                                        { 0 } },
    .filters = (const struct filter[]){ { "motion", "c.motion = $", FILTER_INT, TEXT_INIT("Motion", "动议") },
                                        { "meeting",
                                          "c.motion IN (SELECT id FROM motion WHERE meeting = $)",
                                          FILTER_INT,
                                          { 0 } },
                                        { "person", "c.person = $", FILTER_INT, { 0 } },
                                        { "vote", "c.vote = $", FILTER_STATE, TEXT_INIT("Vote", "表决"), .of = "vote" },
                                        { 0 } },
    .item =
        "c.motion = $::bigint / 1000000 AND c.person = $::bigint - $::bigint / 1000000 * 1000000", /* by the key, not by a sum over all votes */
    .order = { "c.motion", "c.person" },
    .descending = true,
    .uncounted = true,
};

COLLECTION(topics) = {
    .title = TEXT_INIT("Topics", "议题"),
    .about = TEXT_INIT("What meetings were asked to deal with.", "提交会议讨论的议题。"),
    .from = "topic t JOIN meeting m ON m.id = t.meeting",
    .columns = (const struct column[]){ { "id", "t.id", COLUMN_INT },
                                        { "meeting", "t.meeting", COLUMN_INT },
                                        { "body", "m.body", COLUMN_BODY },
                                        { "title", SEALED("t.entry", "title"), COLUMN_SEALED },
                                        { "state", "t.state", COLUMN_TEXT },
                                        { "matter", "t.matter", COLUMN_INT },
                                        { "entry", "t.entry", COLUMN_ENTRY },
                                        { 0 } },
    .filters = (const struct filter[]){ { "meeting", "t.meeting = $", FILTER_INT, { 0 } },
                                        { "body", "m.body = $", FILTER_BODY, { 0 } },
                                        { 0 } },
    .order = { "t.id" },
    .descending = true,
};

COLLECTION(resolutions) = {
    .title = TEXT_INIT("Resolutions", "决议"),
    .about = TEXT_INIT("What the bodies resolved, under its permanent number, and whether it has been carried out.",
                       "各机构决议、永久编号及落实情况。"),
    .page = "/resolutions",
    .section = "resolutions",
    .from = "resolution r JOIN motion o ON o.id = r.motion",
    .columns = (const struct column[]){ { "id", "r.id", COLUMN_TEXT, TEXT_INIT("Number", "编号"),
                                          .href = "/resolutions/{id}" },
                                        { "title", SEALED("o.title_entry", "title"), COLUMN_SEALED,
                                          TEXT_INIT("What", "内容"), .href = "/resolutions/{id}" },
                                        { "body", "r.body", COLUMN_BODY, TEXT_INIT("Body", "机构") },
                                        { "passed_at", "r.passed_at", COLUMN_INSTANT, TEXT_INIT("Passed", "通过时间") },
                                        { "due", "r.due_day", COLUMN_DAY, TEXT_INIT("Due", "期限") },
                                        { "state", "r.state", COLUMN_STATE, TEXT_INIT("State", "状态"),
                                          .of = "resolution" },
                                        { "motion", "r.motion", COLUMN_INT },
                                        { "owner", "r.owner", COLUMN_INT },
                                        { "entry", "r.entry", COLUMN_ENTRY },
                                        { 0 } },
    .filters = (const struct filter[]){ { "body", "r.body || '' = $", FILTER_BODY, TEXT_INIT("Body", "机构") },
                                        { "state", "r.state || '' = $", FILTER_STATE, TEXT_INIT("State", "状态"),
                                          .of = "resolution" },
                                        { "since", "r.passed_at >= $", FILTER_FROM_DAY,
                                          TEXT_INIT("Passed since", "通过时间起") },
                                        { 0 } },
    .order = { "r.passed_at", "r.motion" },
    .descending = true,
    .forms = (const struct link_to[]){ { "/resolutions.atom", TEXT_INIT("Atom feed", "Atom 订阅源") },
                                       { "/resolutions.feed.json", TEXT_INIT("JSON Feed", "JSON 订阅源") },
                                       { 0 } },
    .empty = TEXT_INIT("No resolutions yet.", "尚无决议。"),
    .teach = TEXT_INIT("A motion that passes becomes one.", "动议通过后即成为决议。"),
};

/* A matter without a title of its own is called by what it decides. */
static struct str untitled(struct view *v, struct str id) {
    int64_t matter = 0;
    return str_int(id, &matter) == 0 ? matter_title(v->db, v->charter, v->arena, matter, v->lang) : STR_NONE;
}

COLLECTION(matters) = {
    .title = TEXT_INIT("Matters for a vote", "待表决事项"),
    .about =
        TEXT_INIT("Questions the charter puts to a body's vote. When the vote passes, they take effect by themselves.",
                  "章程规定须经表决的事项，通过后自行生效。"),
    .page = "/matters",
    .section = "meetings",
    .from = "matter t",
    .columns =
        (const struct column[]){ { "id", "t.id", COLUMN_INT, TEXT_INIT("Number", "编号"), .href = "/matters/{id}" },
                                 { "title", SEALED("t.entry", "title"), COLUMN_SEALED, TEXT_INIT("What", "内容"),
                                   .href = "/matters/{id}", .otherwise = untitled },
                                 { "body", "t.body", COLUMN_BODY, TEXT_INIT("Decided by", "表决机构") },
                                 { "state", "t.state", COLUMN_STATE, TEXT_INIT("State", "状态"), .of = "matter" },
                                 { "opened_at", "t.opened_at", COLUMN_INSTANT, TEXT_INIT("Opened", "提出时间") },
                                 { "kind", "t.kind", COLUMN_TEXT },
                                 { "motion", "t.motion", COLUMN_INT },
                                 { "entry", "t.entry", COLUMN_ENTRY },
                                 { 0 } },
    .filters = (const struct filter[]){ { "body", "t.body = $", FILTER_BODY, TEXT_INIT("Body", "机构") },
                                        { "state", "t.state = $", FILTER_STATE, TEXT_INIT("State", "状态"),
                                          .of = "matter" },
                                        { 0 } },
    .order = { "t.id" },
    .descending = true,
};

static void view_meetings(struct view *v) { collection_page(v, collection_find("meetings")); }
VIEW(meetings_page) = { .path = "/meetings", .cached = true, .run = view_meetings };
static void view_motions(struct view *v) { collection_page(v, collection_find("motions")); }
static void view_votes(struct view *v) { collection_page(v, collection_find("votes")); }
VIEW(votes_page) = { .path = "/votes", .cached = true, .run = view_votes };
VIEW(motions_page) = { .path = "/motions", .cached = true, .run = view_motions };
static void view_resolutions(struct view *v) { collection_page(v, collection_find("resolutions")); }
VIEW(resolutions_page) = { .path = "/resolutions", .cached = true, .run = view_resolutions };
static void view_matters(struct view *v) { collection_page(v, collection_find("matters")); }
VIEW(matters_page) = { .path = "/matters", .cached = true, .run = view_matters };

/* ---- the room ---- */

const struct topic_row *topics_read(struct view *v, int64_t meeting, size_t *ret_count) {
    enum { TOPICS_MAX = 500 };
    struct topic_row *rows = arena_array(v->arena, struct topic_row, TOPICS_MAX);
    size_t n = 0;
    struct rows *r = db_rows(
        v->db,
        "SELECT t.id, t.number, t.entry, t.person, t.matter, t.state, " SEALED("t.entry", "title") ", " SEALED(
            "t.entry",
            "text") ", " NAME_OF("p") " FROM topic t JOIN person p ON p.id = t.person WHERE t.meeting = $1 ORDER BY t.number",
        V(meeting));
    while (n < TOPICS_MAX && rows_next(r)) {
        struct topic_row *t = &rows[n++];
        *t = (struct topic_row){ .id = rows_int(r, 0),
                                 .number = rows_int(r, 1),
                                 .entry = rows_int(r, 2),
                                 .person = rows_int(r, 3),
                                 .matter = rows_int(r, 4),
                                 .withdrawn = str_is(rows_str(r, 5), "withdrawn"),
                                 .title = unsealed(v, rows_str(r, 6)),
                                 .text = unsealed(v, rows_str(r, 7)),
                                 .by = unsealed_name(v, rows_str(r, 8), rows_int(r, 3)),
                                 .own = rows_int(r, 3) == v->viewer.person };
    }
    rows_done(r);
    *ret_count = n;
    return rows;
}

/* A page lists people by name up to so many; the sums of a larger body stand alone, and its names on a list of their own. */
enum { NAMES_MAX = 60 };

/* Holders now and whoever attended; a closed meeting shows those who attended it and those then in office. */
static const struct seat_row *read_seats(struct view *v, const struct room_page *p, size_t *ret_count) {
    struct seat_row *rows = arena_array(v->arena, struct seat_row, NAMES_MAX);
    size_t n = 0;
    instant at = p->closed_at ? p->closed_at : v->now;
    struct rows *r = db_rows(
        v->db,
        "SELECT h.person, h.title, " NAME_OF(
            "p") ", (SELECT CASE WHEN $2 >= 0 THEN min(came_at) ELSE max(came_at) END FROM attendance a WHERE a.meeting = $1 AND a.person = h.person), "
                 "(SELECT count(*) FROM attendance a WHERE a.meeting = $1 AND a.person = h.person AND (a.left_at IS NULL OR a.left_at = $2)), "
                 "(SELECT max(left_at) FROM attendance a WHERE a.meeting = $1 AND a.person = h.person), "
                 "(SELECT count(*) FROM attendance a WHERE a.meeting = $1 AND a.person = h.person) FROM holding h JOIN person p ON p.id = h.person WHERE h.body = $3 AND h.from_at <= $4 AND (h.to_at IS NULL OR h.to_at > $4) ORDER BY h.id",
        V(p->id), V(p->closed_at ? p->closed_at : -1), V(p->body), V(at));
    while (n < NAMES_MAX && rows_next(r)) {
        bool here = rows_int(r, 4) > 0;
        rows[n++] = (struct seat_row){ .person = rows_int(r, 0),
                                       .title = arena_z(v->arena, rows_str(r, 1)),
                                       .name = unsealed_name(v, rows_str(r, 2), rows_int(r, 0)),
                                       .here = here,
                                       .left = !here && !rows_null(r, 3),
                                       .came_at = rows_int(r, 3),
                                       .left_at = rows_int(r, 5),
                                       .with_breaks = rows_int(r, 6) > 1 };
    }
    rows_done(r);
    *ret_count = n;
    return rows;
}

static void read_votes(struct view *v, struct motion_row *m, bool here) {
    struct vote_row *rows = arena_array(v->arena, struct vote_row, NAMES_MAX);
    size_t n = 0;
    m->cast = db_int(v->db, 0, "SELECT count(vote) FROM roll_call WHERE motion = $1", V(m->id));
    struct rows *r =
        db_rows(v->db, "SELECT vote FROM roll_call WHERE motion = $1 AND person = $2", V(m->id), V(v->viewer.person));
    if (rows_next(r)) {
        m->my_vote = rows_null(r, 0) ? NULL : arena_z(v->arena, rows_str(r, 0));
        m->can_vote = here && strcmp(m->state, "put") == 0;
    }
    rows_done(r);
    if (m->asked > NAMES_MAX) return;
    r = db_rows(v->db,
                "SELECT c.person, c.vote, c.vote_entry, " NAME_OF("p") ", c.how, " NAME_OF(
                    "w") ", c.carrier FROM roll_call c JOIN person p ON p.id = c.person "
                         "LEFT JOIN person w ON w.id = c.carrier WHERE c.motion = $1 ORDER BY c.person",
                V(m->id));
    while (n < NAMES_MAX && rows_next(r)) {
        rows[n] = (struct vote_row){ .person = rows_int(r, 0),
                                     .vote = rows_null(r, 1) ? NULL : arena_z(v->arena, rows_str(r, 1)),
                                     .entry = rows_int(r, 2),
                                     .name = unsealed_name(v, rows_str(r, 3), rows_int(r, 0)),
                                     .how = rows_null(r, 4) ? NULL : arena_z(v->arena, rows_str(r, 4)),
                                     .carrier = rows_null(r, 6) ? STR_NONE
                                                                : unsealed_name(v, rows_str(r, 5), rows_int(r, 6)) };
        n++;
    }
    rows_done(r);
    m->votes = rows;
    m->vote_count = n;
}

#define MOTION_COLUMNS                                                                                                                       \
    "o.id, o.number, o.entry, o.matter, o.close_entry, o.present, o.in_office, o.affirmative, o.abstention, o.negative, o.needed, o.state, " \
    "o.exactly, o.resolution, o.person, o.closed_at, " SEALED("o.title_entry", "title") ", " SEALED(                                         \
        "o.text_entry",                                                                                                                      \
        "text") ", " NAME_OF("p") ", o.procedure, "                                                                                          \
                                  "o.amends, o.body, o.closes_at, o.inquorate, o.meeting, o.asked, o.base"

static struct motion_row motion_of(struct view *v, const struct rows *r) {
    struct motion_row m = {
        .id = rows_int(r, 0),
        .number = rows_int(r, 1),
        .entry = rows_int(r, 2),
        .matter = rows_int(r, 3),
        .close_entry = rows_int(r, 4),
        .present = rows_int(r, 5),
        .in_office = rows_int(r, 6),
        .affirmative = rows_int(r, 7),
        .abstention = rows_int(r, 8),
        .negative = rows_int(r, 9),
        .needed = rows_int(r, 10),
        .state = arena_z(v->arena, rows_str(r, 11)),
        .exactly = rows_int(r, 12) != 0,
        .resolution = arena_str(v->arena, rows_str(r, 13)),
        .own = rows_int(r, 14) == v->viewer.person,
        .closed_at = rows_int(r, 15),
        .title = unsealed(v, rows_str(r, 16)),
        .text = unsealed(v, rows_str(r, 17)),
        .by = unsealed_name(v, rows_str(r, 18), rows_int(r, 14)),
        .amends = rows_int(r, 20),
        .body = arena_z(v->arena, rows_str(r, 21)),
        .closes_at = rows_null(r, 22) ? INSTANT_NONE : rows_int(r, 22),
        .inquorate = rows_int(r, 23) != 0,
        .between = rows_null(r, 24),
        .asked = rows_int(r, 25),
        .base = rows_null(r, 26) ? rows_int(r, 5) : rows_int(r, 26),
    };
    m.procedure = rows_null(r, 19) ? NULL : arena_z(v->arena, rows_str(r, 19));
    if (!rows_null(r, 19) && !m.title.len)
        m.title = str_of(text_in(choice_label(procedures, arena_z(v->arena, rows_str(r, 19))), v->lang));
    return m;
}

/* Counted against what, and by which clause: read from the entry of the close and the charter it was judged by. The numbers are the
 * motion's own, since a correction may have changed them. */
void motion_sum(struct view *v, struct motion_row *m) {
    struct str bytes = m->close_entry ? record_entry(v->db, v->arena, m->close_entry) : STR_NONE;
    json_t *leaf = bytes.data ? json_loadb(bytes.data, bytes.len, 0, NULL) : NULL, *finding;
    size_t i;
    json_array_foreach(json_object_get(leaf, "verdict"), i, finding) {
        const json_t *numbers = json_object_get(finding, "numbers");
        if (m->between && json_object_get(numbers, "quorum")) {
            m->quorum = json_int(numbers, "quorum", 0);
            m->voted = json_int(numbers, "voted", 0);
            m->whole = json_int(numbers, "whole", 0);
            m->quorum_clause = arena_z(v->arena, json_str(finding, "clause"));
        }
        if (!json_object_get(numbers, "base")) continue;
        m->clause = arena_z(v->arena, json_str(finding, "clause"));
    }
    const struct charter *law =
        v->alliance ? alliance_charter_version(v->alliance, json_int(leaf, "charter", 0)) : NULL;
    m->of = motion_base_words(motion_base(v->db, v->arena, law ? law : v->charter, m->id));
    json_decref(leaf);
}

static void read_course(struct view *v, struct motion_row *m, bool here) {
    bool passed = strcmp(m->state, "passed") == 0, failed = strcmp(m->state, "failed") == 0;
    if (passed || failed || strcmp(m->state, "put") == 0) read_votes(v, m, here);
    if (passed || failed) motion_sum(v, m);
}

void motion_marks(struct view *v, const struct motion_row *m) {
    part_marks(v, &(struct marks){ .in_office = m->in_office,
                                   .present = m->asked,
                                   .voted = true,
                                   .affirmative = m->affirmative,
                                   .abstention = m->abstention,
                                   .negative = m->negative,
                                   .needed = m->inquorate ? 0 : m->needed,
                                   .undecided = m->inquorate,
                                   .base = m->base,
                                   .of = m->of,
                                   .passed = strcmp(m->state, "passed") == 0,
                                   .exactly = m->exactly });
}

struct motion_row *motions_read(struct view *v, int64_t meeting, size_t *ret_count) {
    enum { MOTIONS_MAX = 200 };
    struct motion_row *rows = arena_array(v->arena, struct motion_row, MOTIONS_MAX);
    size_t n = 0;
    struct rows *r = db_rows(v->db,
                             "SELECT " MOTION_COLUMNS
                             " FROM motion o JOIN person p ON p.id = o.person WHERE o.meeting = $1 ORDER BY o.number",
                             V(meeting));
    while (n < MOTIONS_MAX && rows_next(r)) rows[n++] = motion_of(v, r);
    rows_done(r);
    *ret_count = n;
    return rows;
}

static const struct motion_row *read_motions(struct view *v, const struct room_page *p, size_t *ret_count) {
    struct motion_row *rows = motions_read(v, p->id, ret_count);
    for (size_t i = 0; i < *ret_count; i++) read_course(v, &rows[i], p->i_am_here);
    return rows;
}

bool meeting_facts(struct view *v, int64_t id, struct room_page *p) {
    struct rows *r = db_rows(
        v->db,
        "SELECT m.body, m.state, m.minutes_state, m.number, m.entry, m.charter, m.starts_at, m.called_at, m.topics_by, m.opened_at, m.closed_at, "
        "m.minutes_long, m.notice_by, m.topics_closed, m.provisional, m.public, " SEALED("m.place_entry", "place") ", " SEALED(
            "m.narrative_entry",
            "narrative") ", m.minutes_by, m.narrative_entry, h.person, " NAME_OF("p") " FROM meeting m LEFT JOIN holding h ON h.id = m.chair LEFT JOIN person p ON p.id = h.person WHERE m.id = $1",
        V(id));
    bool found = rows_next(r);
    if (found)
        *p = (struct room_page){
            .id = id,
            .body = arena_z(v->arena, rows_str(r, 0)),
            .state = arena_z(v->arena, rows_str(r, 1)),
            .minutes_state = arena_z(v->arena, rows_str(r, 2)),
            .number = rows_int(r, 3),
            .entry = rows_int(r, 4),
            .charter = rows_int(r, 5),
            .starts_at = rows_int(r, 6),
            .called_at = rows_int(r, 7),
            .topics_by = rows_int(r, 8),
            .opened_at = rows_int(r, 9),
            .closed_at = rows_int(r, 10),
            .minutes_long = rows_int(r, 11),
            .notice_by = rows_int(r, 12),
            .topics_closed = rows_int(r, 13) != 0,
            .provisional = rows_int(r, 14) != 0,
            .public = rows_int(r, 15) != 0,
            .place = unsealed(v, rows_str(r, 16)),
            .narrative = unsealed(v, rows_str(r, 17)),
            .minutes_by = rows_int(r, 18),
            .narrative_entry = rows_int(r, 19),
            .chair_person = rows_int(r, 20),
            .chair = rows_null(r, 20) ? STR_NONE : unsealed_name(v, rows_str(r, 21), rows_int(r, 20)),
        };
    rows_done(r);
    return found;
}

const struct guest_row *guests_read(struct view *v, int64_t meeting, size_t *ret_count) {
    enum { GUESTS_MAX = 200 };
    struct guest_row *rows = arena_array(v->arena, struct guest_row, GUESTS_MAX);
    size_t n = 0;
    struct rows *r = db_rows(
        v->db,
        "SELECT g.id, " SEALED("coalesce(p.name_entry, g.entry)", "name") ", " SEALED(
            "g.entry",
            "role") ", g.came_at, g.left_at, coalesce(g.person, 0) FROM guest g LEFT JOIN person p ON p.id = g.person WHERE g.meeting = $1 ORDER BY g.id",
        V(meeting));
    while (n < GUESTS_MAX && rows_next(r))
        rows[n++] = (struct guest_row){ .id = rows_int(r, 0),
                                        .name = unsealed(v, rows_str(r, 1)),
                                        .role = unsealed(v, rows_str(r, 2)),
                                        .here = !rows_null(r, 3) && rows_null(r, 4),
                                        .left = !rows_null(r, 4),
                                        .came_at = rows_int(r, 3) };
    rows_done(r);
    for (size_t i = 0; i < n; i++)
        if (!rows[i].name.len) rows[i].name = str_of(text_in(T("(erased)", "（已删除）"), v->lang));
    *ret_count = n;
    return rows;
}

static void read_rights(struct view *v, struct room_page *p) {
    p->may_invite =
        viewer_may(v, "meeting.invite", p->body) && (strcmp(p->state, "called") == 0 || strcmp(p->state, "open") == 0);
    p->may_change = viewer_may(v, "meeting.change", p->body);
    p->may_lead = viewer_may(v, "meeting.lead", p->body);
    p->may_record =
        viewer_may(v, "meeting.record", p->body) &&
        (strcmp(p->state, "open") == 0 || (strcmp(p->state, "called") == 0 && v->now > p->starts_at - 3600));
    p->may_propose_topic = viewer_may(v, "topic.propose", p->body);
    p->may_propose_motion = viewer_may(v, "motion.propose", p->body);
    p->may_vote = viewer_may(v, "motion.vote", p->body);
    p->may_minutes = viewer_may(v, "minutes.write", p->body);
    if (v->viewer.person) {
        p->i_sit = db_has(v->db, "SELECT 1 FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL", V(p->body),
                          V(v->viewer.person));
        p->i_am_here =
            p->i_sit && db_has(v->db, "SELECT 1 FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL",
                               V(p->id), V(v->viewer.person));
    }
    if (p->may_lead)
        p->unapproved = db_int(
            v->db, 0,
            "SELECT id FROM meeting WHERE body = $1 AND minutes_state = 'draft' AND starts_at < $2 ORDER BY starts_at DESC LIMIT 1",
            V(p->body), V(p->starts_at));
}

static void read_counts(struct view *v, struct room_page *p) {
    const struct charter *law = v->alliance && alliance_charter_version(v->alliance, p->charter)
                                    ? alliance_charter_version(v->alliance, p->charter)
                                    : v->charter;
    const struct rule *quorum = charter_rule(law, "meeting.quorum", p->body);
    const struct rule *notice = charter_rule(law, "meeting.notice", p->body);
    const struct rule *topics = charter_rule(law, "topics.close", p->body);
    instant at = p->closed_at ? p->closed_at : v->now, closed = p->closed_at ? p->closed_at : -1;
    p->in_office =
        db_int(v->db, 0,
               "SELECT count(*) FROM holding WHERE body = $1 AND from_at <= $2 AND (to_at IS NULL OR to_at > $2)",
               V(p->body), V(at));
    p->present = db_int(
        v->db, 0,
        "SELECT count(*) FROM holding h WHERE h.body = $1 AND h.from_at <= $2 AND (h.to_at IS NULL OR h.to_at > $2) AND EXISTS "
        "(SELECT 1 FROM attendance a WHERE a.meeting = $3 AND a.person = h.person AND (a.left_at IS NULL OR a.left_at = $4))",
        V(p->body), V(at), V(p->id), V(closed));
    int64_t whole = p->in_office;
    if (quorum && strcmp(rule_word(quorum, "of"), "in-office") != 0)
        whole = fact(v->db, rule_word(quorum, "of"), p->body, p->id);
    p->quorum_needed = quorum ? ratio_needed(rule_ratio(quorum, "share"), whole) : 0;
    p->quorum_reached = p->present >= p->quorum_needed && p->in_office > 0;
    p->quorum_clause = quorum ? rule_clause(quorum) : NULL;
    p->notice_clause = notice ? rule_clause(notice) : NULL;
    p->topics_clause = topics ? rule_clause(topics) : NULL;
    if (v->viewer.office) {
        p->notices = db_int(v->db, 0, "SELECT count(*) FROM outbox WHERE meeting = $1", V(p->id));
        p->delivered = db_int(v->db, 0, "SELECT count(*) FROM outbox WHERE meeting = $1 AND state = 'sent'", V(p->id));
        p->failed = db_int(v->db, 0, "SELECT count(*) FROM outbox WHERE meeting = $1 AND state = 'failed'", V(p->id));
    }
}

struct text meeting_title(struct view *v, const struct room_page *p) {
    struct text body = body_name(v, p->body);
    struct civil c = day_civil(instant_day(p->starts_at, v->zone));
    return (struct text){ .en = arena_f(v->arena, "%s, meeting %lld of %d", body.en, (long long)p->number, c.year).data,
                          .zh = arena_f(v->arena, "%s%d年第%lld次会议", body.zh, c.year, (long long)p->number).data };
}

static void view_room(struct view *v) {
    struct room_page p;
    int64_t id = view_id(v, "id");
    if (!id || !meeting_facts(v, id, &p)) {
        view_not_found(v, T("There is no such meeting.", "没有此会议。"));
        return;
    }
    p.topics = topics_read(v, id, &p.topic_count);
    read_counts(v, &p);
    if (p.in_office <= NAMES_MAX) p.seats = read_seats(v, &p, &p.seat_count);
    p.guests = guests_read(v, id, &p.guest_count);
    read_rights(v, &p);
    p.motions = read_motions(v, &p, &p.motion_count);
    page_begin_with(v, &(struct page){ .title = meeting_title(v, &p),
                                       .section = "meetings",
                                       .live = arena_f(v->arena, "meeting/%lld", (long long)id).data,
                                       .crumbs = LINKS({ "/meetings", T("Meetings", "会议") }),
                                       .forms =
                                           LINKS({ arena_f(v->arena, "/api/v1/meetings/%lld", (long long)id).data,
                                                   T("JSON", "JSON") },
                                                 { arena_f(v->arena, "/meetings/%lld/calendar.ics", (long long)id).data,
                                                   T("Calendar", "日历") },
                                                 { arena_f(v->arena, "/meetings/%lld/folder.tar", (long long)id).data,
                                                   T("Folder with proofs", "存档（附证明）") }) });
    tpl_room(v, &p);
    page_end(v);
}
VIEW(room) = { .path = "/meetings/{id}", .run = view_room };

/* ---- a motion by itself ---- */

bool read_motion(struct view *v, int64_t id, struct motion_row *ret, int64_t *ret_meeting) {
    struct rows *r =
        db_rows(v->db, "SELECT " MOTION_COLUMNS " FROM motion o JOIN person p ON p.id = o.person WHERE o.id = $1",
                V(id));
    bool found = rows_next(r);
    if (found) {
        *ret = motion_of(v, r);
        *ret_meeting = rows_int(r, 24);
    }
    rows_done(r);
    if (found && strcmp(ret->state, "proposed") != 0 && strcmp(ret->state, "withdrawn") != 0) {
        bool here = v->viewer.person &&
                    (ret->between ||
                     db_has(v->db, "SELECT 1 FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL",
                            V(*ret_meeting), V(v->viewer.person)));
        read_course(v, ret, here);
    }
    return found;
}

/* Voted on between meetings: by itself, with until when and how many must vote. */
static void view_circulated(struct view *v, const struct motion_row *m) {
    const char *title = arena_z(v->arena, m->title);
    page_begin_with(v,
                    &(struct page){ .title = { title, title },
                                    .section = "meetings",
                                    .live = arena_f(v->arena, "motion/%lld", (long long)m->id).data,
                                    .crumbs = LINKS({ "/motions", T("Motions", "动议") }),
                                    .forms = LINKS({ arena_f(v->arena, "/api/v1/motions/%lld", (long long)m->id).data,
                                                     T("JSON", "JSON") },
                                                   { arena_f(v->arena, "/votes.csv?motion=%lld", (long long)m->id).data,
                                                     T("Votes as CSV", "表决 CSV") }) });
    tpl_motion_circulated(v, m, charter_rule(v->charter, "motion.between", m->body));
    tpl_motion_block(v, m, true, false, false);
    page_end(v);
}

static void view_motion(struct view *v) {
    struct motion_row m;
    struct room_page p;
    int64_t id = view_id(v, "id"), meeting = 0;
    bool found = id && read_motion(v, id, &m, &meeting);
    if (found && m.between) {
        view_circulated(v, &m);
        return;
    }
    if (!found || !meeting_facts(v, meeting, &p)) {
        view_not_found(v, T("There is no such motion.", "没有此动议。"));
        return;
    }
    page_begin_with(v, &(struct page){ .title = { arena_z(v->arena, m.title), arena_z(v->arena, m.title) },
                                       .section = "meetings",
                                       .live = arena_f(v->arena, "meeting/%lld", (long long)meeting).data,
                                       .crumbs = LINKS({ "/meetings", T("Meetings", "会议") },
                                                       { arena_f(v->arena, "/meetings/%lld", (long long)meeting).data,
                                                         meeting_title(v, &p) }),
                                       .forms = LINKS({ arena_f(v->arena, "/api/v1/motions/%lld", (long long)id).data,
                                                        T("JSON", "JSON") },
                                                      { arena_f(v->arena, "/votes.csv?motion=%lld", (long long)id).data,
                                                        T("Votes as CSV", "表决 CSV") }) });
    m.may_correct = viewer_may(v, "meeting.record", p.body) && strcmp(p.minutes_state, "approved") != 0;
    tpl_motion_block(v, &m, true, viewer_may(v, "meeting.lead", p.body), strcmp(p.state, "open") == 0);
    page_end(v);
}
VIEW(motion) = { .path = "/motions/{id}", .run = view_motion };
