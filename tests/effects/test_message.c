/* Mails are built, then read back by GMime's parser, which knows nothing of how they were made. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <gmime/gmime.h>
#include <string.h>

#include "base/mailbox.h"
#include "effects/header.h"
#include "effects/message.h"

static struct message notice(void) {
    return (struct message){ .id = STR("12.1796864400.charterd@alliance.example"),
                             .date = 1796864400, /* 2026-12-10 09:00 in Shanghai */
                             .zone = ZONE_SHANGHAI,
                             .lang = LANG_ZH,
                             .from = { STR("开放智能计算示例联盟"), STR("notices@alliance.example") },
                             .to = { STR("示例代表 <一>"), STR("person1@member.example") },
                             .reply_to = { STR(""), STR("contact@alliance.example") },
                             .subject = STR("会议通知：技术委员会 2026 年第 3 次会议"),
                             .body =
                                 STR("各位委员：\n\n会议定于 2026年12月10日 召开，议题 <b> & \"其他\"。\n请准时出席。"),
                             .link = STR("https://alliance.example/meetings/12?a=1&b=2"),
                             .alliance = STR("开放智能计算示例联盟"),
                             .official = true };
}

struct parsed {
    struct buf bytes;
    GMimeMessage *mail;
};

static struct parsed written(const struct message *m) {
    struct parsed p;
    buf_init(&p.bytes, MESSAGE_MAX);
    struct error err = { 0 };
    assert_int_equal(message_write(&p.bytes, m, &err), 0);
    assert_true(buf_ok(&p.bytes));
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(p.bytes.data, p.bytes.len);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    p.mail = g_mime_parser_construct_message(parser, NULL);
    assert_non_null(p.mail);
    g_object_unref(parser);
    g_object_unref(stream);
    return p;
}

static void done(struct parsed *p) {
    g_object_unref(p->mail);
    buf_release(&p->bytes);
}

/* The decoded content of a part; freed by the caller. */
static char *content(GMimeObject *part) {
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content((GMimePart *)part), stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array((GMimeStreamMem *)stream);
    char *z = strndup((const char *)bytes->data, bytes->len);
    g_object_unref(stream);
    return z;
}

static const char *address(InternetAddressList *list) {
    return internet_address_mailbox_get_addr((InternetAddressMailbox *)internet_address_list_get_address(list, 0));
}

static void assert_lines(struct str text, size_t most) {
    size_t begin = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '\n') {
            assert_true((unsigned char)text.data[i] < 0x80);
            continue;
        }
        assert_true(i > 0 && text.data[i - 1] == '\r');
        assert_true(i - begin <= most + 1);
        begin = i + 1;
    }
}

static void chinese(void **state) {
    (void)state;
    struct message m = notice();
    struct parsed p = written(&m);
    assert_lines(buf_str(&p.bytes), 78);
    assert_string_equal(g_mime_message_get_subject(p.mail), "会议通知：技术委员会 2026 年第 3 次会议");
    InternetAddressList *to = g_mime_message_get_to(p.mail);
    assert_string_equal(address(to), "person1@member.example");
    assert_string_equal(internet_address_get_name(internet_address_list_get_address(to, 0)), "示例代表 <一>");
    assert_string_equal(address(g_mime_message_get_from(p.mail)), "notices@alliance.example");
    assert_string_equal(address(g_mime_message_get_reply_to(p.mail)), "contact@alliance.example");
    assert_string_equal(g_mime_message_get_message_id(p.mail), "12.1796864400.charterd@alliance.example");
    assert_int_equal(g_date_time_to_unix(g_mime_message_get_date(p.mail)), 1796864400);
    assert_int_equal(g_date_time_get_hour(g_mime_message_get_date(p.mail)), 9);
    GMimeObject *top = (GMimeObject *)p.mail;
    assert_string_equal(g_mime_object_get_header(top, "Auto-Submitted"), "auto-generated");
    /* GMime files Content-* headers with the part. */
    assert_string_equal(g_mime_object_get_header(g_mime_message_get_mime_part(p.mail), "Content-Language"), "zh-CN");
    assert_null(g_mime_object_get_header(top, "List-Unsubscribe"));

    GMimeMultipart *alternative = (GMimeMultipart *)g_mime_message_get_mime_part(p.mail);
    assert_true(GMIME_IS_MULTIPART(alternative));
    assert_int_equal(g_mime_multipart_get_count(alternative), 2);
    char *plain = content(g_mime_multipart_get_part(alternative, 0));
    assert_true(str_starts(str_of(plain), "各位委员：\r\n\r\n会议定于"));
    assert_non_null(strstr(plain, "https://alliance.example/meetings/12?a=1&b=2\r\n"));
    assert_non_null(strstr(plain, "contact@alliance.example"));
    free(plain);
    char *html = content(g_mime_multipart_get_part(alternative, 1));
    assert_non_null(strstr(html, "<html lang=\"zh-CN\">"));
    assert_non_null(strstr(html, "议题 &lt;b&gt; &amp; &quot;其他&quot;。<br>"));
    assert_non_null(strstr(html, "href=\"https://alliance.example/meetings/12?a=1&amp;b=2\""));
    free(html);
    done(&p);
}

