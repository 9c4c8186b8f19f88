/* Errors carry their sentence, its values, and copies of every string among them.
 *
 * The copies live in `store` inside the error itself, so an error may outlive the request, the arena or the row that
 * its values came from, and may be copied as long as it is formatted through a pointer to where it was set: values
 * point into `store`. A string that no longer fits is cut at a character. */
#include "base/error.h"

#include <string.h>

static struct str keep(struct error *err, struct str s) {
    size_t room = ERROR_STORE_MAX - err->store_len;
    if (!s.data || room == 0) return s.data ? STR("") : STR_NONE;
    size_t n = s.len < room - 1 ? s.len : room - 1;
    if (n < s.len) {
        while (n > 0 && ((unsigned char)s.data[n] & 0xc0) == 0x80) n--;
    }
    char *at = err->store + err->store_len;
    if (n) memcpy(at, s.data, n);
    at[n] = '\0';
    err->store_len += n + 1;
    return (struct str){ at, n };
}

int error_set_args(struct error *err, int code, struct text text, const struct arg *args, size_t count) {
    if (!err) return code;
    err->code = code;
    err->text = text;
    err->store_len = 0;
    err->arg_count = count < ERROR_ARGS_MAX ? count : ERROR_ARGS_MAX;
    for (size_t i = 0; i < err->arg_count; i++) {
        struct arg *kept = &err->args[i];
        *kept = args[i];
        if (kept->type == ARG_TYPE_STR) {
            kept->str = keep(err, kept->str);
        } else if (kept->type == ARG_TYPE_TEXT) {
            kept->text.en = keep(err, str_of(kept->text.en)).data;
            kept->text.zh = keep(err, str_of(kept->text.zh)).data;
        }
    }
    return code;
}

void error_format_in(struct buf *out, const struct error *err, enum lang lang, struct zone zone) {
    text_format(out, err->text, lang, zone, err->args, err->arg_count);
}

void error_format(struct buf *out, const struct error *err, enum lang lang) {
    error_format_in(out, err, lang, ZONE_SHANGHAI);
}
