/* What the maker of a PDF leaves out of its catalogue, added at its end. */
#ifndef PDF_CATALOG_H
#define PDF_CATALOG_H

#include "base/buf.h"

/* Adds to a finished PDF what its maker leaves out; `lang` is a BCP 47 tag. */
void catalog_complete(struct buf *pdf, struct str lang);

#endif
