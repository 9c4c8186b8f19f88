/* Names that nobody can take for real ones, and what people talk about.
 *
 *     示例十七智能科技有限公司   Example 17 Intelligent Systems Ltd.
 *     示例人员十七               Demo Person 17        person17@example.org
 *
 * A registration code in China has its right check characters, because the acts ask for them; its administrative
 * division, 000000, does not exist. */
#include <stdio.h>

#include "demo/internal.h"

/* ---- numbers in Chinese: 17 十七, 105 一百零五, 20000 二万 ---- */

static void chinese_below_10000(struct buf *out, int n, bool leading_zero) {
    static const char *const digits[] = { "零", "一", "二", "三", "四", "五", "六", "七", "八", "九" };
    static const char *const units[] = { "千", "百", "十", "" };
    static const int sizes[] = { 1000, 100, 10, 1 };
    bool started = false, zero = leading_zero;
    for (int i = 0; i < 4; i++) {
        int digit = n / sizes[i] % 10;
        if (digit == 0) {
            zero = zero || started;
            continue;
        }
        if (zero) buf_addz(out, digits[0]);
        zero = false;
        if (!(i == 2 && digit == 1 && !started && !leading_zero)) buf_addz(out, digits[digit]); /* 十七, not 一十七 */
        buf_addz(out, units[i]);
        started = true;
    }
}

static const char *chinese(struct demo *d, int64_t n) {
    struct buf b;
    buf_init(&b, 256);
    if (n >= 10000) {
        chinese_below_10000(&b, (int)(n / 10000 % 10000), false);
        buf_addz(&b, "万");
    }
    if (n % 10000) chinese_below_10000(&b, (int)(n % 10000), n >= 10000 && n % 10000 < 1000);
    const char *z = arena_z(&d->arena, buf_str(&b));
    buf_release(&b);
    return z;
}

/* ---- organizations ---- */

/* By type of organization; several for the common ones. A type the table does not know is named by the charter's word. */
static const struct pattern {
    const char *type;
    const char *en, *zh;
    const char *authority;
} patterns[] = {
    { "enterprise", "Example %s Intelligent Systems Ltd.", "示例%s智能科技有限公司", "91" },
    { "enterprise", "Example %s Cloud Computing Ltd.", "示例%s云计算有限公司", "91" },
    { "enterprise", "Example %s Semiconductors Ltd.", "示例%s半导体有限公司", "91" },
    { "enterprise", "Example %s Software Ltd.", "示例%s软件有限公司", "91" },
    { "enterprise", "Example %s Robotics Ltd.", "示例%s机器人有限公司", "91" },
    { "university", "Example %s University", "示例%s大学", "12" },
    { "university", "Example %s Institute of Technology", "示例%s理工学院", "12" },
    { "research", "Example %s Research Institute", "示例%s研究院", "12" },
    { "public_institution", "Example %s Information Centre", "示例%s信息中心", "12" },
    { "nonprofit", "Example %s Open Source Foundation", "示例%s开源基金会", "53" },
    { "nonprofit", "Example %s Industry Association", "示例%s行业协会", "51" },
    { "government", "Example %s Bureau of Science", "示例%s科技局", "11" },
    { "other", "Example %s Community", "示例%s社区", "93" },
};

static const char *type_for(struct demo *d, const char *class_id) {
    const struct rule *eligible = charter_rule(d->c, "membership.eligible", class_id);
    const char *const *listed;
    size_t n = eligible ? rule_list(eligible, "types", &listed) : 0;
    if (n) return listed[below(d, n)];
    const struct charter_word *types;
    size_t all = charter_words_of(d->c, "organization", &types);
    if (chance(d, 70) && charter_word(d->c, "organization", "enterprise")) return "enterprise";
    return all ? types[below(d, all)].id : "other";
}

static const struct pattern *pattern_for(struct demo *d, const char *type) {
    const struct pattern *fit[16];
    size_t n = 0;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0] && n < 16; i++)
        if (strcmp(patterns[i].type, type) == 0) fit[n++] = &patterns[i];
    return n ? fit[below(d, n)] : NULL;
}

