/* A vote that decides nothing: more ballots than papers were issued, or none that can be read. It is annulled in public, with grounds,
 * and the round is as it was when nominations had closed, so that the election is called again, with a fresh roll and calendar. What
 * was published stays published. */
#include <string.h>

#include "acts/elections/elections.h"
#include "acts/elections/paper_votes.h"

enum { CONTESTS_SEEN_MAX = 64, UNREADABLE_AFTER_S = 86400 };

/* The most ballots that any one contest has among the lines "contest,…" of the document. */
static int64_t most_papers(struct str document) {
    int64_t papers[CONTESTS_SEEN_MAX + 1] = { 0 }, most = 0, place;
    str_cut(&document, '\n'); /* headings */
    while (document.len > 0) {
        struct str line = str_cut(&document, '\n');
        if (str_int(str_cut(&line, ','), &place) == 0 && place >= 1 && place <= CONTESTS_SEEN_MAX &&
            ++papers[place] > most)
            most = papers[place];
    }
    return most;
}

struct election_void election_void(struct db *db, struct arena *arena, const struct election *e) {
    struct election_void v = { .why = VOID_NOT };
    if (strcmp(e->mode, "open") == 0 || strcmp(e->state, "closed") != 0) return v;
    v.issued = db_int(db, 0, "SELECT count(*) FROM elector WHERE election = $1 AND issued_entry IS NOT NULL", V(e->id));
    if (!e->key)
        v.why = VOID_NO_BOX;
    else if (!e->ballots)
        v.why = papers_wait(db, e->id) ? VOID_PAPERS : VOID_UNREAD;
    else if ((v.papers = most_papers(db_str(db, arena, "SELECT bytes FROM blob WHERE hash = $1", V(e->ballots)))) >
             v.issued)
        v.why = VOID_STUFFED;
    return v;
}

struct text void_words(enum void_why why) {
    switch (why) {
    case VOID_NO_BOX:
        return T("The ballot box could not be made when voting opened, and nobody could vote: this cannot be declared.",
                 "投票开始时未能建立票箱，无人得以投票，不能宣布结果。");
    case VOID_UNREAD:
        return T("The ballots cannot be read from the box; it is tried again every minute.",
                 "票箱内的选票暂不能读取，系统每分钟重试。");
    case VOID_PAPERS:
        return T("Paper ballots are out: the box is opened, and the votes counted, when they have been entered.",
                 "尚有纸质选票待录入：全部录入后方开启票箱并计票。");
    case VOID_STUFFED:
        return T(
            "The box held {papers} ballots, and {issued} {issued|paper was|papers were} issued: this cannot be declared.",
            "票箱内有 {papers} 张选票，而仅发放 {issued} 张，不能宣布结果。");
    default: return T_NONE;
    }
}

/* ---- election.annul ---- */

