/* Rules written back and told in words: every rule of every charter of the house, and sentences chosen by hand. */
#include "support.h"

#include "charter/internal.h"

static const char *const FOLDERS[] = { "charters/coia", "charters/hearth" };

/* Written back and read again, a rule is the same rule: same sentence, same values by its words. */
static void round_trip(void **state) {
    (void)state;
    for (size_t f = 0; f < COUNT(FOLDERS); f++) {
        struct charter *c = charter_of(FOLDERS[f]);
        struct arena a;
        struct buf text, one, two;
        struct charter_source source;
        struct charter_faults faults = { .arena = &a };
        arena_init(&a);
        buf_init(&text, CHARTER_FILE_MAX);
        buf_init(&one, CHARTER_FILE_MAX);
        buf_init(&two, CHARTER_FILE_MAX);
        assert_int_equal(charter_read_folder(&source, FOLDERS[f], &a, NULL), 0);
        size_t head = 0; /* the declarations stay as they are */
        while (!str_starts(str_skip(source.rules, head), "\nrule ")) head++;
        buf_add(&text, str_head(source.rules, head + 1));
        const struct rule *const *rules, *const *again;
        size_t n = charter_rules(c, &rules);
        for (size_t i = 0; i < n; i++) {
            buf_addf(&text, "rule %s ", rule_clause(rules[i]));
            rule_unparse(&text, rules[i]);
            buf_addc(&text, '\n');
        }
        source.rules = buf_str(&text);
        struct charter *d = NULL;
        if (charter_parse(&d, &source, &faults))
            fail_msg("%s: line %d of the rewritten rules", FOLDERS[f], faults.items[0].line);
        assert_int_equal(charter_rules(d, &again), n);
        for (size_t i = 0; i < n; i++) {
            buf_clear(&one);
            buf_clear(&two);
            rule_unparse(&one, rules[i]);
            rule_unparse(&two, again[i]);
            CHECK_STR(buf_str(&two), buf_z(&one), rule_clause(rules[i]));
            CHECK_STR(rule_source(rules[i]), buf_z(&one), "as the folder writes it");
            for (int lang = 0; lang < LANG_COUNT; lang++) {
                buf_clear(&one);
                buf_clear(&two);
                rule_words(&one, c, rules[i], (enum lang)lang);
                rule_words(&two, d, again[i], (enum lang)lang);
                CHECK_STR(buf_str(&two), buf_z(&one), rule_clause(rules[i]));
            }
        }
        charter_free(c);
        charter_free(d);
        buf_release(&text);
        buf_release(&one);
        buf_release(&two);
        arena_release(&a);
    }
}

/* A sentence begins and ends as one, no place is left open, and each language keeps to itself. */
static void sentences(void **state) {
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 16);
    for (size_t f = 0; f < COUNT(FOLDERS); f++) {
        struct charter *c = charter_of(FOLDERS[f]);
        const struct rule *const *rules;
        size_t n = charter_rules(c, &rules);
        for (size_t i = 0; i < n; i++) {
            rule_words(&b, c, rules[i], LANG_EN);
            bool good = b.data[0] >= 'A' && b.data[0] <= 'Z' && str_ends(buf_str(&b), ".");
            for (size_t k = 0; k < b.len; k++)
                good = good && (unsigned char)b.data[k] < 0x80 && !strchr("{}[]|", b.data[k]);
            if (!good || str_has(buf_str(&b), "  ")) fail_msg("%s: %s", rule_clause(rules[i]), buf_z(&b));
            buf_clear(&b);
            rule_words(&b, c, rules[i], LANG_ZH);
            good = str_ends(buf_str(&b), "。") && !str_has(buf_str(&b), ", ") && !str_has(buf_str(&b), "。。");
            for (size_t k = 0; k < b.len; k++) good = good && !strchr("{}[]|", b.data[k]);
            if (!good) fail_msg("%s: %s", rule_clause(rules[i]), buf_z(&b));
            buf_clear(&b);
        }
        charter_free(c);
    }
    buf_release(&b);
}

