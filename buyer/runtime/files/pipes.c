#include "files/pipes.h"

#include "kernel/text.h"
#include "memory/memory.h"
#include "threads/threads.h"
#include "time/clock.h"

#define PIPES 256
#define PIPE_ATOMIC_BYTES 4096
#define EFD_SEMAPHORE 1
#define EVENT_MAX (~0ul - 1)
#define TFD_TIMER_ABSTIME 1
#define TFD_FLAGS 3 /* and TFD_TIMER_CANCEL_ON_SET: nobody sets a clock here */

struct pipe {
    u8 *bytes; /* a ring of PIPE_BYTES */
    u64 written, read;
    bool has_reader, has_writer;
};

static struct pipe pipes[PIPES];

long pipes_open(u64 descriptors, u32 flags)
{
    if ((flags & ~(u32) (O_CLOEXEC | O_NONBLOCK)) != 0) {
        return -EINVAL;
    }
    if (!memory_writable(descriptors, 2 * sizeof(int))) {
        return -EFAULT;
    }
    struct pipe *pipe = pipes;
    while (pipe < pipes + PIPES && (pipe->has_reader || pipe->has_writer)) {
        pipe++;
    }
    u64 bytes = pipe < pipes + PIPES ? memory_take(PIPE_BYTES) : 0;
    struct handle *reader = handles_new(HANDLE_PIPE_READER, O_RDONLY | (flags & O_NONBLOCK));
    struct handle *writer = handles_new(HANDLE_PIPE_WRITER, O_WRONLY | (flags & O_NONBLOCK));
    if (bytes == 0 || reader == NULL || writer == NULL) {
        if (reader != NULL) {
            reader->kind = HANDLE_FREE;
        }
        if (bytes != 0) {
            memory_give(bytes, PIPE_BYTES);
        }
        return -ENFILE;
    }
    *pipe = (struct pipe){(u8 *) bytes, 0, 0, true, true};
    reader->pipe = pipe;
    writer->pipe = pipe;
    int *result = (int *) descriptors;
    long first = handles_install(reader, 0, (flags & O_CLOEXEC) != 0);
    long second = handles_install(writer, 0, (flags & O_CLOEXEC) != 0);
    if (second < 0) {
        if (first >= 0) {
            handles_close((int) first);
        }
        return -EMFILE;
    }
    result[0] = (int) first;
    result[1] = (int) second;
    return 0;
}

void pipes_release(struct handle *handle)
{
    struct pipe *pipe = handle->pipe;
    if (handle->kind == HANDLE_PIPE_READER) {
        pipe->has_reader = false;
    } else {
        pipe->has_writer = false;
    }
    if (!pipe->has_reader && !pipe->has_writer) {
        memory_give((u64) pipe->bytes, PIPE_BYTES);
    }
}

u64 pipes_bytes(const struct handle *handle)
{
    return handle->pipe->written - handle->pipe->read;
}

long pipes_read(struct handle *handle, void *to, u64 bytes)
{
    struct pipe *pipe = handle->pipe;
    u64 there = pipe->written - pipe->read;
    if (bytes == 0) {
        return 0;
    }
    if (there == 0) {
        return pipe->has_writer ? -EAGAIN : 0;
    }
    if (bytes > there) {
        bytes = there;
    }
    if (!memory_writable((u64) to, bytes)) {
        return -EFAULT;
    }
    for (u64 i = 0; i < bytes; i++) {
        ((u8 *) to)[i] = pipe->bytes[(pipe->read + i) % PIPE_BYTES];
    }
    pipe->read += bytes;
    threads_retry_waiting();
    return (long) bytes;
}

long pipes_write(struct handle *handle, const void *from, u64 bytes)
{
    struct pipe *pipe = handle->pipe;
    if (bytes == 0) {
        return 0;
    }
    if (!pipe->has_reader) {
        return -EPIPE;
    }
    u64 room = PIPE_BYTES - (pipe->written - pipe->read);
    bool atomic = bytes <= PIPE_ATOMIC_BYTES; /* such a write is whole or not at all: pipe(7) */
    if ((atomic && room < bytes) || room == 0) {
        return -EAGAIN;
    }
    if (bytes > room) {
        bytes = room;
    }
    if (!memory_readable((u64) from, bytes)) {
        return -EFAULT;
    }
    for (u64 i = 0; i < bytes; i++) {
        pipe->bytes[(pipe->written + i) % PIPE_BYTES] = ((const u8 *) from)[i];
    }
    pipe->written += bytes;
    threads_retry_waiting();
    return (long) bytes;
}

u32 pipes_ready(const struct handle *handle)
{
    const struct pipe *pipe = handle->pipe;
    u64 there = pipe->written - pipe->read;
    if (handle->kind == HANDLE_PIPE_READER) {
        return (there > 0 ? POLLIN : 0) | (pipe->has_writer ? 0 : POLLHUP);
    }
    return (PIPE_BYTES - there >= PIPE_ATOMIC_BYTES ? POLLOUT : 0) | (pipe->has_reader ? 0 : POLLERR);
}

