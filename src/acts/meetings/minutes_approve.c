/* Minutes approved, in a later meeting of the body, and corrected after that.
 *
 *  P1. The approval fixes what the minutes held: its verdict has their hash, which anybody can make again from what is public
 *      (acts/meetings/minutes.h), and the fold does make it again.
 *  P2. Who says which hash is approved is refused when the minutes have changed since they were read.
 *  P3. Approved minutes change no more. A correction is an act of a later meeting, shown under them. */
#include <string.h>

#include "acts/capacity.h"
#include "acts/meetings/meetings.h"
#include "acts/meetings/minutes.h"

static const struct field approve_fields[] = {
    { .name = "meeting",
      .label = TEXT_INIT("Meeting that approves", "通过纪要的会议"),
      .type = FIELD_REF,
      .ref = "meeting" },
    { .name = "minutes_of",
      .label = TEXT_INIT("Minutes of meeting", "所通过的会议纪要"),
      .type = FIELD_INT,
      .min = 1,
      .max = 9007199254740991,
      .help = TEXT_INIT("The number of the earlier meeting.", "此前会议的编号。") },
    { .name = "hash",
      .label = TEXT_INIT("Fingerprint of the minutes as read", "所读纪要的校验值"),
      .type = FIELD_LINE,
      .max = 64,
      .optional = true,
      .hidden = true },
    { 0 },
};

/* The later meeting and the earlier one of the same body; false after refusing. */
static bool judge_meetings(struct judging *j, const struct meeting **ret_of) {
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "meeting"));
    const struct meeting *of = meeting_read(j->db, j->arena, act_int(j->act, "minutes_of"));
    if (!m) return false;
    if (!of || strcmp(of->body, m->body) != 0 || of->starts_at >= m->starts_at) {
        refuse_field(j, "minutes_of", T("Name an earlier meeting of the same body.", "请填写同一机构此前的会议。"));
        return false;
    }
    if (strcmp(m->state, "open") != 0)
        refuse_state(j, (const struct rule *)NULL,
                     T("Minutes are approved in a meeting that is open.", "纪要应在进行中的会议上通过。"), T_NONE);
    struct quorum q = quorum_now(j->db, j->charter, m->body, m->id);
    const struct arg args[] = { ARG_INT("present", q.present), ARG_INT("whole", q.whole), ARG_INT("needed", q.needed) };
    finding_add(j, !q.reached, ERR_REFUSED, q.rule ? rule_clause(q.rule) : NULL, NULL,
                q.reached ? T("{present} of {whole} attend; {needed} are needed.",
                              "应到 {whole} 人，实到 {present} 人，须 {needed} 人。")
                          : T("No quorum: {present} of {whole} attend; {needed} are needed.",
                              "未达法定人数：应到 {whole} 人，实到 {present} 人，须 {needed} 人。"),
                T_NONE, args, 3);
    *ret_of = of;
    return true;
}

static bool minutes_are(struct judging *j, int64_t meeting, const char *state) {
    return db_has(j->db, "SELECT 1 FROM meeting WHERE id = $1 AND minutes_state = $2", V(meeting), V(state));
}

static void approve_judge(struct judging *j) {
    const struct meeting *of;
    if (!judge_meetings(j, &of)) return;
    if (!minutes_are(j, of->id, "draft")) {
        refuse_state(j, (const struct rule *)NULL,
                     T("These minutes are approved already, or there are none.", "该纪要已通过或尚未形成。"), T_NONE);
        return;
    }
    const struct minutes *m = minutes_gather(j->db, j->arena, charter_of(j, of->charter), of->id);
    const char *hash = m ? minutes_hash(m, j->arena) : "", *read = act_z(j->act, "hash");
    if (read && strcmp(read, hash) != 0) /* P2 */
        refuse_state(j, (const struct rule *)NULL,
                     T("These minutes have changed since they were read.", "该纪要在阅后已有变动。"),
                     T("Read them again, and approve what they hold now.", "请重新阅读，再通过现有内容。"));
    struct hash digest = { 0 };
    hash_from_hex(str_of(hash), &digest);
    const char *clause = NULL; /* P1: who leads the meeting lets it approve; the leaf holds what was approved */
    capacity_may(j->charter, &j->act->by.as, "meeting.lead", of->body, &clause);
    const struct arg args[] = { ARG_INT("motions", m ? (int64_t)m->motion_count : 0), ARG_DIGEST("hash", digest) };
    finding_add(j, false, 0, clause, NULL,
                T("The minutes hold {motions} {motions|motion|motions}; their fingerprint is {hash}.",
                  "纪要载有动议 {motions} 项，校验值为 {hash}。"),
                T_NONE, args, 2);
}

