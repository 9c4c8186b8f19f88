/* How the value of a field reads: in a control, and in a sentence. Used by the form and its reference. */
#ifndef VIEWS_FIELD_WORDS_H
#define VIEWS_FIELD_WORDS_H

#include "views/form.h"

/* A value as its control wants it: local time, money with separators. `*as_text` is set when it was typed as no such control
 * could hold it, so that nothing typed is lost. Never NULL. */
const char *field_typed(struct view *v, const struct field *f, const json_t *value, bool *as_text);
/* The options there are now. */
struct options field_choices_now(struct view *v, const struct act_kind *kind, const struct field *f, const json_t *typed);

#endif
