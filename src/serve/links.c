/* Links made by the operator: see links.h. They are used like those that go by mail (signin.c). */
#include "serve/links.h"

#include "serve/limits.h"
#include "serve/site.h"

struct link_row {
    const char *id;
    int64_t person;
    instant expires_at;
    bool known;
};

static void insert(struct db *db, void *context) {
    struct link_row *l = context;
    l->known = db_has(db, "SELECT 1 FROM person WHERE id = $1 AND erased_at IS NULL", V(l->person));
    if (l->known)
        db_exec(db, "INSERT INTO signin_link (id, person, expires_at) VALUES ($1, $2, $3)", V(l->id), V(l->person),
                V(l->expires_at));
}

int link_fault(int code, int64_t person, struct error *err) {
    if (code != ERR_MISSING) return error_set(err, code, T("The link could not be written down.", "链接未能写入。"));
    return error_set(err, ERR_MISSING,
                     T("There is no person {person} here who could sign in.", "没有可以登录的人员 {person}。"),
                     ARG_PLAIN("person", person));
}

int link_make(struct alliance *a, int64_t person, struct arena *arena, const char **ret_path) {
    const char *secret = random_text(arena, 32);
    struct link_row row = { .id = secret_id(arena, secret),
                            .person = person,
                            .expires_at = instant_now() + LINK_MADE_S };
    int code = alliance_write(a, insert, &row);
    if (code < 0) return code;
    *ret_path = arena_f(arena, "/signin/link/%s", secret).data;
    return row.known ? 0 : ERR_MISSING;
}