/* GB 32100-2015: authority and category, division, organization code with its own check character (GB 11714), check. */
static const char *uscc(struct demo *d, const char *authority, int64_t n) {
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int code_weights[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
    char code[32];
    snprintf(code, sizeof code, "%s000000%08lld", authority, (long long)n);
    int sum = 0;
    for (int i = 0; i < 8; i++) sum += (code[8 + i] - '0') * code_weights[i];
    int check = 11 - sum % 11;
    code[16] = check == 10 ? 'X' : check == 11 ? '0' : (char)('0' + check);
    sum = 0;
    for (int i = 0, weight = 1; i < 17; i++, weight = weight * 3 % 31)
        sum += (int)(strchr(alphabet, code[i]) - alphabet) * weight;
    code[17] = alphabet[(31 - sum % 31) % 31];
    code[18] = 0;
    return arena_z(&d->arena, str_of(code));
}

static const char *filled(struct demo *d, const char *pattern, const char *number) {
    struct str rest = str_of(pattern);
    struct str head = str_cut(&rest, '%');
    return arena_f(&d->arena, "%.*s%s%.*s", STR_FMT(head), number, STR_FMT(str_skip(rest, 1))).data;
}

struct org_name new_org(struct demo *d, const char *class_id) {
    int64_t n = ++d->orgs;
    const char *type = type_for(d, class_id);
    const struct pattern *p = pattern_for(d, type);
    const struct charter_word *word = charter_word(d->c, "organization", type);
    const char *number = arena_f(&d->arena, "%lld", (long long)n).data;
    const char *en, *zh;
    if (p) {
        en = filled(d, p->en, number);
        zh = filled(d, p->zh, chinese(d, n));
    } else {
        en = arena_f(&d->arena, "Example %s (%s)", number, word ? word->text.en : type).data;
        zh = arena_f(&d->arena, "示例%s%s", chinese(d, n), word ? word->text.zh : type).data;
    }
    bool chinese_charter = charter_governing(d->c) == LANG_ZH;
    bool abroad = chance(d, chinese_charter ? 12 : 75);
    static const char *const countries[] = { "SG", "DE", "FR", "JP", "MY" };
    struct org_name o = { .name = en, .type = type, .jurisdiction = "CN" };
    if (chinese_charter && !abroad) {
        o.name = zh;
        o.name_en = en;
    }
    if (abroad) {
        o.jurisdiction = countries[below(d, sizeof countries / sizeof countries[0])];
        o.registration = arena_f(&d->arena, "DEMO-%06lld", (long long)n).data;
    } else {
        o.registration = uscc(d, p ? p->authority : "93", n);
    }
    return o;
}

/* ---- people ---- */

const char *new_person(struct demo *d, const char **ret_email) {
    int64_t n = ++d->people;
    *ret_email = arena_f(&d->arena, "person%lld@example.org", (long long)n).data;
    if (charter_governing(d->c) == LANG_ZH) return arena_f(&d->arena, "示例人员%s", chinese(d, n)).data;
    return arena_f(&d->arena, "Demo Person %lld", (long long)n).data;
}

/* ---- values of fields ---- */

json_t *words(struct demo *d, struct text t) { return json_string(text_in(t, charter_governing(d->c))); }

json_t *words_of(struct demo *d, struct text t, int64_t n, struct text text) {
    const struct arg args[] = { ARG_PLAIN("n", n), ARG_TEXT("text", text) };
    struct buf b;
    buf_init(&b, 8192);
    text_format(&b, t, charter_governing(d->c), d->zone, args, 2);
    json_t *value = json_string(buf_z(&b));
    buf_release(&b);
    return value;
}

json_t *place_json(struct demo *d) {
    static const struct text places[] = {
        TEXT_INIT("Meeting room 1 (demo)", "第一会议室（示例）"),
        TEXT_INIT("Meeting room 2 (demo)", "第二会议室（示例）"),
        TEXT_INIT("https://meet.example.org/room-3", "https://meet.example.org/room-3"),
        TEXT_INIT("https://meet.example.org/room-7", "https://meet.example.org/room-7"),
    };
    return words(d, places[below(d, sizeof places / sizeof places[0])]);
}

/* ---- subjects ---- */

static const struct subject subjects[] = {
    { TEXT_INIT("Release plan of the next distribution", "下一版发行计划"),
      TEXT_INIT("Adopt the release plan as presented, with its milestones and its owner.",
                "通过所提交的发行计划及其里程碑和负责人。") },
    { TEXT_INIT("Hardware for the test laboratory", "测试实验室硬件"),
      TEXT_INIT("Set up a shared test laboratory with machines lent by members.",
                "由成员单位出借设备，共建测试实验室。") },
    { TEXT_INIT("Mirrors of the model repository", "模型仓库镜像"),
      TEXT_INIT("Run three mirrors of the repository and check them against each other weekly.",
                "设立三处仓库镜像，每周相互校验。") },
    { TEXT_INIT("Format of evaluation reports", "评测报告格式"),
      TEXT_INIT("Use one format for evaluation reports, with data sets and seeds named.",
                "统一评测报告格式，注明数据集与随机种子。") },
    { TEXT_INIT("Guidelines for contributors", "贡献者指南"),
      TEXT_INIT("Publish the guidelines for contributors and review them each spring.",
                "发布贡献者指南，每年春季复审。") },
    { TEXT_INIT("Training course for schools", "面向学校的培训课程"),
      TEXT_INIT("Offer a free course to schools, twice a year.", "每年两次面向学校开设免费课程。") },
    { TEXT_INIT("Long-term support of version 2", "第二版的长期支持"),
      TEXT_INIT("Support version 2 for two more years with security corrections only.",
                "第二版继续支持两年，仅提供安全修复。") },
    { TEXT_INIT("List of approved licences", "许可证清单"),
      TEXT_INIT("Adopt the list of licences under which contributions are taken.", "通过可接受贡献的许可证清单。") },
    { TEXT_INIT("Annual seminar", "年度研讨会"),
      TEXT_INIT("Hold the annual seminar in the autumn and call for papers now.", "秋季举办年度研讨会，即日起征文。") },
    { TEXT_INIT("Answering security reports", "安全问题的响应"),
      TEXT_INIT("Answer each security report within three working days.", "对每份安全报告在三个工作日内答复。") },
    { TEXT_INIT("Benchmarks of inference", "推理基准测试"),
      TEXT_INIT("Publish the benchmark suite and its results under an open licence.",
                "以开放许可证发布基准测试套件及结果。") },
    { TEXT_INIT("Accessibility of the tools", "工具的无障碍使用"),
      TEXT_INIT("Test every release with a screen reader before it goes out.", "每次发行前以读屏软件进行测试。") },
    { TEXT_INIT("Moving the issue tracker", "问题跟踪系统迁移"),
      TEXT_INIT("Move the issue tracker and keep the old addresses working.", "迁移问题跟踪系统，并保留原有地址。") },
    { TEXT_INIT("Naming of interfaces", "接口命名"),
      TEXT_INIT("Adopt the naming of interfaces proposed by the working group.", "通过工作组提出的接口命名方案。") },
};

const struct subject *next_subject(struct demo *d) {
    return &subjects[(size_t)d->turn++ % (sizeof subjects / sizeof subjects[0])];
}
