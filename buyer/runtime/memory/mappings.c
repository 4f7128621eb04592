#include "memory/memory.h"

#include "files/handles.h"
#include "kernel/text.h"
#include "memory/heap.h"
#include "memory/ranges.h"
#include "memory/rights.h"
#include "memory/shared.h"
#include "output/output.h"

#define MREMAP_MAYMOVE 1
#define MREMAP_FIXED 2
#define MREMAP_DONTUNMAP 4
#define USER_END (1ul << 47)
/* asm/unistd_64.h */
#define CALL_NUMBER_MMAP 9
#define CALL_NUMBER_MREMAP 25

/* What Linux could do and we can't, since no page can be mapped any more: the fragment's report names it. */
static long beyond_us(u32 call)
{
    output_unsupported(call);
    return -ENOMEM;
}

/* A fixed place: in the heap, or over the program's own writable memory. */
static long place_fixed(u64 address, u64 length, u64 protection, bool replace)
{
    if (heap_spans(address, length)) {
        if (!replace && !ranges_free(address, address + length)) {
            return -EEXIST;
        }
        if (!heap_vacate(address, address + length)) {
            return beyond_us(CALL_NUMBER_MMAP);
        }
        heap_hand_out(address, address + length, protection);
        return (long) address;
    }
    if (!replace && heap_meets(address, length)) {
        return -EEXIST;
    }
    if (replace && memory_writable(address, length)) {
        memset((void *) address, 0, length);
        return (long) address;
    }
    return beyond_us(CALL_NUMBER_MMAP);
}

static long place(u64 address, u64 length, u64 protection)
{
    address &= -PAGE_BYTES;
    bool hinted = address != 0 && heap_spans(address, length) && ranges_free(address, address + length);
    u64 at = hinted ? address : heap_find(length);
    if (at == 0 || !ranges_take(at, at + length)) {
        return -ENOMEM;
    }
    heap_hand_out(at, at + length, protection);
    return (long) at;
}

/* The job's files need no copy for those who only read them: 0 if this is none, or some of it lies behind its end. */
static u64 in_place(const struct node *file, u64 offset, u64 length)
{
    u64 start = (u64) file->data;
    bool whole = start % PAGE_BYTES == 0 && offset <= heap_page_up(file->bytes) && length <= heap_page_up(file->bytes) - offset;
    return file->capacity == 0 && whole && memory_in_files(start + offset, length) ? start + offset : 0;
}

