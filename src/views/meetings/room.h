/* The room while a meeting is on (room.c), and what its templates ask of it. */
#ifndef VIEWS_ROOM_H
#define VIEWS_ROOM_H

#include "views/view.h"
#include "views/web.h"

struct text vote_text(const char *vote);
/* A wall without script is nobody's to touch: it loads itself anew. */
void wall_reloads(struct view *v);

#include "views/room.html.h"

#endif
