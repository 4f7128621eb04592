#include "files/watches.h"

#include "files/handles.h"
#include "files/pipes.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "signals/signals.h"
#include "threads/threads.h"
#include "time/clock.h"

#define WATCHES_PER_EPOLL 64
#define NANOS_PER_MILLI 1000000ul
#define FD_SET_BITS 1024
#define EPOLLONESHOT (1u << 30)
#define EPOLLET (1u << 31)
#define EPOLL_CLOEXEC O_CLOEXEC
#define USER_END (1ul << 47)

struct watch {
    const struct handle *handle; /* NULL: free */
    int fd;
    u32 events;
    u64 data;
    u32 told; /* edge triggered: what was ready when it was told last */
};

struct __attribute__((packed)) epoll_event {
    u32 events;
    u64 data;
};

/* What can be done with a handle now. Standard input is taken to be ready: to look would be to read. */
static u32 ready(const struct handle *handle)
{
    switch (handle->kind) {
    case HANDLE_STDIN: return POLLIN;
    case HANDLE_STDOUT:
    case HANDLE_STDERR: return POLLOUT;
    case HANDLE_NODE: return POLLIN | POLLOUT;
    case HANDLE_PIPE_READER:
    case HANDLE_PIPE_WRITER: return pipes_ready(handle);
    case HANDLE_EVENT: return (handle->counter > 0 ? POLLIN : 0) | POLLOUT;
    case HANDLE_TIMER: return handle->counter <= clock_now() ? POLLIN : 0;
    default: return 0;
    }
}

/* Nothing is ready: the end of the wait, or a wait. `timeout` in nanoseconds, CLOCK_NEVER for ever, 0 not at all. */
static long wait(u64 timeout, struct frame *frame)
{
    if (signals_interrupt()) {
        return frame == NULL ? RESULT_NEEDS_FRAME : -EINTR;
    }
    if (timeout == 0 || threads_wait_timed_out()) {
        return 0;
    }
    return threads_wait_and_retry(frame, timeout == CLOCK_NEVER ? CLOCK_NEVER : clock_after(timeout));
}

static u64 millis_to_nanos(int millis)
{
    return millis < 0 ? CLOCK_NEVER : (u64) millis * NANOS_PER_MILLI;
}

struct poll_fd {
    int fd;
    u16 events, result;
};

static long poll(u64 fds, u64 count, u64 timeout, struct frame *frame)
{
    if (count > DESCRIPTORS) {
        return -EINVAL;
    }
    if (!memory_writable(fds, count * sizeof(struct poll_fd))) {
        return -EFAULT;
    }
    struct poll_fd *asked = (struct poll_fd *) fds;
    long found = 0;
    for (u64 i = 0; i < count; i++) {
        const struct handle *handle = handles_get(asked[i].fd);
        u32 wanted = asked[i].events | POLLERR | POLLHUP;
        asked[i].result = asked[i].fd < 0 ? 0 : handle == NULL ? POLLNVAL : (u16) (ready(handle) & wanted);
        found += asked[i].result != 0;
    }
    return found > 0 ? found : wait(timeout, frame);
}

long watches_poll_millis(u64 fds, u64 count, int millis, struct frame *frame)
{
    return poll(fds, count, millis_to_nanos(millis), frame);
}

long watches_poll(u64 fds, u64 count, u64 timeout, u64 mask, u64 mask_bytes, struct frame *frame)
{
    u64 nanos;
    long bad = clock_given(timeout, &nanos);
    if (bad == 0) {
        bad = signals_mask_for_wait(frame, mask, mask_bytes);
    }
    return bad < 0 ? bad : poll(fds, count, nanos, frame);
}

static bool in_set(const u64 *set, int fd)
{
    return set != NULL && (set[fd / 64] >> (fd % 64) & 1) != 0;
}

static long keep_ready(u64 *set, u64 *result, int fd, u32 is_ready)
{
    if (!in_set(set, fd) || !is_ready) {
        return 0;
    }
    result[fd / 64] |= 1ul << (fd % 64);
    return 1;
}

