/* Secret ballots: the paper that is issued once to each elector, on record, and the box into which it goes without a name. */
#ifndef ACTS_POLLING_H
#define ACTS_POLLING_H

#include "acts/elections/elections.h"
#include "ballot/credential.h"
#include "ballot/sealed.h"

struct alliance;

/* The serial of a paper, with its proof. */
struct paper_code { char serial[2 * BOX_SERIAL + 1]; char proof[RECEIPT_PROOF_SIZE]; };
/* The paper of a ticket, the same for the same one. False: there is no election with receipts under way of that number. */
bool paper_code_of(struct db *db, int64_t election, int64_t contest, struct str ticket, struct paper_code *ret);
/* What of a ticket is on record: its hash, in hex. */
void paper_ticket(struct str ticket, struct buf *ret);
/* Whether this elector's paper was issued for this ticket, and voting is on. */
bool paper_issued_for(struct db *db, int64_t election, int64_t elector, const json_t *blinded);

/* Sealed: the signatures of an elector's paper, for the blinded values it was issued for and no others; an array in base64url that the
 * caller owns. ERR_DENIED: it was issued for others, or not at all; ERR_CONFLICT: no papers are issued now. */
int paper_sign(struct db *db, int64_t election, int64_t elector, const json_t *blinded, json_t **ret, struct error *err);

/* Puts a ballot into the box: nothing is known of who casts it. 0 when it is on disk; ERR_DENIED (the credential is not one of this
 * election), ERR_CONFLICT (voting is not open), ERR_SYNTAX (the ballot says nothing that can be counted), ERR_IO. */
struct secret_ballot {
    int64_t election, contest;
    struct str serial, proof;
    const json_t *marks;
    bool guarded; /* nobody on the way can read it: a sealed election takes no other */
};
extern const struct text polling_unguarded; /* what is said to such a one */
int ballot_cast(struct alliance *a, const struct secret_ballot *ballot, struct error *err);
/* Whether a ballot of this credential is in the box, to whoever has the credential; nothing of what it says. The refusals of
 * ballot_cast but for the marks, which are not looked at. */
int ballot_find(struct alliance *a, const struct secret_ballot *ballot, bool *ret_in, struct error *err);

/* supply and apply of the clock acts that open and close voting. */
void polling_open_supply(struct supplying *s);
void polling_close_supply(struct supplying *s);
void polling_close_apply(struct applying *a);

#endif
