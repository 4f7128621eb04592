#include "dispatch/patch.h"

#include "dispatch/calls.h"
#include "kernel/pack.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "signals/signals.h"
#include "threads/threads.h"

/* Linked at 0x60000 (runtime.ld), see write_jump. */
#define SITES 4096
#define DISPLACED_BYTES 5
#define CALL_BYTES 2
#define TRAMPOLINE_BYTES 64
#define PATCH_BYTES (DISPLACED_BYTES + CALL_BYTES)

static u64 slots[SITES] __attribute__((section(".slots")));
static u8 trampolines[SITES][TRAMPOLINE_BYTES] __attribute__((section(".trampolines"), aligned(64)));
static u64 sites[SITES]; /* addresses of the system call instructions that were */
static u32 count;

void patch_enter(void);
long patch_answer(const u64 *saved);

/*
 * mov imm32, %eax, as compilers write it; or mov 8(%rsp), %r9, which is the last instruction before the call in musl's function for any
 * system call. Both can be carried out elsewhere.
 */
static bool displaceable(const u8 *code, u32 number)
{
    static const u8 musl[DISPLACED_BYTES] = {0x4c, 0x8b, 0x4c, 0x24, 0x08};
    u32 immediate;
    memcpy(&immediate, code + 1, sizeof immediate);
    return (code[0] == 0xb8 && immediate == number) || memcmp(code, musl, DISPLACED_BYTES) == 0;
}

static u8 *put(u8 *to, const void *bytes, u32 length)
{
    return (u8 *) memcpy(to, bytes, length) + length;
}

/*
 * displaced instruction; mov $behind, %rcx; lea slow(%rip), %r11; jmp patch_enter; slow: syscall; jmp *behind. A system call overwrites rcx
 * and r11 anyway. The slow way is for calls that need a signal frame.
 */
static void write_trampoline(u8 *at, const u8 *displaced, u64 behind)
{
    static const u8 move_rcx[] = {0x48, 0xb9};
    static const u8 lea_r11[] = {0x4c, 0x8d, 0x1d};
    static const u8 slow[] = {0x0f, 0x05, 0xff, 0x25, 0, 0, 0, 0};
    const s32 to_slow = 5; /* over the jump */
    at = put(at, displaced, DISPLACED_BYTES);
    at = put(at, move_rcx, sizeof move_rcx);
    at = put(at, &behind, sizeof behind);
    at = put(at, lea_r11, sizeof lea_r11);
    at = put(at, &to_slow, sizeof to_slow);
    s32 distance = (s32) ((s64) patch_enter - (s64) (at + 5));
    *at++ = 0xe9;
    at = put(at, &distance, sizeof distance);
    at = put(at, slow, sizeof slow);
    put(at, &behind, sizeof behind);
}

/*
 * jmp *slot, with the slot's address in the last four bytes. The slots are at 0x6xxxx, so where the syscall instruction was there is 06 00
 * now, which is no instruction: a jump there faults, and is answered as the call.
 */
static void write_jump(u8 *at, u32 slot)
{
    static const u8 jump[] = {0xff, 0x24, 0x25};
    u32 address = (u32) (u64) &slots[slot];
    at = put(at, jump, sizeof jump);
    put(at, &address, sizeof address);
}

static bool in_code(u64 start, u64 bytes)
{
    const struct pack *about = pack();
    for (u32 i = 0; i < about->segments; i++) {
        const struct pack_segment *segment = &about->segment[i];
        if ((segment->access & 1) != 0 && start >= segment->start && start + bytes <= segment->end) {
            return true;
        }
    }
    return false;
}

void patch_site(u64 behind, u32 number)
{
    u64 start = behind - PATCH_BYTES;
    if (count == SITES || (pack()->flags & PACK_UNPATCHED) != 0 || !in_code(start, PATCH_BYTES)) {
        return;
    }
    u8 *code = (u8 *) start;
    bool is_call = code[DISPLACED_BYTES] == 0x0f && code[DISPLACED_BYTES + 1] == 0x05;
    if (!is_call || !displaceable(code, number)) {
        return;
    }
    write_trampoline(trampolines[count], code, behind);
    slots[count] = (u64) trampolines[count];
    sites[count] = start + DISPLACED_BYTES;
    write_jump(code, count);
    count++;
}

bool patch_is_call(u64 address)
{
    for (u32 i = 0; i < count; i++) {
        if (sites[i] == address) {
            return true;
        }
    }
    return false;
}

/* What patch_enter has pushed, from the lowest address on. */
enum { SAVED_RAX, SAVED_R9, SAVED_R8, SAVED_R10, SAVED_RDX, SAVED_RSI, SAVED_RDI };

long patch_answer(const u64 *saved)
{
    if (signals_waiting()) {
        return RESULT_NEEDS_FRAME;
    }
    u64 arguments[6] = {
        saved[SAVED_RDI], saved[SAVED_RSI], saved[SAVED_RDX], saved[SAVED_R10], saved[SAVED_R8], saved[SAVED_R9]};
    return calls_answer((u32) saved[SAVED_RAX], arguments, NULL);
}
