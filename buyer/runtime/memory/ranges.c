#include "memory/ranges.h"

/* Linux allows 65530 mappings (vm.max_map_count); a program that needs so many free gaps is not one of ours. */
#define RANGES_MAX 8192

struct range {
    u64 start, end;
};

static struct range ranges[RANGES_MAX];
static u32 count;

void ranges_begin(u64 start, u64 end)
{
    ranges[0] = (struct range){start, end};
    count = end > start ? 1 : 0;
}

u64 ranges_find(u64 bytes)
{
    for (u32 i = count; i-- > 0;) {
        if (ranges[i].end - ranges[i].start >= bytes) {
            return ranges[i].end - bytes;
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
        if (ranges[middle].end <= address) {
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
    return at < count && ranges[at].start <= start && ranges[at].end >= end;
}

bool ranges_taken(u64 start, u64 end)
{
    u32 at = first_behind(start);
    return at == count || ranges[at].start >= end;
}

/* Replaces `old` ranges at `at` by `fresh` others. */
static bool replace(u32 at, u32 old, const struct range *with, u32 fresh)
{
    if (count - old + fresh > RANGES_MAX) {
        return false;
    }
    if (fresh > old) {
        for (u32 i = count; i-- > at + old;) {
            ranges[i + fresh - old] = ranges[i];
        }
    } else if (fresh < old) {
        for (u32 i = at + old; i < count; i++) {
            ranges[i + fresh - old] = ranges[i];
        }
    }
    for (u32 i = 0; i < fresh; i++) {
        ranges[at + i] = with[i];
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
    while (last < count && ranges[last].start < end) {
        if (ranges[last].start < start) {
            rest[rests++] = (struct range){ranges[last].start, start};
        }
        if (ranges[last].end > end) {
            rest[rests++] = (struct range){end, ranges[last].end};
        }
        last++;
    }
    return replace(at, last - at, rest, rests);
}

bool ranges_give(u64 start, u64 end)
{
    u32 at = first_behind(start);
    if (at > 0 && ranges[at - 1].end == start) {
        at--;
    }
    u32 last = at;
    struct range whole = {start, end};
    while (last < count && ranges[last].start <= end) {
        if (ranges[last].start < whole.start) {
            whole.start = ranges[last].start;
        }
        if (ranges[last].end > whole.end) {
            whole.end = ranges[last].end;
        }
        last++;
    }
    return replace(at, last - at, &whole, 1);
}

u64 ranges_bytes(void)
{
    u64 bytes = 0;
    for (u32 i = 0; i < count; i++) {
        bytes += ranges[i].end - ranges[i].start;
    }
    return bytes;
}

u64 ranges_largest(void)
{
    u64 largest = 0;
    for (u32 i = 0; i < count; i++) {
        u64 bytes = ranges[i].end - ranges[i].start;
        largest = bytes > largest ? bytes : largest;
    }
    return largest;
}
