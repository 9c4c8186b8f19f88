/* The form of an act, derived from its declaration, and buttons for acts that need no form.
 *
 *     GET  /act/KIND?field=value…     the form, filled; when enough is given, what the charter would say
 *     POST /act/KIND                  serve/ asks the pipeline; refused: the same form again, nothing typed is lost
 *
 * A weighty act is restated in words before it is done; one with a file restates itself on the form, since a file cannot
 * be kept between two steps. But where what a file says is taken in (act_kind.take), its text is kept on the form, and the verdict
 * over it shown before anything is done. */
#ifndef VIEWS_FORM_H
#define VIEWS_FORM_H

#include "acts/act.h"
#include "views/html.h"
#include "views/view.h"

/* A button that acts at once: POST /act/KIND with these fields. `label` T_NONE: the kind's title. It leads back to this page
 * (`view.path`) when allowed. */
void part_act_button(struct view *v, const char *kind, const struct view_pair *args, size_t count, struct text label);
/* A link to the form of an act with fields filled, as an address in the arena: act_href(v, "topic.propose", {…}, n). */
const char *act_href(struct view *v, const char *kind, const struct view_pair *args, size_t count);
/* The same for an offer's args. */
const char *act_href_json(struct view *v, const char *kind, const json_t *args);

/* A field's value in words: an option's label, a day with its weekday, money, "yes". */
struct str field_words(struct view *v, const struct act_kind *kind, const struct field *f, const json_t *typed);
/* What is asked of a field, in words: "At most 200 characters." · "A file of at most 8 MB." T_NONE when there is nothing. */
struct text field_limits(struct view *v, const struct field *f);
/* Who will be able to read it. */
struct text field_readers(struct view *v, const struct field *f);

#endif
