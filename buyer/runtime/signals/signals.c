#include "signals/signals.h"

#include "kernel/text.h"
#include "memory/memory.h"
#include "output/output.h"
#include "threads/threads.h"
#include "time/clock.h"

#define SET_BYTES 8
#define RED_ZONE_BYTES 128
#define PROCESS 1
#define USER 1000
/*
 * What a program's frame holds of the vector registers: those of the virtual processor, and the same on every machine, so that its addresses
 * are, too. FXSAVE's area; XSAVE's header, whose first word says which parts are in use; the upper halves of AVX's (Intel manual, volume
 * 1, 13.4).
 */
#define LEGACY_BYTES 464
#define PARTS_AT 512
#define PARTS 7ul /* x87, SSE, AVX */
#define AVX_AT 576
#define AVX_BYTES 256
#define VECTOR_BYTES (AVX_AT + AVX_BYTES)
/* In FXSAVE's unused bytes the kernel says how long its area is: FP_XSTATE_MAGIC1, asm/sigcontext.h. */
#define VECTOR_MAGIC_AT 464
#define VECTOR_MAGIC 0x46505853u
#define FLAGS_OF_USERS 0x240dd5u /* arithmetic, trap, direction, overflow, alignment check, id: FIX_EFLAGS and ID */
#define MINSIGSTKSZ 2048

static struct sigaction_kernel actions[SIGNALS + 1];
static struct siginfo details[SIGNALS + 1]; /* of the last one that was sent */
static u64 process_pending;
static u64 alarm_at; /* 0 if there is none: all of the runtime's memory begins as zeros */
static u64 alarm_interval;

static u64 bit(int signal)
{
    return 1ul << (signal - 1);
}

static bool valid(int signal)
{
    return signal >= 1 && signal <= SIGNALS;
}

