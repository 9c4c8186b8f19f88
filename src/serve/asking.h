/* From what a form or a program sent to an ask, and from an answer to a response.
 *
 *     POST /act/KIND           a form   ─┐                                    ┌─ 303, or the form again with the verdict
 *     POST /api/v1/acts/KIND   JSON     ─┼─ struct asking ─ pipeline ─ answer ┤
 *     POST /confirm/SECRET     visitors ─┘   (committer's thread: copied)     └─ JSON, or problem+json
 *
 * The exchange stays parked while the act waits for its commit; the answer is copied on the committer's thread and told
 * on a worker, so the committer never waits for a page; or, where it is JSON that needs no reading, on the exchange's own
 * event thread, which saves a change of threads. */
#ifndef SERVE_ASKING_H
#define SERVE_ASKING_H

#include "serve/rendering.h"

struct asking {
    struct site *site;
    struct exchange *x;
    const struct act_kind *kind;
    json_t *typed;            /* fields as given; owned */
    struct ask ask;
    struct str file_bytes[4]; /* decoded from a JSON body; owned by the exchange's arena */
    const char *return_to;    /* local path, or NULL */
    const char *submission;   /* id of the submission it confirms; NULL */
    /* the answer, copied */
    int code;
    int64_t entry;
    bool repeated;
    instant at;
    struct verdict *verdict;
    struct capacity *choices;
    size_t choice_count;
    void (*told)(struct asking *a); /* on a worker: makes the response */
    struct response *(*made)(void *asking); /* in its place, where nothing must be read for it; NULL */
};

/* The kind of act a path names, if people may ask for it; else answers 404 and gives NULL. */
const struct act_kind *asking_kind(struct site *site, struct exchange *x, const char *name);
bool kind_has_files(const struct act_kind *kind);
/* Whether the charter in force lets anyone at all ask for it. */
bool kind_for_visitors(const struct charter *c, const struct act_kind *kind);
/* How large a body may be for this kind. */
size_t kind_body_max(const struct act_kind *kind, bool json);

/* The fields of a form, read by request_read_form, into `typed` and the ask's files and capacity. ERR_SYNTAX: a field that
 * stands once was given twice. */
int form_read(struct asking *a);
/* All values of one name that are not empty, as an array; the caller owns it. */
json_t *form_values(const struct pairs *fields, const char *name);
/* The files of an ask as JSON, and from it again; false: they are not whole, or too many. */
json_t *uploads_json(const struct ask *ask);
bool uploads_read(const json_t *list, struct arena *arena, struct ask *ask);
/* An idempotency key as sent, if it is one; NULL. */
const char *key_read(const char *given);

/* Hands the ask to the pipeline. Answers busy by itself. */
void asking_submit(struct asking *a);
void asking_release(struct asking *a);

int status_of_code(int code);
struct response *asking_api_response(struct asking *a);
/* One person's asks in a while. False: answered 429. */
bool asking_not_too_many(struct site *site, struct exchange *x, int64_t person);

/* Visitors: keeps the ask as a submission and mails the link that confirms it (submissions.c). On a worker. */
struct who;
void submission_keep(struct asking *a, const char *email, bool api);

#endif
