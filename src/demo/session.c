/* A meeting from sign-in to close: who comes, what is moved, how they vote; its minutes, and what follows.
 *
 * What a vote comes to is decided first and the votes are dealt to fit, so that passing clearly, passing at exactly the
 * line and falling one short all happen, whatever majority the charter asks for. */
#include "acts/capacity.h"
#include "acts/sealed.h"
#include "demo/session.h"

/* ---- who comes ---- */

static bool may_lead(struct demo *d, const char *body, int64_t holding) {
    struct capacity as = { .kind = AS_OFFICE, .id = holding, .body = body };
    as.title = arena_z(&d->arena, db_str(d->db, &d->arena, "SELECT title FROM holding WHERE id = $1", V(holding)));
    return capacity_may(d->c, &as, "meeting.lead", body, NULL);
}

/* Whether a matter is on the agenda: nearly everybody comes. */
static bool weighty(struct demo *d, const struct room *room) {
    return db_has(d->db, "SELECT 1 FROM topic WHERE meeting = $1 AND state = 'proposed' AND matter IS NOT NULL LIMIT 1",
                  V(room->meeting));
}

/* How many come: mostly enough, sometimes exactly as many as the quorum asks, sometimes too few. */
static size_t how_many(struct demo *d, const struct room *room, size_t holders) {
    const char *of = room->quorum ? rule_word(room->quorum, "of") : "in-office";
    int64_t whole = room->quorum ? fact(d->db, of, room->body, room->meeting) : (int64_t)holders;
    size_t needed = room->quorum ? (size_t)rule_needed(room->quorum, whole) : 1;
    bool lately = d->now > d->end - 75 * DAY_S;
    size_t many = holders * (70 + (size_t)below(d, 31)) / 100;
    if (weighty(d, room)) return holders > needed && chance(d, 50) ? holders - 1 : holders;
    if (needed > 1 && !lately && chance(d, 5)) return needed - 1 - (size_t)below(d, needed > 2 ? 2 : 1);
    if (chance(d, 15)) many = needed;
    if (many < needed) many = needed;
    return many > holders ? holders : many < 1 ? 1 : many;
}

/* The leader first, then the others as they come. False when nobody may lead. */
static bool gather(struct demo *d, struct room *room) {
    int64_t *holdings;
    size_t n =
        LIST(d, &holdings, "SELECT id FROM holding WHERE body = $1 AND to_at IS NULL ORDER BY id", V(room->body));
    size_t leader = n;
    for (size_t i = 0; i < n; i++)
        if (may_lead(d, room->body, holdings[i]) && (leader == n || chance(d, 25))) leader = i;
    if (leader == n || n == 0) return false;
    int64_t kept = holdings[leader];
    holdings[leader] = holdings[0];
    holdings[0] = kept;
    shuffle(d, holdings + 1, n - 1);
    size_t come = how_many(d, room, n);
    room->in_office = (int64_t)n;
    room->people = arena_array(&d->arena, struct who, n + 1);
    for (size_t i = 0; i < come && i < ROOM_MAX; i++) room->people[room->count++] = who_office(d, holdings[i]);
    room->leader = room->people[0];
    return who_may(d, "meeting.record", room->body, &room->recorder);
}

/* One signs in: in the room by the code on the wall, where one is shown, or remote. */
static void sign_in_one(struct demo *d, const struct room *room, const struct who *w) {
    struct room_code code;
    json_t *args = json_pack("{s:I, s:s}", "meeting", (json_int_t)room->meeting, "move", "came");
    if (chance(d, 25))
        json_object_set_new(args, "place", json_string("remote"));
    else if (room_code_now(d->db, room->meeting, d->now, &code))
        json_object_set_new(args, "code", json_string(code.digits));
    act(d, w, "attendance.sign", args);
}

static void record_one(struct demo *d, const struct room *room, const struct who *w, const char *move) {
    act(d, &room->recorder, "attendance.record",
        json_pack("{s:I, s:I, s:s, s:s}", "meeting", (json_int_t)room->meeting, "person", (json_int_t)w->person, "move",
                  move, "place", chance(d, 15) ? "remote" : "room"));
}

