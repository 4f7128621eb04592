#include "files/attributes.h"

#include "files/handles.h"
#include "files/paths.h"
#include "memory/memory.h"
#include "process/process.h"
#include "time/clock.h"

#define FALLOC_KEEP_SIZE 1u
#define FALLOC_FLAGS 0x7fu
#define UTIME_NOW 0x3fffffff
#define UTIME_OMIT 0x3ffffffe
/* Times that 64 bits of nanoseconds hold: some 290 years around the start. */
#define SECONDS_MAX 9000000000l
#define KEPT (~0u) /* an owner that stays */

static long resize(struct node *node, u64 bytes)
{
    if (tree_type(node) != S_IFREG) {
        return tree_type(node) == S_IFDIR ? -EISDIR : -EINVAL;
    }
    return tree_resize(node, bytes) ? 0 : bytes > memory_total_bytes() ? -EFBIG : -ENOSPC;
}

long attributes_truncate(u64 path, u64 bytes)
{
    struct place place;
    if ((s64) bytes < 0) {
        return -EINVAL;
    }
    long result = paths_find(AT_FDCWD, path, FOLLOW_LAST, &place);
    if (result < 0) {
        return result;
    }
    return tree_type(place.node) == S_IFREG && !tree_may(place.node, 2) ? -EACCES : resize(place.node, bytes);
}

long attributes_ftruncate(int fd, u64 bytes)
{
    struct handle *handle = handles_usable(fd);
    if ((s64) bytes < 0) {
        return -EINVAL;
    }
    if (handle == NULL) {
        return -EBADF;
    }
    if (handle->kind != HANDLE_NODE || (handle->flags & O_ACCMODE) == O_RDONLY) {
        return -EINVAL;
    }
    return resize(handle->node, bytes);
}

long attributes_allocate(int fd, u32 mode, u64 offset, u64 bytes)
{
    struct handle *handle = handles_usable(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    if ((s64) offset < 0 || (s64) bytes <= 0) {
        return -EINVAL;
    }
    if ((mode & ~FALLOC_FLAGS) != 0) {
        return -EOPNOTSUPP;
    }
    if ((handle->flags & O_ACCMODE) == O_RDONLY) {
        return -EBADF;
    }
    if (handle->kind != HANDLE_NODE) {
        return handle->pipe != NULL || handle->kind <= HANDLE_STDERR ? -ESPIPE : -ENODEV;
    }
    if (tree_type(handle->node) != S_IFREG) {
        return -ENODEV;
    }
    u64 end = offset + bytes;
    if ((s64) end < 0) {
        return -EFBIG;
    }
    if ((mode & ~FALLOC_KEEP_SIZE) != 0) {
        return -EOPNOTSUPP;
    }
    if (!tree_reserve(handle->node, end)) {
        return -ENOSPC;
    }
    return mode == 0 && end > handle->node->bytes ? resize(handle->node, end) : 0;
}

/* The job's own files stay as they are: their bytes are not memory that the program may change. */
static long set_rights(struct node *node, u32 mode)
{
    if (node->capacity == 0 && node->bytes > 0) {
        return -EPERM;
    }
    node->mode = tree_type(node) | (mode & 07777);
    return 0;
}

long attributes_chmod(int folder, u64 path, u32 mode, u32 flags)
{
    struct node *node;
    if ((flags & ~(u32) PATH_FLAGS) != 0) {
        return -EINVAL;
    }
    long result = paths_node(folder, path, flags, &node);
    if (result < 0) {
        return result;
    }
    return tree_type(node) == S_IFLNK ? -EOPNOTSUPP : set_rights(node, mode);
}

long attributes_fchmod(int fd, u32 mode)
{
    struct handle *handle = handles_usable(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    return handle->kind == HANDLE_NODE ? set_rights(handle->node, mode) : 0;
}

/* There is one user, who owns everything already, and may give nothing away. */
static long set_owner(u32 user, u32 group)
{
    return (user == KEPT || user == USER_ID) && (group == KEPT || group == USER_ID) ? 0 : -EPERM;
}

long attributes_chown(int folder, u64 path, u32 user, u32 group, u32 flags)
{
    struct node *unused;
    if ((flags & ~(u32) PATH_FLAGS) != 0) {
        return -EINVAL;
    }
    long result = paths_node(folder, path, flags, &unused);
    return result < 0 ? result : set_owner(user, group);
}

long attributes_fchown(int fd, u32 user, u32 group)
{
    return handles_usable(fd) == NULL ? -EBADF : set_owner(user, group);
}

/* `times` are those of the last access, which nobody keeps, and of the last change; NULL is now. */
static long set_times(int folder, u64 path, const struct timespec *times, u32 flags)
{
    struct node *node;
    if ((flags & ~(u32) PATH_FLAGS) != 0) {
        return -EINVAL;
    }
    for (int i = 0; times != NULL && i < 2; i++) {
        bool special = times[i].nanos == UTIME_NOW || times[i].nanos == UTIME_OMIT;
        if (!special && (times[i].nanos < 0 || times[i].nanos >= (s64) NANOS_PER_SECOND)) {
            return -EINVAL;
        }
    }
    if (path == 0 && folder != AT_FDCWD) {
        struct handle *handle = flags == 0 ? handles_usable(folder) : NULL;
        if (handle == NULL) {
            return flags == 0 ? -EBADF : -EINVAL;
        }
        node = handle->node;
    } else {
        long result = paths_node(folder, path, flags, &node);
        if (result < 0) {
            return result;
        }
    }
    if (node == NULL || (times != NULL && times[1].nanos == UTIME_OMIT)) {
        return 0; /* a pipe, of which nobody sees the time */
    }
    if (times == NULL || times[1].nanos == UTIME_NOW) {
        node->modified = (s64) clock_now();
        return 0;
    }
    s64 seconds = times[1].seconds - (s64) CLOCK_START_SECONDS;
    seconds = seconds > SECONDS_MAX ? SECONDS_MAX : seconds < -SECONDS_MAX ? -SECONDS_MAX : seconds;
    node->modified = seconds * (s64) NANOS_PER_SECOND + times[1].nanos;
    return 0;
}

long attributes_utimensat(int folder, u64 path, u64 times, u32 flags)
{
    if (times != 0 && !memory_readable(times, 2 * sizeof(struct timespec))) {
        return -EFAULT;
    }
    return set_times(folder, path, (const struct timespec *) times, flags);
}

long attributes_utimes(int folder, u64 path, u64 times)
{
    struct timespec converted[2];
    if (times == 0) {
        return set_times(folder, path, NULL, 0);
    }
    if (!memory_readable(times, 2 * sizeof(struct timeval))) {
        return -EFAULT;
    }
    const struct timeval *given = (const struct timeval *) times;
    for (int i = 0; i < 2; i++) {
        if (given[i].micros < 0 || given[i].micros > 999999) {
            return -EINVAL;
        }
        converted[i] = (struct timespec){given[i].seconds, given[i].micros * 1000};
    }
    return set_times(folder, path, converted, 0);
}

long attributes_utime(u64 path, u64 times)
{
    if (times == 0) {
        return set_times(AT_FDCWD, path, NULL, 0);
    }
    if (!memory_readable(times, 2 * sizeof(s64))) {
        return -EFAULT;
    }
    const s64 *seconds = (const s64 *) times;
    struct timespec converted[2] = {{seconds[0], 0}, {seconds[1], 0}};
    return set_times(AT_FDCWD, path, converted, 0);
}