static void approve_apply(struct applying *a) {
    int64_t of = act_int(a->act, "minutes_of"), by = act_int(a->act, "meeting");
    int64_t version = db_int(a->db, 0, "SELECT charter FROM meeting WHERE id = $1", V(of));
    const struct minutes *m = minutes_gather(a->db, a->arena, charter_pinned(a, version), of);
    db_exec(a->db, "INSERT INTO minutes (meeting, by_meeting, hash, at, entry) VALUES ($1, $2, $3, $4, $5)", V(of),
            V(by), V(m ? minutes_hash(m, a->arena) : ""), V(a->act->at), V(a->act->entry));
    db_exec(a->db, "UPDATE meeting SET minutes_state = 'approved', minutes_by = $1 WHERE id = $2", V(by), V(of));
    act_mention(a, "meeting", of);
}

/* To whoever leads a meeting that is on: the oldest minutes that wait, due since their meeting ended. */
static void approve_offer(struct offering *o) {
    struct rows *r = db_rows(o->j->db, "SELECT id, body, starts_at FROM meeting WHERE state = 'open' ORDER BY id");
    while (rows_next(r)) {
        const char *body = arena_z(o->j->arena, rows_str(r, 1));
        const struct charter_body *b = charter_body(o->j->charter, body);
        int64_t of = b && o->may(o, body) ? minutes_waiting(o->j->db, body, rows_int(r, 2)) : 0;
        if (!of) continue;
        const struct meeting *earlier = meeting_read(o->j->db, o->j->arena, of);
        const struct arg args[] = { ARG_TEXT("body", b->name), ARG_INSTANT("when", earlier->starts_at) };
        offer_add(o, json_pack("{s:I, s:I}", "meeting", (json_int_t)rows_int(r, 0), "minutes_of", (json_int_t)of), NULL,
                  earlier->starts_at, arena_f(o->j->arena, "/meetings/%lld/minutes", (long long)of).data,
                  T("Approve the minutes of the {body} meeting of {when}", "通过{when}{body}会议的纪要"), args, 2);
    }
    rows_done(r);
}

ACT(minutes_approve) = {
    .name = "minutes.approve",
    .version = 1,
    .family = "minutes",
    .power = "meeting.lead",
    .body = act_body_of_meeting,
    .pinned = act_pinned_of_meeting,
    .title = TEXT_INIT("Approve the minutes", "通过会议纪要"),
    .done = TEXT_INIT("Minutes of an earlier meeting were approved in {meeting}.", "{meeting}通过了此前会议的纪要。"),
    .fields = approve_fields,
    .judge = approve_judge,
    .apply = approve_apply,
    .offer = approve_offer,
};

/* ---- minutes.correct ---- */

static const struct field correct_fields[] = {
    { .name = "meeting",
      .label = TEXT_INIT("Meeting that corrects", "作出更正的会议"),
      .type = FIELD_REF,
      .ref = "meeting" },
    { .name = "minutes_of",
      .label = TEXT_INIT("Minutes of meeting", "所更正的会议纪要"),
      .type = FIELD_INT,
      .min = 1,
      .max = 9007199254740991,
      .help = TEXT_INIT("The number of the earlier meeting.", "此前会议的编号。") },
    { .name = "text",
      .label = TEXT_INIT("What is corrected", "更正内容"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .max = 4000,
      .help = TEXT_INIT("It stands under the approved minutes, which stay as they are.",
                        "更正附于已通过的纪要之后，纪要原文不变。") },
    { 0 },
};

static void correct_judge(struct judging *j) {
    const struct meeting *of;
    if (judge_meetings(j, &of) && !minutes_are(j, of->id, "approved"))
        refuse_state(j, (const struct rule *)NULL,
                     T("These minutes are not approved; they can still be written otherwise.",
                       "该纪要尚未通过，仍可修改。"),
                     T_NONE);
}

static void correct_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM minutes_note"), of = act_int(a->act, "minutes_of");
    db_exec(a->db, "INSERT INTO minutes_note (id, meeting, by_meeting, at, entry) VALUES ($1, $2, $3, $4, $5)", V(id),
            V(of), V(act_int(a->act, "meeting")), V(a->act->at), V(a->act->entry));
    act_mention(a, "meeting", of);
}

ACT(minutes_correct) = {
    .name = "minutes.correct",
    .version = 1,
    .family = "minutes",
    .power = "meeting.lead",
    .body = act_body_of_meeting,
    .pinned = act_pinned_of_meeting,
    .title = TEXT_INIT("Correct approved minutes", "更正已通过的纪要"),
    .done = TEXT_INIT("Approved minutes of an earlier meeting were corrected in {meeting}.",
                      "{meeting}更正了此前会议已通过的纪要。"),
    .fields = correct_fields,
    .judge = correct_judge,
    .apply = correct_apply,
};