static void sign_in(struct demo *d, const struct room *room) {
    bool themselves = chance(d, 35);
    if (themselves && chance(d, 50))
        act(d, &room->recorder, "meeting.code", json_pack("{s:I}", "meeting", (json_int_t)room->meeting));
    for (size_t i = 0; i < room->count; i++) {
        if (themselves)
            sign_in_one(d, room, &room->people[i]);
        else
            record_one(d, room, &room->people[i], "came");
        pass(d, 5 + (int64_t)below(d, 20));
    }
}

static bool in_office_still(struct demo *d, const struct who *w) {
    return db_has(d->db, "SELECT 1 FROM holding WHERE id = $1 AND to_at IS NULL", V(w->id));
}

/* Who led may have lost the office by the very vote: then another who may leads on; where none is there, nothing more is done. */
static void follow_leader(struct demo *d, struct room *room) {
    if (in_office_still(d, &room->leader)) return;
    for (size_t i = 0; i < room->count; i++)
        if (may_lead(d, room->body, room->people[i].id)) {
            room->leader = room->people[i];
            return;
        }
    room->count = 0;
    (void)who_may(d, "meeting.lead", room->body, &room->leader); /* who closes it */
}

/* After a vote that may have ended offices: who is still in the room. */
static void look_around(struct demo *d, struct room *room) {
    size_t n = 0;
    for (size_t i = 0; i < room->count; i++)
        if (in_office_still(d, &room->people[i])) room->people[n++] = room->people[i];
    room->count = n;
    follow_leader(d, room);
    (void)who_may(d, "meeting.record", room->body, &room->recorder);
}

/* ---- a vote ---- */

struct deal {
    size_t affirmative, negative, abstention;
};

static const struct rule *majority_for(struct demo *d, const struct room *room, int64_t matter) {
    struct str topic =
        matter ? db_str(d->db, &d->arena, "SELECT topic FROM matter WHERE id = $1", V(matter)) : STR_NONE;
    const struct rule *own = topic.data ? charter_rule(d->c, arena_z(&d->arena, topic), NULL) : NULL;
    return own && rule_given(own, "share") ? own : room->majority;
}

static struct deal deal_votes(struct demo *d, const struct room *room, const struct rule *r, enum outcome_kind kind) {
    size_t all = room->count;
    size_t aside = kind == EXACT ? 0 : (size_t)below(d, all / 5 + 1); /* abstain or stay silent */
    size_t cast = all - aside;
    const char *of = rule_word(r, "of");
    int64_t base = strcmp(of, "cast") == 0      ? (int64_t)cast
                   : strcmp(of, "present") == 0 ? (int64_t)all
                                                : fact(d->db, of, room->body, room->meeting);
    size_t needed = (size_t)rule_needed(r, base);
    size_t affirmative = needed;
    if (kind != FAIL && cast < needed)
        cast = needed < all ? needed : all; /* nobody stands aside where everybody is needed */
    aside = all - cast;
    if (kind == CLEAR && needed < cast) affirmative = needed + 1 + (size_t)below(d, cast - needed);
    if (kind == FAIL && needed > 0) affirmative = needed - 1 - (size_t)below(d, needed / 3 + 1);
    if (affirmative > cast) affirmative = cast;
    return (struct deal){ affirmative, cast - affirmative, aside / 2 + aside % 2 };
}

static void cast_vote(struct demo *d, const struct who *w, int64_t motion, const char *vote) {
    act(d, w, "motion.vote", json_pack("{s:I, s:s}", "motion", (json_int_t)motion, "vote", vote));
    d->report->votes++;
}

/* Whoever carries the vote of somebody absent votes for them as for themselves. */
static void cast_carried(struct demo *d, const struct who *w, int64_t motion, const char *vote) {
    int64_t other =
        db_int(d->db, 0, "SELECT person FROM roll_call WHERE motion = $1 AND carrier = $2", V(motion), V(w->person));
    if (other)
        act(d, w, "motion.vote",
            json_pack("{s:I, s:s, s:I}", "motion", (json_int_t)motion, "vote", vote, "for", (json_int_t)other));
}

