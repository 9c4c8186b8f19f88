/* Which fonts a paper is set in, and which stand in for letters those do not have.
 *
 * The own ones are three families of one package, which hold Latin and Chinese letters drawn for each other. For whatever else people write
 * there is one family for each script, in the order of the table, from two more packages that a machine may do without; all other fonts
 * are put out of sight, so that a paper looks the same on every machine that has the packages.
 *
 * Once the box is shut no file can be opened any more. Cairo keeps no more than ten fonts open and opens the others anew; so each is
 * opened here, and cairo is given it open (FC_FT_FACE). */
#include "pdf/fonts.h"

#include <fontconfig/fcfreetype.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "base/arena.h"

const char *const font_families[FONTS_OWN] = {
    [FONT_SERIF] = "Noto Serif CJK SC", [FONT_SANS] = "Noto Sans CJK SC", [FONT_MONO] = "Noto Sans Mono CJK SC"
};

/* Debian: fonts-noto-core, and for pictures of all kinds fonts-symbola, whose outlines are black as print is. */
static const char *const standing_in[] = {
    "Noto Serif",          "Noto Sans Mono",         "Noto Sans",          "Noto Sans Arabic",
    "Noto Sans Hebrew",    "Noto Sans Devanagari",   "Noto Sans Bengali",  "Noto Sans Gurmukhi",
    "Noto Sans Gujarati",  "Noto Sans Oriya",        "Noto Sans Tamil",    "Noto Sans Telugu",
    "Noto Sans Kannada",   "Noto Sans Malayalam",    "Noto Sans Sinhala",  "Noto Sans Thai",
    "Noto Sans Lao",       "Noto Sans Khmer",        "Noto Sans Myanmar",  "Noto Serif Tibetan",
    "Noto Sans Mongolian", "Noto Sans Yi",           "Noto Sans Tai Le",   "Noto Sans New Tai Lue",
    "Noto Sans Tai Tham",  "Noto Sans Lisu",         "Noto Sans Miao",     "Noto Sans PhagsPa",
    "Noto Sans Georgian",  "Noto Sans Armenian",     "Noto Sans Ethiopic", "Noto Sans Thaana",
    "Noto Sans Syriac",    "Noto Sans NKo",          "Noto Sans Adlam",    "Noto Sans Vai",
    "Noto Sans Tifinagh",  "Noto Sans Javanese",     "Noto Sans Balinese", "Noto Sans Sundanese",
    "Noto Sans Ol Chiki",  "Noto Sans Meetei Mayek", "Noto Sans Cherokee", "Noto Sans CanAborig",
    "Noto Sans Math",      "Noto Sans Symbols",      "Noto Sans Symbols2", "Symbola",
};
enum { OTHERS = sizeof standing_in / sizeof standing_in[0], FILES_MAX = 2 * (FONTS_OWN + OTHERS) };

/* Its place in the tables; -1: none of ours. Weights between regular and bold, and slanted letters, are not used. */
static int place_of(FcPattern *font) {
    FcChar8 *name;
    int weight, slant;
    FcBool variable;
    if (FcPatternGetInteger(font, FC_WEIGHT, 0, &weight) != FcResultMatch ||
        (weight != FC_WEIGHT_REGULAR && weight != FC_WEIGHT_BOLD) ||
        (FcPatternGetInteger(font, FC_SLANT, 0, &slant) == FcResultMatch && slant != FC_SLANT_ROMAN) ||
        (FcPatternGetBool(font, FC_VARIABLE, 0, &variable) == FcResultMatch && variable))
        return -1;
    for (int i = 0; FcPatternGetString(font, FC_FAMILY, i, &name) == FcResultMatch; i++) {
        for (int k = 0; k < FONTS_OWN; k++)
            if (strcmp((const char *)name, font_families[k]) == 0) return k;
        for (int k = 0; k < OTHERS; k++)
            if (strcmp((const char *)name, standing_in[k]) == 0) return FONTS_OWN + k;
    }
    return -1;
}

/* The same with the font's file open; NULL: it cannot be opened. */
static FcPattern *opened(FT_Library library, FcPattern *font) {
    FcChar8 *file;
    FT_Face face;
    int index = 0;
    FcPatternGetInteger(font, FC_INDEX, 0, &index);
    if (FcPatternGetString(font, FC_FILE, 0, &file) != FcResultMatch ||
        FT_New_Face(library, (const char *)file, index, &face) != 0)
        return NULL;
    FcPattern *open = FcPatternDuplicate(font);
    FcPatternAddFTFace(open, FC_FT_FACE, face);
    return open;
}

