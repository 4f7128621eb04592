#include "signals/signals.h"

#include "kernel/text.h"
#include "memory/memory.h"
#include "output/output.h"
#include "process/process.h"
#include "signals/alarm.h"
#include "signals/frames.h"
#include "threads/threads.h"
#include "threads/trace.h"
#include "time/clock.h"

#define SET_BYTES 8
#define MINSIGSTKSZ 2048

static struct sigaction_kernel actions[SIGNALS + 1];
static struct siginfo details[SIGNALS + 1]; /* of the last one that was sent */
static u64 process_pending;

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

static void die(int signal) __attribute__((noreturn));

static void die(int signal)
{
    trace_unfinished();
    output_end(END_SIGNAL, (u32) signal);
}

static u64 deliverable(void)
{
    const struct thread *thread = threads_current();
    return (thread->pending | process_pending) & ~thread->blocked;
}

bool signals_waiting(void)
{
    return deliverable() != 0 || alarm_next() <= clock_now();
}

void signals_deliver(struct frame *frame)
{
    struct thread *thread = threads_current();
    alarm_ring();
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
        if (!frames_enter(signal, &actions[signal], &details[signal], frame)) {
            die(SIGSEGV);
        }
    }
}

void signals_fault(int signal, const struct siginfo *info, struct frame *frame)
{
    bool blocked = (threads_current()->blocked & bit(signal)) != 0;
    if (blocked || actions[signal].handler <= SIG_IGN || !frames_enter(signal, &actions[signal], info, frame)) {
        die(signal); /* the kernel does not let such a signal wait either */
    }
}

/* A thread that would take a signal to the process: the current one if it can, otherwise one that waits. */
static struct thread *taker(int signal)
{
    if ((threads_current()->blocked & bit(signal)) == 0) {
        return threads_current();
    }
    for (u32 i = 0; i < THREADS; i++) {
        struct thread *thread = threads_at(i);
        if (thread->state != THREAD_FREE && (thread->blocked & bit(signal)) == 0) {
            return thread;
        }
    }
    return NULL;
}

/* To a thread, or to the process if it is NULL. */
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
        thread = taker(signal);
    } else {
        thread->pending |= bit(signal);
    }
    if (thread != NULL && (thread->blocked & bit(signal)) == 0 && (thread != threads_current() || thread->state > THREAD_RUNNABLE)) {
        threads_interrupt(thread);
    }
}

void signals_post(int signal, int code)
{
    struct siginfo info;
    memset(&info, 0, sizeof info);
    info.code = code;
    send(NULL, signal, info);
}

static struct siginfo sent_by_us(int code)
{
    struct siginfo info;
    memset(&info, 0, sizeof info);
    info.code = code;
    info.of.sent.pid = PROCESS_ID;
    info.of.sent.uid = USER_ID;
    return info;
}

long signals_kill(int process, int signal)
{
    if (signal < 0 || signal > SIGNALS) {
        return -EINVAL;
    }
    if (process != PROCESS_ID && process != 0 && process != -1 && process != -PROCESS_ID) {
        return -ESRCH;
    }
    if (signal != 0) {
        send(NULL, signal, sent_by_us(SI_USER));
    }
    return 0;
}

static bool sendable(int signal)
{
    return signal >= 0 && signal <= SIGNALS;
}

static long send_to_thread(int thread_number, int signal, struct siginfo info)
{
    struct thread *thread = threads_find((u32) thread_number);
    if (thread == NULL) {
        return -ESRCH;
    }
    if (signal != 0) {
        send(thread, signal, info);
    }
    return 0;
}

long signals_kill_thread(int thread_number, int signal)
{
    if (thread_number <= 0 || !sendable(signal)) {
        return -EINVAL;
    }
    return send_to_thread(thread_number, signal, sent_by_us(SI_TKILL));
}

long signals_kill_in_group(int group, int thread_number, int signal)
{
    if (group <= 0) {
        return -EINVAL;
    }
    return group == PROCESS_ID ? signals_kill_thread(thread_number, signal) : thread_number <= 0 ? -EINVAL : -ESRCH;
}

