/* Feeds: what is new in the public house, for feed readers (Atom, RFC 4287) and for programs (JSON Feed 1.1).
 *
 * One plain description, two writers. A view fills a `struct feed` with resolutions, news or meetings, newest first, and
 * asks for either form. This room knows nothing of databases or pages: structs in, bytes out.
 *
 *  1. An entry's id never changes and never names a host that may move: a tag URI (RFC 4151) made from the register's
 *     origin, the year of founding and the thing's own number.
 *  2. Nothing depends on when a feed is asked for: `updated` is the newest entry's, so the same record gives the same
 *     bytes, and caches work.
 *  3. Every text is escaped for where it stands; characters XML forbids are dropped. */
#ifndef FEEDS_FEED_H
#define FEEDS_FEED_H

#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"

struct feed_entry {
    struct str id;        /* feed_tag */
    struct str url;       /* the page, in full */
    struct str title;
    struct str summary;   /* plain text; may be empty */
    struct str html;      /* the whole, as safe HTML; may be empty */
    struct str author;    /* a body or office; empty: the alliance */
    struct str category;  /* one word for programs: "resolution"; may be empty */
    instant published, updated;
};

struct feed {
    enum lang lang;
    struct str id;        /* feed_tag */
    struct str title, subtitle;
    struct str author;    /* the alliance's name */
    struct str home;      /* the page this feed belongs to, in full */
    struct str self;      /* this feed's own address, in full */
    struct str icon;      /* may be empty */
    instant updated;      /* for a feed without entries; else the newest entry's counts */
    const struct feed_entry *entries;
    size_t count;
};

/* application/atom+xml; charset=utf-8 */
void feed_atom(struct buf *out, const struct feed *f);
/* application/feed+json. 0, or ERR_SYNTAX when a text is not UTF-8. */
int feed_json(struct buf *out, const struct feed *f, struct error *err);

/* "tag:alliance.example,2026:resolution/TC-2026-003". The authority is the host part of `origin`; `since` is the year
 * from which the alliance has it (its founding). */
void feed_tag(struct buf *out, struct str origin, int since, const char *kind, struct str thing);

/* Appends `s` as XML text or attribute value. */
void xml_escape(struct buf *out, struct str s);

#endif
