/* A resolution as a paper: /resolutions/ID.pdf. Its number and wording, who voted how and by which clause it passed, and the entry of the
 * register that says so, with what it takes to prove that entry without this program. */
#include <string.h>

#include "acts/pipeline/record.h"
#include "acts/said.h"
#include "views/meetings/meetings.h"
#include "views/meetings/minutes.h"
#include "views/print.h"
#include "views/unseal.h"

enum { NAMES_BYTES_MAX = 4 << 20 };

static void print_facts(struct view *v, struct buf *out, const struct resolution_page *p) {
    struct room_page room;
    struct text where = T("Voted on between meetings.", "会议之间表决。");
    if (p->meeting && meeting_facts(v, p->meeting, &room)) where = meeting_title(v, &room);
    print_fact(v, out, T("Number", "编号"), p->id);
    print_fact(v, out, T("Body", "机构"), str_of(text_in(body_name(v, p->body), v->lang)));
    print_fact(v, out, T("Passed", "通过"), print_when(v, p->passed_at));
    print_fact(v, out, T("Where", "表决场合"), str_of(text_in(where, v->lang)));
    const struct arg moved[] = { ARG_PLAIN("n", p->m.number), ARG_STR("who", p->m.by), ARG_PLAIN("entry", p->m.entry) };
    print_fact(v, out, T("Moved", "提出"),
               sentence(v,
                        T("Motion {n}, by {who} (entry {entry} of the register).",
                          "动议 {n}，由{who}提出（登记簿第 {entry} 条）。"),
                        moved, 3));
    if (p->m.matter)
        print_fact(v, out, T("Decides", "决定事项"), matter_asks(v->db, v->charter, p->m.matter, v->arena, v->lang));
    const struct arg done[] = { ARG_TEXT("state", state_word("resolution", p->state)), ARG_STR("who", p->owner),
                                ARG_STR("day", print_day(v, p->due)) };
    print_fact(v, out, T("Carried out", "落实"),
               sentence(v,
                        p->owner.len ? T("{state}; {who}, by {day}", "{state}；{who}，期限{day}")
                                     : T("{state}", "{state}"),
                        done, 3));
}

/* The names of all who were asked, by how they voted. */
static void read_names(struct view *v, const struct motion_row *m, struct print_vote *ret) {
    static const char *const votes[PRINT_VOTES] = { "affirmative", "abstention", "negative", "" };
    struct buf names[PRINT_VOTES];
    for (int i = 0; i < PRINT_VOTES; i++) buf_init(&names[i], NAMES_BYTES_MAX);
    struct rows *r =
        db_rows(v->db,
                "SELECT coalesce(c.vote, ''), c.person, " NAME_OF("p") ", c.carrier, " NAME_OF(
                    "w") " FROM roll_call c JOIN person p ON p.id = c.person LEFT JOIN person w ON w.id = c.carrier "
                         "WHERE c.motion = $1 ORDER BY c.person",
                V(m->id));
    while (rows_next(r)) {
        int i = 0;
        while (i < PRINT_VOTES - 1 && !str_is(rows_str(r, 0), votes[i])) i++;
        if (ret->counts[i]++) buf_addz(&names[i], v->lang == LANG_ZH ? "、" : ", ");
        buf_add(&names[i], unsealed_name(v, rows_str(r, 2), rows_int(r, 1)));
        if (rows_null(r, 3)) continue;
        const struct arg args[] = { ARG_STR("who", unsealed_name(v, rows_str(r, 4), rows_int(r, 3))) };
        buf_add(&names[i], sentence(v, T(" (carried by {who})", "（由{who}代投）"), args, 1));
    }
    rows_done(r);
    for (int i = 0; i < PRINT_VOTES; i++) {
        ret->names[i] = arena_str(v->arena, buf_str(&names[i]));
        buf_release(&names[i]);
    }
}