static long select_for(int count, u64 reads, u64 writes, u64 errors, u64 nanos, struct frame *frame)
{
    enum { WORDS = FD_SET_BITS / 64 };
    u64 sets[3] = {reads, writes, errors};
    u64 results[3][WORDS];
    if (count < 0) {
        return -EINVAL;
    }
    if (count > FD_SET_BITS) {
        count = FD_SET_BITS; /* there are no more descriptors */
    }
    u64 bytes = ((u64) count + 63) / 64 * 8;
    for (int i = 0; i < 3; i++) {
        if (sets[i] != 0 && !memory_writable(sets[i], bytes)) {
            return -EFAULT;
        }
    }
    memset(results, 0, sizeof results);
    long found = 0;
    for (int fd = 0; fd < count; fd++) {
        bool asked = in_set((u64 *) reads, fd) || in_set((u64 *) writes, fd) || in_set((u64 *) errors, fd);
        const struct handle *handle = handles_get(fd);
        if (asked && handle == NULL) {
            return -EBADF;
        }
        u32 now = asked ? ready(handle) : 0;
        found += keep_ready((u64 *) reads, results[0], fd, now & (POLLIN | POLLHUP | POLLERR));
        found += keep_ready((u64 *) writes, results[1], fd, now & (POLLOUT | POLLERR));
    }
    long result = found > 0 ? found : wait(nanos, frame);
    if (result >= 0) {
        for (int i = 0; i < 3; i++) {
            if (sets[i] != 0) {
                memcpy((void *) sets[i], results[i], bytes);
            }
        }
    }
    return result;
}

long watches_select(int count, u64 reads, u64 writes, u64 errors, u64 timeout, struct frame *frame)
{
    u64 nanos = CLOCK_NEVER;
    if (timeout != 0) {
        if (!memory_readable(timeout, sizeof(struct timeval))) {
            return -EFAULT;
        }
        struct timeval given = *(const struct timeval *) timeout;
        struct timespec time = {given.seconds + given.micros / 1000000, given.micros % 1000000 * 1000};
        nanos = clock_duration(&time);
        if (nanos == CLOCK_NEVER) {
            return -EINVAL;
        }
    }
    return select_for(count, reads, writes, errors, nanos, frame);
}

/* The sixth argument of pselect6(2) points to the mask and its length. */
long watches_pselect(int count, u64 reads, u64 writes, u64 errors, u64 timeout, u64 mask, struct frame *frame)
{
    u64 nanos;
    u64 given[2] = {0, 0};
    if (mask != 0) {
        if (!memory_readable(mask, sizeof given)) {
            return -EFAULT;
        }
        memcpy(given, (const void *) mask, sizeof given);
    }
    long bad = clock_given(timeout, &nanos);
    if (bad == 0) {
        bad = signals_mask_for_wait(frame, given[0], given[1]);
    }
    return bad < 0 ? bad : select_for(count, reads, writes, errors, nanos, frame);
}

long watches_epoll_create(u32 flags)
{
    if ((flags & ~(u32) EPOLL_CLOEXEC) != 0) {
        return -EINVAL;
    }
    struct handle *handle = handles_new(HANDLE_EPOLL, O_RDWR);
    if (handle == NULL) {
        return -ENFILE;
    }
    handle->watches = (struct watch *) memory_take(WATCHES_PER_EPOLL * sizeof(struct watch));
    if (handle->watches == NULL) {
        handle->kind = HANDLE_FREE;
        return -ENOMEM;
    }
    return handles_install(handle, 0, (flags & EPOLL_CLOEXEC) != 0);
}

void watches_release(struct handle *epoll)
{
    if (epoll->watches != NULL) {
        memory_give((u64) epoll->watches, WATCHES_PER_EPOLL * sizeof(struct watch));
    }
}

void watches_forget(int fd, const struct handle *handle)
{
    for (int i = 0; i < DESCRIPTORS; i++) {
        struct handle *epoll = handles_get(i);
        if (epoll == NULL || epoll->kind != HANDLE_EPOLL) {
            continue;
        }
        for (u32 j = 0; j < WATCHES_PER_EPOLL; j++) {
            if (epoll->watches[j].handle == handle && epoll->watches[j].fd == fd) {
                epoll->watches[j].handle = NULL;
            }
        }
    }
}

