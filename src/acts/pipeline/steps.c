/* What applying an act and folding its leaf have in common. */
#include <string.h>

#include "acts/capacity.h"
#include "acts/pipeline/alliance.h"
#include "acts/pipeline/steps.h"

void actor_format(struct buf *out, const struct act *act) {
    if (act->by.person > 0) {
        buf_addz(out, "person:");
        buf_addint(out, act->by.person);
    } else {
        capacity_format(out, &act->by.as);
    }
}

static void mention(struct db *db, const char *thing, int64_t id, int64_t entry) {
    if (strcmp(thing, "member") == 0) thing = "org";
    if (id > 0)
        db_exec(db, "INSERT INTO mention (thing, id, entry) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", V(thing),
                V(id), V(entry));
}

void act_mention(struct applying *ap, const char *thing, int64_t id) { mention(ap->db, thing, id, ap->act->entry); }

static void mention_fields(struct db *db, const struct act *act) {
    for (const struct field *f = act->kind->fields; f && f->name; f++) {
        if (f->type != FIELD_REF || !f->ref) continue;
        const json_t *value = json_object_get(act->args, f->name);
        if (json_is_array(value))
            for (size_t i = 0; i < json_array_size(value); i++)
                mention(db, f->ref, json_integer_value(json_array_get(value, i)), act->entry);
        else if (value)
            mention(db, f->ref, json_integer_value(value), act->entry);
    }
}

void act_trace(struct db *db, const struct act *act, const char *const *clauses, size_t clause_count) {
    if (act->by.as.kind != AS_CLOCK && act->by.as.kind != AS_CHARTER) {
        struct buf actor;
        buf_init(&actor, 128);
        actor_format(&actor, act);
        db_exec(db, "INSERT INTO act_key (actor, key, entry) VALUES ($1, $2, $3)", V(buf_str(&actor)), V(act->id),
                V(act->entry));
        buf_release(&actor);
    }
    if (act->kind->quiet) return;
    for (size_t i = 0; i < clause_count; i++)
        db_exec(db, "INSERT INTO citation (clause, entry) VALUES ($1, $2) ON CONFLICT DO NOTHING", V(clauses[i]),
                V(act->entry));
    mention_fields(db, act);
    mention(db, "person", act->by.person, act->entry);
    if (act->by.via && act->by.via[0]) mention(db, "person", entered_by(db, act->by.via), act->entry);
    mention(db, "org", act->by.as.org, act->entry);
}

void act_apply(struct applying *ap) {
    const struct act *act = ap->act;
    if (act->kind->origin == ORIGIN_CLOCK)
        db_exec(ap->db, "DELETE FROM due WHERE kind = $1 AND about = $2", V(act->kind->name), V(act_int(act, "about")));
    if (act->kind->apply) act->kind->apply(ap);
}

const struct charter *charter_of(const struct judging *j, int64_t version) {
    const struct charter *c = j->laws && version ? alliance_charter_version(j->laws, version) : NULL;
    return c ? c : j->charter;
}

const struct charter *charter_pinned(const struct applying *a, int64_t version) {
    const struct charter *c = a->laws && version ? alliance_charter_version(a->laws, version) : NULL;
    return c ? c : a->charter;
}

int64_t next_id(struct applying *a, const char *sql) { return db_int(a->db, 1, sql); }

void due_set(struct applying *a, const char *kind, int64_t about, instant due) {
    db_exec(a->db, "DELETE FROM due WHERE kind = $1 AND about = $2", V(kind), V(about));
    if (due != INSTANT_NONE)
        db_exec(a->db, "INSERT INTO due (kind, about, at) VALUES ($1, $2, $3)", V(kind), V(about), V(due));
}