static void chosen(void **state) {
    (void)state;
    static const struct {
        const char *rule, *en, *zh;
    } table[] = {
        { "quorum of board: present >= 1/2 of in-office",
          "At a meeting of the Board, at least half of the directors in office must attend; otherwise no motion can be "
          "put.",
          "理事会会议须有在任理事的二分之一以上（含）出席，否则不得提付表决。" },
        { "quorum of every body: present > 45% of seats",
          "At a meeting of each body, more than 45 % of the seats as set must attend; otherwise no motion can be put.",
          "各机构会议须有所定席位的45%以上（不含）出席，否则不得提付表决。" },
        { "term of board: 1 full year", "A term in the Board is 1 year, to the day before the anniversary.",
          "理事会每届任期1年，至周年日的前一日止。" },
        { "notice to holders of board: by mail, at least 1 calendar day before, and 2 working days before topics close",
          "Notice of a meeting goes to the directors of the Board by email at least 1 calendar day before its day, "
          "and no later than 2 "
          "working days before topics close.",
          "会议通知须在会议日前至少1个自然日以电子邮件发送理事会各理事，且不晚于议题截止前2个工作日。" },
        { "vote on expulsion: by board, affirmative > 2/3 of cast",
          "The Board decides on expulsions, with the affirmative votes of more than two thirds of the affirmative and "
          "negative votes cast.",
          "除名由理事会表决决定，须获赞成票与反对票总数的三分之二以上（不含）赞成。" },
        { "fee of full: CNY 1,250.50 each year", "Full members pay CNY 1,250.50 each calendar year.",
          "会员单位每自然年缴纳会费 1,250.50 元。" },
        { "may meeting.call of board: chair of board, clerk of desk, voting representative of full members, person",
          "In the Board, the chair, a clerk of the Desk, the voting representative of a full member or anyone signed "
          "in may call meetings.",
          "在理事会，理事长、秘书处干事、会员单位的表决代表或已登录人员可以召集会议。" },
        { "may meeting.call of every body: holder of it", "In every body, any holder of an office may call meetings.",
          "在各机构，任职者可以召集会议。" },
        { "rotation of board: on, among chair, director, every 6 months",
          "The chair of the Board rotates, among the chair and any director, every 6 months.",
          "理事会主持职务实行轮值，由理事长、理事每6个月轮换一次。" },
        { "contact: a@b.example", "The alliance is reached at a@b.example.", "联盟的联系地址为 a@b.example。" },
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct arena a;
        struct buf b;
        arena_init(&a);
        buf_init(&b, 4096);
        struct charter *c = small_with(&a, arena_f(&a, "rule A1 %s\n", table[i].rule).data);
        const struct rule *const *rules;
        assert_int_equal(charter_rules(c, &rules), 1);
        rule_words(&b, c, rules[0], LANG_EN);
        CHECK_BUF(&b, table[i].en, table[i].rule);
        rule_words(&b, c, rules[0], LANG_ZH);
        CHECK_BUF(&b, table[i].zh, table[i].rule);
        rule_unparse(&b, rules[0]);
        CHECK_BUF(&b, table[i].rule, "canonical");
        charter_free(c);
        buf_release(&b);
        arena_release(&a);
    }
}

/* Every declaration is whole: slots and forms within bounds, both languages, a place for each slot. */
static void declarations(void **state) {
    (void)state;
    for (size_t t = 0; t < TOPIC_COUNT; t++) {
        const struct topic *topic = &TOPICS[t];
        int slots = 0;
        for (; topic->slots && topic->slots[slots].type != SLOT_END; slots++) {
            const char *place = topic->slots[slots].name;
            bool written = false;
            for (int f = 0; f < CHARTER_FORMS_MAX && topic->forms[f].sentence; f++) {
                struct buf b;
                buf_init(&b, 100);
                buf_addf(&b, "<%s>", place);
                written = written || strstr(topic->forms[f].sentence, buf_z(&b));
                buf_release(&b);
            }
            if (!written) fail_msg("%s: no sentence has a place for <%s>", topic->name, place);
        }
        assert_true(slots <= CHARTER_SLOTS_MAX);
        assert_true(topic->forms[0].sentence && topic->about.en && topic->about.zh);
        assert_ptr_equal(topic_find(str_of(topic->name)), topic);
    }
    for (size_t p = 0; p < POWER_COUNT; p++) {
        assert_true(POWERS[p].words.en[0] && POWERS[p].words.zh[0]);
        assert_ptr_equal(power_find(str_of(POWERS[p].name)), &POWERS[p]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("charter/words: every rule of the house reads back the same", round_trip),
        CASE("charter/words: every rule of the house is a sentence in both languages", sentences),
        CASE("charter/words: sentences chosen by hand", chosen),
        CASE("charter/words: every topic and power is declared whole", declarations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
