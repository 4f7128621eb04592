/*
 * Threads as turns on one processor. A thread runs until it waits, sleeps, yields or ends; then the next one that can run gets its
 * turn, in the order of their numbers. So every run of a program interleaves its threads alike.
 */
#ifndef RUNTIME_THREADS_THREADS_H
#define RUNTIME_THREADS_THREADS_H

#include "kernel/linux.h"

/* Answers of a call that are not for the program. */
#define RESULT_NEEDS_FRAME (-5001L) /* the call was made from a patched site, and has to be made again by signal */
#define RESULT_SWITCHED (-5002L)    /* the frame is complete already */

#define THREADS 512

enum thread_state { THREAD_FREE, THREAD_RUNNABLE, THREAD_IN_FUTEX, THREAD_RETRYING };

struct thread {
    enum thread_state state;
    u32 number;
    struct registers registers; /* while it has no turn */
    u64 fs_base, gs_base;
    u8 *vector_state;
    u32 vector_bytes;
    u64 clear_number;  /* address to zero and wake at its end: CLONE_CHILD_CLEARTID */
    u64 futex;
    u32 futex_bits;
    u64 order;         /* who waits longest is woken first */
    u64 deadline;      /* of its wait, or CLOCK_NEVER */
    u64 rest;          /* where an interrupted sleep says what is left of it, or 0 */
    bool waiting;      /* has begun a wait that it retries */
    bool timed_out;
    u64 blocked, pending; /* signals */
    struct signal_stack signal_stack;
    u64 saved_blocked; /* by sigsuspend */
    bool suspended;
    bool untold;       /* has begun a call that no trace has told of yet: this one */
    u32 call;
    u64 arguments[6];
};

void threads_begin(void);

struct thread *threads_current(void);
struct thread *threads_find(u32 number);
struct thread *threads_at(u32 index); /* below THREADS; it may be a free one */
u32 threads_count(void);

/* Gives the turn to the next thread, whose registers are in the frame then. The current one is saved unless it has ended. */
long threads_switch(struct frame *frame);

void threads_wake(struct thread *thread);

/*
 * The call has to wait: the thread gives up its turn and makes the call again when something has changed, or at the deadline of its first
 * try.
 */
long threads_wait_and_retry(struct frame *frame, u64 deadline);

/* Whether the call is made again because its time is up. */
bool threads_wait_timed_out(void);

/* Something has changed that a waiting thread may want. */
void threads_retry_waiting(void);

/* A call has its answer: its wait, if there was one, is over. */
void threads_call_done(void);

/* Interrupts a wait: the call answers EINTR. */
void threads_interrupt(struct thread *thread);

/* Another thread's turn comes sooner for code that spins on the clock until that one has done something. */
long threads_clock_was_read(struct frame *frame, long result);

long threads_clone(struct frame *frame, u64 flags, u64 stack, u64 parent_number, u64 child_number, u64 tls);
long threads_clone3(struct frame *frame, u64 arguments, u64 bytes);
long threads_exit(struct frame *frame, int status);
long threads_yield(struct frame *frame);
long threads_sleep(struct frame *frame, int clock, u32 flags, u64 request, u64 rest);
long threads_set_robust_list(u64 bytes);
long threads_set_clear_number(u64 address);
long threads_set_base(u32 code, u64 value);

#endif
