#include "time/random.h"

#include "kernel/text.h"

#define SEED 0x5350415245434f52ul /* "SPARECOR" */

static u64 state; /* how far it has gone from the seed */

/* Steele, Lea, Flood: Fast splittable pseudorandom number generators (OOPSLA 2014). */
static u64 next(void)
{
    state += 0x9e3779b97f4a7c15ul;
    u64 z = SEED + state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ul;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebul;
    return z ^ (z >> 31);
}

void random_fill(void *to, u64 bytes)
{
    u8 *at = to;
    while (bytes > 0) {
        u64 value = next();
        u64 part = bytes < sizeof value ? bytes : sizeof value;
        memcpy(at, &value, part);
        at += part;
        bytes -= part;
    }
}
