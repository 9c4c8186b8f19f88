/* What a meeting does between its votes: the point in hand, who asks to speak and speaks, amendments, motions on procedure. */
#include "acts/sealed.h"
#include "demo/session.h"

/* ---- points and speakers ---- */

void take_up(struct demo *d, const struct room *room, int64_t topic) {
    act(d, &room->leader, "meeting.point",
        json_pack("{s:I, s:I}", "meeting", (json_int_t)room->meeting, "topic", (json_int_t)topic));
    pass(d, MINUTE);
}

static json_t *of_meeting(const struct room *room) { return json_pack("{s:I}", "meeting", (json_int_t)room->meeting); }

static json_t *of_person(const struct room *room, const struct who *w) {
    return json_pack("{s:I, s:I}", "meeting", (json_int_t)room->meeting, "person", (json_int_t)w->person);
}

static void ask_to_speak(struct demo *d, const struct room *room, const struct who *w, const char *what) {
    json_t *args = of_meeting(room);
    json_object_set_new(args, "what", json_string(what));
    act(d, w, "speaker.ask", args);
    pass(d, 5 + (int64_t)below(d, 40));
}

/* Some take back what they asked for; the chair calls the others, and mostly they end by themselves. */
static void hear(struct demo *d, const struct room *room, const struct who *w) {
    if (chance(d, 8)) {
        act(d, w, "speaker.withdraw", of_meeting(room));
        return;
    }
    act(d, &room->leader, "speaker.call", of_person(room, w));
    pass(d, 40 + (int64_t)below(d, 160));
    if (chance(d, 70))
        act(d, w, "speaker.withdraw", of_meeting(room));
    else
        act(d, &room->leader, "speaker.end", of_meeting(room));
}

/* A few ask, each once; now and then the chair puts one on the list who would not have asked, and one has a point of order. */
void debate(struct demo *d, struct room *room) {
    enum { SPEAKERS_MAX = 4 };
    const struct who *heard[SPEAKERS_MAX];
    size_t first = room->count ? (size_t)below(d, room->count) : 0,
           n = room->count < 2 ? 0 : (size_t)below(d, SPEAKERS_MAX);
    if (n > room->count) n = room->count;
    for (size_t i = 0; i < n; i++) {
        heard[i] = &room->people[(first + i) % room->count];
        if (chance(d, 10))
            act(d, &room->leader, "speaker.add", of_person(room, heard[i]));
        else
            ask_to_speak(d, room, heard[i],
                         i == 0          ? "speak"
                         : chance(d, 60) ? "speak"
                         : chance(d, 80) ? "reply"
                                         : "order");
    }
    for (size_t i = 0; i < n; i++) hear(d, room, heard[i]);
}

/* ---- other motions ---- */

/* Somebody else would have it in other words; that is voted on first, and what passes are the motion's words. */
void amend_motion(struct demo *d, struct room *room, int64_t motion) {
    const struct who *w = &room->people[1 + below(d, room->count - 1)];
    int64_t entry = db_int(d->db, -1, "SELECT text_entry FROM motion WHERE id = $1", V(motion));
    const char *text = arena_z(&d->arena, sealed_text(d->db, &d->arena, entry, "text"));
    struct text said = T(arena_f(&d->arena, "%s Costs are reported at the end of the year.", text).data,
                         arena_f(&d->arena, "%s费用于年底报告。", text).data);
    if (!act(d, w, "motion.amend", json_pack("{s:I, s:o}", "motion", (json_int_t)motion, "text", words(d, said))))
        return;
    int64_t amendment = db_int(d->db, 0, "SELECT max(id) FROM motion");
    pass(d, 2 * MINUTE);
    if (chance(d, 15)) { /* and thinks better of it */
        act(d, w, "motion.withdraw", json_pack("{s:I}", "motion", (json_int_t)amendment));
        return;
    }
    decide(d, room, amendment, 0, chance(d, 60) ? CLEAR : FAIL);
    pass(d, MINUTE);
}

/* A motion on procedure: voted on at once. One that closes the meeting ends it, so it is moved at the end only. */
bool move_procedure(struct demo *d, struct room *room, const char *procedure) {
    if (!quorum_now(d->db, d->c, room->body, room->meeting).reached) return false;
    const struct who *w = &room->people[below(d, room->count)];
    json_t *args = json_pack("{s:I, s:s}", "meeting", (json_int_t)room->meeting, "procedure", procedure);
    if (strcmp(procedure, "limit-speaking") == 0) json_object_set_new(args, "seconds", json_integer(120));
    if (!act(d, w, "motion.propose", args)) return false;
    return decide(d, room, db_int(d->db, 0, "SELECT max(id) FROM motion"), 0, chance(d, 80) ? CLEAR : FAIL);
}
