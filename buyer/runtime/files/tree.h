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
    u32 opens;          /* handles that refer to it, and the current folder */
    u32 links;          /* names that it has */
    struct node *parent; /* of a folder; the root is its own */
    struct name *names, *last_name; /* in a folder, in the order in which they were made */
    u8 *data;           /* a file's bytes, or the target of a symbolic link with a final zero */
    u64 bytes, capacity; /* capacity 0: the bytes are the archive's, and not ours to change */
    u64 high;           /* what is between `bytes` and here is not zero: a file that became shorter */
    u32 mappings;       /* shared ones; while there is one, the bytes stay where they are */
    struct node *next_shared; /* of those that are or were mapped where they lie */
    s64 modified;       /* nanoseconds since the start of virtual time, which may be earlier */
};

/* What a folder calls a node. A file may have several names. */
struct name {
    struct name *next;
    struct node *folder;
    struct node *node;
    char text[NAME_BYTES_MAX + 1];
};

/* Builds the tree at the first use: most programs never ask for a file. */
struct node *tree_root(void);
bool tree_is_built(void);

/* The folder where a program starts. */
struct node *tree_start(void);

enum follow { FOLLOW_LAST, KEEP_LAST };
enum last { LAST_IS_ROOT, LAST_IS_DOT, LAST_IS_UP, LAST_IS_NAME };

/* Where a path leads. */
struct place {
    struct node *node;   /* NULL if there is none */
    struct node *folder; /* that has, or could have, the last name; NULL if another one is missing, too */
    struct name *name;   /* the last one; NULL if there is none */
    enum last last;
    bool slash;          /* behind the last name, which has to be a folder's then */
    char text[NAME_BYTES_MAX + 1];
};

/* Walks to `path` from `from`: 0, or a negative errno number. If only the last name is missing, -ENOENT with the folder set. */
long tree_walk(struct node *from, const char *path, enum follow follow, struct place *place);

static inline u32 tree_type(const struct node *node)
{
    return node->mode & S_IFMT;
}

/* Whether the program, an ordinary user who owns everything, may do this: 4 read, 2 write, 1 search or run. */
static inline bool tree_may(const struct node *node, u32 access)
{
    return ((node->mode >> 6) & access) == access;
}

/* A new node in a folder; NULL if memory is used up. */
struct node *tree_add(struct node *folder, const char *text, u32 mode);

/* One more name for a file; false if memory is used up. */
bool tree_link(struct node *folder, const char *text, struct node *file);

/* A node in no folder, for memfd_create and O_TMPFILE. */
struct node *tree_anonymous(void);

/* Takes a name out of its folder; its node's memory goes when the last name and the last handle have. */
void tree_unlink(struct name *name);
void tree_move(struct name *name, struct node *folder, const char *text);
void tree_exchange(struct name *one, struct name *other);
void tree_release(struct node *node);

/* Makes room for `bytes` in a file; false if memory is used up. */
bool tree_reserve(struct node *file, u64 bytes);
bool tree_resize(struct node *file, u64 bytes);

/* A folder's absolute path and a final zero: the length, or -ERANGE, or -ENOENT if it was removed. */
long tree_path(const struct node *folder, char *to, u64 room);

/* Sends what is in /out. */
void tree_send_results(void);

#endif
