/* The gallery renders whole in both languages; parts say what they must. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "views/show.h"

static void gallery_both_languages(void **state) {
    (void)state;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct view v;
        struct arena arena;
        struct buf out;
        show_begin(&v, &arena, &out, (enum lang)lang, "/reference/parts");
        show_run(&v, "/reference/parts");
        assert_true(buf_ok(&out));
        assert_true(str_ends(str_trim(buf_str(&out)), "</html>"));
        assert_true(str_has(buf_str(&out), lang == LANG_ZH ? "<html lang=\"zh-CN\">" : "<html lang=\"en\">"));
        show_keep(&out, lang == LANG_ZH ? "parts-zh" : "parts-en");
        show_end(&arena, &out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = { { "views/parts: the gallery is whole in both languages", gallery_both_languages,
                                          NULL, NULL, NULL } };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
