/* The embedded files of web/ by name (web.h). */
#include "views/web.h"

#include <string.h>

const struct web_file *web_file(const char *name) {
    for (size_t i = 0; i < web_file_count; i++)
        if (strcmp(web_files[i].name, name) == 0) return &web_files[i];
    return NULL;
}

const char *web_href(const char *name) {
    const struct web_file *f = web_file(name);
    return f ? f->href : "#";
}
