/*
 * The raw program interface of Sparecore: what a program may do when all that it has is
 * read, write, rt_sigreturn and exit. No libc, no threads, no clock.
 *
 * A raw program is a static x86-64 ELF file that is not position independent. Write main()
 * as usual, include this header, and compile with the script beside it:
 *
 *     buyer/sdk/cc mine.c -o mine
 *
 * which is short for
 *
 *     gcc @buyer/sdk/flags -I buyer/sdk mine.c buyer/sdk/start.c buyer/sdk/sparecore.c -o mine
 *
 * main() gets the arguments of the fragment; its result is the exit status (0 = accepted as a
 * result). Descriptor 0 is the input of the fragment, 1 its output, 2 a short text for people.
 * Every other system call, exit_group included, ends the program with SIGKILL.
 */
#ifndef SPARECORE_H
#define SPARECORE_H

#include <stddef.h>
#include <stdint.h>

enum { SC_STDIN = 0, SC_STDOUT = 1, SC_STDERR = 2 };

/* Entries of the auxiliary vector that only the sandbox writes: a zeroed, writable region. */
#define AT_SPARECORE_HEAP_START 0x53500001
#define AT_SPARECORE_HEAP_BYTES 0x53500002

/* Part of every program that calls sc_alloc: all that it can give natively, where no sandbox has set up a heap. */
#define SC_STATIC_HEAP_BYTES (16u << 20)

/* Room that sc_format_u64 and sc_format_i64 need at most: a sign and 20 digits. */
#define SC_DIGITS_MAX 21

/* ---- start.c: entry, system calls ---- */

/* Ends the program. Only the low 8 bits of the status are seen. */
void sc_exit(int status) __attribute__((noreturn));

/* One read(0) or write(fd): the bytes moved (0 = end of input), or a negative errno number. */
ptrdiff_t sc_read(void *to, size_t bytes);
ptrdiff_t sc_write(int fd, const void *from, size_t bytes);

/* The value of an auxiliary vector entry, or 0 where there is none. */
uintptr_t sc_aux(uintptr_t type);

/* ---- sparecore.c: input, output, memory ---- */

/* Reads until `bytes` are there or the input ends: the bytes read, or a negative errno number. */
ptrdiff_t sc_read_full(void *to, size_t bytes);

/* Writes everything: 0, or a negative errno number. */
int sc_write_full(int fd, const void *from, size_t bytes);

/* Zeroed memory aligned to 16 bytes that is never freed; NULL when the heap is used up. */
void *sc_alloc(size_t bytes);

/*
 * Text on descriptor 1. Each call is one write, and ends the program with status 1 when the
 * write fails; for much text, fill a buffer with sc_format_* and write it once.
 */
void sc_print(const char *text);
void sc_print_u64(uint64_t value);
void sc_print_i64(int64_t value);

/* Decimal digits of a value, without a terminating zero: returns how many were written. */
size_t sc_format_u64(char *to, uint64_t value);
size_t sc_format_i64(char *to, int64_t value);

/*
 * Strict decimal numbers: digits only (and one leading '-' for sc_parse_i64), no spaces, no
 * plus sign, nothing after them, no overflow. Returns 1, or 0 and leaves *value alone.
 */
int sc_parse_u64(const char *text, uint64_t *value);
int sc_parse_i64(const char *text, int64_t *value);

/* An argument as a number from min to max, or a message with its name and range, and exit status 2. */
uint64_t sc_argument_u64(const char *name, const char *text, uint64_t min, uint64_t max);

/* Writes "message: detail" (either may be NULL) to descriptor 2 and ends with this status. */
void sc_die(int status, const char *message, const char *detail) __attribute__((noreturn));

/* GCC calls the first four by itself, even in freestanding code. */
void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
int memcmp(const void *left, const void *right, size_t bytes);
size_t strlen(const char *text);

#endif
