/* The code shown in the room of a meeting: whoever types it in signs in as being there.
 *
 * It must be worth nothing to those who read the register, which is public at once. So it is in no act: asking for a code puts
 * a secret into a table that is not folded, and each minute's code is that secret and the minute, hashed. What is typed is a
 * sealed field, of which the register has a salted commitment. A replay has neither and asks for neither: that the code was
 * right is what the entry says by being there. A code lives a minute or two, which makes it of little use to pass on, and
 * guessing is bounded by the refusals kept of whoever guesses. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "acts/meetings/meetings.h"
#include "acts/secrets.h"

enum {
    CODE_S = 60,     /* a code is new each minute; the one before it is taken as well */
    CODES = 1000000, /* six digits */
    TRIES_MAX = 10,  /* wrong codes of one person … */
    TRIES_S = 600,   /* … in so many seconds */
};

static void code_of(const struct hash *secret, int64_t minute, char ret[ROOM_CODE_DIGITS + 1]) {
    uint8_t number[8];
    for (int i = 7; i >= 0; i--) number[7 - i] = (uint8_t)((uint64_t)minute >> (8 * i));
    struct str parts[] = { { (const char *)secret->b, HASH_SIZE }, { (const char *)number, sizeof number } };
    struct hash h = hash_parts(parts, 2);
    uint64_t value = 0;
    for (int i = 0; i < 8; i++) value = value << 8 | h.b[i];
    snprintf(ret, ROOM_CODE_DIGITS + 1, "%06" PRIu64, value % CODES);
}

bool room_code_now(struct db *db, int64_t meeting, instant at, struct room_code *ret) {
    struct hash secret;
    if (!db_has(db, "SELECT 1 FROM meeting WHERE id = $1 AND code_entry IS NOT NULL AND state IN ('called', 'open')",
                V(meeting)) ||
        !secret_hash(db, "room", meeting, &secret))
        return false;
    code_of(&secret, at / CODE_S, ret->digits);
    ret->until = (at / CODE_S + 1) * CODE_S;
    return true;
}

static bool is_right(const struct hash *secret, const char *given, instant at) {
    for (int64_t minute = at / CODE_S - 1; minute <= at / CODE_S; minute++) {
        char code[ROOM_CODE_DIGITS + 1];
        code_of(secret, minute, code);
        if (strcmp(code, given) == 0) return true;
    }
    return false;
}

/* Digits alone: people type a blank in the middle, or full-width digits' neighbours; those are not digits. */
static void digits_of(const char *given, char ret[ROOM_CODE_DIGITS + 2]) {
    size_t n = 0;
    for (; given && *given && n < ROOM_CODE_DIGITS + 1; given++)
        if (*given >= '0' && *given <= '9') ret[n++] = *given;
    ret[n] = 0;
}

void judge_room_code(struct judging *j, int64_t meeting, const char *given) {
    struct hash secret;
    char digits[ROOM_CODE_DIGITS + 2];
    if (j->again || j->preview) return;
    if (!secret_hash(j->db, "room", meeting, &secret)) {
        refuse_state(j, (const struct rule *)NULL, T("No code is shown in the room now.", "会场目前未显示签到码。"),
                     T("Ask the chair for a new one.", "请主持人重新显示签到码。"));
        return;
    }
    int64_t tries =
        db_int(j->db, 0, "SELECT count(*) FROM refusal WHERE person = $1 AND kind = 'attendance.sign' AND at > $2",
               V(j->act->by.person), V(j->act->at - TRIES_S));
    digits_of(given, digits);
    if (tries >= TRIES_MAX)
        refuse_state(j, (const struct rule *)NULL,
                     T("Too many wrong codes. Wait ten minutes.", "签到码多次有误，请十分钟后再试。"),
                     T("The secretary can record that you are here.", "也可请记录人员登记您到会。"));
    else if (!is_right(&secret, digits, j->received))
        refuse_field(j, "code",
                     T("This is not the code shown in the room now. It changes each minute.",
                       "签到码有误：会场显示的签到码每分钟更换。"));
}

/* ---- meeting.code ---- */

static const struct field code_fields[] = {
    { .name = "meeting", .label = TEXT_INIT("Meeting", "会议"), .type = FIELD_REF, .ref = "meeting" },
    { .name = "stop",
      .label = TEXT_INIT("Ask for no code any more", "不再要求签到码"),
      .type = FIELD_BOOL,
      .optional = true },
    { 0 },
};

static void code_judge(struct judging *j) {
    const struct meeting *m = meeting_read(j->db, j->arena, act_int(j->act, "meeting"));
    if (m && strcmp(m->state, "called") != 0 && strcmp(m->state, "open") != 0)
        refuse_state(j, (const struct rule *)NULL,
                     T("People sign in to a meeting until it is closed.", "会议结束后不再签到。"), T_NONE);
    if (m && act_bool(j->act, "stop") &&
        !db_has(j->db, "SELECT 1 FROM meeting WHERE id = $1 AND code_entry IS NOT NULL", V(m->id)))
        refuse_state(j, (const struct rule *)NULL, T("No code is asked for.", "目前并未要求签到码。"), T_NONE);
}

static void code_supply(struct supplying *s) {
    int64_t meeting = json_integer_value(json_object_get(s->args, "meeting"));
    if (json_is_true(json_object_get(s->args, "stop"))) {
        secret_forget(s->db, "room", meeting);
        return;
    }
    struct hash secret;
    struct buf hex;
    entropy_bytes(s->entropy, secret.b, HASH_SIZE);
    buf_init(&hex, 2 * HASH_SIZE + 1);
    hash_hex(&hex, &secret);
    secret_keep(s->db, "room", meeting, buf_str(&hex));
    buf_release(&hex);
}

static void code_apply(struct applying *a) {
    bool stop = act_bool(a->act, "stop");
    db_exec(a->db, "UPDATE meeting SET code_entry = $1 WHERE id = $2", stop ? V_NULL : V(a->act->entry),
            V(act_int(a->act, "meeting")));
}

void room_code_forget(struct supplying *s) {
    secret_forget(s->db, "room", json_integer_value(json_object_get(s->args, "meeting")));
}

ACT(meeting_code) = {
    .name = "meeting.code",
    .version = 1,
    .family = "meetings",
    .power = "meeting.record",
    .body = act_body_of_meeting,
    .title = TEXT_INIT("Show a code in the room", "在会场显示签到码"),
    .effect =
        TEXT_INIT("Whoever signs in as being in the room types the code the wall page shows; it changes each minute.",
                  "在会场签到者须输入大屏显示的签到码，签到码每分钟更换。"),
    .done = TEXT_INIT("A code for signing in was set or ended in {meeting}.", "为{meeting}设置或取消签到码。"),
    .fields = code_fields,
    .judge = code_judge,
    .supply = code_supply,
    .apply = code_apply,
};
