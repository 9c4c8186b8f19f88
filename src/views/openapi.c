/* GET /api/v1/openapi.json: what programs may ask of this alliance, as OpenAPI 3.1, derived from the declarations of acts and
 * collections, and of what is read at a path of its own (openapi_reads.c). An act that the charter grants to nobody is left out: it would only be refused. */
#include <string.h>

#include "acts/act.h"
#include "acts/fields.h"
#include "views/collection_sql.h"
#include "views/form.h"
#include "views/json.h"
#include "views/openapi.h"
#include "views/powers.h"

static json_t *words(const struct view *v, struct text t) { return json_string(text_in(t, v->lang)); }

static json_t *string_of(const char *format) { return json_pack("{s:s, s:s}", "type", "string", "format", format); }

/* ---- acts ---- */

static json_t *choices_schema(const struct choice *choices) {
    json_t *ids = json_array();
    for (const struct choice *c = choices; c && c->id; c++) json_array_append_new(ids, json_string(c->id));
    return json_pack("{s:s, s:o}", "type", "string", "enum", ids);
}

static json_t *value_schema(const struct field *f) {
    switch (f->type) {
    case FIELD_LINE:
    case FIELD_TEXT:
        return json_pack("{s:s, s:I, s:I}", "type", "string", "minLength", (json_int_t)f->min, "maxLength",
                         (json_int_t)field_max(f));
    case FIELD_EMAIL: return string_of("email");
    case FIELD_URL: return string_of("uri");
    case FIELD_INT:
    case FIELD_FEN:
        return json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum", (json_int_t)f->min, "maximum",
                         (json_int_t)field_max(f));
    case FIELD_REF: return json_pack("{s:s, s:i}", "type", "integer", "minimum", 1);
    case FIELD_BOOL: return json_pack("{s:s}", "type", "boolean");
    case FIELD_DAY: return string_of("date");
    case FIELD_INSTANT: return string_of("date-time");
    case FIELD_CHOICE: return f->choices ? choices_schema(f->choices) : json_pack("{s:s}", "type", "string");
    case FIELD_FILE: return json_pack("{s:s}", "$ref", "#/components/schemas/File");
    }
    return json_object();
}

static json_t *field_schema(struct view *v, const struct field *f) {
    json_t *schema = value_schema(f);
    if (f->many)
        schema =
            json_pack("{s:s, s:I, s:o}", "type", "array", "maxItems", (json_int_t)field_max_items(f), "items", schema);
    struct text readers = field_readers(v, f);
    json_object_set_new(schema, "title", words(v, f->label));
    if (f->help.en || readers.en)
        json_object_set_new(schema, "description",
                            json_sprintf("%s%s%s", text_in(f->help, v->lang), f->help.en && readers.en ? " " : "",
                                         text_in(readers, v->lang)));
    return schema;
}

static json_t *act_schema(struct view *v, const struct act_kind *kind) {
    json_t *properties = json_object(), *required = json_array();
    for (const struct field *f = kind->fields; f && f->name; f++) {
        json_object_set_new(properties, f->name, field_schema(v, f));
        if (!f->optional && f->type != FIELD_BOOL) json_array_append_new(required, json_string(f->name));
    }
    json_object_set_new(properties, "_as",
                        json_pack("{s:s, s:s}", "type", "string", "description",
                                  text_in(T("the capacity acted in, where several fit: office:12",
                                            "有多种身份符合时所用的身份：office:12"),
                                          v->lang)));
    json_object_set_new(
        properties, "_for",
        json_pack("{s:s, s:s}", "type", "integer", "description",
                  text_in(T("whose act it is, when you enter what they handed in on paper: a person's number",
                            "依书面材料代为录入时，办理人的编号"),
                          v->lang)));
    return json_pack("{s:s, s:b, s:o, s:o}", "type", "object", "additionalProperties", 0, "properties", properties,
                     "required", required);
}

