/* Changes of the law itself: amendments of the charter and published interpretations. */
#include <string.h>

#include "acts/house/amendments.h"
#include "acts/matters/matters.h"
#include "base/hash.h"

/* The texts of a charter as acts name them; standing rules are there once a body has adopted some. */
static const char *const TEXTS[] = { "rules", "zh", "en", "standing" };
enum { TEXT_COUNT = 4, TEXT_STANDING = 3 };

/* ---- charter.propose ---- */

static const struct field propose_fields[] = {
    { .name = "title", .label = TEXT_INIT("Title", "标题"), .type = FIELD_LINE, .privacy = FIELD_SEALED_PUBLIC },
    { .name = "grounds",
      .label = TEXT_INIT("Grounds", "修订理由"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC },
    { .name = "rules",
      .label = TEXT_INIT("Rules", "规则文件"),
      .type = FIELD_FILE,
      .max = 1 << 20,
      .optional = true,
      .help = TEXT_INIT("The whole file as it shall be; leave out what stays as it is.",
                        "修订后的完整文件；不变的文件可不提交。") },
    { .name = "zh",
      .label = TEXT_INIT("Text in Chinese", "中文条文"),
      .type = FIELD_FILE,
      .max = 1 << 20,
      .optional = true },
    { .name = "en",
      .label = TEXT_INIT("Text in English", "英文条文"),
      .type = FIELD_FILE,
      .max = 1 << 20,
      .optional = true },
    { .name = "from",
      .label = TEXT_INIT("In force from", "生效日期"),
      .type = FIELD_DAY,
      .help = TEXT_INIT("At the beginning of this day.", "自当日零时起生效。") },
    { 0 },
};

static struct str blob_bytes(struct db *db, struct arena *arena, const json_t *file) {
    const char *hash = json_string_value(json_object_get(file, "hash"));
    return hash ? db_str(db, arena, "SELECT bytes FROM blob WHERE hash = $1", V(hash)) : STR_NONE;
}

/* The draft: what was given, and the rest from the version in force. False when bytes are not at hand (a preview). */
static bool draft_source(struct db *db, struct arena *arena, const json_t *args, struct charter_source *ret,
                         json_t **ret_current) {
    struct str current = db_str(
        db, arena,
        "SELECT blob.bytes FROM charter_version JOIN blob ON blob.hash = charter_version.hash ORDER BY version DESC LIMIT 1");
    *ret_current = current.data ? json_loadb(current.data, current.len, 0, NULL) : NULL;
    if (!*ret_current) return false;
    struct str parts[TEXT_COUNT];
    bool complete = true;
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        const json_t *file = json_object_get(args, TEXTS[i]);
        parts[i] = file ? blob_bytes(db, arena, file) : json_str(*ret_current, TEXTS[i]);
        complete = complete && (parts[i].data || (i == TEXT_STANDING && !file));
    }
    *ret = (struct charter_source){ .rules = parts[0], .standing = parts[TEXT_STANDING], .name = "draft" };
    ret->prose[LANG_ZH] = parts[1];
    ret->prose[LANG_EN] = parts[2];
    return complete;
}

