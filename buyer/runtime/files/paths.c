#include "files/paths.h"

#include "files/handles.h"
#include "kernel/text.h"
#include "memory/memory.h"

#define MASK_AT_START 022u
#define MFD_FLAGS 0x1fu
#define MFD_CLOEXEC 1u
#define OPEN_FLAGS 037777703u /* all that there are: fcntl.h */
#define RESOLVE_FLAGS 0x3fu

static struct node *current;
static u32 mask_changes; /* bits in which the mask differs from the one at the start */

struct node *paths_current(void)
{
    if (current == NULL) {
        current = tree_start();
        current->opens++;
    }
    return current;
}

long paths_enter(struct node *node)
{
    if (tree_type(node) != S_IFDIR) {
        return -ENOTDIR;
    }
    if (!tree_may(node, 1)) {
        return -EACCES;
    }
    struct node *left = paths_current();
    node->opens++;
    current = node;
    left->opens--;
    tree_release(left);
    return 0;
}

u32 paths_masked(u32 mode)
{
    return mode & ~(MASK_AT_START ^ mask_changes);
}

long paths_umask(u32 fresh)
{
    u32 old = MASK_AT_START ^ mask_changes;
    mask_changes = MASK_AT_START ^ (fresh & 0777);
    return old;
}

long paths_find(int folder, u64 path_address, enum follow follow, struct place *place)
{
    static char path[PATH_BYTES_MAX];
    place->node = place->folder = NULL;
    long length = memory_text(path, path_address, sizeof path);
    if (length < 0) {
        return length;
    }
    struct node *from = paths_current();
    if (folder != AT_FDCWD && path[0] != '/' && length > 0) {
        struct handle *handle = handles_get(folder);
        if (handle == NULL) {
            return -EBADF;
        }
        if (handle->kind != HANDLE_NODE) {
            return -ENOTDIR;
        }
        from = handle->node;
    }
    return tree_walk(from, path, follow, place);
}

long paths_node(int folder, u64 path, u32 flags, struct node **node)
{
    if ((flags & AT_EMPTY_PATH) != 0 && memory_readable(path, 1) && *(const char *) path == 0) {
        struct handle *handle = handles_get(folder);
        *node = folder == AT_FDCWD ? paths_current() : handle == NULL ? NULL : handle->node;
        return *node != NULL ? 0 : handle == NULL ? -EBADF : -EINVAL;
    }
    struct place place;
    long result = paths_find(folder, path, (flags & AT_SYMLINK_NOFOLLOW) != 0 ? KEEP_LAST : FOLLOW_LAST, &place);
    *node = place.node;
    return result;
}

long paths_find_free(int folder, u64 path, struct place *place)
{
    long result = paths_find(folder, path, KEEP_LAST, place);
    if (result == 0) {
        return -EEXIST;
    }
    if (result != -ENOENT || place->folder == NULL) {
        return result;
    }
    return tree_may(place->folder, 2) ? 0 : -EACCES;
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

long paths_install(struct node *node, u32 flags)
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
    if ((flags & O_ACCMODE) == O_RDONLY) {
        return -EINVAL;
    }
    long result = paths_find(folder, path, FOLLOW_LAST, &place);
    if (result < 0) {
        return result;
    }
    if (tree_type(place.node) != S_IFDIR) {
        return -ENOTDIR;
    }
    if (!tree_may(place.node, 2)) {
        return -EACCES;
    }
    struct node *node = tree_anonymous();
    return node == NULL ? -ENOSPC : paths_install(node, flags);
}

static long create(const struct place *place, u32 flags, u32 mode)
{
    if (place->folder == NULL) {
        return -ENOENT;
    }
    if (place->slash) {
        return -EISDIR;
    }
    if (!tree_may(place->folder, 2)) {
        return -EACCES;
    }
    struct node *node = tree_add(place->folder, place->text, S_IFREG | paths_masked(mode & 0777));
    return node == NULL ? -ENOSPC : paths_install(node, flags);
}

static long open_existing(struct node *node, u32 flags)
{
    u32 access = flags & O_ACCMODE;
    bool truncates = (flags & O_TRUNC) != 0;
    bool writes = access != O_RDONLY || truncates;
    if ((flags & O_PATH) != 0) {
        return (flags & O_DIRECTORY) != 0 && tree_type(node) != S_IFDIR ? -ENOTDIR : paths_install(node, flags & ~(u32) O_ACCMODE);
    }
    if (tree_type(node) == S_IFLNK) {
        return -ELOOP;
    }
    if (tree_type(node) == S_IFDIR && (writes || (flags & O_CREAT) != 0)) {
        return -EISDIR;
    }
    if (tree_type(node) != S_IFDIR && (flags & O_DIRECTORY) != 0) {
        return -ENOTDIR;
    }
    if ((writes && !tree_may(node, 2)) || (access != O_WRONLY && !tree_may(node, 4))) {
        return -EACCES;
    }
    if (truncates && tree_type(node) == S_IFREG) {
        tree_resize(node, 0);
    }
    return paths_install(node, flags);
}

long paths_open(int folder, u64 path, u32 flags, u32 mode)
{
    struct place place;
    if (!handles_room()) {
        return -EMFILE;
    }
    if ((flags & O_TMPFILE) == O_TMPFILE) {
        return open_temporary(folder, path, flags);
    }
    bool creates = (flags & (O_CREAT | O_PATH)) == O_CREAT;
    if (creates && (flags & O_DIRECTORY) != 0) {
        return -EINVAL;
    }
    bool keeps = (flags & O_NOFOLLOW) != 0 || (creates && (flags & O_EXCL) != 0);
    long result = paths_find(folder, path, keeps ? KEEP_LAST : FOLLOW_LAST, &place);
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
    enum { FLAGS = 0, MODE = 1, RESOLVE = 2, FIELDS = 3 };
    if (bytes < FIELDS * sizeof(u64)) {
        return -EINVAL;
    }
    if (bytes > PAGE_BYTES) {
        return -E2BIG;
    }
    if (!memory_readable(how, bytes)) {
        return -EFAULT;
    }
    const u64 *fields = (const u64 *) how;
    for (u64 i = FIELDS * sizeof(u64); i < bytes; i++) { /* of a later version: it may say nothing */
        if (((const u8 *) how)[i] != 0) {
            return -E2BIG;
        }
    }
    bool creates = (fields[FLAGS] & O_CREAT) != 0 || (fields[FLAGS] & O_TMPFILE) == O_TMPFILE;
    if ((fields[FLAGS] & ~(u64) OPEN_FLAGS) != 0 || (fields[RESOLVE] & ~(u64) RESOLVE_FLAGS) != 0
        || (!creates && fields[MODE] != 0) || (fields[MODE] & ~07777ul) != 0) {
        return -EINVAL;
    }
    return paths_open(folder, path, (u32) fields[FLAGS], (u32) fields[MODE]);
}

long paths_memory_file(u64 name, u32 flags)
{
    char text[NAME_BYTES_MAX];
    if ((flags & ~MFD_FLAGS) != 0) {
        return -EINVAL;
    }
    long length = memory_text(text, name, 250);
    if (length < 0) {
        return length == -ENAMETOOLONG ? -EINVAL : length;
    }
    struct node *node = tree_anonymous();
    return node == NULL ? -ENOSPC : paths_install(node, O_RDWR | ((flags & MFD_CLOEXEC) != 0 ? O_CLOEXEC : 0));
}
