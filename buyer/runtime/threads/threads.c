#include "threads/threads.h"

#include "files/handles.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "output/output.h"
#include "signals/alarm.h"
#include "threads/futex.h"
#include "threads/trace.h"
#include "time/clock.h"

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

/* Most programs have one: it is with the runtime's other small variables, see runtime.ld. */
static struct thread first_thread;
static struct thread threads_more[THREADS - 1];
static u32 current;
static u32 alive;
static u32 last_number;
static u32 clock_reads; /* by the current turn */

void threads_begin(void)
{
    threads_at(0)->state = THREAD_RUNNABLE;
    alive = 1;
    last_number = 1;
    threads_at(0)->number = last_number;
    threads_at(0)->deadline = CLOCK_NEVER;
    threads_at(0)->signal_stack.flags = SS_DISABLE;
}

struct thread *threads_current(void)
{
    return threads_at(current);
}

struct thread *threads_find(u32 number)
{
    for (u32 i = 0; i < THREADS; i++) {
        if (threads_at(i)->state != THREAD_FREE && threads_at(i)->number == number) {
            return threads_at(i);
        }
    }
    return NULL;
}

struct thread *threads_at(u32 index)
{
    return index == 0 ? &first_thread : &threads_more[index - 1];
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
    struct thread *thread = threads_at(index);
    if (!thread->waiting) {
        trace_answered(thread, (long) thread->registers.rax);
    }
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

void threads_wake(struct thread *thread)
{
    thread->state = THREAD_RUNNABLE;
}

static void wake_retrying(void)
{
    for (u32 i = 0; i < THREADS; i++) {
        if (threads_at(i)->state == THREAD_RETRYING) {
            threads_wake(threads_at(i));
        }
    }
}

/* Nobody can run: time passes until the first deadline. False if there is none. */
static bool pass_time(void)
{
    u64 first = handles_next_timer();
    u64 alarm = alarm_next();
    first = alarm < first ? alarm : first;
    for (u32 i = 0; i < THREADS; i++) {
        if (threads_at(i)->state > THREAD_RUNNABLE && threads_at(i)->deadline < first) {
            first = threads_at(i)->deadline;
        }
    }
    if (first == CLOCK_NEVER) {
        return false;
    }
    clock_advance_to(first);
    alarm_ring();
    for (u32 i = 0; i < THREADS; i++) {
        struct thread *thread = threads_at(i);
        if (thread->state > THREAD_RUNNABLE && thread->deadline <= clock_now()) {
            thread->timed_out = true;
            if (thread->state == THREAD_IN_FUTEX) {
                thread->registers.rax = (u64) -ETIMEDOUT;
                thread->timed_out = false;
                thread->deadline = CLOCK_NEVER;
            }
            threads_wake(thread);
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
            if (threads_at(index)->state == THREAD_RUNNABLE) {
                return index;
            }
        }
        if (!pass_time()) {
            trace_unfinished();
            output_end(END_DEADLOCK, 0);
        }
    }
}

/* Gives the turn to the next thread. The current one is saved unless it has ended. */
long threads_switch(struct frame *frame)
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
    return threads_switch(frame);
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
    thread->rest = 0;
}

void threads_retry_waiting(void)
{
    if (alive > 1) {
        wake_retrying();
    }
}

/* An interrupted sleep says how much of it is left. The result of the call. */
static long interrupted(struct thread *thread)
{
    u64 rest = thread->rest;
    thread->rest = 0;
    if (rest == 0) {
        return -EINTR;
    }
    if (!memory_writable(rest, sizeof(struct timespec))) {
        return -EFAULT;
    }
    u64 left = thread->deadline > clock_now() ? thread->deadline - clock_now() : 0;
    *(struct timespec *) rest = (struct timespec){(s64) (left / NANOS_PER_SECOND), (s64) (left % NANOS_PER_SECOND)};
    return -EINTR;
}