/* Given by hand, or on paper, and entered by who records the meeting. */
static void enter_vote(struct demo *d, const struct room *room, const struct who *w, int64_t motion, const char *vote,
                       bool paper) {
    act(d, &room->recorder, "motion.enter",
        json_pack("{s:I, s:I, s:s, s:s}", "motion", (json_int_t)motion, "person", (json_int_t)w->person, "vote", vote,
                  "how", paper ? "paper" : "hand"));
    d->report->votes++;
}

/* How a vote is taken: each by themselves; by some with their hands; in haste, for benches. */
enum taking { THEMSELVES, HANDS, HURRIED };

static void cast_votes(struct demo *d, const struct room *room, int64_t motion, struct deal deal, enum taking how) {
    int64_t *order = arena_array(&d->arena, int64_t, room->count + 1);
    for (size_t i = 0; i < room->count; i++) order[i] = (int64_t)i;
    shuffle(d, order, room->count);
    for (size_t i = 0; i < room->count; i++) {
        const struct who *w = &room->people[order[i]];
        const char *vote = i < deal.affirmative                   ? "affirmative"
                           : i < deal.affirmative + deal.negative ? "negative"
                                                                  : "abstention";
        if (i >= deal.affirmative + deal.negative + deal.abstention) return; /* silent */
        if (how == HANDS && i % 3 > 0) {
            enter_vote(d, room, w, motion, vote, i % 4 == 0);
        } else {
            if (how != HURRIED && chance(d, 2)) cast_vote(d, w, motion, "abstention"); /* and corrected at once */
            cast_vote(d, w, motion, vote);
            if (how != HURRIED) cast_carried(d, w, motion, vote);
        }
        if (how != HURRIED) pass(d, 2 + (int64_t)below(d, 10));
    }
}

/* A vote that was entered against the motion was none: said with its reason, where it turns no outcome. */
static void correct_vote(struct demo *d, const struct room *room, int64_t motion) {
    int64_t person =
        db_int(d->db, 0,
               "SELECT min(person) FROM roll_call WHERE motion = $1 AND how IN ('hand', 'paper') AND vote = 'negative'",
               V(motion));
    if (person)
        attempt(d, &room->recorder, "motion.correct",
                json_pack("{s:I, s:I, s:s, s:o}", "motion", (json_int_t)motion, "person", (json_int_t)person, "vote",
                          "abstention", "reason",
                          words(d, T("Abstained; the hand was counted wrongly.", "本人弃权，举手计数有误。"))));
}

/* Somebody leaves after the motion was put, and would vote all the same. Afterwards they are gone. */
static void leave_and_vote(struct demo *d, struct room *room, int64_t motion) {
    struct who w = room->people[room->count - 1];
    if (w.person == room->leader.person) return;
    record_one(d, room, &w, "left");
    attempt(d, &w, "motion.vote", json_pack("{s:I, s:s}", "motion", (json_int_t)motion, "vote", "affirmative"));
    room->count--;
}

static void come_and_vote(struct demo *d, struct room *room, int64_t motion) {
    int64_t *absent;
    size_t n = LIST(d, &absent,
                    "SELECT h.id FROM holding h WHERE h.body = $1 AND h.to_at IS NULL AND NOT EXISTS (SELECT 1 FROM "
                    "attendance a WHERE a.meeting = $2 "
                    "AND a.person = h.person) ORDER BY h.id",
                    V(room->body), V(room->meeting));
    if (n == 0) return;
    struct who w = who_office(d, absent[below(d, n)]);
    record_one(d, room, &w, "came");
    attempt(d, &w, "motion.vote", json_pack("{s:I, s:s}", "motion", (json_int_t)motion, "vote", "negative"));
    room->people[room->count++] = w;
}

