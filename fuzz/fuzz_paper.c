/* Papers: any bytes read as one end without harm; any Markdown printed gives a paper that is read to its last byte, whose words hold no
 * control characters but the paper's own. */
#include "fuzz.h"
#include "views/print.h"

static size_t read_through(struct str paper, bool ours) {
    struct paper_piece p;
    while (paper_next(&paper, &p))
        for (size_t i = 0; i < p.count; i++) {
            struct paper_run run = { 0 };
            for (struct str rest = p.cells[i]; paper_run_next(&rest, &run);)
                for (size_t k = 0; k < run.words.len && ours; k++)
                    MUST((unsigned char)run.words.data[k] >= ' ' || run.words.data[k] == '\n');
        }
    return paper.len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str s = { (const char *)data, size };
    struct buf out, text;
    read_through(s, false);
    buf_init(&out, PAPER_BYTES_MAX);
    print_markdown(&out, s);
    if (buf_ok(&out)) MUST(read_through(buf_str(&out), true) == 0);
    buf_init(&text, PAPER_BYTES_MAX);
    print_text(&text, buf_str(&out));
    buf_release(&text);
    buf_release(&out);
    return 0;
}