void threads_interrupt(struct thread *thread)
{
    bool about_to_retry = thread->state == THREAD_RUNNABLE && thread->waiting && !thread->timed_out;
    if (thread->state == THREAD_RETRYING || about_to_retry) {
        thread->registers.rip += SYSCALL_BYTES;
    }
    if (thread->state > THREAD_RUNNABLE || about_to_retry) {
        thread->registers.rax = (u64) interrupted(thread);
        trace_answered(thread, (long) thread->registers.rax);
        thread->waiting = false;
        thread->timed_out = false;
        thread->deadline = CLOCK_NEVER;
        threads_wake(thread);
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
    return threads_switch(frame);
}

long threads_clone(struct frame *frame, u64 flags, u64 stack, u64 parent_number, u64 child_number, u64 tls)
{
    bool senseless = ((flags & CLONE_SIGHAND) != 0 && (flags & CLONE_VM) == 0)
        || ((flags & CLONE_THREAD) != 0 && (flags & CLONE_SIGHAND) == 0);
    if (senseless) {
        return -EINVAL;
    }
    if ((flags & CLONE_THREAD) == 0) {
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
    while (index < THREADS && threads_at(index)->state != THREAD_FREE) {
        index++;
    }
    if (index == THREADS) {
        return -EAGAIN;
    }
    struct thread *child = threads_at(index);
    u8 *vector_state = child->vector_state;
    memset(child, 0, sizeof *child);
    child->vector_state = vector_state;
    if (!save(child, frame)) {
        return -ENOMEM;
    }
    child->number = ++last_number;
    child->registers.rsp = stack != 0 ? stack : frame->registers.rsp;
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
    enum {
        CLONE_ARGS_SIZE_VER0 = 64, CLONE_ARGS_SIZE_NOW = 88, FLAGS = 0, CHILD_TID = 2, PARENT_TID = 3, EXIT_SIGNAL = 4, STACK = 5,
        STACK_SIZE = 6, TLS = 7
    };
    const u64 known = 0x3ffffff00ul & ~0x400000ul; /* CLONE_VM to CLONE_INTO_CGROUP, without CLONE_DETACHED */
    if (bytes < CLONE_ARGS_SIZE_VER0) {
        return -EINVAL;
    }
    if (bytes > PAGE_BYTES) {
        return -E2BIG;
    }
    if (!memory_readable(arguments, bytes)) {
        return -EFAULT;
    }
    for (u64 i = CLONE_ARGS_SIZE_NOW; i < bytes; i++) { /* of a later version: it may say nothing */
        if (((const u8 *) arguments)[i] != 0) {
            return -E2BIG;
        }
    }
    const u64 *given = (const u64 *) arguments;
    bool thread = (given[FLAGS] & CLONE_THREAD) != 0;
    if ((given[FLAGS] & ~known) != 0 || (given[STACK] == 0) != (given[STACK_SIZE] == 0)
        || (thread && given[EXIT_SIGNAL] != 0)) {
        return -EINVAL;
    }
    u64 stack = given[STACK] + given[STACK_SIZE];
    return threads_clone(frame, given[FLAGS], stack, given[PARENT_TID], given[CHILD_TID], given[TLS]);
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
        futex_wake(thread->clear_number, 1, ~0u);
    }
    alive--;
    thread->state = THREAD_FREE;
    return threads_switch(frame);
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
    return threads_switch(frame);
}

long threads_sleep(struct frame *frame, int clock, u32 flags, u64 request, u64 rest)
{
    enum { TIMER_ABSTIME = 1 };
    u64 nanos;
    long bad = clock_sleepable(clock);
    if (bad == 0) {
        bad = request == 0 ? -EFAULT : clock_given(request, &nanos);
    }
    if (bad < 0) {
        return bad;
    }
    if (threads_wait_timed_out()) {
        return 0;
    }
    bool absolute = (flags & TIMER_ABSTIME) != 0;
    u64 deadline = absolute ? clock_from_absolute(clock, (const struct timespec *) request) : clock_after(nanos);
    if (alive == 1 && alarm_next() > deadline) {
        clock_advance_to(deadline);
        return 0;
    }
    threads_current()->rest = absolute ? 0 : rest;
    return threads_wait_and_retry(frame, deadline);
}

long threads_set_robust_list(u64 bytes)
{
    enum { LIST_HEAD_BYTES = 24 };
    return bytes == LIST_HEAD_BYTES ? 0 : -EINVAL;
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
