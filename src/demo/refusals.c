/* What the charter refuses, tried all the same: each attempt is kept, for the person and for the office. Attempts that
 * belong to a meeting or to nominations are made there. */
#include "demo/internal.h"

static void late_notice(struct demo *d) {
    struct who w;
    const struct rule *r = charter_rule(d->c, "meeting.notice", d->regular);
    if (!r || rule_int(r, "days") < 2 || !who_may(d, "meeting.call", d->regular, &w)) return;
    day on = today(d) + (day)rule_int(r, "days") - 1;
    attempt(d, &w, "meeting.call",
            json_pack("{s:s, s:o, s:o}", "body", d->regular, "starts_at", json_instant(local(d, on, 15, 0)), "place",
                      place_json(d)));
}

/* A type of organization that a class is not open to. */
static void ineligible(struct demo *d) {
    const struct charter_class *classes;
    const struct charter_word *types;
    size_t n = charter_classes(d->c, &classes), count = charter_words_of(d->c, "organization", &types);
    for (size_t i = 0; i < n; i++) {
        const struct rule *r = charter_rule(d->c, "membership.eligible", classes[i].id);
        for (size_t k = 0; r && k < count; k++) {
            if (rule_lists(r, "types", types[k].id)) continue;
            struct org_name o = new_org(d, classes[i].id);
            const char *email, *name = new_person(d, &email);
            struct who w = who_visitor();
            attempt(d, &w, "application.submit",
                    json_pack("{s:s, s:s, s:s*, s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:b}", "class", classes[i].id,
                              "org_name", o.name, "org_name_en", o.name_en, "type", types[k].id, "jurisdiction",
                              o.jurisdiction, "registration", o.registration, "evidence",
                              "Extract of a register, generated. 登记摘录（自动生成）。", "statement",
                              words(d, T("We would like to join without a fee.", "希望以免缴会费的类别加入联盟。")),
                              "name", name, "email", email, "accept", 1));
            return;
        }
    }
}

/* A member's representative does what is others' to do. */
static void not_theirs(struct demo *d) {
    static const char *const kinds[] = { "escrow.propose", "meeting.call", "application.decide", "alliance.contact" };
    struct who w = who_voting(d, spare_member(d, false));
    if (!w.person) return;
    switch (below(d, 4)) {
    case 0:
        attempt(d, &w, kinds[0],
                json_pack("{s:s, s:s, s:o}", "company", "Example Escrow 0 Ltd.", "registration", "DEMO-0", "title",
                          words(d, T("Our company", "我方公司"))));
        return;
    case 1:
        attempt(d, &w, kinds[1],
                json_pack("{s:s, s:o, s:o}", "body", d->regular, "starts_at", json_instant(d->now + 30 * DAY_S),
                          "place", place_json(d)));
        return;
    case 2: {
        int64_t id = db_int(d->db, 0, "SELECT max(id) FROM application");
        if (id)
            attempt(d, &w, kinds[2],
                    json_pack("{s:I, s:s, s:o}", "application", (json_int_t)id, "decision", "admit", "grounds",
                              words(d, T("We know them.", "情况熟悉。"))));
        return;
    }
    default: attempt(d, &w, kinds[3], json_pack("{s:s}", "contact", "we@example.org")); return;
    }
}

/* A member of the body wants a seat for itself twice, a topic for a meeting that is over, minutes before there are any. */
static void out_of_turn(struct demo *d) {
    struct who w;
    int64_t over =
        db_int(d->db, 0, "SELECT id FROM meeting WHERE body = $1 AND state = 'held' ORDER BY id DESC LIMIT 1",
               V(d->regular));
    int64_t called = db_int(
        d->db, 0,
        "SELECT id FROM meeting WHERE body = $1 AND state = 'called' AND starts_at > $2 ORDER BY starts_at LIMIT 1",
        V(d->regular), V(d->now + DAY_S));
    if (over && who_may(d, "topic.propose", d->regular, &w))
        attempt(d, &w, "topic.propose",
                json_pack("{s:I, s:o}", "meeting", (json_int_t)over, "title", words(d, next_subject(d)->title)));
    if (called && who_may(d, "meeting.lead", d->regular, &w))
        attempt(d, &w, "meeting.open", json_pack("{s:I}", "meeting", (json_int_t)called));
    if (called && who_may(d, "minutes.write", d->regular, &w))
        attempt(d, &w, "minutes.write",
                json_pack("{s:I, s:o}", "meeting", (json_int_t)called, "narrative",
                          words(d, T("Nothing yet.", "尚无内容。"))));
}

void refusals_day(struct demo *d, day on) {
    day since = on - instant_day(d->closed, d->zone);
    if (since == 30 || chance(d, 2)) late_notice(d);
    if (since == 33 || chance(d, 1)) ineligible(d);
    if (since == 40 || chance(d, 1)) not_theirs(d);
    if (since == 61 || chance(d, 1)) out_of_turn(d);
}
