#include "dispatch/patch.h"

#include "dispatch/calls.h"
#include "dispatch/shape.h"
#include "kernel/pack.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "signals/signals.h"
#include "threads/threads.h"

/* The slots are linked at 0x78000 (runtime.ld), see write_jump. */
#define SITES 4096
#define TRAMPOLINE_BYTES 64
#define JUMP_BYTES 7
#define NOP 0x90
#define PLACES 128
/*
 * A patch costs the copies of a page of code and of a few of ours, which is as much as some signals: most calls at a program's start are made
 * two or three times. CPUID costs more, and needs the one page.
 */
#define CALL_SIGNALS 4
#define CPUID_SIGNALS 2
#define COUNT_SHIFT 48 /* above any address */
#define CPUID_SITES 32
#define CPUID_BYTES 2

static u64 slots[SITES] __attribute__((section(".slots")));
static u8 trampolines[SITES][TRAMPOLINE_BYTES] __attribute__((section(".trampolines"), aligned(64)));
static u64 sites[SITES]; /* addresses of the system call instructions that were */
static u32 count;
static u64 cpuid_sites[CPUID_SITES];
static u32 cpuid_count;
static u64 seen[PLACES]; /* what came by signal, by its last bits; above the address how often */

void patch_enter(void);
long patch_answer(const u64 *saved);

static u8 *put(u8 *to, const void *bytes, u32 length)
{
    return (u8 *) memcpy(to, bytes, length) + length;
}

/*
 * displaced instructions; lea resume(%rip), %rcx; lea slow(%rip), %r11; jmp patch_enter; slow: syscall; resume: jmp *behind. A system call
 * overwrites rcx and r11 anyway. The slow way is for calls that need a signal frame. False if the displaced instructions can't be here.
 */
static bool write_trampoline(u8 *at, const struct shape *shape, const u8 *code)
{
    static const u8 lea_rcx[] = {0x48, 0x8d, 0x0d};
    static const u8 lea_r11[] = {0x4c, 0x8d, 0x1d};
    static const u8 call[] = {0x0f, 0x05};
    static const u8 jump_memory[] = {0xff, 0x25, 0, 0, 0, 0}; /* jmp *0(%rip) */
    enum { LEA_BYTES = 7, JUMP_NEAR_BYTES = 5 };
    const s32 to_slow = JUMP_NEAR_BYTES;
    const s32 to_resume = LEA_BYTES + JUMP_NEAR_BYTES + SHAPE_CALL_BYTES;
    u64 behind = (u64) (code + shape->before + SHAPE_CALL_BYTES);
    at = shape->displace(at, code, shape->before);
    if (at == NULL) {
        return false;
    }
    at = put(at, lea_rcx, sizeof lea_rcx);
    at = put(at, &to_resume, sizeof to_resume);
    at = put(at, lea_r11, sizeof lea_r11);
    at = put(at, &to_slow, sizeof to_slow);
    s32 distance = (s32) ((s64) patch_enter - (s64) (at + JUMP_NEAR_BYTES));
    *at++ = 0xe9;
    at = put(at, &distance, sizeof distance);
    at = put(at, call, sizeof call);
    at = put(at, jump_memory, sizeof jump_memory);
    put(at, &behind, sizeof behind);
    return true;
}

/*
 * nops; jmp *slot, with the slot's address in the last four bytes. The slots are at 0x7xxxx, so that where the syscall instruction was
 * there is 07 00 now. That is no instruction: a jump there faults, and is answered as the call. So does a thread that waits there.
 */
static void write_jump(u8 *at, u32 bytes, u32 slot)
{
    static const u8 jump[] = {0xff, 0x24, 0x25};
    u32 address = (u32) (u64) &slots[slot];
    for (; bytes > JUMP_BYTES; bytes--) {
        *at++ = NOP;
    }
    at = put(at, jump, sizeof jump);
    put(at, &address, sizeof address);
}

