/* Building the mail with GMime: an object tree, then bytes. See message.h for its shape.
 *
 * GMime objects are reference counted; every constructor here gives one reference, a container takes its own, and what
 * was added is released at once. */
#include "effects/message.h"

#include <gmime/gmime.h>
#include <pthread.h>
#include <string.h>

#include "base/hash.h"
#include "base/mailbox.h"
#include "effects/header.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void) { g_mime_init(); }

/* ---- header texts ---- */

static bool label_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

void message_id(struct buf *out, struct str origin, int64_t row, instant created) {
    buf_addf(out, "%lld.%lld.charterd@", (long long)row, (long long)created);
    bool dot = true; /* of the right side; none may stand first, last or twice */
    size_t n = 0;
    for (size_t i = 0; i < origin.len && n < 200; i++) {
        char c = origin.data[i];
        c = label_char(c) ? c : '-';
        if (c == '.' && (dot || i + 1 == origin.len || !label_char(origin.data[i + 1]))) c = '-';
        dot = c == '.';
        buf_addc(out, c);
        n++;
    }
    if (n == 0) buf_addz(out, "localhost");
}

/* ---- parts ---- */

/* A part whose bytes must arrive as they are. */
static GMimeObject *part(const char *type, const char *subtype, struct str bytes, GMimeContentEncoding encoding) {
    GMimePart *p = g_mime_part_new_with_type(type, subtype);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes.data, bytes.len);
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(p, content);
    g_mime_part_set_content_encoding(p, encoding);
    g_object_unref(content);
    g_object_unref(stream);
    return (GMimeObject *)p;
}

/* Text with CRLF ends. Mostly ASCII travels quoted-printable, so that long lines stay legal and the source readable;
 * Chinese as base64. */
