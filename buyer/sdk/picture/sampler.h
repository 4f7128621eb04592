/*
 * Random numbers that fill the unit cube evenly: the Sobol sequence in four dimensions, shuffled and
 * scrambled anew for each purpose (Burley, Practical Hash-based Owen Scrambling, 2020). Pixels take their
 * samples from one sequence in Morton order, so that the errors of neighbours cancel out for the eye
 * (Ahmed and Wonka, Screen-space Blue-noise Diffusion, 2020). Integers only: every machine draws the same numbers.
 */
#ifndef PICTURE_SAMPLER_H
#define PICTURE_SAMPLER_H

#include <tmmintrin.h>

#include "vector.h"

struct sampler {
    uint32_t index_reversed; /* of the sample in the sequence, in reverse order of bits */
    uint32_t purpose;
};

/* What each byte of an index adds to a point, whose bits are reversed too, which is what scrambling works on. */
static words sobol[4][256];

static uint32_t hash(uint32_t x)
{
    x ^= x >> 16;
    x *= 0x21f0aaadu;
    x ^= x >> 15;
    x *= 0xd35a2d97u;
    x ^= x >> 15;
    return x;
}

/* Scrambles numbers whose bits are reversed: each bit depends on the lower ones only (Laine and Karras, 2011). */
static words scrambled(words x, words seed)
{
    x += seed;
    x ^= x * 0x6c50b47cu;
    x ^= x * 0xb82f1e52u;
    x ^= x * 0xc7afe638u;
    x ^= x * 0x8d22f6e6u;
    return x;
}

static uint32_t scrambled_one(uint32_t x, uint32_t seed)
{
    x += seed;
    x ^= x * 0x6c50b47cu;
    x ^= x * 0xb82f1e52u;
    x ^= x * 0xc7afe638u;
    x ^= x * 0x8d22f6e6u;
    return x;
}

static uint32_t reversed_one(uint32_t x)
{
    x = (x >> 1 & 0x55555555u) | (x & 0x55555555u) << 1;
    x = (x >> 2 & 0x33333333u) | (x & 0x33333333u) << 2;
    x = (x >> 4 & 0x0f0f0f0fu) | (x & 0x0f0f0f0fu) << 4;
    return __builtin_bswap32(x);
}

static words reversed(words x)
{
    const __m128i bytes = _mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    x = (x >> 1 & 0x55555555u) | (x & 0x55555555u) << 1;
    x = (x >> 2 & 0x33333333u) | (x & 0x33333333u) << 2;
    x = (x >> 4 & 0x0f0f0f0fu) | (x & 0x0f0f0f0fu) << 4;
    return (words) _mm_shuffle_epi8((__m128i) x, bytes);
}

/* Direction numbers of one dimension (Joe and Kuo, new-joe-kuo-6.21201), one for each bit of an index. */
static void find_directions(int dimension, uint32_t *direction)
{
    static const struct {
        uint32_t degree, coefficients, first[3];
    } polynomials[4] = {{0, 0, {0}}, {1, 0, {1}}, {2, 1, {1, 3}}, {3, 1, {1, 3, 1}}};
    uint32_t degree = polynomials[dimension].degree;
    for (uint32_t bit = 0; bit < 32; bit++) {
        if (degree == 0) {
            direction[bit] = 1u << (31 - bit);
            continue;
        }
        if (bit < degree) {
            direction[bit] = polynomials[dimension].first[bit] << (31 - bit);
            continue;
        }
        direction[bit] = direction[bit - degree] ^ direction[bit - degree] >> degree;
        for (uint32_t k = 1; k < degree; k++) {
            direction[bit] ^= (polynomials[dimension].coefficients >> (degree - 1 - k) & 1) * direction[bit - k];
        }
    }
}

static void prepare_sampler(void)
{
    for (int dimension = 0; dimension < 4; dimension++) {
        uint32_t direction[32];
        find_directions(dimension, direction);
        for (uint32_t i = 0; i < 4 * 256; i++) {
            uint32_t byte = i / 256;
            uint32_t sum = 0;
            for (uint32_t bit = 0; bit < 8; bit++) {
                sum ^= (i >> bit & 1) * direction[8 * byte + bit];
            }
            sobol[byte][i % 256][dimension] = reversed_one(sum);
        }
    }
}

/* The bits of x and y in turns. */
static uint32_t morton(uint32_t x, uint32_t y)
{
    uint32_t sum = 0;
    for (uint32_t bit = 0; bit < 16; bit++) {
        sum |= (x >> bit & 1) << 2 * bit | (y >> bit & 1) << (2 * bit + 1);
    }
    return sum;
}

/* Sample number i of `samples` in a pixel. */
static struct sampler sampler_for(uint32_t x, uint32_t y, uint32_t i, uint32_t samples)
{
    uint32_t stride = 1;
    while (stride < samples) {
        stride *= 2;
    }
    return (struct sampler){reversed_one(morton(x, y) * stride + i), 0};
}

/* The next four numbers, each 0 <= x < 1. */
static floats draw(struct sampler *sampler)
{
    uint32_t seed = hash(++sampler->purpose);
    uint32_t at = reversed_one(scrambled_one(sampler->index_reversed, seed));
    words point = sobol[0][at & 255] ^ sobol[1][at >> 8 & 255] ^ sobol[2][at >> 16 & 255] ^ sobol[3][at >> 24];
    words seeds = (words){seed, seed, seed, seed} * (words){0x8da6b343u, 0xd8163841u, 0xcb1ab31fu, 0x165667b1u};
    point = reversed(scrambled(point, seeds ^ seeds >> 15));
    return __builtin_convertvector((ints) (point >> 8), floats) * 0x1p-24f;
}

#endif
