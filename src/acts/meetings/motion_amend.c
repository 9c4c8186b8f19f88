/* Amendments to a motion: the whole new wording, moved as a motion of its own and voted on before the motion it would change. What
 * passes becomes the motion's wording; when several pass, the one voted on last stands. The first wording stays under its entry. */
#include <string.h>

#include "acts/meetings/motions.h"

static const struct field amend_fields[] = {
    { .name = "motion", .label = TEXT_INIT("Motion", "动议"), .type = FIELD_REF, .ref = "motion" },
    { .name = "title",
      .label = TEXT_INIT("New title", "新标题"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC,
      .min = 2,
      .optional = true,
      .help = TEXT_INIT("Left out: the title stays.", "不填则沿用原标题。") },
    { .name = "text",
      .label = TEXT_INIT("The whole new wording", "修正后的全文"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC },
    { 0 },
};

static void amend_judge(struct judging *j) {
    const struct motion *m = motion_read(j->db, j->arena, act_int(j->act, "motion"));
    if (!m) return;
    if (strcmp(m->state, "proposed") != 0)
        refuse_state(j, (const struct rule *)NULL,
                     T("A motion is amended before it is put to the vote.", "动议应在付表决前修正。"), T_NONE);
    if (m->amends)
        refuse_state(j, (const struct rule *)NULL,
                     T("This is an amendment already; amendments are not amended.", "此为修正案，不得再行修正。"),
                     T("Move another amendment of the motion itself.", "可就原动议另提修正案。"));
    if (m->procedure)
        refuse_state(j, (const struct rule *)NULL, T("A motion on procedure is not amended.", "程序动议不得修正。"),
                     T_NONE);
    if (m->matter)
        refuse_state(j, (const struct rule *)NULL,
                     T("This motion decides a matter that takes effect as it was opened; its wording is fixed.",
                       "该动议所决事项通过后按原内容生效，文本不得修正。"),
                     T("Withdraw the matter and open it anew in other words.", "可撤回该事项，修改后重新提出。"));
}

static void amend_apply(struct applying *a) {
    const struct motion *m = motion_read(a->db, a->arena, act_int(a->act, "motion"));
    int64_t topic = db_int(a->db, 0, "SELECT topic FROM motion WHERE id = $1", V(m->id));
    int64_t entry = a->act->entry;
    motion_add(a,
               &(struct motion){ .meeting = m->meeting,
                                 .body = m->body,
                                 .amends = m->id,
                                 .title_entry = act_given(a->act, "title") ? entry : m->title_entry,
                                 .text_entry = entry },
               topic);
}

void amendment_take(struct applying *a, const struct motion *m) {
    bool titled = m->title_entry == m->entry;
    db_exec(a->db, "UPDATE motion SET text_entry = $1 WHERE id = $2", V(m->text_entry), V(m->amends));
    if (titled) db_exec(a->db, "UPDATE motion SET title_entry = $1 WHERE id = $2", V(m->title_entry), V(m->amends));
    act_mention(a, "motion", m->amends);
    act_words(a, "motion", m->amends);
}

ACT(motion_amend) = {
    .name = "motion.amend",
    .version = 1,
    .family = "motions",
    .power = "motion.propose",
    .body = act_body_of_motion,
    .pinned = act_pinned_of_motion,
    .title = TEXT_INIT("Move an amendment", "提出修正案"),
    .effect = TEXT_INIT("It is voted on before the motion; when it passes, these words are the motion's.",
                        "修正案先于原动议付表决，通过后即为动议文本。"),
    .done = TEXT_INIT("An amendment of {motion} was moved.", "对{motion}提出修正案。"),
    .fields = amend_fields,
    .judge = amend_judge,
    .apply = amend_apply,
};
