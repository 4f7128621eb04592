/* What the parts of this room know of each other. */
#ifndef RUNTIME_MEMORY_HEAP_H
#define RUNTIME_MEMORY_HEAP_H

#include "kernel/linux.h"

static inline u64 heap_page_up(u64 value)
{
    return (value + PAGE_BYTES - 1) & -PAGE_BYTES;
}

/* Whether a range lies between the heap's ends. */
bool heap_spans(u64 address, u64 bytes);

/* Whether all of it is somebody's besides: none of the heap's free parts is in it. */
bool heap_has(u64 address, u64 bytes);

/* What of a range lies between the heap's ends; nothing if the start is not below the end then. */
void heap_clip(u64 *start, u64 *end);

/* Makes a range zeros, and remembers that it may be written unless nobody may touch it. */
void heap_hand_out(u64 start, u64 end, u64 protection);
void heap_mark_dirty(u64 start, u64 end);

/* As ranges_find, even if it takes what is set aside for mapped files. */
u64 heap_find(u64 bytes);

/* Takes a range whatever was there; false, and nothing is done, if a file that is mapped elsewhere, too, lies there. */
bool heap_vacate(u64 start, u64 end);

/* Whether any of a range is somebody's: the program's, the runtime's, or the heap's and not free. */
bool heap_meets(u64 address, u64 bytes);

/* Whether a range lies in the job's files, which are read-only. */
bool memory_in_files(u64 address, u64 bytes);

#endif