static void print_the_vote(struct view *v, struct buf *out, const struct motion_row *m) {
    struct print_vote vote = {
        .affirmative = m->affirmative, .abstention = m->abstention, .negative = m->negative, .needed = m->needed
    };
    read_names(v, m, &vote);
    vote.silent = vote.counts[PRINT_VOTES - 1];
    vote.sum =
        print_with_clause(v,
                          vote_sum_said(v, &(struct vote_sum){ m->affirmative, m->abstention, m->negative, vote.silent,
                                                               m->base, m->needed, m->of, true, m->exactly }),
                          m->clause);
    print_heading(v, out, PAPER_H1, T("The vote, by name", "记名表决"));
    print_vote(v, out, &vote);
    const struct arg quorum[] = { ARG_INT("voted", m->voted), ARG_INT("whole", m->whole),
                                  ARG_INT("quorum", m->quorum) };
    if (m->between && m->quorum_clause)
        print_fact(v, out, T("Quorum", "法定人数"),
                   print_with_clause(v,
                                     sentence(v,
                                              T("{voted} of {whole} voted; {quorum} are needed.",
                                                "{whole} 人中 {voted} 人参加表决，须 {quorum} 人。"),
                                              quorum, 3),
                                     m->quorum_clause));
}

/* The entry of the close, its leaf, and where its proof is: what anybody needs to find it in any copy of the register. */
static void print_record(struct view *v, struct buf *out, const struct resolution_page *p) {
    struct str bytes = record_entry(v->db, v->arena, p->entry);
    struct vkey *keys;
    struct buf hex;
    if (!bytes.data) return;
    struct hash leaf = merkle_leaf(bytes);
    buf_init(&hex, 2 * HASH_SIZE + 1);
    hash_hex(&hex, &leaf);
    const char *origin = record_keys(v->db, v->arena, &keys) ? keys[0].name : "";
    const struct arg args[] = { ARG_PLAIN("entry", p->entry), ARG_Z("origin", origin), ARG_STR("hash", buf_str(&hex)),
                                ARG_STR("site", v->site), ARG_STR("id", p->id) };
    print_heading(v, out, PAPER_H1, T("On record", "登记"));
    print_fact(v, out, T("Entry", "条目"),
               sentence(v, T("{entry} of the register {origin}", "登记簿 {origin} 第 {entry} 条"), args, 2));
    print_fact(v, out, T("Leaf (SHA-256)", "叶哈希（SHA-256）"), buf_str(&hex));
    print_fact(v, out, T("Proof", "证明"),
               sentence(v, T("{site}/register/proof/{entry}.tlog-proof", "{site}/register/proof/{entry}.tlog-proof"),
                        args, 4));
    paper_add(out, PAPER_RULE, STR(""));
    paper_say(
        out, PAPER_SMALL,
        sentence(
            v,
            T("From the public record, {site}/resolutions/{id}. `charterd verify FILE --key KEY` verifies the proof offline; its entry says what was decided, and hashes to the leaf above.",
              "取自公开登记：{site}/resolutions/{id}。charterd verify 文件 --key 密钥 可离线验证该证明；其中条目载明所决事项，哈希值即上列叶哈希。"),
            args, 5));
    buf_release(&hex);
}

static void view_resolution_pdf(struct view *v) {
    struct resolution_page p;
    const char *id = view_segment(v, "id");
    if (!id || !resolution_read(v, id, &p)) {
        v->type = "text/html; charset=utf-8";
        view_not_found(v, T("There is no such resolution.", "没有此决议。"));
        return;
    }
    struct str title = p.title.len ? p.title : p.id;
    v->paper = true;
    print_begin(v, v->out,
                (struct text){ arena_f(v->arena, "Resolution %.*s: %.*s", STR_FMT(p.id), STR_FMT(title)).data,
                               arena_f(v->arena, "决议 %.*s：%.*s", STR_FMT(p.id), STR_FMT(title)).data },
                p.passed_at);
    print_facts(v, v->out, &p);
    print_heading(v, v->out, PAPER_H1, T("Wording", "决议内容"));
    print_markdown(v->out, p.text.len ? p.text : title);
    print_the_vote(v, v->out, &p.m);
    if (p.note.len) {
        print_heading(v, v->out, PAPER_H1, T("What was done", "落实情况"));
        print_markdown(v->out, p.note);
    }
    print_record(v, v->out, &p);
}
VIEW(resolution_pdf) = {
    .path = "/resolutions/{id}.pdf", .type = "application/pdf", .cached = true, .run = view_resolution_pdf
};
