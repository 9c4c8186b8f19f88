/* Votes of those who are not in the room, where the charter lets that be: given to another holder for a meeting, or cast by all in
 * office on a motion that is sent round between meetings. */
#include "demo/session.h"

/* ---- given to another ---- */

static bool among(const struct room *room, int64_t person) {
    for (size_t i = 0; i < room->count; i++)
        if (room->people[i].person == person) return true;
    return false;
}

void give_votes(struct demo *d, const struct room *room) {
    const struct rule *r = charter_rule(d->c, "motion.proxy", room->body);
    int64_t *holdings;
    size_t n = r ? LIST(d, &holdings, "SELECT id FROM holding WHERE body = $1 AND to_at IS NULL ORDER BY id",
                        V(room->body))
                 : 0,
           carriers = 0;
    for (size_t i = 0; i < n && carriers < room->count; i++) {
        struct who w = who_office(d, holdings[i]);
        if (among(room, w.person) || !chance(d, 60)) continue;
        const struct who *to = &room->people[carriers++]; /* one each */
        act(d, &w, "vote.delegate",
            json_pack("{s:I, s:I}", "meeting", (json_int_t)room->meeting, "to", (json_int_t)to->person));
        if (!chance(d, 15)) continue;
        act(d, &w, "vote.recall", json_pack("{s:I}", "meeting", (json_int_t)room->meeting)); /* thinks better of it */
    }
}

/* ---- between meetings ---- */

enum { BODIES_OF = 64 };

static void answer_event(struct demo *d, int64_t motion) {
    int64_t *holdings;
    char *body = arena_z(&d->arena, db_str(d->db, &d->arena, "SELECT body FROM motion WHERE id = $1 AND state = 'put'",
                                           V(motion)));
    size_t n = LIST(
        d, &holdings,
        "SELECT h.id FROM holding h JOIN roll_call r ON r.motion = $1 AND r.person = h.person AND r.vote IS NULL WHERE h.body = $2 AND h.to_at IS NULL ORDER BY h.id",
        V(motion), V(body ? body : ""));
    bool few = chance(d, 12); /* so few that nothing is decided */
    for (size_t i = 0; i < n; i++) {
        if (!chance(d, few ? 20 : 80)) continue;
        struct who w = who_office(d, holdings[i]);
        act(d, &w, "motion.vote",
            json_pack("{s:I, s:s}", "motion", (json_int_t)motion, "vote",
                      chance(d, 75)   ? "affirmative"
                      : chance(d, 60) ? "negative"
                                      : "abstention"));
        d->report->votes++;
        pass(d, 20 * MINUTE);
    }
    if (chance(d, 10) && n > 0) { /* one would rather talk about it */
        struct who w = who_office(d, holdings[n - 1]);
        attempt(d, &w, "motion.refer",
                json_pack("{s:I, s:o}", "motion", (json_int_t)motion, "reason",
                          words(d, T("It should be talked about first.", "宜先行讨论。"))));
    }
}

static void circulate_event(struct demo *d, int64_t x) {
    enum { AGAIN_DAYS = 110, QUIET_DAYS = 20 };
    const struct charter_body *bodies;
    size_t n = charter_bodies(d->c, &bodies);
    const char *body = (size_t)x < n ? bodies[x].id : NULL;
    const struct rule *r = body ? charter_rule(d->c, "motion.between", body) : NULL;
    const struct subject *s = next_subject(d);
    struct who w;
    if (!r || d->now > d->end - QUIET_DAYS * DAY_S) return;
    later(d, local(d, working_day(d, today(d) + AGAIN_DAYS), 10, 0), circulate_event, x);
    if (!who_may(d, "motion.propose", body, &w)) return;
    if (act(d, &w, "motion.circulate",
            json_pack("{s:s, s:o, s:o, s:o}", "body", body, "title", words(d, s->title), "text", words(d, s->text),
                      "closes_at", json_instant(local(d, today(d) + (day)rule_int(r, "days") + 2, 18, 0)))))
        later(d, d->now + 2 * DAY_S, answer_event, db_int(d->db, 0, "SELECT max(id) FROM motion"));
}

void plan_votes_between(struct demo *d) {
    const struct charter_body *bodies;
    size_t n = charter_bodies(d->c, &bodies);
    for (size_t i = 0; i < n && i < BODIES_OF; i++)
        if (charter_rule(d->c, "motion.between", bodies[i].id))
            later(d, local(d, working_day(d, instant_day(d->closed, d->zone) + 60), 10, 0), circulate_event,
                  (int64_t)i);
}
