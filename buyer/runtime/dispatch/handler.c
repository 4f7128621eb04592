/*
 * Where a system call, or an instruction that fails, arrives as a signal. It runs on the signal stack with every signal blocked: what
 * fails here ends the process.
 */
#include "cpu/cpu.h"
#include "dispatch/calls.h"
#include "dispatch/patch.h"
#include "memory/memory.h"
#include "output/output.h"
#include "signals/signals.h"
#include "threads/threads.h"

#define TRAP_BREAKPOINT 3
#define TRAP_GENERAL_PROTECTION 13

void handler(int signal, const struct siginfo *info, struct frame *frame);

static void answer_call(struct frame *frame)
{
    struct registers *registers = &frame->registers;
    u64 site = registers->rip;
    u32 number = (u32) registers->rax;
    u64 arguments[6] = {registers->rdi, registers->rsi, registers->rdx, registers->r10, registers->r8, registers->r9};
    long result = calls_answer(number, arguments, frame);
    if (result != RESULT_SWITCHED) {
        registers->rax = (u64) result;
        patch_site(site, number);
    }
    signals_deliver(frame);
}

/* An instruction whose first bytes were patched, and that was jumped to by itself. */
static bool answer_patched(struct frame *frame)
{
    enum patched was = patch_at(frame->registers.rip);
    if (was == PATCHED_NOTHING) {
        return false;
    }
    frame->registers.rip += 2;
    if (was == PATCHED_CPUID) {
        cpu_identify(&frame->registers);
    } else {
        answer_call(frame);
    }
    return true;
}

static bool emulated(int signal, struct frame *frame)
{
    struct registers *registers = &frame->registers;
    if (signal == SIGILL) {
        return answer_patched(frame);
    }
    if (signal == SIGTRAP && registers->trap == TRAP_BREAKPOINT && patch_before(registers->rip) == PATCHED_CPUID) {
        cpu_identify(registers);
        return true;
    }
    u64 at = registers->rip;
    if (signal != SIGSEGV || registers->trap != TRAP_GENERAL_PROTECTION || !memory_readable(at, 3) || !cpu_emulate(registers)) {
        return false;
    }
    patch_cpuid(at);
    return true;
}

void handler(int signal, const struct siginfo *info, struct frame *frame)
{
    if (signal != SIGSYS) {
        if (!emulated(signal, frame)) {
            signals_fault(signal, info, frame);
        }
        return;
    }
    bool ours = info->code == SYS_USER_DISPATCH && info->of.call.machine == AUDIT_ARCH_X86_64;
    if (!ours) {
        output_end(END_SIGNAL, SIGSYS); /* a call of the 32-bit kind */
    }
    answer_call(frame);
}
