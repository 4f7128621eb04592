#include "threads/threads.h"

#include "files/handles.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "output/output.h"
#include "signals/signals.h"
#include "time/clock.h"

#define THREADS 512
/* XSAVE areas with AVX-512 take 2696 bytes; AMX is never enabled. */
#define VECTOR_BYTES_MAX 4096
/* FXSAVE's bytes 464 and 468: FP_XSTATE_MAGIC1 and the size of what follows, asm/sigcontext.h. */
#define VECTOR_MAGIC_AT 464
#define VECTOR_MAGIC 0x46505853u
#define VECTOR_BYTES_AT 468
#define FXSAVE_BYTES 512
#define SYSCALL_BYTES 2
/* A thread that has looked at the clock so often in one turn is taken to wait for another one. */
#define CLOCK_READS_PER_TURN 200

static struct thread threads[THREADS];
static u32 current;
static u32 alive;
static u32 last_number;
static u64 waits;
static u32 clock_reads; /* by the current turn */

void threads_begin(void)
{
    threads[0].state = THREAD_RUNNABLE;
    alive = 1;
    last_number = 1;
    threads[0].number = last_number;
    threads[0].deadline = CLOCK_NEVER;
    threads[0].signal_stack.flags = SS_DISABLE;
}

struct thread *threads_current(void)
{
    return &threads[current];
}

struct thread *threads_find(u32 number)
{
    for (u32 i = 0; i < THREADS; i++) {
        if (threads[i].state != THREAD_FREE && threads[i].number == number) {
            return &threads[i];
        }
    }
    return NULL;
}

u32 threads_count(void)
{
    return alive;
}

static u64 fs_base(void)
{
    u64 value;
    __asm__ volatile("rdfsbase %0" : "=r"(value));
    return value;
}

static u64 gs_base(void)
{
    u64 value;
    __asm__ volatile("rdgsbase %0" : "=r"(value));
    return value;
}

static void set_bases(u64 fs, u64 gs)
{
    __asm__ volatile("wrfsbase %0" : : "r"(fs));
    __asm__ volatile("wrgsbase %0" : : "r"(gs));
}

static u32 vector_bytes(const u8 *state)
{
    u32 bytes = *(const u32 *) (state + VECTOR_MAGIC_AT) == VECTOR_MAGIC ? *(const u32 *) (state + VECTOR_BYTES_AT)
                                                                        : FXSAVE_BYTES;
    return bytes < VECTOR_BYTES_MAX ? bytes : VECTOR_BYTES_MAX;
}

static bool save(struct thread *thread, const struct frame *frame)
{
    if (thread->vector_state == NULL) {
        thread->vector_state = (u8 *) memory_take(VECTOR_BYTES_MAX);
        if (thread->vector_state == NULL) {
            return false;
        }
    }
    thread->registers = frame->registers;
    thread->fs_base = fs_base();
    thread->gs_base = gs_base();
    thread->vector_bytes = 0;
    if (frame->registers.vector_state != NULL) {
        thread->vector_bytes = vector_bytes(frame->registers.vector_state);
        memcpy(thread->vector_state, frame->registers.vector_state, thread->vector_bytes);
    }
    return true;
}

/* The frame stays the kernel's; only what it will restore becomes the other thread's. */
static void load(struct frame *frame, u32 index)
{
    const struct thread *thread = &threads[index];
    u8 *vector_state = frame->registers.vector_state;
    frame->registers = thread->registers;
    frame->registers.vector_state = vector_state;
    if (vector_state != NULL) {
        memcpy(vector_state, thread->vector_state, thread->vector_bytes);
    }
    set_bases(thread->fs_base, thread->gs_base);
    current = index;
    clock_reads = 0;
}

static long switch_over(struct frame *frame);

static void wake(struct thread *thread)
{
    thread->state = THREAD_RUNNABLE;
}

static void wake_retrying(void)
{
    for (u32 i = 0; i < THREADS; i++) {
        if (threads[i].state == THREAD_RETRYING) {
            wake(&threads[i]);
        }
    }
}

