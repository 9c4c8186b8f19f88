/* Whatever people type as names, addresses and subjects: what is taken for an address can be written to, and no text
 * begins a header, a part or a calendar line of its own.
 *
 * The input is lines: the address, a name, the subject, and the rest the text. */
#include "base/mailbox.h"

#include <gmime/gmime.h>
#include <string.h>

#include "calendar/calendar.h"
#include "effects/header.h"
#include "effects/message.h"
#include "fuzz.h"

/* Lines end in CRLF, none is over 998 bytes (RFC 5322, 2.1.1), and nothing but ASCII stands in a mail's head. */
static void check_lines(struct str mail, bool head) {
    while (mail.len) {
        struct str line = str_cut(&mail, '\n');
        MUST(line.len && line.data[line.len - 1] == '\r' && line.len <= 999);
        MUST(!memchr(line.data, '\r', line.len - 1) && !memchr(line.data, '\0', line.len));
        if (line.len == 1) head = false;
        for (size_t i = 0; head && i < line.len; i++) MUST((unsigned char)line.data[i] < 0x7F);
    }
}

static void check_mail(struct arena *a, struct str mail, const struct message *m) {
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(mail.data, mail.len);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *read = g_mime_parser_construct_message(parser, NULL);
    MUST(read && !g_mime_object_get_header((GMimeObject *)read, "Bcc"));
    InternetAddressList *to = g_mime_message_get_all_recipients(read);
    MUST(internet_address_list_length(to) == 1);
    InternetAddressMailbox *box = (InternetAddressMailbox *)internet_address_list_get_address(to, 0);
    if (!strcasestr(arena_z(a, m->to.address), "xn--")) /* this reader shows those in the script they stand for */
        MUST(str_is(m->to.address, internet_address_mailbox_get_addr(box)));
    const char *subject = g_mime_message_get_subject(read);
    MUST(subject && str_is(header_line(a, m->subject, MESSAGE_SUBJECT_MAX), subject));
    g_object_unref(to);
    g_object_unref(read);
    g_object_unref(parser);
    g_object_unref(stream);
}

static size_t count(struct str text, const char *line) {
    size_t n = 0;
    while (text.data) n += str_is(str_cut(&text, '\n'), line);
    return n;
}

static void check_calendar(const struct message *m, struct buf *ret) {
    struct calendar_person guest = { m->to.name, m->to.address };
    struct calendar_event event = { .uid = STR("meeting-1@alliance.example"),
                                    .sequence = 1,
                                    .stamp = 1781000000,
                                    .start = 1781000000,
                                    .end = 1781003600,
                                    .summary = m->subject,
                                    .description = m->body,
                                    .location = m->to.name,
                                    .attendees = &guest,
                                    .attendee_count = 1 };
    struct calendar c = { .method = CALENDAR_REQUEST,
                          .zone = ZONE_SHANGHAI,
                          .organizer = { STR("An alliance"), STR("a@alliance.example") },
                          .events = &event,
                          .count = 1 };
    struct error err = { 0 };
    int result = calendar_write(ret, &c, &err);
    MUST(result == 0);
    MUST(count(buf_str(ret), "BEGIN:VEVENT\r") == 1 && count(buf_str(ret), "END:VCALENDAR\r") == 1);
    check_lines(buf_str(ret), false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str rest = fuzz_input(data, size);
    struct arena a;
    struct buf mail, calendar;
    struct error err = { 0 };
    arena_init(&a);
    buf_init(&mail, MESSAGE_MAX);
    buf_init(&calendar, MESSAGE_MAX);
    struct message m = { .id = STR("1.1.charterd@alliance.example"),
                         .date = 1781000000,
                         .zone = ZONE_SHANGHAI,
                         .lang = size % 2 ? LANG_EN : LANG_ZH,
                         .from = { STR("An alliance"), STR("a@alliance.example") },
                         .alliance = STR("An alliance"),
                         .official = true };
    m.to.address = str_cut(&rest, '\n');
    m.to.name = str_cut(&rest, '\n');
    m.subject = str_cut(&rest, '\n');
    m.body = rest.data ? rest : STR("");
    bool valid = mailbox_valid(m.to.address);
    MUST(valid || !mailbox_public(m.to.address));
    if (valid && size < 20000) {
        check_calendar(&m, &calendar);
        m.method = "REQUEST";
        m.calendar = buf_str(&calendar);
    }
    int result = message_write(&mail, &m, &err);
    MUST(valid ? result == 0 || result == ERR_TOO_LARGE : result == ERR_SYNTAX);
    if (result == 0) {
        check_lines(buf_str(&mail), true);
        check_mail(&a, buf_str(&mail), &m);
    }
    buf_release(&mail);
    buf_release(&calendar);
    arena_release(&a);
    return 0;
}
