/* From a path to what is there, and opening it. */
#ifndef RUNTIME_FILES_PATHS_H
#define RUNTIME_FILES_PATHS_H

#include "files/tree.h"
#include "kernel/linux.h"

/* Flags of calls that take a folder and a path. */
#define PATH_FLAGS (AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)

/* 0 with the node; -ENOENT with the folder, if only the last name is missing; another negative errno number. */
long paths_find(int folder, u64 path, enum follow follow, struct place *place);

/* The node of `path`, or of the descriptor `folder` itself if the path is empty and AT_EMPTY_PATH says that it may be. */
long paths_node(int folder, u64 path, u32 flags, struct node **node);

/* Finds a name that is free, in a folder that may be changed. */
long paths_find_free(int folder, u64 path, struct place *place);

/* A descriptor for a node. */
long paths_install(struct node *node, u32 flags);

/* The folder from where paths begin. */
struct node *paths_current(void);
long paths_enter(struct node *node);

long paths_open(int folder, u64 path, u32 flags, u32 mode);
long paths_openat2(int folder, u64 path, u64 how, u64 bytes);
long paths_memory_file(u64 name, u32 flags);

/* Rights that a new file or folder gets. */
u32 paths_masked(u32 mode);
long paths_umask(u32 mask);

#endif
