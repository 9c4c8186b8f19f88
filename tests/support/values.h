/* Fields made from a kind's declaration: what fits in an alliance where there is one of everything. */
#ifndef TESTS_SUPPORT_VALUES_H
#define TESTS_SUPPORT_VALUES_H

#include <string.h>

#include "acts/act.h"

static inline json_t *value_for(const struct field *field) {
    if (field->type == FIELD_CHOICE && field->choices) return json_string(field->choices[0].id);
    static const struct { const char *ref, *word; } words[] = {
        { "body", "tc" }, { "title", "member" }, { "country", "DE" }, { "class", "ordinary" }, { "organization", "enterprise" }, { "ground", "charter" }, { "clause", "A16.1" }, { "condition", "able" },
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0] && field->ref; i++)
        if (strcmp(field->ref, words[i].ref) == 0) return json_string(words[i].word);
    switch (field->type) {
    case FIELD_EMAIL: return json_string("somebody@example.org");
    case FIELD_URL: return json_string("https://example.org/");
    case FIELD_INT: return json_integer(field->min > 0 ? field->min : 1);
    case FIELD_REF: return json_integer(1);
    case FIELD_BOOL: return json_true();
    case FIELD_DAY: return json_string("2026-09-01");
    case FIELD_INSTANT: return json_string("2026-09-09 10:00");
    case FIELD_FEN: return json_string("1.00");
    case FIELD_FILE: return json_string("The bytes of a file.");
    default: return json_string(field->max == 2 ? "DE" : "Words that a test makes up.");
    }
}

/* All fields of a kind, filled as declared. */
static inline json_t *args_for(const struct act_kind *kind) {
    json_t *args = json_object();
    for (const struct field *field = kind->fields; field && field->name; field++)
        json_object_set_new(args, field->name, field->many ? json_pack("[o]", value_for(field)) : value_for(field));
    return args;
}

#endif
