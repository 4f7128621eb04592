/*
 * Calls without signals. At the fourth signal of a call whose instruction is preceded by five bytes that we know, the seven bytes become a
 * jump to a trampoline: the idea of lazypoline and of gVisor. Tens of nanoseconds instead of a microsecond.
 */
#ifndef RUNTIME_DISPATCH_PATCH_H
#define RUNTIME_DISPATCH_PATCH_H

#include "kernel/linux.h"

/* Patches the call that returns to `behind`, if it can be. */
void patch_site(u64 behind, u32 number);

/*
 * A CPUID instruction at `at` was answered. Where it comes again it becomes INT 3, of the same length: a virtual machine leaves the guest for every
 * CPUID, and for every UD2, which takes twice as long.
 */
void patch_cpuid(u64 at);

/* What was where a program traps now, be it patched here or by the packer. */
enum patched { PATCHED_NOTHING, PATCHED_CALL, PATCHED_CPUID };

/* What breakpoint has caused a trap that says `behind`. */
enum patched patch_before(u64 behind);

/* What was at `address`, where a jump is now of which only the end was met. */
enum patched patch_at(u64 address);

#endif
