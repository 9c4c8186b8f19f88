/* Motions on procedure: what a body may decide about its meeting while it is on. The list is closed, and each says here what it is
 * called, when it may be moved, and what it does once it has passed. They are voted on at once, one at a time, and resolve nothing. */
#include <string.h>

#include "acts/meetings/motions.h"

/* ---- what each does ---- */

static void close_debate(struct applying *a, const struct motion *m) {
    db_exec(a->db, "UPDATE meeting SET debate_closed = 1 WHERE id = $1", V(m->meeting));
    speaker_done(a, m->meeting);
    db_exec(
        a->db,
        "UPDATE speaker SET state = 'withdrawn' WHERE meeting = $1 AND topic = $2 AND state = 'asked' AND what <> 'order'",
        V(m->meeting), V(point_now(a->db, m->meeting)));
}

static void next_point(struct applying *a, const struct motion *m) {
    int64_t number = db_int(a->db, 0, "SELECT number FROM topic WHERE id = $1", V(point_now(a->db, m->meeting)));
    point_take(
        a, m->meeting,
        db_int(a->db, 0,
               "SELECT id FROM topic WHERE meeting = $1 AND number > $2 AND state = 'proposed' ORDER BY number LIMIT 1",
               V(m->meeting), V(number)));
}

static void adjourn(struct applying *a, const struct motion *m) {
    act_emit(a, "meeting.adjourned", json_pack("{s:I}", "meeting", (json_int_t)m->meeting));
}

static void limit_speaking(struct applying *a, const struct motion *m) {
    db_exec(a->db, "UPDATE meeting SET speak_seconds = $1 WHERE id = $2", V(m->seconds ? m->seconds : SPEAK_S_USUAL),
            V(m->meeting));
}

/* ---- the list ---- */

#define PROCEDURES(X)                                                                                                  \
    X("close-debate", "Close the debate on this point", "终止对本议题的讨论", close_debate)                            \
    X("next-point", "Go to the next point", "进入下一议题", next_point)                                                \
    X("adjourn", "Close the meeting", "散会", adjourn)                                                                 \
    X("limit-speaking", "Limit how long one speaks on this point", "限制本议题的发言时间", limit_speaking)

const struct choice procedures[] = {
#define X(id, en, zh, take) { id, TEXT_INIT(en, zh) },
    PROCEDURES(X)
#undef X
        { 0 },
};

static const struct taking {
    const char *id;
    void (*take)(struct applying *a, const struct motion *m);
} takings[] = {
#define X(id, en, zh, take) { id, take },
    PROCEDURES(X)
#undef X
};

void procedure_take(struct applying *a, const struct motion *m) {
    for (size_t i = 0; i < sizeof takings / sizeof takings[0]; i++)
        if (strcmp(takings[i].id, m->procedure) == 0) takings[i].take(a, m);
}

/* ---- moving one ---- */

static void judge_alone(struct judging *j) {
    static const char *const others[] = { "matter", "opposes" };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (act_given(j->act, others[i]))
            refuse_field(j, others[i], T("A motion on procedure decides nothing else.", "程序动议不决定其他事项。"));
    if (act_given(j->act, "seconds") && strcmp(act_z(j->act, "procedure"), "limit-speaking") != 0)
        refuse_field(j, "seconds", T("Only a limit on speaking has a time.", "仅限制发言时间的动议须填写时限。"));
}

void procedure_judge(struct judging *j, const struct meeting *m) {
    const char *procedure = act_z(j->act, "procedure");
    judge_alone(j);
    if (strcmp(m->state, "open") != 0)
        refuse_state(j, (const struct rule *)NULL,
                     T("Motions on procedure are moved while the meeting is on.", "程序动议应在会议进行中提出。"),
                     T_NONE);
    if (!db_has(j->db, "SELECT 1 FROM attendance WHERE meeting = $1 AND person = $2 AND left_at IS NULL", V(m->id),
                V(j->act->by.person)))
        refuse_state(j, (const struct rule *)NULL,
                     T("Those recorded as present move them.", "程序动议由已登记出席者提出。"), T_NONE);
    int64_t other = db_int(
        j->db, 0,
        "SELECT number FROM motion WHERE meeting = $1 AND state IN ('proposed', 'put') AND procedure IS NOT NULL LIMIT 1",
        V(m->id));
    if (other)
        refuse_state(j, (const struct rule *)NULL,
                     T("Motion {other} on procedure comes first.", "应先处理程序动议 {other}。"), T_NONE,
                     ARG_INT("other", other));
    if (strcmp(procedure, "close-debate") == 0 &&
        db_has(j->db, "SELECT 1 FROM meeting WHERE id = $1 AND debate_closed = 1", V(m->id)))
        refuse_state(j, (const struct rule *)NULL,
                     T("The debate on this point was closed already.", "本议题的讨论已经终止。"), T_NONE);
    if (strcmp(procedure, "next-point") == 0 && !point_now(j->db, m->id))
        refuse_state(j, (const struct rule *)NULL, T("No point is in hand.", "目前没有正在讨论的议题。"), T_NONE);
}
