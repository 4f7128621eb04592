#include "memory/memory.h"

#include "files/handles.h"
#include "kernel/pack.h"
#include "kernel/text.h"
#include "memory/ranges.h"

#define MREMAP_MAYMOVE 1
#define MREMAP_FIXED 2
#define MADV_DONTNEED 4
#define WORD_BITS 64
#define USER_END (1ul << 47)

static u64 heap, heap_end;
static u64 stack, stack_end;
static u64 current_break;
/* One bit for each page of the heap that may hold something else than zeros; it lies at the beginning of the heap. */
static u64 *dirty;

static u64 page_up(u64 value)
{
    return (value + PAGE_BYTES - 1) & -PAGE_BYTES;
}

void memory_begin(u64 heap_start, u64 heap_bytes, u64 stack_start, u64 stack_behind)
{
    u64 bitmap_bytes = page_up(heap_bytes / PAGE_BYTES / 8 + sizeof(u64));
    dirty = (u64 *) heap_start;
    if (bitmap_bytes > heap_bytes) {
        bitmap_bytes = heap_bytes;
    }
    heap = heap_start + bitmap_bytes;
    heap_end = heap_start + heap_bytes;
    stack = stack_start;
    stack_end = stack_behind;
    current_break = heap;
    ranges_begin(heap, heap_end);
}

static bool within(u64 address, u64 bytes, u64 start, u64 end)
{
    return address >= start && address <= end && bytes <= end - address;
}

static bool in_program(u64 address, u64 bytes, u32 access)
{
    const struct pack *about = pack();
    for (u32 i = 0; i < about->segments; i++) {
        const struct pack_segment *segment = &about->segment[i];
        if ((segment->access & access) != 0 && within(address, bytes, segment->start, segment->end)) {
            return true;
        }
    }
    return false;
}

/* All of it is somebody's: none of the heap's free parts is in it. */
static bool in_heap(u64 address, u64 bytes)
{
    return within(address, bytes, heap, heap_end) && ranges_taken(address, address + bytes);
}

static bool accessible(u64 address, u64 bytes, u32 access)
{
    return bytes == 0 || within(address, bytes, stack, stack_end) || in_heap(address, bytes) || in_program(address, bytes, access);
}

bool memory_readable(u64 address, u64 bytes)
{
    return accessible(address, bytes, 4);
}

bool memory_writable(u64 address, u64 bytes)
{
    return accessible(address, bytes, 2);
}

long memory_text(char *to, u64 from, u64 limit)
{
    for (u64 i = 0; i < limit; i++) {
        if ((i == 0 || (from + i) % PAGE_BYTES == 0) && !memory_readable(from + i, 1)) {
            return -EFAULT;
        }
        to[i] = *(const char *) (from + i);
        if (to[i] == 0) {
            return (long) i;
        }
    }
    return -ENAMETOOLONG;
}

static bool is_dirty(u64 page)
{
    return (dirty[page / WORD_BITS] >> (page % WORD_BITS) & 1) != 0;
}

/* Reading a page that was never written costs no memory, zeroing it would. */
static bool all_zero(const u64 *page)
{
    for (u64 i = 0; i < PAGE_BYTES / 8; i += 4) {
        if ((page[i] | page[i + 1] | page[i + 2] | page[i + 3]) != 0) {
            return false;
        }
    }
    return true;
}

/* Zeroes those pages of the range that were in use before. */
static void scrub(u64 start, u64 end)
{
    u64 last = (end - heap) / PAGE_BYTES;
    for (u64 page = (start - heap) / PAGE_BYTES; page < last;) {
        if (page % WORD_BITS == 0 && dirty[page / WORD_BITS] == 0) {
            page += WORD_BITS;
            continue;
        }
        if (is_dirty(page)) {
            u64 *at = (u64 *) (heap + page * PAGE_BYTES);
            u64 words = PAGE_BYTES / 8;
            if (!all_zero(at)) {
                __asm__ volatile("rep stosq" : "+D"(at), "+c"(words) : "a"(0ul) : "memory");
            }
            dirty[page / WORD_BITS] &= ~(1ul << (page % WORD_BITS));
        }
        page++;
    }
}

