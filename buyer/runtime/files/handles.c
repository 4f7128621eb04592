#include "files/handles.h"

#include "files/pipes.h"
#include "files/watches.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "threads/threads.h"
#include "time/clock.h"

#define HANDLES DESCRIPTORS
#define FD_CLOEXEC 1
#define CLOSE_RANGE_CLOEXEC 4
#define PIPE_BYTES_MAX (1u << 20) /* for an ordinary user: /proc/sys/fs/pipe-max-size */

enum {
    F_DUPFD = 0, F_GETFD = 1, F_SETFD = 2, F_GETFL = 3, F_SETFL = 4, F_GETLK = 5, F_SETLK = 6, F_SETLKW = 7, F_SETOWN = 8,
    F_GETOWN = 9, F_OFD_GETLK = 36, F_OFD_SETLK = 37, F_OFD_SETLKW = 38, F_DUPFD_CLOEXEC = 1030, F_SETPIPE_SZ = 1031, F_GETPIPE_SZ = 1032,
    F_UNLCK = 2
};

/* Most programs need few: those are with the runtime's other small variables, see runtime.ld. */
#define FEW 4

struct descriptor {
    struct handle *handle;
    bool close_on_exec;
};

static struct handle few_handles[FEW];
static struct handle handles_more[HANDLES - FEW];
static struct descriptor few_descriptors[FEW];
static struct descriptor descriptors_more[DESCRIPTORS - FEW];

static struct handle *handle_at(u32 index)
{
    return index < FEW ? &few_handles[index] : &handles_more[index - FEW];
}

static struct descriptor *descriptor(u32 fd)
{
    return fd < FEW ? &few_descriptors[fd] : &descriptors_more[fd - FEW];
}

void handles_begin(void)
{
    static const enum handle_kind standard[] = {HANDLE_STDIN, HANDLE_STDOUT, HANDLE_STDERR};
    for (u32 i = 0; i < 3; i++) {
        handle_at(i)->kind = standard[i];
        handle_at(i)->flags = i == 0 ? O_RDONLY : O_WRONLY;
        handle_at(i)->descriptors = 1;
        descriptor(i)->handle = handle_at(i);
    }
}

struct handle *handles_get(int fd)
{
    return fd >= 0 && fd < DESCRIPTORS ? descriptor((u32) fd)->handle : NULL;
}

struct handle *handles_usable(int fd)
{
    struct handle *handle = handles_get(fd);
    return handle == NULL || (handle->flags & O_PATH) != 0 ? NULL : handle;
}

bool handles_room(void)
{
    for (u32 fd = 0; fd < DESCRIPTORS; fd++) {
        if (descriptor((u32) fd)->handle == NULL) {
            return true;
        }
    }
    return false;
}

struct handle *handles_new(enum handle_kind kind, u32 flags)
{
    for (u32 i = 0; i < HANDLES; i++) {
        if (handle_at(i)->kind == HANDLE_FREE) {
            memset(handle_at(i), 0, sizeof *handle_at(i));
            handle_at(i)->kind = kind;
            handle_at(i)->flags = flags;
            return handle_at(i);
        }
    }
    return NULL;
}

static void release(struct handle *handle)
{
    if (handle->descriptors > 0) {
        return;
    }
    if (handle->node != NULL) {
        handle->node->opens--;
        tree_release(handle->node);
    }
    if (handle->pipe != NULL) {
        pipes_release(handle);
    }
    watches_release(handle);
    handle->kind = HANDLE_FREE;
    threads_retry_waiting(); /* the other end of a pipe sees its end */
}

static void put(int fd, struct handle *handle, bool close_on_exec)
{
    descriptor((u32) fd)->handle = handle;
    descriptor((u32) fd)->close_on_exec = close_on_exec;
    handle->descriptors++;
}

long handles_install(struct handle *handle, int least, bool close_on_exec)
{
    for (int fd = least; fd < DESCRIPTORS; fd++) {
        if (descriptor((u32) fd)->handle == NULL) {
            put(fd, handle, close_on_exec);
            return fd;
        }
    }
    release(handle);
    return -EMFILE;
}

