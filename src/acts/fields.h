/* From what a form, a shell or a program sends to typed arguments: validation derived from the declared fields.
 *
 * Texts are brought to NFC, line ends to \n, blanks at both ends are cut. What is wrong is said per field as a finding of
 * the verdict (ERR_SYNTAX), all of them at once, so that a form can show each beside its field. */
#ifndef ACTS_FIELDS_H
#define ACTS_FIELDS_H

#include "acts/act.h"

/* Reads `given` (an object; values as strings or JSON types) by `kind`'s fields into new objects `*ret_args` (open) and
 * `*ret_sealed`. Findings go to j->verdict; on a refusal both objects hold what was good, so that nothing typed is lost. */
void fields_read(struct judging *j, const struct act_kind *kind, const json_t *given, json_t **ret_args, json_t **ret_sealed);

/* The options a choice or reference offers now; adds none when there is nothing to choose from. */
void field_options(const struct judging *j, const struct field *f, const json_t *args, enum lang lang, struct options *ret);

/* Limits of a field with its defaults applied: characters of a text, bytes of a file, items of a list. */
int64_t field_max(const struct field *f);
int64_t field_max_items(const struct field *f);
static inline bool field_sealed(const struct field *f) { return f->privacy != FIELD_OPEN; }

#endif
