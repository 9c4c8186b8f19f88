/* Mail that follows an act: a row written in the act's transaction, so that a notice exists exactly if the act does.
 * effects/ sends it later; the address is looked up then, because folded state knows no addresses. */
#include <string.h>

#include "acts/pipeline/alliance.h"
#include "acts/pipeline/run.h"

static enum lang governing(const struct charter *c) { return c ? charter_governing(c) : LANG_ZH; }

/* That of the first mail sent to an address under the entry by which its owner came in: the receipt, in the language asked in. */
static enum lang language_of_entry(struct db *db, const struct charter *c, int64_t entry, struct arena *arena) {
    struct str lang =
        db_str(db, arena, "SELECT lang FROM outbox WHERE entry = $1 AND person = 0 ORDER BY id LIMIT 1", V(entry));
    return str_is(lang, "en") ? LANG_EN : str_is(lang, "zh") ? LANG_ZH : governing(c);
}

static enum lang language_of(struct db *db, const struct charter *c, int64_t person, struct arena *arena) {
    struct str lang =
        person > 0 ? db_str(db, arena, "SELECT lang FROM account WHERE person = $1", V(person)) : STR_NONE;
    if (str_is(lang, "en")) return LANG_EN;
    if (str_is(lang, "zh")) return LANG_ZH;
    /* Who came by an application keeps the language it was made in until an account says otherwise. */
    return person > 0
               ? language_of_entry(db, c, db_int(db, -1, "SELECT email_entry FROM person WHERE id = $1", V(person)),
                                   arena)
               : governing(c);
}

void tell(struct telling *t, const struct mail *m) {
    if (t->pipeline && t->pipeline->a->in_bulk) return; /* an imported or simulated past is not announced */
    enum lang lang = m->person > 0 ? language_of(t->db, t->charter, m->person, t->arena)
                     : m->lang     ? (strcmp(m->lang, "en") == 0 ? LANG_EN : LANG_ZH)
                                   : language_of_entry(t->db, t->charter, m->about, t->arena);
    struct zone zone = t->charter ? charter_zone(t->charter) : ZONE_UTC;
    struct buf subject, body;
    buf_init(&subject, 1000);
    buf_init(&body, 200000);
    text_format(&subject, m->subject, lang, zone, m->args, m->arg_count);
    text_format(&body, m->body, lang, zone, m->args, m->arg_count);
    db_exec(
        t->db,
        "INSERT INTO outbox (entry, person, address, lang, subject, body, link, meeting, invite, sequence, official, state, tries, next_at, "
        "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', 0, $12, $13)",
        V(t->act->entry), V(m->person), V(m->address), V(lang == LANG_EN ? "en" : "zh"), V(buf_str(&subject)),
        V(buf_str(&body)), V(m->link), V(m->meeting), V(m->invite), V(m->sequence), V(m->official), V(t->act->at),
        V(t->act->at));
    buf_release(&subject);
    buf_release(&body);
}
