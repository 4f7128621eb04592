/*
 * The beginning: reads the start block that the seller's sandbox has left at the end of the stack, and builds in front of it what the
 * kernel would have built for the program: arguments, environment, auxiliary vector.
 */
#include "cpu/cpu.h"
#include "files/handles.h"
#include "kernel/pack.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "output/output.h"
#include "process/process.h"
#include "threads/threads.h"
#include "time/random.h"

#define STACK_END 0x3f00000000ul
#define RANDOM_BYTES 16
#define TABLE_ROW_BYTES 56
#define TICKS_PER_SECOND 100
#define FSGSBASE 2 /* AT_HWCAP2: the program may set the bases itself */
#define SIGNAL_STACK_BYTES_MIN 4096
#define AUX_PAIRS 24

u64 start_program; /* the program's entry, for start.S */

u64 *start(const u64 *block);

struct block {
    u64 argument_count;
    const u64 *arguments;
    u64 heap, heap_bytes;
};

static struct block read_block(const u64 *at)
{
    struct block block = {at[0], at + 1, 0, 0};
    at += 1 + block.argument_count + 1;
    while (*at != 0) {
        at++;
    }
    for (at++; at[0] != AT_NULL; at += 2) {
        if (at[0] == AT_SPARECORE_HEAP_START) {
            block.heap = at[1];
        } else if (at[0] == AT_SPARECORE_HEAP_BYTES) {
            block.heap_bytes = at[1];
        }
    }
    return block;
}

/* Copies bytes below `top` and answers where. */
static u64 push(u64 *top, const void *bytes, u64 count)
{
    *top -= count;
    memcpy((void *) *top, bytes, count);
    return *top;
}

static u64 push_text(u64 *top, const char *text)
{
    return push(top, text, text_length(text) + 1);
}

static u64 *put_pair(u64 *at, u64 key, u64 value)
{
    at[0] = key;
    at[1] = value;
    return at + 2;
}

static u64 *put_auxiliary(u64 *at, u64 random, u64 platform, u64 name)
{
    const struct pack *about = pack();
    at = put_pair(at, AT_HWCAP, cpu_hardware_capabilities());
    at = put_pair(at, AT_PAGESZ, PAGE_BYTES);
    at = put_pair(at, AT_CLKTCK, TICKS_PER_SECOND);
    at = put_pair(at, AT_PHDR, about->table);
    at = put_pair(at, AT_PHENT, TABLE_ROW_BYTES);
    at = put_pair(at, AT_PHNUM, about->table == 0 ? 0 : about->table_rows);
    at = put_pair(at, AT_BASE, 0);
    at = put_pair(at, AT_FLAGS, 0);
    at = put_pair(at, AT_ENTRY, about->entry);
    at = put_pair(at, AT_UID, USER_ID);
    at = put_pair(at, AT_EUID, USER_ID);
    at = put_pair(at, AT_GID, USER_ID);
    at = put_pair(at, AT_EGID, USER_ID);
    at = put_pair(at, AT_SECURE, 0);
    at = put_pair(at, AT_RANDOM, random);
    at = put_pair(at, AT_HWCAP2, FSGSBASE);
    at = put_pair(at, AT_EXECFN, name);
    at = put_pair(at, AT_PLATFORM, platform);
    at = put_pair(at, AT_MINSIGSTKSZ, SIGNAL_STACK_BYTES_MIN);
    return put_pair(at, AT_NULL, 0);
}

static u64 *build_stack(const struct block *block, u64 top)
{
    const struct pack *about = pack();
    const u64 *environment = (const u64 *) about->environment;
    u8 seed[RANDOM_BYTES];
    random_fill(seed, sizeof seed);
    u64 platform = push_text(&top, "x86_64");
    u64 random = push(&top, seed, sizeof seed);
    u64 strings_end = top;
    for (u64 i = 0; i < about->environment_strings; i++) {
        push_text(&top, (const char *) environment[i]);
    }
    u64 words = 1 + block->argument_count + 1 + about->environment_strings + 1 + 2 * AUX_PAIRS;
    u64 *stack = (u64 *) ((top - words * 8) & -16ul);
    u64 *at = stack;
    *at++ = block->argument_count;
    for (u64 i = 0; i < block->argument_count; i++) {
        *at++ = block->arguments[i];
    }
    *at++ = 0;
    u64 text = strings_end;
    for (u64 i = 0; i < about->environment_strings; i++) {
        text -= text_length((const char *) environment[i]) + 1;
        *at++ = text;
    }
    *at++ = 0;
    put_auxiliary(at, random, platform, block->argument_count > 0 ? block->arguments[0] : platform);
    return stack;
}

u64 *start(const u64 *start_block)
{
    const struct pack *about = pack();
    output_begin();
    if (about->magic != PACK_MAGIC || about->version != PACK_VERSION) {
        output_end(END_REFUSED, 1);
    }
    struct block block = read_block(start_block);
    memory_begin(block.heap, block.heap_bytes, STACK_END - about->stack_bytes, STACK_END);
    handles_begin();
    threads_begin();
    start_program = about->entry;
    return build_stack(&block, (u64) start_block);
}
