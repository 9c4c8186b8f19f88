/* Every topic of the grammar, declared once: its sentence, its slots, and how it is said in plain words.
 *
 * To add a topic, add one declaration here. The reader, the checker, the writer, `charter show`, lint and the table in
 * docs/charter-language.md follow from it; the engine asks for it by name. A sentence should read like law and mean one
 * thing; plain words should read as a person would say them. The language of patterns is described in internal.h.
 *
 * Names of topics and slots are a contract with the acts (docs/rule-topics.md): keep them, add to them. */
#include "charter/internal.h"
#include "tally/method.h"

#include <string.h>

/* Choices that several topics share. */
/* A line to reach: ">= 1/2" is reached by exactly half, "> 1/2" is not. English says it before the share, Chinese after. */
static const struct slot_choice LINES[] = { { "no", ">=", TEXT_INIT("at least", "以上（含）") },
                                            { "yes", ">", TEXT_INIT("more than", "以上（不含）") },
                                            { 0 } };
static const struct slot_choice ROUNDINGS[] = { { "half-up", NULL, TEXT_INIT("rounded half up", "四舍五入") },
                                                { "up", NULL, TEXT_INIT("rounded up", "向上取整") },
                                                { "down", NULL, TEXT_INIT("rounded down", "向下取整") },
                                                { 0 } };
static const struct slot_choice PUBLICITY[] = { { "yes", "public", TEXT_INIT("public", "公开") }, { 0 } };
/* Whole numbers a majority is taken of. */
static const struct slot_choice WHOLES[] = {
    { "present", NULL, TEXT_INIT("the {holders} present", "出席{holders}") },
    { "cast", NULL, TEXT_INIT("the affirmative and negative votes cast", "赞成票与反对票总数") },
    { "in-office", NULL, TEXT_INIT("the {holders} in office", "在任{holders}") },
    { "seats", NULL, TEXT_INIT("the seats", "席位") },
    { 0 }
};
static const struct slot_choice COMINGS[] = { { "appointment", NULL, TEXT_INIT("appointed", "任命方式") },
                                              { "election", NULL, TEXT_INIT("elected", "选举方式") },
                                              { "approval", NULL, TEXT_INIT("nominated and approved", "提名批准方式") },
                                              { 0 } };
/* The counting methods, as they declare themselves. */
static const struct slot_choice *methods(void) {
    enum { METHODS_MAX = 64 };
    static _Thread_local struct slot_choice choices[METHODS_MAX + 1];
    const struct tally_method *const *all;
    size_t n = tally_methods(&all), count = 0;
    for (size_t i = 0; i < n && count < METHODS_MAX; i++)
        if (all[i]->elects) choices[count++] = (struct slot_choice){ all[i]->name, NULL, all[i]->title };
    choices[count] = (struct slot_choice){ 0 };
    return choices;
}

/* What an election keeps secret, and from whom: docs/elections.md. */
static const struct slot_choice BALLOT_MODES[] = {
    { "open", "open by name", TEXT_INIT("open, by name", "记名投票") },
    { "receipt", "secret with receipts", TEXT_INIT("secret, with a receipt for each voter", "无记名投票，选民持回执") },
    { "sealed", "secret and sealed",
      TEXT_INIT("secret, with credentials that nobody can link to their voters", "无记名投票，凭证与选民不可关联") },
    { 0 }
};

/* clang-format off */
#define SLOTS (const struct slot[])
#define CHOICES (const struct slot_choice[])
#define OVER { "over", SLOT_FLAG, .choices = LINES, .otherwise = "no" }
#define SHARE { "share", SLOT_RATIO }
#define ROUNDING { "rounding", SLOT_CHOICE, .choices = ROUNDINGS }
#define PUBLIC { "public", SLOT_FLAG, .choices = PUBLICITY, .otherwise = "no" }
#define OF_VOTERS { "of", SLOT_CHOICE, .choices = WHOLES }

/* A kind of question that one body decides, and the majority it takes where that differs from the body's own. */
static const struct slot VOTE_SLOTS[] = { { "by", SLOT_BODY }, OVER, SHARE, OF_VOTERS, { 0 } };
#define VOTE(topic, written, english, chinese)                                                                         \
    { topic, TEXT_INIT("Which body decides " english, "由哪一机构决定" chinese), SUBJECT_NONE, .slots = VOTE_SLOTS,    \
      .forms = { { "vote on " written ": by <by>[, affirmative <over> <share> of <of>]",                               \
                   TEXT_INIT("{by} decides on " english "[, with the affirmative votes of {over} {share} of {of}].",   \
                             chinese "由{by}表决决定[，须获{of}的{share}{over}赞成]。") } } }
/* clang-format on */