static void english(void **state) {
    (void)state;
    struct message m = notice();
    m.lang = LANG_EN;
    m.from.name = STR("Example \"Open\" Alliance, \\Secretariat");
    m.subject =
        STR("Notice of a meeting, with a line that is rather longer than seventy-six columns and goes on to be folded");
    m.body = STR(
        "Dear member,\n\nA paragraph that has one very long line, longer than any line of a mail may be, so that it "
        "has to be sent quoted-printable and arrives as one line. \n.\nFrom the chair");
    m.reply_to.address = STR_NONE;
    m.official = false;
    struct parsed p = written(&m);
    assert_lines(buf_str(&p.bytes), 78);
    assert_string_equal(g_mime_message_get_subject(p.mail), m.subject.data);
    assert_string_equal(internet_address_get_name(
                            internet_address_list_get_address(g_mime_message_get_from(p.mail), 0)),
                        m.from.name.data);
    GMimeMultipart *alternative = (GMimeMultipart *)g_mime_message_get_mime_part(p.mail);
    char *plain = content(g_mime_multipart_get_part(alternative, 0));
    assert_non_null(strstr(plain, "arrives as one line. \r\n.\r\nFrom the chair\r\n"));
    assert_non_null(strstr(plain, "Replies to this address are not read."));
    free(plain);
    assert_null(g_mime_object_get_header((GMimeObject *)p.mail, "Reply-To"));
    done(&p);
}

static void invitation(void **state) {
    (void)state;
    struct message m = notice();
    m.method = "REQUEST";
    m.calendar = STR("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:会议\r\nEND:VCALENDAR\r\n");
    struct parsed p = written(&m);
    GMimeMultipart *mixed = (GMimeMultipart *)g_mime_message_get_mime_part(p.mail);
    assert_string_equal(g_mime_content_type_get_media_subtype(g_mime_object_get_content_type((GMimeObject *)mixed)),
                        "mixed");
    assert_int_equal(g_mime_multipart_get_count(mixed), 2);
    GMimeMultipart *alternative = (GMimeMultipart *)g_mime_multipart_get_part(mixed, 0);
    assert_int_equal(g_mime_multipart_get_count(alternative), 3);
    GMimeObject *calendar = g_mime_multipart_get_part(alternative, 2), *file = g_mime_multipart_get_part(mixed, 1);
    GMimeContentType *type = g_mime_object_get_content_type(calendar);
    assert_true(g_mime_content_type_is_type(type, "text", "calendar"));
    assert_string_equal(g_mime_content_type_get_parameter(type, "method"), "REQUEST");
    assert_string_equal(g_mime_content_type_get_parameter(type, "charset"), "utf-8");
    char *inline_text = content(calendar), *file_text = content(file);
    assert_string_equal(inline_text, m.calendar.data);
    assert_string_equal(file_text, m.calendar.data);
    free(inline_text);
    free(file_text);
    assert_true(g_mime_content_type_is_type(g_mime_object_get_content_type(file), "application", "ics"));
    assert_string_equal(g_mime_part_get_filename((GMimePart *)file), "invite.ics");
    assert_string_equal(g_mime_object_get_disposition(file), "attachment");
    done(&p);
}

