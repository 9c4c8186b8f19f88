/* The words of the house: what the states of things and the numbers of findings are called, once for all pages. */
#include "views/parts.h"

struct state {
    const char *of, *state;
    enum sign sign;
    struct text word;
};
static const struct state states[] = {
    { "clause", "ok", SIGN_DONE, TEXT_INIT("kept", "遵守") },
    { "clause", "warning", SIGN_DUE, TEXT_INIT("due soon", "将到期") },
    { "clause", "breach", SIGN_BROKEN, TEXT_INIT("broken", "违反") },
    { "clause", "text", SIGN_NONE, TEXT_INIT("text", "条文") },
    { "application", "submitted", SIGN_OPEN, TEXT_INIT("submitted", "已提交") },
    { "application", "reviewed", SIGN_OPEN, TEXT_INIT("reviewed", "已审查") },
    { "application", "referred", SIGN_OPEN, TEXT_INIT("before a vote", "提交表决") },
    { "application", "admitted", SIGN_DONE, TEXT_INIT("admitted", "已接纳") },
    { "application", "refused", SIGN_ENDED, TEXT_INIT("not admitted", "未接纳") },
    { "application", "withdrawn", SIGN_ENDED, TEXT_INIT("withdrawn", "已撤回") },
    { "membership", "open", SIGN_DONE, TEXT_INIT("member", "在册") },
    { "membership", "ended", SIGN_ENDED, TEXT_INIT("ended", "已终止") },
    { "withdrawal", "requested", SIGN_DUE, TEXT_INIT("to be confirmed", "待确认") },
    { "withdrawal", "confirmed", SIGN_DONE, TEXT_INIT("confirmed", "已确认") },
    { "meeting", "called", SIGN_OPEN, TEXT_INIT("called", "已通知") },
    { "meeting", "open", SIGN_OPEN, TEXT_INIT("in session", "进行中") },
    { "meeting", "held", SIGN_DONE, TEXT_INIT("held", "已召开") },
    { "meeting", "inquorate", SIGN_ENDED, TEXT_INIT("no quorum", "未达法定人数") },
    { "meeting", "cancelled", SIGN_ENDED, TEXT_INIT("cancelled", "已取消") },
    { "minutes", "none", SIGN_NONE, TEXT_INIT("none yet", "暂无") },
    { "minutes", "draft", SIGN_OPEN, TEXT_INIT("draft", "草稿") },
    { "minutes", "approved", SIGN_DONE, TEXT_INIT("approved", "已通过") },
    { "topic", "proposed", SIGN_OPEN, TEXT_INIT("on the agenda", "已列入议程") },
    { "topic", "withdrawn", SIGN_ENDED, TEXT_INIT("withdrawn", "已撤回") },
    { "motion", "proposed", SIGN_OPEN, TEXT_INIT("moved", "已提出") },
    { "motion", "put", SIGN_OPEN, TEXT_INIT("being voted on", "表决中") },
    { "motion", "passed", SIGN_DONE, TEXT_INIT("passed", "通过") },
    { "motion", "failed", SIGN_ENDED, TEXT_INIT("not passed", "未通过") },
    { "motion", "referred", SIGN_ENDED, TEXT_INIT("goes to a meeting", "改由会议表决") },
    { "motion", "withdrawn", SIGN_ENDED, TEXT_INIT("withdrawn", "已撤回") },
    { "speaker", "asked", SIGN_OPEN, TEXT_INIT("asks to speak", "申请发言") },
    { "speaker", "speaking", SIGN_DUE, TEXT_INIT("has the floor", "正在发言") },
    { "speaker", "spoken", SIGN_DONE, TEXT_INIT("has spoken", "已发言") },
    { "speaker", "withdrawn", SIGN_ENDED, TEXT_INIT("did not speak", "未发言") },
    { "vote", "affirmative", SIGN_NONE, TEXT_INIT("affirmative", "赞成") },
    { "vote", "abstention", SIGN_NONE, TEXT_INIT("abstention", "弃权") },
    { "vote", "negative", SIGN_NONE, TEXT_INIT("negative", "反对") },
    { "vote", "silent", SIGN_NONE, TEXT_INIT("did not vote", "未表决") },
    { "vote-how", "own", SIGN_NONE, TEXT_INIT("themselves", "本人") },
    { "vote-how", "proxy", SIGN_NONE, TEXT_INIT("by who carries it", "受托人代投") },
    { "vote-how", "hand", SIGN_NONE, TEXT_INIT("by show of hands", "举手") },
    { "vote-how", "paper", SIGN_NONE, TEXT_INIT("on paper", "书面") },
    { "vote-how", "corrected", SIGN_NONE, TEXT_INIT("corrected", "经更正") },
    { "matter", "open", SIGN_DUE, TEXT_INIT("awaits a meeting", "待列入会议") },
    { "matter", "scheduled", SIGN_OPEN, TEXT_INIT("on an agenda", "已列入议程") },
    { "matter", "passed", SIGN_DONE, TEXT_INIT("passed", "通过") },
    { "matter", "failed", SIGN_ENDED, TEXT_INIT("not passed", "未通过") },
    { "matter", "withdrawn", SIGN_ENDED, TEXT_INIT("withdrawn", "已撤回") },
    { "matter", "overtaken", SIGN_ENDED, TEXT_INIT("ended without a vote", "未经表决终止") },
    { "resolution", "open", SIGN_OPEN, TEXT_INIT("to be carried out", "待落实") },
    { "resolution", "done", SIGN_DONE, TEXT_INIT("carried out", "已落实") },
    { "resolution", "dropped", SIGN_ENDED, TEXT_INIT("no longer pursued", "不再执行") },
    { "round", "open", SIGN_OPEN, TEXT_INIT("open for nominations", "提名中") },
    { "round", "closed", SIGN_DUE, TEXT_INIT("nominations closed", "提名已截止") },
    { "round", "referred", SIGN_OPEN, TEXT_INIT("before a vote", "提交表决") },
    { "round", "decided", SIGN_OPEN, TEXT_INIT("decided; the term is to begin", "已确定，待任期开始") },
    { "round", "seated", SIGN_DONE, TEXT_INIT("seats filled", "已就任") },
    { "round", "voting", SIGN_OPEN, TEXT_INIT("an election decides", "选举中") },
    { "election", "called", SIGN_OPEN, TEXT_INIT("called", "已启动") },
    { "election", "voting", SIGN_OPEN, TEXT_INIT("voting is open", "投票中") },
    { "election", "closed", SIGN_DUE, TEXT_INIT("to be counted", "待计票") },
    { "election", "declared", SIGN_DONE, TEXT_INIT("declared", "已宣布结果") },
    { "election", "annulled", SIGN_ENDED, TEXT_INIT("vote annulled", "投票无效") },
    { "elector", "on", SIGN_NONE, TEXT_INIT("on the roll", "在册") },
    { "elector", "struck", SIGN_ENDED, TEXT_INIT("struck", "除名") },
    { "objection", "open", SIGN_DUE, TEXT_INIT("to be answered", "待答复") },
    { "objection", "upheld", SIGN_DONE, TEXT_INIT("upheld", "成立") },
    { "objection", "dismissed", SIGN_ENDED, TEXT_INIT("dismissed", "不成立") },
    { "nomination", "asked", SIGN_DUE, TEXT_INIT("waits for the nominee's answer", "待被提名人答复") },
    { "nomination", "declined", SIGN_ENDED, TEXT_INIT("declined", "已婉拒") },
    { "nomination", "lapsed", SIGN_ENDED, TEXT_INIT("not accepted in time", "逾期未接受") },
    { "nomination", "standing", SIGN_OPEN, TEXT_INIT("standing", "有效") },
    { "nomination", "replaced", SIGN_ENDED, TEXT_INIT("replaced", "已被替换") },
    { "nomination", "withdrawn", SIGN_ENDED, TEXT_INIT("withdrawn", "已撤回") },
    { "nomination", "referred", SIGN_OPEN, TEXT_INIT("before a vote", "提交表决") },
    { "nomination", "seated", SIGN_DONE, TEXT_INIT("seated", "已就任") },
    { "nomination", "lost", SIGN_ENDED, TEXT_INIT("not elected", "未当选") },
    { "interpretation", "draft", SIGN_OPEN, TEXT_INIT("draft", "草案") },
    { "interpretation", "published", SIGN_DONE, TEXT_INIT("published", "已发布") },
    { "interpretation", "dropped", SIGN_ENDED, TEXT_INIT("dropped", "已搁置") },
    { "mail", "waiting", SIGN_OPEN, TEXT_INIT("waiting", "待发送") },
    { "mail", "sent", SIGN_DONE, TEXT_INIT("accepted", "已接收") },
    { "mail", "failed", SIGN_DUE, TEXT_INIT("not delivered", "未送达") },
};