/* A letter it has, if there is one that no font before it has. */
static bool sample_of(const FcCharSet *letters, const FcCharSet *before, char ret[8]) {
    FcChar32 map[FC_CHARSET_MAP_SIZE], next, page;
    FcCharSet *own = FcCharSetSubtract(letters, before);
    bool found = false;
    for (page = FcCharSetFirstPage(own, map, &next); page != FC_CHARSET_DONE && !found;
         page = FcCharSetNextPage(own, map, &next))
        for (FcChar32 i = 0; i < 32 * FC_CHARSET_MAP_SIZE && !found; i++)
            if (map[i / 32] >> (i % 32) & 1 && utf8proc_category((utf8proc_int32_t)(page + i)) < UTF8PROC_CATEGORY_ZS) {
                ret[utf8proc_encode_char((utf8proc_int32_t)(page + i), (utf8proc_uint8_t *)ret)] = 0;
                found = true;
            }
    FcCharSetDestroy(own);
    return found;
}

/* One file of each weight and place. */
static void choose(FcFontSet *all, FcPattern *chosen[FILES_MAX]) {
    for (int i = 0; i < all->nfont; i++) {
        int weight, place = place_of(all->fonts[i]);
        if (place < 0) continue;
        FcPatternGetInteger(all->fonts[i], FC_WEIGHT, 0, &weight);
        FcPattern **at = &chosen[2 * place + (weight == FC_WEIGHT_BOLD)];
        if (!*at) *at = all->fonts[i];
    }
}

static void take(struct fonts *f, FT_Library library, FcFontSet *all, FcPattern *const chosen[FILES_MAX]) {
    FcCharSet *letters;
    all->nfont = 0; /* there is room: what is taken was among them */
    for (int i = 0; i < FILES_MAX; i++) {
        FcPattern *open = chosen[i] ? opened(library, chosen[i]) : NULL;
        struct font *font = &f->all[f->count];
        int place = i / 2;
        if (!open || FcPatternGetCharSet(open, FC_CHARSET, 0, &letters) != FcResultMatch) continue;
        *font = (struct font){ .family = place < FONTS_OWN ? font_families[place] : standing_in[place - FONTS_OWN],
                               .bold = i % 2 };
        FcCharSet *none = FcCharSetCreate(), *before = i % 2 || place < FONTS_OWN ? none : f->letters;
        if (sample_of(letters, before, font->sample)) {
            all->fonts[all->nfont++] = open;
            f->count++;
            FcCharSetMerge(f->letters, letters, NULL);
        }
        FcCharSetDestroy(none);
    }
}

bool fonts_open(struct fonts *ret) {
    FT_Library library;
    FcPattern *chosen[FILES_MAX] = { 0 };
    *ret = (struct fonts){ .config = FcInitLoadConfigAndFonts(), .letters = FcCharSetCreate() };
    FcFontSet *all = ret->config ? FcConfigGetFonts(ret->config, FcSetSystem) : NULL;
    if (!all || FT_Init_FreeType(&library) != 0) return false;
    choose(all, chosen);
    for (int k = 0; k < FONTS_OWN; k++)
        if (!chosen[2 * k]) {
            fprintf(stderr, "charterd-pdf: the font %s is not installed (Debian: fonts-noto-cjk)\n", font_families[k]);
            return false;
        }
    ret->all = mem_grow(NULL, FILES_MAX * sizeof *ret->all);
    take(ret, library, all, chosen);
    return true;
}

bool fonts_show(const struct fonts *f, int32_t letter) {
    utf8proc_category_t kind = utf8proc_category(letter);
    bool unseen = letter < 0x20 || kind == UTF8PROC_CATEGORY_ZS || kind == UTF8PROC_CATEGORY_CF ||
                  (letter >= 0xfe00 && letter <= 0xfe0f) || (letter >= 0xe0100 && letter <= 0xe01ef) ||
                  letter == 0x34f; /* blanks, joiners, choosers of a variant */
    return unseen || FcCharSetHasChar(f->letters, (FcChar32)letter);
}
