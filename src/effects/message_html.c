/* The HTML half of a mail: paragraphs, one link, a footer; readable in any program, in light and dark.
 *
 * No images, no style sheet, no colours of its own but the rule above the footer: what is not there cannot break, be
 * blocked, or track anyone. */
#include "effects/message.h"

static void escape(struct buf *out, struct str s) {
    for (size_t i = 0; i < s.len; i++) {
        switch (s.data[i]) {
        case '&': buf_addz(out, "&amp;"); break;
        case '<': buf_addz(out, "&lt;"); break;
        case '>': buf_addz(out, "&gt;"); break;
        case '"': buf_addz(out, "&quot;"); break;
        case '\'': buf_addz(out, "&#39;"); break;
        case '\r': break;
        case '\n': buf_addz(out, "<br>\n"); break;
        default: buf_addc(out, s.data[i]);
        }
    }
}

/* The next paragraph: up to a line with nothing but blanks. */
static struct str paragraph(struct str *rest) {
    struct str all = *rest;
    size_t i = 0;
    while (i < all.len) {
        if (all.data[i] == '\n') {
            size_t k = i + 1;
            while (k < all.len && (all.data[k] == ' ' || all.data[k] == '\t' || all.data[k] == '\r')) k++;
            if (k < all.len && all.data[k] == '\n') {
                *rest = str_skip(all, k + 1);
                return str_trim(str_head(all, i));
            }
        }
        i++;
    }
    *rest = STR_NONE;
    return str_trim(all);
}

static void paragraphs(struct buf *out, struct str text, const char *open) {
    while (text.len) {
        struct str p = paragraph(&text);
        if (p.len == 0) continue;
        buf_addz(out, open);
        escape(out, p);
        buf_addz(out, "</p>\n");
    }
}

struct text message_link_words(void) {
    return T("Read more and act here:", "详情与办理请见：");
}

void message_footer(struct buf *out, const struct message *m) {
    struct arg a[] = { ARG_STR("alliance", m->alliance) };
    struct text what = m->official ? T("Official notice of {alliance}, sent automatically and kept on record.",
                                       "本邮件为{alliance}的正式通知，由系统自动发送并存档。")
                                   : T("Sent automatically by {alliance}.", "本邮件由{alliance}自动发送。");
    text_format(out, what, m->lang, m->zone, a, 1);
    buf_addc(out, '\n');
    if (m->reply_to.address.len)
        text_format(out,
                    T("You can simply reply: your answer goes to {address}.",
                      "如需联系，直接回复即可，回信将送达 {address}。"),
                    m->lang, m->zone, &ARG_STR("address", m->reply_to.address), 1);
    else
        buf_addz(out, text_in(T("Replies to this address are not read.", "本邮箱不接收回信。"), m->lang));
}

void message_html(struct buf *out, const struct message *m) {
    buf_addf(out,
             "<!DOCTYPE html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" "
             "content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>",
             lang_tag(m->lang));
    escape(out, m->subject);
    buf_addz(out,
             "</title></head>\n<body style=\"margin:0 auto;padding:16px;max-width:38em;font:16px/1.7 -apple-system,"
             "'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei',&#39;Noto Sans CJK "
             "SC&#39;,sans-serif\">\n");
    paragraphs(out, m->body, "<p style=\"margin:0 0 1em\">");
    if (m->link.len) {
        buf_addf(out, "<p style=\"margin:0 0 1em\">%s<br>\n<a href=\"", text_in(message_link_words(), m->lang));
        escape(out, m->link);
        buf_addz(out, "\">");
        escape(out, m->link);
        buf_addz(out, "</a></p>\n");
    }
    struct buf f;
    buf_init(&f, 4096);
    message_footer(&f, m);
    buf_addz(
        out,
        "<hr style=\"border:0;border-top:1px solid #888;margin:2em 0 1em\">\n<p style=\"margin:0;font-size:14px\">");
    escape(out, buf_str(&f));
    buf_addz(out, "</p>\n</body>\n</html>\n");
    buf_release(&f);
}
