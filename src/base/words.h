/* The words of a text, for an index: the same text gives the same words everywhere, whatever engine keeps them.
 *
 * Where a script parts its words by blanks, a word is a run of letters and digits in lower case. Chinese, Japanese and
 * Korean do not, so each two characters that stand side by side are a word, and the last of a run is one by itself:
 * 理事会 gives 理事, 事会, 会. So two characters are found wherever they stand, one as the beginning of a pair, and
 * more as pairs that follow each other. No word holds anything but letters and digits: whatever signs a text or a
 * question has, to an engine they are blanks. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/arena.h"
#include "base/buf.h"

enum { WORDS_VERSION = 1 }; /* another one gives other words: what was indexed by it is made anew */

/* Lower case where that takes as many bytes (Latin, Greek, Cyrillic): what is found stands at the same place in the text. */
struct str words_lower(struct arena *a, struct str text);
/* Appends the words of a text, parted by blanks. */
void words_add(struct buf *out, struct str text);

/* A piece of what is looked for: words that must follow each other; `open`: the last of them may go on. */
struct words_piece { struct str words; bool open; };
/* Those of one term, at most `max`; 0 when it holds no letter and no digit. */
size_t words_pieces(struct arena *a, struct str term, struct words_piece *ret, size_t max);

#endif
