/* Acts of the house: the founding of the record, its contact address, calendars and keys. */
#include <string.h>

#include "acts/meetings/meetings.h"
#include "acts/members/members.h"
#include "register/key.h"

/* ---- alliance.found: the first leaf ---- */

static const struct field found_fields[] = {
    { .name = "charter", .label = TEXT_INIT("Charter", "章程"), .type = FIELD_LINE },
    { .name = "name_en", .label = TEXT_INIT("Name in English", "英文名称"), .type = FIELD_LINE },
    { .name = "name_zh", .label = TEXT_INIT("Name in Chinese", "中文名称"), .type = FIELD_LINE },
    { .name = "contact", .label = TEXT_INIT("Contact address", "联系邮箱"), .type = FIELD_LINE, .optional = true },
    { .name = "calendars",
      .label = TEXT_INIT("Working calendars", "工作日历"),
      .type = FIELD_LINE,
      .many = true,
      .optional = true },
    { .name = "vkey", .label = TEXT_INIT("Key of the register", "登记簿公钥"), .type = FIELD_LINE },
    { .name = "name",
      .label = TEXT_INIT("Founder's name", "发起人姓名"),
      .type = FIELD_LINE,
      .privacy = FIELD_SEALED_PUBLIC,
      .optional = true },
    { .name = "email",
      .label = TEXT_INIT("Founder's email", "发起人邮箱"),
      .type = FIELD_EMAIL,
      .privacy = FIELD_SEALED_OFFICE,
      .optional = true },
    { 0 },
};

static void add_calendar(struct applying *a, const char *hash) {
    struct str json = db_str(a->db, a->arena, "SELECT bytes FROM blob WHERE hash = $1", V(hash));
    json_t *root = NULL;
    if (!json.data || json_parse(json, &root, NULL) != 0) return;
    int64_t year = json_int(root, "year", 0);
    json_decref(root);
    db_exec(a->db, "DELETE FROM calendar_year WHERE year = $1", V(year));
    db_exec(a->db, "INSERT INTO calendar_year (year, hash, entry) VALUES ($1, $2, $3)", V(year), V(hash),
            V(a->act->entry));
}

static void found_apply(struct applying *a) {
    const struct act *act = a->act;
    db_exec(
        a->db,
        "INSERT INTO alliance (id, name_en, name_zh, contact, founder, founded_at, entry) VALUES (1, $1, $2, $3, 1, $4, $5)",
        V(act_z(act, "name_en")), V(act_z(act, "name_zh")), V(act_z(act, "contact") ? act_z(act, "contact") : ""),
        V(act->at), V(act->entry));
    db_exec(a->db, "INSERT INTO charter_version (version, hash, from_at, entry) VALUES (1, $1, $2, $3)",
            V(act_z(act, "charter")), V(act->at), V(act->entry));
    db_exec(a->db, "INSERT INTO register_key (id, vkey, from_size, entry) VALUES (1, $1, 0, $2)", V(act_z(act, "vkey")),
            V(act->entry));
    person_new(a, act->entry);
    const json_t *calendars = act_list(act, "calendars");
    for (size_t i = 0; i < json_array_size(calendars); i++)
        add_calendar(a, json_string_value(json_array_get(calendars, i)));
}

ACT(alliance_found) = {
    .name = "alliance.found",
    .version = 1,
    .family = "house",
    .origin = ORIGIN_CONSEQUENCE,
    .laws = true,
    .title = TEXT_INIT("Found the alliance", "发起联盟"),
    .done = TEXT_INIT("The alliance was founded under its charter.", "联盟依章程发起。"),
    .fields = found_fields,
    .apply = found_apply,
};

/* ---- alliance.contact ---- */

static const struct field contact_fields[] = {
    { .name = "contact",
      .label = TEXT_INIT("Contact address", "联系邮箱"),
      .type = FIELD_EMAIL,
      .help = TEXT_INIT("Shown on every page and used as the sender of mail.", "显示于各页，并作为发信地址。") },
    { 0 },
};

static void contact_apply(struct applying *a) {
    db_exec(a->db, "UPDATE alliance SET contact = $1 WHERE id = 1", V(act_z(a->act, "contact")));
}

