#include "files/hints.h"

#include "files/handles.h"

long hints_sync(int fd)
{
    const struct handle *handle = handles_usable(fd);
    return handle == NULL ? -EBADF : handle->kind == HANDLE_NODE ? 0 : -EINVAL;
}

long hints_sync_range(int fd, s64 offset, s64 bytes, u32 flags)
{
    enum { KNOWN = 7 };
    const struct handle *handle = handles_usable(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    if ((flags & ~(u32) KNOWN) != 0 || offset < 0 || bytes < 0 || offset > INT64_MAX - bytes) {
        return -EINVAL;
    }
    return handle->kind == HANDLE_NODE ? 0 : -ESPIPE;
}

long hints_advise(int fd, s64 bytes, int advice)
{
    enum { ADVICE_MAX = 5 };
    const struct handle *handle = handles_usable(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    if (handle->kind <= HANDLE_STDERR || handle->pipe != NULL) {
        return -ESPIPE;
    }
    return bytes < 0 || advice < 0 || advice > ADVICE_MAX ? -EINVAL : 0;
}

long hints_read_ahead(int fd)
{
    const struct handle *handle = handles_usable(fd);
    if (handle == NULL || (handle->flags & O_ACCMODE) == O_WRONLY) {
        return -EBADF;
    }
    bool file = handle->kind == HANDLE_NODE && tree_type(handle->node) == S_IFREG;
    return file ? 0 : -EINVAL;
}

/* Nobody else is here to hold a lock. */
long hints_lock(int fd, u32 how)
{
    enum { LOCK_SH = 1, LOCK_EX = 2, LOCK_NB = 4, LOCK_UN = 8, LOCK_MAND = 32 };
    u32 what = how & ~(u32) LOCK_NB;
    if ((how & LOCK_MAND) != 0) {
        return 0; /* ignored since 5.15 */
    }
    if (what != LOCK_SH && what != LOCK_EX && what != LOCK_UN) {
        return -EINVAL;
    }
    return handles_usable(fd) == NULL ? -EBADF : 0;
}
