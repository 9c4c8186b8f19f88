/* Running a view for a request: one reader, one snapshot, who is looking, and what came of it as a response. */
#ifndef SERVE_RENDERING_H
#define SERVE_RENDERING_H

#include "serve/who.h"

struct rendering {
    struct site *site;
    struct request *r;
    struct db *db;     /* NULL: the database cannot be read now */
    struct who who;
    struct view view;
    struct buf out;
};

/* Takes a reader and a snapshot and reads who asks. On a worker only. `m` NULL: a page without places. */
void rendering_begin(struct rendering *g, struct site *site, struct request *r, const struct match *m);
/* The same without asking who it is: no session is looked up, none is noted as seen. For the ballot box and for what is
 * the same for everybody. */
void rendering_begin_unnamed(struct rendering *g, struct site *site, struct request *r, const struct match *m);
/* Fills in what a view needs to know of the viewer (capacities, name): after `begin`, before a view is run. */
void rendering_viewer(struct rendering *g);
/* Gives the reader back; after it only the bytes are there. */
void rendering_release_db(struct rendering *g);
/* The response: status, type, redirects, cookies, cache headers. Releases everything. */
struct response *rendering_end(struct rendering *g);

/* The view's answer for a reader who may not see it: 303 to the sign-in page, 401, 403. False: nothing stands against
 * it. */
bool rendering_bar(struct rendering *g, enum view_audience audience);

#endif
