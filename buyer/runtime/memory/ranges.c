#include "memory/ranges.h"

/* Linux allows 65530 mappings (vm.max_map_count); a program that needs so many free gaps is not one of ours. */
#define RANGES_MAX 8192

struct range {
    u64 start, end;
};

/* Most programs need few: those are with the runtime's other small variables, see runtime.ld. */
#define FEW 8

static struct range few[FEW];
static struct range ranges_more[RANGES_MAX - FEW];
static u32 count;

static struct range *range(u32 at)
{
    return at < FEW ? &few[at] : &ranges_more[at - FEW];
}

void ranges_begin(u64 start, u64 end)
{
    *range(0) = (struct range){start, end};
    count = end > start ? 1 : 0;
}

u64 ranges_find(u64 bytes)
{
    for (u32 i = count; i-- > 0;) {
        if (range(i)->end - range(i)->start >= bytes) {
            return range(i)->end - bytes;
        }
    }
    return 0;
}

/* The first range that ends behind `address`. */
static u32 first_behind(u64 address)
{
    u32 low = 0;
    u32 high = count;
    while (low < high) {
        u32 middle = (low + high) / 2;
        if (range(middle)->end <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool ranges_free(u64 start, u64 end)
{
    u32 at = first_behind(start);
    return at < count && range(at)->start <= start && range(at)->end >= end;
}

bool ranges_taken(u64 start, u64 end)
{
    u32 at = first_behind(start);
    return at == count || range(at)->start >= end;
}

u64 ranges_taken_until(u64 start, u64 end)
{
    u32 at = first_behind(start);
    u64 until = at == count ? end : range(at)->start;
    return until < start ? start : until < end ? until : end;
}

/* Replaces `old` ranges at `at` by `fresh` others. */
static bool replace(u32 at, u32 old, const struct range *with, u32 fresh)
{
    if (count - old + fresh > RANGES_MAX) {
        return false;
    }
    if (fresh > old) {
        for (u32 i = count; i-- > at + old;) {
            *range(i + fresh - old) = *range(i);
        }
    } else if (fresh < old) {
        for (u32 i = at + old; i < count; i++) {
            *range(i + fresh - old) = *range(i);
        }
    }
    for (u32 i = 0; i < fresh; i++) {
        *range(at + i) = with[i];
    }
    count = count - old + fresh;
    return true;
}

bool ranges_take(u64 start, u64 end)
{
    u32 at = first_behind(start);
    u32 last = at;
    struct range rest[2];
    u32 rests = 0;
    while (last < count && range(last)->start < end) {
        if (range(last)->start < start) {
            rest[rests++] = (struct range){range(last)->start, start};
        }
        if (range(last)->end > end) {
            rest[rests++] = (struct range){end, range(last)->end};
        }
        last++;
    }
    return replace(at, last - at, rest, rests);
}

bool ranges_give(u64 start, u64 end)
{
    u32 at = first_behind(start);
    if (at > 0 && range(at - 1)->end == start) {
        at--;
    }
    u32 last = at;
    struct range whole = {start, end};
    while (last < count && range(last)->start <= end) {
        if (range(last)->start < whole.start) {
            whole.start = range(last)->start;
        }
        if (range(last)->end > whole.end) {
            whole.end = range(last)->end;
        }
        last++;
    }
    return replace(at, last - at, &whole, 1);
}

u64 ranges_bytes(void)
{
    u64 bytes = 0;
    for (u32 i = 0; i < count; i++) {
        bytes += range(i)->end - range(i)->start;
    }
    return bytes;
}

u64 ranges_largest(void)
{
    u64 largest = 0;
    for (u32 i = 0; i < count; i++) {
        u64 bytes = range(i)->end - range(i)->start;
        largest = bytes > largest ? bytes : largest;
    }
    return largest;
}
