/*
 * What --trace tells: each call when it has its answer, so a call that waits when its thread goes on, and one that never had an answer
 * when the program ends.
 */
#ifndef RUNTIME_THREADS_TRACE_H
#define RUNTIME_THREADS_TRACE_H

#include "threads/threads.h"

/* The current thread makes a call. */
void trace_begin(u32 number, const u64 *arguments);

/* The call that a thread has begun, if it was not told yet, has this answer. */
void trace_answered(struct thread *thread, long result);

/* The call that the current thread has begun is not to be told: it will be made again, or it is no call of the program's own. */
void trace_drop(void);

/* The program ends by force: calls that wait have no answer. */
void trace_unfinished(void);

#endif
