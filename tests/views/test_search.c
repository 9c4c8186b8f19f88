/* Search: finds what is public, by words of either language and by numbers, and nothing that is sealed. */
#include "support/every_kind.h"
#include "views/seen.h"

static const char *found(struct scene *s, int64_t person, enum lang lang, const char *q) {
    const char *html = seen_page(s, person, lang, "/search", NULL, f(s, "q=%s", q)).html;
    const char *main = strstr(html, "<main"), *end = main ? strstr(main, "</main>") : NULL;
    return end ? words_of(s, (struct str){ main, (size_t)(end - main) }) : "";
}

static const char *links(struct scene *s, const char *q) {
    return seen_page(s, 0, LANG_EN, "/api/v1/search", NULL, f(s, "q=%s", q)).html;
}

static void scene_to_search(struct scene *s) {
    scene_coia(s);
    ASSERT_ALLOWED(act(s, 26, "member.update", "member=25", "org_name=星河研究院", "org_name_en=Galaxy Institute",
                       "website=https://galaxy.example"));
    ASSERT_ALLOWED(act(s, TC_MEMBER, "person.update", "name=林示例", "email=sealed-address@example.org"));
    at(s, "2026-07-02 10:00");
    int64_t meeting = call_meeting(s, "tc", "2026-07-20 14:00");
    ASSERT_ALLOWED(act(s, TC_MEMBER, "topic.propose", number_field(s, "meeting", meeting),
                       "title=统一接口 Common interface", "text=T", as_office(s, "tc", TC_MEMBER)));
    ASSERT_ALLOWED(act(s, DIRECTOR, "fee.propose", "class=ordinary", "from_year=2028", "amount=1",
                       "title=A lighter fee \"now\" 100%_!"));
    ASSERT_ALLOWED(act(s, DIRECTOR, "member.propose_expulsion", "member=20", "ground=obligations", "title=An expulsion",
                       "statement=sealed-facts of the case"));
    ASSERT_ALLOWED(act(s, 0, "application.submit", "class=ordinary", "org_name=Hidden Applicant", "type=enterprise",
                       "jurisdiction=DE", "registration=HRB 77", "statement=We build compilers.", "name=sealed-name",
                       "email=sealed-applicant@example.org", "accept=true", "evidence=sealed-evidence"));
    open_meeting(s, meeting, TC_SIZE);
    int64_t motion = propose_motion(s, meeting, NULL);
    ASSERT_ALLOWED(decide_motion(s, motion, TC_SIZE, 0, 0));
}

