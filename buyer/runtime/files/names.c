#include "files/names.h"

#include "files/handles.h"
#include "files/paths.h"
#include "kernel/text.h"
#include "memory/memory.h"

#define AT_SYMLINK_FOLLOW 0x400
#define RENAME_NOREPLACE 1u
#define RENAME_EXCHANGE 2u

long names_mkdir(int folder, u64 path, u32 mode)
{
    struct place place;
    long result = paths_find_free(folder, path, &place);
    if (result < 0) {
        return result;
    }
    return tree_add(place.folder, place.text, S_IFDIR | paths_masked(mode & 01777)) == NULL ? -ENOSPC : 0;
}

long names_symlink(u64 target, int folder, u64 path)
{
    struct place place;
    static char text[PATH_BYTES_MAX];
    long length = memory_text(text, target, sizeof text);
    if (length <= 0) {
        return length == 0 ? -ENOENT : length;
    }
    long result = paths_find_free(folder, path, &place);
    if (result < 0) {
        return result;
    }
    struct node *node = tree_anonymous();
    if (node == NULL || !tree_reserve(node, (u64) length + 1) || !tree_link(place.folder, place.text, node)) {
        if (node != NULL) {
            tree_release(node);
        }
        return -ENOSPC;
    }
    memcpy(node->data, text, (u64) length + 1);
    node->bytes = (u64) length;
    node->mode = S_IFLNK | 0777;
    return 0;
}

