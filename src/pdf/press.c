/* The press: fonts, the two passes over a paper, and what a PDF says of itself. See press.h.
 *
 * Letters that no font has are not left out, nor drawn as empty boxes that look alike: their number stands in their place, [U+10900],
 * where it can be read, searched and copied. */
#include "pdf/press.h"

#include <pango/pangofc-fontmap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/arena.h"
#include "pdf/catalog.h"
#include "pdf/fonts.h"
#include "pdf/setting.h"

enum { LANG_BYTES_MAX = 12, NUMBER_BYTES_MAX = 10 };

struct press {
    PangoFontMap *map;
    PangoContext *context;
    struct fonts fonts;
    PangoLayout **kept; /* hold what was made ready of each font */
};

static cairo_status_t take_bytes(void *context, const unsigned char *data, unsigned int len) {
    struct buf *out = context;
    buf_add(out, (struct str){ (const char *)data, len });
    return buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* GLib would ask what its standard error is connected to before it says a word: no such question is left to it. What a paper makes the
 * libraries say is of no use to anybody. */
static GLogWriterOutput say_nothing(GLogLevelFlags level, const GLogField *fields, gsize count, gpointer user) {
    (void)level, (void)fields, (void)count, (void)user;
    return G_LOG_WRITER_HANDLED;
}

static bool warm(struct press *p) {
    struct buf pdf;
    struct setting s = { .context = p->context };
    buf_init(&pdf, 1 << 20);
    s.surface = cairo_pdf_surface_create_for_stream(take_bytes, &pdf, PAGE_WIDTH, PAGE_HEIGHT);
    s.cr = cairo_create(s.surface);
    for (size_t i = 0; i < p->fonts.count; i++) {
        const struct font *font = &p->fonts.all[i];
        struct face f = { font->family, 10, font->bold, 0 };
        p->kept[i] = setting_layout(&s, &f, str_of(i < 2 * FONTS_OWN ? "Aa1 章程；§→✓" : font->sample), COLUMN_WIDTH);
        setting_at(&s, p->kept[i], STR(""), &f, MARGIN_SIDE, MARGIN_TOP + 5 * (double)i);
    }
    cairo_destroy(s.cr);
    cairo_surface_finish(s.surface);
    bool good = cairo_surface_status(s.surface) == CAIRO_STATUS_SUCCESS && pdf.len > 0;
    cairo_surface_destroy(s.surface);
    buf_release(&pdf);
    return good;
}

bool press_open(struct press **ret) {
    struct fonts fonts;
    if (!fonts_open(&fonts)) return false;
    g_log_set_writer_func(say_nothing, NULL, NULL);
    struct press *p = mem_alloc(sizeof *p);
    p->fonts = fonts;
    p->kept = mem_grow(NULL, fonts.count * sizeof *p->kept);
    p->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(p->map), fonts.config);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(p->map), 72);
    p->context = pango_font_map_create_context(p->map);
    pango_context_set_round_glyph_positions(p->context, FALSE);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(p->context, options);
    cairo_font_options_destroy(options);
    *ret = p;
    return warm(p);
}

/* ---- letters that no font has ---- */

static bool all_show(const struct fonts *f, struct str cell) {
    utf8proc_int32_t c;
    bool link = false;
    for (size_t i = 0; i < cell.len;) {
        utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)cell.data + i, (utf8proc_ssize_t)(cell.len - i), &c);
        link = link != (c == PAPER_LINK);
        if (n > 0 && !link && !fonts_show(f, c)) return false;
        i += n > 0 ? (size_t)n : 1;
    }
    return true;
}

