#include "files/about.h"

#include "files/handles.h"
#include "files/paths.h"
#include "files/standard.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "process/process.h"
#include "time/clock.h"

#define BLOCK_BYTES 4096
#define SECTOR_BYTES 512
#define AT_NO_AUTOMOUNT 0x800
#define AT_STATX_SYNC 0x6000
#define AT_EACCESS 0x200
#define STAT_FLAGS (PATH_FLAGS | AT_NO_AUTOMOUNT)
#define STATX_RESERVED 0x80000000u

static struct timespec wall_time(s64 nanos)
{
    const s64 second = (s64) NANOS_PER_SECOND;
    s64 part = nanos % second;
    part = part < 0 ? part + second : part;
    return (struct timespec){(s64) CLOCK_START_SECONDS + (nanos - part) / second, part};
}

static void describe(const struct node *node, struct stat *to)
{
    memset(to, 0, sizeof *to);
    to->dev = 1;
    to->ino = node->inode;
    to->nlink = tree_type(node) == S_IFDIR && node->links > 0 ? 2 : node->links;
    to->mode = node->mode;
    to->uid = to->gid = USER_ID;
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
    to->uid = to->gid = USER_ID;
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

/* What `path`, or the descriptor itself, is like. A null pointer is an empty path. */
static long look(int folder, u64 path, u32 flags, struct stat *to)
{
    bool empty = (flags & AT_EMPTY_PATH) != 0 && (path == 0 || (memory_readable(path, 1) && *(const char *) path == 0));
    if (empty && folder != AT_FDCWD) {
        return describe_descriptor(folder, to);
    }
    if (empty) {
        describe(paths_current(), to);
        return 0;
    }
    struct place place;
    long result = paths_find(folder, path, (flags & AT_SYMLINK_NOFOLLOW) != 0 ? KEEP_LAST : FOLLOW_LAST, &place);
    if (result == 0) {
        describe(place.node, to);
    }
    return result;
}

static long hand_over(long result, const struct stat *about, u64 to)
{
    if (result < 0) {
        return result;
    }
    if (!memory_writable(to, sizeof *about)) {
        return -EFAULT;
    }
    memcpy((void *) to, about, sizeof *about);
    return 0;
}

long about_fstat(int fd, u64 to)
{
    struct stat about;
    return hand_over(describe_descriptor(fd, &about), &about, to);
}

long about_stat(int folder, u64 path, u64 to, u32 flags)
{
    struct stat about;
    if ((flags & ~(u32) STAT_FLAGS) != 0) {
        return -EINVAL;
    }
    return hand_over(look(folder, path, flags, &about), &about, to);
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

long about_statx(int folder, u64 path, u32 flags, u32 mask, u64 to)
{
    enum { STATX_BASIC_STATS = 0x7ff };
    struct stat about;
    if ((flags & ~(u32) (STAT_FLAGS | AT_STATX_SYNC)) != 0 || (flags & AT_STATX_SYNC) == AT_STATX_SYNC
        || (mask & STATX_RESERVED) != 0) {
        return -EINVAL;
    }
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

long about_access(int folder, u64 path, u32 mode, u32 flags)
{
    struct node *node;
    if (mode > 7 || (flags & ~(u32) (PATH_FLAGS | AT_EACCESS)) != 0) {
        return -EINVAL;
    }
    long result = paths_node(folder, path, flags, &node);
    return result < 0 ? result : tree_may(node, mode) ? 0 : -EACCES;
}

static long put_link(const char *target, u64 length, u64 to, int bytes)
{
    u64 count = length < (u64) bytes ? length : (u64) bytes;
    if (!memory_writable(to, count)) {
        return -EFAULT;
    }
    memcpy((void *) to, target, count);
    return (long) count;
}

/* glibc asks where its program is at every start: no need to build the tree for that. */
static bool asks_for_itself(u64 path)
{
    static const char link[] = "/proc/self/exe";
    return !tree_is_built() && memory_readable(path, sizeof link) && memcmp((const void *) path, link, sizeof link) == 0;
}

long about_readlink(int folder, u64 path, u64 to, int bytes)
{
    struct node *node;
    if (bytes <= 0) {
        return -EINVAL;
    }
    if (asks_for_itself(path)) {
        const char *executable = standard_executable();
        return put_link(executable, text_length(executable), to, bytes);
    }
    long result = paths_node(folder, path, PATH_FLAGS, &node);
    if (result < 0) {
        return result;
    }
    if (tree_type(node) != S_IFLNK) {
        return memory_readable(path, 1) && *(const char *) path == 0 ? -ENOENT : -EINVAL;
    }
    return put_link((const char *) node->data, node->bytes, to, bytes);
}

static long put_system(u64 to)
{
    enum { TMPFS_MAGIC = 0x01021994, STATFS_BYTES = 120 };
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

long about_statfs(u64 path, u64 to)
{
    struct place place;
    long result = paths_find(AT_FDCWD, path, FOLLOW_LAST, &place);
    return result < 0 ? result : put_system(to);
}

long about_fstatfs(int fd, u64 to)
{
    return handles_get(fd) == NULL ? -EBADF : put_system(to);
}
