/* Ballot files as they come: every oddity that real files have is read, and what is broken is refused with its line. */
#include "tally/counting.h"

/* The lines again: "3:1,2=4,-,3" joined by a blank, withdrawn candidates first as "-3". */
static const char *lines_of(const struct ballots *b) {
    static char out[8192];
    size_t n = 0;
    out[0] = 0;
    for (size_t c = 0; c < b->candidate_count; c++)
        if (b->candidates[c].withdrawn) n += (size_t)snprintf(out + n, sizeof out - n, "-%zu ", c + 1);
    for (size_t i = 0; i < b->line_count; i++) {
        n += (size_t)snprintf(out + n, sizeof out - n, "%s%u:", i ? " " : "", b->count[i]);
        for (uint32_t k = b->first[i]; b->mark[k] != MARK_END; k++) {
            const char *sep = k == b->first[i] ? "" : b->mark[k] != MARK_SKIP && b->mark[k] & MARK_EQUAL ? "=" : ",";
            if (b->mark[k] == MARK_SKIP)
                n += (size_t)snprintf(out + n, sizeof out - n, "%s-", sep);
            else
                n += (size_t)snprintf(out + n, sizeof out - n, "%s%d", sep, (b->mark[k] & MARK_WHO) + 1);
            if (b->score) n += (size_t)snprintf(out + n, sizeof out - n, "*%d", b->score[k]);
        }
    }
    return out;
}

static void check_lines(const char *text, const char *want) {
    struct counted c;
    if (reading(&c, text) != 0) print_error("%s\n", said(&c.err));
    CHECK_STR(str_of(lines_of(&c.ballots)), want, text);
    counted_free(&c);
}

static void check_names(const char *text, const char *first, const char *last, const char *title) {
    struct counted c;
    if (reading(&c, text) != 0) print_error("%s\n", said(&c.err));
    CHECK_STR(c.ballots.candidates[0].name, first, text);
    CHECK_STR(c.ballots.candidates[c.ballots.candidate_count - 1].name, last, text);
    CHECK_STR(c.ballots.title, title, text);
    counted_free(&c);
}

static void check_refused(const char *text, const char *want) {
    struct counted c;
    assert_int_not_equal(reading(&c, text), 0);
    CHECK_STR(str_of(said(&c.err)), want, text);
    counted_free(&c);
}

#define NAMES "\"a\"\n\"b\"\n\"c\"\n\"t\"\n"

static void blt_papers(void **state) {
    (void)state;
    check_lines("3 1\n2 1 3 0\n1 2 0\n0\n" NAMES, "2:1,3 1:2");
    check_lines("3 1\n2 1=3 2 0\n1 - 2 - - 3 - 0\n0\n" NAMES, "2:1=3,2 1:-,2,-,-,3");
    check_lines("3 1\n-2\n-1 -3\n1 2 0\n0\n" NAMES, "-1 -2 -3 1:2");
    check_lines("\xef\xbb\xbf"
                "3 1\r\n2 1 3 0\r\n0\r\n" NAMES,
                "2:1,3");
    check_lines("3 1,\n2 1 3 0,\n4 2 0,\n0,\na,\nb,\nc,\nt,", "2:1,3 4:2");
    check_lines("# a file\n3 1 # seats\n\n\t2   1\t3  0  # two papers\n# none\n0\n" NAMES, "2:1,3");
    check_lines("3 1\n(id 7) 1 1 3 0\n[tie 1 2]\n2.0 2 0\n0\n" NAMES, "1:1,3 2:2");
    check_lines("3 1\n5 0\n0\n" NAMES, "5:");
    check_lines("3 1\n0\n" NAMES, "");
    check_lines("3 1\n1 2 2 0\n0\n" NAMES, "1:2,2");
}

