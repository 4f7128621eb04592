#include "dispatch/shape.h"

#include "kernel/text.h"

static bool matches(const u8 *code, const u8 *pattern, u32 bytes)
{
    return memcmp(code, pattern, bytes) == 0;
}

/* mov imm32, %eax: how compilers load the number. */
static bool loads_number(const u8 *call, u32 number)
{
    u32 immediate;
    memcpy(&immediate, call - 4, sizeof immediate);
    return call[-5] == 0xb8 && immediate == number;
}

/* mov 8(%rsp), %r9: the last instruction before the call in syscall(3), which any number may reach. */
static bool is_general(const u8 *call)
{
    static const u8 pattern[] = {0x4c, 0x8b, 0x4c, 0x24, 0x08};
    return matches(call - sizeof pattern, pattern, sizeof pattern);
}

/*
 * musl's __syscall_cp_c, from its first instruction to the ret behind the call: the arguments move one place down. A straight line, so that
 * nothing jumps into the two instructions that are displaced.
 */
static bool is_musl(const u8 *call)
{
    static const u8 pattern[] = {
        0x48, 0x89, 0xf8, 0x4d, 0x89, 0xc2, 0x48, 0x89, 0xf7, 0x4d, 0x89, 0xc8, 0x48, 0x89, 0xd6, /* rax r10 rdi r8 rsi */
        0x4c, 0x8b, 0x4c, 0x24, 0x08, 0x48, 0x89, 0xca,                                           /* r9 rdx */
        0x0f, 0x05, 0xc3};
    return matches(call - 23, pattern, sizeof pattern);
}

/* Go's Syscall6, from its first instruction that moves an argument: a straight line. */
static bool is_go(const u8 *call)
{
    static const u8 pattern[] = {0x49, 0x89, 0xf2, 0x48, 0x89, 0xfa, 0x48, 0x89, 0xce, 0x48, 0x89, 0xdf}; /* r10 rdx rsi rdi */
    return matches(call - sizeof pattern, pattern, sizeof pattern);
}

/* mov imm32, %rax: how Go's runtime loads the number. */
static bool loads_wide_number(const u8 *call, u32 number)
{
    static const u8 pattern[] = {0x48, 0xc7, 0xc0};
    u32 immediate;
    memcpy(&immediate, call - 4, sizeof immediate);
    return matches(call - 7, pattern, sizeof pattern) && immediate == number;
}

/*
 * glibc's read: cmpb $0, single_threaded(%rip); je; xor %eax, %eax; syscall. The function begins with the comparison, and the je goes
 * forward, over the call.
 */
static bool is_glibc_read(const u8 *call)
{
    bool compares = call[-11] == 0x80 && call[-10] == 0x3d && call[-5] == 0;
    return compares && call[-4] == 0x74 && call[-3] < 0x80 && call[-2] == 0x31 && call[-1] == 0xc0;
}

static u8 *displace_as_they_are(u8 *to, const u8 *code, u32 bytes)
{
    return (u8 *) memcpy(to, code, bytes) + bytes;
}

/* A distance that is counted from `end`, if it fits. */
static bool put_distance(u8 *to, const u8 *target, const u8 *end)
{
    s64 distance = (s64) target - (s64) end;
    s32 narrow = (s32) distance;
    memcpy(to, &narrow, sizeof narrow);
    return narrow == distance;
}

/* The comparison's operand and the jump's target are given relative to the instructions, and must be found anew. */
static u8 *displace_glibc_read(u8 *to, const u8 *code, u32 bytes)
{
    enum { COMPARE_BYTES = 7, SHORT_JUMP_BYTES = 2, NEAR_JUMP_BYTES = 6 };
    s32 operand;
    (void) bytes;
    memcpy(&operand, code + 2, sizeof operand);
    const u8 *flag = code + COMPARE_BYTES + operand;
    const u8 *target = code + COMPARE_BYTES + SHORT_JUMP_BYTES + code[COMPARE_BYTES + 1];
    u8 *jump = to + COMPARE_BYTES;
    u8 *end = jump + NEAR_JUMP_BYTES;
    memcpy(to, code, COMPARE_BYTES);
    jump[0] = 0x0f; /* je rel32 */
    jump[1] = 0x84;
    if (!put_distance(to + 2, flag, jump) || !put_distance(jump + 2, target, end)) {
        return NULL;
    }
    end[0] = 0x31; /* xor %eax, %eax */
    end[1] = 0xc0;
    return end + 2;
}

const struct shape *shape_of(const u8 *call, u32 number)
{
    static const struct shape five_bytes = {5, displace_as_they_are};
    static const struct shape musl = {8, displace_as_they_are};
    static const struct shape go = {6, displace_as_they_are};
    static const struct shape go_runtime = {7, displace_as_they_are};
    static const struct shape glibc_read = {11, displace_glibc_read};
    if (call[0] != 0x0f || call[1] != 0x05) {
        return NULL;
    }
    if (loads_number(call, number) || is_general(call)) {
        return &five_bytes;
    }
    if (is_musl(call)) {
        return &musl;
    }
    if (is_go(call)) {
        return &go;
    }
    if (loads_wide_number(call, number)) {
        return &go_runtime;
    }
    return is_glibc_read(call) ? &glibc_read : NULL;
}