/* What a program says itself of a signal. To another process it may not look like the kernel's or kill(2)'s own. */
static long read_info(u64 address, bool own, struct siginfo *info)
{
    if (!memory_readable(address, sizeof *info)) {
        return -EFAULT;
    }
    memcpy(info, (const void *) address, sizeof *info);
    return !own && (info->code >= 0 || info->code == SI_TKILL) ? -EPERM : 0;
}

long signals_queue(int process, int signal, u64 info_address)
{
    struct siginfo info;
    long bad = read_info(info_address, process == PROCESS_ID, &info);
    if (bad < 0) {
        return bad;
    }
    if (!sendable(signal)) {
        return -EINVAL;
    }
    if (process != PROCESS_ID) {
        return -ESRCH;
    }
    if (signal != 0) {
        send(NULL, signal, info);
    }
    return 0;
}

long signals_queue_in_group(int group, int thread_number, int signal, u64 info_address)
{
    struct siginfo info;
    long bad = read_info(info_address, thread_number == (int) threads_current()->number, &info);
    if (bad == -EFAULT) {
        return bad;
    }
    if (group <= 0 || thread_number <= 0 || !sendable(signal)) {
        return -EINVAL;
    }
    return bad < 0 ? bad : group == PROCESS_ID ? send_to_thread(thread_number, signal, info) : -ESRCH;
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
    bool in_use = frames_on_stack(&thread->signal_stack, frame->registers.rsp);
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

/* Another mask while the call waits; the old one comes back with its answer, or with the return from a handler. */
static void mask_for_wait(u64 mask)
{
    struct thread *thread = threads_current();
    if (!thread->suspended) {
        thread->saved_blocked = thread->blocked;
        thread->suspended = true;
        thread->blocked = mask & ~(bit(SIGKILL) | bit(SIGSTOP));
    }
}

long signals_mask_for_wait(struct frame *frame, u64 set, u64 bytes)
{
    if (set == 0) {
        return 0;
    }
    if (bytes != SET_BYTES) {
        return -EINVAL;
    }
    if (!memory_readable(set, SET_BYTES)) {
        return -EFAULT;
    }
    if (frame == NULL) {
        return RESULT_NEEDS_FRAME;
    }
    mask_for_wait(*(const u64 *) set);
    return 0;
}

void signals_wait_done(long result)
{
    struct thread *thread = threads_current();
    if (thread->suspended && result != -EINTR) {
        thread->blocked = thread->saved_blocked;
        thread->suspended = false;
    }
}

bool signals_interrupt(void)
{
    return deliverable() != 0;
}

long signals_suspend(struct frame *frame, u64 set, u64 bytes)
{
    if (bytes != SET_BYTES) {
        return -EINVAL;
    }
    long result = set == 0 ? -EFAULT : signals_mask_for_wait(frame, set, bytes);
    return result < 0 ? result : signals_pause(frame);
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
    u64 nanos;
    if (bytes != SET_BYTES) {
        return -EINVAL;
    }
    if (!memory_readable(set, SET_BYTES)) {
        return -EFAULT;
    }
    long bad = clock_given(timeout, &nanos);
    if (bad < 0) {
        return bad;
    }
    struct thread *thread = threads_current();
    u64 found = (thread->pending | process_pending) & *(const u64 *) set;
    if (found != 0) {
        int signal = __builtin_ctzl(found) + 1;
        if (info != 0 && !memory_writable(info, sizeof *details)) {
            return -EFAULT;
        }
        thread->pending &= ~bit(signal);
        process_pending &= ~bit(signal);
        if (info != 0) {
            *(struct siginfo *) info = details[signal];
        }
        return signal;
    }
    if (nanos == 0 || threads_wait_timed_out()) {
        return -EAGAIN;
    }
    return threads_wait_and_retry(frame, nanos == CLOCK_NEVER ? CLOCK_NEVER : clock_after(nanos));
}