static void blt_names(void **state) {
    (void)state;
    check_names("2 1\n1 1 0\n0\nAda EXAMPLE (Ind)\nWilma,TWO\nWard 1", "Ada EXAMPLE (Ind)", "Wilma,TWO", "Ward 1");
    check_names("2 1\n1 1 0\n0\n\"Ada \"\"The\"\" One\"\n\"Ben\" # second\n\"Ward\"", "Ada \"The\" One", "Ben", "Ward");
    check_names("2 1\n1 1 0\n0\n# ALTERNATIVE NAME 1: Ada\n# ALTERNATIVE NAME 2: Ben\nWard",
                "# ALTERNATIVE NAME 1: Ada", "# ALTERNATIVE NAME 2: Ben", "Ward");
    check_names("2 1\n1 1 0\n0\n# names follow\nAda     (Lab)\nBen\nWard", "Ada (Lab)", "Ben", "Ward");
    check_names("2 1\n1 1 0\n0\n\"Ada\" \"Ben\" \"Ward\"\n", "Ada", "Ben", "Ward");
    check_names("2 1\n1 1 0\n0\nRen\xe9"
                "e\nBen\nWard",
                "Renée", "Ben", "Ward");
    check_names("2 1\n1 1 0\n0\nRenée\n理事会\nWard", "Renée", "理事会", "Ward");
    check_names("2 1\n1 1 0\n0\nAda\n", "Ada", "2", "");
}

static void blt_remarks(void **state) {
    (void)state;
    struct counted c;
    assert_int_equal(reading(&c, "2 1\n1 1 0\n0\nAda\n"), 0);
    assert_int_equal(c.remarks.count, 1);
    CHECK_STR(str_of(said(&c.remarks.items[0])),
              "After line 3: 2 names are expected, 1 found; the others are called by their numbers.", "too few");
    counted_free(&c);
    assert_int_equal(reading(&c, "2 1\n1 1 0\n0\nAda\nAda\nWard\n"), 0);
    assert_int_equal(c.remarks.count, 1);
    CHECK_STR(str_of(said(&c.remarks.items[0])),
              "Candidates 1 and 2 are both called “Ada”; only the numbers tell them apart.", "one name");
    counted_free(&c);
    assert_int_equal(reading(&c, "2 1\n1 1 0\n0\nAda\nBen\nWard\nmore"), 0);
    assert_int_equal(c.remarks.count, 1);
    CHECK_STR(str_of(said(&c.remarks.items[0])),
              "Line 7 and what follows it are not read: the title is the last thing expected.", "too many");
    counted_free(&c);
}

static void blt_refused(void **state) {
    (void)state;
    check_refused("", "Line 1: the file ends where the number of candidates is expected.");
    check_refused("3\n", "Line 1: the number of seats is expected where “” stands.");
    check_refused("3 0\n", "Line 1: 0 seats; there is at least one to fill.");
    check_refused("0 1\n", "Line 1: 0 candidates; 1 to 1,000 are counted.");
    check_refused("1001 1\n", "Line 1: 1,001 candidates; 1 to 1,000 are counted.");
    check_refused("3 1 4\n", "Line 1: after the numbers of candidates and seats the line ends.");
    check_refused("3 1\n1 2 3\n1 1 0\n0\n", "Line 2: the paper does not end with 0 on its line.");
    check_refused("3 1\n1 2 0 3 0\n0\n", "Line 2: something follows the closing 0.");
    check_refused("3 1\n1 2 4 0\n0\n", "Line 2: there is no candidate 4; there are 3.");
    check_refused("3 1\n1 2 x 0\n0\n",
                  "Line 2: a candidate's number, “-”, “=” or the closing 0 is expected where “x 0” stands.");
    check_refused("3 1\n1 2 = 0\n0\n", "Line 2: there is no candidate 0; there are 3.");
    check_refused("3 1\n1.5 2 0\n0\n", "Line 2: papers are counted in whole numbers.");
    check_refused("3 1\n3000000000 2 0\n0\n", "Line 2: the number is over 2,000,000,000.");
    check_refused("3 1\n2000000000 2 0\n1 2 0\n0\n", "Line 3: more than 2,000,000,000 papers.");
    check_refused("3 1\n1 2 0\n",
                  "Line 3: the file ends before the line “0” that closes the papers; perhaps it is cut off.");
    check_refused("3 1\n-4\n", "Line 2: there is no candidate 4 to withdraw; there are 3.");
    check_refused("3 1\n1 2 0\n-1\n0\n", "Line 3: candidates who have withdrawn stand before the papers.");
    check_refused("3 1\n1 2 0\n\"a\"\n",
                  "Line 3: a number of papers, or the closing 0, is expected where “\"a\"” stands.");
    check_refused("3 1\n３ 2 0\n0\n",
                  "Line 2: a number of papers, or the closing 0, is expected where “３ 2 0” stands.");
    check_refused("3 1\n1 2 0\n0 3 0\n0\n",
                  "Line 3: a line that begins with 0 closes the papers, and nothing follows on it.");
    check_refused("3 1\n1 2 0\n0\n2 3 0\na\nb\nc\n",
                  "Line 4: a paper stands after the line “0” that closes the papers.");
    check_refused("3 1\n1 99999999999999999999 0\n", "Line 2: there is no candidate 9999; there are 3.");
}

