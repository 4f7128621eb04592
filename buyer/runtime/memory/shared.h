/*
 * Shared mappings of files. Nothing can be mapped any more, so such a mapping is the very memory in which the file's bytes lie: what is
 * written through it is in the file at once, and the other way round. As long as there is one the bytes can't move; they grow where they
 * are, into room that is set aside for that. Two mappings of one part of a file have the same address, and are undone one by one.
 */
#ifndef RUNTIME_MEMORY_SHARED_H
#define RUNTIME_MEMORY_SHARED_H

#include "files/tree.h"
#include "kernel/linux.h"

/* Whether mmap is about a file whose bytes may change; others may as well be copied. */
bool shared_is_for(const struct node *file);

/* Maps whole pages of a file, at `fixed` unless it is 0: the address, or a negative errno number. */
long shared_map(struct node *file, u64 offset, u64 length, u64 fixed);

/* The first part of a range in which the bytes of a file lie that is or was mapped; false if there is none. */
bool shared_next(u64 start, u64 end, u64 *from, u64 *to);

/* Undoes the latest mappings in a range that lies in such a part. False if there are too many mappings. */
bool shared_cut(u64 start, u64 end);

/* Whether shared_vacate could do it, if memory suffices. */
bool shared_may_vacate(u64 start, u64 end);

/* Makes a range free for something else: mappings end, files move away. False if a file that is mapped elsewhere, too, lies there. */
bool shared_vacate(u64 start, u64 end);

/* mremap of exactly one mapping: where it is now, or a negative errno number. */
long shared_resize(u64 address, u64 old_length, u64 new_length, bool may_move);

/* mremap of exactly one mapping to a place that the program names: where it is now, or -ENOMEM. */
long shared_move(u64 address, u64 old_length, u64 new_length, u64 target);

/* Gives back what is set aside for files to grow. False if there is nothing. */
bool shared_trim(void);

/* Makes room where a mapped file is; false if there is none. */
bool shared_grow(struct node *file, u64 bytes);

/* The file's bytes are somewhere else from now on, or nowhere. */
void shared_forget(struct node *file);

#endif
