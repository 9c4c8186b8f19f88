/* A view: reads, shapes a plain struct, hands it to a template. It never writes and never sees HTTP.
 *
 *     VIEW(members) = { .path = "/members", .run = view_members };
 *     VIEW(member)  = { .path = "/members/{id}", .run = view_member };
 *
 * Found by the linker (section `charterd_views`): nothing else lists it. serve/ turns a request into a `struct view`,
 * runs it in one read transaction (one snapshot a request) and sends what it wrote. Anonymous answers of views marked
 * `cached` are kept as whole pages, at most a second old, per language. */
#ifndef VIEWS_VIEW_H
#define VIEWS_VIEW_H

#include "acts/act.h"
#include "base/arena.h"
#include "base/buf.h"
#include "charter/charter.h"
#include "store/store.h"

struct alliance;
struct view;

enum view_audience { FOR_ANYONE, FOR_SIGNED_IN, FOR_OFFICE /* holders of a secretariat-like office: see viewer.office */ };

struct view_kind {
    const char *path;        /* "/members/{id}"; {name} is one segment */
    const char *type;        /* NULL: "text/html; charset=utf-8" */
    enum view_audience audience;
    bool cached;             /* same bytes for every anonymous reader of a language */
    bool shared;             /* and for those signed in too: nobody is looked up, not even by their session. With ?at=N kept
                                bytes will do that were made when the register had N entries, or later */
    void (*run)(struct view *v);
};
#define VIEW(ident)                                                                                                     \
    static const struct view_kind view_kind_##ident;                                                                    \
    static const struct view_kind *const view_entry_##ident                                                             \
        __attribute__((section("charterd_views"), used, retain_if_possible)) = &view_kind_##ident;                      \
    static const struct view_kind view_kind_##ident
size_t view_kinds(const struct view_kind *const **ret);

/* A decoded name and value: of a {place} in the path, of a query parameter. Clean UTF-8, terminated. */
struct view_pair { const char *name; struct str value; };

/* Who is looking: nobody (person 0), or a signed-in person with the capacities they hold now. */
struct viewer {
    int64_t person;
    struct str name;
    const struct capacity *capacities; size_t capacity_count;
    bool office;          /* may see what is sealed for the secretariat: holds the power `record.erase` or membership.review */
    bool member;          /* represents a member now */
    const char *session;  /* id of the session that looks; NULL without one */
    const char *csrf;     /* token for forms; "" for nobody on a `cached` view: a page with a form is not cached */
};

/* What every form carries in hidden fields, beside the act's own fields (which never begin with '_'). It posts to
 * /act/KIND, as multipart/form-data when it has a file, else urlencoded. */
#define FORM_CSRF "_csrf"       /* viewer.csrf */
#define FORM_KEY "_key"         /* view.form_key: the idempotency key, so that submitting twice acts once */
#define FORM_AS "_as"           /* the capacity chosen, "office:12"; absent: the one that fits */
#define FORM_RETURN "_return"   /* local path to go to when allowed; absent: /register/entry/N */
#define FORM_CONFIRM "_confirm" /* "yes" on the restating step of a weighty act */
#define FORM_PREVIEW "_preview" /* set: nothing is done; the form again (view_act_form without answer), which shows the verdict */
#define FORM_AGAIN "_again"     /* never sent: in what view_act_form is given, why the form is shown again and nothing was done:
                                   AGAIN_SIGN_IN, AGAIN_SEND */
#define AGAIN_SIGN_IN "sign-in" /* nobody is signed in any more */
#define AGAIN_SEND "send"       /* the form was opened before this session */
#define FORM_FOR "_for"         /* whose act it is, when it is entered from paper: a person's number */
#define FORM_EMAIL "_email"     /* visitors: where the link goes that confirms the submission */

struct upload;

struct view {
    const struct view_kind *kind;
    struct db *db;
    struct alliance *alliance;       /* for previews of a verdict; NULL: none are shown */
    const struct charter *charter;   /* in force at `now` */
    const struct workcal *workcal;
    struct zone zone;
    instant now;
    bool zone_said;                  /* a time on this page has named the zone already */
    enum lang lang;
    struct viewer viewer;
    struct arena *arena;
    const char *path;                /* of the request, without query */
    struct str query;                /* as sent, without '?'; for links that keep it */
    const struct view_pair *segments; size_t segment_count; /* of the path's places */
    const struct view_pair *params; size_t param_count;     /* of the query */
    const struct upload *uploads; size_t upload_count; /* files that came with a form that is shown again: for its preview */
    const char *form_key;            /* random, fresh for each rendering; "" on a cached view */
    struct str site;                 /* "https://alliance.example" */
    /* the answer */
    struct buf *out;
    int status;                      /* 200 unless set */
    const char *type;
    bool paper;                      /* what was written is a paper (base/paper.h): it is sent as PDF */
    const char *enclosed;            /* set: what was written is an archive (base/tar.h) that is not ended. `enclosed_paper` is printed and
                                        put into it under this name, if it can be; then it is ended */
    struct str enclosed_paper;       /* in the arena */
    const char *redirect;            /* set: 303 to this path */
    const char *filename;            /* set: a download */
    const char *next;                /* set: the next page of a long answer, sent as Link: <…>; rel="next" */
};

const char *view_segment(const struct view *v, const char *name); /* of {name} in the path; NULL if none */
int64_t view_id(const struct view *v, const char *name);          /* as a positive integer; 0 if it is not one */
const char *view_param(const struct view *v, const char *name);   /* query parameter, first value, trimmed; NULL if absent */
void view_not_found(struct view *v, struct text what);            /* 404 page in the house style */
/* The page of any other refusal to answer: 400, 403, 405, 413, 429, 503 … Also shown when `v->db` is NULL: it may not
 * read anything then. */
void view_problem(struct view *v, int status, struct text title, struct text what);
/* The form of an act again, with what was typed and the verdict beside the fields: serve asks for it when a POST of the
 * form was refused (`answer` set), or must be confirmed by restating it first (`answer` NULL, `restate` true). */
struct answer;
void view_act_form(struct view *v, const struct act_kind *kind, const json_t *typed, const struct answer *answer, bool restate);

#endif
