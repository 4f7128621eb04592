/* The table of system calls. */
#ifndef RUNTIME_DISPATCH_CALLS_H
#define RUNTIME_DISPATCH_CALLS_H

#include "kernel/linux.h"

struct frame;

/*
 * Answers a call. `frame` is NULL if the call came from a patched site; where a frame is needed, the answer is then RESULT_NEEDS_FRAME, and
 * nothing has been done.
 */
long calls_answer(u32 number, const u64 *arguments, struct frame *frame);

#endif