static void judge_draft(struct judging *j) {
    struct charter_source source;
    json_t *current;
    struct charter_faults faults = { .arena = j->arena };
    struct charter *draft = NULL;
    if (!draft_source(j->db, j->arena, j->act->args, &source, &current)) {
        json_decref(current);
        return;
    }
    int result = charter_parse(&draft, &source, &faults);
    if (result != 0 && strcmp(faults.items[0].file, "standing") == 0 && !act_given(j->act, "standing")) {
        source.standing = STR_NONE; /* they fall with the clause that left them to the body */
        faults = (struct charter_faults){ .arena = j->arena };
        result = charter_parse(&draft, &source, &faults);
        allow(j, (const struct rule *)NULL,
              T("The standing rules in force rest on what this draft takes back; they fall with it.",
                "现行议事规则所依据的条款被本草案收回，将随之失效。"));
    }
    if (result != 0) {
        for (size_t i = 0; i < faults.count && i < 10; i++) {
            const struct charter_fault *f = &faults.items[i];
            struct buf en, zh;
            buf_init(&en, 4096);
            buf_init(&zh, 4096);
            error_format(&en, &f->error, LANG_EN);
            error_format(&zh, &f->error, LANG_ZH);
            struct text what = { arena_z(j->arena, buf_str(&en)), arena_z(j->arena, buf_str(&zh)) };
            const char *field = strcmp(f->file, "zh.md") == 0 ? "zh" : strcmp(f->file, "en.md") == 0 ? "en" : f->file;
            refuse_field(j, field, T("Line {line}, column {column}: {what}", "第 {line} 行第 {column} 列：{what}"),
                         ARG_INT("line", f->line), ARG_INT("column", f->column), ARG_TEXT("what", what));
            buf_release(&en);
            buf_release(&zh);
        }
    } else {
        struct charter_change *changes;
        size_t n = charter_diff(j->charter, draft, j->arena, &changes);
        if (n == 0)
            refuse_field(j, "rules", T("The draft changes nothing.", "草案没有任何改动。"));
        else
            allow(j, (const struct rule *)NULL, T("The draft changes {n} {n|clause|clauses}.", "草案修改 {n} 条款。"),
                  ARG_INT("n", (int64_t)n));
        charter_free(draft);
    }
    json_decref(current);
}

/* Not the same day, and not before the charter allows it. */
static void judge_force(struct judging *j) {
    const struct rule *force = charter_rule(j->charter, "amendment.force", NULL);
    day today = instant_day(j->act->at, charter_zone(j->charter));
    day earliest = today + (day)(force ? rule_int(force, "earliest_days") : 1);
    if (act_day(j->act, "from") < earliest)
        finding_add(j, true, ERR_REFUSED, force ? rule_clause(force) : NULL, "from",
                    T("An amendment takes force on {earliest} at the earliest.", "修订最早于{earliest}生效。"), T_NONE,
                    FINDING_ARGS(ARG_DAY("earliest", earliest)));
}

static void propose_judge(struct judging *j) {
    if (!matter_judge(j, "vote.amendment")) return;
    if (!act_given(j->act, "rules") && !act_given(j->act, "zh") && !act_given(j->act, "en"))
        refuse_field(j, "rules", T("Give at least one changed file.", "请至少提交一份修改后的文件。"));
    judge_force(j);
    judge_draft(j);
}

int64_t charter_latest(struct db *db) { return db_int(db, 0, "SELECT max(version) FROM charter_version"); }

static void open_draft(struct applying *a, const char *vote) {
    json_t *args = json_object();
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        const char *hash = json_string_value(json_object_get(json_object_get(a->act->args, TEXTS[i]), "hash"));
        if (hash) json_object_set_new(args, TEXTS[i], json_string(hash));
    }
    json_object_set_new(args, "from", json_string(act_z(a->act, "from")));
    json_object_set_new(args, "base", json_integer(charter_latest(a->db)));
    matter_open(a, vote, "charter.amended", NULL, args);
}

static void propose_apply(struct applying *a) { open_draft(a, "vote.amendment"); }

ACT(charter_propose) = {
    .name = "charter.propose",
    .version = 1,
    .family = "matters",
    .power = "charter.propose",
    .title = TEXT_INIT("Propose an amendment of the charter", "提出章程修订案"),
    .effect = TEXT_INIT("The draft is published with its differences and goes to a vote.",
                        "草案及其差异将公布，并提交表决。"),
    .done = TEXT_INIT("An amendment of the charter was proposed.", "提出章程修订案。"),
    .fields = propose_fields,
    .judge = propose_judge,
    .apply = propose_apply,
};

/* ---- rules.propose: the standing rules of a body ---- */

