/* One virtual processor for everybody: CPUID and the time-stamp counter fault, and are answered from here. */
#ifndef RUNTIME_CPU_CPU_H
#define RUNTIME_CPU_CPU_H

#include "kernel/linux.h"

struct registers;

/* Carries out the instruction at rip if it is one of these. */
bool cpu_emulate(struct registers *registers);

/* Answers a CPUID instruction: what the registers say and get. */
void cpu_identify(struct registers *registers);

/* The same for rax, rbx, rcx and rdx, in this order. */
void cpu_identify_saved(u64 *four);

/* CPUID leaf 1, edx: what the kernel passes as AT_HWCAP. */
u32 cpu_hardware_capabilities(void);

#endif