long events_open(u64 value, u32 flags)
{
    if ((flags & ~(u32) (O_CLOEXEC | O_NONBLOCK | EFD_SEMAPHORE)) != 0) {
        return -EINVAL;
    }
    struct handle *handle = handles_new(HANDLE_EVENT, O_RDWR | (flags & O_NONBLOCK));
    if (handle == NULL) {
        return -ENFILE;
    }
    handle->counter = value;
    handle->semaphore = (flags & EFD_SEMAPHORE) != 0;
    return handles_install(handle, 0, (flags & O_CLOEXEC) != 0);
}

long events_read(struct handle *handle, void *to, u64 bytes)
{
    if (bytes < sizeof(u64)) {
        return -EINVAL;
    }
    if (handle->counter == 0) {
        return -EAGAIN;
    }
    if (!memory_writable((u64) to, sizeof(u64))) {
        return -EFAULT;
    }
    u64 value = handle->semaphore ? 1 : handle->counter;
    handle->counter -= value;
    memcpy(to, &value, sizeof value);
    threads_retry_waiting();
    return sizeof value;
}

long events_write(struct handle *handle, const void *from, u64 bytes)
{
    u64 value;
    if (bytes < sizeof value) {
        return -EINVAL;
    }
    if (!memory_readable((u64) from, sizeof value)) {
        return -EFAULT;
    }
    memcpy(&value, from, sizeof value);
    if (value > EVENT_MAX) {
        return -EINVAL;
    }
    if (value > EVENT_MAX - handle->counter) {
        return -EAGAIN;
    }
    handle->counter += value;
    threads_retry_waiting();
    return sizeof value;
}

long timers_open(int clock, u32 flags)
{
    enum { CLOCK_BOOTTIME = 7 };
    bool known = clock == 0 || clock == 1 || clock == CLOCK_BOOTTIME;
    if ((flags & ~(u32) (O_CLOEXEC | O_NONBLOCK)) != 0 || !known) {
        return -EINVAL;
    }
    struct handle *handle = handles_new(HANDLE_TIMER, O_RDWR | (flags & O_NONBLOCK));
    if (handle == NULL) {
        return -ENFILE;
    }
    handle->counter = CLOCK_NEVER;
    handle->clock = clock;
    return handles_install(handle, 0, (flags & O_CLOEXEC) != 0);
}

static void put_nanos(struct timespec *to, u64 nanos)
{
    to->seconds = (s64) (nanos / NANOS_PER_SECOND);
    to->nanos = (s64) (nanos % NANOS_PER_SECOND);
}

long timers_get(int fd, u64 to)
{
    const struct handle *handle = handles_usable(fd);
    if (handle == NULL || handle->kind != HANDLE_TIMER) {
        return handle == NULL ? -EBADF : -EINVAL;
    }
    if (!memory_writable(to, 2 * sizeof(struct timespec))) {
        return -EFAULT;
    }
    struct timespec *result = (struct timespec *) to;
    u64 now = clock_now();
    put_nanos(&result[0], handle->interval);
    put_nanos(&result[1], handle->counter == CLOCK_NEVER ? 0 : handle->counter > now ? handle->counter - now : 1);
    return 0;
}

long timers_set(int fd, u32 flags, u64 to, u64 old)
{
    if (!memory_readable(to, 2 * sizeof(struct timespec))) {
        return -EFAULT;
    }
    struct timespec times[2];
    memcpy(times, (const void *) to, sizeof times);
    u64 interval = clock_duration(&times[0]);
    u64 first = clock_duration(&times[1]);
    if ((flags & ~(u32) TFD_FLAGS) != 0 || first == CLOCK_NEVER || interval == CLOCK_NEVER) {
        return -EINVAL;
    }
    struct handle *handle = handles_usable(fd);
    if (handle == NULL || handle->kind != HANDLE_TIMER) {
        return handle == NULL ? -EBADF : -EINVAL;
    }
    if (old != 0) {
        long result = timers_get(fd, old);
        if (result < 0) {
            return result;
        }
    }
    handle->interval = interval;
    handle->counter = first == 0 ? CLOCK_NEVER
        : (flags & TFD_TIMER_ABSTIME) != 0 ? clock_from_absolute(handle->clock, &times[1])
                                           : clock_after(first);
    threads_retry_waiting();
    return 0;
}

long timers_read(struct handle *handle, void *to, u64 bytes)
{
    if (bytes < sizeof(u64)) {
        return -EINVAL;
    }
    u64 now = clock_now();
    if (handle->counter > now) {
        return -EAGAIN;
    }
    if (!memory_writable((u64) to, sizeof(u64))) {
        return -EFAULT;
    }
    u64 times = 1;
    if (handle->interval > 0) {
        times += (now - handle->counter) / handle->interval;
        handle->counter += times * handle->interval;
    } else {
        handle->counter = CLOCK_NEVER;
    }
    memcpy(to, &times, sizeof times);
    return sizeof times;
}