static const struct field rules_fields[] = {
    { .name = "title", .label = TEXT_INIT("Title", "标题"), .type = FIELD_LINE, .privacy = FIELD_SEALED_PUBLIC },
    { .name = "grounds",
      .label = TEXT_INIT("Grounds", "制定理由"),
      .type = FIELD_TEXT,
      .privacy = FIELD_SEALED_PUBLIC },
    { .name = "standing",
      .label = TEXT_INIT("Standing rules", "议事规则文件"),
      .type = FIELD_FILE,
      .max = 1 << 20,
      .help = TEXT_INIT("The whole file as it shall be: rules under the clause that leaves them to the body.",
                        "完整文件：在授权条款之下列出各项规则。") },
    { .name = "from",
      .label = TEXT_INIT("In force from", "生效日期"),
      .type = FIELD_DAY,
      .help = TEXT_INIT("At the beginning of this day.", "自当日零时起生效。") },
    { 0 },
};

static void rules_judge(struct judging *j) {
    if (!matter_judge(j, "vote.rules")) return;
    judge_force(j);
    judge_draft(j);
}

static void rules_apply(struct applying *a) { open_draft(a, "vote.rules"); }

ACT(rules_propose) = {
    .name = "rules.propose",
    .version = 1,
    .family = "matters",
    .power = "rules.propose",
    .title = TEXT_INIT("Propose standing rules", "提出议事规则"),
    .effect = TEXT_INIT("The rules are published with their differences and go to a vote.",
                        "议事规则及其差异将公布，并提交表决。"),
    .done = TEXT_INIT("Standing rules were proposed.", "提出议事规则。"),
    .fields = rules_fields,
    .judge = rules_judge,
    .apply = rules_apply,
};

/* ---- charter.amended ---- */

static const struct field amended_fields[] = {
    { .name = "rules", .label = TEXT_INIT("Rules", "规则文件"), .type = FIELD_LINE, .optional = true },
    { .name = "zh", .label = TEXT_INIT("Text in Chinese", "中文条文"), .type = FIELD_LINE, .optional = true },
    { .name = "en", .label = TEXT_INIT("Text in English", "英文条文"), .type = FIELD_LINE, .optional = true },
    { .name = "standing", .label = TEXT_INIT("Standing rules", "议事规则"), .type = FIELD_LINE, .optional = true },
    { .name = "from", .label = TEXT_INIT("In force from", "生效日期"), .type = FIELD_DAY },
    { .name = "base", .label = TEXT_INIT("Drafted from version", "起草所据版本"), .type = FIELD_INT, .optional = true },
    { .name = "matter", .label = TEXT_INIT("Matter", "事项"), .type = FIELD_REF, .ref = "matter" },
    { .name = "resolution", .label = TEXT_INIT("Resolution", "决议"), .type = FIELD_LINE },
    { 0 },
};

static bool is_sound(struct arena *arena, const json_t *whole) {
    struct charter_source source = { .rules = json_str(whole, "rules"),
                                     .standing = json_str(whole, "standing"),
                                     .name = "charter" };
    source.prose[LANG_ZH] = json_str(whole, "zh");
    source.prose[LANG_EN] = json_str(whole, "en");
    struct charter_faults faults = { .arena = arena };
    struct charter *c = NULL;
    int result = charter_parse(&c, &source, &faults);
    if (result == 0) charter_free(c);
    return result == 0;
}

/* Standing rules hold only as far as the charter leaves matters to them: what an amendment takes back makes them fall. */
static void settle_standing(struct applying *a, json_t *whole) {
    if (!is_sound(a->arena, whole)) json_object_del(whole, "standing");
}

