/* A count as a picture: SVG without script, and the same numbers as a table for who reads by ear.
 *
 *     stages side by side, candidates as rows      instant run-off and both transferable votes: bars with the line that elects, and
 *                                                  what passed on as flows between the stages, to nobody too
 *     one bar a candidate                          methods that add up marks
 *     a field for every two                        Schulze and Debian: best first, so that victories stand above the diagonal
 *
 * Meek's stages share every paper anew, so nothing passes from one to the next: its stages have bars and no flows. Colours are
 * attributes of the SVG, so that it can be kept as a file; on a page the style sheet's tokens stand over them. Nothing is said by
 * colour alone. What is long is cut: the rows with most votes and the last stages are drawn, and it says so. */
#ifndef VIEWS_TRANSFERS_H
#define VIEWS_TRANSFERS_H

#include "base/buf.h"
#include "tally/result.h"

/* `id` makes the ids inside unique on a page. `alone`: as a file of its own, on a ground of its own. */
void transfers_svg(struct buf *out, const struct tally_result *r, enum lang lang, const char *id, bool alone);
/* An HTML table. */
void transfers_table(struct buf *out, const struct tally_result *r, enum lang lang);
/* A whole page by itself: picture, table, and the count told step by step. */
void transfers_page(struct buf *out, const struct tally_result *r, enum lang lang);

#endif
