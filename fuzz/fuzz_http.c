/* Any bytes as what strangers send over HTTP: an address, a form, cookies, a multipart body, headers. Refused, or read;
 * what is read is clean, terminated text within the limits. */
#include "serve/limits.h"
#include "serve/parse.h"

#include <assert.h>
#include <string.h>

static void clean(const struct pairs *p, size_t max) {
    assert(p->count <= max);
    for (size_t i = 0; i < p->count; i++) {
        assert(str_is_clean(p->items[i].value, false));
        assert(p->items[i].value.data[p->items[i].value.len] == '\0');
    }
}

static void as_target(struct arena *a, struct str bytes) {
    const char *path;
    struct str query;
    if (parse_target(a, bytes, &path, &query) < 0) return;
    assert(path[0] == '/' && !strstr(path, "//") && !strstr(path, "/../") && !strstr(path, "/./") &&
           !strchr(path, '\\'));
    assert(str_is_clean(str_of(path), false));
    struct pairs params = { 0 };
    if (parse_form(a, query, PARAMS_MAX, &params) == 0) clean(&params, PARAMS_MAX);
}

static void as_multipart(struct arena *a, struct str bytes) {
    struct str body = bytes;
    struct str head = str_cut(&body, '\n');
    struct str boundary = parse_boundary(head);
    struct pairs fields = { 0 };
    struct uploads files = { 0 };
    if (!boundary.data || !body.data || parse_multipart(a, body, boundary, &fields, &files) < 0) return;
    clean(&fields, FORM_FIELDS_MAX);
    for (size_t i = 0; i < files.count; i++) {
        assert(files.items[i].bytes.data >= body.data &&
               files.items[i].bytes.data + files.items[i].bytes.len <= body.data + body.len);
        assert(!strpbrk(files.items[i].name, "/\\\n"));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    struct arena a;
    arena_init(&a);
    struct str bytes = { (const char *)data + 1, size - 1 };
    struct pairs pairs = { 0 };
    struct block block;
    switch (data[0] % 6) {
    case 0: as_target(&a, bytes); break;
    case 1:
        if (parse_form(&a, bytes, FORM_FIELDS_MAX, &pairs) == 0) clean(&pairs, FORM_FIELDS_MAX);
        break;
    case 2:
        parse_cookies(&a, bytes, &pairs);
        clean(&pairs, COOKIES_MAX);
        break;
    case 3: as_multipart(&a, bytes); break;
    case 4:
        (void)parse_languages(bytes);
        (void)parse_accepts_gzip(bytes);
        (void)parse_host_ok(bytes);
        if (parse_local_path(bytes)) assert(bytes.data[0] == '/' && (bytes.len < 2 || bytes.data[1] != '/'));
        break;
    default:
        assert(parse_block(STR("127.0.0.0/8"), &block) == 0);
        (void)parse_forwarded(block.address, bytes, &block, 1);
        (void)parse_block(bytes, &block);
    }
    arena_release(&a);
    return 0;
}
