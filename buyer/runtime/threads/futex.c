#include "threads/futex.h"

#include "memory/memory.h"
#include "threads/threads.h"
#include "time/clock.h"

static u64 waits;

enum {
    FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_REQUEUE = 3, FUTEX_CMP_REQUEUE = 4, FUTEX_WAKE_OP = 5, FUTEX_WAIT_BITSET = 9,
    FUTEX_WAKE_BITSET = 10, FUTEX_PRIVATE_FLAG = 128, FUTEX_CLOCK_REALTIME = 256
};

static long deadline_of(u32 operation, u64 timeout, u64 *deadline)
{
    long bad = clock_given(timeout, deadline);
    if (bad < 0 || timeout == 0) {
        return bad;
    }
    bool relative = (operation & 127) == FUTEX_WAIT;
    int clock = (operation & FUTEX_CLOCK_REALTIME) != 0 ? 0 : 1;
    *deadline = relative ? clock_after(*deadline) : clock_from_absolute(clock, (const struct timespec *) timeout);
    return 0;
}

long futex_wake(u64 address, u32 most, u32 bits)
{
    long woken = 0;
    while ((u32) woken < most) {
        struct thread *first = NULL;
        for (u32 i = 0; i < THREADS; i++) {
            struct thread *thread = threads_at(i);
            bool waits = thread->state == THREAD_IN_FUTEX && thread->futex == address && (thread->futex_bits & bits) != 0;
            if (waits && (first == NULL || thread->order < first->order)) {
                first = thread;
            }
        }
        if (first == NULL) {
            break;
        }
        first->registers.rax = 0;
        first->deadline = CLOCK_NEVER;
        threads_wake(first);
        woken++;
    }
    return woken;
}

static long wait(struct frame *frame, u64 address, u32 operation, u32 value, u64 timeout, u32 bits)
{
    u64 deadline;
    long bad = deadline_of(operation, timeout, &deadline);
    if (bad < 0) {
        return bad;
    }
    if (bits == 0) {
        return -EINVAL;
    }
    if (*(u32 *) address != value) {
        return -EAGAIN;
    }
    if (frame == NULL) {
        return RESULT_NEEDS_FRAME;
    }
    if (deadline <= clock_now()) {
        return -ETIMEDOUT;
    }
    struct thread *thread = threads_current();
    thread->state = THREAD_IN_FUTEX;
    thread->futex = address;
    thread->futex_bits = bits;
    thread->order = ++waits;
    thread->deadline = deadline;
    frame->registers.rax = 0;
    return threads_switch(frame);
}

static long requeue(u64 from, u64 to, u32 wakes, u32 moves)
{
    long woken = futex_wake(from, wakes, ~0u);
    u32 moved = 0;
    for (u32 i = 0; i < THREADS && moved < moves; i++) {
        struct thread *thread = threads_at(i);
        if (thread->state == THREAD_IN_FUTEX && thread->futex == from) {
            thread->futex = to;
            moved++;
        }
    }
    return woken + moved;
}

/* Changes the second word, and wakes its waiters if it had a certain value: the condition variables of old C libraries. */
static long wake_by_operation(u64 address, u64 second, u32 wakes, u32 more, u32 code)
{
    u32 *word = (u32 *) second;
    u32 old = *word;
    u32 operand = code >> 12 & 0xfff;
    u32 compared = code & 0xfff;
    if ((code >> 31) != 0) {
        operand = 1u << (operand & 31);
    }
    switch (code >> 28 & 7) {
    case 0: *word = operand; break;
    case 1: *word = old + operand; break;
    case 2: *word = old | operand; break;
    case 3: *word = old & ~operand; break;
    case 4: *word = old ^ operand; break;
    default: return -ENOSYS;
    }
    bool holds;
    switch (code >> 24 & 15) {
    case 0: holds = old == compared; break;
    case 1: holds = old != compared; break;
    case 2: holds = (int) old < (int) compared; break;
    case 3: holds = (int) old <= (int) compared; break;
    case 4: holds = (int) old > (int) compared; break;
    case 5: holds = (int) old >= (int) compared; break;
    default: return -ENOSYS;
    }
    long woken = futex_wake(address, wakes, ~0u);
    return holds ? woken + futex_wake(second, more, ~0u) : woken;
}

long futex_call(struct frame *frame, u64 address, u32 operation, u32 value, u64 timeout, u64 second, u32 third)
{
    u32 what = operation & 127;
    if (address % 4 != 0) {
        return -EINVAL;
    }
    if (!memory_writable(address, 4)) {
        return -EFAULT;
    }
    bool two = what == FUTEX_REQUEUE || what == FUTEX_CMP_REQUEUE || what == FUTEX_WAKE_OP;
    if (two && second % 4 != 0) {
        return -EINVAL;
    }
    if (two && !memory_writable(second, 4)) {
        return -EFAULT;
    }
    bool requeues = what == FUTEX_REQUEUE || what == FUTEX_CMP_REQUEUE;
    if (requeues && ((s32) value < 0 || (s32) timeout < 0)) {
        return -EINVAL;
    }
    switch (what) {
    case FUTEX_WAIT: return wait(frame, address, operation, value, timeout, ~0u);
    case FUTEX_WAIT_BITSET: return wait(frame, address, operation, value, timeout, third);
    case FUTEX_WAKE: return futex_wake(address, value, ~0u);
    case FUTEX_WAKE_BITSET: return third == 0 ? -EINVAL : futex_wake(address, value, third);
    case FUTEX_CMP_REQUEUE:
        if (*(u32 *) address != third) {
            return -EAGAIN;
        }
        return requeue(address, second, value, (u32) timeout);
    case FUTEX_REQUEUE: return requeue(address, second, value, (u32) timeout);
    case FUTEX_WAKE_OP: return wake_by_operation(address, second, value, (u32) timeout, third);
    default: return -ENOSYS;
    }
}
