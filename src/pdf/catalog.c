/* What cairo 1.16 does not say of its document: the language, that it is tagged, that a reader shows its title. It is said by an
 * update at the end of the file (ISO 32000, 7.5.6): the catalogue again with more in it, and where it stands. A file of another shape is
 * left as it is. */
#include "pdf/catalog.h"

#include <string.h>

/* The last place of `part`. */
static const char *last(struct str s, const char *part) {
    size_t n = strlen(part);
    for (const char *at = s.data + s.len - n; s.len >= n && at >= s.data; at--)
        if (memcmp(at, part, n) == 0) return at;
    return NULL;
}

/* What stands between the last `from` and the next `to` after it. */
static struct str between(struct str s, const char *from, const char *to) {
    const char *begin = last(s, from);
    if (!begin) return STR_NONE;
    begin += strlen(from);
    struct str rest = { begin, (size_t)(s.data + s.len - begin) };
    const char *end = memmem(rest.data, rest.len, to, strlen(to));
    return end ? (struct str){ begin, (size_t)(end - begin) } : STR_NONE;
}

void catalog_complete(struct buf *pdf, struct str lang) {
    struct str s = buf_str(pdf);
    struct str catalog = between(s, "<< /Type /Catalog", ">>\nendobj"), trailer = between(s, "trailer\n<<", ">>"),
               before = between(s, "startxref\n", "\n");
    struct str root = between(trailer, "/Root ", " 0 R");
    int64_t number, prior;
    if (!catalog.data || str_int(root, &number) != 0 || str_int(before, &prior) != 0 || str_has(catalog, "/Lang"))
        return;
    struct buf more;
    buf_init(&more, 1 << 16);
    buf_addf(
        &more,
        "%lld 0 obj\n<< /Type /Catalog%.*s   /Lang (%.*s)\n   /MarkInfo << /Marked true >>\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n",
        (long long)number, STR_FMT(catalog), STR_FMT(lang));
    size_t table = s.len + more.len;
    buf_addf(&more, "xref\n%lld 1\n%010zu 00000 n \ntrailer\n<<%.*s   /Prev %lld\n>>\nstartxref\n%zu\n%%%%EOF\n",
             (long long)number, s.len, STR_FMT(trailer), (long long)prior, table);
    if (buf_ok(&more)) buf_add(pdf, buf_str(&more));
    buf_release(&more);
}
