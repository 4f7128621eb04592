#include "memory/memory.h"

#include "kernel/pack.h"
#include "kernel/text.h"
#include "memory/heap.h"
#include "memory/ranges.h"
#include "memory/rights.h"
#include "memory/shared.h"

#define MADV_DONTNEED 4
#define WORD_BITS 64
/* The seller's stub and ourselves: runtime.ld. */
#define RUNTIME_START 0x10000ul
#define RUNTIME_END 0x200000ul

static u64 heap, heap_end;
static u64 stack, stack_end;
static u64 current_break;
/* One bit for each page of the heap that may hold something else than zeros; they lie at the beginning of the heap, and the rights behind. */
static u64 *dirty;

void memory_begin(u64 heap_start, u64 heap_bytes, u64 stack_start, u64 stack_behind)
{
    u64 pages = heap_bytes / PAGE_BYTES;
    u64 dirty_words = pages / WORD_BITS + 1;
    u64 bitmap_bytes = heap_page_up(dirty_words * sizeof(u64) + rights_bytes(pages));
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
    rights_begin(heap, pages, dirty + dirty_words);
}

static bool within(u64 address, u64 bytes, u64 start, u64 end)
{
    return address >= start && address <= end && bytes <= end - address;
}

bool heap_spans(u64 address, u64 bytes)
{
    return within(address, bytes, heap, heap_end);
}