static struct watch *find(struct handle *epoll, const struct handle *handle, int fd)
{
    for (u32 i = 0; i < WATCHES_PER_EPOLL; i++) {
        struct watch *watch = &epoll->watches[i];
        if (watch->handle == handle && (handle == NULL || watch->fd == fd)) {
            return watch;
        }
    }
    return NULL;
}

long watches_epoll_control(int epoll, int operation, int fd, u64 event)
{
    enum { EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CTL_MOD = 3 };
    struct handle *set = handles_get(epoll);
    const struct handle *handle = handles_get(fd);
    if (set == NULL || handle == NULL) {
        return -EBADF;
    }
    if (set->kind != HANDLE_EPOLL || set == handle) {
        return -EINVAL;
    }
    if (operation != EPOLL_CTL_DEL && !memory_readable(event, sizeof(struct epoll_event))) {
        return -EFAULT;
    }
    if (handle->kind == HANDLE_NODE) {
        return -EPERM; /* a file is always ready: epoll_ctl(2) */
    }
    struct watch *watch = find(set, handle, fd);
    switch (operation) {
    case EPOLL_CTL_ADD:
        if (watch != NULL) {
            return -EEXIST;
        }
        watch = find(set, NULL, 0);
        if (watch == NULL) {
            return -ENOSPC;
        }
        break;
    case EPOLL_CTL_MOD:
    case EPOLL_CTL_DEL:
        if (watch == NULL) {
            return -ENOENT;
        }
        break;
    default: return -EINVAL;
    }
    if (operation == EPOLL_CTL_DEL) {
        watch->handle = NULL;
        return 0;
    }
    const struct epoll_event *given = (const struct epoll_event *) event;
    *watch = (struct watch){handle, fd, given->events, given->data, 0};
    threads_retry_waiting();
    return 0;
}

/* What there is to tell of a watch now. */
static u32 news(struct watch *watch)
{
    u32 now = ready(watch->handle) & (watch->events | POLLERR | POLLHUP);
    if ((watch->events & EPOLLET) != 0) {
        u32 fresh = now & ~watch->told;
        watch->told = now;
        return fresh != 0 ? now : 0;
    }
    return now;
}

/* `timeout` in nanoseconds. */
static long epoll_for(int epoll, u64 events, int room, u64 timeout, struct frame *frame)
{
    const int most = 0x7fffffff / (int) sizeof(struct epoll_event);
    struct handle *set = handles_usable(epoll);
    if (room <= 0 || room > most) {
        return -EINVAL;
    }
    if (events >= USER_END) {
        return -EFAULT;
    }
    if (set == NULL) {
        return -EBADF;
    }
    if (set->kind != HANDLE_EPOLL) {
        return -EINVAL;
    }
    struct epoll_event *result = (struct epoll_event *) events;
    int found = 0;
    for (u32 i = 0; i < WATCHES_PER_EPOLL && found < room; i++) {
        struct watch *watch = &set->watches[i];
        if (watch->handle == NULL) {
            continue;
        }
        u32 now = news(watch);
        if (now != 0) {
            if (!memory_writable((u64) &result[found], sizeof *result)) {
                return found > 0 ? found : -EFAULT;
            }
            result[found++] = (struct epoll_event){now, watch->data};
            if ((watch->events & EPOLLONESHOT) != 0) {
                watch->events = EPOLLONESHOT;
            }
        }
    }
    return found > 0 ? found : wait(timeout, frame);
}

long watches_epoll_wait(int epoll, u64 events, int room, int millis, u64 mask, u64 mask_bytes, struct frame *frame)
{
    long bad = signals_mask_for_wait(frame, mask, mask_bytes);
    return bad < 0 ? bad : epoll_for(epoll, events, room, millis_to_nanos(millis), frame);
}

long watches_epoll_wait2(int epoll, u64 events, int room, u64 timeout, u64 mask, u64 mask_bytes, struct frame *frame)
{
    u64 nanos;
    long bad = clock_given(timeout, &nanos);
    if (bad == 0) {
        bad = signals_mask_for_wait(frame, mask, mask_bytes);
    }
    return bad < 0 ? bad : epoll_for(epoll, events, room, nanos, frame);
}
