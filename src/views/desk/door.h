/* The pages at the door: signing in, one's account, and the confirmation of what a visitor sent. They only show; serve/
 * does what their forms ask (POST to the same paths). */
#ifndef VIEWS_DOOR_H
#define VIEWS_DOOR_H

#include "views/view.h"

enum signin_state {
    SIGNIN_ASK,
    SIGNIN_SENT,      /* a link is on its way, if the address is known: said either way */
    SIGNIN_WRONG,     /* address and password do not fit: which of them is not said */
    SIGNIN_ADDRESS,   /* that is no mail address */
};
struct signin_page { enum signin_state state; const char *email, *next; };
void view_signin(struct view *v, const struct signin_page *page);

/* What the account page says after something was changed there. */
enum account_note { ACCOUNT_AS_IT_IS, ACCOUNT_SAVED, ACCOUNT_PASSWORD_WRONG, ACCOUNT_PASSWORD_SHORT, ACCOUNT_TOO_MANY_TOKENS };
/* `token`: just made, shown this once; NULL. */
void view_account(struct view *v, enum account_note note, const char *token);

/* A visitor's submission has been kept; the mail with its link goes to `email`. */
void view_submission_kept(struct view *v, const struct act_kind *kind, const char *email);
/* … has become an act. */
void view_submission_done(struct view *v, const struct act_kind *kind, int64_t entry);

#endif