static json_t *act_path(struct view *v, const struct act_kind *kind, const struct powers *powers) {
    json_t *key =
        json_pack("{s:s, s:s, s:s, s:{s:s, s:i, s:i}}", "name", "Idempotency-Key", "in", "header", "description",
                  text_in(T("The same key with the same body is done once.", "相同的键与内容只办理一次。"), v->lang),
                  "schema", "type", "string", "minLength", 8, "maxLength", 128);
    static const struct {
        const char *status, *why;
    } refusals[] = {
        { "400", "not one JSON object of fields" },
        { "401", "no token, or one that is not good (any more)" },
        { "403", "the charter gives this to others" },
        { "404", "something named does not exist" },
        { "409", "the state moved on, or several capacities fit" },
        { "413", "too large" },
        { "415", "of another kind" },
        { "422", "the charter refuses, or a field is wrong" },
        { "429", "too many at once; Retry-After says when" },
        { "503", "nothing can be recorded just now; Retry-After" },
    };
    json_t *answers = json_pack("{s:o}", "200", openapi_answer("allowed", "application/json", "Allowed"));
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        json_object_set_new(answers, refusals[i].status,
                            openapi_answer(refusals[i].why, "application/problem+json", "Refused"));
    json_t *post = json_pack("{s:s, s:o, s:s, s:[s], s:[o], s:{s:b, s:{s:{s:o}}}, s:o}", "operationId", kind->name,
                             "summary", words(v, kind->title), "description", text_in(powers_words(v, powers), v->lang),
                             "tags", kind->family, "parameters", key, "requestBody", "required", 1, "content",
                             "application/json", "schema", act_schema(v, kind), "responses", answers);
    json_object_set_new(post, "x-clauses", json_string(powers_clauses(v, powers)));
    return json_pack("{s:o}", "post", post);
}

static void acts_add(struct view *v, json_t *paths) {
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds);
    for (size_t i = 0; i < n; i++) {
        if (kinds[i]->origin != ORIGIN_PERSON || !kinds[i]->power) continue;
        struct powers powers = powers_of(v, kinds[i]->power, NULL);
        if (powers.count)
            json_object_set_new(paths, arena_f(v->arena, "/api/v1/acts/%s", kinds[i]->name).data,
                                act_path(v, kinds[i], &powers));
    }
}

/* ---- collections ---- */

static json_t *column_schema(const struct view *v, const struct column *c) {
    json_t *schema;
    switch (c->type) {
    case COLUMN_INT:
    case COLUMN_NUM:
    case COLUMN_FEN:
    case COLUMN_ENTRY: schema = json_pack("{s:[s,s]}", "type", "integer", "null"); break;
    case COLUMN_BOOL: schema = json_pack("{s:[s,s]}", "type", "boolean", "null"); break;
    case COLUMN_DAY: schema = json_pack("{s:[s,s], s:s}", "type", "string", "null", "format", "date"); break;
    case COLUMN_INSTANT: schema = json_pack("{s:[s,s], s:s}", "type", "string", "null", "format", "date-time"); break;
    default: schema = json_pack("{s:[s,s]}", "type", "string", "null");
    }
    if (c->label.en) json_object_set_new(schema, "title", words(v, c->label));
    return schema;
}

static json_t *item_schema(const struct view *v, const struct collection *c) {
    json_t *properties = json_object();
    for (size_t i = 0; c->columns[i].name; i++)
        if (collection_shows(v, &c->columns[i]))
            json_object_set_new(properties, c->columns[i].name, column_schema(v, &c->columns[i]));
    return json_pack("{s:s, s:o}", "type", "object", "properties", properties);
}

static json_t *filter_schema(const struct filter *f) {
    switch (f->type) {
    case FILTER_INT: return json_pack("{s:s}", "type", "integer");
    case FILTER_FLAG: return json_pack("{s:s, s:[s]}", "type", "string", "enum", "1");
    case FILTER_CHOICE: return choices_schema(f->choices);
    case FILTER_DAY:
    case FILTER_FROM_DAY:
    case FILTER_UNTIL_DAY:
    case FILTER_AS_OF: return string_of("date");
    default: return json_pack("{s:s}", "type", "string");
    }
}

static void parameter_add(json_t *list, const char *name, json_t *description, json_t *schema) {
    json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:o}", "name", name, "in", "query", "description",
                                          description, "schema", schema));
}

