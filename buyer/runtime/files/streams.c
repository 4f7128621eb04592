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
#define FILE_BYTES_MAX (1ul << 43)
#define USER_END (1ul << 47)

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

/* The kernel looks at what it does not copy only roughly: whether a program's memory may be there at all. */
static bool plausible(u64 address, u64 bytes)
{
    return bytes <= USER_END && address <= USER_END - bytes;
}

static long read_device(enum device device, u8 *to, u64 bytes)
{
    if (device == DEVICE_NULL) {
        return 0;
    }
    if (!memory_writable((u64) to, bytes)) {
        return -EFAULT;
    }
    switch (device) {
    case DEVICE_ZERO:
    case DEVICE_FULL:
        memset(to, 0, bytes);
        return (long) bytes;
    case DEVICE_RANDOM:
        random_fill(to, bytes);
        return (long) bytes;
    default:
        return 0;
    }
}

static long read_node(struct handle *handle, u8 *to, u64 bytes, u64 at)
{
    const struct node *node = handle->node;
    if (tree_type(node) == S_IFDIR) {
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
    if (!memory_writable((u64) to, bytes)) {
        return -EFAULT;
    }
    memcpy(to, node->data + position, bytes);
    if (at == AT_POSITION) {
        handle->position = position + bytes;
    }
    return (long) bytes;
}

static long write_bytes(struct handle *handle, const u8 *from, u64 bytes, u64 at)
{
    struct node *node = handle->node;
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
    node->modified = (s64) clock_now();
    if (at == AT_POSITION) {
        handle->position = position + bytes;
    }
    return (long) bytes;
}

static long write_node(struct handle *handle, const u8 *from, u64 bytes, u64 at)
{
    if (handle->node->device != DEVICE_NONE) {
        return handle->node->device == DEVICE_FULL ? -ENOSPC : (long) bytes;
    }
    return memory_readable((u64) from, bytes) ? write_bytes(handle, from, bytes, at) : -EFAULT;
}

static long read_handle(struct handle *handle, u8 *to, u64 bytes, u64 at)
{
    switch (handle->kind) {
    case HANDLE_STDIN: return memory_writable((u64) to, bytes) ? read_input(to, bytes) : -EFAULT;
    case HANDLE_NODE: return read_node(handle, to, bytes, at);
    case HANDLE_PIPE_READER: return pipes_read(handle, to, bytes);
    case HANDLE_EVENT: return events_read(handle, to, bytes);
    case HANDLE_TIMER: return timers_read(handle, to, bytes);
    default: return -EINVAL;
    }
}

static long write_handle(struct handle *handle, const u8 *from, u64 bytes, u64 at)
{
    switch (handle->kind) {
    case HANDLE_STDOUT:
    case HANDLE_STDERR:
        if (!memory_readable((u64) from, bytes)) {
            return -EFAULT;
        }
        output_put(handle->kind == HANDLE_STDOUT ? OUTPUT_STDOUT : OUTPUT_STDERR, from, bytes);
        return (long) bytes;
    case HANDLE_NODE: return write_node(handle, from, bytes, at);
    case HANDLE_PIPE_WRITER: return pipes_write(handle, from, bytes);
    case HANDLE_EVENT: return events_write(handle, from, bytes);
    default: return -EINVAL;
    }
}

enum way { READING, WRITING };

/* 0 if the descriptor is open for this, or -EBADF. */
static long opened(const struct handle *handle, enum way way)
{
    u32 not = way == READING ? O_WRONLY : O_RDONLY;
    return handle == NULL || (handle->flags & O_ACCMODE) == not ? -EBADF : 0;
}

/* One piece, either way. */
static long transfer(enum way way, struct handle *handle, u64 address, u64 bytes, u64 at)
{
    if (!plausible(address, bytes)) {
        return -EFAULT;
    }
    if (bytes > TRANSFER_BYTES_MAX) {
        bytes = TRANSFER_BYTES_MAX;
    }
    return way == READING ? read_handle(handle, (u8 *) address, bytes, at)
                          : write_handle(handle, (const u8 *) address, bytes, at);
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

/* The handle that can do this at that place: a file has any, everything else has only the next one. */
static long prepare(enum way way, int fd, u64 at, struct handle **handle)
{
    *handle = handles_usable(fd);
    if (at != AT_POSITION && (s64) at < 0) {
        return -EINVAL;
    }
    if (*handle != NULL && at != AT_POSITION && (*handle)->kind != HANDLE_NODE) {
        return -ESPIPE;
    }
    return opened(*handle, way);
}

static long move(enum way way, int fd, u64 address, u64 bytes, u64 at, struct frame *frame)
{
    struct handle *handle;
    long bad = prepare(way, fd, at, &handle);
    if (bad == 0 && at != AT_POSITION && (s64) (at + bytes) < 0) {
        bad = -EINVAL;
    }
    return bad < 0 ? bad : settle(handle, transfer(way, handle, address, bytes, at), frame);
}

long streams_read(int fd, u64 to, u64 bytes, u64 at, struct frame *frame)
{
    return move(READING, fd, to, bytes, at, frame);
}

long streams_write(int fd, u64 from, u64 bytes, u64 at, struct frame *frame)
{
    return move(WRITING, fd, from, bytes, at, frame);
}

/* As import_iovec() in the kernel. */
static long check_pieces(u64 vector, u64 count)
{
    if (count > VECTORS_MAX) {
        return -EINVAL;
    }
    if (!memory_readable(vector, count * sizeof(struct iovec))) {
        return -EFAULT;
    }
    const struct iovec *pieces = (const struct iovec *) vector;
    for (u64 i = 0; i < count; i++) {
        if ((s64) pieces[i].bytes < 0) {
            return -EINVAL;
        }
    }
    return 0;
}

/* Piece by piece; what has been moved counts, and only the first piece may wait or fail. */
static long move_pieces(enum way way, struct handle *handle, u64 vector, u64 count, u64 at)
{
    const struct iovec *pieces = (const struct iovec *) vector;
    long total = 0;
    for (u64 i = 0; i < count; i++) {
        if (pieces[i].bytes == 0) {
            continue;
        }
        if (total > 0 && handle->kind != HANDLE_NODE && handle->kind > HANDLE_STDERR) {
            break; /* a pipe may be full or empty by now */
        }
        long done = transfer(way, handle, pieces[i].base, pieces[i].bytes, at == AT_POSITION ? at : at + (u64) total);
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

static long move_vector(enum way way, int fd, u64 vector, u64 count, u64 at, struct frame *frame)
{
    struct handle *handle;
    long bad = prepare(way, fd, at, &handle);
    if (bad == 0) {
        bad = check_pieces(vector, count);
    }
    return bad < 0 ? bad : settle(handle, move_pieces(way, handle, vector, count, at), frame);
}

long streams_read_vector(int fd, u64 vector, u64 count, u64 at, struct frame *frame)
{
    return move_vector(READING, fd, vector, count, at, frame);
}

long streams_write_vector(int fd, u64 vector, u64 count, u64 at, struct frame *frame)
{
    return move_vector(WRITING, fd, vector, count, at, frame);
}

/* Hints that change nothing here: RWF_HIPRI, DSYNC, SYNC, NOWAIT; RWF_APPEND is left out, as on older kernels. */
static long with_flags(enum way way, int fd, u64 vector, u64 count, u64 at, u32 flags, struct frame *frame)
{
    enum { RWF_KNOWN = 15 };
    long bad = handles_usable(fd) == NULL ? -EBADF : check_pieces(vector, count);
    if (bad == 0 && (flags & ~(u32) RWF_KNOWN) != 0) {
        bad = -EOPNOTSUPP;
    }
    return bad < 0 ? bad : move_vector(way, fd, vector, count, at, frame);
}

long streams_read_vector2(int fd, u64 vector, u64 count, u64 at, u32 flags, struct frame *frame)
{
    return with_flags(READING, fd, vector, count, at, flags, frame);
}

long streams_write_vector2(int fd, u64 vector, u64 count, u64 at, u32 flags, struct frame *frame)
{
    return with_flags(WRITING, fd, vector, count, at, flags, frame);
}

/* From a file's bytes as they lie in memory. */
static long copy_file(struct handle *to, struct handle *from, u64 *position, u64 *target, u64 bytes)
{
    struct node *node = from->node;
    u64 at = position == NULL ? from->position : *position;
    u64 put_at = target == NULL ? AT_POSITION : *target;
    if (at >= node->bytes) {
        return 0;
    }
    if (bytes > node->bytes - at) {
        bytes = node->bytes - at;
    }
    if (to->node == node) { /* it may have to move in memory first */
        u64 place = target == NULL ? to->position : *target;
        if (at < place + bytes && place < at + bytes) {
            return -EINVAL;
        }
        if (!tree_reserve(node, place + bytes)) {
            return -ENOSPC;
        }
    }
    /* Not through transfer(): the job's files are not in the program's own memory. */
    long done = to->kind == HANDLE_NODE && to->node->device == DEVICE_NONE
        ? write_bytes(to, node->data + at, bytes, put_at)
        : write_handle(to, node->data + at, bytes, put_at);
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

static bool is_file(const struct handle *handle)
{
    return handle->kind == HANDLE_NODE && handle->node->device == DEVICE_NONE && tree_type(handle->node) == S_IFREG;
}

static bool is_folder(const struct handle *handle)
{
    return handle->kind == HANDLE_NODE && tree_type(handle->node) == S_IFDIR;
}

/* 0 if a position that the program keeps can be used. */
static long check_position(u64 position)
{
    if (position != 0 && !memory_writable(position, sizeof(s64))) {
        return -EFAULT;
    }
    return position != 0 && *(const s64 *) position < 0 ? -EINVAL : 0;
}

long streams_copy(int from, u64 from_position, int to, u64 to_position, u64 bytes, u32 flags)
{
    struct handle *source = handles_usable(from);
    struct handle *target = handles_usable(to);
    if (source == NULL || target == NULL) {
        return -EBADF;
    }
    long bad = check_position(from_position);
    bad = bad == 0 ? check_position(to_position) : bad;
    if (bad < 0) {
        return bad;
    }
    if (flags != 0) {
        return -EINVAL;
    }
    if (is_folder(source) || is_folder(target)) {
        return -EISDIR;
    }
    if (!is_file(source) || !is_file(target)) {
        return -EINVAL;
    }
    if (opened(source, READING) < 0 || opened(target, WRITING) < 0 || (target->flags & O_APPEND) != 0) {
        return -EBADF;
    }
    return copy_file(target, source, (u64 *) from_position, (u64 *) to_position, bytes);
}

long streams_sendfile(int to, int from, u64 position, u64 bytes, struct frame *frame)
{
    struct handle *source = handles_usable(from);
    struct handle *target = handles_usable(to);
    if (position != 0 && !memory_writable(position, sizeof(s64))) {
        return -EFAULT;
    }
    if (opened(source, READING) < 0) {
        return -EBADF;
    }
    if (position != 0 && source->kind != HANDLE_NODE) {
        return -ESPIPE;
    }
    if (position != 0 && *(const s64 *) position < 0) {
        return -EINVAL;
    }
    if (opened(target, WRITING) < 0) {
        return -EBADF;
    }
    if (!is_file(source)) {
        return -EINVAL;
    }
    return settle(target, copy_file(target, source, (u64 *) position, NULL, bytes), frame);
}

static long seek_to(struct handle *handle, s64 offset, int from)
{
    enum { FROM_START = 0, FROM_POSITION = 1, FROM_END = 2, TO_DATA = 3, TO_HOLE = 4 };
    s64 end = (s64) handle->node->bytes;
    s64 position;
    switch (from) {
    case FROM_START: position = offset; break;
    case FROM_POSITION: position = (s64) ((u64) handle->position + (u64) offset); break;
    case FROM_END: position = (s64) ((u64) end + (u64) offset); break;
    case TO_DATA:
    case TO_HOLE: /* a file has no holes but the one behind its end */
        if (offset < 0 || offset >= end) {
            return -ENXIO;
        }
        position = from == TO_DATA ? offset : end;
        break;
    default: return -EINVAL;
    }
    if (position < 0 || position > (s64) FILE_BYTES_MAX) {
        return -EINVAL;
    }
    handle->position = (u64) position;
    return position;
}

long streams_seek(int fd, s64 offset, int from)
{
    struct handle *handle = handles_usable(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    if (from < 0 || from > 4) {
        return -EINVAL;
    }
    if (handle->kind <= HANDLE_STDERR || handle->pipe != NULL) {
        return -ESPIPE;
    }
    return handle->kind != HANDLE_NODE || handle->node->device != DEVICE_NONE ? 0 : seek_to(handle, offset, from);
}
