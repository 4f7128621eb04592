#include "files/paths.h"

#include "files/handles.h"
#include "files/pipes.h"
#include "files/tree.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "time/clock.h"

#define BLOCK_BYTES 4096
#define SECTOR_BYTES 512
#define USER 1000
#define RENAME_NOREPLACE 1u
#define FALLOC_KEEP_SIZE 1u
#define MFD_FLAGS 0x1fu
#define MFD_CLOEXEC 1u

static struct node *current_folder;
#define MASK_AT_START 022u

static u32 mask_changes; /* bits in which the mask differs from the one at the start */

static u32 mask(void)
{
    return MASK_AT_START ^ mask_changes;
}

static struct node *current(void)
{
    if (current_folder == NULL) {
        current_folder = tree_start();
    }
    return current_folder;
}

struct place {
    struct node *node;   /* NULL if there is none */
    struct node *parent; /* where it could be made */
    char name[NAME_BYTES_MAX + 1];
};

/* 0 with the node; -ENOENT with the parent, if only the last name is missing; another negative errno number. */
static long find(int folder, u64 path_address, enum follow follow, struct place *place)
{
    static char path[PATH_BYTES_MAX];
    place->node = NULL;
    place->parent = NULL;
    long length = memory_text(path, path_address, sizeof path);
    if (length < 0) {
        return length;
    }
    struct node *from = current();
    if (folder != AT_FDCWD && path[0] != '/') {
        struct handle *handle = handles_get(folder);
        if (handle == NULL) {
            return -EBADF;
        }
        if (handle->kind != HANDLE_NODE) {
            return -ENOTDIR;
        }
        from = handle->node;
    }
    return tree_walk(from, path, follow, &place->node, &place->parent, place->name);
}

static u32 type(const struct node *node)
{
    return node->mode & S_IFMT;
}

/* Whether the program, an ordinary user who owns everything, may do this: 4 read, 2 write, 1 search or run. */
static bool may(const struct node *node, u32 access)
{
    return ((node->mode >> 6) & access) == access;
}

static struct handle *handle_of(struct node *node, u32 flags)
{
    enum handle_kind kind = HANDLE_NODE;
    if (node->device == DEVICE_STDIN) {
        kind = HANDLE_STDIN;
    } else if (node->device == DEVICE_STDOUT) {
        kind = HANDLE_STDOUT;
    } else if (node->device == DEVICE_STDERR) {
        kind = HANDLE_STDERR;
    }
    struct handle *handle = handles_new(kind, flags & ~(u32) (O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC));
    if (handle != NULL) {
        handle->node = node;
        node->opens++;
    }
    return handle;
}

static long install(struct node *node, u32 flags)
{
    struct handle *handle = handle_of(node, flags);
    if (handle == NULL) {
        tree_release(node);
        return -ENFILE;
    }
    return handles_install(handle, 0, (flags & O_CLOEXEC) != 0);
}

static long open_temporary(int folder, u64 path, u32 flags)
{
    struct place place;
    long result = find(folder, path, FOLLOW_LAST, &place);
    if (result < 0) {
        return result;
    }
    struct node *node = tree_anonymous();
    return node == NULL ? -ENOSPC : install(node, flags);
}

static long create(const struct place *place, u32 flags, u32 mode)
{
    if (place->parent == NULL) {
        return -ENOENT;
    }
    if (!may(place->parent, 2)) {
        return -EACCES;
    }
    if ((flags & O_DIRECTORY) != 0) {
        return -EINVAL;
    }
    struct node *node = tree_add(place->parent, place->name, S_IFREG | (mode & 0777 & ~mask()));
    return node == NULL ? -ENOSPC : install(node, flags);
}

static long open_existing(struct node *node, u32 flags)
{
    u32 access = flags & O_ACCMODE;
    bool writes = access != O_RDONLY;
    if ((flags & O_PATH) != 0) {
        return install(node, flags);
    }
    if (type(node) == S_IFLNK) {
        return -ELOOP;
    }
    if (type(node) == S_IFDIR && (writes || (flags & O_CREAT) != 0)) {
        return -EISDIR;
    }
    if (type(node) != S_IFDIR && (flags & O_DIRECTORY) != 0) {
        return -ENOTDIR;
    }
    if ((writes && !may(node, 2)) || (access != O_WRONLY && !may(node, 4))) {
        return -EACCES;
    }
    if ((flags & O_TRUNC) != 0 && writes && type(node) == S_IFREG) {
        tree_resize(node, 0);
    }
    return install(node, flags);
}

