/* Reading the register's rows: entries, tiles, checkpoint, proofs. On any connection, within its snapshot. */
#ifndef ACTS_RECORD_H
#define ACTS_RECORD_H

#include "acts/entry.h"
#include "register/shelf.h"
#include "store/store.h"

int64_t record_size(struct db *db);                                     /* leaves in this snapshot's checkpoint */
struct str record_entry(struct db *db, struct arena *arena, int64_t n); /* canonical bytes; STR_NONE if there is none */
/* The signed note, as it goes out. */
struct str record_checkpoint(struct db *db, struct arena *arena);
/* The register's verifier keys, the newest first; returns how many. */
size_t record_keys(struct db *db, struct arena *arena, struct vkey **ret);
/* The note by which key `id` (its row) took over, signed by it and by the one before; STR_NONE for the first key. */
struct str record_handover(struct db *db, struct arena *arena, int64_t id);
/* A tile's bytes of the tree of the snapshot: width * 32; ERR_MISSING if the tree has no such tile. */
int record_tile(struct db *db, int level, int64_t n, int width, uint8_t *out);
/* A tile source for proofs over this connection. */
struct tile_source record_source(struct db *db);
/* The bundle of entries n*256 … : uint16 length ‖ entry, `width` of them. */
int record_bundle(struct db *db, int64_t n, int width, struct buf *out);
/* Whether the file holds a checkpoint of a register that this one succeeds, and no later one than it cited. */
bool record_succeeds(struct db *db, const char *path);
/* All of it as a shelf, on a reader's snapshot of its own; give it back with `ret->done(ret)`. ERR_MISSING while nothing is
 * signed. */
int record_shelf(struct store *store, struct shelf *ret, struct error *err);

#endif
