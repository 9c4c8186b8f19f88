/* The box the printer shuts itself into once its fonts are loaded: it can read its paper and write its answer, and nothing else. */
#ifndef PDF_BOX_H
#define PDF_BOX_H

#include <stdbool.h>

/* Limits first (memory, processor time, no new files), then no new privileges, then Landlock where the kernel has it, then a list of the
 * system calls that are left. From here on opening a file fails with EACCES; a socket, another program, another process ends this one. False:
 * it could not be shut, and nothing must be printed. */
bool box_shut(void);

#endif