/* A matter that time has overtaken (a member that left, a charter amended meanwhile) is taken back by who brought it. */
static void drop_matter(struct demo *d, const struct room *room, int64_t motion, int64_t matter) {
    int64_t mover = db_int(d->db, 0, "SELECT person FROM motion WHERE id = $1", V(motion));
    int64_t bringer = db_int(d->db, 0, "SELECT person FROM matter WHERE id = $1", V(matter));
    static const char holding[] = "SELECT id FROM holding WHERE body = $1 AND person = $2 AND to_at IS NULL";
    struct who w = who_office(d, db_int(d->db, 0, holding, V(room->body), V(mover)));
    if (w.person) act(d, &w, "motion.withdraw", json_pack("{s:I}", "motion", (json_int_t)motion));
    w = who_office(d, db_int(d->db, 0, holding, V(room->body), V(bringer)));
    if (w.person) attempt(d, &w, "matter.withdraw", json_pack("{s:I}", "matter", (json_int_t)matter));
}

/* The vote ends: when the chair says so, or by its countdown. */
static void end_vote(struct demo *d, const struct room *room, int64_t motion, instant closes_at) {
    if (closes_at != INSTANT_NONE) {
        clock_to(d, closes_at);
        settle(d);
    } else {
        pass(d, MINUTE);
        act(d, &room->leader, "motion.close", json_pack("{s:I}", "motion", (json_int_t)motion));
    }
}

/* Puts a motion, has it voted on, closes it. Whether it passed. */
bool decide(struct demo *d, struct room *room, int64_t motion, int64_t matter, enum outcome_kind kind) {
    if (!quorum_now(d->db, d->c, room->body, room->meeting).reached) return false; /* somebody has left */
    const struct rule *r = majority_for(d, room, matter);
    struct deal deal = deal_votes(d, room, r, kind);
    json_t *put = json_pack("{s:I}", "motion", (json_int_t)motion);
    int64_t seconds = chance(d, 40) ? 120 + 15 * (int64_t)room->count : 0;
    if (seconds) json_object_set_new(put, "seconds", json_integer(seconds));
    if (matter && attempt(d, &room->leader, "motion.put", put) != 0) {
        drop_matter(d, room, motion, matter);
        return false;
    }
    if (!matter && !act(d, &room->leader, "motion.put", put)) return false;
    instant closes_at = seconds ? d->now + seconds : INSTANT_NONE;
    pass(d, seconds ? 20 : MINUTE);
    enum taking how = chance(d, 15) ? HANDS : THEMSELVES;
    cast_votes(d, room, motion, deal, how);
    if (kind == CLEAR && chance(d, 6)) come_and_vote(d, room, motion);
    if (kind == FAIL && room->count > 3 && chance(d, 25)) leave_and_vote(d, room, motion);
    end_vote(d, room, motion, closes_at);
    if (how == HANDS && chance(d, 50)) correct_vote(d, room, motion);
    if (matter) {
        settle(d);
        look_around(d, room);
    }
    return db_has(d->db, "SELECT 1 FROM motion WHERE id = $1 AND state = 'passed'", V(motion));
}

/* ---- motions ---- */

bool motion_on(struct demo *d, int64_t meeting, int64_t topic, const struct who *mover, int64_t *ret_motion) {
    int64_t matter = db_int(d->db, 0, "SELECT matter FROM topic WHERE id = $1", V(topic));
    int64_t entry = db_int(d->db, -1, "SELECT entry FROM topic WHERE id = $1", V(topic));
    char *title = arena_z(&d->arena, sealed_text(d->db, &d->arena, entry, "title"));
    char *text = arena_z(&d->arena, sealed_text(d->db, &d->arena, entry, "text"));
    json_t *args =
        json_pack("{s:I, s:s, s:I}", "meeting", (json_int_t)meeting, "title", title, "topic", (json_int_t)topic);
    json_object_set_new(args, "text",
                        text[0] ? json_string(text)
                                : words(d, T("The matter is adopted as proposed.", "按所提方案通过该事项。")));
    if (matter) json_object_set_new(args, "matter", json_integer(matter));
    bool done = act(d, mover, "motion.propose", args);
    *ret_motion = done ? db_int(d->db, 0, "SELECT max(id) FROM motion") : 0;
    return done;
}