/* The cell with numbers in the place of such letters; addresses stay as they are. */
static struct str shown(const struct fonts *f, struct arena *a, struct str cell) {
    if (all_show(f, cell)) return cell;
    struct buf b;
    utf8proc_int32_t c;
    bool link = false;
    buf_init(&b, cell.len * NUMBER_BYTES_MAX + 1);
    for (size_t i = 0, n; i < cell.len; i += n) {
        utf8proc_ssize_t read =
            utf8proc_iterate((const utf8proc_uint8_t *)cell.data + i, (utf8proc_ssize_t)(cell.len - i), &c);
        n = read > 0 ? (size_t)read : 1;
        link = link != (read > 0 && c == PAPER_LINK);
        if (read > 0 && !link && !fonts_show(f, c))
            buf_addf(&b, "[U+%04X]", (unsigned)c);
        else
            buf_add(&b, (struct str){ cell.data + i, n });
    }
    struct str words = arena_str(a, buf_str(&b));
    buf_release(&b);
    return words;
}

/* ---- a paper ---- */

static const char *meta_z(struct arena *a, const struct paper_piece *p) {
    return p->count > 1 ? arena_z(a, p->cells[1]) : "";
}

static void take_meta(struct press *press, struct setting *s, const struct paper_piece *p, struct arena *a) {
    static const struct {
        const char *name;
        cairo_pdf_metadata_t as;
    } said[] = {
        { "title", CAIRO_PDF_METADATA_TITLE },      { "author", CAIRO_PDF_METADATA_AUTHOR },
        { "subject", CAIRO_PDF_METADATA_SUBJECT },  { "created", CAIRO_PDF_METADATA_CREATE_DATE },
        { "created", CAIRO_PDF_METADATA_MOD_DATE },
    };
    struct str name = p->count ? p->cells[0] : STR("");
    for (size_t i = 0; s->surface && i < sizeof said / sizeof said[0]; i++)
        if (str_is(name, said[i].name)) cairo_pdf_surface_set_metadata(s->surface, said[i].as, meta_z(a, p));
    if (str_is(name, "head") && p->count > 1) s->head = shown(&press->fonts, a, p->cells[1]);
    if (str_is(name, "page") && p->count > 1) s->page_words = p->cells[1];
    if (str_is(name, "lang")) s->lang = p->count > 1 && p->cells[1].len < LANG_BYTES_MAX ? p->cells[1] : STR("");
    if (s->lang.len) pango_context_set_language(press->context, pango_language_from_string(arena_z(a, s->lang)));
}

/* One pass. Metas stand before all else. False: no paper. */
static bool pass(struct press *press, struct setting *s, struct str paper) {
    struct paper_piece p;
    struct arena arena;
    bool begun = false;
    arena_init(&arena);
    while (!s->full && paper_next(&paper, &p)) {
        if (p.style == PAPER_META && !begun) take_meta(press, s, &p, &arena);
        for (size_t i = 0; p.style != PAPER_META && i < p.count; i++)
            p.cells[i] = shown(&press->fonts, &arena, p.cells[i]);
        if (p.style != PAPER_META && !begun) {
            setting_break(s);
            setting_tag(s, "Document");
            begun = true;
        }
        setting_piece(s, &p);
    }
    setting_table_end(s);
    if (begun) setting_tag_end(s, "Document");
    arena_release(&arena);
    return begun && !s->full && paper.len == 0;
}

bool press_print(struct press *press, struct str paper, struct buf *out) {
    struct setting count = { .context = press->context };
    if (!pass(press, &count, paper)) return false;
    struct setting s = { .context = press->context, .pages = count.page };
    s.surface = cairo_pdf_surface_create_for_stream(take_bytes, out, PAGE_WIDTH, PAGE_HEIGHT);
    cairo_pdf_surface_set_metadata(s.surface, CAIRO_PDF_METADATA_CREATOR, "charterd");
    cairo_pdf_surface_set_metadata(s.surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   "1970-01-01T00:00:00Z"); /* a paper says its own */
    s.cr = cairo_create(s.surface);
    bool good = pass(press, &s, paper);
    cairo_show_page(s.cr);
    good = good && cairo_status(s.cr) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(s.cr);
    cairo_surface_finish(s.surface);
    good = good && cairo_surface_status(s.surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(s.surface);
    if (good && s.lang.len) catalog_complete(out, s.lang);
    return good && buf_ok(out);
}