static void injection(void **state) {
    (void)state;
    struct message m = notice();
    m.subject = STR("Notice\r\nBcc: victim@example.org\r\n\r\nbody \x00\x1b[31m =?UTF-8?B?Zm9v?=");
    m.from.name = STR("A\r\nBcc: x@example.org");
    m.to.name = STR("\n\nB\"\\\xff\xe2\x80\xa8");
    struct parsed p = written(&m);
    assert_lines(buf_str(&p.bytes), 78);
    assert_null(g_mime_object_get_header((GMimeObject *)p.mail, "Bcc"));
    assert_string_equal(g_mime_message_get_subject(p.mail),
                        "Notice Bcc: victim@example.org body [31m =?UTF-8?B?Zm9v?=");
    assert_string_equal(internet_address_get_name(internet_address_list_get_address(g_mime_message_get_to(p.mail), 0)),
                        "B\"\\\xEF\xBF\xBD");
    assert_int_equal(internet_address_list_length(g_mime_message_get_all_recipients(p.mail)), 1);
    done(&p);
    static const char *const bad[] = { "a@b.c\r\nBcc: x@y.z",
                                       "a@b.c, d@e.f",
                                       "<a@b.c>",
                                       "a b@c.d",
                                       "\"a\"@b.c",
                                       "a@b@c",
                                       "@b.c",
                                       "a@",
                                       "a@-b.c",
                                       ".a@b.c",
                                       "a..b@c.d",
                                       "a@b..c",
                                       "a@b.c ",
                                       "",
                                       "邮箱@例子.中国",
                                       "a@b.c\n" };
    struct buf b;
    buf_init(&b, MESSAGE_MAX);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        m = notice();
        m.to.address = str_of(bad[i]);
        assert_int_equal(message_write(&b, &m, NULL), ERR_SYNTAX);
        assert_false(mailbox_valid(str_of(bad[i])));
    }
    assert_int_equal(b.len, 0);
    buf_release(&b);
    assert_true(mailbox_valid(STR("first.last+tag@mail-1.alliance.example")));
    assert_true(mailbox_valid(STR("a@localhost")));
}

static void repeats(void **state) {
    (void)state;
    struct message m = notice();
    m.method = "CANCEL";
    m.calendar = STR("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
    struct parsed one = written(&m), two = written(&m);
    assert_true(str_eq(buf_str(&one.bytes), buf_str(&two.bytes)));
    done(&one);
    done(&two);
}

static void ids(void **state) {
    (void)state;
    static const struct {
        const char *origin, *id;
    } cases[] = { { "alliance.example", "7.1796864400.charterd@alliance.example" },
                  { "alliance.example/log/", "7.1796864400.charterd@alliance.example-log-" },
                  { "a..b <x>\r\n", "7.1796864400.charterd@a.-b--x---" },
                  { "", "7.1796864400.charterd@localhost" } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buf b;
        buf_init(&b, 512);
        message_id(&b, str_of(cases[i].origin), 7, 1796864400);
        assert_string_equal(buf_z(&b), cases[i].id);
        buf_release(&b);
    }
}

/* Any length of lead-in, any width of character: lines stay short and the text comes back whole. */
static void words(void **state) {
    (void)state;
    g_mime_init();
    char text[400];
    for (size_t lead = 0; lead < 90; lead++) {
        memset(text, 'a', lead);
        for (size_t i = 0; i < 50; i++) memcpy(text + lead + 3 * i, i % 7 == 3 ? " b " : "会", 3);
        text[lead + 150] = 0;
        struct buf b;
        buf_init(&b, 4096);
        header_text(&b, strlen("Subject:"), str_of(text));
        assert_lines(buf_str(&b), 76);
        assert_true(b.data[0] == ' ' && b.data[1] == '=');
        char *mail = g_strdup_printf("Subject:%s\r\n", buf_z(&b));
        GMimeStream *stream = g_mime_stream_mem_new_with_buffer(mail, strlen(mail));
        GMimeParser *parser = g_mime_parser_new_with_stream(stream);
        GMimeMessage *read = g_mime_parser_construct_message(parser, NULL);
        char *back = g_strdup(g_mime_message_get_subject(read));
        assert_string_equal(g_strstrip(back), g_strstrip(text));
        g_free(back);
        g_free(mail);
        g_object_unref(read);
        g_object_unref(parser);
        g_object_unref(stream);
        buf_release(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        { "effects/message: a Chinese notice arrives as written", chinese, NULL, NULL, NULL },
        { "effects/message: an English mail arrives as written", english, NULL, NULL, NULL },
        { "effects/message: an invitation is there twice, inline and as a file", invitation, NULL, NULL, NULL },
        { "effects/message: no text begins a header, no address is more than one", injection, NULL, NULL, NULL },
        { "effects/message: the same mail has the same bytes", repeats, NULL, NULL, NULL },
        { "effects/message: a Message-ID is fixed and well formed", ids, NULL, NULL, NULL },
        { "effects/header: encoded words are short and whole", words, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
