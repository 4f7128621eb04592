#include "memory/rights.h"

#define WORD_BITS 64

static u64 first; /* page of the heap */
static u64 *shut;  /* one bit for each page that may not be touched */
static u64 *fixed; /* and for each that may not be written */
static bool any;   /* whether there ever was one: most programs protect nothing */

static u64 words(u64 pages)
{
    return (pages + WORD_BITS - 1) / WORD_BITS;
}

u64 rights_bytes(u64 pages)
{
    return 2 * words(pages) * sizeof(u64);
}

void rights_begin(u64 heap, u64 pages, u64 *memory)
{
    first = heap;
    shut = memory;
    fixed = memory + words(pages);
}

/* The bits of one word that are in a range of pages. */
static u64 mask(u64 word, u64 from, u64 to)
{
    u64 low = word * WORD_BITS;
    u64 above = from > low ? ~0ul << (from - low) : ~0ul;
    u64 below = to < low + WORD_BITS ? ~(~0ul << (to - low)) : ~0ul;
    return above & below;
}

static void put(u64 *bits, u64 from, u64 to, bool on)
{
    for (u64 word = from / WORD_BITS; word < words(to); word++) {
        u64 these = mask(word, from, to);
        bits[word] = on ? bits[word] | these : bits[word] & ~these;
    }
}

static bool none(const u64 *bits, u64 from, u64 to)
{
    for (u64 word = from / WORD_BITS; word < words(to); word++) {
        if ((bits[word] & mask(word, from, to)) != 0) {
            return false;
        }
    }
    return true;
}

static u64 page_of(u64 address)
{
    return (address - first) / PAGE_BYTES;
}

void rights_set(u64 start, u64 end, u64 protection)
{
    bool writable = (protection & PROT_WRITE) != 0;
    if (start >= end || (writable && !any)) {
        return;
    }
    any = true;
    put(shut, page_of(start), page_of(end), protection == PROT_NONE);
    put(fixed, page_of(start), page_of(end), !writable);
}

bool rights_allow(u64 start, u64 end, bool write)
{
    return !any || none(write ? fixed : shut, page_of(start), page_of(end - 1) + 1);
}

u64 rights_of(u64 address)
{
    u64 page = page_of(address);
    if (!any || none(fixed, page, page + 1)) {
        return PROT_READ | PROT_WRITE;
    }
    return none(shut, page, page + 1) ? PROT_READ : PROT_NONE;
}