/* What the vote on a matter comes to: those the alliance's life hangs on pass. */
static enum outcome_kind outcome_for(struct demo *d, int64_t matter) {
    struct str topic =
        matter ? db_str(d->db, &d->arena, "SELECT topic FROM matter WHERE id = $1", V(matter)) : STR_NONE;
    if (str_is(topic, "vote.admission") || str_is(topic, "vote.interpretation") || str_is(topic, "vote.sig"))
        return chance(d, 12) ? FAIL : CLEAR;
    if (matter) return CLEAR;
    uint64_t dice = below(d, 100);
    return dice < 16 ? EXACT : dice < 32 ? FAIL : CLEAR;
}

/* The opposite of what passed at exactly the line; where the charter refuses it, it stays unput and falls with the meeting. */
static void move_opposite(struct demo *d, struct room *room, int64_t passed) {
    const struct rule *r = charter_rule(d->c, "motion.opposite", room->body);
    if (!r || strcmp(rule_word(r, "effect"), "refused") != 0) return;
    const struct who *mover = &room->people[below(d, room->count)];
    if (!act(d, mover, "motion.propose",
             json_pack("{s:I, s:o, s:o, s:I}", "meeting", (json_int_t)room->meeting, "title",
                       words(d, T("The opposite", "相反动议")), "text",
                       words(d, T("Not to do what has just been resolved.", "不予实施刚才所决议的事项。")), "opposes",
                       (json_int_t)passed)))
        return;
    attempt(d, &room->leader, "motion.put",
            json_pack("{s:I}", "motion", (json_int_t)db_int(d->db, 0, "SELECT max(id) FROM motion")));
}

static void follow_up(struct demo *d, const struct room *room, int64_t motion) {
    struct who w;
    struct str id = db_str(d->db, &d->arena, "SELECT resolution FROM motion WHERE id = $1", V(motion));
    if (!id.len || !who_may(d, "resolution.follow", room->body, &w)) return;
    act(d, &w, "resolution.assign",
        json_pack("{s:s, s:I, s:o}", "resolution", arena_z(&d->arena, id), "owner",
                  (json_int_t)room->people[below(d, room->count)].person, "due",
                  json_day(today(d) + 20 + (day)below(d, 50))));
}

static void take_topic(struct demo *d, struct room *room, int64_t topic) {
    int64_t matter = db_int(d->db, 0, "SELECT matter FROM topic WHERE id = $1", V(topic));
    if (matter && !db_has(d->db, "SELECT 1 FROM matter WHERE id = $1 AND state = 'open'", V(matter))) return;
    take_up(d, room, topic);
    if (room->count > 3 && chance(d, 4)) move_procedure(d, room, "limit-speaking");
    debate(d, room);
    if (room->count > 3 && chance(d, 5)) move_procedure(d, room, "close-debate");
    if (!matter && chance(d, 25)) return; /* talked about, nothing moved */
    int64_t motion = db_int(d->db, 0, "SELECT id FROM motion WHERE meeting = $1 AND topic = $2 AND state = 'proposed'",
                            V(room->meeting), V(topic));
    if (!motion && !motion_on(d, room->meeting, topic, &room->people[below(d, room->count)], &motion)) return;
    pass(d, (int64_t)(2 + below(d, 8)) * MINUTE);
    if (!matter && room->count > 3 && chance(d, 14)) amend_motion(d, room, motion);
    enum outcome_kind kind = outcome_for(d, matter);
    bool passed = decide(d, room, motion, matter, kind);
    if (passed && room->count > 0 && chance(d, 85)) follow_up(d, room, motion);
    if (passed && !matter && room->count > 0 &&
        db_has(d->db, "SELECT 1 FROM motion WHERE id = $1 AND exactly = 1", V(motion)) && chance(d, 50))
        move_opposite(d, room, motion);
}