static void amended_apply(struct applying *a) {
    struct str current = db_str(
        a->db, a->arena,
        "SELECT blob.bytes FROM charter_version JOIN blob ON blob.hash = charter_version.hash ORDER BY version DESC LIMIT 1");
    json_t *whole = current.data ? json_loadb(current.data, current.len, 0, NULL) : json_object();
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        const char *hash = act_z(a->act, TEXTS[i]);
        struct str bytes = hash ? db_str(a->db, a->arena, "SELECT bytes FROM blob WHERE hash = $1", V(hash)) : STR_NONE;
        if (bytes.data) json_object_set_new(whole, TEXTS[i], json_stringn(bytes.data, bytes.len));
    }
    settle_standing(a, whole);
    struct buf b, hex;
    buf_init(&b, 8 << 20);
    buf_init(&hex, 128);
    json_canonical(&b, whole);
    struct hash h = hash_of(buf_str(&b));
    hash_hex(&hex, &h);
    db_exec(a->db, "INSERT INTO blob (hash, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING", V(buf_str(&hex)),
            V_BLOB(buf_str(&b)));
    /* At 00:00 of the date the motion names, not before the charter allows it, and not before the version it changes. */
    struct zone zone = charter_zone(a->charter);
    const struct rule *force = charter_rule(a->charter, "amendment.force", NULL);
    day from = act_day(a->act, "from");
    day earliest = instant_day(a->act->at, zone) +
                   (day)(force && rule_int(force, "earliest_days") > 0 ? rule_int(force, "earliest_days") : 1);
    instant from_at = day_start(from > earliest ? from : earliest, zone);
    instant before = db_int(a->db, 0, "SELECT max(from_at) FROM charter_version");
    if (from_at < before) from_at = before;
    int64_t version = next_id(a, "SELECT coalesce(max(version), 0) + 1 FROM charter_version");
    int64_t motion = db_int(a->db, 0, "SELECT motion FROM matter WHERE id = $1", V(act_int(a->act, "matter")));
    db_exec(a->db, "INSERT INTO charter_version (version, hash, from_at, motion, entry) VALUES ($1, $2, $3, $4, $5)",
            V(version), V(buf_str(&hex)), V(from_at), V(motion), V(a->act->entry));
    due_set(a, "clock.charter_force", version, from_at);
    buf_release(&b);
    buf_release(&hex);
    json_decref(whole);
    matters_review(a);
}

static void amended_judge(struct judging *j) {
    int64_t base = act_int(j->act, "base"), latest = charter_latest(j->db);
    const struct rule *r = charter_rule(j->charter, "vote.amendment", NULL);
    if (base && base != latest)
        refuse_state(j, r,
                     T("The draft changes version {base} of the charter; version {latest} has been adopted since.",
                       "草案依据章程第 {base} 版起草，此后已通过第 {latest} 版。"),
                     T("Propose it anew on the newest text.", "请依据最新文本重新提出。"), ARG_INT("base", base),
                     ARG_INT("latest", latest));
    else
        allow(j, r, T("The vote on the amendment has passed.", "修订经表决通过。"));
}

ACT(charter_amended) = {
    .name = "charter.amended",
    .version = 1,
    .family = "matters",
    .origin = ORIGIN_CONSEQUENCE,
    .laws = true,
    .title = TEXT_INIT("The charter is amended", "章程修订"),
    .question = TEXT_INIT("Amend the charter from {from} on", "修订章程，自{from}起生效"),
    .done = TEXT_INIT("The charter was amended with effect from {from} ({resolution}).",
                      "章程修订，自{from}起生效（{resolution}）。"),
    .fields = amended_fields,
    .judge = amended_judge,
    .apply = amended_apply,
};

static const struct field about_fields[] = {
    { .name = "about", .label = TEXT_INIT("Version", "版本"), .type = FIELD_INT },
    { 0 },
};

ACT(clock_charter_force) = {
    .name = "clock.charter_force",
    .version = 1,
    .family = "matters",
    .origin = ORIGIN_CLOCK,
    .title = TEXT_INIT("A charter version takes force", "章程新版生效"),
    .done = TEXT_INIT("Charter version {about} took force.", "章程第 {about} 版生效。"),
    .fields = about_fields,
};

/* ---- charter.interpret ---- */

