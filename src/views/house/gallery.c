/* /reference/parts: every part of a page on one page, to look at. Its people and numbers are visibly made up. */
#include "views/gallery.html.h"
#include "views/parts.h"

static void verdicts(struct view *v) {
    struct arg notice[] = { ARG_INT("days", 6), ARG_INT("needed", 7),
                            ARG_DAY("earliest", instant_day(v->now, v->zone) + 8) };
    struct arg quorum[] = { ARG_INT("present", 9), ARG_INT("in_office", 15), ARG_INT("needed", 8) };
    const char *clause = "A1.2"; /* of whatever charter is in force */
    struct finding items[] = {
        { .clause = clause,
          .refuses = true,
          .args = notice,
          .arg_count = 3,
          .text = TEXT_INIT("the notice would reach members {days} days before the meeting; {needed} are needed.",
                            "通知将于会前 {days} 天送达成员，须提前 {needed} 天。"),
          .remedy = TEXT_INIT("Earliest possible day: {earliest}.", "最早可选日期：{earliest}。") },
        { .clause = clause,
          .args = quorum,
          .arg_count = 3,
          .text = TEXT_INIT("{present} of {in_office} holders in office attend.",
                            "在任 {in_office} 人，出席 {present} 人。") },
    };
    struct verdict refused = { .items = items, .count = 2, .refused = true };
    struct verdict allowed = { .items = items + 1, .count = 1 };
    part_verdict(v, &refused, VERDICT_PREVIEW, false);
    part_verdict(v, &allowed, VERDICT_ANSWER, false);
}

static void drawings(struct view *v) {
    part_marks(v, &(struct marks){ .in_office = 14, .seats = 15, .present = 9, .quorum = 7 });
    part_marks(v, &(struct marks){ .in_office = 14,
                                   .present = 9,
                                   .voted = true,
                                   .affirmative = 6,
                                   .abstention = 1,
                                   .negative = 2,
                                   .needed = 5,
                                   .base = 9,
                                   .of = T("present", "出席者"),
                                   .passed = true });
    part_marks(v, &(struct marks){ .in_office = 15, .present = 7, .quorum = 8 });
    part_marks(v, &(struct marks){ .in_office = 64, .present = 40, .quorum = 33 });
    part_marks(v, &(struct marks){ .in_office = 2000,
                                   .present = 1873,
                                   .voted = true,
                                   .affirmative = 1204,
                                   .abstention = 96,
                                   .negative = 411,
                                   .needed = 937,
                                   .base = 1873,
                                   .of = T("present", "出席者"),
                                   .passed = true });
    part_gauge(v, T("Meetings this month", "本月会议"), 1, 2, 4);
    struct moment line[] = {
        { .at = v->now - 3600,
          .entry = 1203,
          .sign = SIGN_OPEN,
          .text = STR("Example Person 12 proposed a topic"),
          .clause = "A1.2" },
        { .at = v->now - 86400 * 9,
          .entry = 1180,
          .sign = SIGN_DONE,
          .text = STR("示例人员 7 就任委员"),
          .href = "/people/7" },
        { .at = v->now - 86400 * 400, .entry = 12, .sign = SIGN_ENDED, .text = STR("Example 3 Ltd. left") },
    };
    part_timeline(v, line, 3);
}

static void view_gallery(struct view *v) {
    page_begin_with(v, &(struct page){
                           .title = T("Parts of the house", "页面部件"),
                           .private = true,
                           .lead = T("Every part of a page, as it looks everywhere.", "各页面通用的部件及其样式。"),
                           .crumbs = LINKS({ "/reference/acts", TEXT_INIT("Reference", "参考") }),
                           .forms = LINKS({ "/api/v1/members", TEXT_INIT("JSON", "JSON") },
                                          { "/members.csv", TEXT_INIT("CSV", "CSV") }) });
    tpl_gallery_type(v);
    tpl_gallery_states(v);
    verdicts(v);
    drawings(v);
    tpl_gallery_lists(v);
    tpl_empty(v, T("No topics yet", "尚无议题"),
              T("They close on 9 December. Any holder of the body may propose one.",
                "议题于 12 月 9 日截止，本机构任职者均可提出。"),
              (struct link_to){ "/act/topic.propose", T("Propose a topic", "提出议题") });
    tpl_pager(v, &(struct pager){ .newer = "?before=1", .older = "?after=9" });
    page_end(v);
}
VIEW(gallery) = { .path = "/reference/parts", .cached = true, .run = view_gallery };