/* For benches: roll calls on small motions until this meeting has done its share of the acts that are asked for. */
static void fill(struct demo *d, struct room *room, int64_t until) {
    int64_t last = INT64_MIN;
    while (alliance_entries(d->a) < until && alliance_entries(d->a) != last && !d->failed && room->count > 0) {
        const struct subject *s = next_subject(d);
        last = alliance_entries(d->a);
        if (!act(d, &room->people[below(d, room->count)], "motion.propose",
                 json_pack("{s:I, s:o, s:o}", "meeting", (json_int_t)room->meeting, "title", words(d, s->title), "text",
                           words(d, s->text))))
            return;
        int64_t motion = db_int(d->db, 0, "SELECT max(id) FROM motion");
        struct deal deal = deal_votes(d, room, room->majority, chance(d, 80) ? CLEAR : FAIL);
        act(d, &room->leader, "motion.put", json_pack("{s:I}", "motion", (json_int_t)motion));
        cast_votes(d, room, motion, deal, HURRIED);
        act(d, &room->leader, "motion.close", json_pack("{s:I}", "motion", (json_int_t)motion));
        pass(d, 20);
        commit(d, false);
    }
}

/* Acts this meeting should bring the alliance to: an even share of what is missing, all of it in the last. */
static int64_t share_of_acts(struct demo *d, const struct room *room) {
    if (d->o->acts <= 0 || strcmp(room->body, d->regular) != 0) return 0;
    int64_t have = alliance_entries(d->a), missing = d->o->acts - have;
    int64_t left =
        db_int(d->db, 0, "SELECT count(*) FROM meeting WHERE body = $1 AND state = 'called' AND starts_at < $2",
               V(room->body), V(d->end));
    const struct rule *r = charter_rule(d->c, "meetings.regular", room->body);
    int64_t a_year = r ? rule_int(r, "count") * (strcmp(rule_word(r, "per"), "month") == 0 ? 12 : 1) : 4;
    int64_t planned = (d->end - d->now) / DAY_S * a_year / 365;
    if (planned > left) left = planned;
    if (d->now > d->end - 2 * DAY_S) left = 0; /* the last one before today */
    return missing > 0 ? have + missing / (left + 1) : 0;
}

/* ---- the meeting ---- */

static void approve_minutes(struct demo *d, const struct room *room) {
    int64_t of =
        db_int(d->db, 0,
               "SELECT id FROM meeting WHERE body = $1 AND minutes_state = 'draft' AND narrative_entry IS NOT NULL AND "
               "starts_at < (SELECT starts_at FROM meeting WHERE id = $2) ORDER BY starts_at DESC LIMIT 1",
               V(room->body), V(room->meeting));
    if (of)
        act(d, &room->leader, "minutes.approve",
            json_pack("{s:I, s:I}", "meeting", (json_int_t)room->meeting, "minutes_of", (json_int_t)of));
}

/* Too few came: a motion is tried, and refused. */
static void without_quorum(struct demo *d, struct room *room) {
    int64_t topic = db_int(
        d->db, 0,
        "SELECT id FROM topic WHERE meeting = $1 AND state = 'proposed' AND matter IS NULL ORDER BY number LIMIT 1",
        V(room->meeting));
    int64_t motion;
    if (topic && motion_on(d, room->meeting, topic, &room->leader, &motion))
        attempt(d, &room->leader, "motion.put", json_pack("{s:I}", "motion", (json_int_t)motion));
    pass(d, 30 * MINUTE);
}

static void business(struct demo *d, struct room *room) {
    int64_t *topics;
    size_t n = LIST(d, &topics, "SELECT id FROM topic WHERE meeting = $1 AND state = 'proposed' ORDER BY number",
                    V(room->meeting));
    approve_minutes(d, room);
    for (size_t i = 0; i < n && !d->failed; i++) {
        struct quorum q = quorum_now(d->db, d->c, room->body, room->meeting);
        if (!q.reached || room->count == 0) return;
        pass(d, (int64_t)(3 + below(d, 6)) * MINUTE);
        take_topic(d, room, topics[i]);
    }
    if (quorum_now(d->db, d->c, room->body, room->meeting).reached) fill(d, room, share_of_acts(d, room));
}

static void call_off(struct demo *d, const struct room *room) {
    struct who w;
    if (who_may(d, "meeting.change", room->body, &w))
        act(d, &w, "meeting.cancel",
            json_pack("{s:I, s:o}", "meeting", (json_int_t)room->meeting, "reason",
                      words(d, T("Nobody can lead it.", "无人可主持会议。"))));
}