static void mark_dirty(u64 start, u64 end)
{
    u64 last = (end - heap) / PAGE_BYTES;
    for (u64 page = (start - heap) / PAGE_BYTES; page < last;) {
        if (page % WORD_BITS == 0 && last - page >= WORD_BITS) {
            dirty[page / WORD_BITS] = ~0ul;
            page += WORD_BITS;
            continue;
        }
        dirty[page / WORD_BITS] |= 1ul << (page % WORD_BITS);
        page++;
    }
}

/* What nobody may touch stays clean: Go reserves gigabytes that it never uses. */
static void hand_out(u64 start, u64 end, u64 protection)
{
    scrub(start, end);
    if (protection != PROT_NONE) {
        mark_dirty(start, end);
    }
}

u64 memory_take(u64 bytes)
{
    u64 length = page_up(bytes);
    u64 at = ranges_find(length);
    if (at == 0 || !ranges_take(at, at + length)) {
        return 0;
    }
    hand_out(at, at + length, PROT_WRITE);
    return at;
}

void memory_give(u64 address, u64 bytes)
{
    ranges_give(address, address + page_up(bytes));
}

u64 memory_free_bytes(void)
{
    return ranges_bytes();
}

u64 memory_total_bytes(void)
{
    return heap_end - heap;
}

long memory_break(u64 to)
{
    if (to < heap || to > heap_end) {
        return (long) current_break;
    }
    u64 old_end = page_up(current_break);
    u64 new_end = page_up(to);
    if (new_end > old_end) {
        if (!ranges_free(old_end, new_end) || !ranges_take(old_end, new_end)) {
            return (long) current_break;
        }
        hand_out(old_end, new_end, PROT_WRITE);
    } else if (new_end < old_end) {
        ranges_give(new_end, old_end);
    }
    if (to > current_break && current_break < old_end) {
        u64 end = to < old_end ? to : old_end;
        memset((void *) current_break, 0, end - current_break);
    }
    current_break = to;
    return (long) to;
}

/* A fixed place: in the heap, or over the program's own writable memory. */
static long place_fixed(u64 address, u64 length, u64 protection, bool replace)
{
    if (within(address, length, heap, heap_end)) {
        if (!replace && !ranges_free(address, address + length)) {
            return -EEXIST;
        }
        if (!ranges_take(address, address + length)) {
            return -ENOMEM;
        }
        hand_out(address, address + length, protection);
        return (long) address;
    }
    if (replace && memory_writable(address, length)) {
        memset((void *) address, 0, length);
        return (long) address;
    }
    return -ENOMEM;
}

static long place(u64 address, u64 length, u64 protection)
{
    bool hinted = address != 0 && address % PAGE_BYTES == 0 && within(address, length, heap, heap_end)
        && ranges_free(address, address + length);
    u64 at = hinted ? address : ranges_find(length);
    if (at == 0 || !ranges_take(at, at + length)) {
        return -ENOMEM;
    }
    hand_out(at, at + length, protection);
    return (long) at;
}

