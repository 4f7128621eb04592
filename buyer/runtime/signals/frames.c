#include "signals/frames.h"

#include "kernel/text.h"
#include "memory/memory.h"
#include "output/output.h"
#include "threads/threads.h"

#define RED_ZONE_BYTES 128
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
#define NEVER_BLOCKED (1ul << (SIGKILL - 1) | 1ul << (SIGSTOP - 1))

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

bool frames_on_stack(const struct signal_stack *stack, u64 address)
{
    return (stack->flags & SS_DISABLE) == 0 && address > stack->start && address - stack->start <= stack->bytes;
}

/* What a handler of the program's finds on its stack: its return address points here. */
struct user_frame {
    u64 restorer;
    struct frame frame;
    struct siginfo info;
};

bool frames_enter(int signal, struct sigaction_kernel *action, const struct siginfo *info, struct frame *frame)
{
    struct thread *thread = threads_current();
    struct registers *registers = &frame->registers;
    u64 top = registers->rsp - RED_ZONE_BYTES;
    bool switches = (action->flags & SA_ONSTACK) != 0 && (thread->signal_stack.flags & SS_DISABLE) == 0
        && !frames_on_stack(&thread->signal_stack, registers->rsp);
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
        thread->blocked |= 1ul << (signal - 1);
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

/* The program's handler has returned to its restorer: the frame that it was given is at its stack pointer. */
long frames_return(struct frame *frame)
{
    if (frame == NULL) {
        return RESULT_NEEDS_FRAME;
    }
    u64 at = frame->registers.rsp;
    if (!memory_readable(at, sizeof(struct frame))) {
        output_end(END_SIGNAL, SIGSEGV);
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
            output_end(END_SIGNAL, SIGSEGV);
        }
        restore_vectors(own.vector_state, (const u8 *) vector);
    }
    threads_current()->blocked = user->mask & ~NEVER_BLOCKED;
    return RESULT_SWITCHED;
}