/* Nobody can run: time passes until the first deadline. False if there is none. */
static bool pass_time(void)
{
    u64 first = handles_next_timer();
    u64 alarm = signals_next_alarm();
    first = alarm < first ? alarm : first;
    for (u32 i = 0; i < THREADS; i++) {
        if (threads[i].state > THREAD_RUNNABLE && threads[i].deadline < first) {
            first = threads[i].deadline;
        }
    }
    if (first == CLOCK_NEVER) {
        return false;
    }
    clock_advance_to(first);
    signals_ring_alarm();
    for (u32 i = 0; i < THREADS; i++) {
        struct thread *thread = &threads[i];
        if (thread->state > THREAD_RUNNABLE && thread->deadline <= clock_now()) {
            thread->timed_out = true;
            if (thread->state == THREAD_IN_FUTEX) {
                thread->registers.rax = (u64) -ETIMEDOUT;
                thread->timed_out = false;
                thread->deadline = CLOCK_NEVER;
            }
            wake(thread);
        }
    }
    wake_retrying(); /* a timer may be due */
    return true;
}

static u32 next_runnable(void)
{
    for (;;) {
        for (u32 step = 1; step <= THREADS; step++) {
            u32 index = (current + step) % THREADS;
            if (threads[index].state == THREAD_RUNNABLE) {
                return index;
            }
        }
        if (!pass_time()) {
            output_end(END_DEADLOCK, 0);
        }
    }
}

/* Gives the turn to the next thread. The current one is saved unless it has ended. */
static long switch_over(struct frame *frame)
{
    struct thread *thread = threads_current();
    if (thread->state != THREAD_FREE && !save(thread, frame)) {
        output_end(END_SIGNAL, SIGKILL);
    }
    load(frame, next_runnable());
    return RESULT_SWITCHED;
}

long threads_wait_and_retry(struct frame *frame, u64 deadline)
{
    if (frame == NULL) {
        return RESULT_NEEDS_FRAME;
    }
    struct thread *thread = threads_current();
    if (!thread->waiting) {
        thread->waiting = true;
        thread->deadline = deadline;
    }
    thread->state = THREAD_RETRYING;
    frame->registers.rip -= SYSCALL_BYTES; /* rax still holds the number of the call */
    return switch_over(frame);
}

bool threads_wait_timed_out(void)
{
    return threads_current()->timed_out;
}

void threads_call_done(void)
{
    struct thread *thread = threads_current();
    thread->waiting = false;
    thread->timed_out = false;
    thread->deadline = CLOCK_NEVER;
}

void threads_retry_waiting(void)
{
    if (alive > 1) {
        wake_retrying();
    }
}

void threads_interrupt(struct thread *thread)
{
    bool about_to_retry = thread->state == THREAD_RUNNABLE && thread->waiting && !thread->timed_out;
    if (thread->state == THREAD_RETRYING || about_to_retry) {
        thread->registers.rip += SYSCALL_BYTES;
    }
    if (thread->state > THREAD_RUNNABLE || about_to_retry) {
        thread->registers.rax = (u64) -EINTR;
        thread->waiting = false;
        thread->timed_out = false;
        thread->deadline = CLOCK_NEVER;
        wake(thread);
    }
}

long threads_clock_was_read(struct frame *frame, long result)
{
    if (alive == 1 || result < 0) {
        return result;
    }
    if (clock_reads < CLOCK_READS_PER_TURN) {
        clock_reads++;
        return result;
    }
    if (frame == NULL) {
        return RESULT_NEEDS_FRAME; /* it reads the clock once more, which does no harm */
    }
    frame->registers.rax = (u64) result;
    return switch_over(frame);
}