ACT(alliance_contact) = {
    .name = "alliance.contact",
    .version = 1,
    .family = "house",
    .power = "alliance.contact",
    .title = TEXT_INIT("Change the contact address", "变更联系邮箱"),
    .effect = TEXT_INIT("The alliance can be reached at {contact} from now on.",
                        "自即日起，联盟联系邮箱为 {contact}。"),
    .done = TEXT_INIT("The contact address became {contact}.", "联系邮箱变更为 {contact}。"),
    .fields = contact_fields,
    .apply = contact_apply,
};

/* ---- calendar.import ---- */

static const struct field calendar_fields[] = {
    { .name = "list",
      .label = TEXT_INIT("The year's list", "年度安排文件"),
      .type = FIELD_FILE,
      .max = 1 << 20,
      .help = TEXT_INIT(
          "A JSON file with the year, its official source and each day that is off or worked against the weekday.",
          "JSON 文件，含年份、官方来源以及每个放假日和调休上班日。") },
    { 0 },
};

static const char *list_hash(const struct act *act) {
    return json_string_value(json_object_get(json_object_get(act->args, "list"), "hash"));
}

static void calendar_judge(struct judging *j) {
    struct str json = db_str(j->db, j->arena, "SELECT bytes FROM blob WHERE hash = $1", V(list_hash(j->act)));
    if (!json.data) return; /* a preview: the file has not been sent yet */
    struct error fault = { 0 };
    struct workcal *w = workcal_new();
    if (workcal_load(w, json, &fault) != 0)
        finding_add(j, true, ERR_SYNTAX, NULL, "list", fault.text, T_NONE, fault.args, fault.arg_count);
    workcal_free(w);
}

static void calendar_apply(struct applying *a) {
    add_calendar(a, list_hash(a->act));
    meetings_recompute(a);
}

ACT(calendar_import) = {
    .name = "calendar.import",
    .version = 1,
    .family = "house",
    .power = "calendar.import",
    .laws = true,
    .title = TEXT_INIT("Load a year's working calendar", "导入年度工作日历"),
    .effect = TEXT_INIT("Deadlines that were provisional are computed anew, on the record.",
                        "此前为暂定的期限将重新计算并登记。"),
    .done = TEXT_INIT("A year's working calendar was loaded.", "导入了年度工作日历。"),
    .fields = calendar_fields,
    .judge = calendar_judge,
    .apply = calendar_apply,
};

/* ---- key.rotate ---- */

static const struct field key_fields[] = {
    { .name = "vkey",
      .label = TEXT_INIT("The new verifier key", "新的验证公钥"),
      .type = FIELD_LINE,
      .max = 400,
      .help = TEXT_INIT("Made by “charterd key new DIR”; the register is signed with it from the next checkpoint on.",
                        "由“charterd key new DIR”生成；自下一检查点起以新密钥签名。") },
    { 0 },
};

static void key_judge(struct judging *j) {
    struct vkey key;
    if (vkey_parse(&key, str_of(act_z(j->act, "vkey")), NULL) != 0)
        refuse_field(j, "vkey",
                     T("This is not a verifier key: NAME+ID+KEY on one line.",
                       "这不是验证公钥，格式应为单行的 名称+标识+公钥。"));
    if (db_has(j->db, "SELECT 1 FROM register_key WHERE vkey = $1", V(act_z(j->act, "vkey"))))
        refuse_field(j, "vkey", T("This key is or was the register's already.", "该密钥已是或曾是登记簿的密钥。"));
}

static void key_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM register_key");
    db_exec(a->db, "INSERT INTO register_key (id, vkey, from_size, entry) VALUES ($1, $2, $3, $4)", V(id),
            V(act_z(a->act, "vkey")), V(a->act->entry + 1), V(a->act->entry));
}

ACT(key_rotate) = {
    .name = "key.rotate",
    .version = 1,
    .family = "house",
    .power = "key.rotate",
    .weighty = true,
    .keys = true,
    .title = TEXT_INIT("Change the register's signing key", "更换登记簿签名密钥"),
    .effect =
        TEXT_INIT("Verifiers need the new key from now on. The old key's signatures stay valid for what they signed.",
                  "此后验证须使用新公钥；旧密钥对其已签内容的签名仍然有效。"),
    .done = TEXT_INIT("The register's signing key was changed.", "更换了登记簿签名密钥。"),
    .fields = key_fields,
    .judge = key_judge,
    .apply = key_apply,
};
