/* The printer's fonts: all of them are opened before the box is shut, and none after. */
#ifndef PDF_FONTS_H
#define PDF_FONTS_H

#include <fontconfig/fontconfig.h>

#include "base/str.h"

/* What a page is set in: one package, which must be there. */
enum { FONT_SERIF, FONT_SANS, FONT_MONO, FONTS_OWN };
extern const char *const font_families[FONTS_OWN];

struct font { const char *family; bool bold; char sample[8]; /* a letter it has */ };
struct fonts { FcConfig *config; struct font *all; size_t count; FcCharSet *letters; };
/* False: one of our own is missing (named on stderr). Whatever stands in for other letters may be missing. */
bool fonts_open(struct fonts *ret);
/* Whether something is to be seen where this letter stands: one of the fonts has it, or it is not to be seen at all. */
bool fonts_show(const struct fonts *f, int32_t letter);

#endif
