/* Lists of the office: people with their addresses, mails with the mail server's word, refused attempts. None of them is for
 * anybody else. */
#include "views/collection.h"
#include "views/desk/desk.h"
#include "views/tasks.h"

COLLECTION_FOR(contacts, FOR_OFFICE) = {
    .title = TEXT_INIT("People", "人员"),
    .about = TEXT_INIT("Everybody on record, with the address that mail goes to.", "全部登记人员及其收信邮箱。"),
    .page = "/office/people",
    .section = "office",
    .from = "person p",
    .columns =
        (const struct column[]){
            { "id", "p.id", COLUMN_INT, TEXT_INIT("Number", "编号"), .href = "/people/{id}" },
            { "name", SEALED("p.name_entry", "name"), COLUMN_SEALED, TEXT_INIT("Name", "姓名"),
              .href = "/people/{id}" },
            { "email", SEALED("p.email_entry", "email"), COLUMN_SEALED, TEXT_INIT("Email", "邮箱"),
              .privacy = FIELD_SEALED_OFFICE },
            { "org", "(SELECT min(r.org) FROM representation r WHERE r.person = p.id AND r.to_at IS NULL)",
              COLUMN_INT },
            { "org_name",
              "(SELECT o.name FROM representation r JOIN org o ON o.id = r.org WHERE r.person = p.id AND r.to_at IS NULL ORDER BY r.id LIMIT 1)",
              COLUMN_SAID, TEXT_INIT("Represents", "所代表单位"), .href = "/members/{org}", .en = "org_name_en" },
            { "org_name_en",
              "(SELECT o.name_en FROM representation r JOIN org o ON o.id = r.org WHERE r.person = p.id AND r.to_at IS NULL ORDER BY r.id LIMIT 1)",
              COLUMN_SAID },
            { "offices", "(SELECT count(*) FROM holding h WHERE h.person = p.id AND h.to_at IS NULL)", COLUMN_NUM,
              TEXT_INIT("Offices", "任职") },
            { "lang", "(SELECT a.lang FROM account a WHERE a.person = p.id)", COLUMN_TEXT },
            { "erased_at", "p.erased_at", COLUMN_INSTANT },
            { "entry", "p.entry", COLUMN_ENTRY, TEXT_INIT("Entry", "登记") },
            { 0 } },
    .filters =
        (const struct filter[]){
            { "q",
              "EXISTS (SELECT 1 FROM private x WHERE ((x.entry = p.name_entry AND x.field = 'name') OR (x.entry = p.email_entry AND x.field = 'email')) AND lower(x.value) LIKE $ ESCAPE '!')",
              FILTER_SEARCH, TEXT_INIT("Name or email holds", "姓名或邮箱包含") },
            { "office", "EXISTS (SELECT 1 FROM holding h WHERE h.person = p.id AND h.to_at IS NULL AND h.body = $)",
              FILTER_BODY, TEXT_INIT("In office in", "任职机构") },
            { "org",
              "EXISTS (SELECT 1 FROM representation r WHERE r.person = p.id AND r.to_at IS NULL AND r.org = $)",
              FILTER_INT,
              { 0 } },
            { 0 } },
    .order = { "p.id" },
    .descending = true,
    .empty = TEXT_INIT("Nobody is on record yet.", "尚无登记人员。"),
    .teach = TEXT_INIT("People come with their organizations, or are registered one by one.",
                       "人员随所属单位登记，也可单独登记。"),
    .action = { "/act/person.add", TEXT_INIT("Register a person", "登记人员") },
};

