/* Two wordings as one: what is shown as taken out and as new, by word and by character, and that nothing is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "views/changes.h"
#include "views/show.h"

/* The HTML with what only a screen reader hears left out. */
static void shown(struct view *v, struct buf *ret, const char *before, const char *after) {
    struct str html = changes(v, str_of(before), str_of(after)).html;
    const char *z = arena_z(v->arena, html), *hidden;
    buf_clear(ret);
    while ((hidden = strstr(z, "<span class=\"sr\">")) != NULL) {
        buf_add(ret, (struct str){ z, (size_t)(hidden - z) });
        z = strstr(hidden, "</span>") + strlen("</span>");
    }
    buf_addz(ret, z);
}

static void words_and_characters(void **state) {
    (void)state;
    static const struct {
        const char *before, *after, *shown;
    } rows[] = {
        { "at least 7 calendar days", "at least 8 calendar days", "at least <del>7</del><ins>8</ins> calendar days" },
        { "会前7个自然日", "会前8个自然日", "会前<del>7</del><ins>8</ins>个自然日" },
        { "由主任主持。", "由主任或副主任主持。", "由主任<ins>或副主任</ins>主持。" },
        { "the same", "the same", "the same" },
        { "", "new <b>", "<ins>new &lt;b&gt;</ins>" },
        { "old & gone", "", "<del>old &amp; gone</del>" },
        { "", "", "" },
        { "two whole words", "two other things",
          "two <del>whole words</del><ins>other things</ins>" }, /* no confetti */
        { "first\nsecond", "first\nthird", "first\n<del>second</del><ins>third</ins>" },
        { "Café ouvert", "Café fermé", "Café <del>ouvert</del><ins>fermé</ins>" },
    };
    struct view v;
    struct arena arena;
    struct buf out, got;
    show_begin(&v, &arena, &out, LANG_EN, "/");
    buf_init(&got, 1 << 16);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        shown(&v, &got, rows[i].before, rows[i].after);
        assert_string_equal(buf_z(&got), rows[i].shown);
    }
    buf_release(&got);
    show_end(&arena, &out);
}

static void said_in_words(void **state) {
    (void)state;
    struct view v;
    struct arena arena;
    struct buf out;
    show_begin(&v, &arena, &out, LANG_EN, "/");
    struct str en = changes(&v, STR("7 days"), STR("8 days")).html;
    assert_true(str_has(en, "<del><span class=\"sr\">[taken out: </span>7<span class=\"sr\">]</span></del>"));
    assert_true(str_has(en, "<ins><span class=\"sr\">[new: </span>8<span class=\"sr\">]</span></ins>"));
    v.lang = LANG_ZH;
    assert_true(str_has(changes(&v, STR("7天"), STR("8天")).html, "[删去：</span>7"));
    show_end(&arena, &out);
}

/* Whatever the texts, the first is what is kept and taken out, the second what is kept and new. */
static void nothing_is_lost(void **state) {
    (void)state;
    enum { LONG = 3000 };
    struct view v;
    struct arena arena;
    struct buf out, got, a, b, x, y;
    show_begin(&v, &arena, &out, LANG_EN, "/");
    struct buf *all[] = { &got, &a, &b, &x, &y };
    for (size_t i = 0; i < 5; i++) buf_init(all[i], 1 << 20);
    uint32_t seed = 7;
    for (int round = 0; round < 60; round++) {
        static const char *const parts[] = { "会", "议", "notice", " ", "7", "\n", "。", "days", "é" };
        int length = round == 59 ? LONG : round;
        buf_clear(&a), buf_clear(&b);
        for (int i = 0; i < length; i++) {
            seed = seed * 1664525 + 1013904223;
            buf_addz(&a, parts[(seed >> 16) % 9]);
            if ((seed >> 8) % 3) buf_addz(&b, parts[(seed >> 16) % 9]);
            if ((seed >> 11) % 5 == 0) buf_addz(&b, parts[(seed >> 20) % 9]);
        }
        shown(&v, &got, buf_z(&a), buf_z(&b));
        buf_clear(&x), buf_clear(&y);
        enum { KEPT, TAKEN, ADDED } side = KEPT;
        for (const char *z = buf_z(&got); *z; z++) {
            if (*z == '<') {
                side = z[1] == '/' ? KEPT : z[1] == 'd' ? TAKEN : ADDED;
                z = strchr(z, '>');
                continue;
            }
            if (side != ADDED) buf_addc(&x, *z);
            if (side != TAKEN) buf_addc(&y, *z);
        }
        assert_true(str_eq(buf_str(&x), buf_str(&a)));
        assert_true(str_eq(buf_str(&y), buf_str(&b)));
    }
    for (size_t i = 0; i < 5; i++) buf_release(all[i]);
    show_end(&arena, &out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "views/changes: by word, by character, without confetti", words_and_characters, NULL, NULL, NULL },
        { "views/changes: said in words for who does not see them", said_in_words, NULL, NULL, NULL },
        { "views/changes: no letter of either wording is lost", nothing_is_lost, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