static const struct state *state_find(const char *of, const char *state) {
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (strcmp(states[i].of, of) == 0 && strcmp(states[i].state, state) == 0) return &states[i];
    return NULL;
}

const char *state_nth(const char *of, size_t n) {
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (strcmp(states[i].of, of) == 0 && n-- == 0) return states[i].state;
    return NULL;
}

struct text state_word(const char *of, const char *state) {
    const struct state *s = state ? state_find(of, state) : NULL;
    return s ? s->word : text_same(state ? state : "—");
}

struct raw_html state_badge(struct view *v, const char *of, const char *state) {
    const struct state *s = state ? state_find(of, state) : NULL;
    return badge(v, s ? s->sign : SIGN_NONE, state_word(of, state));
}

/* A number that only names something (an entry, a line of a file) has no word: it stands in its sentence alone. */
static const struct {
    const char *name;
    struct text word;
} numbers[] = {
    { "abstention", TEXT_INIT("abstaining", "弃权") },
    { "affirmative", TEXT_INIT("in favour", "赞成") },
    { "all", TEXT_INIT("in office", "在任") },
    { "amount", TEXT_INIT("amount", "金额") },
    { "before", TEXT_INIT("before", "提前") },
    { "by", TEXT_INIT("at the latest", "最迟") },
    { "called", TEXT_INIT("called", "已通知") },
    { "cap", TEXT_INIT("may lead at most", "领导职务上限") },
    { "cast", TEXT_INIT("votes cast", "投票数") },
    { "closed", TEXT_INIT("closed", "截止于") },
    { "closes", TEXT_INIT("closes", "截止") },
    { "count", TEXT_INIT("number", "数量") },
    { "day", TEXT_INIT("day", "日期") },
    { "days", TEXT_INIT("days", "天数") },
    { "directors", TEXT_INIT("directors", "理事人数") },
    { "due", TEXT_INIT("due", "期限") },
    { "each", TEXT_INIT("for each", "每方名额") },
    { "earliest", TEXT_INIT("at the earliest", "最早") },
    { "end", TEXT_INIT("end", "结束") },
    { "ends", TEXT_INIT("ends", "届满") },
    { "exactly", TEXT_INIT("exactly at the line", "恰好达标") },
    { "failed", TEXT_INIT("failed", "未通过") },
    { "fee", TEXT_INIT("fee", "会费") },
    { "filled", TEXT_INIT("filled", "已就任") },
    { "from", TEXT_INIT("from", "自") },
    { "given", TEXT_INIT("given", "实际") },
    { "held", TEXT_INIT("held", "已召开") },
    { "held_before", TEXT_INIT("held before", "此前已召开") },
    { "in_office", TEXT_INIT("in office", "在任") },
    { "inquorate", TEXT_INIT("without quorum", "未达法定人数") },
    { "last", TEXT_INIT("last day for it", "最迟日期") },
    { "late", TEXT_INIT("overdue", "逾期") },
    { "latest", TEXT_INIT("at the latest", "最迟") },
    { "leaders", TEXT_INIT("chair and vice-chairs", "正副职人数") },
    { "least", TEXT_INIT("at least", "至少") },
    { "limit", TEXT_INIT("limit", "上限") },
    { "meeting", TEXT_INIT("meeting", "会议") },
    { "members", TEXT_INIT("members", "成员单位数") },
    { "mine", TEXT_INIT("here", "本机构") },
    { "month", TEXT_INIT("month", "月份") },
    { "most", TEXT_INIT("at most", "至多") },
    { "needed", TEXT_INIT("needed", "需要") },
    { "hash", TEXT_INIT("fingerprint", "校验值") },
    { "motions", TEXT_INIT("motions", "动议") },
    { "negative", TEXT_INIT("against", "反对") },
    { "nominees", TEXT_INIT("nominees", "被提名人数") },
    { "notice", TEXT_INIT("notice due", "通知期限") },
    { "notice_by", TEXT_INIT("notice due", "通知期限") },
    { "open", TEXT_INIT("under way", "进行中") },
    { "opens", TEXT_INIT("opens", "开始") },
    { "others", TEXT_INIT("others", "其他") },
    { "passed", TEXT_INIT("passed", "通过") },
    { "present", TEXT_INIT("present", "出席") },
    { "product", TEXT_INIT("share of them", "按比例") },
    { "quorum", TEXT_INIT("quorum", "法定人数") },
    { "reviewed", TEXT_INIT("reviewed", "已审阅") },
    { "seats", TEXT_INIT("seats", "席位") },
    { "set", TEXT_INIT("seats set", "核定席位") },
    { "share", TEXT_INIT("share", "比例") },
    { "short", TEXT_INIT("short by", "尚缺") },
    { "start", TEXT_INIT("start", "开始") },
    { "starts", TEXT_INIT("starts", "开始") },
    { "term_end", TEXT_INIT("term ends", "任期届满") },
    { "theirs", TEXT_INIT("there", "对应机构") },
    { "to", TEXT_INIT("until", "至") },
    { "topics_by", TEXT_INIT("topics close", "议题截止") },
    { "topics_close", TEXT_INIT("topics close", "议题截止") },
    { "total", TEXT_INIT("total", "合计") },
    { "until", TEXT_INIT("until", "至") },
    { "vacant", TEXT_INIT("vacant", "空缺") },
    { "waiting", TEXT_INIT("waiting", "待处理") },
    { "base", TEXT_INIT("counted on", "计票基数") },
    { "carries", TEXT_INIT("carried already", "已代行") },
    { "elected", TEXT_INIT("elected", "当选") },
    { "electors", TEXT_INIT("electors", "选民") },
    { "issued", TEXT_INIT("papers issued", "已领选票") },
    { "made", TEXT_INIT("made", "已提名") },
    { "papers", TEXT_INIT("papers", "选票") },
    { "places", TEXT_INIT("places", "名额") },
    { "tied", TEXT_INIT("tied", "票数相同") },
    { "voted", TEXT_INIT("voted", "参加表决") },
    { "wanted", TEXT_INIT("needed", "应有") },
    { "whole", TEXT_INIT("of", "总数") },
    { "within", TEXT_INIT("within", "范围") },
    { "working_days", TEXT_INIT("working days", "工作日") },
    { "would", TEXT_INIT("would be today", "按今日计算") },
    { "year", TEXT_INIT("year", "年度") },
    { "years", TEXT_INIT("years", "年数") },
};