long threads_clone(struct frame *frame, u64 flags, u64 stack, u64 parent_number, u64 child_number, u64 tls)
{
    if ((flags & CLONE_VM) == 0 || (flags & CLONE_THREAD) == 0) {
        return -ENOSYS; /* a process */
    }
    if (frame == NULL) {
        return RESULT_NEEDS_FRAME;
    }
    if (((flags & CLONE_PARENT_SETTID) != 0 && !memory_writable(parent_number, 4))
        || ((flags & CLONE_CHILD_SETTID) != 0 && !memory_writable(child_number, 4))) {
        return -EFAULT;
    }
    u32 index = 0;
    while (index < THREADS && threads[index].state != THREAD_FREE) {
        index++;
    }
    if (index == THREADS) {
        return -EAGAIN;
    }
    struct thread *child = &threads[index];
    u8 *vector_state = child->vector_state;
    memset(child, 0, sizeof *child);
    child->vector_state = vector_state;
    if (!save(child, frame)) {
        return -ENOMEM;
    }
    child->number = ++last_number;
    child->registers.rsp = stack;
    child->registers.rax = 0;
    child->blocked = threads_current()->blocked;
    child->signal_stack.flags = SS_DISABLE;
    child->deadline = CLOCK_NEVER;
    if ((flags & CLONE_SETTLS) != 0) {
        child->fs_base = tls;
    }
    if ((flags & CLONE_CHILD_CLEARTID) != 0) {
        child->clear_number = child_number;
    }
    if ((flags & CLONE_PARENT_SETTID) != 0) {
        *(u32 *) parent_number = child->number;
    }
    if ((flags & CLONE_CHILD_SETTID) != 0) {
        *(u32 *) child_number = child->number;
    }
    child->state = THREAD_RUNNABLE;
    alive++;
    return child->number;
}

long threads_clone3(struct frame *frame, u64 arguments, u64 bytes)
{
    enum { CLONE_ARGS_SIZE_VER0 = 64, FLAGS = 0, CHILD_TID = 2, PARENT_TID = 3, STACK = 5, STACK_SIZE = 6, TLS = 7 };
    if (bytes < CLONE_ARGS_SIZE_VER0) {
        return -EINVAL;
    }
    if (!memory_readable(arguments, bytes)) {
        return -EFAULT;
    }
    const u64 *given = (const u64 *) arguments;
    u64 stack = given[STACK] + given[STACK_SIZE];
    return threads_clone(frame, given[FLAGS], stack, given[PARENT_TID], given[CHILD_TID], given[TLS]);
}