static bool in_code(u64 start, u64 end)
{
    const struct pack *about = pack();
    for (u32 i = 0; i < about->segments; i++) {
        const struct pack_segment *segment = &about->segment[i];
        if ((segment->access & 1) != 0 && start >= segment->start && end <= segment->end) {
            return true;
        }
    }
    return false;
}

static bool is_of(u64 place, u64 address)
{
    return (place & ((1ul << COUNT_SHIFT) - 1)) == address;
}

/* Whether what is at `address` has come by signal for the `least`th time, or more often. Two places each, so that two in turns both count. */
static bool comes_again(u64 address, u64 least)
{
    u64 *place = &seen[address % PLACES];
    u64 *other = &seen[address % PLACES ^ 1];
    if (!is_of(*place, address) && (is_of(*other, address) || *other >> COUNT_SHIFT < *place >> COUNT_SHIFT)) {
        place = other;
    }
    u64 times = is_of(*place, address) ? (*place >> COUNT_SHIFT) + 1 : 1;
    *place = address | times << COUNT_SHIFT;
    return times >= least;
}

void patch_site(u64 behind, u32 number)
{
    if (!comes_again(behind, CALL_SIGNALS)) {
        return;
    }
    u64 call = behind - SHAPE_CALL_BYTES;
    bool readable = in_code(call - SHAPE_BEFORE_MAX, behind + SHAPE_AFTER_MAX);
    if (count == SITES || (pack()->flags & PACK_UNPATCHED) != 0 || !readable) {
        return;
    }
    const struct shape *shape = shape_of((const u8 *) call, number);
    if (shape == NULL) {
        return;
    }
    u8 *code = (u8 *) call - shape->before;
    if (!write_trampoline(trampolines[count], shape, code)) {
        return;
    }
    slots[count] = (u64) trampolines[count];
    sites[count] = call;
    write_jump(code, shape->before + SHAPE_CALL_BYTES, count);
    count++;
}

void patch_cpuid(u64 at)
{
    static const u8 cpuid[] = {0x0f, 0xa2};
    static const u8 int_3[] = {0xcd, 0x03};
    if (!comes_again(at, CPUID_SIGNALS) || cpuid_count == CPUID_SITES || (pack()->flags & PACK_UNPATCHED) != 0
        || !in_code(at, at + sizeof cpuid) || memcmp((const void *) at, cpuid, sizeof cpuid) != 0) {
        return;
    }
    put((u8 *) at, int_3, sizeof int_3);
    cpuid_sites[cpuid_count++] = at;
}

/* What the packer has made of the instruction that was at `address`: a PACK_SITE_ number, or 0. */
static u32 prepared(u64 address)
{
    const struct pack_site *rows = (const struct pack_site *) pack()->sites;
    u64 low = 0;
    u64 high = pack()->site_count;
    while (low < high) {
        u64 middle = (low + high) / 2;
        if (rows[middle].address == address) {
            return rows[middle].kind;
        }
        if (rows[middle].address < address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

enum patched patch_before(u64 behind)
{
    u64 at = behind - CPUID_BYTES;
    if (prepared(at) == PACK_SITE_BREAKPOINT) {
        return PATCHED_CPUID;
    }
    for (u32 i = 0; i < cpuid_count; i++) {
        if (cpuid_sites[i] == at) {
            return PATCHED_CPUID;
        }
    }
    return PATCHED_NOTHING;
}

enum patched patch_at(u64 address)
{
    u32 kind = prepared(address);
    if (kind == PACK_SITE_CALL || kind == PACK_SITE_CPUID) {
        return kind == PACK_SITE_CALL ? PATCHED_CALL : PATCHED_CPUID;
    }
    for (u32 i = 0; i < count; i++) {
        if (sites[i] == address) {
            return PATCHED_CALL;
        }
    }
    return PATCHED_NOTHING;
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
