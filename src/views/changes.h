/* Two wordings of one text as one: what was taken out struck through, what is new underlined, the rest once. */
#ifndef VIEWS_CHANGES_H
#define VIEWS_CHANGES_H

#include "views/html.h"

/* HTML of the text with <del> and <ins>; both are also said in words for who does not see them. Chinese is compared by
 * character, other scripts by word. Line breaks stay as they are: stands in class `typed`. */
struct raw_html changes(struct view *v, struct str before, struct str after);

#endif
