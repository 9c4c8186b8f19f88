/* Acts to leaves and back; see entry.h. */
#include <stdio.h>
#include <string.h>

#include "acts/entry.h"
#include "acts/capacity.h"

struct hash commitment_of(const uint8_t salt[SALT_SIZE], const char *kind, const char *field,
                          struct str canonical_value) {
    const struct str parts[] = {
        STR("charterd-commit-v1"),
        { (const char *)salt, SALT_SIZE },
        str_of(kind),
        STR("."),
        str_of(field),
        { "\0", 1 },
        canonical_value,
    };
    return hash_parts(parts, sizeof parts / sizeof parts[0]);
}

size_t seals_make(const struct act *act, struct entropy *entropy, struct arena *arena, struct seal **ret) {
    size_t count = act->sealed ? json_object_size(act->sealed) : 0;
    size_t n = 0;
    struct seal *seals = count ? arena_array(arena, struct seal, count) : NULL;
    for (const struct field *f = act->kind->fields; count && f->name; f++) {
        const json_t *value = json_object_get(act->sealed, f->name);
        if (!value) continue;
        struct buf b;
        buf_init(&b, 1 << 20);
        json_canonical(&b, value);
        struct seal *s = &seals[n++];
        s->field = f->name;
        s->value = arena_str(arena, buf_str(&b));
        buf_release(&b);
        entropy_bytes(entropy, s->salt, SALT_SIZE);
        s->commitment = commitment_of(s->salt, act->kind->name, f->name, s->value);
    }
    *ret = seals;
    return n;
}

/* ---- writing ---- */

static bool is_number(const struct arg *a) {
    return a->type != ARG_TYPE_STR && a->type != ARG_TYPE_TEXT; /* names never stand in a leaf */
}

static void write_number(struct buf *out, const struct arg *a) {
    if (a->type == ARG_TYPE_INT || a->type == ARG_TYPE_FEN) {
        buf_addint(out, a->integer);
        return;
    }
    buf_addc(out, '"');
    if (a->type == ARG_TYPE_RATIO)
        ratio_format(out, a->ratio);
    else if (a->type == ARG_TYPE_DAY)
        day_format(out, a->day);
    else if (a->type == ARG_TYPE_DIGEST)
        hash_hex(out, &a->digest);
    else
        instant_format(out, a->instant);
    buf_addc(out, '"');
}

/* The numbers of a finding in the order of their names. */
static void write_numbers(struct buf *out, const struct finding *f) {
    const struct arg *order[16];
    size_t n = 0;
    for (size_t i = 0; i < f->arg_count && n < 16; i++) {
        if (!is_number(&f->args[i])) continue;
        size_t at = n++;
        for (; at > 0 && strcmp(order[at - 1]->name, f->args[i].name) > 0; at--) order[at] = order[at - 1];
        order[at] = &f->args[i];
    }
    buf_addc(out, '{');
    for (size_t i = 0; i < n; i++) {
        if (i) buf_addc(out, ',');
        json_quote(out, str_of(order[i]->name));
        buf_addc(out, ':');
        write_number(out, order[i]);
    }
    buf_addc(out, '}');
}

void verdict_write(struct buf *out, const struct verdict *v) {
    bool any = false;
    buf_addc(out, '[');
    for (size_t i = 0; v && i < v->count; i++) {
        if (!v->items[i].clause) continue;
        buf_addz(out, any ? ",{\"clause\":" : "{\"clause\":");
        json_quote(out, str_of(v->items[i].clause));
        buf_addz(out, ",\"numbers\":");
        write_numbers(out, &v->items[i]);
        buf_addc(out, '}');
        any = true;
    }
    buf_addc(out, ']');
}

static void write_seals(struct buf *out, const struct seal *seals, size_t count) {
    const struct seal *order[64];
    size_t n = 0;
    for (size_t i = 0; i < count && n < 64; i++) {
        size_t at = n++;
        for (; at > 0 && strcmp(order[at - 1]->field, seals[i].field) > 0; at--) order[at] = order[at - 1];
        order[at] = &seals[i];
    }
    buf_addc(out, '{');
    for (size_t i = 0; i < n; i++) {
        if (i) buf_addc(out, ',');
        json_quote(out, str_of(order[i]->field));
        buf_addz(out, ":\"");
        hash_hex(out, &order[i]->commitment);
        buf_addc(out, '"');
    }
    buf_addc(out, '}');
}

