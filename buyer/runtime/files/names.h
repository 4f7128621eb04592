/* Names in folders: made, taken away, changed, listed; and the current folder. */
#ifndef RUNTIME_FILES_NAMES_H
#define RUNTIME_FILES_NAMES_H

#include "kernel/linux.h"

long names_mkdir(int folder, u64 path, u32 mode);
long names_symlink(u64 target, int folder, u64 path);
long names_link(int from_folder, u64 from, int to_folder, u64 to, u32 flags);
long names_unlink(int folder, u64 path, u32 flags);
long names_rename(int from_folder, u64 from, int to_folder, u64 to, u32 flags);
long names_list(int fd, u64 to, u64 bytes);
long names_chdir(u64 path);
long names_fchdir(int fd);
long names_cwd(u64 to, u64 bytes);

#endif
