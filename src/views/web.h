/* The files of web/, embedded when the program is built. serve/ answers GET /web/NAME with them; a link made by `web_href`
 * carries the digest of the bytes, so an answer with it may be kept for ever. */
#ifndef VIEWS_WEB_H
#define VIEWS_WEB_H

#include <stddef.h>

#include "base/str.h"

struct web_file {
    const char *name;   /* "charterd.css" */
    const char *href;   /* "/web/charterd.css?0123456789abcdef" */
    const char *type;
    const char *digest; /* for an ETag */
    struct str bytes;
};
extern const struct web_file web_files[];
extern const size_t web_file_count;

const struct web_file *web_file(const char *name); /* NULL if none */
const char *web_href(const char *name);            /* "#" if there is no such file */

#endif