static void csv(void **state) {
    (void)state;
    check_lines("count,1 a,2 b,3 c\n2,1,,2\n,3,1,\n1,x,,x\n,,,\n", "2:1,3 1:2,-,1 1:1=3 1:");
    check_lines("elector,1 a,\"2 b, the younger\"\n7,2,1\n", "1:2,1");
    check_names("1 a,\"2 b, the younger\"\n2,1\n", "a", "b, the younger", "");
    check_refused("count,1 a,3 c\n1,1\n", "Line 1: column “3 c” is expected to be candidate 2, number and name.");
    check_refused("count,1 a,2 b\n1,1,y\n",
                  "Line 2: a rank from 1 on, or x, is expected where “y” stands for candidate 2.");
    check_refused("elector,1 a\n0,1\n", "Line 2: the line begins with the elector's number on the roll.");
    check_lines("count,ranking\n5,13254\n2,1-1--\n", "5:1,3,2,5,4 2:1=3");
    check_lines("count,rank1,rank2,rank3\n1,1,,3\n2,2=3,1,\n4,,,\n", "1:1,-,3 2:2=3,1 4:");
    check_lines("rank 1,rank 2\n2,1\n1,\n", "1:2,1 1:1");
    check_lines("count,rank1,rank2\n1,W,2\n1,1=W,\n", "1:3,2 1:1=3");
    check_lines("count,approved\n3,1;4\n1,\n", "3:1,4 1:");
    check_lines("count,score1,score2\r\n3,5,0\r\n1,,7\r\n", "3:1*5,2*0 1:2*7");
    check_lines("count,ranking\n0,12\n1,21\n", "1:2,1");
    check_refused(
        "count,votes\n1,2\n",
        "Line 1: the header names the columns: count or elector, then the candidates (1 Ada, 2 Ben …), ranking, rank1 …, approved, or score1 ….");
    check_refused("count,ranking\n1,12\n1,123\n",
                  "Line 3: the ranking has 3 signs; 2 are expected, one for each candidate.");
    check_refused("count,ranking\n1,1?\n", "Line 2: a rank is a digit, a letter or “-”.");
    check_refused("count,rank1\nx,1\n",
                  "Line 2: the line begins with a whole number of papers, at most 2,000,000,000.");
    check_refused("count,rank1\n1,1001\n",
                  "Line 2: a candidate's number from 1 to 1,000 is expected where “1001” stands.");
    check_refused("count,rank1\n1,1,2\n", "Line 2: more cells than the header has columns (2).");
    check_refused("count,score1\n1,1.5\n", "Line 2: a score is a whole number from -1,000,000 to 1,000,000.");
    check_refused("count,rank1\n", "No paper names a candidate, and the header does not say how many there are.");
    check_refused("count;rank1\n1;1\n", "Line 1: the columns are to be separated by commas.");
    check_names("count,\"1 Ada \"\"The\"\" One\",2 Ben\n1,1,2\n", "Ada \"The\" One", "Ben", "");
    check_lines("count,rank1,rank2\r3,1,2\r", "3:1,2"); /* line ends of old programs */
}

