#include "cpu/cpu.h"

#include "kernel/pack.h"
#include "time/clock.h"

#define LEVEL_3 3

struct leaf {
    u32 leaf, subleaf;
    u32 eax, ebx, ecx, edx;
};

/*
 * Features of x86-64-v2 (System V ABI for x86-64, table 3.1): CMPXCHG16B, LAHF, POPCNT, SSE3, SSSE3, SSE4.1 and 4.2. No RDRAND, RDSEED,
 * RTM, XSAVE, AVX: what could differ between machines is not there.
 */
#define EDX_1 0x078bfbffu  /* fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clfsh mmx fxsr sse sse2 */
#define EDX_EXT 0x2c100800u /* syscall nx pdpe1gb(26) rdtscp(27) lm */
#define ECX_EXT_V2 0x00000001u /* lahf */

/* sse3 0, ssse3 9, cx16 13, sse4.1 19, sse4.2 20, popcnt 23 */
#define V2_ECX (1u << 0 | 1u << 9 | 1u << 13 | 1u << 19 | 1u << 20 | 1u << 23)
/* and fma 12, movbe 22, xsave 26, osxsave 27, avx 28, f16c 29 */
#define V3_ECX (V2_ECX | 1u << 12 | 1u << 22 | 1u << 26 | 1u << 27 | 1u << 28 | 1u << 29)
/* bmi1 3, avx2 5, bmi2 8, erms 9 */
#define V3_EBX_7 (1u << 3 | 1u << 5 | 1u << 8 | 1u << 9)
#define V2_EBX_7 (1u << 9)
/* lahf 0, lzcnt 5 */
#define V3_ECX_EXT (1u << 0 | 1u << 5)

#define FAMILY_MODEL 0x000306c1u /* family 6, model 60 */
#define XSAVE_BYTES 832u         /* legacy 512, header 64, AVX 256 */

/*
 * Leaves 2 and 4: 32 KiB data, 32 KiB code, 256 KiB and 8 MiB; glibc sizes its copying by them. Leaf 2 names each (Intel manual, volume 2,
 * CPUID) instead of pointing to leaf 4, which saves glibc most of its questions at the start.
 */
static const struct leaf common[] = {
    {0x0, 0, 0xd, 0x756e6547, 0x6c65746e, 0x49656e69}, /* GenuineIntel */
    {0x2, 0, 0x2c302101, 0x000000e4, 0, 0},
    {0x4, 0, 0x1c004121, 0x01c0003f, 0x3f, 0},
    {0x4, 1, 0x1c004122, 0x01c0003f, 0x3f, 0},
    {0x4, 2, 0x1c004143, 0x01c0003f, 0x1ff, 0},
    {0x4, 3, 0x1c03c163, 0x03c0003f, 0x1fff, 6},
    {0x80000000, 0, 0x80000008, 0, 0, 0},
    {0x80000002, 0, 0x72617053, 0x726f6365, 0x69762065, 0x61757472}, /* Sparecore virtua */
    {0x80000003, 0, 0x5043206c, 0x00000055, 0, 0},                   /* l CPU */
    {0x80000006, 0, 0, 0, 0x01006040, 0},
    {0x80000008, 0, 0x3027, 0, 0, 0},
};

static const struct leaf level_2[] = {
    {0x1, 0, FAMILY_MODEL, 0x00010800, V2_ECX, EDX_1},
    {0x7, 0, 0, V2_EBX_7, 0, 0},
    {0x80000001, 0, 0, 0, ECX_EXT_V2, EDX_EXT},
};

static const struct leaf level_3[] = {
    {0x1, 0, FAMILY_MODEL, 0x00010800, V3_ECX, EDX_1},
    {0x7, 0, 0, V3_EBX_7, 0, 0},
    {0xd, 0, 7, XSAVE_BYTES, XSAVE_BYTES, 0},
    {0xd, 1, 0, 0, 0, 0},
    {0xd, 2, 256, 576, 0, 0},
    {0x80000001, 0, 0, 0, V3_ECX_EXT, EDX_EXT},
};

static const struct leaf *find(const struct leaf *leaves, u32 count, u32 leaf, u32 subleaf)
{
    for (u32 i = 0; i < count; i++) {
        bool has_subleaves = leaf == 0x4 || leaf == 0x7 || leaf == 0xd;
        if (leaves[i].leaf == leaf && (!has_subleaves || leaves[i].subleaf == subleaf)) {
            return &leaves[i];
        }
    }
    return NULL;
}

static struct leaf answer(u32 leaf, u32 subleaf)
{
    const struct leaf *found = find(common, sizeof common / sizeof *common, leaf, subleaf);
    if (found == NULL && pack()->cpu_level >= LEVEL_3) {
        found = find(level_3, sizeof level_3 / sizeof *level_3, leaf, subleaf);
    } else if (found == NULL) {
        found = find(level_2, sizeof level_2 / sizeof *level_2, leaf, subleaf);
    }
    return found == NULL ? (struct leaf){leaf, subleaf, 0, 0, 0, 0} : *found;
}

void cpu_identify(struct registers *registers)
{
    struct leaf values = answer((u32) registers->rax, (u32) registers->rcx);
    registers->rax = values.eax;
    registers->rbx = values.ebx;
    registers->rcx = values.ecx;
    registers->rdx = values.edx;
}

void cpu_identify_saved(u64 *four)
{
    struct leaf values = answer((u32) four[0], (u32) four[2]);
    four[0] = values.eax;
    four[1] = values.ebx;
    four[2] = values.ecx;
    four[3] = values.edx;
}

/* The counter runs at one gigahertz of virtual time. */
static void time_stamp(struct registers *registers)
{
    u64 count = clock_read();
    registers->rax = (u32) count;
    registers->rdx = count >> 32;
}

bool cpu_emulate(struct registers *registers)
{
    const u8 *code = (const u8 *) registers->rip;
    if (code[0] != 0x0f) {
        return false;
    }
    switch (code[1]) {
    case 0xa2: /* cpuid */
        cpu_identify(registers);
        registers->rip += 2;
        return true;
    case 0x31: /* rdtsc */
        time_stamp(registers);
        registers->rip += 2;
        return true;
    case 0x01:
        if (code[2] != 0xf9) {
            return false;
        }
        time_stamp(registers); /* rdtscp */
        registers->rcx = 0;
        registers->rip += 3;
        return true;
    default:
        return false;
    }
}

u32 cpu_hardware_capabilities(void)
{
    return answer(1, 0).edx;
}
