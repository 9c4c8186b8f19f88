/* Functions that do not compile in charterd.
 *
 * The build puts this header in front of every file. It declares each function as deprecated before the system's
 * headers do; attributes add up, so with warnings as errors every use in our files stops the build, calls and addresses
 * alike, while what system headers do inside themselves is not reported. (Poisoning the names would break any header
 * read later that mentions one; macros would miss addresses.) `alloca` is a macro and is refused by -Walloca.
 *
 * Why each is banned stands in its message. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdarg.h>
#include <stddef.h>
#include <sys/types.h>

#define BANNED(why) __attribute__((deprecated("banned in charterd: " why)))

struct tm;

/* No bound on what is written. */
extern char *strcpy(char *, const char *) BANNED("use struct str, arena_z or memcpy");
extern char *strcat(char *, const char *) BANNED("use struct buf");
extern int sprintf(char *, const char *, ...) BANNED("use buf_addf or arena_f");
extern int vsprintf(char *, const char *, va_list) BANNED("use buf_addf or arena_f");
extern char *gets(char *) BANNED("has no bound");
/* A bound, but not the one people think of. */
extern char *strncpy(char *, const char *, size_t) BANNED("may leave no terminator; use arena_z or memcpy");
extern char *strncat(char *, const char *, size_t) BANNED("use struct buf");
/* Hidden state, shared by threads. */
extern char *strtok(char *, const char *) BANNED("use str_cut");
extern struct tm *localtime(const time_t *) BANNED("use instant_day and a struct zone");
extern struct tm *gmtime(const time_t *) BANNED("use instant_day with ZONE_UTC");
extern char *ctime(const time_t *) BANNED("use instant_format");
extern char *asctime(const struct tm *) BANNED("use instant_format");
extern int rand(void) BANNED("use struct entropy");
extern void srand(unsigned int) BANNED("use struct entropy");
extern long int random(void) BANNED("use struct entropy");
/* No way to tell a number from rubbish. */
extern int atoi(const char *) BANNED("use str_int");
extern long int atol(const char *) BANNED("use str_int");
extern long long int atoll(const char *) BANNED("use str_int");
extern double atof(const char *) BANNED("use ratio_parse or fen_parse");

#undef BANNED

/* With FORTIFY a function may be a macro for one of the compilers, which would slip through. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf

#endif
