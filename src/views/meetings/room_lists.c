/* The course of meetings as lists, for programs and sheets: who was there, which point was in hand when, who spoke. The pages of a
 * meeting show the same rows in their own way. */
#include "acts/meetings/meetings.h"
#include "acts/meetings/speakers.h"
#include "views/collection.h"

static const struct choice ways[] = {
    { "sign-in", TEXT_INIT("signed in", "本人签到") },
    { "code", TEXT_INIT("by the code in the room", "会场签到码") },
    { "secretary", TEXT_INIT("recorded", "代为登记") },
    { "corrected", TEXT_INIT("corrected", "经更正") },
    { 0 },
};

COLLECTION(attendance) = {
    .title = TEXT_INIT("Attendance", "出席"),
    .about = TEXT_INIT("Who came to which meeting, where, and who left when.", "各次会议的到会、离会与参会方式。"),
    .page = "/attendance",
    .section = "meetings",
    .from = "attendance a JOIN person p ON p.id = a.person JOIN meeting m ON m.id = a.meeting",
    .columns = (const struct column[]){ { "entry", "a.entry", COLUMN_INT },
                                        { "meeting", "a.meeting", COLUMN_INT },
                                        { "body", "m.body", COLUMN_BODY },
                                        { "person", "a.person", COLUMN_INT },
                                        { "name", SEALED("p.name_entry", "name"), COLUMN_SEALED,
                                          TEXT_INIT("Name", "姓名"), .href = "/people/{person}" },
                                        { "came_at", "a.came_at", COLUMN_INSTANT, TEXT_INIT("Came", "到会") },
                                        { "left_at", "a.left_at", COLUMN_INSTANT, TEXT_INIT("Left", "离会") },
                                        { "place", "a.place", COLUMN_CHOICE, TEXT_INIT("Where", "参会方式"),
                                          .choices = attendance_places },
                                        { "how", "a.how", COLUMN_CHOICE, TEXT_INIT("Known by", "登记方式"),
                                          .choices = ways },
                                        { 0 } },
    .filters = (const struct filter[]){ { "meeting", "a.meeting = $", FILTER_INT, TEXT_INIT("Meeting", "会议编号") },
                                        { "person", "a.person = $", FILTER_INT, { 0 } },
                                        { 0 } },
    .order = { "a.entry" },
    .descending = true,
    .uncounted = true,
};

static void view_attendance(struct view *v) { collection_page(v, collection_find("attendance")); }
VIEW(attendance_page) = { .path = "/attendance", .cached = true, .run = view_attendance };

COLLECTION(guests) = {
    .title = TEXT_INIT("Guests", "列席人员"),
    .about = TEXT_INIT("Who was invited to which meeting as a guest: without a vote, and not counted for its quorum.",
                       "各次会议受邀列席的人员：没有表决权，不计入法定人数。"),
    .page = "/guests",
    .section = "meetings",
    .from = "guest g LEFT JOIN person p ON p.id = g.person",
    .columns =
        (const struct column[]){
            { "id", "g.id", COLUMN_INT },
            { "meeting", "g.meeting", COLUMN_INT, TEXT_INIT("Meeting", "会议"), .href = "/meetings/{meeting}" },
            { "person", "g.person", COLUMN_INT },
            { "name", SEALED("coalesce(p.name_entry, g.entry)", "name"), COLUMN_SEALED, TEXT_INIT("Name", "姓名") },
            { "role", SEALED("g.entry", "role"), COLUMN_SEALED, TEXT_INIT("As what", "列席身份") },
            { "came_at", "g.came_at", COLUMN_INSTANT, TEXT_INIT("Came", "到会") },
            { "left_at", "g.left_at", COLUMN_INSTANT, TEXT_INIT("Left", "离会") },
            { "place", "g.place", COLUMN_CHOICE, TEXT_INIT("Where", "参会方式"), .choices = attendance_places },
            { "entry", "g.entry", COLUMN_ENTRY, TEXT_INIT("Entry", "登记") },
            { 0 } },
    .filters = (const struct filter[]){ { "meeting", "g.meeting = $", FILTER_INT, TEXT_INIT("Meeting", "会议编号") },
                                        { 0 } },
    .order = { "g.id" },
    .descending = true,
    .teach = TEXT_INIT("Who is invited to a meeting without holding an office in its body stands here.",
                       "受邀列席会议的非任职人员在此列示。"),
};

static void view_guests(struct view *v) { collection_page(v, collection_find("guests")); }
VIEW(guests_page) = { .path = "/guests", .cached = true, .run = view_guests };

static const struct choice proxy_ends[] = {
    { "recalled", TEXT_INIT("taken back", "已撤回") },
    { "attended", TEXT_INIT("came themselves", "本人到会") },
    { "closed", TEXT_INIT("the meeting ended", "会议结束") },
    { 0 },
};