static bool ignored_by_default(int signal)
{
    return signal == SIGCHLD || signal == SIGCONT || signal == SIGURG || signal == SIGWINCH || signal == SIGSTOP
        || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

static bool ignored(int signal)
{
    u64 handler = actions[signal].handler;
    return handler == SIG_IGN || (handler == SIG_DFL && ignored_by_default(signal));
}

static bool has_parts(const u8 *state)
{
    return *(const u32 *) (state + VECTOR_MAGIC_AT) == VECTOR_MAGIC;
}

static void save_vectors(u8 *to, const u8 *state)
{
    memset(to, 0, VECTOR_BYTES);
    memcpy(to, state, LEGACY_BYTES);
    if (has_parts(state)) {
        *(u64 *) (to + PARTS_AT) = *(const u64 *) (state + PARTS_AT) & PARTS;
        memcpy(to + AVX_AT, state + AVX_AT, AVX_BYTES);
    }
}

static void restore_vectors(u8 *state, const u8 *from)
{
    memcpy(state, from, LEGACY_BYTES);
    if (has_parts(state)) {
        u64 *parts = (u64 *) (state + PARTS_AT);
        *parts = (*parts & ~PARTS) | (*(const u64 *) (from + PARTS_AT) & PARTS);
        memcpy(state + AVX_AT, from + AVX_AT, AVX_BYTES);
    }
}

static bool on_stack(const struct signal_stack *stack, u64 address)
{
    return (stack->flags & SS_DISABLE) == 0 && address > stack->start && address - stack->start <= stack->bytes;
}

/* What a handler of the program's finds on its stack: its return address points here. */
struct user_frame {
    u64 restorer;
    struct frame frame;
    struct siginfo info;
};

/* Writes the program's own signal frame, and makes `frame` return to the handler. False if its stack is no stack. */
static bool enter_handler(int signal, const struct siginfo *info, struct frame *frame)
{
    struct thread *thread = threads_current();
    struct sigaction_kernel *action = &actions[signal];
    struct registers *registers = &frame->registers;
    u64 top = registers->rsp - RED_ZONE_BYTES;
    bool switches = (action->flags & SA_ONSTACK) != 0 && (thread->signal_stack.flags & SS_DISABLE) == 0
        && !on_stack(&thread->signal_stack, registers->rsp);
    if (switches) {
        top = thread->signal_stack.start + thread->signal_stack.bytes;
    }
    u64 vector = (top - VECTOR_BYTES) & -64ul;
    u64 at = ((vector - sizeof(struct user_frame)) & -16ul) - 8; /* as after a call */
    bool fits = !switches || at >= thread->signal_stack.start;
    if (!fits || !memory_writable(at, top - at)) {
        return false;
    }
    struct user_frame *user = (struct user_frame *) at;
    user->restorer = action->restorer;
    user->frame = *frame;
    user->info = *info;
    user->frame.stack = thread->signal_stack;
    user->frame.mask = thread->suspended ? thread->saved_blocked : thread->blocked;
    thread->suspended = false;
    if (registers->vector_state != NULL) {
        save_vectors((u8 *) vector, registers->vector_state);
        user->frame.registers.vector_state = (u8 *) vector;
    }
    thread->blocked |= action->mask;
    if ((action->flags & SA_NODEFER) == 0) {
        thread->blocked |= bit(signal);
    }
    registers->rip = action->handler;
    registers->rsp = at;
    registers->rdi = (u64) signal;
    registers->rsi = (u64) &user->info;
    registers->rdx = (u64) &user->frame;
    registers->rax = 0;
    registers->flags &= ~0x400ul; /* the direction flag is clear at a function's start */
    if ((action->flags & SA_RESETHAND) != 0) {
        action->handler = SIG_DFL;
    }
    return true;
}

static void die(int signal) __attribute__((noreturn));

static void die(int signal)
{
    output_end(END_SIGNAL, (u32) signal);
}

static u64 deliverable(void)
{
    const struct thread *thread = threads_current();
    return (thread->pending | process_pending) & ~thread->blocked;
}

bool signals_waiting(void)
{
    return deliverable() != 0 || signals_next_alarm() <= clock_now();
}

void signals_deliver(struct frame *frame)
{
    struct thread *thread = threads_current();
    signals_ring_alarm();
    for (u64 waiting = deliverable(); waiting != 0; waiting = deliverable()) {
        int signal = __builtin_ctzl(waiting) + 1;
        thread->pending &= ~bit(signal);
        process_pending &= ~bit(signal);
        if (ignored(signal)) {
            continue;
        }
        if (actions[signal].handler == SIG_DFL) {
            die(signal);
        }
        if (!enter_handler(signal, &details[signal], frame)) {
            die(SIGSEGV);
        }
    }
}

void signals_fault(int signal, const struct siginfo *info, struct frame *frame)
{
    bool blocked = (threads_current()->blocked & bit(signal)) != 0;
    if (blocked || actions[signal].handler <= SIG_IGN || !enter_handler(signal, info, frame)) {
        die(signal); /* the kernel does not let such a signal wait either */
    }
}

static void send(struct thread *thread, int signal, struct siginfo info)
{
    info.signal = signal;
    if (signal == SIGKILL) {
        die(SIGKILL);
    }
    if (ignored(signal)) {
        return;
    }
    details[signal] = info;
    if (thread == NULL) {
        process_pending |= bit(signal);
        thread = threads_current();
    } else {
        thread->pending |= bit(signal);
    }
    if (thread != threads_current() && (thread->blocked & bit(signal)) == 0) {
        threads_interrupt(thread);
    }
}

static struct siginfo sent_by_us(int code)
{
    struct siginfo info;
    memset(&info, 0, sizeof info);
    info.code = code;
    info.of.sent.pid = PROCESS;
    info.of.sent.uid = USER;
    return info;
}

long signals_kill(int process, int signal)
{
    if (signal < 0 || signal > SIGNALS) {
        return -EINVAL;
    }
    if (process != PROCESS && process != 0 && process != -1 && process != -PROCESS) {
        return -ESRCH;
    }
    if (signal != 0) {
        send(NULL, signal, sent_by_us(SI_USER));
    }
    return 0;
}

long signals_kill_thread(int group, int thread_number, int signal, u64 info_address)
{
    if (signal < 0 || signal > SIGNALS || thread_number <= 0) {
        return -EINVAL;
    }
    struct thread *thread = threads_find((u32) thread_number);
    if (thread == NULL || (group != PROCESS && group != 0)) {
        return -ESRCH;
    }
    struct siginfo info = sent_by_us(SI_TKILL);
    if (info_address != 0) {
        if (!memory_readable(info_address, sizeof info)) {
            return -EFAULT;
        }
        info = *(const struct siginfo *) info_address;
    }
    if (signal != 0) {
        send(thread, signal, info);
    }
    return 0;
}

long signals_broken_pipe(struct frame *frame)
{
    if (frame == NULL) {
        return RESULT_NEEDS_FRAME;
    }
    send(threads_current(), SIGPIPE, sent_by_us(SI_USER));
    return -EPIPE;
}

long signals_action(int signal, u64 action, u64 old, u64 bytes)
{
    if (bytes != SET_BYTES || !valid(signal) || (action != 0 && (signal == SIGKILL || signal == SIGSTOP))) {
        return -EINVAL;
    }
    if ((action != 0 && !memory_readable(action, sizeof *actions)) || (old != 0 && !memory_writable(old, sizeof *actions))) {
        return -EFAULT;
    }
    struct sigaction_kernel before = actions[signal];
    if (action != 0) {
        actions[signal] = *(const struct sigaction_kernel *) action;
        actions[signal].mask &= ~(bit(SIGKILL) | bit(SIGSTOP));
    }
    if (old != 0) {
        *(struct sigaction_kernel *) old = before;
    }
    return 0;
}

long signals_mask(struct frame *frame, int how, u64 set, u64 old, u64 bytes)
{
    enum { SIG_BLOCK = 0, SIG_UNBLOCK = 1, SIG_SETMASK = 2 };
    struct thread *thread = threads_current();
    if (bytes != SET_BYTES || (set != 0 && (how < SIG_BLOCK || how > SIG_SETMASK))) {
        return -EINVAL;
    }
    if ((set != 0 && !memory_readable(set, SET_BYTES)) || (old != 0 && !memory_writable(old, SET_BYTES))) {
        return -EFAULT;
    }
    u64 before = thread->blocked;
    u64 after = before;
    if (set != 0) {
        u64 given = *(const u64 *) set & ~(bit(SIGKILL) | bit(SIGSTOP));
        after = how == SIG_BLOCK ? before | given : how == SIG_UNBLOCK ? before & ~given : given;
    }
    if (frame == NULL && ((thread->pending | process_pending) & ~after) != 0) {
        return RESULT_NEEDS_FRAME; /* a handler will run on return */
    }
    thread->blocked = after;
    if (old != 0) {
        *(u64 *) old = before;
    }
    return 0;
}

long signals_stack(struct frame *frame, u64 stack, u64 old)
{
    struct thread *thread = threads_current();
    if (frame == NULL) {
        return RESULT_NEEDS_FRAME; /* the stack pointer tells whether it is in use */
    }
    bool in_use = on_stack(&thread->signal_stack, frame->registers.rsp);
    if ((stack != 0 && !memory_readable(stack, sizeof thread->signal_stack))
        || (old != 0 && !memory_writable(old, sizeof thread->signal_stack))) {
        return -EFAULT;
    }
    struct signal_stack before = thread->signal_stack;
    if (in_use) {
        before.flags = SS_ONSTACK;
    }
    if (stack != 0) {
        struct signal_stack given = *(const struct signal_stack *) stack;
        if (in_use) {
            return -EPERM;
        }
        if ((given.flags & ~(SS_DISABLE | SS_ONSTACK)) != 0) {
            return -EINVAL;
        }
        if ((given.flags & SS_DISABLE) != 0) {
            given.start = 0;
            given.bytes = 0;
            given.flags = SS_DISABLE;
        } else {
            if (given.bytes < MINSIGSTKSZ) {
                return -ENOMEM;
            }
            given.flags = 0;
        }
        thread->signal_stack = given;
    }
    if (old != 0) {
        *(struct signal_stack *) old = before;
    }
    return 0;
}

/* The program's handler has returned to its restorer: the frame that it was given is at its stack pointer. */
long signals_return(struct frame *frame)
{
    if (frame == NULL) {
        return RESULT_NEEDS_FRAME;
    }
    u64 at = frame->registers.rsp;
    if (!memory_readable(at, sizeof(struct frame))) {
        die(SIGSEGV);
    }
    struct registers own = frame->registers;
    const struct frame *user = (const struct frame *) at;
    frame->registers = user->registers;
    frame->registers.vector_state = own.vector_state;
    frame->registers.cs = own.cs;
    frame->registers.ss = own.ss;
    frame->registers.fs = own.fs;
    frame->registers.gs = own.gs;
    frame->registers.flags = (user->registers.flags & FLAGS_OF_USERS) | (own.flags & ~(u64) FLAGS_OF_USERS);
    u64 vector = (u64) user->registers.vector_state;
    if (vector != 0 && own.vector_state != NULL) {
        if (!memory_readable(vector, VECTOR_BYTES)) {
            die(SIGSEGV);
        }
        restore_vectors(own.vector_state, (const u8 *) vector);
    }
    threads_current()->blocked = user->mask & ~(bit(SIGKILL) | bit(SIGSTOP));
    return RESULT_SWITCHED;
}

long signals_pending(u64 to, u64 bytes)
{
    if (bytes > SET_BYTES) {
        return -EINVAL;
    }
    if (!memory_writable(to, bytes)) {
        return -EFAULT;
    }
    const struct thread *thread = threads_current();
    u64 waiting = (thread->pending | process_pending) & thread->blocked;
    memcpy((void *) to, &waiting, bytes);
    return 0;
}

long signals_suspend(struct frame *frame, u64 set, u64 bytes)
{
    if (bytes != SET_BYTES) {
        return -EINVAL;
    }
    if (!memory_readable(set, SET_BYTES)) {
        return -EFAULT;
    }
    if (frame == NULL) {
        return RESULT_NEEDS_FRAME;
    }
    struct thread *thread = threads_current();
    if (!thread->suspended) {
        thread->saved_blocked = thread->blocked;
        thread->suspended = true;
        thread->blocked = *(const u64 *) set & ~(bit(SIGKILL) | bit(SIGSTOP));
    }
    return signals_pause(frame);
}

long signals_pause(struct frame *frame)
{
    if (frame == NULL) {
        return RESULT_NEEDS_FRAME;
    }
    return deliverable() != 0 ? -EINTR : threads_wait_and_retry(frame, CLOCK_NEVER);
}

long signals_wait(struct frame *frame, u64 set, u64 info, u64 timeout, u64 bytes)
{
    if (bytes != SET_BYTES) {
        return -EINVAL;
    }
    if (!memory_readable(set, SET_BYTES) || (info != 0 && !memory_writable(info, sizeof *details))
        || (timeout != 0 && !memory_readable(timeout, sizeof(struct timespec)))) {
        return -EFAULT;
    }
    struct thread *thread = threads_current();
    u64 found = (thread->pending | process_pending) & *(const u64 *) set;
    if (found != 0) {
        int signal = __builtin_ctzl(found) + 1;
        thread->pending &= ~bit(signal);
        process_pending &= ~bit(signal);
        if (info != 0) {
            *(struct siginfo *) info = details[signal];
        }
        return signal;
    }
    u64 nanos = timeout == 0 ? CLOCK_NEVER : clock_duration((const struct timespec *) timeout);
    if (timeout != 0 && nanos == CLOCK_NEVER) {
        return -EINVAL;
    }
    if (nanos == 0 || threads_wait_timed_out()) {
        return -EAGAIN;
    }
    return threads_wait_and_retry(frame, nanos == CLOCK_NEVER ? CLOCK_NEVER : clock_after(nanos));
}

/* ---- the one timer: alarm(2), setitimer(2) ---- */

u64 signals_next_alarm(void)
{
    return alarm_at == 0 ? CLOCK_NEVER : alarm_at;
}

void signals_ring_alarm(void)
{
    if (signals_next_alarm() > clock_now()) {
        return;
    }
    alarm_at = alarm_interval > 0 ? clock_now() + alarm_interval : 0;
    struct siginfo info;
    memset(&info, 0, sizeof info);
    info.code = SI_KERNEL;
    info.signal = SIGALRM;
    if (ignored(SIGALRM)) {
        return;
    }
    details[SIGALRM] = info;
    process_pending |= bit(SIGALRM);
    for (u32 number = 1; number <= 1u << 16; number++) { /* whoever waits and would take it */
        struct thread *thread = threads_find(number);
        if (thread == NULL) {
            break;
        }
        if ((thread->blocked & bit(SIGALRM)) == 0) {
            threads_interrupt(thread);
            break;
        }
    }
}

static u64 alarm_left(void)
{
    return alarm_at == 0 ? 0 : alarm_at > clock_now() ? alarm_at - clock_now() : 1;
}

long signals_alarm(u32 seconds)
{
    long left = (long) ((alarm_left() + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
    alarm_at = seconds == 0 ? 0 : clock_after(seconds * NANOS_PER_SECOND);
    alarm_interval = 0;
    return left;
}

static struct timeval as_timeval(u64 nanos)
{
    return (struct timeval){(s64) (nanos / NANOS_PER_SECOND), (s64) (nanos % NANOS_PER_SECOND / 1000)};
}

long signals_get_timer(int which, u64 to)
{
    if (which < 0 || which > 2) {
        return -EINVAL;
    }
    if (!memory_writable(to, 2 * sizeof(struct timeval))) {
        return -EFAULT;
    }
    struct timeval *result = (struct timeval *) to;
    result[0] = as_timeval(which == 0 ? alarm_interval : 0);
    result[1] = as_timeval(which == 0 ? alarm_left() : 0);
    return 0;
}

/* ITIMER_REAL only: what CPU time there is, the clock's reads make up. */
long signals_set_timer(int which, u64 to, u64 old)
{
    if (which != 0) {
        return which == 1 || which == 2 ? 0 : -EINVAL;
    }
    if (!memory_readable(to, 2 * sizeof(struct timeval))) {
        return -EFAULT;
    }
    struct timeval given[2];
    memcpy(given, (const void *) to, sizeof given);
    if (given[0].micros < 0 || given[0].micros > 999999 || given[1].micros < 0 || given[1].micros > 999999
        || given[0].seconds < 0 || given[1].seconds < 0) {
        return -EINVAL;
    }
    if (old != 0) {
        long result = signals_get_timer(which, old);
        if (result < 0) {
            return result;
        }
    }
    u64 first = (u64) given[1].seconds * NANOS_PER_SECOND + (u64) given[1].micros * 1000;
    alarm_interval = (u64) given[0].seconds * NANOS_PER_SECOND + (u64) given[0].micros * 1000;
    alarm_at = first == 0 ? 0 : clock_after(first);
    return 0;
}