/* Now and then those who are left vote to close, rather than the chair. */
static bool adjourned(struct demo *d, struct room *room) {
    bool quorum = room->count > 3 && quorum_now(d->db, d->c, room->body, room->meeting).reached;
    if (quorum && chance(d, 6)) move_procedure(d, room, "adjourn");
    return !db_has(d->db, "SELECT 1 FROM meeting WHERE id = $1 AND state = 'open'", V(room->meeting));
}

void session(struct demo *d, int64_t meeting) {
    const struct meeting *m = meeting_read(d->db, &d->arena, meeting);
    if (!m || strcmp(m->state, "called") != 0) return;
    struct room room = { .meeting = meeting,
                         .body = m->body,
                         .quorum = charter_rule(d->c, "meeting.quorum", m->body),
                         .majority = charter_rule(d->c, "motion.majority", m->body) };
    if (!gather(d, &room)) {
        call_off(d, &room);
        return;
    }
    sign_in(d, &room);
    give_votes(d, &room);
    clock_to(d, m->starts_at);
    if (!act(d, &room.leader, "meeting.open", json_pack("{s:I}", "meeting", (json_int_t)meeting))) return;
    pass(d, 5 * MINUTE);
    if (quorum_now(d->db, d->c, room.body, meeting).reached)
        business(d, &room);
    else
        without_quorum(d, &room);
    pass(d, 5 * MINUTE);
    if (!adjourned(d, &room)) act(d, &room.leader, "meeting.close", json_pack("{s:I}", "meeting", (json_int_t)meeting));
    d->report->meetings++;
}

/* ---- afterwards ---- */

static void write_minutes(struct demo *d) {
    int64_t *ids;
    size_t n = LIST(d, &ids,
                    "SELECT id FROM meeting WHERE minutes_state = 'draft' AND narrative_entry IS NULL AND closed_at < "
                    "$1 ORDER BY id",
                    V(d->now - DAY_S));
    for (size_t i = 0; i < n; i++) {
        struct who w;
        const struct meeting *m = meeting_read(d->db, &d->arena, ids[i]);
        if (!chance(d, 60) || !who_may(d, "minutes.write", m->body, &w)) continue;
        act(d, &w, "minutes.write",
            json_pack("{s:I, s:o}", "meeting", (json_int_t)ids[i], "narrative",
                      words(d, T("The topics were taken in the order of the agenda. Each proposer spoke to their "
                                 "topic, questions were answered, and "
                                 "where a motion was made it was voted on by name.\n\nThis narrative is generated.",
                                 "会议按议程逐项讨论，各议题由提出人说明并答复提问，所提动议均记名表决。\n\n本记述为自"
                                 "动生成的示例。"))));
        pass(d, 10 * MINUTE);
    }
}

static void report_resolutions(struct demo *d) {
    int64_t *motions;
    size_t n =
        LIST(d, &motions,
             "SELECT motion FROM resolution WHERE state = 'open' AND due_day <= $1 ORDER BY due_day, motion LIMIT 50",
             V(today(d) + 1));
    for (size_t i = 0; i < n; i++) {
        struct who w;
        struct str id = db_str(d->db, &d->arena, "SELECT resolution FROM motion WHERE id = $1", V(motions[i]));
        struct str body = db_str(d->db, &d->arena, "SELECT body FROM resolution WHERE id = $1", V(id));
        if (!chance(d, 35) || !who_may(d, "resolution.follow", arena_z(&d->arena, body), &w)) continue;
        bool dropped = chance(d, 4);
        act(d, &w, "resolution.report",
            json_pack("{s:s, s:s, s:o}", "resolution", arena_z(&d->arena, id), "state", dropped ? "dropped" : "done",
                      "note",
                      words(d, dropped ? T("Overtaken by a later resolution.", "已被后续决议取代。")
                                       : T("Carried out as resolved.", "已按决议落实。"))));
        pass(d, 2 * MINUTE);
    }
}

void minutes_day(struct demo *d) {
    write_minutes(d);
    report_resolutions(d);
}