int entry_write(struct buf *out, const struct act *act, instant received, const struct seal *seals, size_t seal_count,
                const struct verdict *verdict) {
    buf_addz(out, "{\"args\":");
    json_canonical(out, act->args);
    buf_addz(out, ",\"at\":\"");
    instant_format(out, act->at);
    buf_addz(out, "\",\"by\":{\"as\":\"");
    capacity_format(out, &act->by.as);
    buf_addz(out, "\",\"person\":");
    buf_addint(out, act->by.person);
    buf_addz(out, ",\"via\":");
    json_quote(out, str_of(act->by.via ? act->by.via : ""));
    buf_addz(out, "},\"cause\":");
    if (act->cause >= 0)
        buf_addint(out, act->cause);
    else
        buf_addz(out, "null");
    buf_addz(out, ",\"charter\":");
    buf_addint(out, act->charter);
    buf_addz(out, ",\"id\":");
    json_quote(out, str_of(act->id));
    buf_addz(out, ",\"kind\":");
    json_quote(out, str_of(act->kind->name));
    buf_addz(out, ",\"kv\":");
    buf_addint(out, act->version);
    if (received != act->at) {
        buf_addz(out, ",\"received\":\"");
        instant_format(out, received);
        buf_addc(out, '"');
    }
    buf_addz(out, ",\"sealed\":");
    write_seals(out, seals, seal_count);
    buf_addz(out, ",\"v\":1,\"verdict\":");
    verdict_write(out, verdict);
    buf_addc(out, '}');
    return buf_ok(out) && out->len <= ENTRY_MAX ? 0 : ERR_TOO_LARGE;
}

/* ---- reading ---- */

static int broken(int64_t n, struct error *err) {
    return error_set(err, ERR_CORRUPT, T("Entry {n} of the register cannot be read.", "登记簿第 {n} 条无法读取。"),
                     ARG_INT("n", n));
}

int entry_read(struct str bytes, int64_t n, struct arena *arena, struct entry *ret, json_t **ret_root,
               struct error *err) {
    json_error_t problem;
    json_t *root = json_loadb(bytes.data, bytes.len, JSON_REJECT_DUPLICATES, &problem);
    if (!root) return broken(n, err);
    const json_t *by = json_object_get(root, "by");
    const json_t *cause = json_object_get(root, "cause");
    struct str kind = json_str(root, "kind");
    struct entry e = { .received = INSTANT_NONE };
    struct act *a = &e.act;
    a->kind = kind.data ? act_kind(arena_z(arena, kind)) : NULL;
    a->version = (int)json_int(root, "kv", 0);
    a->id = arena_z(arena, json_str(root, "id"));
    a->charter = json_int(root, "charter", 0);
    a->by.person = json_int(by, "person", 0);
    a->by.via = arena_z(arena, json_str(by, "via"));
    a->args = json_object_get(root, "args");
    a->entry = n;
    a->cause = json_is_integer(cause) ? json_integer_value(cause) : -1;
    capacity_read(json_str(by, "as"), &a->by.as);
    e.commitments = json_object_get(root, "sealed");
    a->sealed = json_object_get(root, "sealed");
    e.verdict = json_object_get(root, "verdict");
    const char *received = json_object_get(root, "received") ? "received" : "at";
    /* The parts that are always written: a leaf without one is not ours, whoever hands it over. */
    if (!a->kind || json_int(root, "v", 0) != ENTRY_VERSION || !json_is_object(a->args) ||
        !json_is_object(e.commitments) || !json_is_array(e.verdict) || a->cause < -1 || a->cause >= n ||
        instant_parse(json_str(root, "at"), &a->at) != 0 || instant_parse(json_str(root, received), &e.received) != 0) {
        json_decref(root);
        return broken(n, err);
    }
    *ret = e;
    *ret_root = root;
    return 0;
}