long memory_map(u64 address, u64 bytes, u64 protection, u64 flags, int fd, u64 offset)
{
    u64 length = page_up(bytes);
    u64 type = flags & MAP_TYPE;
    if (bytes == 0 || offset % PAGE_BYTES != 0 || type == 0 || type > 3) {
        return -EINVAL;
    }
    if (length < bytes || length > heap_end - heap) {
        return -ENOMEM;
    }
    bool fixed = (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0;
    if (fixed && address % PAGE_BYTES != 0) {
        return -EINVAL;
    }
    bool anonymous = (flags & MAP_ANONYMOUS) != 0;
    if (!anonymous) {
        long refusal = handles_mappable(fd, type != 2 && (protection & PROT_WRITE) != 0);
        if (refusal < 0) {
            return refusal;
        }
    }
    long at = fixed ? place_fixed(address, length, protection, (flags & MAP_FIXED_NOREPLACE) == 0)
                    : place(address, length, protection);
    if (at > 0 && !anonymous) {
        handles_copy_to_memory(fd, offset, (void *) at, bytes);
        if (within((u64) at, length, heap, heap_end)) {
            mark_dirty((u64) at, (u64) at + length);
        }
    }
    return at;
}

long memory_unmap(u64 address, u64 bytes)
{
    u64 length = page_up(bytes);
    if (address % PAGE_BYTES != 0 || bytes == 0 || length < bytes || address + length < address) {
        return -EINVAL;
    }
    u64 start = address > heap ? address : heap;
    u64 end = address + length < heap_end ? address + length : heap_end;
    return start >= end || ranges_give(start, end) ? 0 : -ENOMEM;
}

/* The pages of a range that a call is about: 0 with their length, or a negative errno number if some are nobody's. */
static long pages_of(u64 address, u64 bytes, u64 *length)
{
    *length = page_up(bytes);
    if (address % PAGE_BYTES != 0 || *length < bytes) {
        return -EINVAL;
    }
    if (*length == 0 || in_heap(address, *length)) {
        return 0;
    }
    u64 last = address + *length - PAGE_BYTES;
    bool apart = within(address, 1, heap, heap_end) || last < address;
    return !apart && memory_readable(address, 1) && memory_readable(last, 1) ? 0 : -ENOMEM;
}

/* Rights are not enforced but for the program's own segments: the pages are what they are. */
long memory_protect(u64 address, u64 bytes, u64 protection)
{
    enum { KNOWN = 15 }; /* PROT_READ, WRITE, EXEC, SEM */
    u64 length;
    if ((protection & ~(u64) KNOWN) != 0) {
        return -EINVAL;
    }
    if (address % PAGE_BYTES == 0 && bytes != 0 && page_up(bytes) == 0) {
        return -ENOMEM;
    }
    long result = pages_of(address, bytes, &length);
    if (result == 0 && length > 0 && protection != PROT_NONE && within(address, length, heap, heap_end)) {
        mark_dirty(address, address + length);
    }
    return result;
}

static long move(u64 address, u64 old_length, u64 new_length)
{
    long at = place(0, new_length, PROT_WRITE);
    if (at > 0) {
        memcpy((void *) at, (const void *) address, old_length < new_length ? old_length : new_length);
        ranges_give(address, address + old_length);
    }
    return at;
}

/* To a place that the program names, whatever was there. */
static long move_to(u64 address, u64 old_length, u64 new_length, u64 target)
{
    if (target % PAGE_BYTES != 0 || (address < target + new_length && target < address + old_length)) {
        return -EINVAL;
    }
    u64 kept = old_length < new_length ? old_length : new_length;
    if (!within(target, new_length, heap, heap_end) || !ranges_take(target, target + new_length)) {
        return -ENOMEM;
    }
    hand_out(target, target + new_length, PROT_WRITE);
    memcpy((void *) target, (const void *) address, kept);
    ranges_give(address, address + old_length);
    return (long) target;
}

long memory_remap(u64 address, u64 old_bytes, u64 new_bytes, u64 flags, u64 new_address)
{
    u64 old_length = page_up(old_bytes);
    u64 new_length = page_up(new_bytes);
    bool may_move = (flags & MREMAP_MAYMOVE) != 0;
    bool fixed = (flags & MREMAP_FIXED) != 0;
    if (address % PAGE_BYTES != 0 || new_length == 0 || new_length > USER_END || old_bytes == 0
        || (flags & ~(u64) (MREMAP_MAYMOVE | MREMAP_FIXED)) != 0 || (fixed && !may_move)) {
        return -EINVAL;
    }
    if (!in_heap(address, old_length)) {
        return -EFAULT;
    }
    if (fixed) {
        return move_to(address, old_length, new_length, new_address);
    }
    if (new_length > heap_end - heap) {
        return -ENOMEM;
    }
    if (new_length <= old_length) {
        if (new_length < old_length) {
            ranges_give(address + new_length, address + old_length);
        }
        return (long) address;
    }
    u64 old_end = address + old_length;
    u64 new_end = address + new_length;
    if (new_end <= heap_end && ranges_free(old_end, new_end) && ranges_take(old_end, new_end)) {
        hand_out(old_end, new_end, PROT_WRITE);
        return (long) address;
    }
    return may_move ? move(address, old_length, new_length) : -ENOMEM;
}

static bool is_advice(int advice)
{
    enum { MADV_REMOVE = 9, MADV_COLLAPSE = 25 };
    return (advice >= 0 && advice <= MADV_DONTNEED) || (advice > MADV_DONTNEED + 3 && advice <= MADV_COLLAPSE && advice != MADV_REMOVE);
}

long memory_advise(u64 address, u64 bytes, int advice)
{
    u64 length;
    if (!is_advice(advice)) {
        return -EINVAL;
    }
    long result = pages_of(address, bytes, &length);
    if (result == 0 && length > 0 && advice == MADV_DONTNEED && within(address, length, heap, heap_end)) {
        hand_out(address, address + length, PROT_WRITE);
    }
    return result;
}

/* Nothing is written anywhere: the pages have to be there, and that is all. */
long memory_sync(u64 address, u64 bytes, u32 flags)
{
    enum { MS_ASYNC = 1, MS_INVALIDATE = 2, MS_SYNC = 4 };
    u64 length;
    if ((flags & ~(u32) (MS_ASYNC | MS_INVALIDATE | MS_SYNC)) != 0 || (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC)) {
        return -EINVAL;
    }
    long result = pages_of(address, bytes, &length);
    return result == -EINVAL && address % PAGE_BYTES == 0 ? -ENOMEM : result;
}

/* Memory is never swapped out, as far as a program can tell. */
long memory_lock(u64 address, u64 bytes, u32 flags)
{
    enum { MLOCK_ONFAULT = 1 };
    u64 length;
    if ((flags & ~(u32) MLOCK_ONFAULT) != 0) {
        return -EINVAL;
    }
    u64 start = address & -PAGE_BYTES;
    return pages_of(start, bytes + (address - start), &length);
}

long memory_lock_all(u32 flags)
{
    enum { MCL_KNOWN = 7, MCL_ONFAULT = 4 };
    return flags == 0 || (flags & ~(u32) MCL_KNOWN) != 0 || flags == MCL_ONFAULT ? -EINVAL : 0;
}

long memory_resident(u64 address, u64 bytes, u64 to)
{
    u64 pages = page_up(bytes) / PAGE_BYTES;
    if (address % PAGE_BYTES != 0) {
        return -EINVAL;
    }
    u64 length;
    if (!memory_writable(to, pages)) {
        return -EFAULT;
    }
    if (pages_of(address, bytes, &length) < 0) {
        return -ENOMEM;
    }
    memset((void *) to, 1, pages);
    return 0;
}

static char *maps_line(char *to, u64 start, u64 end, const char *rest)
{
    to = text_append_hex(to, start);
    *to++ = '-';
    to = text_append_hex(to, end);
    return text_append(to, rest);
}

u64 memory_maps_text(char *to)
{
    char *end = to;
    const struct pack *about = pack();
    for (u32 i = 0; i < about->segments && i < 8; i++) {
        const struct pack_segment *segment = &about->segment[i];
        const char *rest = (segment->access & 1) != 0 ? " r-xp 00000000 00:00 0 \n"
            : (segment->access & 2) != 0              ? " rw-p 00000000 00:00 0 \n"
                                                      : " r--p 00000000 00:00 0 \n";
        end = maps_line(end, segment->start & -PAGE_BYTES, page_up(segment->end), rest);
    }
    if (current_break > heap) {
        end = maps_line(end, heap, page_up(current_break), " rw-p 00000000 00:00 0 [heap]\n");
    }
    end = maps_line(end, stack, stack_end, " rw-p 00000000 00:00 0 [stack]\n");
    return (u64) (end - to);
}