long paths_open(int folder, u64 path, u32 flags, u32 mode)
{
    struct place place;
    if ((flags & O_TMPFILE) == O_TMPFILE) {
        return open_temporary(folder, path, flags);
    }
    bool creates = (flags & O_CREAT) != 0;
    bool keeps = (flags & O_NOFOLLOW) != 0 || (creates && (flags & O_EXCL) != 0);
    long result = find(folder, path, keeps ? KEEP_LAST : FOLLOW_LAST, &place);
    if (result == -ENOENT && creates) {
        return create(&place, flags, mode);
    }
    if (result < 0) {
        return result;
    }
    if (creates && (flags & O_EXCL) != 0) {
        return -EEXIST;
    }
    return open_existing(place.node, flags);
}

long paths_openat2(int folder, u64 path, u64 how, u64 bytes)
{
    if (bytes < 24) {
        return -EINVAL;
    }
    if (!memory_readable(how, 24)) {
        return -EFAULT;
    }
    const u64 *fields = (const u64 *) how;
    return paths_open(folder, path, (u32) fields[0], (u32) fields[1]);
}

static struct timespec wall_time(u64 nanos)
{
    return (struct timespec){
        (s64) (CLOCK_START_SECONDS + nanos / NANOS_PER_SECOND), (s64) (nanos % NANOS_PER_SECOND)};
}