static const struct field interpret_fields[] = {
    { .name = "clause", .label = TEXT_INIT("Clause", "条款"), .type = FIELD_CHOICE, .ref = "clause" },
    { .name = "title", .label = TEXT_INIT("Question", "问题"), .type = FIELD_LINE, .privacy = FIELD_SEALED_PUBLIC },
    { .name = "answer", .label = TEXT_INIT("Answer", "解释"), .type = FIELD_TEXT, .privacy = FIELD_SEALED_PUBLIC },
    { 0 },
};

static void interpret_judge(struct judging *j) { matter_judge(j, "vote.interpretation"); }

static void interpret_apply(struct applying *a) {
    int64_t id = next_id(a, "SELECT coalesce(max(id), 0) + 1 FROM interpretation");
    int64_t matter = matter_open(a, "vote.interpretation", "interpretation.published", "interpretation.dropped",
                                 json_pack("{s:I}", "interpretation", (json_int_t)id));
    db_exec(a->db, "INSERT INTO interpretation (id, clause, state, matter, entry) VALUES ($1, $2, 'draft', $3, $4)",
            V(id), V(act_z(a->act, "clause")), V(matter), V(a->act->entry));
    act_mention(a, "interpretation", id);
    act_words(a, "interpretation", id);
}

ACT(charter_interpret) = {
    .name = "charter.interpret",
    .version = 1,
    .family = "matters",
    .power = "charter.interpret",
    .title = TEXT_INIT("Draft an interpretation", "起草章程解释"),
    .effect = TEXT_INIT("The draft goes to a vote; when it passes, it is published and linked from {clause}.",
                        "草案将提交表决，通过后公布并在 {clause} 处列明。"),
    .done = TEXT_INIT("An interpretation of {clause} was drafted.", "起草了对 {clause} 的解释。"),
    .fields = interpret_fields,
    .judge = interpret_judge,
    .apply = interpret_apply,
};

static const struct field published_fields[] = {
    { .name = "interpretation",
      .label = TEXT_INIT("Interpretation", "解释"),
      .type = FIELD_REF,
      .ref = "interpretation" },
    { .name = "matter", .label = TEXT_INIT("Matter", "事项"), .type = FIELD_REF, .ref = "matter" },
    { .name = "resolution", .label = TEXT_INIT("Resolution", "决议"), .type = FIELD_LINE, .optional = true },
    { 0 },
};

static void published_judge(struct judging *j) {
    struct str clause = db_str(j->db, j->arena, "SELECT clause FROM interpretation WHERE id = $1",
                               V(act_int(j->act, "interpretation")));
    if (clause.data)
        finding_add(j, false, 0, arena_z(j->arena, clause), NULL, T("Interprets this clause.", "解释本条。"), T_NONE,
                    NULL, 0);
}

static void published_apply(struct applying *a) {
    db_exec(a->db, "UPDATE interpretation SET state = 'published', published_at = $1, resolution = $2 WHERE id = $3",
            V(a->act->at), V(act_z(a->act, "resolution")), V(act_int(a->act, "interpretation")));
}

ACT(interpretation_published) = {
    .name = "interpretation.published",
    .version = 1,
    .family = "matters",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("An interpretation is published", "公布章程解释"),
    .question = TEXT_INIT("Publish: {interpretation}", "发布：{interpretation}"),
    .done = TEXT_INIT("{interpretation} was published.", "公布{interpretation}。"),
    .fields = published_fields,
    .judge = published_judge,
    .apply = published_apply,
};

static void dropped_apply(struct applying *a) {
    db_exec(a->db, "UPDATE interpretation SET state = 'dropped' WHERE id = $1", V(act_int(a->act, "interpretation")));
}

ACT(interpretation_dropped) = {
    .name = "interpretation.dropped",
    .version = 1,
    .family = "matters",
    .origin = ORIGIN_CONSEQUENCE,
    .title = TEXT_INIT("An interpretation is dropped", "章程解释未通过"),
    .done = TEXT_INIT("{interpretation} was not adopted.", "{interpretation}未获通过。"),
    .fields = published_fields,
    .apply = dropped_apply,
};
