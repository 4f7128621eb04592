/*
 * The file system: a tree in memory. /job holds the job's files, read-only, and is the current folder at the start; everything else that
 * the program writes stays in memory. What it leaves in /out is sent back when it ends.
 */
#ifndef RUNTIME_FILES_TREE_H
#define RUNTIME_FILES_TREE_H

#include "kernel/linux.h"

#define NAME_BYTES_MAX 255
#define PATH_BYTES_MAX 4096

enum device {
    DEVICE_NONE, DEVICE_NULL, DEVICE_ZERO, DEVICE_FULL, DEVICE_RANDOM, DEVICE_STDIN, DEVICE_STDOUT, DEVICE_STDERR
};

struct node {
    u32 inode;
    u32 mode;           /* type and rights */
    enum device device;
    u32 opens;          /* handles that refer to it */
    bool linked;        /* still in its folder */
    struct node *parent, *next, *children, *last_child;
    u8 *data;           /* a file's bytes, or the target of a symbolic link */
    u64 bytes, capacity; /* capacity 0: the bytes are the archive's, and not ours to change */
    u64 modified;       /* nanoseconds since the start */
    char name[NAME_BYTES_MAX + 1];
};

/* Builds the tree at the first use: most programs never ask for a file. */
struct node *tree_root(void);

/* The folder where a program starts. */
struct node *tree_start(void);

enum follow { FOLLOW_LAST, KEEP_LAST };

/*
 * Walks to `path` from `from`. Sets *found and answers 0; or a negative errno number. If only the last name is missing, -ENOENT with
 * *parent set, and the name in `name`.
 */
long tree_walk(struct node *from, const char *path, enum follow follow, struct node **found, struct node **parent, char *name);

/* A new node in a folder; 0 if memory is used up. */
struct node *tree_add(struct node *parent, const char *name, u32 mode);

/* A node in no folder, for memfd_create and O_TMPFILE. */
struct node *tree_anonymous(void);

/* Takes it out of its folder; its memory goes when its last handle does. */
void tree_unlink(struct node *node);
void tree_move(struct node *node, struct node *parent, const char *name);
void tree_release(struct node *node);

/* Makes room for `bytes` in a file; false if memory is used up. */
bool tree_reserve(struct node *file, u64 bytes);
bool tree_resize(struct node *file, u64 bytes);

/* Its absolute path and a final zero: the length, or -ERANGE. */
long tree_path(const struct node *node, char *to, u64 room);

/* Sends what is in /out. */
void tree_send_results(void);

#endif
