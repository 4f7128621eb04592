/* Calls that take a path, and what a file is like. */
#ifndef RUNTIME_FILES_PATHS_H
#define RUNTIME_FILES_PATHS_H

#include "kernel/linux.h"

long paths_open(int folder, u64 path, u32 flags, u32 mode);
long paths_openat2(int folder, u64 path, u64 how, u64 bytes);
long paths_stat(int folder, u64 path, u64 to, u32 flags);
long paths_fstat(int fd, u64 to);
long paths_statx(int folder, u64 path, u32 flags, u64 to);
long paths_access(int folder, u64 path, u32 mode);
long paths_readlink(int folder, u64 path, u64 to, u64 bytes);
long paths_mkdir(int folder, u64 path, u32 mode);
long paths_unlink(int folder, u64 path, u32 flags);
long paths_rename(int from_folder, u64 from, int to_folder, u64 to, u32 flags);
long paths_symlink(u64 target, int folder, u64 path);
long paths_link(int from_folder, u64 from, int to_folder, u64 to);
long paths_truncate(u64 path, u64 bytes);
long paths_ftruncate(int fd, u64 bytes);
long paths_allocate(int fd, u32 mode, u64 offset, u64 bytes);
long paths_chmod(int folder, u64 path, u32 mode);
long paths_fchmod(int fd, u32 mode);
long paths_chown(int folder, u64 path, u32 flags);
long paths_utime(int folder, u64 path, u32 flags);
long paths_list(int fd, u64 to, u64 bytes);
long paths_chdir(u64 path);
long paths_fchdir(int fd);
long paths_cwd(u64 to, u64 bytes);
long paths_statfs(u64 path, u64 to);
long paths_memory_file(u64 name, u32 flags);
long paths_umask(u32 mask);

#endif