long handles_close(int fd)
{
    struct handle *handle = handles_get(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    descriptor((u32) fd)->handle = NULL;
    handle->descriptors--;
    watches_forget(fd, handle);
    release(handle);
    return 0;
}

long handles_close_range(u32 first, u32 last, u32 flags)
{
    if (first > last || (flags & ~(u32) (CLOSE_RANGE_CLOEXEC | 2)) != 0) {
        return -EINVAL;
    }
    for (u32 fd = first; fd <= last && fd < DESCRIPTORS; fd++) {
        if ((flags & CLOSE_RANGE_CLOEXEC) != 0) {
            descriptor((u32) fd)->close_on_exec = true;
        } else {
            handles_close((int) fd);
        }
    }
    return 0;
}

long handles_dup(int fd)
{
    struct handle *handle = handles_get(fd);
    return handle == NULL ? -EBADF : handles_install(handle, 0, false);
}

long handles_dup_to(int fd, int to, u32 flags, bool dup2)
{
    struct handle *handle = handles_get(fd);
    if (handle == NULL || to < 0 || to >= DESCRIPTORS) {
        return -EBADF;
    }
    if (fd == to) {
        return dup2 ? to : -EINVAL;
    }
    if ((flags & ~(u32) O_CLOEXEC) != 0) {
        return -EINVAL;
    }
    handle->descriptors++; /* it may be the one that is closed */
    handles_close(to);
    handle->descriptors--;
    put(to, handle, (flags & O_CLOEXEC) != 0);
    return to;
}

/* Locks of a program against others, of which there are none: fcntl(2). */
static long lock(const struct handle *handle, int command, u64 address)
{
    enum { F_RDLCK = 0, F_WRLCK = 1, LOCK_BYTES = 32 };
    if (!memory_writable(address, LOCK_BYTES)) {
        return -EFAULT;
    }
    u16 *kind = (u16 *) address;
    u16 from = kind[1];
    u32 access = handle->flags & O_ACCMODE;
    if (from > 2 || *kind > F_UNLCK || (command == F_GETLK && *kind == F_UNLCK)) {
        return -EINVAL;
    }
    if (command == F_GETLK || command == F_OFD_GETLK) {
        *kind = F_UNLCK;
        return 0;
    }
    bool wrong = (*kind == F_RDLCK && access == O_WRONLY) || (*kind == F_WRLCK && access == O_RDONLY);
    return wrong ? -EBADF : 0;
}

static long control_open(struct handle *handle, int command, u64 argument)
{
    const u32 changeable = O_APPEND | O_NONBLOCK;
    switch (command) {
    case F_SETFL:
        handle->flags = (handle->flags & ~changeable) | ((u32) argument & changeable);
        return 0;
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_GETLK:
    case F_OFD_SETLK:
    case F_OFD_SETLKW:
        return lock(handle, command, argument);
    case F_SETOWN:
    case F_GETOWN:
        return 0;
    case F_SETPIPE_SZ:
    case F_GETPIPE_SZ:
        if (handle->pipe == NULL && handle->kind > HANDLE_STDERR) {
            return -EBADF;
        }
        return command == F_SETPIPE_SZ && argument > PIPE_BYTES_MAX ? argument > INT32_MAX ? -EINVAL : -EPERM : PIPE_BYTES;
    default:
        return -EINVAL;
    }
}

long handles_control(int fd, int command, u64 argument)
{
    struct handle *handle = handles_get(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        return argument >= DESCRIPTORS ? -EINVAL : handles_install(handle, (int) argument, command == F_DUPFD_CLOEXEC);
    case F_GETFD:
        return descriptor((u32) fd)->close_on_exec ? FD_CLOEXEC : 0;
    case F_SETFD:
        descriptor((u32) fd)->close_on_exec = (argument & FD_CLOEXEC) != 0;
        return 0;
    case F_GETFL:
        return (long) (handle->flags | (handle->kind == HANDLE_NODE ? 0100000 : 0)); /* O_LARGEFILE, as the kernel adds it */
    default:
        return handles_usable(fd) == NULL ? -EBADF : control_open(handle, command, argument);
    }
}

long handles_mappable(int fd, bool shared_and_writable)
{
    const struct handle *handle = handles_usable(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    if (handle->kind != HANDLE_NODE) {
        return -ENODEV;
    }
    u32 access = handle->flags & O_ACCMODE;
    if (access == O_WRONLY || (shared_and_writable && access == O_RDONLY)) {
        return -EACCES;
    }
    bool mappable = tree_type(handle->node) == S_IFREG || handle->node->device == DEVICE_ZERO;
    return mappable ? 0 : -ENODEV;
}

u64 handles_next_timer(void)
{
    u64 next = CLOCK_NEVER;
    for (u32 i = 0; i < HANDLES; i++) {
        bool ahead = handle_at(i)->kind == HANDLE_TIMER && handle_at(i)->counter > clock_now();
        if (ahead && handle_at(i)->counter < next) {
            next = handle_at(i)->counter;
        }
    }
    return next;
}

void handles_copy_to_memory(int fd, u64 offset, void *to, u64 bytes)
{
    const struct node *node = handles_get(fd)->node;
    if (offset < node->bytes) {
        u64 rest = node->bytes - offset;
        memcpy(to, node->data + offset, bytes < rest ? bytes : rest);
    }
}