const struct topic TOPICS[] = {
    { "text", TEXT_INIT("A clause that is shown and cited and decides nothing", "仅供展示与援引、不作判断的条款"),
      SUBJECT_NONE,
      .forms = { { "text", TEXT_INIT("This clause is shown and cited; it decides nothing by itself.",
                                     "本条供展示与援引，本身不作判断。") } } },

    { "may", TEXT_INIT("Who may do what", "何人可为何事"), SUBJECT_NONE, .many = true,
      .slots =
          SLOTS{ { "powers", SLOT_POWER, .list = true },
                 { "body", SLOT_BODY,
                   .choices = CHOICES{ { SUBJECT_EVERY, "every body", TEXT_INIT("every body", "各机构") }, { 0 } } },
                 { "who", SLOT_WHO, .list = true, .either = true },
                 { 0 } },
      .forms = { { "may <powers> [of <body>]: <who>",
                   TEXT_INIT("[In {body}, ]{who} may {powers}.", "[在{body}，]{who}可以{powers}。") } } },

    { "paper", TEXT_INIT("What may be entered for people who hand it in on paper", "可依书面材料代为录入的事项"),
      SUBJECT_NONE, .slots = SLOTS{ { "powers", SLOT_POWER, .list = true }, { 0 } },
      .forms = { { "received on paper: <powers>",
                   TEXT_INIT(
                       "Handed in on paper, these may be entered for the person whose act it is, with both on record: {powers}.",
                       "下列事项以书面提交的，可由经办人员代为录入，双方均载入登记：{powers}。") } } },

    { "founding",
      TEXT_INIT("The phase in which the founder admits and appoints", "发起人接纳首批成员、任命首批机构的阶段"),
      SUBJECT_NONE,
      .slots = SLOTS{ { "until", SLOT_CHOICE,
                        .choices = CHOICES{ { "closed", NULL, TEXT_INIT("closed", "宣告结束") }, { 0 } } },
                      { 0 } },
      .forms = { { "founding: by the founder until <until>",
                   TEXT_INIT("The founder admits the first members and appoints the first bodies until the founding is "
                             "closed, once and for ever.",
                             "发起人接纳首批成员并任命首届机构，直至发起阶段宣告结束；结束后不再恢复。") } } },

    /* ---- members ---- */

    { "membership.eligible",
      TEXT_INIT("Which types of organization may join a class", "哪些类型的组织可以成为某类成员"), SUBJECT_CLASS,
      .slots = SLOTS{ { "types", SLOT_WORD, .list = true, .of = "organization" }, { 0 } },
      .forms = { { "eligible as <subject>: <types>",
                   TEXT_INIT("Only these may be {subject}: {types}.", "只有下列组织可以成为{subject}：{types}。") } } },

    { "representation", TEXT_INIT("How many members one person may represent", "一人可代表几家成员单位"), SUBJECT_NONE,
      .slots = SLOTS{ { "most", SLOT_INT, .min = 1, .max = 1000 }, { 0 } },
      .forms = { { "representatives: of at most <most> member|members each",
                   TEXT_INIT("One person may represent at most {most} {most|member|members} at a time.",
                             "一人同时最多代表 {most} 家成员单位。") } } },

    { "membership.decision", TEXT_INIT("Who decides an application to a class", "某类成员的申请由谁决定"),
      SUBJECT_CLASS, .every = true,
      .slots = SLOTS{ { "how", SLOT_CHOICE,
                        .choices = CHOICES{ { "office", "an officer", TEXT_INIT("an officer", "工作人员") },
                                            { "vote", "vote", TEXT_INIT("a vote", "表决") },
                                            { 0 } } },
                      { "by", SLOT_BODY },
                      { 0 } },
      .forms = { { "applications as <subject>: decided by <how> of <by>",
                   TEXT_INIT("Applications to join as {subject} are decided by {how} of {by}.",
                             "{subject}的加入申请由{by}{how}决定。") } } },

    { "membership.withdrawal", TEXT_INIT("How a withdrawal is confirmed", "退出如何确认"), SUBJECT_NONE,
      .slots = SLOTS{ { "confirmed_by", SLOT_BODY }, { "remind_days", SLOT_INT, .min = 1, .max = 366 }, { 0 } },
      .forms = { { "withdrawal: confirmed by <confirmed_by>[, reminder after <remind_days> day|days]",
                   TEXT_INIT("A withdrawal takes effect when {confirmed_by} confirms it; it cannot be refused[, and is "
                             "overdue after {remind_days} {remind_days|day|days}].",
                             "退出经{confirmed_by}确认后生效，不得拒绝[；超过{remind_days}天未确认即为逾期]。") } } },

    { "membership.expulsion", TEXT_INIT("Which body expels, and on what grounds", "由哪一机构、依何种事由除名"),
      SUBJECT_NONE,
      .slots =
          SLOTS{ { "by", SLOT_BODY },
                 { "grounds", SLOT_WORD, .list = true, .either = true, .of = "ground" },
                 { "reapply", SLOT_FLAG, .choices = CHOICES{ { "yes", "may apply again", TEXT_INIT("", "") }, { 0 } },
                   .otherwise = "no" },
                 { 0 } },
      .forms = { { "expulsion: by vote of <by>, on grounds <grounds>[, <reapply>]",
                   TEXT_INIT(
                       "{by} may expel a member by vote, on these grounds only: {grounds}[; the organization may apply "
                       "again{reapply}].",
                       "{by}可以表决终止成员资格，事由限于：{grounds}[；该单位可以重新申请加入{reapply}]。") } } },

    { "rights", TEXT_INIT("What a class of members is entitled to", "某类成员享有的权利"), SUBJECT_CLASS, .every = true,
      .slots = SLOTS{ { "list", SLOT_WORD, .list = true, .of = "right" }, { 0 } },
      .forms = { { "rights of <subject>: <list>",
                   TEXT_INIT("Rights of {subject}: {list}.", "{subject}的权利：{list}。") } } },

    /* ---- bodies and offices ---- */

    { "body.holders", TEXT_INIT("Whose people hold a body's offices", "机构职务由何人担任"), SUBJECT_BODY,
      .every = true,
      .slots =
          SLOTS{ { "through", SLOT_CLASS,
                   .choices =
                       CHOICES{ { "any", "any members", TEXT_INIT("members of any class", "任一类成员单位") },
                                { "none", "no organization", TEXT_INIT("any organization or none", "不限所属单位的") },
                                { 0 } } },
                 { "per_org", SLOT_INT, .min = 1, .max = 1000 },
                 { "per_related", SLOT_INT, .min = 1, .max = 1000 },
                 { 0 } },
      .forms = { { "holders of <subject>: through <through>[, at most <per_org> from each organization][, at most <per_related> from "
                   "related organizations together]",
                   TEXT_INIT(
                       "Offices of {subject} are held by people of {through}[, at most {per_org} from each "
                       "organization][, at most {per_related} from organizations that are related].",
                       "{subject}的职务由{through}人员担任[，每个单位最多{per_org}人][，关联单位合计最多{per_related}人]。") } } },

    { "seats", TEXT_INIT("How many seats a body has", "机构的席位数"), SUBJECT_BODY_OR_OFFICE,
      .slots = SLOTS{ { "fixed", SLOT_INT, .min = 1, .max = 1000 },
                      SHARE,
                      { "of", SLOT_CLASS,
                        .choices = CHOICES{ { "members", NULL, TEXT_INIT("all members", "全体成员单位") }, { 0 } } },
                      ROUNDING,
                      { "least", SLOT_INT, .min = 1, .max = 1000 },
                      { "most", SLOT_INT, .min = 1, .max = 1000 },
                      { 0 } },
      .forms = { { "seats of <subject>: <share> of <of>, rounded <rounding>[, at least <least>][, at most <most>]",
                   TEXT_INIT("{subject} has seats for {share} of {of}, {rounding}[, at least {least}][, at most "
                             "{most}], counted on the day the seats are set.",
                             "{subject}席位为{of}的{share}，{rounding}[，最少{least}席][，最多{most}席]"
                             "，以确定席位之日的数目计算。") },
                 { "seats of <subject>: <fixed>",
                   TEXT_INIT("{subject} has {fixed} {fixed|seat|seats}.", "{subject}设{fixed}席。") } } },

    { "seats.leaders", TEXT_INIT("How many of the seats leaders may take", "领导职务在席位中的上限"), SUBJECT_BODY,
      .slots =
          SLOTS{ { "titles", SLOT_TITLE, .list = true },
                 SHARE,
                 { "of", SLOT_CHOICE, .choices = CHOICES{ { "seats", NULL, TEXT_INIT("the seats", "席位") }, { 0 } } },
                 ROUNDING,
                 { 0 } },
      .forms = { { "leaders of <subject>: <titles> together at most <share> of <of>, rounded <rounding>",
                   TEXT_INIT("In {subject}, {titles} together take at most {share} of {of}, {rounding}, and are "
                             "counted within them.",
                             "{subject}中，{titles}合计不超过{of}的{share}，{rounding}，并计入席位之内。") } } },

    { "seats.reserved", TEXT_INIT("Which seats are kept for whom", "为何类单位保留席位"), SUBJECT_OFFICE, .many = true,
      .slots = SLOTS{ { "count", SLOT_INT, .min = 1, .max = 1000 },
                      { "type", SLOT_WORD, .of = "organization" },
                      { "class", SLOT_CLASS },
                      { 0 } },
      .forms = { { "reserved seats of <subject>: <count> for people of type <type>",
                   TEXT_INIT(
                       "In an election {count} {count|seat|seats} of {subject} {count|is|are} kept for people of organizations of the type {type}; "
                       "where fewer stand, others may have them.",
                       "选举时为{type}人员保留{subject}{count}席；参选人不足的，其余席位对他人开放。") },
                 { "reserved seats of <subject>: <count> for people of <class>",
                   TEXT_INIT(
                       "In an election {count} {count|seat|seats} of {subject} {count|is|are} kept for people of {class}; where fewer stand, "
                       "others may have them.",
                       "选举时为{class}人员保留{subject}{count}席；参选人不足的，其余席位对他人开放。") } } },

    { "seats.near", TEXT_INIT("A body about as large as another", "规模与另一机构大致相当的机构"), SUBJECT_BODY,
      .slots = SLOTS{ { "within", SLOT_RATIO }, { "other", SLOT_BODY }, ROUNDING, { 0 } },
      .forms = { { "size of <subject>: within <within> of <other>, rounded <rounding>",
                   TEXT_INIT("The size of {subject} stays within {within} of that of {other}, {rounding}; outside it "
                             "is a warning, not a refusal.",
                             "{subject}的人数与{other}相差不超过{within}（{rounding}）；超出时提示，不予拒绝。") } } },

    { "term", TEXT_INIT("How long a term of office is", "任期多长"), SUBJECT_BODY_OR_OFFICE, .every = true,
      .slots = SLOTS{ { "years", SLOT_INT, .min = 1, .max = 50 },
                      { "counted", SLOT_CHOICE,
                        .choices = CHOICES{ { "calendar", NULL,
                                              TEXT_INIT("to 31 December of its last calendar year",
                                                        "至最后一个自然年的12月31日止") },
                                            { "full", NULL,
                                              TEXT_INIT("to the day before the anniversary", "至周年日的前一日止") },
                                            { 0 } },
                        .otherwise = "calendar" },
                      { "holdover", SLOT_FLAG,
                        .choices = CHOICES{ { "yes", "then in office until replaced", TEXT_INIT("", "") },
                                            { "no", "without holdover", TEXT_INIT("", "") },
                                            { 0 } },
                        .otherwise = "no" },
                      { 0 } },
      .forms = { { "term of <subject>: <years> <counted> year|years[, <holdover>]",
                   TEXT_INIT("A term in {subject} is {years} {years|year|years}, {counted}[; holders stay in office "
                             "until they are replaced{holdover}].",
                             "{subject}每届任期{years}年，{counted}[；届满后留任至继任者就任{holdover}]。") } } },

    { "vacancies", TEXT_INIT("What becomes of a seat that falls vacant within a term", "任期内席位出缺如何处理"),
      SUBJECT_BODY, .every = true,
      .slots =
          SLOTS{
              { "how", SLOT_CHOICE,
                .choices =
                    CHOICES{ { "election", "filled for the rest of the term",
                               TEXT_INIT("nominations and, if need be, an election fill it for the rest of that term",
                                         "经提名（必要时经选举）补任，任期至本届届满") },
                             { "none", "left until the term ends",
                               TEXT_INIT("it stays vacant until the term ends", "保留至本届任期届满") },
                             { 0 } } },
              { 0 } },
      .forms = { { "vacancies of <subject>: <how>",
                   TEXT_INIT("When a seat of {subject} falls vacant within a term, {how}.",
                             "{subject}席位在任期内出缺的，{how}。") } } },

    { "first-term", TEXT_INIT("How the first and the later holders come to office", "首届与以后各届的产生方式"),
      SUBJECT_BODY, .every = true,
      .slots = SLOTS{ { "how", SLOT_CHOICE, .choices = COMINGS }, { "later", SLOT_CHOICE, .choices = COMINGS }, { 0 } },
      .forms = { { "first term of <subject>: by <how>, later by <later>",
                   TEXT_INIT("The first holders of {subject} are {how}; later ones are {later}.",
                             "{subject}首届以{how}产生，以后各届以{later}产生。") } } },

    { "election", TEXT_INIT("Who elects, and how votes are counted", "由谁选举、如何计票"), SUBJECT_BODY_OR_OFFICE,
      .slots =
          SLOTS{ { "class", SLOT_CLASS,
                   .choices = CHOICES{ { "any", NULL, TEXT_INIT("members of any class", "任一类成员单位") }, { 0 } } },
                 { "body", SLOT_BODY },
                 { "method", SLOT_CHOICE, .choices_from = methods, .otherwise = "approval" },
                 { 0 } },
      .forms = { { "election of <subject>: by voting representatives of <class> members[, counted by <method>]",
                   TEXT_INIT("{subject} is elected by the voting representatives of {class}[, by {method}].",
                             "{subject}由{class}的表决代表选举产生[，采用{method}]。") },
                 { "election of <subject>: by holders of <body>[, counted by <method>]",
                   TEXT_INIT("{subject} is elected by the holders of {body}[, by {method}].",
                             "{subject}由{body}选举产生[，采用{method}]。") } } },

    { "election.ballot", TEXT_INIT("Whether votes in an election are open or secret", "选举记名或无记名"),
      SUBJECT_BODY_OR_OFFICE, .every = true, .slots = SLOTS{ { "mode", SLOT_CHOICE, .choices = BALLOT_MODES }, { 0 } },
      .forms = { { "ballots for <subject>: <mode>",
                   TEXT_INIT("Elections to {subject} are {mode}.", "{subject}选举采用{mode}。") } } },

    { "election.lot", TEXT_INIT("Who draws lots where candidates are tied", "候选人得票相同时由谁抽签"),
      SUBJECT_BODY_OR_OFFICE, .every = true, .slots = SLOTS{ { "by", SLOT_BODY_OR_OFFICE }, { 0 } },
      .forms = { { "lots for <subject>: drawn by <by>",
                   TEXT_INIT(
                       "Where candidates for {subject} are tied and the count does not settle it, {by} draws the lot and enters the order.",
                       "{subject}候选人得票相同且计票规则无法决定的，由{by}抽签并录入次序。") } } },

    { "election.unvoted", TEXT_INIT("What happens when nobody gives a valid vote", "无有效选票时如何处理"),
      SUBJECT_BODY_OR_OFFICE, .every = true,
      .slots = SLOTS{ { "effect", SLOT_CHOICE,
                        .choices = CHOICES{ { "lot", "decided by lot", TEXT_INIT("a lot decides", "以抽签决定") },
                                            { "vacant", "left vacant", TEXT_INIT("the seats stay vacant", "席位空缺") },
                                            { 0 } } },
                      { 0 } },
      .forms = { { "elections to <subject> without a valid vote: <effect>",
                   TEXT_INIT("Where nobody gives a valid vote in an election to {subject}, {effect}.",
                             "{subject}选举无有效选票的，{effect}。") } } },

    { "election.calendar",
      TEXT_INIT("How long the roll of electors can be objected to, and how long one may vote",
                "选民名册异议期与投票期"),
      SUBJECT_NONE,
      .slots = SLOTS{ { "objection_days", SLOT_INT, .min = 0, .max = 366 },
                      { "voting_days", SLOT_INT, .min = 0, .max = 366 },
                      { "remind_days", SLOT_INT, .min = 1, .max = 366 },
                      { 0 } },
      .forms = { { "elections: roll open to objection for <objection_days> day|days, voting for at least <voting_days> day|days[, reminder <remind_days> day|days before the "
                   "close]",
                   TEXT_INIT(
                       "The roll of electors is open to objection for {objection_days} {objection_days|day|days}; "
                       "voting lasts at least {voting_days} {voting_days|day|days}[; who has not voted is reminded {remind_days} {remind_days|day|days} "
                       "before the close].",
                       "选民名册公布后异议期为{objection_days}天；投票期不少于{voting_days}天[；截止前{remind_days}天提醒尚未投票者]。") } } },

    { "nominations", TEXT_INIT("Who nominates for a body or office", "机构或职务由谁提名"), SUBJECT_BODY_OR_OFFICE,
      .many = true,
      .slots =
          SLOTS{ { "by", SLOT_CLASS,
                   .choices = CHOICES{ { "any", NULL, TEXT_INIT("members of any class", "任一类成员单位") }, { 0 } },
                   .otherwise = "title" },
                 { "titles", SLOT_TITLE, .list = true, .of = "nominating_body" },
                 { "nominating_body", SLOT_BODY },
                 { "each", SLOT_INT, .min = 1, .max = 100 },
                 { 0 } },
      .forms = { { "nominations for <subject>: by <by> members[, at most <each> each]",
                   TEXT_INIT("{by} nominate for {subject}[, at most {each} {each|candidate|candidates} each].",
                             "{subject}人选由{by}提名[，每个单位最多{each}名]。") },
                 { "nominations for <subject>: by <titles> of <nominating_body>[, at most <each> each]",
                   TEXT_INIT("{titles} of {nominating_body} may nominate for {subject}[, at most {each} "
                             "{each|candidate|candidates} each].",
                             "{subject}人选由{nominating_body}{titles}提名[，每人最多{each}名]。") } } },

    { "nominations.second", TEXT_INIT("What a second nomination does", "再次提名的效力"), SUBJECT_NONE,
      .slots = SLOTS{ { "effect", SLOT_CHOICE,
                        .choices = CHOICES{ { "replaces", "replaces the first",
                                              TEXT_INIT("replaces the first while nominations are open",
                                                        "在提名截止前取代前一次提名") },
                                            { "refused", "is refused", TEXT_INIT("is refused", "不予受理") },
                                            { 0 } } },
                      { 0 } },
      .forms = { { "second nomination: <effect>",
                   TEXT_INIT("A nomination beyond the number allowed {effect}; after the closing none is accepted.",
                             "超出名额的再次提名{effect}；截止后不再受理提名。") } } },

    { "nominations.acceptance", TEXT_INIT("Whether a nominee is asked", "是否须被提名人接受"), SUBJECT_BODY_OR_OFFICE,
      .every = true,
      .slots =
          SLOTS{ { "when", SLOT_CHOICE,
                   .choices = CHOICES{ { "close", "before nominations close",
                                         TEXT_INIT("stands only if they accept before nominations close",
                                                   "须在提名截止前接受，提名方可生效") },
                                       { "none", "not asked", TEXT_INIT("stands without being asked", "无须另行接受") },
                                       { 0 } } },
                 { 0 } },
      .forms = { { "acceptance by nominees of <subject>: <when>",
                   TEXT_INIT("Who is nominated by others to {subject} {when}.",
                             "由他人提名担任{subject}的，{when}。") } } },

    { "approval", TEXT_INIT("Who nominates and which body's vote appoints", "由谁提名、由哪一机构表决任命"),
      SUBJECT_BODY_OR_OFFICE,
      .slots = SLOTS{ { "nominated_by", SLOT_BODY_OR_OFFICE }, { "approved_by", SLOT_BODY }, { 0 } },
      .forms = { { "appointment to <subject>: [nominated by <nominated_by>, ]approved by vote of <approved_by>",
                   TEXT_INIT("Who is appointed to {subject} is [nominated by {nominated_by} and ]approved by vote of "
                             "{approved_by}.",
                             "担任{subject}职务者[由{nominated_by}提名，]经{approved_by}表决任命。") } } },

    { "conditions", TEXT_INIT("What a nominee declares", "被提名人须声明的条件"), SUBJECT_BODY_OR_OFFICE,
      .slots = SLOTS{ { "list", SLOT_WORD, .list = true, .of = "condition" }, { 0 } },
      .forms = { { "conditions of <subject>: <list>",
                   TEXT_INIT("Who is nominated to {subject} declares each of these: {list}.",
                             "被提名进入{subject}者须逐项声明：{list}。") } } },

    { "delegation", TEXT_INIT("Who stands in for an office", "职务由谁代行"), SUBJECT_OFFICE, .many = true,
      .slots = SLOTS{ { "to", SLOT_TITLE, .list = true },
                      { "cause", SLOT_CHOICE,
                        .choices =
                            CHOICES{ { "entrusted", "when entrusted",
                                       TEXT_INIT("when entrusted, under a recorded delegation with a start and an end",
                                                 "受委托时代行（委托须登记起止）") },
                                     { "absence", "during absence",
                                       TEXT_INIT("during a recorded absence", "在登记的缺席期间代行") },
                                     { 0 } } },
                      { "order", SLOT_FLAG, .choices = CHOICES{ { "yes", "in order", TEXT_INIT("", "") }, { 0 } },
                        .otherwise = "no" },
                      { 0 } },
      .forms = { { "stand-in for <subject>: <to> <cause>[, <order>]",
                   TEXT_INIT("For {subject}, {to} stands in {cause}[, in their order{order}].",
                             "{to}{cause}{subject}职权[，按顺位递补{order}]。") } } },

    { "rotation", TEXT_INIT("Whether the chair rotates", "是否轮值"), SUBJECT_BODY,
      .slots = SLOTS{ { "on", SLOT_FLAG,
                        .choices = CHOICES{ { "yes", "on", TEXT_INIT("rotates", "实行轮值") },
                                            { "no", "off", TEXT_INIT("does not rotate", "不实行轮值") },
                                            { 0 } },
                        .otherwise = "no" },
                      { "titles", SLOT_TITLE, .list = true },
                      { "months", SLOT_INT, .min = 1, .max = 120 },
                      { 0 } },
      .forms = { { "rotation of <subject>: <on>[, among <titles>, every <months> month|months]",
                   TEXT_INIT("The chair of {subject} {on}[, among {titles}, every {months} {months|month|months}].",
                             "{subject}主持职务{on}[，由{titles}每{months}个月轮换一次]。") } } },

    { "supervision", TEXT_INIT("Which body oversees another", "由哪一机构监督另一机构"), SUBJECT_BODY,
      .slots = SLOTS{ { "by", SLOT_BODY }, { 0 } },
      .forms = { { "supervision of <subject>: by <by>",
                   TEXT_INIT("{by} oversees {subject}: each report is given a recorded review.",
                             "{subject}受{by}监督，每份报告均有评议记录。") } } },

    { "sigs.first", TEXT_INIT("The groups a body begins with", "机构最初设立的兴趣组"), SUBJECT_BODY,
      .slots = SLOTS{ { "list", SLOT_WORD, .list = true, .of = "sig" }, { 0 } },
      .forms = { { "first groups of <subject>: <list>",
                   TEXT_INIT("{subject} begins with these groups: {list}.", "{subject}最初设立：{list}。") } } },

    /* ---- meetings and votes ---- */

    { "meetings.regular", TEXT_INIT("How often a body meets", "机构多久召开一次会议"), SUBJECT_BODY, .every = true,
      .slots = SLOTS{ { "count", SLOT_INT, .min = 1, .max = 400 },
                      { "per", SLOT_CHOICE,
                        .choices = CHOICES{ { "month", NULL, TEXT_INIT("calendar month", "自然月") },
                                            { "year", NULL, TEXT_INIT("calendar year", "自然年") },
                                            { 0 } } },
                      PUBLIC,
                      { 0 } },
      .forms = { { "meetings of <subject>: at least <count> in each calendar <per>[, <public>]",
                   TEXT_INIT(
                       "{subject} meets at least {count|once|twice| times} in each {per}[; notice, agenda, "
                       "minutes and votes are {public}].",
                       "{subject}每{per}至少召开{count|一次|两次|次}会议[；通知、议程、纪要与表决均{public}]。") } } },

    { "meetings.lead", TEXT_INIT("Who leads a body's meetings", "会议由谁主持"), SUBJECT_BODY, .every = true,
      .slots = SLOTS{ { "titles", SLOT_TITLE, .list = true, .either = true }, { 0 } },
      .forms = { { "meetings of <subject>: led by <titles>",
                   TEXT_INIT("Meetings of {subject} are led by {titles}.", "{subject}会议由{titles}主持。") } } },

    { "meeting.notice", TEXT_INIT("How long before a meeting notice is given", "会议通知提前多久"), SUBJECT_BODY,
      .every = true,
      .slots =
          SLOTS{ { "by", SLOT_CHOICE, .choices = CHOICES{ { "mail", NULL, TEXT_INIT("email", "电子邮件") }, { 0 } },
                   .otherwise = "mail" },
                 { "days", SLOT_INT, .min = 0, .max = 366 },
                 { "before_topics", SLOT_INT, .min = 1, .max = 60 },
                 { 0 } },
      .forms = { { "notice to holders of <subject>: by <by>, at least <days> calendar day|days before[, and "
                   "<before_topics> working day|days before topics close]",
                   TEXT_INIT("Notice of a meeting goes to the {holders} of {subject} by {by} at least {days} "
                             "{days|calendar day|calendar days} before its day[, and no later than {before_topics} "
                             "{before_topics|working day|working days} before topics close].",
                             "会议通知须在会议日前至少{days}个自然日以{by}发送{subject}各{holder}[，且不晚于议题截止前{"
                             "before_topics}个工作日]。") } } },

    { "topics.close", TEXT_INIT("When topics close", "议题何时截止"), SUBJECT_BODY, .every = true,
      .slots = SLOTS{ { "days", SLOT_INT, .min = 1, .max = 60 }, { 0 } },
      .forms = { { "topics of <subject>: close <days> working day|days before",
                   TEXT_INIT("Topics for a meeting of {subject} close {days} {days|working day|working days} before "
                             "it, at 24:00.",
                             "{subject}会议的议题在会前第{days}个工作日的24:00截止。") } } },

    { "meeting.quorum", TEXT_INIT("How many must attend", "须有多少人出席"), SUBJECT_BODY, .every = true,
      .slots =
          SLOTS{ { "what", SLOT_CHOICE, .choices = CHOICES{ { "present", NULL, TEXT_INIT("attend", "出席") }, { 0 } },
                   .otherwise = "present" },
                 OVER,
                 SHARE,
                 { "of", SLOT_CHOICE,
                   .choices = CHOICES{ { "in-office", NULL, TEXT_INIT("the {holders} in office", "在任{holders}") },
                                       { "seats", NULL, TEXT_INIT("the seats as set", "所定席位") },
                                       { 0 } } },
                 { 0 } },
      .forms = { { "quorum of <subject>: <what> <over> <share> of <of>",
                   TEXT_INIT(
                       "At a meeting of {subject}, {over} {share} of {of} must {what}; otherwise no motion can be put.",
                       "{subject}会议须有{of}的{share}{over}{what}，否则不得提付表决。") } } },

    { "motion.majority", TEXT_INIT("What a motion needs to pass", "动议如何通过"), SUBJECT_BODY, .every = true,
      .slots = SLOTS{ { "votes", SLOT_CHOICE,
                        .choices = CHOICES{ { "affirmative", NULL, TEXT_INIT("affirmative votes", "赞成票") }, { 0 } },
                        .otherwise = "affirmative" },
                      OVER,
                      SHARE,
                      OF_VOTERS,
                      { "tie", SLOT_CHOICE,
                        .choices = CHOICES{ { "none", "no casting vote",
                                              TEXT_INIT("nobody has a casting vote", "任何人均无决定票") },
                                            { 0 } },
                        .otherwise = "none" },
                      { 0 } },
      .forms = { { "majority of <subject>: <votes> <over> <share> of <of>[, <tie>]",
                   TEXT_INIT("A motion in {subject} passes with {votes} from {over} {share} of {of}[; {tie}].",
                             "{subject}的动议须获{of}的{share}{over}赞成方可通过[；{tie}]。") } } },

    { "motion.roll-call", TEXT_INIT("How votes are taken", "如何表决"), SUBJECT_BODY, .every = true,
      .slots = SLOTS{ { "by", SLOT_CHOICE, .choices = CHOICES{ { "name", NULL, TEXT_INIT("name", "记名") }, { 0 } },
                        .otherwise = "name" },
                      PUBLIC,
                      { 0 } },
      .forms = { { "votes of <subject>: by <by>[, <public>]",
                   TEXT_INIT("Votes in {subject} are taken by {by} as affirmative, abstention or negative[, and "
                             "entered in the {public} register].",
                             "{subject}以{by}方式表决，分赞成、弃权、反对[，并载入{public}登记簿]。") } } },

    { "motion.opposite", TEXT_INIT("What becomes of the opposite of a passed motion", "已通过动议的相反动议"),
      SUBJECT_BODY, .every = true,
      .slots = SLOTS{ { "effect", SLOT_CHOICE,
                        .choices = CHOICES{ { "refused", "refused in the same meeting",
                                              TEXT_INIT("refused in the same meeting", "在同一会议上不予受理") },
                                            { "allowed", NULL, TEXT_INIT("allowed", "可以提付表决") },
                                            { 0 } },
                        .otherwise = "allowed" },
                      { 0 } },
      .forms = { { "opposite motion of <subject>: <effect>",
                   TEXT_INIT("In {subject}, the opposite of a motion that has passed is {effect}.",
                             "在{subject}，与已通过动议相反的动议{effect}。") } } },

    { "motion.proxy",
      TEXT_INIT("Whether a vote may be given to another holder for a meeting", "表决权可否在会议上委托他人行使"),
      SUBJECT_BODY, .every = true,
      .slots =
          SLOTS{ { "most", SLOT_INT, .min = 1, .max = 1000 },
                 { "present", SLOT_FLAG,
                   .choices = CHOICES{ { "yes", "counted as present", TEXT_INIT("", "") }, { 0 } }, .otherwise = "no" },
                 { 0 } },
      .forms = { { "proxies of <subject>: to another holder, at most <most> each[, <present>]",
                   TEXT_INIT(
                       "For a meeting of {subject}, a {holder} may give their vote to another one, who carries at most {most}[; "
                       "whose vote is carried there counts as present{present}].",
                       "{subject}的{holder}可将某次会议的表决权委托另一{holder}行使，每人最多代{most}票[；受托人到会的，"
                       "委托人计为出席{present}]。") } } },

    { "motion.between", TEXT_INIT("Whether a body may vote between its meetings", "可否在会议之间表决"), SUBJECT_BODY,
      .every = true,
      .slots =
          SLOTS{ { "days", SLOT_INT, .min = 1, .max = 366 },
                 OVER,
                 SHARE,
                 { "of", SLOT_CHOICE,
                   .choices = CHOICES{ { "in-office", NULL, TEXT_INIT("the {holders} in office", "在任{holders}") },
                                       { "seats", NULL, TEXT_INIT("the seats as set", "所定席位") },
                                       { 0 } } },
                 { "meeting", SLOT_FLAG,
                   .choices = CHOICES{ { "yes", "any holder may ask for a meeting", TEXT_INIT("", "") }, { 0 } },
                   .otherwise = "no" },
                 { 0 } },
      .forms = { { "votes between meetings of <subject>: open at least <days> day|days, votes <over> <share> of <of>[, <meeting>]",
                   TEXT_INIT(
                       "Between its meetings {subject} may vote on a motion that is open for at least {days} {days|day|days}; {over} "
                       "{share} of {of} must vote, else nothing is decided[; any {holder} may ask that it go to a meeting "
                       "instead{meeting}].",
                       "{subject}可在会议之间就动议表决，表决期不少于{days}天；参加表决的须达{of}的{share}{over}，否则不作决定[；任一"
                       "{holder}可要求改由会议表决{meeting}]。") } } },

    { "meeting.clash", TEXT_INIT("Meetings at the same time of bodies that share people", "成员重叠的机构同时开会"),
      SUBJECT_BODY, .every = true,
      .slots = SLOTS{ { "effect", SLOT_CHOICE,
                        .choices = CHOICES{ { "warning", "warned of", TEXT_INIT("pointed out", "予以提示") },
                                            { "refused", "refused", TEXT_INIT("refused", "不予受理") },
                                            { 0 } },
                        .otherwise = "warning" },
                      { 0 } },
      .forms = { { "clashing meetings of <subject>: <effect>",
                   TEXT_INIT(
                       "Calling {subject} to meet while another body meets that some of the same people sit in is {effect}.",
                       "{subject}的会议与成员重叠的其他机构会议时间冲突的，{effect}。") } } },

    VOTE("vote.decision", "major decisions", "major decisions", "重大事项"),
    VOTE("vote.amendment", "amendment", "amendments of the charter", "章程修订"),
    VOTE("vote.expulsion", "expulsion", "expulsions", "除名"),
    VOTE("vote.admission", "admission", "admissions that are put to a vote", "须经表决的加入申请"),
    VOTE("vote.approval", "appointment", "appointments", "人员任命"),
    VOTE("vote.fee", "fees", "changes of fees", "会费变更"),
    VOTE("vote.escrow", "escrow", "changes of the escrow company", "托管机构变更"),
    VOTE("vote.interpretation", "interpretation", "published interpretations", "解释的发布"),
    VOTE("vote.rules", "standing rules", "standing rules", "议事规则"),
    VOTE("vote.sig", "groups", "groups: adding, merging and ending them", "兴趣组的设立、合并与终止"),
    VOTE("vote.plan", "plans", "roadmaps and plans", "路线图与规划"),
    VOTE("vote.project", "projects", "each step of a project", "项目各阶段"),
    VOTE("vote.certification", "certification", "certification programmes", "认证项目"),
    VOTE("vote.norm", "norms", "the adoption of norms and standards", "规范与标准的通过"),
    VOTE("vote.budget", "budget", "the budget and the final accounts", "预算与决算"),

    { "amendment.force", TEXT_INIT("When an amendment takes force", "修订何时生效"), SUBJECT_NONE,
      .slots = SLOTS{ { "earliest_days", SLOT_INT, .min = 1, .max = 366 }, { 0 } },
      .forms = { { "amendments: in force <earliest_days> day|days after the vote at the earliest",
                   TEXT_INIT("An amendment takes force at 00:00 of the day it names, at the earliest {earliest_days} "
                             "{earliest_days|day|days} after the vote.",
                             "修订自其载明之日0时起生效，最早为表决后第{earliest_days}日。") } } },

    { "standing-rules", TEXT_INIT("Which matters a body's standing rules may settle", "机构议事规则可规定的事项"),
      SUBJECT_BODY, .slots = SLOTS{ { "topics", SLOT_TOPIC, .list = true }, { 0 } },
      .forms = { { "standing rules of <subject>: may settle <topics>",
                   TEXT_INIT("{subject} may adopt standing rules that settle: {topics}; until then the charter's own "
                             "rules serve.",
                             "{subject}可以制定议事规则，规定：{topics}；制定之前适用本章程的规定。") } } },

    /* ---- money ---- */

    { "fee", TEXT_INIT("The yearly fee of a class", "某类成员的会费"), SUBJECT_CLASS, .every = true,
      .slots = SLOTS{ { "amount_fen", SLOT_MONEY },
                      { "per", SLOT_CHOICE,
                        .choices = CHOICES{ { "year", NULL, TEXT_INIT("calendar year", "自然年") }, { 0 } },
                        .otherwise = "year" },
                      { 0 } },
      .forms = { { "fee of <subject>: <amount_fen> each <per>",
                   TEXT_INIT("{subject} pay {amount_fen} each {per}.", "{subject}每{per}缴纳会费 {amount_fen}。") } } },

    { "fee.waiver", TEXT_INIT("Years without fees", "免收会费的年度"), SUBJECT_NONE,
      .slots = SLOTS{ { "years", SLOT_YEAR, .list = true }, { 0 } },
      .forms = { { "fees: waived in <years>",
                   TEXT_INIT("Fees are waived for the calendar years {years}.", "下列自然年免收会费：{years}。") } } },

    { "fee.within-year",
      TEXT_INIT("The fee of a member who joins or changes class within a year", "年内加入或变更类别的会费"),
      SUBJECT_NONE,
      .slots = SLOTS{ { "joining", SLOT_CHOICE,
                        .choices = CHOICES{ { "full", "full fee",
                                              TEXT_INIT("the full fee of the class held on 1 January or at joining",
                                                        "按1月1日或加入时所属类别缴纳全年会费") },
                                            { "none", "no fee",
                                              TEXT_INIT("no fee in the year of joining", "加入当年不缴会费") },
                                            { 0 } },
                        .otherwise = "full" },
                      { "upgrade", SLOT_CHOICE,
                        .choices = CHOICES{ { "difference", "difference", TEXT_INIT("the difference", "补缴差额") },
                                            { "none", "nothing", TEXT_INIT("nothing", "不补缴") },
                                            { 0 } },
                        .otherwise = "difference" },
                      { 0 } },
      .forms = { { "fee within a year: <joining> on joining, <upgrade> on change to a dearer class",
                   TEXT_INIT("Within a year a member owes {joining}, and {upgrade} when it changes to a dearer class.",
                             "年内{joining}；升入会费更高的类别时{upgrade}。") } } },

    { "income", TEXT_INIT("A kind of income the alliance may have", "联盟可以取得的收入"), SUBJECT_NONE, .many = true,
      .slots = SLOTS{ { "kinds", SLOT_WORD, .list = true, .of = "income" }, { 0 } },
      .forms = { { "income: <kinds>",
                   TEXT_INIT("Income may come from: {kinds}; a purpose a giver sets stays with the money.",
                             "收入来源：{kinds}；捐赠人指定的用途随款项保留。") } } },

    { "funds.escrow", TEXT_INIT("Who holds the funds", "资金由谁保管"), SUBJECT_NONE,
      .slots = SLOTS{ { "fee", SLOT_FLAG,
                        .choices = CHOICES{ { "yes", "less its management fee",
                                              TEXT_INIT("less a management fee", "扣除管理费后") },
                                            { 0 } },
                        .otherwise = "no" },
                      { 0 } },
      .forms = { { "funds: held by an escrow company[, <fee>]",
                   TEXT_INIT("Funds are held by an independent escrow company and pay for daily operations[, {fee}].",
                             "资金由独立的第三方公司托管，[{fee}]用于日常运营。") } } },

    { "distribution.none", TEXT_INIT("That nothing is distributed", "不得分配"), SUBJECT_NONE,
      .forms = { { "funds: never distributed among members",
                   TEXT_INIT("Nothing is distributed among members: a payment to a member needs a service, refund or "
                             "reimbursement behind it.",
                             "资金不得在成员单位之间分配：向成员单位付款须有服务、退款或报销依据。") } } },

    { "books.entity", TEXT_INIT("How the books are kept", "账务形式"), SUBJECT_NONE,
      .slots =
          SLOTS{ { "entity", SLOT_CHOICE,
                   .choices = CHOICES{ { "registered", "a registered non-profit",
                                         TEXT_INIT("a registered non-profit organization", "登记的非营利组织") },
                                       { "hosted", "a hosted fund",
                                         TEXT_INIT("a fund hosted by the escrow company", "由托管公司代管的专项资金") },
                                       { 0 } } },
                 { 0 } },
      .forms = { { "books: of <entity>", TEXT_INIT("The books are those of {entity}.", "账务按{entity}办理。") } } },

    /* ---- work ---- */

    { "project.stages", TEXT_INIT("The stages of a project", "项目阶段"), SUBJECT_NONE,
      .slots = SLOTS{ { "list", SLOT_WORD, .list = true, .of = "stage" }, { 0 } },
      .forms = { { "stages of projects: <list>",
                   TEXT_INIT("A project passes through: {list}.", "项目依次经历：{list}。") } } },

    { "certification.programmes", TEXT_INIT("What is certified", "认证项目"), SUBJECT_BODY,
      .slots = SLOTS{ { "list", SLOT_WORD, .list = true, .of = "programme" }, { 0 } },
      .forms = { { "programmes of <subject>: <list>",
                   TEXT_INIT("{subject} keeps these certification programmes: {list}.",
                             "{subject}设下列认证项目：{list}。") } } },

    { "risk.stages", TEXT_INIT("The stages at which risks are assessed", "风险评估的阶段"), SUBJECT_BODY,
      .slots = SLOTS{ { "list", SLOT_WORD, .list = true, .of = "risk" }, { 0 } },
      .forms = { { "risks of <subject>: assessed in <list>",
                   TEXT_INIT("{subject} assesses risks in: {list}.", "{subject}在下列环节评估风险：{list}。") } } },

    { "contact", TEXT_INIT("The alliance's address", "联盟的联系地址"), SUBJECT_NONE,
      .slots = SLOTS{ { "mail", SLOT_MAIL }, { 0 } },
      .forms = { { "contact: <mail>",
                   TEXT_INIT("The alliance is reached at {mail}.", "联盟的联系地址为 {mail}。") } } },
};
const size_t TOPIC_COUNT = sizeof TOPICS / sizeof TOPICS[0];

/* Kinds of words a charter declares, as the declaration begins. "organization" is written "organization type". */
const char *const WORD_KINDS[] = { "organization", "condition", "ground", "right", "sig",
                                   "stage",        "programme", "income", "risk",  NULL };

const struct topic *topic_find(struct str name) {
    for (size_t i = 0; i < TOPIC_COUNT; i++)
        if (str_is(name, TOPICS[i].name)) return &TOPICS[i];
    return NULL;
}

int slot_index(const struct topic *t, const char *slot) {
    for (int i = 0; t->slots && t->slots[i].type != SLOT_END; i++)
        if (!strcmp(t->slots[i].name, slot)) return i;
    return -1;
}
