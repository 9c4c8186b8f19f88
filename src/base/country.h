/* What a country or region is called: ISO 3166-1's two letters to its names in both languages (tools/countries.py). */
#ifndef BASE_COUNTRY_H
#define BASE_COUNTRY_H

#include <stdbool.h>

#include "base/text.h"

struct country { const char *code; struct text name; };
extern const struct country countries[]; /* by code */
extern const size_t country_count;

bool country_known(const char *code);
/* The names of "CN"; the word itself, in both languages, when it is no code. `code` is borrowed. */
struct text country_name(const char *code);

#endif
