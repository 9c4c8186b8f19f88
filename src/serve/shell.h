/* The shell's way in while a server runs: DIR/shell.sock, for the account that runs the server (and root) only.
 *
 *     charterd act DIR …  ─ the directory is taken ─ one JSON object over the socket ─ pipeline ─ one JSON object back
 *
 *     {"do": "act", "kind", "person", "as", "via", "key", "lang", "args": {…}, "uploads": [{"field", "name", "type", "base64"}]}
 *     {"code": 0, "answer": {verdict_json …, "entry", "repeated", "choices": […]}}
 *
 *     {"do": "link", "person"}                              a one-time link to sign in
 *     {"code": 0, "answer": {"link": "https://…"}}
 *
 * `code` is the verdict's (enum err). Who is meant was found out by the asker, who can read the directory himself. */
#ifndef SERVE_SHELL_H
#define SERVE_SHELL_H

#include "acts/pipeline/pipeline.h"

struct shell;
int shell_start(struct shell **ret, struct alliance *a, const char *url, struct error *err);
void shell_stop(struct shell *s);

/* The other side. `*ret` is the reply. ERR_MISSING: no server listens there; ERR_IO. */
int shell_ask(const char *dir, const struct ask *ask, json_t **ret, struct error *err);
/* "https://…/signin/link/…" in the arena; or as above, or the server's own code with its sentence. */
int shell_link(const char *dir, int64_t person, struct arena *arena, const char **ret_link, struct error *err);

#endif
