/* Composing the mail of an outbox row. See letter.h. */
#include "effects/letter.h"

#include "acts/sealed.h"
#include "base/mailbox.h"
#include "effects/invite.h"
#include "effects/message.h"

/* The row, copied: the snapshot it was read in ends before the mail is sent. */
struct row {
    int64_t entry, person, meeting, sequence;
    struct str address, subject, body, link;
    const char *invite;
    enum lang lang;
    instant created;
};

static bool row_read(struct row *ret, struct letter *l, const struct letter_frame *f, int64_t id) {
    struct rows *r = db_rows(f->db,
                             "SELECT entry, person, address, lang, subject, body, link, meeting, invite, sequence, "
                             "official, created_at, tries "
                             "FROM outbox WHERE id = $1 AND state = 'waiting'",
                             V(id));
    bool found = rows_next(r);
    if (found) {
        *ret = (struct row){ .entry = rows_int(r, 0),
                             .person = rows_int(r, 1),
                             .address = arena_str(f->arena, rows_str(r, 2)),
                             .lang = str_is(rows_str(r, 3), "en") ? LANG_EN : LANG_ZH,
                             .subject = arena_str(f->arena, rows_str(r, 4)),
                             .body = arena_str(f->arena, rows_str(r, 5)),
                             .link = arena_str(f->arena, rows_str(r, 6)),
                             .meeting = rows_int(r, 7),
                             .invite = rows_null(r, 8) ? NULL : arena_z(f->arena, rows_str(r, 8)),
                             .sequence = rows_int(r, 9),
                             .created = rows_int(r, 11) };
        l->id = id;
        l->official = rows_int(r, 10) != 0;
        l->tries = rows_int(r, 12);
        l->secret = ret->entry < 0;
    }
    rows_done(r);
    return found;
}

/* Who the row is for. False with the reason when nobody can be reached. */
static bool recipient(struct mailbox *ret, struct text *why, const struct letter_frame *f, const struct row *row) {
    if (row->person <= 0) {
        ret->address = row->address;
    } else {
        struct rows *r = db_rows(f->db, "SELECT email_entry, erased_at FROM person WHERE id = $1", V(row->person));
        bool known = rows_next(r), erased = known && !rows_null(r, 1);
        int64_t entry = known && !rows_null(r, 0) ? rows_int(r, 0) : -1;
        rows_done(r);
        if (!known || erased) {
            *why = T("This person's data was erased.", "该人员的资料已删除。");
            return false;
        }
        if (entry >= 0) ret->address = sealed_text(f->db, f->arena, entry, "email");
        ret->name = person_name(f->db, f->arena, row->person, row->lang);
    }
    if (ret->address.len == 0)
        *why = T("No address is on record.", "没有登记邮箱。");
    else if (!mailbox_valid(ret->address))
        *why = T("The address on record is not a mailbox.", "登记的邮箱地址无效。");
    else
        return true;
    return false;
}

/* Who writes: the alliance, by its name in the reader's language. */
static bool sender(struct message *m, struct text *why, const struct letter_frame *f, enum lang lang) {
    struct str name = lang == LANG_EN ? db_str(f->db, f->arena, "SELECT name_en FROM alliance WHERE id = 1")
                                      : db_str(f->db, f->arena, "SELECT name_zh FROM alliance WHERE id = 1");
    struct str contact = db_str(f->db, f->arena, "SELECT contact FROM alliance WHERE id = 1");
    m->alliance = m->from.name = name;
    m->from.address = f->settings->from ? str_of(f->settings->from) : contact;
    if (!mailbox_valid(m->from.address) && !f->settings->server) m->from.address = STR("charterd@localhost");
    if (mailbox_valid(contact)) m->reply_to = (struct mailbox){ STR_NONE, contact };
    if (mailbox_valid(m->from.address)) return true;
    *why = T("No sender is set: neither mail.from nor a contact address of the charter.",
             "未设置发件邮箱：mail.from 与章程联系邮箱均为空。");
    return false;
}

static struct str full_link(const struct letter_frame *f, struct str path) {
    if (path.len == 0) return STR_NONE;
    if (str_starts(path, "http://") || str_starts(path, "https://")) return path;
    return arena_f(f->arena, "%s%.*s", f->settings->site, STR_FMT(path));
}

static int write_all(struct letter *l, const struct letter_frame *f, const struct row *row, struct message *m,
                     struct error *err) {
    struct buf id, calendar;
    buf_init(&id, 512);
    buf_init(&calendar, 64 << 10);
    message_id(&id, str_of(f->origin), l->id, row->created);
    m->id = l->message_id = arena_str(f->arena, buf_str(&id));
    int r = 0;
    if (row->invite && row->meeting > 0) {
        struct event_frame e = { f->db, f->charter, str_of(f->origin), str_of(f->settings->site), row->lang, f->arena };
        struct invite i = { row->meeting,
                            row->sequence,
                            row->invite,
                            row->created,
                            { m->from.name, m->from.address },
                            { m->to.name, m->to.address } };
        r = invite_write(&calendar, &e, &i, &m->method, err);
        m->calendar = buf_str(&calendar);
    }
    if (r == 0) r = message_write(&l->bytes, m, err);
    buf_release(&calendar);
    buf_release(&id);
    return r;
}

enum letter_state letter_write(struct letter *ret, const struct letter_frame *f, int64_t id) {
    struct row row;
    struct letter l = { 0 };
    if (!row_read(&row, &l, f, id)) return LETTER_GONE;
    struct message m = { .date = row.created,
                         .zone = charter_zone(f->charter),
                         .lang = row.lang,
                         .subject = row.subject,
                         .body = row.body,
                         .link = full_link(f, row.link),
                         .official = l.official };
    struct error err = { 0 };
    enum letter_state state = LETTER_READY;
    buf_init(&l.bytes, MESSAGE_MAX);
    if (!recipient(&m.to, &l.why, f, &row))
        state = LETTER_HOPELESS;
    else if (!sender(&m, &l.why, f, row.lang))
        state = LETTER_STUCK;
    else if (db_failed(f->db, &err) || write_all(&l, f, &row, &m, &err) < 0 || !buf_ok(&l.bytes)) {
        l.why = T("The mail could not be composed.", "无法生成邮件。");
        state = db_failed(f->db, NULL) ? LETTER_STUCK : LETTER_HOPELESS;
    }
    l.from = arena_z(f->arena, m.from.address);
    l.to = arena_z(f->arena, m.to.address);
    *ret = l;
    return state;
}

void letter_release(struct letter *l) { buf_release(&l->bytes); }
