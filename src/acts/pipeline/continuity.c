/* What the record says of itself after a disaster. Nobody is asked and nothing is judged: these are facts, stated by the restored
 * directory in its first new leaf, so that nobody has to find them out.
 *
 *     record.restored       leaves first … past − 1 were brought back from the public register: what was private in them is gone
 *     register.succeeded    the register goes on under another name and key; of the one before, so many leaves are lost */
#include "acts/act.h"

static const struct field restored_fields[] = {
    { .name = "first", .label = TEXT_INIT("From entry", "起始条目"), .type = FIELD_INT, .max = INT64_MAX },
    { .name = "past",
      .label = TEXT_INIT("Up to, not including", "截止条目（不含）"),
      .type = FIELD_INT,
      .max = INT64_MAX },
    { 0 },
};

static void restored_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM restoration");
    db_exec(a->db, "INSERT INTO restoration (id, first_entry, past_entry, entry) VALUES ($1, $2, $3, $4)", V(id),
            V(act_int(a->act, "first")), V(act_int(a->act, "past")), V(a->act->entry));
}

ACT(record_restored) = {
    .name = "record.restored",
    .version = 1,
    .family = "house",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("Restore entries from the public register", "从公开登记簿补回条目"),
    .done = TEXT_INIT(
        "Entries from {first} up to {past} were brought back from a public copy of the register; what was private in them is lost.",
        "自第 {first} 条起至第 {past} 条之前的条目系从登记簿公开副本补回，其中的非公开内容已遗失。"),
    .fields = restored_fields,
    .apply = restored_apply,
};

static const struct field succeeded_fields[] = {
    { .name = "origin", .label = TEXT_INIT("New name of the register", "登记簿新名称"), .type = FIELD_LINE },
    { .name = "vkey", .label = TEXT_INIT("New verifier key", "新的验证公钥"), .type = FIELD_LINE },
    { .name = "before", .label = TEXT_INIT("Name of the register before", "原登记簿名称"), .type = FIELD_LINE },
    { .name = "checkpoint", .label = TEXT_INIT("Its last checkpoint", "原登记簿最近的检查点"), .type = FIELD_TEXT },
    { .name = "size",
      .label = TEXT_INIT("Entries it had published", "原登记簿已公布的条数"),
      .type = FIELD_INT,
      .max = INT64_MAX },
    { .name = "root", .label = TEXT_INIT("Their root", "对应的根校验值"), .type = FIELD_LINE },
    { .name = "kept", .label = TEXT_INIT("Entries that are left", "保留的条数"), .type = FIELD_INT, .max = INT64_MAX },
    { 0 },
};

static void succeeded_apply(struct applying *a) {
    const struct act *act = a->act;
    int64_t key = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM register_key");
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM succession");
    db_exec(a->db, "INSERT INTO register_key (id, vkey, from_size, entry) VALUES ($1, $2, $3, $4)", V(key),
            V(act_z(act, "vkey")), V(act->entry + 1), V(act->entry));
    db_exec(a->db, "INSERT INTO succession (id, origin, size, root, kept, entry) VALUES ($1, $2, $3, $4, $5, $6)",
            V(id), V(act_z(act, "before")), V(act_int(act, "size")), V(act_z(act, "root")), V(act_int(act, "kept")),
            V(act->entry));
}

ACT(register_succeeded) = {
    .name = "register.succeeded",
    .version = 1,
    .family = "house",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("Begin a successor register", "另立后继登记簿"),
    .done = TEXT_INIT(
        "The register goes on as {origin}. Of {before}, {size} had been published as entries, {kept} are left.",
        "登记簿以 {origin} 为名继续。原登记簿 {before} 已公布 {size} 条，保留 {kept} 条。"),
    .fields = succeeded_fields,
    .apply = succeeded_apply,
};
