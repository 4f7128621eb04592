/* What of a file can be changed without writing to it: its length, rights, owner and times. */
#ifndef RUNTIME_FILES_ATTRIBUTES_H
#define RUNTIME_FILES_ATTRIBUTES_H

#include "kernel/linux.h"

long attributes_truncate(u64 path, u64 bytes);
long attributes_ftruncate(int fd, u64 bytes);
long attributes_allocate(int fd, u32 mode, u64 offset, u64 bytes);
long attributes_chmod(int folder, u64 path, u32 mode, u32 flags);
long attributes_fchmod(int fd, u32 mode);
long attributes_chown(int folder, u64 path, u32 user, u32 group, u32 flags);
long attributes_fchown(int fd, u32 user, u32 group);

/* utimensat(2); the others of its kind give the times in other units. A null path is the descriptor itself. */
long attributes_utimensat(int folder, u64 path, u64 times, u32 flags);
long attributes_utimes(int folder, u64 path, u64 times);
long attributes_utime(u64 path, u64 times);

#endif
