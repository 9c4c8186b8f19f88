/* Files on their way as JSON: kept with what a visitor submitted until it is confirmed, and handed from the shell to the server. */
#include "acts/pipeline/pipeline.h"
#include "base/json.h"
#include "serve/asking.h"
#include "serve/limits.h"

json_t *uploads_json(const struct ask *ask) {
    json_t *list = json_array();
    for (size_t i = 0; i < ask->upload_count; i++) {
        const struct upload *u = &ask->uploads[i];
        struct buf b;
        buf_init(&b, FILE_BYTES_MAX / 3 * 4 + 8);
        base64_add(&b, u->bytes);
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "field", u->field, "name", u->name, "type",
                                              u->type, "base64", buf_z(&b)));
        buf_release(&b);
    }
    return list;
}

bool uploads_read(const json_t *list, struct arena *arena, struct ask *ask) {
    size_t count = json_array_size(list);
    if (count > FILES_MAX) return false;
    struct upload *uploads = arena_array(arena, struct upload, FILES_MAX);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(list, i);
        struct buf bytes;
        buf_init(&bytes, FILE_BYTES_MAX);
        bool whole = base64_parse(json_str(one, "base64"), &bytes) == 0 && buf_ok(&bytes);
        uploads[i] = (struct upload){ arena_z(arena, json_str(one, "field")), arena_z(arena, json_str(one, "name")),
                                      arena_z(arena, json_str(one, "type")), arena_str(arena, buf_str(&bytes)) };
        buf_release(&bytes);
        if (!whole) return false;
    }
    ask->uploads = uploads;
    ask->upload_count = count;
    return true;
}
