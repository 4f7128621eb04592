/* The program's own signal frames: what its handlers find on their stack, and return from. */
#ifndef RUNTIME_SIGNALS_FRAMES_H
#define RUNTIME_SIGNALS_FRAMES_H

#include "kernel/linux.h"

struct frame;
struct siginfo;
struct sigaction_kernel;
struct signal_stack;

/* Writes a frame for the program, and makes `frame` return to the handler. False if its stack is no stack. */
bool frames_enter(int signal, struct sigaction_kernel *action, const struct siginfo *info, struct frame *frame);

/* rt_sigreturn(2) of the program. */
long frames_return(struct frame *frame);

bool frames_on_stack(const struct signal_stack *stack, u64 address);

#endif