static GMimeObject *text_part(const char *subtype, struct str text) {
    struct buf b;
    buf_init(&b, text.len * 2 + 1);
    size_t wide = 0;
    for (size_t i = 0; i < text.len; i++) {
        wide += (unsigned char)text.data[i] >= 0x80;
        if (text.data[i] == '\r') continue;
        if (text.data[i] == '\n') buf_addc(&b, '\r');
        buf_addc(&b, text.data[i]);
    }
    GMimeObject *p = part("text", subtype, buf_str(&b),
                          wide * 4 > text.len ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    g_mime_object_set_content_type_parameter(p, "charset", "utf-8");
    buf_release(&b);
    return p;
}

static void body_text(struct buf *out, const struct message *m) {
    buf_add(out, m->body);
    if (m->link.len) {
        buf_addf(out, "\n\n%s\n", text_in(message_link_words(), m->lang));
        buf_add(out, m->link);
    }
    buf_addz(out, "\n\n-- \n");
    message_footer(out, m);
    buf_addc(out, '\n');
}

static void add_part(GMimeMultipart *to, GMimeObject *part) {
    g_mime_multipart_add(to, part);
    g_object_unref(part);
}

/* Boundaries come from the Message-ID: unlike anything in the text, and the same at every try. */
static GMimeMultipart *multipart(struct arena *a, const struct message *m, const char *subtype) {
    struct hash h = hash_parts((struct str[]){ m->id, str_of(subtype) }, 2);
    struct buf b;
    buf_init(&b, 128);
    hex_add(&b, (struct str){ (const char *)h.b, 16 });
    GMimeMultipart *r = g_mime_multipart_new_with_subtype(subtype);
    g_mime_multipart_set_boundary(r, arena_z(a, arena_f(a, "=-%s", buf_z(&b))));
    buf_release(&b);
    return r;
}

static GMimeObject *content_of(struct arena *a, const struct message *m) {
    GMimeMultipart *alternative = multipart(a, m, "alternative");
    struct buf b;
    buf_init(&b, MESSAGE_MAX);
    body_text(&b, m);
    add_part(alternative, text_part("plain", buf_str(&b)));
    buf_clear(&b);
    message_html(&b, m);
    add_part(alternative, text_part("html", buf_str(&b)));
    buf_release(&b);
    if (!m->method) return (GMimeObject *)alternative;

    GMimeObject *calendar = part("text", "calendar", m->calendar, GMIME_CONTENT_ENCODING_BASE64);
    g_mime_object_set_content_type_parameter(calendar, "charset", "utf-8");
    g_mime_object_set_content_type_parameter(calendar, "method", m->method);
    add_part(alternative, calendar);
    GMimeMultipart *mixed = multipart(a, m, "mixed");
    add_part(mixed, (GMimeObject *)alternative);
    GMimeObject *file = part("application", "ics", m->calendar, GMIME_CONTENT_ENCODING_BASE64);
    g_mime_part_set_filename((GMimePart *)file, strcmp(m->method, "CANCEL") == 0 ? "cancel.ics" : "invite.ics");
    g_mime_object_set_disposition(file, GMIME_DISPOSITION_ATTACHMENT);
    add_part(mixed, file);
    return (GMimeObject *)mixed;
}

/* ---- the whole ---- */

/* A header as it shall stand: GMime keeps the raw form. */
static void add_header(GMimeObject *mail, const char *name, struct buf *raw) {
    g_mime_object_append_header(mail, name, "", NULL);
    GMimeHeaderList *list = g_mime_object_get_header_list(mail);
    g_mime_header_set_raw_value(g_mime_header_list_get_header(list, name), buf_z(raw));
    buf_clear(raw);
}

static void add_headers(GMimeObject *mail, const struct message *m) {
    struct buf raw;
    buf_init(&raw, 8192);
    header_mailbox(&raw, strlen("From:"), &m->from);
    add_header(mail, "From", &raw);
    if (m->reply_to.address.len) {
        header_mailbox(&raw, strlen("Reply-To:"), &m->reply_to);
        add_header(mail, "Reply-To", &raw);
    }
    header_mailbox(&raw, strlen("To:"), &m->to);
    add_header(mail, "To", &raw);
    header_text(&raw, strlen("Subject:"), m->subject);
    add_header(mail, "Subject", &raw);
    buf_release(&raw);
}

static void set_date(GMimeMessage *mail, instant t, struct zone zone) {
    GDateTime *utc = g_date_time_new_from_unix_utc(t);
    if (!utc) return;
    GTimeZone *tz = g_time_zone_new_offset(zone.offset_s);
    GDateTime *local = g_date_time_to_timezone(utc, tz);
    g_mime_message_set_date(mail, local);
    g_date_time_unref(local);
    g_time_zone_unref(tz);
    g_date_time_unref(utc);
}

static int check(const struct message *m, struct error *err) {
    const struct mailbox *boxes[] = { &m->from, &m->to, &m->reply_to };
    for (size_t i = 0; i < 3; i++)
        if (!(i == 2 && boxes[i]->address.len == 0) && !mailbox_valid(boxes[i]->address))
            return error_set(err, ERR_SYNTAX, T("{address} is not an email address.", "{address} 不是有效的邮箱地址。"),
                             ARG_STR("address", boxes[i]->address));
    return 0;
}

int message_write(struct buf *out, const struct message *given, struct error *err) {
    int r = check(given, err);
    if (r < 0) return r;
    pthread_once(&once, start);
    struct arena a;
    arena_init(&a);
    struct message lines = *given;
    lines.subject = header_line(&a, given->subject, MESSAGE_SUBJECT_MAX);
    lines.body = body_lines(&a, given->body);
    lines.from.name = header_line(&a, given->from.name, MESSAGE_NAME_MAX);
    lines.to.name = header_line(&a, given->to.name, MESSAGE_NAME_MAX);
    lines.reply_to.name = header_line(&a, given->reply_to.name, MESSAGE_NAME_MAX);
    const struct message *m = &lines;
    GMimeMessage *mail = g_mime_message_new(FALSE);
    GMimeObject *top = (GMimeObject *)mail;
    add_headers(top, m);
    set_date(mail, m->date, m->zone);
    g_mime_message_set_message_id(mail, arena_z(&a, m->id));
    g_mime_object_set_header(top, "Auto-Submitted", "auto-generated", NULL);
    g_mime_object_set_header(top, "Content-Language", lang_tag(m->lang), NULL);
    GMimeObject *content = content_of(&a, m);
    g_mime_message_set_mime_part(mail, content);
    g_object_unref(content);

    GMimeFormatOptions *options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    GMimeStream *stream = g_mime_stream_mem_new();
    bool written = g_mime_object_write_to_stream(top, options, stream) >= 0;
    GByteArray *bytes = g_mime_stream_mem_get_byte_array((GMimeStreamMem *)stream);
    if (!written || bytes->len > MESSAGE_MAX)
        r = error_set(err, ERR_TOO_LARGE, T("The mail is larger than {most} bytes.", "邮件超过 {most} 字节。"),
                      ARG_INT("most", MESSAGE_MAX));
    else
        buf_add(out, (struct str){ (const char *)bytes->data, bytes->len });
    g_object_unref(stream);
    g_mime_format_options_free(options);
    g_object_unref(mail);
    arena_release(&a);
    return r;
}
