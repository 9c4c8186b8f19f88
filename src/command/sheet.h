/* A spreadsheet from a file; see base/sheet.h. */
#ifndef COMMAND_SHEET_H
#define COMMAND_SHEET_H

#include "base/sheet.h"

/* 0, or what is wrong with the file: ERR_SYNTAX with its place, or that it holds no rows; ERR_MISSING, ERR_IO, ERR_TOO_LARGE. */
int sheet_read(struct sheet *ret, const char *path, struct arena *arena, struct error *err);

#endif