COLLECTION_FOR(mail, FOR_OFFICE) = {
    .title = TEXT_INIT("Mail", "邮件"),
    .about = TEXT_INIT(
        "One row for each recipient: whether the mail server took it, when, after how many tries, and what it said.",
        "每位收件人一行：邮件服务器是否接收、时间、次数及其答复。"),
    .page = "/office/mail",
    .section = "office",
    .from = "outbox m LEFT JOIN person p ON p.id = m.person",
    .columns =
        (const struct column[]){ { "id", "m.id", COLUMN_INT },
                                 { "created_at", "m.created_at", COLUMN_INSTANT, TEXT_INIT("Written", "生成时间") },
                                 { "to", "coalesce(" SEALED("p.name_entry", "name") ", m.address)", COLUMN_SEALED,
                                   TEXT_INIT("To", "收件人"), .privacy = FIELD_SEALED_OFFICE },
                                 { "person", "CASE WHEN m.person > 0 THEN m.person END", COLUMN_INT },
                                 { "subject", "m.subject", COLUMN_SAID, TEXT_INIT("Subject", "主题") },
                                 { "state", "m.state", COLUMN_STATE, TEXT_INIT("State", "状态"), .of = "mail" },
                                 { "tries", "m.tries", COLUMN_NUM, TEXT_INIT("Tries", "次数") },
                                 { "sent_at", "m.sent_at", COLUMN_INSTANT, TEXT_INIT("Accepted", "接收时间") },
                                 { "reply", "m.reply", COLUMN_TEXT, TEXT_INIT("The server's words", "服务器答复") },
                                 { "meeting", "CASE WHEN m.meeting > 0 THEN m.meeting END", COLUMN_INT },
                                 { "official", "m.official", COLUMN_BOOL },
                                 { "message_id", "m.message_id", COLUMN_TEXT },
                                 { "sha256", "m.bytes_hash", COLUMN_TEXT },
                                 { "lang", "m.lang", COLUMN_TEXT },
                                 { "entry", "CASE WHEN m.entry >= 0 THEN m.entry END", COLUMN_ENTRY },
                                 { 0 } },
    .filters =
        (const struct filter[]){
            { "state", "m.state = $", FILTER_STATE, TEXT_INIT("State", "状态"), .of = "mail" },
            { "meeting", "m.meeting = $", FILTER_INT, TEXT_INIT("Meeting number", "会议编号") },
            { "person", "m.person = $", FILTER_INT, { 0 } },
            { "official", "m.official = 1", FILTER_FLAG, TEXT_INIT("Official notices only", "仅正式通知") },
            { "since", "m.created_at >= $", FILTER_FROM_DAY, TEXT_INIT("Since", "起") },
            { 0 } },
    .order = { "m.id" },
    .descending = true,
    .empty = TEXT_INIT("No mail has been written yet.", "尚无邮件。"),
    .teach = TEXT_INIT("Notices, receipts and decisions appear here with the proof of their delivery.",
                       "会议通知、回执和决定将列在此处，并附送达凭证。"),
};

COLLECTION_FOR(refusals, FOR_OFFICE) = {
    .title = TEXT_INIT("Refused attempts", "未获办理的事项"),
    .about = TEXT_INIT(
        "What the charter or the record stood against, kept a year apart from the register. Each person sees their own.",
        "与章程或登记不符而未办理的事项，另行保留一年；个人仅可见本人部分。"),
    .page = "/office/refusals",
    .section = "office",
    .from = "refusal r LEFT JOIN person p ON p.id = r.person",
    .columns = (const struct column[]){ { "id", "r.id", COLUMN_INT },
                                        { "at", "r.at", COLUMN_INSTANT, TEXT_INIT("When", "时间"),
                                          .href = "/office/refusals/{id}" },
                                        { "kind", "r.kind", COLUMN_ACT, TEXT_INIT("What", "事项"),
                                          .href = "/office/refusals/{id}" },
                                        { "person", "r.person", COLUMN_INT },
                                        { "name", SEALED("p.name_entry", "name"), COLUMN_SEALED,
                                          TEXT_INIT("Who", "办理人"), .href = "/people/{person}" },
                                        { "as", "r.capacity", COLUMN_TEXT },
                                        { "verdict", "r.verdict", COLUMN_TEXT },
                                        { 0 } },
    .filters = (const struct filter[]){ { "person", "r.person = $", FILTER_INT,
                                          TEXT_INIT("Person number", "人员编号") },
                                        { "since", "r.at >= $", FILTER_FROM_DAY, TEXT_INIT("Since", "起") },
                                        { 0 } },
    .order = { "r.id" },
    .descending = true,
    .empty = TEXT_INIT("Nothing has been refused in the last year.", "近一年没有未获办理的事项。"),
    .teach = TEXT_INIT("An attempt that is refused often shows where a rule should be explained.",
                       "多次未获办理的事项，往往说明相关规定需要解释。"),
};

static void listed(struct view *v, const char *name) {
    const struct collection *c = collection_find(name);
    page_begin_with(v, &(struct page){ .title = c->title,
                                       .lead = c->about,
                                       .section = "office",
                                       .wide = true,
                                       .private = true,
                                       .tabs = OFFICE_TABS });
    collection_list(v, c, NULL);
    page_end(v);
}

static void view_people(struct view *v) { listed(v, "contacts"); }
VIEW(office_people) = { .path = "/office/people", .audience = FOR_OFFICE, .run = view_people };
static void view_mail(struct view *v) { listed(v, "mail"); }
VIEW(office_mail) = { .path = "/office/mail", .audience = FOR_OFFICE, .run = view_mail };
static void view_refusals(struct view *v) { listed(v, "refusals"); }
VIEW(office_refusals) = { .path = "/office/refusals", .audience = FOR_OFFICE, .run = view_refusals };
static void view_one_refusal(struct view *v) { view_refusal(v, view_id(v, "id"), false); }
VIEW(office_refusal) = { .path = "/office/refusals/{id}", .audience = FOR_OFFICE, .run = view_one_refusal };
