/*
 * primes INDEX [PARTS [LIMIT]]: how many primes are in the INDEX-th (from 0) of PARTS equal parts
 * of 1..LIMIT. Where PARTS does not divide LIMIT, parts differ by one number at most.
 *
 * The sieve of Eratosthenes over odd numbers, one bit each, in segments that stay in the
 * first-level cache. By default the sum over all parts is 10,000,000.
 */
#include "sparecore.h"

#define PARTS_DEFAULT 1000u
#define LIMIT_DEFAULT 179424673u /* the ten millionth prime */
#define PARTS_MAX 1000000000u /* so that PARTS * PARTS fits into 64 bits */
#define ROOT_MAX 1000000u
#define LIMIT_MAX ((uint64_t) ROOT_MAX * ROOT_MAX)

/* 32 KiB of bits, the first-level cache of every x86-64 since 2003; each bit is an odd number. */
#define SEGMENT_BITS (32u * 1024 * 8)
#define BASE_PRIMES_MAX 78498u /* primes below ROOT_MAX */

static uint64_t segment[SEGMENT_BITS / 64];
static uint8_t composite[ROOT_MAX / 2 + 1]; /* of 2i + 1 */
static uint32_t base_primes[BASE_PRIMES_MAX];
static size_t base_primes_count;

struct span {
    uint64_t first;
    uint64_t last; /* inclusive; less than first when the span is empty */
};

/* floor(limit * index / parts) without a product of more than 64 bits. */
static uint64_t boundary(uint64_t limit, uint64_t index, uint64_t parts)
{
    return limit / parts * index + limit % parts * index / parts;
}

/* Odd primes up to the square root of the last number. */
static void find_base_primes(uint64_t last)
{
    for (uint64_t p = 3; p * p <= last; p += 2) {
        if (composite[p / 2]) {
            continue;
        }
        base_primes[base_primes_count++] = (uint32_t) p;
        for (uint64_t multiple = p * p; multiple <= ROOT_MAX && multiple * multiple <= last; multiple += 2 * p) {
            composite[multiple / 2] = 1;
        }
    }
}

/* Bit i stands for start + 2i, start odd: sets the bits of the multiples of every base prime. */
static void cross_out(uint64_t start, uint32_t bits)
{
    uint64_t last = start + 2 * (uint64_t) (bits - 1);
    for (size_t i = 0; i < base_primes_count; i++) {
        uint64_t p = base_primes[i];
        if (p * p > last) {
            return;
        }
        uint64_t multiple = (start + p - 1) / p * p;
        multiple += multiple % 2 == 0 ? p : 0;
        multiple = multiple < p * p ? p * p : multiple;
        for (uint64_t bit = (multiple - start) / 2; bit < bits; bit += p) {
            segment[bit / 64] |= (uint64_t) 1 << bit % 64;
        }
    }
}

static uint64_t clear_bits(uint32_t bits)
{
    uint64_t set = 0;
    for (uint32_t i = 0; i < (bits + 63) / 64; i++) {
        set += (uint64_t) __builtin_popcountll(segment[i]);
    }
    return bits - set;
}

static uint64_t count_odd_primes(struct span span)
{
    uint64_t count = 0;
    for (uint64_t start = span.first; start <= span.last; start += 2 * (uint64_t) SEGMENT_BITS) {
        uint64_t left = (span.last - start) / 2 + 1;
        uint32_t bits = left < SEGMENT_BITS ? (uint32_t) left : SEGMENT_BITS;
        memset(segment, 0, (bits + 63) / 64 * 8);
        cross_out(start, bits);
        count += clear_bits(bits);
    }
    return count;
}

static uint64_t count_primes(struct span span)
{
    uint64_t twos = span.first <= 2 && span.last >= 2 ? 1 : 0;
    struct span odd = {span.first < 3 ? 3 : span.first | 1, span.last};
    if (odd.first > odd.last) {
        return twos;
    }
    find_base_primes(odd.last);
    return twos + count_odd_primes(odd);
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 4) {
        sc_die(2, "usage: primes INDEX [PARTS [LIMIT]]", NULL);
    }
    uint64_t parts = argc > 2 ? sc_argument_u64("PARTS", argv[2], 1, PARTS_MAX) : PARTS_DEFAULT;
    uint64_t limit = argc > 3 ? sc_argument_u64("LIMIT", argv[3], 1, LIMIT_MAX) : LIMIT_DEFAULT;
    uint64_t index = sc_argument_u64("INDEX", argv[1], 0, parts - 1);
    struct span span = {boundary(limit, index, parts) + 1, boundary(limit, index + 1, parts)};

    char line[SC_DIGITS_MAX + 1];
    size_t length = sc_format_u64(line, count_primes(span));
    line[length++] = '\n';
    if (sc_write_full(SC_STDOUT, line, length) != 0) {
        sc_die(1, "could not write to the output", NULL);
    }
    return 0;
}
