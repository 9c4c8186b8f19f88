/* The parts of the OpenAPI document (openapi.c): what answers besides acts and collections, and the shapes of answers. */
#ifndef VIEWS_OPENAPI_H
#define VIEWS_OPENAPI_H

#include "base/json.h"
#include "views/view.h"

/* {"description", "content": {TYPE: {"schema": {"$ref": "#/components/schemas/NAME"}}}} */
json_t *openapi_answer(const char *description, const char *type, const char *name);
/* Adds an answer that says no, as problem+json. */
void openapi_problem(json_t *responses, const char *status, const char *description);
/* Demands a token, for reads that are not anyone's. */
void openapi_guard(json_t *operation);

/* What is read at a path of its own. */
void openapi_reads(const struct view *v, json_t *paths);
json_t *openapi_components(void);

#endif
