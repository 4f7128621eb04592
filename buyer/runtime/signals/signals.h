/* Signals that a program sends itself, or that its own instructions cause. Nobody else can send one. */
#ifndef RUNTIME_SIGNALS_SIGNALS_H
#define RUNTIME_SIGNALS_SIGNALS_H

#include "kernel/linux.h"

struct frame;
struct siginfo;

/* Runs the handler of a pending signal that is not blocked, if there is one, on return from `frame`. */
void signals_deliver(struct frame *frame);

/* An instruction of the program's has failed: its handler runs, or the program ends. */
void signals_fault(int signal, const struct siginfo *info, struct frame *frame);

/* Whether a signal waits that signals_deliver would act on. */
bool signals_waiting(void);

/* -EPIPE with SIGPIPE. */
long signals_broken_pipe(struct frame *frame);

/* Sends one to the process, as the kernel does. */
void signals_post(int signal, int code);

/* Another mask while a call waits, if `set` is not 0: 0, a negative errno number, or RESULT_NEEDS_FRAME. */
long signals_mask_for_wait(struct frame *frame, u64 set, u64 bytes);

/* A call has its answer: the mask of its wait, if it had one, is over, unless a handler is to run in it first. */
void signals_wait_done(long result);

/* Whether a wait of the current thread would end at once. */
bool signals_interrupt(void);

long signals_action(int signal, u64 action, u64 old, u64 bytes);
long signals_mask(struct frame *frame, int how, u64 set, u64 old, u64 bytes);
long signals_stack(struct frame *frame, u64 stack, u64 old);
long signals_kill(int process, int signal);
long signals_kill_thread(int thread, int signal);
long signals_kill_in_group(int group, int thread, int signal);
long signals_queue(int process, int signal, u64 info);
long signals_queue_in_group(int group, int thread, int signal, u64 info);
long signals_pending(u64 to, u64 bytes);
long signals_suspend(struct frame *frame, u64 set, u64 bytes);
long signals_pause(struct frame *frame);
long signals_wait(struct frame *frame, u64 set, u64 info, u64 timeout, u64 bytes);

#endif