long names_link(int from_folder, u64 from, int to_folder, u64 to, u32 flags)
{
    struct place place;
    struct node *file;
    if ((flags & ~(u32) (AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) != 0) {
        return -EINVAL;
    }
    u32 keeps = (flags & AT_SYMLINK_FOLLOW) != 0 ? 0 : AT_SYMLINK_NOFOLLOW;
    long result = paths_node(from_folder, from, (flags & AT_EMPTY_PATH) | keeps, &file);
    if (result == 0) {
        result = paths_find_free(to_folder, to, &place);
    }
    if (result < 0) {
        return result;
    }
    if (tree_type(file) == S_IFDIR) {
        return -EPERM;
    }
    return tree_link(place.folder, place.text, file) ? 0 : -ENOSPC;
}

static long remove_folder(const struct place *place)
{
    if (place->last != LAST_IS_NAME) {
        return place->last == LAST_IS_DOT ? -EINVAL : place->last == LAST_IS_UP ? -ENOTEMPTY : -EBUSY;
    }
    if (!tree_may(place->folder, 2)) {
        return -EACCES;
    }
    if (tree_type(place->node) != S_IFDIR) {
        return -ENOTDIR;
    }
    if (place->node->names != NULL) {
        return -ENOTEMPTY;
    }
    tree_unlink(place->name);
    return 0;
}

long names_unlink(int folder, u64 path, u32 flags)
{
    struct place place;
    if ((flags & ~(u32) AT_REMOVEDIR) != 0) {
        return -EINVAL;
    }
    long result = paths_find(folder, path, KEEP_LAST, &place);
    if (result < 0) {
        return result;
    }
    if ((flags & AT_REMOVEDIR) != 0) {
        return remove_folder(&place);
    }
    if (place.last != LAST_IS_NAME) {
        return -EISDIR;
    }
    if (!tree_may(place.folder, 2)) {
        return -EACCES;
    }
    if (tree_type(place.node) == S_IFDIR) {
        return -EISDIR;
    }
    tree_unlink(place.name);
    return 0;
}

static bool contains(const struct node *folder, const struct node *node)
{
    while (node != folder && node != node->parent) {
        node = node->parent;
    }
    return node == folder;
}

/* Whether the one may take the place of the other. */
static long replaceable(const struct node *moved, const struct node *replaced)
{
    bool folder = tree_type(moved) == S_IFDIR;
    if (folder && tree_type(replaced) != S_IFDIR) {
        return -ENOTDIR;
    }
    if (!folder && tree_type(replaced) == S_IFDIR) {
        return -EISDIR;
    }
    return replaced->names != NULL ? -ENOTEMPTY : 0;
}

static long move(struct place *source, struct place *target, u32 flags)
{
    struct node *moved = source->node;
    struct node *replaced = target->node;
    if (!tree_may(source->folder, 2) || !tree_may(target->folder, 2)) {
        return -EACCES;
    }
    if (tree_type(moved) == S_IFDIR && contains(moved, target->folder)) {
        return -EINVAL;
    }
    if (replaced == NULL) {
        tree_move(source->name, target->folder, target->text);
        return 0;
    }
    if ((flags & RENAME_NOREPLACE) != 0) {
        return -EEXIST;
    }
    if ((flags & RENAME_EXCHANGE) != 0) {
        if (tree_type(replaced) == S_IFDIR && contains(replaced, source->folder)) {
            return -EINVAL;
        }
        tree_exchange(source->name, target->name);
        return 0;
    }
    long result = replaced == moved ? 0 : contains(replaced, source->folder) ? -ENOTEMPTY : replaceable(moved, replaced);
    if (result == 0 && replaced != moved) {
        tree_unlink(target->name);
        tree_move(source->name, target->folder, target->text);
    }
    return result;
}

long names_rename(int from_folder, u64 from, int to_folder, u64 to, u32 flags)
{
    struct place source;
    struct place target;
    if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) != 0 || flags == (RENAME_NOREPLACE | RENAME_EXCHANGE)) {
        return -EINVAL;
    }
    long result = paths_find(from_folder, from, KEEP_LAST, &source);
    if (result < 0) {
        return result;
    }
    result = paths_find(to_folder, to, KEEP_LAST, &target);
    if (result < 0 && (result != -ENOENT || target.folder == NULL || (flags & RENAME_EXCHANGE) != 0)) {
        return result;
    }
    if (source.last != LAST_IS_NAME || target.last != LAST_IS_NAME) {
        return (flags & RENAME_NOREPLACE) != 0 && source.last == LAST_IS_NAME ? -EEXIST : -EBUSY;
    }
    if (target.node == NULL && target.slash && tree_type(source.node) != S_IFDIR) {
        return -ENOTDIR;
    }
    return move(&source, &target, flags);
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
long names_list(int fd, u64 to, u64 bytes)
{
    struct handle *handle = handles_usable(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    if (handle->kind != HANDLE_NODE || tree_type(handle->node) != S_IFDIR) {
        return -ENOTDIR;
    }
    if (!memory_writable(to, bytes)) {
        return -EFAULT;
    }
    const struct node *folder = handle->node;
    u64 done = 0;
    u64 index = 0;
    const struct name *next = folder->names;
    for (;; index++) {
        const struct name *name = index < 2 ? NULL : next;
        if (index >= 2 && name == NULL) {
            return (long) done;
        }
        if (name != NULL) {
            next = name->next;
        }
        if (index < handle->position) {
            continue;
        }
        const struct node *node = name != NULL ? name->node : index == 0 ? folder : folder->parent;
        const char *text = name != NULL ? name->text : index == 0 ? "." : "..";
        u64 length = put_entry(to + done, bytes - done, node, text, index);
        if (length == 0) {
            return done > 0 ? (long) done : -EINVAL;
        }
        done += length;
        handle->position = index + 1;
    }
}

long names_chdir(u64 path)
{
    struct place place;
    long result = paths_find(AT_FDCWD, path, FOLLOW_LAST, &place);
    return result < 0 ? result : paths_enter(place.node);
}

long names_fchdir(int fd)
{
    struct handle *handle = handles_get(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    return handle->kind == HANDLE_NODE ? paths_enter(handle->node) : -ENOTDIR;
}

long names_cwd(u64 to, u64 bytes)
{
    static char path[PATH_BYTES_MAX];
    long length = tree_path(paths_current(), path, bytes < sizeof path ? bytes : sizeof path);
    if (length < 0) {
        return length;
    }
    if (!memory_writable(to, (u64) length + 1)) {
        return -EFAULT;
    }
    memcpy((void *) to, path, (u64) length + 1);
    return length + 1;
}
