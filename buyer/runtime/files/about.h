/* What a file is like: stat(2) and its kin. */
#ifndef RUNTIME_FILES_ABOUT_H
#define RUNTIME_FILES_ABOUT_H

#include "kernel/linux.h"

long about_stat(int folder, u64 path, u64 to, u32 flags);
long about_fstat(int fd, u64 to);
long about_statx(int folder, u64 path, u32 flags, u32 mask, u64 to);
long about_access(int folder, u64 path, u32 mode, u32 flags);
long about_readlink(int folder, u64 path, u64 to, int bytes);
long about_statfs(u64 path, u64 to);
long about_fstatfs(int fd, u64 to);

#endif
