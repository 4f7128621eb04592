/*
 * Everything that the program says goes through standard output, in frames: the kind and the length, 32 bits each, then the bytes.
 * The buyer takes them apart again (sparecore.buyer.pack.FrameReader).
 */
#ifndef RUNTIME_OUTPUT_OUTPUT_H
#define RUNTIME_OUTPUT_OUTPUT_H

#include "kernel/linux.h"

enum output_kind {
    OUTPUT_STDOUT = 1,
    OUTPUT_STDERR = 2,
    OUTPUT_FILE = 3,        /* u32 mode, u32 bytes of the name, u64 size, name; OUTPUT_FILE_BYTES follow */
    OUTPUT_FILE_BYTES = 4,
    OUTPUT_UNSUPPORTED = 5, /* u32 call, u32 how often */
    OUTPUT_TRACE = 6,       /* u64 thread, call, six arguments, result */
    OUTPUT_END = 7,         /* u32 way, u32 value */
    OUTPUT_BEGIN = 8        /* "SPFRAME1": the first frame */
};

enum output_end {
    END_EXIT = 0,     /* the value is the status */
    END_SIGNAL = 1,   /* the value is the signal */
    END_DEADLOCK = 2, /* all threads wait for each other; the value is 0 */
    END_REFUSED = 3   /* the runtime could not start it; the value says why */
};

/* Most of standard error that is kept: it is for people. */
#define OUTPUT_ERROR_BYTES_MAX (64u << 10)

/* The first frame. Called once, before all else. */
void output_begin(void);

/* Appends to a frame of this kind. Returns when the bytes are buffered or written; a failed write ends the process. */
void output_put(enum output_kind kind, const void *bytes, u64 count);

/* Passes on all that is buffered. */
void output_flush(void);

/* Notes that the program asked for a call that there is not. */
void output_unsupported(u32 call);

/* Says how the program ended, passes everything on, and ends the process: with the status, or 128 and the signal. */
void output_end(enum output_end way, u32 value) __attribute__((noreturn));

#endif
