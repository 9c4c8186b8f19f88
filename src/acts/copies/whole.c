/* Reading a database to the end before it is believed; see whole.h. The verifier is the one that outsiders use. */
#include "acts/pipeline/record.h"
#include "acts/copies/whole.h"
#include "register/verify.h"

static int verify(struct store *store, struct arena *arena, struct whole *ret, struct error *err) {
    struct shelf shelf = { 0 };
    struct register_source *source;
    struct verify_report report;
    int result = record_shelf(store, &shelf, err);
    if (result != 0) return result;
    source_shelf(&source, &shelf);
    ret->key = *shelf.log;
    ret->note = arena_str(arena, shelf.checkpoint);
    struct verify_options o = { .log = &ret->key };
    result = register_verify(source, &o, &report, err);
    source->close(source);
    shelf.done(&shelf);
    if (result == 0) {
        ret->size = report.size;
        ret->root = report.root;
    }
    return result;
}

int whole_read(const char *database, struct arena *arena, struct whole *ret, struct error *err) {
    struct store *store = NULL;
    int result = store_open(&store, database, STORE_READ, err);
    if (result != 0) return result;
    struct db *db = store_reader(store);
    result = db_quick_check(db, err);
    store_reader_done(store, db);
    if (result == 0) result = verify(store, arena, ret, err);
    store_close(store);
    return result;
}
