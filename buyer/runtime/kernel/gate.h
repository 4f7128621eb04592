/* The way out: the only code whose system calls reach the kernel, and the only four that seccomp strict mode lets through. */
#ifndef RUNTIME_KERNEL_GATE_H
#define RUNTIME_KERNEL_GATE_H

#include "kernel/linux.h"

/* One read(0): the bytes moved, 0 at the end of the input, or a negative errno number. */
long gate_read(void *to, u64 bytes);

/* One write(1): the bytes moved or a negative errno number. */
long gate_write(const void *from, u64 bytes);

/* Ends the process. */
void gate_exit(int status) __attribute__((noreturn));

#endif
