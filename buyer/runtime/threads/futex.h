/* Waiting until a word changes: futex(2), of which all locks are made. */
#ifndef RUNTIME_THREADS_FUTEX_H
#define RUNTIME_THREADS_FUTEX_H

#include "kernel/linux.h"

struct frame;

long futex_call(struct frame *frame, u64 address, u32 operation, u32 value, u64 timeout, u64 second, u32 third);

/* Wakes at most so many of those who wait at `address`, longest first: how many. */
long futex_wake(u64 address, u32 most, u32 bits);

#endif
