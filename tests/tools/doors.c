/* What there is to be asked, as the program itself has it: every view with its audience, every other route, and every kind of act
 * with how private its fields are; one JSON object. Suites that try everything by everybody read it, so that a new page or a
 * new field is tried without anybody thinking of it. */
#include <stdio.h>

#include "acts/act.h"
#include "serve/router.h"
#include "serve/site.h"
#include "views/view.h"

static json_t *views(void) {
    static const char *const audiences[] = {
        [FOR_ANYONE] = "anyone", [FOR_SIGNED_IN] = "signed in", [FOR_OFFICE] = "office"
    };
    const struct view_kind *const *kinds;
    size_t n = view_kinds(&kinds);
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:b}", "path", kinds[i]->path, "audience",
                                        audiences[kinds[i]->audience], "type",
                                        kinds[i]->type ? kinds[i]->type : "text/html", "cached", kinds[i]->cached));
    return list;
}

static json_t *routes(void) {
    const struct route *const tables[] = { routes_acts,    routes_api,         routes_signin,
                                           routes_account, routes_submissions, routes_register,
                                           routes_assets,  routes_house,       routes_events };
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const struct route *r = tables[i]; r->pattern; r++)
            json_array_append_new(list, json_pack("{s:s, s:s}", "path", r->pattern, "method",
                                                  r->flags & ROUTE_POST ? "POST" : "GET"));
    return list;
}

static json_t *acts(void) {
    static const char *const levels[] = { [FIELD_OPEN] = "open",
                                          [FIELD_SEALED_PUBLIC] = "public",
                                          [FIELD_SEALED_MEMBER] = "member",
                                          [FIELD_SEALED_OFFICE] = "office" };
    const struct act_kind *const *kinds;
    size_t n = act_kinds(&kinds);
    json_t *list = json_object();
    for (size_t i = 0; i < n; i++) {
        json_t *fields = json_object();
        for (const struct field *f = kinds[i]->fields; f && f->name; f++)
            json_object_set_new(fields, f->name, json_string(levels[f->privacy]));
        json_object_set_new(list, kinds[i]->name,
                            json_pack("{s:b, s:o}", "asked", kinds[i]->origin == ORIGIN_PERSON, "fields", fields));
    }
    return list;
}

int main(void) {
    json_t *all = json_pack("{s:o, s:o, s:o}", "views", views(), "routes", routes(), "acts", acts());
    json_dumpf(all, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(all);
    return 0;
}
