/* JSON answers; see json.h. */
#include <stdlib.h>

#include "views/json.h"

void view_json(struct view *v, json_t *value) {
    char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
    buf_addz(v->out, text ? text : "{}");
    buf_addc(v->out, '\n');
    free(text);
    json_decref(value);
}

void problem_write(struct buf *out, int status, struct text title, struct text what, enum lang lang) {
    buf_addz(out, "{\"type\":\"about:blank\",\"title\":");
    json_quote(out, str_of(text_in(title, lang)));
    buf_addf(out, ",\"status\":%d,\"detail\":", status);
    json_quote(out, str_of(text_in(what, lang)));
    buf_addz(out, ",\"clauses\":[],\"numbers\":{},\"findings\":[]}\n");
}

json_t *args_json(const struct arg *args, size_t count, enum lang lang) {
    json_t *out = json_object();
    for (size_t i = 0; i < count; i++) {
        const struct arg *a = &args[i];
        if (a->type == ARG_TYPE_INT || a->type == ARG_TYPE_PLAIN || a->type == ARG_TYPE_FEN) {
            json_object_set_new(out, a->name, json_integer(a->integer));
            continue;
        }
        struct buf b;
        buf_init(&b, 1 << 16);
        if (a->type == ARG_TYPE_RATIO)
            ratio_format(&b, a->ratio);
        else if (a->type == ARG_TYPE_DAY)
            day_format(&b, a->day);
        else if (a->type == ARG_TYPE_DIGEST)
            hash_hex(&b, &a->digest);
        else if (a->type == ARG_TYPE_STR)
            buf_add(&b, a->str);
        else if (a->type == ARG_TYPE_TEXT)
            buf_addz(&b, text_in(a->text, lang));
        else
            instant_format(&b, a->instant);
        json_object_set_new(out, a->name, json_stringn(b.data ? b.data : "", b.len));
        buf_release(&b);
    }
    return out;
}
