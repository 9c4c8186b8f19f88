/* Persons by mail address: see people.h. */
#include "serve/people.h"

#include "base/json.h"

int64_t person_of_address(struct db *db, struct str email) {
    struct buf quoted;
    buf_init(&quoted, 2048);
    json_quote(&quoted, email);
    int64_t person =
        db_int(db, 0,
               "SELECT p.id FROM private v JOIN person p ON p.email_entry = v.entry WHERE v.field = 'email' AND "
               "lower(v.value) = lower($1) "
               "AND p.erased_at IS NULL ORDER BY CASE "
               "WHEN EXISTS (SELECT 1 FROM alliance a WHERE a.founder = p.id AND a.closed_at IS NULL) THEN 0 "
               "WHEN EXISTS (SELECT 1 FROM representation r WHERE r.person = p.id AND r.to_at IS NULL) THEN 1 "
               "WHEN EXISTS (SELECT 1 FROM holding h WHERE h.person = p.id AND h.to_at IS NULL) THEN 1 "
               "ELSE 2 END, p.id DESC LIMIT 1",
               V(buf_str(&quoted)));
    buf_release(&quoted);
    return person;
}

bool person_same_address(struct db *db, int64_t one, int64_t other) {
    return db_has(
        db,
        "SELECT 1 FROM person a JOIN private x ON x.entry = a.email_entry AND x.field = 'email' JOIN private y ON "
        "y.value = x.value AND y.field = 'email' JOIN person b ON b.email_entry = y.entry WHERE a.id = $1 AND b.id = "
        "$2 "
        "AND a.erased_at IS NULL AND b.erased_at IS NULL",
        V(one), V(other));
}
