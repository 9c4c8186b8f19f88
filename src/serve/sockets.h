/* Sockets that live on after libmicrohttpd has let them go.
 *
 * Two kinds need it. An event stream is idle nearly all its life: kept inside the library it would cost a connection
 * pool (16 KB) and a place in lists that are walked on every answer; here it costs a descriptor and a few words, so ten
 * thousand are cheap. And a socket whose request was answered before its body was read must be read on for a while: a
 * close with unread bytes sends a reset, which can destroy the answer on its way.
 *
 * One thread waits on all of them. Broadcast writes the same bytes to every stream; a client that does not take them is
 * dropped and comes back by itself (that is how event streams are made). */
#ifndef SERVE_SOCKETS_H
#define SERVE_SOCKETS_H

#include "serve/parse.h"

struct sockets;
int sockets_start(struct sockets **ret, struct error *err);
void sockets_stop(struct sockets *s);

/* Takes the descriptor. Reads and drops until the other side closes, time or bytes are up. */
void sockets_linger(struct sockets *s, int fd);
/* Takes the descriptor; `head` is written first. The stream hears what is said about `topic` (a hash of its name; 0 is a
 * topic like any other). It counts to the `person` who opened it, or to the address when that is nobody (0). ERR_BUSY when
 * there are too many, at all or of these (the descriptor is then still the caller's). */
int sockets_stream(struct sockets *s, int fd, const struct address *client, int64_t person, uint64_t topic,
                   struct str head);
/* To every stream of the topic, from any thread. */
void sockets_broadcast(struct sockets *s, uint64_t topic, struct str event);
size_t sockets_streams(const struct sockets *s);

#endif
