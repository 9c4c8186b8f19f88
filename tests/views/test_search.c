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

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("views/search: a word of either language finds the same thing", test_both_languages),
        CASE("views/search: clauses, resolutions and entries by their numbers", test_numbers),
        CASE("views/search: nothing sealed is found, by nobody", test_sealed),
        CASE("views/search: signs of the database and of pages are only signs", test_signs),
        CASE("views/search: who is no public figure any more is not found", test_erased),
    };
    return cmocka_run_group_tests_name("views/search", tests, NULL, NULL);
}
