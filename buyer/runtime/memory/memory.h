/*
 * The program's memory. All of it was mapped before the program started, readable, writable and executable; mmap and its kin only say
 * which part is whose. Memory is handed out zeroed, from the top down; the break grows from the bottom up.
 */
#ifndef RUNTIME_MEMORY_MEMORY_H
#define RUNTIME_MEMORY_MEMORY_H

#include "kernel/linux.h"

/* The heap and the stack of this run. Called once, before all else. */
void memory_begin(u64 heap, u64 heap_bytes, u64 stack, u64 stack_end);

/* Whether the program may read or write the whole range, so that a bad pointer is EFAULT and not a fault of ours. */
bool memory_readable(u64 address, u64 bytes);
bool memory_writable(u64 address, u64 bytes);

/* Copies a string from the program: its length, or -EFAULT, or -ENAMETOOLONG if it has `limit` bytes or more. */
long memory_text(char *to, u64 from, u64 limit);

/* Zeroed pages for ourselves; 0 if there are none. */
u64 memory_take(u64 bytes);
void memory_give(u64 address, u64 bytes);

/* More zeroed pages for ourselves, from here on; false if they are somebody's. */
bool memory_extend(u64 from, u64 bytes);

/* A place that the program names, whatever it has there: zeroed pages for ourselves. False if they are not in the heap, or needed. */
bool memory_claim(u64 address, u64 bytes);

/* What the program can still get, and what there is at all. */
u64 memory_free_bytes(void);
u64 memory_total_bytes(void);

long memory_break(u64 to);
long memory_map(u64 address, u64 bytes, u64 protection, u64 flags, int fd, u64 offset);
long memory_unmap(u64 address, u64 bytes);
long memory_protect(u64 address, u64 bytes, u64 protection);
long memory_remap(u64 address, u64 old_bytes, u64 new_bytes, u64 flags, u64 new_address);
long memory_advise(u64 address, u64 bytes, int advice);
long memory_sync(u64 address, u64 bytes, u32 flags);
long memory_lock(u64 address, u64 bytes, u32 flags);
long memory_lock_all(u32 flags);
long memory_resident(u64 address, u64 bytes, u64 to);

/* The lines of /proc/self/maps: the length; `to` has room for 1024 bytes. */
u64 memory_maps_text(char *to);

#endif
