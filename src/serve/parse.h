/* Reading what strangers send: address, form, cookies, multipart, client address. Pure functions over bytes, fuzzed.
 *
 *  1. What comes out is valid UTF-8 without control characters (text fields keep \n and \t), terminated, in the arena.
 *  2. Nothing is guessed: a bad escape, an encoded slash, a dot segment, an overlong or cut UTF-8 sequence is ERR_SYNTAX.
 *  3. Every count and length is bounded by serve/limits.h: beyond is ERR_TOO_LARGE. */
#ifndef SERVE_PARSE_H
#define SERVE_PARSE_H

#include "acts/pipeline/pipeline.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "views/view.h"

/* A growing list of pairs in an arena. */
struct pairs { struct view_pair *items; size_t count, size; };
void pairs_add(struct pairs *p, struct arena *a, const char *name, struct str value);
const char *pairs_get(const struct pairs *p, const char *name); /* first of the name; NULL if none */
size_t pairs_count(const struct pairs *p, const char *name);

/* "/members/12?x=1" → "/members/12", "x=1". Only the origin form: '/' first, no empty, "." or ".." segments (one '/' at
 * the end is kept), no encoded '/', '\' or control character. */
int parse_target(struct arena *a, struct str raw, const char **ret_path, struct str *ret_query);
/* name=value&…, '+' a blank, %XX; CR LF becomes LF. */
int parse_form(struct arena *a, struct str body, size_t fields_max, struct pairs *ret);
/* The Cookie header. Pairs that are not well formed are left out. */
void parse_cookies(struct arena *a, struct str header, struct pairs *ret);

/* The files of a multipart form (struct upload of acts/pipeline/pipeline.h); their bytes are slices of the body. */

struct uploads { struct upload items[4 /* FILES_MAX */]; size_t count; };
/* multipart/form-data (RFC 7578). An empty file field (no name, no bytes) is left out. */
int parse_multipart(struct arena *a, struct str body, struct str boundary, struct pairs *ret, struct uploads *files);
/* The boundary of a Content-Type; STR_NONE when there is none or it is not well formed. */
struct str parse_boundary(struct str content_type);

bool parse_is_token(struct str s);      /* RFC 9110: a header's or method's name */
bool parse_header_value_ok(struct str s); /* no control characters but tab */
bool parse_host_ok(struct str s);        /* name, IPv4 or [IPv6], and a port */
bool parse_local_path(struct str s);     /* where a form may send its sender: "/…", never "//…" or another site */
/* Chooses between zh and en by an Accept-Language header; zh when it names neither. */
enum lang parse_languages(struct str header);
bool parse_accepts_gzip(struct str header);

/* An IP address or block: "127.0.0.1", "10.0.0.0/8", "::1". IPv4 as its mapped IPv6. */
struct address { uint8_t b[16]; };
struct block { struct address address; int bits; };
int parse_address(struct str s, struct address *ret);
int parse_block(struct str s, struct block *ret);
bool block_has(const struct block *b, const struct address *a);
struct sockaddr;
bool address_of_socket(const struct sockaddr *sa, struct address *ret); /* false: neither IPv4 nor IPv6 */
void address_format(struct buf *out, const struct address *a);
bool address_is_loopback(const struct address *a);
/* Who sent it, behind trusted proxies: from the right of X-Forwarded-For, the first that is not trusted. */
struct address parse_forwarded(struct address peer, struct str header, const struct block *trusted, size_t count);

#endif