static const struct field annul_fields[] = {
    { .name = "election", .label = TEXT_INIT("Election", "选举"), .type = FIELD_REF, .ref = "election" },
    { .name = "grounds",
      .label = TEXT_INIT("What happened", "事由"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC,
      .min = 2,
      .max = 4000 },
    { 0 },
};

static void annul_judge(struct judging *j) {
    const struct election *e = election_read(j->db, j->arena, act_int(j->act, "election"));
    if (!e) return;
    struct election_void v = election_void(j->db, j->arena, e);
    const struct rule *r = charter_rule(j->charter, "election", e->body);
    if (v.why == VOID_NOT || v.why == VOID_PAPERS)
        refuse_state(
            j, r,
            T("Only a vote that cannot be declared is annulled: more ballots than papers issued, or none that can be read.",
              "仅在选票多于发放数或无法读取、不能宣布结果时，方可宣告投票无效。"),
            T_NONE);
    else if (v.why == VOID_UNREAD && j->act->at < e->closes_at + UNREADABLE_AFTER_S)
        refuse_state(j, r,
                     T("The box is still being tried; a day after the close the vote can be annulled.",
                       "系统仍在重试读取票箱；截止一天后方可宣告投票无效。"),
                     T_NONE);
    else
        allow(j, r, void_words(v.why), ARG_INT("papers", v.papers), ARG_INT("issued", v.issued));
}

static void annul_apply(struct applying *a) {
    const struct election *e = election_read(a->db, a->arena, act_int(a->act, "election"));
    db_exec(a->db, "UPDATE election SET state = 'annulled', declare_entry = $1 WHERE id = $2", V(a->act->entry),
            V(e->id));
    db_exec(a->db, "UPDATE round SET state = 'closed' WHERE id = $1", V(e->round));
    due_set(a, "clock.election_closes", e->id, INSTANT_NONE);
    act_mention(a, "round", e->round);
}

static void annul_offer(struct offering *o) {
    enum { CLOSED_MAX = 50 };
    int64_t ids[CLOSED_MAX];
    size_t n = 0;
    struct rows *r = db_rows(o->j->db, "SELECT id FROM election WHERE state = 'closed' AND mode <> 'open' ORDER BY id");
    while (n < CLOSED_MAX && rows_next(r)) ids[n++] = rows_int(r, 0);
    rows_done(r);
    for (size_t i = 0; i < n; i++) {
        const struct election *e = election_read(o->j->db, o->j->arena, ids[i]);
        const struct charter_body *b = charter_body(o->j->charter, e->body);
        struct election_void v = election_void(o->j->db, o->j->arena, e);
        if (!b || !o->may(o, e->body) || v.why == VOID_NOT || v.why == VOID_UNREAD || v.why == VOID_PAPERS) continue;
        const struct arg args[] = { ARG_TEXT("body", b->name) };
        offer_add(o, json_pack("{s:I}", "election", (json_int_t)e->id), NULL, INSTANT_NONE, NULL,
                  T("The vote for the {body} cannot be declared: annul it, and call it again",
                    "{body}选举投票不能宣布结果：宣告无效并重新启动"),
                  args, 1);
    }
}

/* To everyone on the roll: what they voted does not count, and they will be asked again. */
static void annul_tell(struct telling *t) {
    enum { TOLD_MAX = 100000 };
    const struct election *e = election_read(t->db, t->arena, act_int(t->act, "election"));
    const struct charter_body *b = e ? charter_body(t->charter, e->body) : NULL;
    int64_t *people = arena_array(t->arena, int64_t, TOLD_MAX);
    size_t n = 0;
    if (!b) return;
    const struct arg args[] = { ARG_TEXT("body", b->name) };
    struct rows *r =
        db_rows(t->db, "SELECT DISTINCT person FROM elector WHERE election = $1 ORDER BY person", V(e->id));
    while (n < TOLD_MAX && rows_next(r)) people[n++] = rows_int(r, 0);
    rows_done(r);
    for (size_t i = 0; i < n; i++)
        tell(
            t,
            &(struct mail){
                .person = people[i],
                .subject = T("The vote in the election of the {body} is void", "{body}选举：投票无效"),
                .body = T(
                    "The vote could not be declared and was annulled; the page says why. You will be asked to vote again.",
                    "投票结果不能宣布，已宣告无效，事由见页面。届时将请您重新投票。"),
                .args = args,
                .arg_count = 1,
                .link = arena_f(t->arena, "/elections/%lld", (long long)e->id).data,
                .official = true });
}

ACT(election_annul) = {
    .name = "election.annul",
    .version = 1,
    .family = "elections",
    .power = "election.close",
    .body = act_body_of_election,
    .pinned = act_pinned_of_election,
    .weighty = true,
    .title = TEXT_INIT("Annul a vote that cannot be declared", "宣告投票无效"),
    .effect = TEXT_INIT("No ballot of {election} counts. The election is called again, with a fresh roll and calendar.",
                        "{election}的选票均不计，须重新启动选举，另定名册与日程。"),
    .done = TEXT_INIT("The vote was annulled: {election}.", "宣告投票无效：{election}。"),
    .fields = annul_fields,
    .judge = annul_judge,
    .apply = annul_apply,
    .offer = annul_offer,
    .tell = annul_tell,
};
