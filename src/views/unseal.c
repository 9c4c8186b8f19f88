/* Sealed values as a query gives them; see unseal.h. */
#include "views/unseal.h"

struct str unsealed(struct view *v, struct str json) {
    json_t *value = json.data ? json_loadb(json.data, json.len, JSON_DECODE_ANY, NULL) : NULL;
    struct str text = STR("");
    if (json_is_string(value))
        text = arena_str(v->arena, (struct str){ json_string_value(value), json_string_length(value) });
    json_decref(value);
    return text;
}

struct str unsealed_name(struct view *v, struct str json, int64_t person) {
    struct str name = unsealed(v, json);
    return name.len ? name : arena_f(v->arena, v->lang == LANG_ZH ? "人员 %lld" : "person %lld", (long long)person);
}

struct str named_org(struct view *v, struct str names) {
    return names.len ? str_of(text_in(names_text(v->arena, names), v->lang)) : STR_NONE;
}
