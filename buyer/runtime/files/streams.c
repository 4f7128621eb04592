#include "files/streams.h"

#include "files/handles.h"
#include "files/pipes.h"
#include "kernel/gate.h"
#include "kernel/pack.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "output/output.h"
#include "signals/signals.h"
#include "threads/threads.h"
#include "time/clock.h"
#include "time/random.h"

/* The kernel cuts longer transfers likewise: MAX_RW_COUNT. */
#define TRANSFER_BYTES_MAX 0x7ffff000ul
#define VECTORS_MAX 1024
#define FILE_BYTES_MAX (1ul << 40)

/* Until all is there or the input ends, so that the size of a pipe's pieces, which differs from seller to seller, is not seen. */
static long read_input(u8 *to, u64 bytes)
{
    output_flush(); /* whoever answers to what we have written should see it */
    u64 done = 0;
    while (done < bytes) {
        long count = gate_read(to + done, bytes - done);
        if (count <= 0) {
            return done > 0 ? (long) done : count;
        }
        done += (u64) count;
        if ((pack()->flags & PACK_PARTIAL_INPUT) != 0) {
            break;
        }
    }
    return (long) done;
}

static long read_device(enum device device, u8 *to, u64 bytes)
{
    switch (device) {
    case DEVICE_ZERO:
    case DEVICE_FULL:
        memset(to, 0, bytes);
        return (long) bytes;
    case DEVICE_RANDOM:
        random_fill(to, bytes);
        return (long) bytes;
    case DEVICE_STDIN:
        return read_input(to, bytes);
    default:
        return 0;
    }
}

static long write_device(enum device device, const u8 *from, u64 bytes)
{
    if (device == DEVICE_FULL) {
        return -ENOSPC;
    }
    if (device == DEVICE_STDOUT || device == DEVICE_STDERR) {
        output_put(device == DEVICE_STDOUT ? OUTPUT_STDOUT : OUTPUT_STDERR, from, bytes);
    }
    return (long) bytes;
}

static long read_node(struct handle *handle, u8 *to, u64 bytes, u64 at)
{
    const struct node *node = handle->node;
    if ((node->mode & S_IFMT) == S_IFDIR) {
        return -EISDIR;
    }
    if (node->device != DEVICE_NONE) {
        return read_device(node->device, to, bytes);
    }
    u64 position = at == AT_POSITION ? handle->position : at;
    if (position >= node->bytes) {
        return 0;
    }
    if (bytes > node->bytes - position) {
        bytes = node->bytes - position;
    }
    memcpy(to, node->data + position, bytes);
    if (at == AT_POSITION) {
        handle->position = position + bytes;
    }
    return (long) bytes;
}

static long write_node(struct handle *handle, const u8 *from, u64 bytes, u64 at)
{
    struct node *node = handle->node;
    if (node->device != DEVICE_NONE) {
        return write_device(node->device, from, bytes);
    }
    u64 position = (handle->flags & O_APPEND) != 0 ? node->bytes : at == AT_POSITION ? handle->position : at;
    if (bytes == 0) {
        return 0;
    }
    if (position > FILE_BYTES_MAX) {
        return -EFBIG;
    }
    if (!tree_reserve(node, position + bytes)) {
        return -ENOSPC;
    }
    if (position > node->bytes) {
        memset(node->data + node->bytes, 0, position - node->bytes);
    }
    memcpy(node->data + position, from, bytes);
    if (position + bytes > node->bytes) {
        node->bytes = position + bytes;
    }
    node->modified = clock_now();
    if (at == AT_POSITION) {
        handle->position = position + bytes;
    }
    return (long) bytes;
}

static long read_handle(struct handle *handle, u8 *to, u64 bytes, u64 at)
{
    if ((handle->flags & O_ACCMODE) == O_WRONLY || (handle->flags & O_PATH) != 0) {
        return -EBADF;
    }
    if (at != AT_POSITION && handle->kind != HANDLE_NODE) {
        return -ESPIPE;
    }
    switch (handle->kind) {
    case HANDLE_STDIN: return read_input(to, bytes);
    case HANDLE_NODE: return read_node(handle, to, bytes, at);
    case HANDLE_PIPE_READER: return pipes_read(handle, to, bytes);
    case HANDLE_EVENT: return events_read(handle, to, bytes);
    case HANDLE_TIMER: return timers_read(handle, to, bytes);
    default: return -EINVAL;
    }
}

static long write_handle(struct handle *handle, const u8 *from, u64 bytes, u64 at)
{
    if ((handle->flags & O_ACCMODE) == O_RDONLY || (handle->flags & O_PATH) != 0) {
        return -EBADF;
    }
    if (at != AT_POSITION && handle->kind != HANDLE_NODE) {
        return -ESPIPE;
    }
    switch (handle->kind) {
    case HANDLE_STDOUT:
    case HANDLE_STDERR:
        output_put(handle->kind == HANDLE_STDOUT ? OUTPUT_STDOUT : OUTPUT_STDERR, from, bytes);
        return (long) bytes;
    case HANDLE_NODE: return write_node(handle, from, bytes, at);
    case HANDLE_PIPE_WRITER: return pipes_write(handle, from, bytes);
    case HANDLE_EVENT: return events_write(handle, from, bytes);
    default: return -EINVAL;
    }
}