static void json(void **state) {
    (void)state;
    check_lines(
        "{\"candidates\": [\"a\", {\"name\": \"b\", \"withdrawn\": true}, \"c\"], \"seats\": 2, \"ballots\": [{\"count\": 2, \"ranking\": "
        "[1, [2, 3], null]}, {\"ranking\": []}]}",
        "-2 2:1,2=3 1:");
    check_lines("{\"candidates\": [\"a\", \"b\"], \"ballots\": [{\"approved\": [2, 1]}]}", "1:2,1");
    check_lines("{\"candidates\": [\"a\", \"b\"], \"ballots\": [{\"scores\": [null, 3]}]}", "1:2*3");
    check_refused("{\"candidates\": [\"a\"], \"ballots\": [{\"ranking\": [2]}]}",
                  "Ballot 1: a candidate's number from 1 to 1 is expected.");
    check_refused("{\"candidates\": [\"a\"], \"ballots\": [{\"ranking\": [1]}, {\"scores\": [1]}]}",
                  "Ballot 2: a list “ranking”, “approved” or “scores” is expected, the same in all ballots.");
    check_refused("{\"candidates\": [\"a\"], \"ballots\": [{\"ranking\": [1], \"count\": 0}]}",
                  "Ballot 1: “count” is to be a whole number from 1 to 2,000,000,000.");
    check_refused("{\"ballots\": []}", "“candidates” is expected: a list of names or objects.");
}

/* What is not understood is not passed over: it would be counted by other rules than were meant. */
static void json_strict(void **state) {
    (void)state;
    static const struct {
        const char *head, *ballot, *want;
    } rows[] = {
        { "", "\"count\": 1.5, \"ranking\": [1]",
          "Ballot 1: “count” is to be a whole number from 1 to 2,000,000,000." },
        { "", "\"count\": \"3\", \"ranking\": [1]",
          "Ballot 1: “count” is to be a whole number from 1 to 2,000,000,000." },
        { "", "\"elector\": \"3\", \"ranking\": [1]",
          "Ballot 1: “elector” is to be a whole number from 1 to 100,000." },
        { "", "\"approved\": [[1, 2]]", "Ballot 1: a candidate's number from 1 to 2 is expected." },
        { "", "\"approved\": [null]", "Ballot 1: a candidate's number from 1 to 2 is expected." },
        { "", "\"approved\": [1], \"ranking\": [2]",
          "Ballot 1: a list “ranking”, “approved” or “scores” is expected, the same in all ballots." },
        { "\"seats\": \"2\", ", "\"ranking\": []", "“seats” is to be a whole number from 1 to 1,000." },
        { "\"seats\": 2.5, ", "\"ranking\": []", "“seats” is to be a whole number from 1 to 1,000." },
        { "\"seats\": 0, ", "\"ranking\": []", "“seats” is to be a whole number from 1 to 1,000." },
        { "\"taken\": [1], ", "\"ranking\": []", "“taken” is to be an object." },
        { "\"taken\": {\"related\": 1}, ", "\"ranking\": []", "“related” is to be an object." },
        { "\"reserved\": [1], ", "\"ranking\": []", "“reserved” is to be an object." },
    };
    char text[400];
    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(text, sizeof text, "{%s\"candidates\": [\"a\", \"b\"], \"ballots\": [{%s}]}", rows[i].head,
                 rows[i].ballot);
        check_refused(text, rows[i].want);
    }
    static const char *const people[][2] = {
        { "{\"withdrawn\": 1}", "Candidate 1: “withdrawn” is to be true or false." },
        { "{\"withdrawn\": \"yes\"}", "Candidate 1: “withdrawn” is to be true or false." },
        { "{\"organization\": 5}", "Candidate 1: “organization” is to be a text." },
        { "{\"reserved\": true}", "Candidate 1: “reserved” is to be a text." },
        { "5", "Candidate 1: “name” is to be a text." },
    };
    for (size_t i = 0; i < COUNT(people); i++) {
        snprintf(text, sizeof text, "{\"candidates\": [%s], \"ballots\": []}", people[i][0]);
        check_refused(text, people[i][1]);
    }
}

