/* PDF made of papers (base/paper.h), by printers: processes of a program of its own, charterd-pdf, which sees nothing but the paper.
 *
 *  1. A printer is started at the first paper and kept: its fonts take half a second, a page after that some milliseconds.
 *  2. At most PRINTERS_MAX work at once; who comes then waits, and after PRINT_WAIT_MS_MAX is told to come again.
 *  3. One that takes longer than PRINT_MS_MAX, or ends, is ended and reaped; the asker gets one sentence, and the next a new printer.
 *  4. The same paper gives the same bytes: the last ones made are kept, by the paper's hash. */
#ifndef EFFECTS_PDF_H
#define EFFECTS_PDF_H

#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"

enum { PRINTERS_MAX = 2, PRINT_MS_MAX = 10000, PRINT_START_MS_MAX = 20000, PRINT_WAIT_MS_MAX = 15000, PDF_BYTES_MAX = 64 << 20 };

struct pdf_printers;
/* `program` NULL: charterd-pdf beside this program. Nothing is started yet. */
struct pdf_printers *pdf_printers_new(const char *program);
void pdf_printers_free(struct pdf_printers *p); /* nobody prints any more */
/* Appends the PDF. 0; ERR_MISSING: no program, or a font is missing; ERR_BUSY; ERR_TOO_LARGE; ERR_IO: it took too long or fell over. */
int pdf_print(struct pdf_printers *p, struct str paper, struct buf *out, struct error *err);
/* A paper printed and put into an archive (base/tar.h), which is ended then; what cannot be printed is left out. An empty paper is none. */
void pdf_enclose(struct pdf_printers *p, const char *name, struct str paper, instant made, struct buf *archive);
/* Printers running now, and papers set since the start; for tests and metrics. */
struct pdf_counts { int running; uint64_t printed, kept, failed; };
struct pdf_counts pdf_counts(struct pdf_printers *p);

#endif
