/* What a form shows before anything is done: the same judge, on a reader's snapshot. */
#include "acts/capacity.h"
#include "acts/pipeline/alliance.h"
#include "acts/pipeline/steps.h"
#include "acts/verdict.h"

const struct verdict *pipeline_preview(struct alliance *a, struct db *reader, const struct ask *ask,
                                       struct arena *arena, const struct capacity **ret_choices,
                                       size_t *ret_choice_count) {
    struct prepared p;
    instant now = alliance_now(a);
    const struct charter *charter = alliance_charter(a, now);
    prepare(&p, ask, charter, reader);
    struct act *act = &p.act;
    act->at = now;
    if (!p.verdict.refused) {
        struct judging j = { .charter = charter,
                             .db = reader,
                             .act = act,
                             .workcal = alliance_workcal(a),
                             .arena = &p.arena,
                             .verdict = &p.verdict,
                             .received = now,
                             .sent = p.blobs,
                             .sent_count = p.blob_count,
                             .preview = true };
        struct capacity *all;
        j.laws = a;
        judge_entered(&j, &p);
        size_t n = refused(&j) ? 0 : capacities_of(reader, charter, act->by.person, now, &p.arena, &all);
        if (!refused(&j)) choose_capacity(&j, &p, all, n);
        if (!refused(&j)) judge_references(&j);
        int64_t pinned = !refused(&j) && act->kind->pinned ? act->kind->pinned(&j) : 0;
        if (pinned && alliance_charter_version(a, pinned)) j.charter = alliance_charter_version(a, pinned);
        if (!refused(&j) && act->kind->judge) act->kind->judge(&j);
    } else if (ret_choices &&
               act->kind) { /* too little is given to judge: who may do it where can be said all the same */
        struct verdict aside = { .arena = &p.arena };
        struct judging j = { .charter = charter,
                             .db = reader,
                             .act = act,
                             .workcal = alliance_workcal(a),
                             .arena = &p.arena,
                             .verdict = &aside,
                             .received = now,
                             .preview = true };
        if (!act->kind->body || act->kind->body(&j)) {
            struct capacity *all;
            size_t n = capacities_of(reader, charter, act->by.person, now, &p.arena, &all);
            choose_capacity(&j, &p, all, n);
        }
    }
    struct verdict *copy = verdict_copy(&p.verdict, arena);
    if (ret_choices) {
        *ret_choices = capacities_copy(p.choices, p.choice_count, arena);
        *ret_choice_count = p.choice_count;
    }
    prepared_release(&p);
    return copy;
}
