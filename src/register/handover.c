/* Following a change of key; see handover.h. */
#include "register/handover.h"

#include <stdio.h>
#include <string.h>

enum { KEYS_BYTES_MAX = 1 << 18 };

static bool same_key(const struct vkey *a, const struct vkey *b) {
    return a->type == b->type && strcmp(a->name, b->name) == 0 && memcmp(a->bytes, b->bytes, KEY_BYTES) == 0;
}

static int not_handed_over(const struct vkey *next, struct error *err) {
    char id[16];
    snprintf(id, sizeof(id), "%08x", (unsigned)next->id);
    return error_set(
        err, ERR_CORRUPT,
        T("The register shows a newer key, {name} {id}, but nothing that the key before it signed leads there: it may be "
          "forged.",
          "登记簿出示了较新的密钥 {name}（{id}），但没有上一密钥签署的交接依据：可能系伪造。"),
        ARG_Z("name", next->name), ARG_Z("id", id));
}

/* The checkpoint by which keys[0] hands over to keys[1]: signed by both, and larger than the one before (H1). */
static int read_handover(struct register_source *s, int64_t number, const struct vkey *from, const struct vkey *to,
                         struct verify_station *ret, struct error *err) {
    struct buf note;
    struct checkpoint by_old, by_new;
    char path[64];
    snprintf(path, sizeof(path), "handover/%lld", (long long)number);
    buf_init(&note, NOTE_BYTES_MAX);
    int r = s->fetch(s, path, NOTE_BYTES_MAX, &note, err);
    if (r == 0) r = checkpoint_open(&by_old, buf_str(&note), from, NULL, 0, NULL, err);
    if (r == 0) r = checkpoint_open(&by_new, buf_str(&note), to, NULL, 0, NULL, err);
    if (r == 0) *ret = (struct verify_station){ by_old.size, by_old.root };
    buf_release(&note);
    return r == ERR_IO ? r : r ? not_handed_over(to, err) : 0;
}

/* Goes on from the line of the known key; `number` counts lines. */
static int follow(struct register_source *s, struct str rest, int64_t number, struct handovers *ret,
                  struct error *err) {
    struct vkey next;
    while (rest.len > 0) {
        struct str line = str_cut(&rest, '\n');
        int r = vkey_parse(&next, line, err);
        if (r) return r;
        if (ret->count == HANDOVERS_MAX)
            return error_set(err, ERR_TOO_LARGE,
                             T("The register changed its key more than {max} times.", "登记簿更换密钥超过 {max} 次。"),
                             ARG_INT("max", HANDOVERS_MAX));
        if (strcmp(next.name, ret->keys[0].name) != 0)
            return error_set(
                err, ERR_CONFLICT,
                T("The register goes on under another name, {next}, as a successor of {name}. Its new key must come from a "
                  "source you trust.",
                  "登记簿已以新名称 {next} 继续，为 {name} 的后继；其新密钥须取自可信来源。"),
                ARG_Z("next", next.name), ARG_Z("name", ret->keys[0].name));
        r = read_handover(s, ++number, &ret->keys[0], &next, &ret->at[ret->count], err);
        if (r) return r;
        if (ret->count > 0 && ret->at[ret->count].size <= ret->at[ret->count - 1].size)
            return not_handed_over(&next, err);
        memmove(&ret->keys[1], &ret->keys[0], (ret->count + 1) * sizeof(ret->keys[0]));
        ret->keys[0] = next;
        ret->count++;
    }
    return 0;
}

int handovers_follow(struct register_source *s, const struct vkey *known, struct handovers *ret, struct error *err) {
    struct buf list;
    struct vkey key;
    buf_init(&list, KEYS_BYTES_MAX);
    ret->count = 0;
    ret->keys[0] = *known;
    int r = s->fetch(s, "keys", KEYS_BYTES_MAX, &list, err);
    struct str rest = r == 0 ? buf_str(&list) : STR_NONE;
    int64_t number = 0;
    bool found = false;
    while (r == 0 && !found && rest.len > 0) {
        struct str line = str_cut(&rest, '\n');
        number++;
        found = vkey_parse(&key, line, NULL) == 0 && same_key(&key, known);
    }
    if (r == ERR_MISSING) r = 0; /* another program's register: one key for good */
    if (r == 0 && found) r = follow(s, rest, number, ret, err);
    buf_release(&list);
    return r;
}