static void not_ballots(void **state) {
    (void)state;
    static const char sheet[] =
        "This is a spreadsheet, an archive or a picture, not a ballot file: save the sheet as CSV.";
    check_refused("PK\x03\x04xl/workbook.xml", sheet);
    check_refused("%PDF-1.7\n", sheet);
    check_refused("\xff\xfe"
                  "3",
                  "The file is in UTF-16 or UTF-32; save it as UTF-8.");
}

static void building(void **state) {
    (void)state;
    struct ballots b;
    ballots_init(&b, FORM_RANKED);
    for (int i = 0; i < 3; i++) ballots_candidate(&b, STR("c"));
    ballots_line(&b, 2);
    ballots_mark(&b, 1, false);
    assert_true(ballots_line_end(&b));
    ballots_line(&b, 7);
    ballots_mark(&b, 2, false);
    ballots_line_drop(&b);
    ballots_line(&b, (uint32_t)PAPERS_MAX);
    ballots_mark(&b, 2, false);
    assert_false(ballots_line_end(&b)); /* more than all papers together may be: the line is not kept */
    ballots_line(&b, 1);
    ballots_mark(&b, 0, false);
    ballots_mark(&b, 2, true);
    ballots_skip(&b);
    assert_true(ballots_line_end(&b));
    CHECK_STR(str_of(lines_of(&b)), "2:2 1:1=3", "built");
    assert_int_equal(b.papers, 3);
    assert_false(b.plain);
    ballots_release(&b);
}

/* What is written is read again to the same lines. */
static void written_again(const char *text, bool as_blt, const char *lines, const char *last) {
    struct counted c, again;
    struct buf out;
    assert_int_equal(reading(&c, text), 0);
    buf_init(&out, 1 << 16);
    if (as_blt)
        ballots_blt_write(&out, &c.ballots, 2);
    else
        ballots_csv_write(&out, &c.ballots);
    if (reading(&again, buf_z(&out)) != 0) print_error("%s\n%s\n", said(&again.err), buf_z(&out));
    CHECK_STR(str_of(lines_of(&again.ballots)), lines, text);
    assert_int_equal(again.ballots.papers, c.ballots.papers);
    if (last) CHECK_STR(again.ballots.candidates[again.ballots.candidate_count - 1].name, last, text);
    buf_release(&out);
    counted_free(&c);
    counted_free(&again);
}

static void writing(void **state) {
    (void)state;
    static const char ranked[] = "3 2\n-2\n3 2 1=3 0\n1 - 2 0\n2 0\n0\nAda\nBen \"B\" Bo\n曹 3\nA title\n";
    written_again(ranked, true, "-2 3:2,1=3 1:-,2 2:", "曹 3");
    written_again(ranked, false, "3:2,1=3 1:-,2 2:", NULL);
    static const char marks[] = "count,approved\n2,1;3\n1,\n5,2\n";
    written_again(marks, true, "2:1,3 1: 5:2", "3");
    written_again(marks, false, "2:1,3 1: 5:2", NULL);
    written_again("count,score1,score2,score3\n2,5,,0\n1,,,\n", false, "2:1*5,3*0 1:", NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE("tally/ballots: BLT papers as found in the wild", blt_papers),
        CASE("tally/ballots: BLT names as found in the wild", blt_names),
        CASE("tally/ballots: what was passed over is said with its line", blt_remarks),
        CASE("tally/ballots: a broken BLT file is refused with its line and what was expected", blt_refused),
        CASE("tally/ballots: the five tables", csv),
        CASE("tally/ballots: JSON", json),
        CASE("tally/ballots: what JSON says otherwise than expected is refused by name, not passed over", json_strict),
        CASE("tally/ballots: a spreadsheet and UTF-16 are named as what they are", not_ballots),
        CASE("tally/ballots: lines are built, ended or dropped", building),
        CASE("tally/ballots: BLT and CSV that are written are read to the same", writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