struct text number_word(const char *name) {
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (strcmp(numbers[i].name, name) == 0) return numbers[i].word;
    return T_NONE;
}

/* ---- how an office or a membership came about, and why it ended ---- */

struct text ended_word(const char *why) {
    static const struct {
        const char *why;
        struct text text;
    } words[] = {
        { "withdrawal", TEXT_INIT("withdrew", "退出") },
        { "expulsion", TEXT_INIT("expelled", "除名") },
        { "class", TEXT_INIT("changed class", "变更类别") },
        { "term", TEXT_INIT("term ended", "任期届满") },
        { "resignation", TEXT_INIT("resigned", "辞任") },
        { "membership", TEXT_INIT("membership ended", "成员资格终止") },
        { "representation", TEXT_INIT("no longer represents", "代表关系终止") },
        { "replaced", TEXT_INIT("replaced", "更替") },
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (why && strcmp(why, words[i].why) == 0) return words[i].text;
    return T_NONE;
}

struct text how_word(const char *how) {
    if (strcmp(how, "appointed") == 0) return T("appointed", "任命");
    if (strcmp(how, "approved") == 0) return T("approved", "批准任命");
    if (strcmp(how, "unopposed") == 0) return T("unopposed", "无竞争当选");
    return T("elected", "选举产生");
}
