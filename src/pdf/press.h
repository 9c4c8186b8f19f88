/* The press: a paper (base/paper.h) set in type, as PDF. The same paper gives the same bytes. */
#ifndef PDF_PRESS_H
#define PDF_PRESS_H

#include "base/paper.h"

struct press;
/* Loads the fonts, all of them, by printing one page with each. False: a font is missing (named on stderr). */
bool press_open(struct press **ret);
/* Appends the PDF. False: the bytes are no paper, or it is longer than PAGES_MAX. */
bool press_print(struct press *p, struct str paper, struct buf *out);
enum { PRESS_PAGES_MAX = 600 };

#endif
