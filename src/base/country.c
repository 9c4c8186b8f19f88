/* Countries and regions are recorded by their code, which no language and no renaming touches, and shown by their name.
 * The names are generated from ISO 3166-1 when the program is built; here is only the look-up. */
#include "base/country.h"

#include <stdlib.h>
#include <string.h>

static int by_code(const void *key, const void *item) {
    const struct country *c = item;
    return strcmp(key, c->code);
}

static const struct country *find(const char *code) {
    return bsearch(code, countries, country_count, sizeof countries[0], by_code);
}

bool country_known(const char *code) { return find(code) != NULL; }

struct text country_name(const char *code) {
    const struct country *c = find(code);
    return c ? c->name : T(code, code);
}