/* A file's own bytes, if they are wanted rather than a copy: where, or a negative errno number; 0 if a copy will do. */
static long map_file(u64 address, u64 length, u64 protection, u64 flags, int fd, u64 offset)
{
    bool private = (flags & MAP_TYPE) == 2;
    bool fixed = (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0;
    long refusal = handles_mappable(fd, !private && (protection & PROT_WRITE) != 0);
    if (refusal < 0) {
        return refusal;
    }
    struct node *file = handles_get(fd)->node;
    if (file->device != DEVICE_NONE || (private && shared_is_for(file))) {
        return 0;
    }
    if (!shared_is_for(file)) {
        return fixed || (protection & PROT_WRITE) != 0 ? 0 : (long) in_place(file, offset, length);
    }
    if ((flags & MAP_FIXED_NOREPLACE) != 0 && heap_meets(address, length)) {
        return -EEXIST;
    }
    if (!fixed) {
        return shared_map(file, offset, length, 0);
    }
    long at = heap_spans(address, length) ? shared_map(file, offset, length, address) : -ENOMEM;
    return at == -ENOMEM ? beyond_us(CALL_NUMBER_MMAP) : at;
}

long memory_map(u64 address, u64 bytes, u64 protection, u64 flags, int fd, u64 offset)
{
    u64 length = heap_page_up(bytes);
    u64 type = flags & MAP_TYPE;
    if (bytes == 0 || offset % PAGE_BYTES != 0 || type == 0 || type > 3) {
        return -EINVAL;
    }
    if (length < bytes) {
        return -ENOMEM;
    }
    bool fixed = (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0;
    if (fixed && address % PAGE_BYTES != 0) {
        return -EINVAL;
    }
    if ((flags & MAP_32BIT) != 0 && !fixed) {
        return beyond_us(CALL_NUMBER_MMAP); /* all memory lies higher */
    }
    bool anonymous = (flags & MAP_ANONYMOUS) != 0;
    if (!anonymous) {
        long own = map_file(address, length, protection, flags, fd, offset);
        if (own != 0) {
            return own;
        }
    }
    if (length > memory_total_bytes()) {
        return -ENOMEM;
    }
    long at = fixed ? place_fixed(address, length, protection, (flags & MAP_FIXED_NOREPLACE) == 0)
                    : place(address, length, protection);
    if (at > 0 && !anonymous) {
        handles_copy_to_memory(fd, offset, (void *) at, bytes);
        if (heap_spans((u64) at, length)) {
            heap_mark_dirty((u64) at, (u64) at + length);
        }
    }
    return at;
}

long memory_unmap(u64 address, u64 bytes)
{
    u64 length = heap_page_up(bytes);
    if (address % PAGE_BYTES != 0 || bytes == 0 || length < bytes || address + length < address) {
        return -EINVAL;
    }
    u64 start = address;
    u64 end = address + length;
    heap_clip(&start, &end);
    u64 from;
    u64 to;
    while (start < end && shared_next(start, end, &from, &to)) {
        if (!shared_cut(from, to) || (start < from && !ranges_give(start, from))) {
            return -ENOMEM;
        }
        start = to;
    }
    return start >= end || ranges_give(start, end) ? 0 : -ENOMEM;
}

/* What is left behind is free, or zeros. */
static void leave(u64 address, u64 length, u64 flags)
{
    if ((flags & MREMAP_DONTUNMAP) != 0) {
        heap_hand_out(address, address + length, rights_of(address));
    } else {
        ranges_give(address, address + length);
    }
}

static long move(u64 address, u64 old_length, u64 new_length, u64 flags)
{
    long at = place(0, new_length, rights_of(address));
    if (at > 0) {
        memcpy((void *) at, (const void *) address, old_length < new_length ? old_length : new_length);
        heap_mark_dirty((u64) at, (u64) at + new_length);
        leave(address, old_length, flags);
    }
    return at;
}

/* To a place that the program names, whatever was there. */
static long move_to(u64 address, u64 old_length, u64 new_length, u64 target, u64 flags)
{
    u64 kept = old_length < new_length ? old_length : new_length;
    u64 protection = rights_of(address);
    if (!memory_claim(target, new_length)) {
        return beyond_us(CALL_NUMBER_MREMAP);
    }
    memcpy((void *) target, (const void *) address, kept);
    rights_set(target, target + new_length, protection);
    leave(address, old_length, flags);
    return (long) target;
}

/* A shared mapping, whose pages are its file's. */
static long remap_shared(u64 address, u64 old_length, u64 new_length, u64 flags, u64 target)
{
    if ((flags & MREMAP_DONTUNMAP) != 0) {
        return beyond_us(CALL_NUMBER_MREMAP);
    }
    if ((flags & MREMAP_FIXED) == 0) {
        return shared_resize(address, old_length, new_length, (flags & MREMAP_MAYMOVE) != 0);
    }
    long at = heap_spans(target, new_length) ? shared_move(address, old_length, new_length, target) : -ENOMEM;
    return at == -ENOMEM ? beyond_us(CALL_NUMBER_MREMAP) : at;
}

/* Whether mremap(2) could mean anything by these. */
static bool is_sound(u64 address, u64 old_length, u64 new_length, u64 flags, u64 target)
{
    bool fixed = (flags & MREMAP_FIXED) != 0;
    bool keeps = (flags & MREMAP_DONTUNMAP) != 0;
    if (address % PAGE_BYTES != 0 || new_length == 0 || new_length > USER_END || old_length == 0
        || (flags & ~(u64) (MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP)) != 0) {
        return false;
    }
    if ((fixed || keeps) && (flags & MREMAP_MAYMOVE) == 0) {
        return false;
    }
    bool meets = address < target + new_length && target < address + old_length;
    return (!keeps || old_length == new_length) && (!fixed || (target % PAGE_BYTES == 0 && !meets));
}

long memory_remap(u64 address, u64 old_bytes, u64 new_bytes, u64 flags, u64 new_address)
{
    u64 old_length = heap_page_up(old_bytes);
    u64 new_length = heap_page_up(new_bytes);
    bool may_move = (flags & MREMAP_MAYMOVE) != 0;
    bool fixed = (flags & MREMAP_FIXED) != 0;
    if (!is_sound(address, old_length, new_length, flags, new_address)) {
        return -EINVAL;
    }
    if (memory_in_files(address, old_length)) {
        return new_length <= old_length ? (long) address : -ENOMEM;
    }
    if (!heap_has(address, old_length)) {
        return -EFAULT;
    }
    u64 from;
    u64 to;
    if (shared_next(address, address + old_length, &from, &to)) {
        return remap_shared(address, old_length, new_length, flags, new_address);
    }
    if (fixed) {
        return move_to(address, old_length, new_length, new_address, flags);
    }
    if (new_length > memory_total_bytes()) {
        return -ENOMEM;
    }
    if ((flags & MREMAP_DONTUNMAP) != 0) {
        return move(address, old_length, new_length, flags);
    }
    if (new_length <= old_length) {
        if (new_length < old_length) {
            ranges_give(address + new_length, address + old_length);
        }
        return (long) address;
    }
    u64 old_end = address + old_length;
    u64 new_end = address + new_length;
    if (heap_spans(old_end, new_end - old_end) && ranges_free(old_end, new_end) && ranges_take(old_end, new_end)) {
        heap_hand_out(old_end, new_end, rights_of(address));
        return (long) address;
    }
    return may_move ? move(address, old_length, new_length, flags) : -ENOMEM;
}