void heap_clip(u64 *start, u64 *end)
{
    *start = *start > heap ? *start : heap;
    *end = *end < heap_end ? *end : heap_end;
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
bool heap_has(u64 address, u64 bytes)
{
    return heap_spans(address, bytes) && ranges_taken(address, address + bytes);
}

/* The job's files are read-only, one behind the other. */
bool memory_in_files(u64 address, u64 bytes)
{
    const struct pack_file *file = (const struct pack_file *) pack()->files;
    u64 start = 0;
    u64 end = 0;
    for (u64 i = 0; i < pack()->file_count; i++) {
        if (file[i].bytes > 0) {
            start = start == 0 || file[i].data < start ? file[i].data : start;
            end = file[i].data + file[i].bytes > end ? file[i].data + file[i].bytes : end;
        }
    }
    return within(address, bytes, start, heap_page_up(end));
}

static bool accessible(u64 address, u64 bytes, u32 access)
{
    if (bytes == 0 || within(address, bytes, stack, stack_end)) {
        return true;
    }
    if (heap_has(address, bytes)) {
        return rights_allow(address, address + bytes, access == 2);
    }
    return in_program(address, bytes, access) || (access == 4 && memory_in_files(address, bytes));
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
    u64 *first = &dirty[(start - heap) / PAGE_BYTES / WORD_BITS];
    __asm__ volatile("orq $0, %0" : "+m"(*first)); /* it is written anyway: a page that is read first faults twice */
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

void heap_mark_dirty(u64 start, u64 end)
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
void heap_hand_out(u64 start, u64 end, u64 protection)
{
    scrub(start, end);
    rights_set(start, end, protection);
    if (protection != PROT_NONE) {
        heap_mark_dirty(start, end);
    }
}

u64 heap_find(u64 bytes)
{
    u64 at = ranges_find(bytes);
    return at == 0 && shared_trim() ? ranges_find(bytes) : at;
}

u64 memory_take(u64 bytes)
{
    u64 length = heap_page_up(bytes);
    u64 at = heap_find(length);
    if (at == 0 || !ranges_take(at, at + length)) {
        return 0;
    }
    heap_hand_out(at, at + length, PROT_WRITE);
    return at;
}

void memory_give(u64 address, u64 bytes)
{
    ranges_give(address, address + heap_page_up(bytes));
}

bool memory_extend(u64 from, u64 bytes)
{
    if (!heap_spans(from, bytes) || !ranges_free(from, from + bytes) || !ranges_take(from, from + bytes)) {
        return false;
    }
    heap_hand_out(from, from + bytes, PROT_WRITE);
    return true;
}

/* Taken before as well as after: what moves away may neither move into it nor leave a gap. */
bool heap_vacate(u64 start, u64 end)
{
    return shared_may_vacate(start, end) && ranges_take(start, end) && shared_vacate(start, end) && ranges_take(start, end);
}

static bool overlap(u64 start, u64 end, u64 other_start, u64 other_end)
{
    return start < other_end && other_start < end;
}

bool heap_meets(u64 address, u64 bytes)
{
    const struct pack *about = pack();
    u64 end = address + bytes;
    bool meets = overlap(address, end, RUNTIME_START, RUNTIME_END) || overlap(address, end, stack, stack_end);
    for (u32 i = 0; i < about->segments; i++) {
        meets = meets || overlap(address, end, about->segment[i].start, about->segment[i].end);
    }
    u64 start = address;
    heap_clip(&start, &end);
    return meets || (start < end && !ranges_free(start, end));
}

bool memory_claim(u64 address, u64 bytes)
{
    if (!heap_spans(address, bytes) || !heap_vacate(address, address + bytes)) {
        return false;
    }
    heap_hand_out(address, address + bytes, PROT_WRITE);
    return true;
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
    u64 old_end = heap_page_up(current_break);
    u64 new_end = heap_page_up(to);
    if (new_end > old_end) {
        bool room = ranges_free(old_end, new_end) || (shared_trim() && ranges_free(old_end, new_end));
        if (!room || !ranges_take(old_end, new_end)) {
            return (long) current_break;
        }
        heap_hand_out(old_end, new_end, PROT_WRITE);
    } else if (new_end < old_end) {
        ranges_give(new_end, old_end);
    }
    current_break = to;
    return (long) to;
}

/* The pages of a range that a call is about: 0 with their length, or a negative errno number if some are nobody's. */
static long pages_of(u64 address, u64 bytes, u64 *length)
{
    *length = heap_page_up(bytes);
    if (address % PAGE_BYTES != 0 || *length < bytes) {
        return -EINVAL;
    }
    if (*length == 0 || heap_has(address, *length)) {
        return 0;
    }
    u64 last = address + *length - PAGE_BYTES;
    bool apart = heap_spans(address, 1) || last < address;
    return !apart && memory_readable(address, 1) && memory_readable(last, 1) ? 0 : -ENOMEM;
}

/* The pages of a shared mapping are the file's own, whatever one of its mappings may do. */
static void protect(u64 start, u64 end, u64 protection)
{
    u64 from;
    u64 to;
    if (protection != PROT_NONE) {
        heap_mark_dirty(start, end);
    }
    for (; start < end && shared_next(start, end, &from, &to); start = to) {
        rights_set(start, from, protection);
    }
    rights_set(start, end, protection);
}

/* Linux goes as far as there is memory, and then says that there is none. */
long memory_protect(u64 address, u64 bytes, u64 protection)
{
    enum { KNOWN = 15 }; /* PROT_READ, WRITE, EXEC, SEM */
    u64 length;
    if ((protection & ~(u64) KNOWN) != 0) {
        return -EINVAL;
    }
    if ((protection & PROT_WRITE) != 0 && bytes != 0 && memory_in_files(address, bytes)) {
        return -EACCES;
    }
    if (address % PAGE_BYTES == 0 && bytes != 0 && heap_page_up(bytes) == 0) {
        return -ENOMEM;
    }
    long result = pages_of(address, bytes, &length);
    if (result != -EINVAL && length > 0 && heap_spans(address, length)) {
        protect(address, ranges_taken_until(address, address + length), protection);
    }
    return result;
}

/* Zeros, with the rights that they have. */
static void empty(u64 start, u64 end)
{
    scrub(start, end);
    heap_mark_dirty(start, end);
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
    if (result == 0 && length > 0 && advice == MADV_DONTNEED && heap_spans(address, length)) {
        u64 from;
        u64 to;
        u64 end = address + length;
        for (; address < end && shared_next(address, end, &from, &to); address = to) {
            empty(address, from);
        }
        empty(address, end);
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
    u64 pages = heap_page_up(bytes) / PAGE_BYTES;
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
        end = maps_line(end, segment->start & -PAGE_BYTES, heap_page_up(segment->end), rest);
    }
    if (current_break > heap) {
        end = maps_line(end, heap, heap_page_up(current_break), " rw-p 00000000 00:00 0 [heap]\n");
    }
    end = maps_line(end, stack, stack_end, " rw-p 00000000 00:00 0 [stack]\n");
    return (u64) (end - to);
}
