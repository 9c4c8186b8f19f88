/* Reading Markdown, for those who write it as something: HTML (markdown.c), a paper (print_markdown.c). */
#ifndef VIEWS_MARKDOWN_PARSE_H
#define VIEWS_MARKDOWN_PARSE_H

#include <md4c.h>

#include "views/markdown.h"

enum { MARKDOWN_FLAGS = MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_PERMISSIVEURLAUTOLINKS };

/* False: what md4c would take too long or too deep over. */
bool markdown_bounded(struct str text);
/* 0, or not read to its end. What is reported beyond *input (set before the first call) is not the author's: not to be believed, unless it
 * is a line end or a blank. */
int markdown_parse(struct str text, const MD_PARSER *parser, struct str *input, void *user);
bool markdown_lies_within(struct str s, struct str whole);

#endif
