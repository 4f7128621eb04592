/* The free parts of the heap, in the order of their addresses. */
#ifndef RUNTIME_MEMORY_RANGES_H
#define RUNTIME_MEMORY_RANGES_H

#include "kernel/linux.h"

void ranges_begin(u64 start, u64 end);

/* The highest free place of this size, or 0. Takes nothing. */
u64 ranges_find(u64 bytes);

bool ranges_free(u64 start, u64 end);

/* Whether nothing of a range is free. */
bool ranges_taken(u64 start, u64 end);

/* Where the first free place in a range begins, or its end. */
u64 ranges_taken_until(u64 start, u64 end);

/* Takes a range, of which parts may be taken already. False if there are too many parts. */
bool ranges_take(u64 start, u64 end);

/* Frees a range, of which parts may be free already. False if there are too many parts. */
bool ranges_give(u64 start, u64 end);

u64 ranges_bytes(void);

/* The size of the largest. */
u64 ranges_largest(void);

#endif
