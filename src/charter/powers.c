/* Every power a charter can grant, with what it lets one do, in both languages.
 *
 * A power is the name an act asks for (`.power` of its declaration); a `may` rule grants it. A kind of act whose power no
 * clause grants is refused in that alliance, so a name that is not here could never be used: to add one, add a line. */
#include "charter/internal.h"

#define P(name, english, chinese)                                                                                      \
    { name, TEXT_INIT(english, chinese), false }
/* Work that not every alliance does: no lint note when nobody may. */
#define W(name, english, chinese)                                                                                      \
    { name, TEXT_INIT(english, chinese), true }

const struct power POWERS[] = {
    /* the founding */
    P("founding.admit", "admit the first members", "接纳首批成员单位"),
    P("founding.appoint", "appoint the first holders of offices", "任命首届任职人员"),
    W("founding.sig", "name the first groups", "设立首批兴趣组"),
    P("founding.escrow", "name the first escrow company", "指定首家托管机构"),
    P("founding.close", "close the founding for ever", "宣告发起阶段结束"),

    /* members */
    P("membership.apply", "apply for membership", "申请加入"),
    P("membership.review", "review applications", "审查加入申请"),
    P("membership.decide", "decide applications", "决定加入申请"),
    W("membership.refer", "put applications to the vote", "将加入申请提请表决"),
    P("membership.update", "change an organization's data", "变更单位资料"),
    P("membership.withdraw", "apply to withdraw", "申请退出"),
    P("membership.confirm", "confirm withdrawals", "确认退出"),
    P("membership.expel", "propose an expulsion", "提议除名"),
    P("membership.class", "apply to change class", "申请变更成员类别"),
    W("membership.relate", "record which members are related", "登记关联单位"),
    W("person.add", "register a person who speaks for no organization", "登记不代表任何单位的人员"),
    P("person.update", "change a person's own data", "变更个人资料"),
    P("representative.change", "name or end representatives", "指定或更换代表"),
    P("contribution.record", "record contributions", "登记贡献"),
    W("complaint.submit", "submit a complaint", "提出申诉"),
    W("complaint.answer", "answer complaints", "答复申诉"),

    /* offices */
    P("seats.set", "set the seats", "确定席位"),
    P("nomination.open", "open nominations", "开启提名"),
    P("nomination.make", "nominate", "提名"),
    W("nomination.accept", "accept or decline a nomination of oneself", "接受或婉拒对本人的提名"),
    P("nomination.withdraw", "withdraw a nomination", "撤回提名"),
    P("nomination.refer", "put nominations to the vote", "将提名提请表决"),
    P("nomination.seat", "seat those who stand unopposed", "宣布无竞争当选"),
    P("election.open", "open an election", "开启选举"),
    P("election.vote", "vote in an election", "在选举中投票"),
    P("election.close", "declare the result of an election", "宣布选举结果"),
    W("election.paper", "hand out paper ballots and enter them", "发放并录入纸质选票"),
    W("election.lot", "draw lots in an election", "在选举中抽签"),
    W("election.object", "object to a roll of electors", "对选民名册提出异议"),
    P("office.resign", "resign an office", "辞去职务"),
    P("office.delegate", "entrust powers to a stand-in", "委托他人代行职权"),
    P("office.absence", "record an absence", "登记缺席"),
    W("paper.enter", "enter for others what they hand in on paper", "依书面材料代为录入"),
    P("delegation.end", "end early that another acts for an office", "提前结束职务代行"),

    /* meetings */
    P("meeting.call", "call meetings", "召集会议"),
    P("meeting.change", "move or cancel meetings", "变更或取消会议"),
    P("meeting.lead", "lead meetings", "主持会议"),
    P("meeting.record", "record attendance and the course of a meeting", "登记出席与会议进程"),
    W("meeting.invite", "invite guests to meetings", "邀请列席会议"),
    P("topic.propose", "propose topics", "提出议题"),
    P("motion.propose", "propose motions", "提出动议"),
    P("motion.vote", "vote on motions", "对动议表决"),
    P("minutes.write", "write minutes", "撰写会议纪要"),
    P("resolution.follow", "follow up resolutions", "跟踪决议落实"),
    P("report.submit", "submit reports", "提交报告"),
    P("report.review", "review reports", "评议报告"),

    /* matters for a vote */
    P("charter.propose", "propose an amendment of the charter", "提议修订章程"),
    P("charter.comment", "comment on a draft amendment", "对修订草案提出意见"),
    P("charter.interpret", "draft interpretations of the charter", "起草章程解释"),
    P("rules.propose", "propose standing rules", "提议议事规则"),
    P("fee.propose", "propose a change of fees", "提议变更会费"),
    P("escrow.propose", "propose a change of the escrow company", "提议变更托管机构"),
    W("sig.propose", "propose to add, merge or end a group", "提议设立、合并或终止兴趣组"),
    P("plan.propose", "propose a roadmap or plan", "提议路线图或规划"),

    /* the house */
    P("alliance.contact", "change the alliance's contact data", "变更联盟联系方式"),
    P("calendar.import", "import an official working calendar", "导入官方工作日历"),
    P("key.rotate", "rotate the register's signing key", "更换登记簿签名密钥"),
    P("record.erase", "erase personal data on a lawful request", "依法删除个人信息"),

    /* the committees' work */
    W("sig.join", "join or leave groups", "加入或退出兴趣组"),
    W("sig.update", "keep a group's register", "维护兴趣组登记"),
    W("sig.report", "report on a group's work", "提交兴趣组报告"),
    W("sig.review", "accept a group's report", "评议兴趣组报告"),
    W("project.apply", "apply with a project", "申报项目"),
    W("project.review", "review projects", "评审项目"),
    W("project.propose", "propose a project's next stage", "提议项目进入下一阶段"),
    W("project.report", "report on projects and raise their issues", "报告项目进展与问题"),
    W("need.submit", "send in needs and problems", "反映需求与问题"),
    W("need.triage", "sort and assign needs and problems", "分派需求与问题"),
    W("certification.propose", "propose a certification programme or its specification", "提议认证项目或测试规范"),
    W("certification.apply", "apply for a certificate", "申请认证"),
    W("certification.review", "review evidence for a certificate", "审查认证材料"),
    W("certification.decide", "grant or renew certificates", "颁发或续展证书"),
    W("certification.revoke", "revoke certificates", "撤销证书"),
    W("liaison.record", "record outside contacts and liaison", "登记对外联络"),
    W("activity.organize", "organize activities and campaigns", "组织活动与推广"),
    W("activity.register", "register for activities", "报名参加活动"),
    W("news.publish", "publish news", "发布新闻"),
    W("supply.record", "record software components, vulnerabilities and licences", "登记软件成分、漏洞与许可证"),
    W("risk.record", "record risks, assessments and controls", "登记风险、评估与措施"),
    W("scan.run", "run scans of texts and model files", "运行文本与模型文件检查"),
    W("incident.report", "report a safety incident", "报告安全事件"),
    W("incident.handle", "handle incidents and publish advisories", "处置安全事件并发布公告"),
    W("norm.draft", "draft norms and standards", "起草规范与标准"),
    W("norm.comment", "comment on drafts of norms and standards", "对规范与标准草案提出意见"),
    W("norm.declare", "declare compliance with a norm", "声明符合规范"),
    W("document.file", "file, version and sign documents", "归档、管理与签署文件"),
    W("property.record", "keep the register of intellectual property", "登记知识产权"),

    /* money */
    W("fee.invoice", "issue fee notices", "出具会费通知"),
    W("money.record", "record income and expense", "登记收支"),
    W("money.approve", "approve vouchers and payments", "审核凭证与付款"),
    W("money.reconcile", "match the escrow company's statements", "核对托管账单"),
    W("budget.propose", "propose the budget and the final accounts", "提请审议预算与决算"),
};
const size_t POWER_COUNT = sizeof POWERS / sizeof POWERS[0];

const struct power *power_find(struct str name) {
    for (size_t i = 0; i < POWER_COUNT; i++)
        if (str_is(name, POWERS[i].name)) return &POWERS[i];
    return NULL;
}