static void describe(const struct node *node, struct stat *to)
{
    memset(to, 0, sizeof *to);
    to->dev = 1;
    to->ino = node->inode;
    to->nlink = node->linked ? type(node) == S_IFDIR ? 2 : 1 : 0;
    to->mode = node->mode;
    to->uid = to->gid = USER;
    to->size = (s64) node->bytes;
    to->blksize = BLOCK_BYTES;
    to->blocks = (s64) ((node->bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * (BLOCK_BYTES / SECTOR_BYTES));
    to->rdev = node->device == DEVICE_NONE ? 0 : 0x100u + (u32) node->device;
    to->accessed = to->modified = to->changed = wall_time(node->modified);
}

static void describe_stream(const struct handle *handle, struct stat *to)
{
    memset(to, 0, sizeof *to);
    to->dev = 2;
    to->ino = (u64) handle->kind;
    to->nlink = 1;
    bool pipe = handle->kind <= HANDLE_STDERR || handle->pipe != NULL;
    to->mode = pipe ? S_IFIFO | 0600 : 0600;
    to->uid = to->gid = USER;
    to->blksize = BLOCK_BYTES;
    to->accessed = to->modified = to->changed = wall_time(0);
}

static long describe_descriptor(int fd, struct stat *to)
{
    const struct handle *handle = handles_get(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    if (handle->kind == HANDLE_NODE) {
        describe(handle->node, to);
    } else {
        describe_stream(handle, to);
    }
    return 0;
}

long paths_fstat(int fd, u64 to)
{
    struct stat about;
    long result = describe_descriptor(fd, &about);
    if (result == 0 && !memory_writable(to, sizeof about)) {
        return -EFAULT;
    }
    if (result == 0) {
        memcpy((void *) to, &about, sizeof about);
    }
    return result;
}

/* What `path`, or `folder` itself if the path is empty and that is allowed, is like. */
static long look(int folder, u64 path, u32 flags, struct stat *to)
{
    if ((flags & AT_EMPTY_PATH) != 0 && (path == 0 || (memory_readable(path, 1) && *(const char *) path == 0))) {
        if (folder == AT_FDCWD) {
            describe(current(), to);
            return 0;
        }
        return describe_descriptor(folder, to);
    }
    struct place place;
    long result = find(folder, path, (flags & AT_SYMLINK_NOFOLLOW) != 0 ? KEEP_LAST : FOLLOW_LAST, &place);
    if (result == 0) {
        describe(place.node, to);
    }
    return result;
}

long paths_stat(int folder, u64 path, u64 to, u32 flags)
{
    struct stat about;
    long result = look(folder, path, flags, &about);
    if (result == 0 && !memory_writable(to, sizeof about)) {
        return -EFAULT;
    }
    if (result == 0) {
        memcpy((void *) to, &about, sizeof about);
    }
    return result;
}

struct statx_time {
    s64 seconds;
    u32 nanos, pad;
};

struct statx {
    u32 mask, blksize;
    u64 attributes;
    u32 nlink, uid, gid;
    u16 mode, pad;
    u64 ino, size, blocks, attributes_mask;
    struct statx_time accessed, born, changed, modified;
    u32 rdev_major, rdev_minor, dev_major, dev_minor;
    u64 more[14];
};

long paths_statx(int folder, u64 path, u32 flags, u64 to)
{
    enum { STATX_BASIC_STATS = 0x7ff };
    struct stat about;
    long result = look(folder, path, flags, &about);
    if (result < 0) {
        return result;
    }
    if (!memory_writable(to, sizeof(struct statx))) {
        return -EFAULT;
    }
    struct statx *x = (struct statx *) to;
    memset(x, 0, sizeof *x);
    x->mask = STATX_BASIC_STATS;
    x->blksize = (u32) about.blksize;
    x->nlink = (u32) about.nlink;
    x->uid = about.uid;
    x->gid = about.gid;
    x->mode = (u16) about.mode;
    x->ino = about.ino;
    x->size = (u64) about.size;
    x->blocks = (u64) about.blocks;
    x->accessed = x->changed = x->modified =
        (struct statx_time){about.modified.seconds, (u32) about.modified.nanos, 0};
    x->dev_minor = (u32) about.dev;
    return 0;
}

long paths_access(int folder, u64 path, u32 mode)
{
    struct place place;
    if (mode > 7) {
        return -EINVAL;
    }
    long result = find(folder, path, FOLLOW_LAST, &place);
    return result < 0 ? result : may(place.node, mode) ? 0 : -EACCES;
}

long paths_readlink(int folder, u64 path, u64 to, u64 bytes)
{
    struct place place;
    if ((s64) bytes <= 0) {
        return -EINVAL;
    }
    long result = find(folder, path, KEEP_LAST, &place);
    if (result < 0) {
        return result;
    }
    if (type(place.node) != S_IFLNK) {
        return -EINVAL;
    }
    u64 length = place.node->bytes < bytes ? place.node->bytes : bytes;
    if (!memory_writable(to, length)) {
        return -EFAULT;
    }
    memcpy((void *) to, place.node->data, length);
    return (long) length;
}

/* Finds a name that is free, in a folder that may be changed. */
static long find_free(int folder, u64 path, struct place *place)
{
    long result = find(folder, path, KEEP_LAST, place);
    if (result == 0) {
        return -EEXIST;
    }
    if (result != -ENOENT || place->parent == NULL) {
        return result;
    }
    return may(place->parent, 2) ? 0 : -EACCES;
}

long paths_mkdir(int folder, u64 path, u32 mode)
{
    struct place place;
    long result = find_free(folder, path, &place);
    if (result < 0) {
        return result;
    }
    return tree_add(place.parent, place.name, S_IFDIR | (mode & 01777 & ~mask())) == NULL ? -ENOSPC : 0;
}

long paths_symlink(u64 target, int folder, u64 path)
{
    struct place place;
    static char text[PATH_BYTES_MAX];
    long length = memory_text(text, target, sizeof text);
    if (length <= 0) {
        return length == 0 ? -ENOENT : length;
    }
    long result = find_free(folder, path, &place);
    if (result < 0) {
        return result;
    }
    struct node *node = tree_add(place.parent, place.name, S_IFLNK | 0777);
    if (node == NULL || !tree_reserve(node, (u64) length + 1)) {
        if (node != NULL) {
            tree_unlink(node);
        }
        return -ENOSPC;
    }
    memcpy(node->data, text, (u64) length + 1);
    node->bytes = (u64) length;
    return 0;
}

/* One name per file. Programs that use a link as a lock, or to keep a copy, have another way for file systems such as this. */
long paths_link(int from_folder, u64 from, int to_folder, u64 to)
{
    struct place place;
    long result = find(from_folder, from, FOLLOW_LAST, &place);
    if (result < 0) {
        return result;
    }
    result = find_free(to_folder, to, &place);
    return result < 0 ? result : -EPERM;
}

long paths_unlink(int folder, u64 path, u32 flags)
{
    struct place place;
    if ((flags & ~(u32) AT_REMOVEDIR) != 0) {
        return -EINVAL;
    }
    long result = find(folder, path, KEEP_LAST, &place);
    if (result < 0) {
        return result;
    }
    struct node *node = place.node;
    bool is_folder = type(node) == S_IFDIR;
    if ((flags & AT_REMOVEDIR) != 0) {
        if (!is_folder) {
            return -ENOTDIR;
        }
        if (node->children != NULL) {
            return -ENOTEMPTY;
        }
        if (node == tree_root() || node == current()) {
            return -EACCES;
        }
    } else if (is_folder) {
        return -EISDIR;
    }
    if (!may(node->parent, 2)) {
        return -EACCES;
    }
    tree_unlink(node);
    return 0;
}

static bool contains(const struct node *folder, const struct node *node)
{
    for (;; node = node->parent) {
        if (node == folder) {
            return true;
        }
        if (node == node->parent) {
            return false;
        }
    }
}

long paths_rename(int from_folder, u64 from, int to_folder, u64 to, u32 flags)
{
    struct place source;
    struct place target;
    if ((flags & ~RENAME_NOREPLACE) != 0) {
        return -EINVAL;
    }
    long result = find(from_folder, from, KEEP_LAST, &source);
    if (result < 0) {
        return result;
    }
    result = find(to_folder, to, KEEP_LAST, &target);
    if (result < 0 && (result != -ENOENT || target.parent == NULL)) {
        return result;
    }
    struct node *moved = source.node;
    struct node *replaced = target.node;
    struct node *parent = replaced == NULL ? target.parent : replaced->parent;
    if (!may(moved->parent, 2) || !may(parent, 2)) {
        return -EACCES;
    }
    if (replaced == moved) {
        return 0;
    }
    if (type(moved) == S_IFDIR && contains(moved, parent)) {
        return -EINVAL;
    }
    if (replaced != NULL) {
        if ((flags & RENAME_NOREPLACE) != 0) {
            return -EEXIST;
        }
        if (type(moved) == S_IFDIR && type(replaced) != S_IFDIR) {
            return -ENOTDIR;
        }
        if (type(moved) != S_IFDIR && type(replaced) == S_IFDIR) {
            return -EISDIR;
        }
        if (replaced->children != NULL) {
            return -ENOTEMPTY;
        }
        memcpy(target.name, replaced->name, text_length(replaced->name) + 1);
        tree_unlink(replaced);
    }
    tree_move(moved, parent, target.name);
    return 0;
}

static long resize(struct node *node, u64 bytes)
{
    if ((s64) bytes < 0) {
        return -EINVAL;
    }
    if (type(node) != S_IFREG) {
        return type(node) == S_IFDIR ? -EISDIR : -EINVAL;
    }
    return tree_resize(node, bytes) ? 0 : bytes > memory_total_bytes() ? -EFBIG : -ENOSPC;
}

long paths_truncate(u64 path, u64 bytes)
{
    struct place place;
    long result = find(AT_FDCWD, path, FOLLOW_LAST, &place);
    if (result < 0) {
        return result;
    }
    return may(place.node, 2) ? resize(place.node, bytes) : -EACCES;
}

long paths_ftruncate(int fd, u64 bytes)
{
    struct handle *handle = handles_get(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    if (handle->kind != HANDLE_NODE || (handle->flags & O_ACCMODE) == O_RDONLY) {
        return -EINVAL;
    }
    return resize(handle->node, bytes);
}

long paths_allocate(int fd, u32 mode, u64 offset, u64 bytes)
{
    struct handle *handle = handles_get(fd);
    if (handle == NULL || (handle->flags & O_ACCMODE) == O_RDONLY) {
        return -EBADF;
    }
    if (handle->kind != HANDLE_NODE) {
        return handle->pipe != NULL || handle->kind <= HANDLE_STDERR ? -ESPIPE : -ENODEV;
    }
    if ((s64) offset < 0 || (s64) bytes <= 0) {
        return -EINVAL;
    }
    if ((mode & ~FALLOC_KEEP_SIZE) != 0) {
        return -EOPNOTSUPP;
    }
    u64 end = offset + bytes;
    if (!tree_reserve(handle->node, end)) {
        return -ENOSPC;
    }
    return mode == 0 && end > handle->node->bytes ? resize(handle->node, end) : 0;
}

static void set_rights(struct node *node, u32 mode)
{
    node->mode = (node->mode & S_IFMT) | (mode & 07777);
}

long paths_chmod(int folder, u64 path, u32 mode)
{
    struct place place;
    long result = find(folder, path, FOLLOW_LAST, &place);
    if (result == 0) {
        if (place.node->capacity == 0 && place.node->bytes > 0) {
            return -EPERM; /* the job's own files stay as they are */
        }
        set_rights(place.node, mode);
    }
    return result;
}

long paths_fchmod(int fd, u32 mode)
{
    struct handle *handle = handles_get(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    if (handle->kind == HANDLE_NODE) {
        if (handle->node->capacity == 0 && handle->node->bytes > 0) {
            return -EPERM;
        }
        set_rights(handle->node, mode);
    }
    return 0;
}

/* There is one user, who owns everything already. */
long paths_chown(int folder, u64 path, u32 flags)
{
    struct stat unused;
    return look(folder, path, flags, &unused);
}

long paths_utime(int folder, u64 path, u32 flags)
{
    struct stat unused;
    return path == 0 ? describe_descriptor(folder, &unused) : look(folder, path, flags, &unused);
}

struct entry {
    u64 inode;
    s64 next;
    u16 bytes;
    u8 type;
    char name[];
};

#define ENTRY_NAME_AT 19

/* Appends one entry; its length, or 0 if there is no room. */
static u64 put_entry(u64 to, u64 room, const struct node *node, const char *name, u64 index)
{
    u64 name_bytes = text_length(name) + 1;
    u64 length = (ENTRY_NAME_AT + name_bytes + 7) & ~7ul;
    if (length > room) {
        return 0;
    }
    memset((void *) to, 0, length);
    struct entry *entry = (struct entry *) to;
    entry->inode = node->inode;
    entry->next = (s64) index + 1;
    entry->bytes = (u16) length;
    entry->type = (u8) (node->mode >> 12);
    memcpy((u8 *) to + ENTRY_NAME_AT, name, name_bytes);
    return length;
}

/* Entries come in the order in which they were made; the position is the number of entries that were told. */
long paths_list(int fd, u64 to, u64 bytes)
{
    struct handle *handle = handles_get(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    if (handle->kind != HANDLE_NODE || type(handle->node) != S_IFDIR) {
        return -ENOTDIR;
    }
    if (!memory_writable(to, bytes)) {
        return -EFAULT;
    }
    u64 done = 0;
    u64 index = 0;
    const struct node *next = handle->node->children;
    for (;; index++) {
        const struct node *node = index == 0 ? handle->node : index == 1 ? handle->node->parent : next;
        if (node == NULL) {
            break;
        }
        if (index >= 2) {
            next = node->next;
        }
        if (index < handle->position) {
            continue;
        }
        const char *name = index == 0 ? "." : index == 1 ? ".." : node->name;
        u64 length = put_entry(to + done, bytes - done, node, name, index);
        if (length == 0) {
            return done > 0 ? (long) done : -EINVAL;
        }
        done += length;
        handle->position = index + 1;
    }
    return (long) done;
}

static long enter(struct node *node)
{
    if (type(node) != S_IFDIR) {
        return -ENOTDIR;
    }
    current_folder = node;
    return 0;
}

long paths_chdir(u64 path)
{
    struct place place;
    long result = find(AT_FDCWD, path, FOLLOW_LAST, &place);
    return result < 0 ? result : enter(place.node);
}

long paths_fchdir(int fd)
{
    struct handle *handle = handles_get(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    return handle->kind == HANDLE_NODE ? enter(handle->node) : -ENOTDIR;
}

long paths_cwd(u64 to, u64 bytes)
{
    static char path[PATH_BYTES_MAX];
    long length = tree_path(current(), path, bytes < sizeof path ? bytes : sizeof path);
    if (length < 0) {
        return length;
    }
    if (!memory_writable(to, (u64) length + 1)) {
        return -EFAULT;
    }
    memcpy((void *) to, path, (u64) length + 1);
    return length + 1;
}

long paths_statfs(u64 path, u64 to)
{
    enum { TMPFS_MAGIC = 0x01021994, STATFS_BYTES = 120 };
    struct place place;
    long result = path == 0 ? 0 : find(AT_FDCWD, path, FOLLOW_LAST, &place);
    if (result < 0) {
        return result;
    }
    if (!memory_writable(to, STATFS_BYTES)) {
        return -EFAULT;
    }
    u64 *fields = (u64 *) to;
    memset(fields, 0, STATFS_BYTES);
    fields[0] = TMPFS_MAGIC;
    fields[1] = BLOCK_BYTES;
    fields[2] = memory_total_bytes() / BLOCK_BYTES;
    fields[3] = fields[4] = memory_free_bytes() / BLOCK_BYTES;
    fields[8] = NAME_BYTES_MAX;
    fields[9] = BLOCK_BYTES;
    return 0;
}

long paths_memory_file(u64 name, u32 flags)
{
    char text[NAME_BYTES_MAX];
    long length = memory_text(text, name, 250);
    if (length < 0) {
        return length == -ENAMETOOLONG ? -EINVAL : length;
    }
    if ((flags & ~MFD_FLAGS) != 0) {
        return -EINVAL;
    }
    struct node *node = tree_anonymous();
    return node == NULL ? -ENOSPC : install(node, O_RDWR | ((flags & MFD_CLOEXEC) != 0 ? O_CLOEXEC : 0));
}

long paths_umask(u32 fresh)
{
    u32 old = mask();
    mask_changes = MASK_AT_START ^ (fresh & 0777);
    return old;
}