COLLECTION(proxies) = {
    .title = TEXT_INIT("Votes given to others", "表决委托"),
    .about = TEXT_INIT("Who gave their vote for a meeting to whom.", "会议表决权的委托人与受托人。"),
    .page = "/proxies",
    .section = "meetings",
    .from = "proxy x JOIN person p ON p.id = x.person JOIN person c ON c.id = x.carrier",
    .columns = (const struct column[]){ { "id", "x.id", COLUMN_INT },
                                        { "meeting", "x.meeting", COLUMN_INT, TEXT_INIT("Meeting", "会议"),
                                          .href = "/meetings/{meeting}" },
                                        { "person", "x.person", COLUMN_INT },
                                        { "name", SEALED("p.name_entry", "name"), COLUMN_SEALED,
                                          TEXT_INIT("Vote of", "委托人"), .href = "/people/{person}" },
                                        { "carrier", "x.carrier", COLUMN_INT },
                                        { "carrier_name", SEALED("c.name_entry", "name"), COLUMN_SEALED,
                                          TEXT_INIT("Given to", "受托人"), .href = "/people/{carrier}" },
                                        { "from_at", "x.from_at", COLUMN_INSTANT, TEXT_INIT("From", "起") },
                                        { "to_at", "x.to_at", COLUMN_INSTANT, TEXT_INIT("Until", "止") },
                                        { "ended_by", "x.ended_by", COLUMN_CHOICE, TEXT_INIT("Ended", "终止原因"),
                                          .choices = proxy_ends },
                                        { "entry", "x.entry", COLUMN_ENTRY, TEXT_INIT("Entry", "登记") },
                                        { 0 } },
    .filters = (const struct filter[]){ { "meeting", "x.meeting = $", FILTER_INT, TEXT_INIT("Meeting", "会议编号") },
                                        { "person", "x.person = $", FILTER_INT, { 0 } },
                                        { 0 } },
    .order = { "x.id" },
    .descending = true,
    .teach = TEXT_INIT("Where the charter lets a vote be given to another for one meeting, it stands here.",
                       "章程允许就某次会议委托他人表决的，委托在此列示。"),
};

static void view_proxies(struct view *v) { collection_page(v, collection_find("proxies")); }
VIEW(proxies_page) = { .path = "/proxies", .cached = true, .run = view_proxies };

COLLECTION(points) = {
    .title = TEXT_INIT("Points in hand", "议题进程"),
    .about = TEXT_INIT("Which topic a meeting dealt with, from when to when.", "会议讨论各议题的起止时间。"),
    .from = "point q JOIN topic t ON t.id = q.topic",
    .columns = (const struct column[]){ { "id", "q.id", COLUMN_INT },
                                        { "meeting", "q.meeting", COLUMN_INT },
                                        { "topic", "q.topic", COLUMN_INT },
                                        { "title", SEALED("t.entry", "title"), COLUMN_SEALED },
                                        { "from_at", "q.from_at", COLUMN_INSTANT },
                                        { "to_at", "q.to_at", COLUMN_INSTANT },
                                        { "entry", "q.entry", COLUMN_ENTRY },
                                        { 0 } },
    .filters = (const struct filter[]){ { "meeting", "q.meeting = $", FILTER_INT, { 0 } }, { 0 } },
    .order = { "q.id" },
    .descending = true,
};

COLLECTION(speakers) = {
    .title = TEXT_INIT("Speakers", "发言"),
    .about = TEXT_INIT("Who asked to speak, and who spoke from when to when.", "发言申请及发言起止时间。"),
    .from = "speaker s JOIN person p ON p.id = s.person",
    .columns = (const struct column[]){ { "id", "s.id", COLUMN_INT },
                                        { "meeting", "s.meeting", COLUMN_INT },
                                        { "topic", "s.topic", COLUMN_INT },
                                        { "person", "s.person", COLUMN_INT },
                                        { "name", SEALED("p.name_entry", "name"), COLUMN_SEALED },
                                        { "what", "s.what", COLUMN_CHOICE, .choices = speaker_asks },
                                        { "state", "s.state", COLUMN_STATE, .of = "speaker" },
                                        { "asked_at", "s.asked_at", COLUMN_INSTANT },
                                        { "from_at", "s.from_at", COLUMN_INSTANT },
                                        { "to_at", "s.to_at", COLUMN_INSTANT },
                                        { "entry", "s.entry", COLUMN_ENTRY },
                                        { 0 } },
    .filters = (const struct filter[]){ { "meeting", "s.meeting = $", FILTER_INT, { 0 } },
                                        { "person", "s.person = $", FILTER_INT, { 0 } },
                                        { "state", "s.state = $", FILTER_STATE, { 0 }, .of = "speaker" },
                                        { 0 } },
    .order = { "s.id" },
    .descending = true,
};