/* The same thing by a word of either language, whichever the page is in. */
static void test_both_languages(void **state) {
    (void)state;
    struct scene s;
    scene_to_search(&s);
    static const struct {
        const char *q, *href;
    } rows[] = {
        { "星河", "/members/25" },
        { "galaxy", "/members/25" },
        { "GALAXY inst", "/members/25" },
        { "林示例", "/people/16" },
        { "统一接口", "/meetings/1#" },
        { "common interface", "/meetings/1#" },
        { "interface　统一", "/meetings/1#" },
        { "lighter", "/matters/1" },
        { "技术委员会", "/bodies/tc" },
        { "technical committee", "/bodies/tc" },
        { "what is resolved", "/resolutions/" },
        { "working days", "/charter/A16" },
        { "工作日", "/charter/A16" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) SHOWS(links(&s, rows[i].q), f(&s, "\"href\":\"%s", rows[i].href));
    SHOWS(found(&s, 0, LANG_EN, "星河"), "Galaxy Institute");
    SHOWS(found(&s, 0, LANG_ZH, "galaxy"), "星河研究院");
    scene_end(&s);
}

/* A clause, a resolution and an entry by their numbers, as people write them. */
static void test_numbers(void **state) {
    (void)state;
    struct scene s;
    scene_to_search(&s);
    static const struct {
        const char *q, *href;
    } rows[] = {
        { "A16.1", "/charter/A16.1" },    { "a16.1", "/charter/A16.1" },
        { "16.1", "/charter/A16.1" },     { "§ A16.1", "/charter/A16.1" },
        { "7", "/register/entry/7" },     { "#12", "/register/entry/12" },
        { "№ 12", "/register/entry/12" }, { "TC-2026-001", "/resolutions/TC-2026-001" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) SHOWS(links(&s, rows[i].q), f(&s, "\"href\":\"%s\"", rows[i].href));
    HIDES(links(&s, "99999999"), "/register/entry/");
    HIDES(links(&s, "A99"), "/charter/A99");
    scene_end(&s);
}

/* What is sealed, and who only applied, is found by nobody: not by the office either, for the page is one for all. */
static void test_sealed(void **state) {
    (void)state;
    struct scene s;
    scene_to_search(&s);
    static const char *const words[] = { "sealed-address",   "sealed-facts",    "sealed-name",
                                         "sealed-applicant", "sealed-evidence", "Hidden Applicant",
                                         "HRB 77",           "example.org",     "p16@" };
    static const int64_t people[] = { 0, TC_MEMBER, SECRETARY };
    for (size_t i = 0; i < COUNT(words); i++)
        for (size_t k = 0; k < COUNT(people); k++) {
            SHOWS(found(&s, people[k], LANG_EN, words[i]), "Nothing");
            HIDES(links(&s, words[i]), "href");
        }
    scene_end(&s);
}

/* Signs that mean something to the database or the page are only signs. */
static void test_signs(void **state) {
    (void)state;
    struct scene s;
    scene_to_search(&s);
    SHOWS(links(&s, "\"now\""), "/matters/1");
    SHOWS(links(&s, "100%_!"), "/matters/1");
    HIDES(links(&s, "1%0"), "href");
    HIDES(links(&s, "li_hter"), "href");
    HIDES(links(&s, "' OR 1=1 --"), "href");
    const char *html = seen_page(&s, 0, LANG_EN, "/search", NULL, "q=<script>alert(1)</script> & \"x\"").html;
    HIDES(html, "<script>alert");
    SHOWS(html, "&lt;script&gt;alert(1)");
    HIDES(links(&s, "a"), "href"); /* too short to look for */
    scene_end(&s);
}

/* An erased name is found no more. */
static void test_erased(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_ALLOWED(act(&s, SECRETARY, "person.add", "name=Forgotten Example", "email=forgotten@example.org"));
    int64_t person = state_int(&s, "SELECT max(id) FROM person");
    HIDES(links(&s, "forgotten"), "href"); /* who neither represents nor held an office is no public figure */
    ASSERT_ALLOWED(
        act(&s, 26, "representative.add", "member=25", f(&s, "person=%lld", (long long)person), "voting=false"));
    SHOWS(links(&s, "forgotten"), f(&s, "/people/%lld", (long long)person));
    int64_t rep = state_int(&s, "SELECT id FROM representation WHERE person = $1", V(person));
    ASSERT_ALLOWED(act(&s, 26, "representative.end", number_field(&s, "representation", rep)));
    HIDES(links(&s, "forgotten"), "href");
    ASSERT_ALLOWED(act(&s, SECRETARY, "record.erase", f(&s, "person=%lld", (long long)person), "grounds=Asked for."));
    HIDES(links(&s, "forgotten"), "href");
    scene_end(&s);
}

static void lose_index(struct scene *s, const char *one, const char *other) {
    struct store *store;
    struct error err = { 0 };
    if (store_open(&store, f(s, "%s/alliance.db", s->dir), STORE_OPEN, &err) != 0) scene_fail(&err, s->dir);
    if (db_script(store_writer(store), one, &err) != 0 || db_script(store_writer(store), other, &err) != 0)
        scene_fail(&err, one);
    store_close(store);
}

/* One Chinese character is a word to look for; a letter is not. Signs of either keyboard part words. */
static void test_short_and_long(void **state) {
    (void)state;
    struct scene s;
    scene_to_search(&s);
    SHOWS(links(&s, "河"), "/members/25");
    SHOWS(links(&s, "院"), "/members/25"); /* the last of its name */
    SHOWS(links(&s, "星河研"), "/members/25");
    SHOWS(links(&s, "ga"), "/members/25");
    SHOWS(links(&s, "统一 common"), "/meetings/1#");
    SHOWS(links(&s, "接口Common"), "\"count\":0"); /* a blank stands between them */
    HIDES(links(&s, "河星"), "/members/25");
    SHOWS(found(&s, 0, LANG_EN, "g"), "One letter is too little");
    SHOWS(found(&s, 0, LANG_ZH, "%"), "单个字母");
    char longest[201];
    memset(longest, 'g', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    SHOWS(links(&s, longest), "\"count\":0");
    SHOWS(links(&s, "a b c d e f g zz h i j k l m n o p q r s t u v w x y z"), "\"count\":0");
    scene_end(&s);
}

/* The same name is marked, and what is marked is only words. */
static void test_marks(void **state) {
    (void)state;
    struct scene s;
    scene_coia(&s);
    ASSERT_ALLOWED(act(&s, 26, "member.update", "member=25", "org_name=<b>粗</b>示例 & Co"));
    const char *html = seen_page(&s, 0, LANG_EN, "/search", NULL, "q=粗").html;
    SHOWS(html, "&lt;b&gt;<mark>粗</mark>&lt;/b&gt;");
    HIDES(html, "<b>粗");
    SHOWS(seen_page(&s, 0, LANG_EN, "/search", NULL, "q=b>粗</b").html, "<mark>b&gt;粗&lt;/b</mark>");
    scene_end(&s);
}

/* A title that holds the words before a text that does, the newest first; and every one exactly once, page by page. */
static void test_pages(void **state) {
    (void)state;
    enum { MANY = 75 };
    struct scene s;
    scene_coia(&s);
    at(&s, "2026-07-02 10:00");
    int64_t meeting = call_meeting(&s, "tc", "2026-07-20 14:00");
    open_meeting(&s, meeting, TC_SIZE);
    for (int i = 0; i < MANY; i++)
        ASSERT_ALLOWED(act(&s, TC_MEMBER, "motion.propose", number_field(&s, "meeting", meeting),
                           i % 5 ? f(&s, "title=Lanterns %d", i) : f(&s, "title=Item %d", i),
                           "text=To buy lanterns for the hall.", as_office(&s, "tc", TC_MEMBER)));
    const char *all = links(&s, "lanterns");
    SHOWS(all, f(&s, "Lanterns %d", MANY - 1));
    HIDES(all, "Item");
    SHOWS(all, "\"more\":true");
    SHOWS(all, "/api/v1/search?q=lanterns&in=motions");
    bool seen[MANY] = { false };
    const char *after = NULL;
    int pages = 0, last = MANY;
    bool whole = false;
    for (size_t total = 0; total < MANY; pages++) {
        const char *page = seen_asked(&s, 0, LANG_EN, "/api/v1/search", NULL,
                                      (const char *const[SEEN_PARAMS_MAX]){ "q=lanterns", "in=motions", after })
                               .html;
        for (const char *at = page; (at = strstr(at, "\"title\":\"")); total++) {
            at += strlen("\"title\":\"");
            bool item = strncmp(at, "Item ", 5) == 0;
            int n = (int)strtol(at + strcspn(at, "0123456789"), NULL, 10);
            assert_true(n >= 0 && n < MANY && !seen[n]);
            assert_true(item || !whole); /* titles first … */
            if (item && !whole) last = MANY;
            whole = item;
            assert_true(n < last); /* … the newest first within both */
            last = n;
            seen[n] = true;
        }
        const char *next = strstr(page, "&after=");
        if (!next) break;
        after = f(&s, "after=%.*s", (int)strcspn(next + 7, "\""), next + 7);
    }
    assert_int_equal(pages, 2);
    for (int i = 0; i < MANY; i++) assert_true(seen[i]);
    const char *html = seen_page(&s, 0, LANG_EN, "/search", NULL, "q=lanterns").html;
    SHOWS(html, "href=\"/search?q=lanterns&amp;in=motions\"");
    SHOWS(seen_asked(&s, 0, LANG_EN, "/search", NULL,
                     (const char *const[SEEN_PARAMS_MAX]){ "q=lanterns", "in=motions" })
              .html,
          "href=\"/search?q=lanterns\"");
    HIDES(seen_asked(&s, 0, LANG_EN, "/search", NULL,
                     (const char *const[SEEN_PARAMS_MAX]){ "q=lanterns", "in=motions", "after=w1" })
              .html,
          "<mark>"); /* past the end, and no mistake */
    SHOWS(seen_asked(&s, 0, LANG_EN, "/search", NULL,
                     (const char *const[SEEN_PARAMS_MAX]){ "q=lanterns", "in=nothing", "after=x<>" })
              .html,
          "<mark>");
    scene_end(&s);
}

/* A number as people write it, shorter than it is kept. */
static void test_resolution_numbers(void **state) {
    (void)state;
    struct scene s;
    scene_to_search(&s);
    static const char *const written[] = { "TC-2026-1", "tc-2026-01", "tc-2026-001", "TC-2026", "tc-2026-" };
    for (size_t i = 0; i < COUNT(written); i++) SHOWS(links(&s, written[i]), "/resolutions/TC-2026-001");
    HIDES(links(&s, "TC-2026-2"), "/resolutions/");
    HIDES(links(&s, "TC-2025"), "/resolutions/");
    HIDES(links(&s, "-"), "href");
    scene_end(&s);
}

/* The words a thing has now find it, and not those it had; also after the index was lost, and made anew at opening. */
static void test_words_change(void **state) {
    (void)state;
    struct scene s;
    scene_to_search(&s);
    ASSERT_ALLOWED(act(&s, 26, "member.update", "member=25", "org_name=晨曦实验室"));
    ASSERT_ALLOWED(act(&s, TC_MEMBER, "person.update", "name=周示例"));
    for (int opened = 0; opened < 3; opened++) {
        SHOWS(links(&s, "晨曦"), "/members/25");
        HIDES(links(&s, "星河"), "href");
        SHOWS(links(&s, "周示例"), "/people/16");
        HIDES(links(&s, "林示例"), "href");
        SHOWS(links(&s, "统一接口"), "/meetings/1#");
        SHOWS(links(&s, "what is resolved"), "/resolutions/");
        if (opened == 0) CHECK_WHOLE(&s); /* no part of the state */
        scene_close(&s);
        if (opened == 0) lose_index(&s, "DROP TABLE search", "DELETE FROM setting WHERE name = 'words'");
        if (opened == 1) lose_index(&s, "DELETE FROM search", "UPDATE setting SET value = '0.0' WHERE name = 'words'");
        scene_open(&s, ALLIANCE_WRITE);
    }
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("views/search: a word of either language finds the same thing", test_both_languages),
        CASE("views/search: clauses, resolutions and entries by their numbers", test_numbers),
        CASE("views/search: nothing sealed is found, by nobody", test_sealed),
        CASE("views/search: signs of the database and of pages are only signs", test_signs),
        CASE("views/search: one character, two, and two hundred", test_short_and_long),
        CASE("views/search: what is marked is words", test_marks),
        CASE("views/search: titles first, the newest first, each once through all pages", test_pages),
        CASE("views/search: a resolution's number as it is written by hand", test_resolution_numbers),
        CASE("views/search: other words find it; a lost index is made anew", test_words_change),
        CASE("views/search: who is no public figure any more is not found", test_erased),
    };
    return cmocka_run_group_tests_name("views/search", tests, NULL, NULL);
}