/* Waits where the handle wants to wait. */
static long settle(const struct handle *handle, long result, struct frame *frame)
{
    bool waits = result == -EAGAIN && (handle->flags & O_NONBLOCK) == 0;
    u64 deadline = handle->kind == HANDLE_TIMER ? handle->counter : CLOCK_NEVER;
    if (waits) {
        return threads_wait_and_retry(frame, deadline);
    }
    return result == -EPIPE ? signals_broken_pipe(frame) : result;
}

long streams_read(int fd, u64 to, u64 bytes, u64 at, struct frame *frame)
{
    struct handle *handle = handles_get(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    if (bytes > TRANSFER_BYTES_MAX) {
        bytes = TRANSFER_BYTES_MAX;
    }
    if (bytes > 0 && !memory_writable(to, bytes)) {
        return -EFAULT;
    }
    return settle(handle, read_handle(handle, (u8 *) to, bytes, at), frame);
}

long streams_write(int fd, u64 from, u64 bytes, u64 at, struct frame *frame)
{
    struct handle *handle = handles_get(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    if (bytes > TRANSFER_BYTES_MAX) {
        bytes = TRANSFER_BYTES_MAX;
    }
    if (bytes > 0 && !memory_readable(from, bytes)) {
        return -EFAULT;
    }
    return settle(handle, write_handle(handle, (const u8 *) from, bytes, at), frame);
}

typedef long transfer(int fd, u64 address, u64 bytes, u64 at, struct frame *frame);

/* Piece by piece; what has been moved counts, and only the first piece may wait or fail. */
static long each(transfer *move, int fd, u64 vector, u64 count, u64 at, struct frame *frame)
{
    if (count > VECTORS_MAX) {
        return -EINVAL;
    }
    if (handles_get(fd) == NULL) {
        return -EBADF;
    }
    if (!memory_readable(vector, count * sizeof(struct iovec))) {
        return -EFAULT;
    }
    const struct iovec *pieces = (const struct iovec *) vector;
    long total = 0;
    for (u64 i = 0; i < count; i++) {
        if (pieces[i].bytes == 0) {
            continue;
        }
        if (total > 0 && handles_get(fd)->kind != HANDLE_NODE && handles_get(fd)->kind > HANDLE_STDERR) {
            break; /* a pipe may be full or empty by now */
        }
        u64 position = at == AT_POSITION ? at : at + (u64) total;
        long done = move(fd, pieces[i].base, pieces[i].bytes, position, frame);
        if (done < 0) {
            return total > 0 ? total : done;
        }
        total += done;
        if ((u64) done < pieces[i].bytes) {
            break;
        }
    }
    return total;
}

long streams_read_vector(int fd, u64 vector, u64 count, u64 at, struct frame *frame)
{
    return each(streams_read, fd, vector, count, at, frame);
}

long streams_write_vector(int fd, u64 vector, u64 count, u64 at, struct frame *frame)
{
    return each(streams_write, fd, vector, count, at, frame);
}

static long copy_file(struct handle *to, struct handle *from, u64 *position, u64 *target, u64 bytes)
{
    if (from->kind != HANDLE_NODE || from->node->device != DEVICE_NONE) {
        return -EINVAL;
    }
    u64 at = position == NULL ? from->position : *position;
    const struct node *node = from->node;
    if (at >= node->bytes) {
        return 0;
    }
    if (bytes > node->bytes - at) {
        bytes = node->bytes - at;
    }
    if (to->kind == HANDLE_NODE && to->node == node) {
        return -EINVAL;
    }
    long done = write_handle(to, node->data + at, bytes, target == NULL ? AT_POSITION : *target);
    if (done > 0) {
        if (position == NULL) {
            from->position += (u64) done;
        } else {
            *position += (u64) done;
        }
        if (target != NULL) {
            *target += (u64) done;
        }
    }
    return done;
}

long streams_copy(int to, int from, u64 from_position, u64 to_position, u64 bytes)
{
    struct handle *target = handles_get(to);
    struct handle *source = handles_get(from);
    if (target == NULL || source == NULL) {
        return -EBADF;
    }
    if ((from_position != 0 && !memory_writable(from_position, 8)) || (to_position != 0 && !memory_writable(to_position, 8))) {
        return -EFAULT;
    }
    return copy_file(target, source, (u64 *) from_position, (u64 *) to_position, bytes);
}

long streams_sendfile(int to, int from, u64 position, u64 bytes)
{
    return streams_copy(to, from, position, 0, bytes);
}

long streams_seek(int fd, s64 offset, int from)
{
    enum { FROM_START = 0, FROM_POSITION = 1, FROM_END = 2, TO_DATA = 3, TO_HOLE = 4 };
    struct handle *handle = handles_get(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    if (handle->kind != HANDLE_NODE || handle->node->device == DEVICE_STDIN) {
        return -ESPIPE;
    }
    if (handle->node->device != DEVICE_NONE) {
        return 0;
    }
    s64 end = (s64) handle->node->bytes;
    s64 position;
    switch (from) {
    case FROM_START: position = offset; break;
    case FROM_POSITION: position = (s64) handle->position + offset; break;
    case FROM_END: position = end + offset; break;
    case TO_DATA:
    case TO_HOLE: /* a file has no holes but the one behind its end */
        if (offset < 0 || offset >= end) {
            return -ENXIO;
        }
        position = from == TO_DATA ? offset : end;
        break;
    default: return -EINVAL;
    }
    if (position < 0) {
        return -EINVAL;
    }
    handle->position = (u64) position;
    return position;
}