static long wake_waiting(u64 address, u32 most, u32 bits)
{
    long woken = 0;
    while ((u32) woken < most) {
        struct thread *first = NULL;
        for (u32 i = 0; i < THREADS; i++) {
            struct thread *thread = &threads[i];
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
        wake(first);
        woken++;
    }
    return woken;
}

long threads_exit(struct frame *frame, int status)
{
    if (alive == 1) {
        output_end(END_EXIT, (u32) status & 0xff);
    }
    if (frame == NULL) {
        return RESULT_NEEDS_FRAME;
    }
    struct thread *thread = threads_current();
    if (thread->clear_number != 0 && memory_writable(thread->clear_number, 4)) {
        *(u32 *) thread->clear_number = 0;
        wake_waiting(thread->clear_number, 1, ~0u);
    }
    alive--;
    thread->state = THREAD_FREE;
    return switch_over(frame);
}

long threads_yield(struct frame *frame)
{
    if (alive == 1) {
        return 0;
    }
    if (frame == NULL) {
        return RESULT_NEEDS_FRAME;
    }
    frame->registers.rax = 0;
    return switch_over(frame);
}

long threads_sleep(struct frame *frame, int clock, u32 flags, u64 request, u64 rest)
{
    enum { TIMER_ABSTIME = 1 };
    (void) rest; /* only an interrupted sleep has one */
    if (!memory_readable(request, sizeof(struct timespec))) {
        return -EFAULT;
    }
    const struct timespec *time = (const struct timespec *) request;
    u64 nanos = clock_duration(time);
    if (nanos == CLOCK_NEVER) {
        return -EINVAL;
    }
    if (threads_wait_timed_out()) {
        return 0;
    }
    u64 deadline = (flags & TIMER_ABSTIME) != 0 ? clock_from_absolute(clock, time) : clock_after(nanos);
    if (alive == 1 && signals_next_alarm() > deadline) {
        clock_advance_to(deadline);
        return 0;
    }
    return threads_wait_and_retry(frame, deadline);
}

long threads_set_clear_number(u64 address)
{
    threads_current()->clear_number = address;
    return threads_current()->number;
}

long threads_set_base(u32 code, u64 value)
{
    enum { ARCH_SET_GS = 0x1001, ARCH_SET_FS = 0x1002, ARCH_GET_FS = 0x1003, ARCH_GET_GS = 0x1004 };
    const u64 user_end = 1ul << 47;
    switch (code) {
    case ARCH_SET_FS:
    case ARCH_SET_GS:
        if (value >= user_end) {
            return -EPERM;
        }
        set_bases(code == ARCH_SET_FS ? value : fs_base(), code == ARCH_SET_GS ? value : gs_base());
        return 0;
    case ARCH_GET_FS:
    case ARCH_GET_GS:
        if (!memory_writable(value, 8)) {
            return -EFAULT;
        }
        *(u64 *) value = code == ARCH_GET_FS ? fs_base() : gs_base();
        return 0;
    default:
        return -EINVAL;
    }
}

/* ---- futex(2) ---- */

enum {
    FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_REQUEUE = 3, FUTEX_CMP_REQUEUE = 4, FUTEX_WAKE_OP = 5, FUTEX_WAIT_BITSET = 9,
    FUTEX_WAKE_BITSET = 10, FUTEX_PRIVATE_FLAG = 128, FUTEX_CLOCK_REALTIME = 256
};

static long futex_deadline(u32 operation, u64 timeout, u64 *deadline)
{
    *deadline = CLOCK_NEVER;
    if (timeout == 0) {
        return 0;
    }
    if (!memory_readable(timeout, sizeof(struct timespec))) {
        return -EFAULT;
    }
    const struct timespec *time = (const struct timespec *) timeout;
    u64 nanos = clock_duration(time);
    if (nanos == CLOCK_NEVER) {
        return -EINVAL;
    }
    bool relative = (operation & 127) == FUTEX_WAIT;
    int clock = (operation & FUTEX_CLOCK_REALTIME) != 0 ? 0 : 1;
    *deadline = relative ? clock_after(nanos) : clock_from_absolute(clock, time);
    return 0;
}

static long futex_wait(struct frame *frame, u64 address, u32 operation, u32 value, u64 timeout, u32 bits)
{
    u64 deadline;
    long bad = futex_deadline(operation, timeout, &deadline);
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
    return switch_over(frame);
}

static long futex_requeue(u64 from, u64 to, u32 wakes, u32 moves)
{
    long woken = wake_waiting(from, wakes, ~0u);
    u32 moved = 0;
    for (u32 i = 0; i < THREADS && moved < moves; i++) {
        if (threads[i].state == THREAD_IN_FUTEX && threads[i].futex == from) {
            threads[i].futex = to;
            moved++;
        }
    }
    return woken + moved;
}

/* Changes the second word, and wakes its waiters if it had a certain value: the condition variables of old C libraries. */
static long futex_wake_op(u64 address, u64 second, u32 wakes, u32 more, u32 code)
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
    long woken = wake_waiting(address, wakes, ~0u);
    return holds ? woken + wake_waiting(second, more, ~0u) : woken;
}

long threads_futex(struct frame *frame, u64 address, u32 operation, u32 value, u64 timeout, u64 second, u32 third)
{
    u32 what = operation & 127;
    if (address % 4 != 0) {
        return -EINVAL;
    }
    if (!memory_writable(address, 4)) {
        return -EFAULT;
    }
    bool two = what == FUTEX_REQUEUE || what == FUTEX_CMP_REQUEUE || what == FUTEX_WAKE_OP;
    if (two && !memory_writable(second, 4)) {
        return -EFAULT;
    }
    switch (what) {
    case FUTEX_WAIT: return futex_wait(frame, address, operation, value, timeout, ~0u);
    case FUTEX_WAIT_BITSET: return futex_wait(frame, address, operation, value, timeout, third);
    case FUTEX_WAKE: return wake_waiting(address, value, ~0u);
    case FUTEX_WAKE_BITSET: return third == 0 ? -EINVAL : wake_waiting(address, value, third);
    case FUTEX_CMP_REQUEUE:
        if (*(u32 *) address != third) {
            return -EAGAIN;
        }
        return futex_requeue(address, second, value, (u32) timeout);
    case FUTEX_REQUEUE: return futex_requeue(address, second, value, (u32) timeout);
    case FUTEX_WAKE_OP: return futex_wake_op(address, second, value, (u32) timeout, third);
    default: return -ENOSYS;
    }
}
