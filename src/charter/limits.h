/* Every limit of a charter's text, in one place, each with its reason.
 *
 * A charter comes from a file or, as a draft, from a person's browser: its size must be known before memory is asked
 * for. The figures are far above what people write; the largest alliance charters found have some 60 articles. */
#ifndef CHARTER_LIMITS_H
#define CHARTER_LIMITS_H

enum {
    CHARTER_FILE_MAX = 1 << 20,   /* bytes of one file: a thousand printed pages; travels in one blob with its siblings */
    CHARTER_RULES_MAX = 2000,     /* rules: thirty times those of a charter of 26 articles; a lint that compares pairs stays instant */
    CHARTER_CLAUSES_MAX = 2000,   /* clauses: the same measure */
    CHARTER_BODIES_MAX = 32,      /* bodies: every rule "of every body" is expanded to each of them */
    CHARTER_TITLES_MAX = 16,      /* titles of one body */
    CHARTER_CLASSES_MAX = 16,     /* classes of members: a rights matrix is printed with one column each */
    CHARTER_WORDS_MAX = 256,      /* declared words (conditions, grounds, groups …) */
    CHARTER_TOKENS_MAX = 256,     /* words of one sentence: a longer one is no sentence */
    CHARTER_LIST_MAX = 32,        /* items of one list */
    CHARTER_WORD_MAX = 64,        /* characters of a word: it appears in addresses and register entries */
    CHARTER_TEXT_MAX = 2000,      /* bytes of one quoted text: a reason, not an essay */
    CHARTER_HEADING_MAX = 300,    /* bytes of a heading in the prose */
    CHARTER_FAULTS_MAX = 40,      /* faults reported at once: more helps nobody */
    CHARTER_ARTICLE_MAX = 9999,   /* numbers in a clause id */
    CHARTER_SLOTS_MAX = 8,        /* slots of a topic; asserted when topics are indexed */
    CHARTER_FORMS_MAX = 3,        /* sentence forms of a topic */
};

#endif