static json_t *list_path(const struct view *v, const char *name, const struct collection *c) {
    json_t *parameters = json_array();
    for (size_t i = 0; i < collection_filters(c); i++)
        parameter_add(parameters, c->filters[i].name, words(v, c->filters[i].label), filter_schema(&c->filters[i]));
    parameter_add(parameters, "after", json_string("as given in next"), json_pack("{s:s}", "type", "string"));
    parameter_add(parameters, "limit", json_string("rows"),
                  json_pack("{s:s, s:i, s:i}", "type", "integer", "minimum", 1, "maximum", 1000));
    json_t *schema = json_pack("{s:s, s:{s:{s:s, s:o}, s:{s:s}, s:{s:s}, s:{s:s}}}", "type", "object", "properties",
                               "items", "type", "array", "items", item_schema(v, c), "count", "type", "integer",
                               "count_at_least", "type", "boolean", "next", "type", "string");
    json_t *get =
        json_pack("{s:s, s:o, s:o, s:[s], s:o, s:{s:{s:s, s:{s:{s:o}}}}}", "operationId", name, "summary",
                  words(v, c->title), "description", words(v, c->about), "tags", "lists", "parameters", parameters,
                  "responses", "200", "description", "rows", "content", "application/json", "schema", schema);
    openapi_problem(json_object_get(get, "responses"), "400", "a filter that cannot be read");
    return json_pack("{s:o}", "get", get);
}

/* The same rows for a spreadsheet: all of them, by the same filters. */
static json_t *csv_path(const struct view *v, const char *name, const struct collection *c) {
    json_t *parameters = json_array();
    for (size_t i = 0; i < collection_filters(c); i++)
        parameter_add(parameters, c->filters[i].name, words(v, c->filters[i].label), filter_schema(&c->filters[i]));
    json_t *get = json_pack("{s:o, s:o, s:[s], s:o, s:{s:o}}", "operationId", json_sprintf("%s_csv", name), "summary",
                            words(v, c->title), "tags", "lists", "parameters", parameters, "responses", "200",
                            openapi_answer("rows", "text/csv", NULL));
    return json_pack("{s:o}", "get", get);
}

static json_t *item_path(const struct view *v, const char *name, const struct collection *c) {
    json_t *id =
        json_pack("{s:s, s:s, s:b, s:{s:s}}", "name", "id", "in", "path", "required", 1, "schema", "type", "string");
    json_t *get = json_pack("{s:o, s:o, s:[s], s:[o], s:{s:{s:s, s:{s:{s:o}}}, s:o}}", "operationId",
                            json_sprintf("%s_item", name), "summary", words(v, c->title), "tags", "lists", "parameters",
                            id, "responses", "200", "description", "one row", "content", "application/json", "schema",
                            item_schema(v, c), "404",
                            openapi_answer("nothing is kept there", "application/problem+json", "Problem"));
    return json_pack("{s:o}", "get", get);
}

static void collections_add(struct view *v, json_t *paths) {
    const struct collection_entry *const *all;
    size_t n = collections(&all);
    for (size_t i = 0; i < n; i++) {
        struct {
            const char *path;
            json_t *item;
        } three[] = {
            { arena_f(v->arena, "/api/v1/%s", all[i]->name).data, list_path(v, all[i]->name, all[i]->collection) },
            { arena_f(v->arena, "/api/v1/%s/{id}", all[i]->name).data, item_path(v, all[i]->name, all[i]->collection) },
            { arena_f(v->arena, "/%s.csv", all[i]->name).data, csv_path(v, all[i]->name, all[i]->collection) },
        };
        for (size_t k = 0; k < 3; k++) {
            json_t *get = json_object_get(three[k].item, "get");
            if (all[i]->audience != FOR_ANYONE) openapi_guard(get);
            if (all[i]->audience != FOR_ANYONE && k == 2) /* linked from pages: a browser is led to sign in */
                json_object_set_new(json_object_get(get, "responses"), "303",
                                    json_pack("{s:s}", "description", "to sign in, without a token"));
            json_object_set_new(paths, three[k].path, three[k].item);
        }
    }
}

/* ---- the document ---- */

static void view_openapi(struct view *v) {
    json_t *paths = json_object();
    acts_add(v, paths);
    collections_add(v, paths);
    openapi_reads(v, paths);
    struct text title = v->charter ? charter_title(v->charter) : T("An alliance", "联盟");
    view_json(v, json_pack("{s:s, s:{s:o, s:s}, s:[{s:s%}], s:[{}, {s:[]}], s:o, s:o}", "openapi", "3.1.0", "info",
                           "title", words(v, title), "version", CHARTERD_VERSION, "servers", "url",
                           v->site.data ? v->site.data : "", v->site.len, "security", "token", "paths", paths,
                           "components", openapi_components()));
}
VIEW(openapi) = { .path = "/api/v1/openapi.json", .type = "application/json", .cached = true, .run = view_openapi };
