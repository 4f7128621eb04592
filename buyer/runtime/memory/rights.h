/*
 * What the program may do with the pages of its heap, as it said to mmap and mprotect. The pages themselves are what they are: this only
 * decides whether a call may touch them on the program's behalf, so that it gets EFAULT where Linux gives it.
 */
#ifndef RUNTIME_MEMORY_RIGHTS_H
#define RUNTIME_MEMORY_RIGHTS_H

#include "kernel/linux.h"

/* The bytes of zeros that `pages` pages need. */
u64 rights_bytes(u64 pages);

/* The heap's first page, and zeroed memory for its rights. */
void rights_begin(u64 heap, u64 pages, u64 *memory);

/* From now on these pages have the rights that PROT_ flags give. */
void rights_set(u64 start, u64 end, u64 protection);

/* Whether all pages of a range, which is not empty, may be read, or written. */
bool rights_allow(u64 start, u64 end, bool write);

/* The PROT_ flags of a page, without PROT_EXEC. */
u64 rights_of(u64 address);

#endif
