#include "memory/shared.h"

#include "kernel/text.h"
#include "memory/heap.h"
#include "memory/memory.h"
#include "memory/ranges.h"

#define MAPPINGS_MAX 1024
/* What is set aside for a file to grow by, or twice its size, but at most half of what is free in one piece; it is given back when it is needed. */
#define ROOM_BYTES (256ul << 20)

struct mapping {
    u64 start, end;
    struct node *file;
};

static struct mapping *mappings; /* the oldest first */
static u32 count;
static struct node *files; /* those whose bytes are or were mapped where they lie, chained by `next_shared` */

static u64 storage(const struct node *file)
{
    return (u64) file->data;
}

bool shared_is_for(const struct node *file)
{
    return tree_type(file) == S_IFREG && (file->capacity > 0 || tree_may(file, 2));
}

static bool add(u64 start, u64 end, struct node *file)
{
    if (mappings == NULL) {
        mappings = (struct mapping *) memory_take(MAPPINGS_MAX * sizeof *mappings);
    }
    if (mappings == NULL || count == MAPPINGS_MAX) {
        return false;
    }
    mappings[count++] = (struct mapping){start, end, file};
    file->mappings++;
    file->opens++;
    return true;
}

static void drop(u32 at)
{
    struct node *file = mappings[at].file;
    count--;
    for (u32 i = at; i < count; i++) {
        mappings[i] = mappings[i + 1];
    }
    file->mappings--;
    file->opens--;
    tree_release(file);
}

static bool is_exposed(const struct node *file)
{
    const struct node *other = files;
    while (other != NULL && other != file) {
        other = other->next_shared;
    }
    return other != NULL;
}

static void expose(struct node *file)
{
    if (!is_exposed(file)) {
        file->next_shared = files;
        files = file;
    }
}

void shared_forget(struct node *file)
{
    for (struct node **at = &files; *at != NULL; at = &(*at)->next_shared) {
        if (*at == file) {
            *at = file->next_shared;
            return;
        }
    }
}

/* Behind the end of a file that was longer once may be what it had there. */
static void clear_rest(struct node *file)
{
    if (file->high > file->bytes) {
        memset(file->data + file->bytes, 0, file->high - file->bytes);
    }
    file->high = 0;
}

/* Puts a file's bytes, which are not mapped, to a place of this size, which is all zeros. */
static void settle(struct node *file, u64 place, u64 capacity)
{
    memcpy((void *) place, file->data, file->bytes);
    shared_forget(file);
    if (file->capacity > 0) {
        memory_give(storage(file), file->capacity);
    }
    file->data = (u8 *) place;
    file->capacity = capacity;
    file->high = 0;
}

static bool move(struct node *file, u64 needed)
{
    u64 room = 2 * needed > ROOM_BYTES ? 2 * needed : ROOM_BYTES;
    u64 largest = ranges_largest();
    u64 most = largest > needed ? (largest - needed) / 2 : 0;
    u64 capacity = needed + ((room < most ? room : most) & -PAGE_BYTES);
    u64 place = memory_take(capacity);
    if (place == 0) {
        capacity = needed;
        place = memory_take(capacity);
    }
    if (place == 0) {
        return false;
    }
    settle(file, place, capacity);
    return true;
}

/* How much of a file's place it needs for itself and for what is mapped of it. */
static u64 needed_by(const struct node *file)
{
    u64 bytes = file->bytes > file->high ? file->bytes : file->high;
    u64 behind = storage(file) + heap_page_up(bytes > 0 ? bytes : 1);
    for (u32 i = 0; i < count; i++) {
        if (mappings[i].file == file && mappings[i].end > behind) {
            behind = mappings[i].end;
        }
    }
    return behind - storage(file);
}

bool shared_trim(void)
{
    bool trimmed = false;
    for (struct node *file = files; file != NULL; file = file->next_shared) {
        u64 needed = needed_by(file);
        if (needed < file->capacity) {
            memory_give(storage(file) + needed, file->capacity - needed);
            file->capacity = needed;
            trimmed = true;
        }
    }
    return trimmed;
}

bool shared_grow(struct node *file, u64 bytes)
{
    u64 end = storage(file) + file->capacity;
    u64 needed = heap_page_up(bytes) - file->capacity;
    u64 wanted = heap_page_up(bytes + bytes / 2) - file->capacity;
    if (memory_extend(end, wanted)) {
        file->capacity += wanted;
        return true;
    }
    if (memory_extend(end, needed)) {
        file->capacity += needed;
        return true;
    }
    return false;
}

static bool free_or_nothing(u64 start, u64 end)
{
    return start >= end || ranges_free(start, end);
}

/* A file that is not mapped goes to where the program wants a part of it; beside that part there must be room for the rest. */
static long move_to(struct node *file, u64 offset, u64 length, u64 fixed)
{
    u64 bytes = heap_page_up(file->bytes) > offset + length ? heap_page_up(file->bytes) : offset + length;
    u64 place = fixed - offset;
    bool room = place <= fixed && free_or_nothing(place, fixed) && free_or_nothing(fixed + length, place + bytes);
    if (!room || !memory_claim(place, bytes)) {
        return -ENOMEM;
    }
    settle(file, place, bytes);
    return (long) fixed;
}

static long map_fixed(struct node *file, u64 offset, u64 length, u64 fixed)
{
    if (file->mappings > 0 && storage(file) + offset == fixed && offset + length <= file->capacity) {
        return shared_cut(fixed, fixed + length) ? (long) fixed : -ENOMEM; /* the new one takes their place */
    }
    return file->mappings > 0 ? -ENOMEM : move_to(file, offset, length, fixed);
}

/* A file that is mapped for the first time moves to where it can grow. */
static bool make_place(struct node *file, u64 needed)
{
    bool enough = needed <= file->capacity;
    if (file->mappings > 0) {
        return enough || shared_grow(file, needed);
    }
    return (enough && is_exposed(file)) || move(file, needed > file->bytes ? needed : heap_page_up(file->bytes)) || enough;
}

long shared_map(struct node *file, u64 offset, u64 length, u64 fixed)
{
    u64 needed = offset + length;
    if (needed < offset || needed > memory_total_bytes() || count == MAPPINGS_MAX) {
        return -ENOMEM;
    }
    if (fixed != 0) {
        long at = map_fixed(file, offset, length, fixed);
        if (at < 0) {
            return at;
        }
    } else if (!make_place(file, needed)) {
        return -ENOMEM;
    }
    clear_rest(file);
    u64 at = storage(file) + offset;
    if (!add(at, at + length, file)) {
        return -ENOMEM;
    }
    expose(file);
    return (long) at;
}

bool shared_next(u64 start, u64 end, u64 *from, u64 *to)
{
    bool found = false;
    *from = *to = end;
    for (const struct node *file = files; file != NULL; file = file->next_shared) {
        u64 first = storage(file) > start ? storage(file) : start;
        u64 behind = storage(file) + file->capacity < end ? storage(file) + file->capacity : end;
        if (first < behind && (!found || first < *from)) {
            *from = first;
            *to = behind;
            found = true;
        }
    }
    return found;
}

/* The latest mapping that has this address; `count` if none has. */
static u32 latest_with(u64 address)
{
    for (u32 i = count; i-- > 0;) {
        if (mappings[i].start <= address && address < mappings[i].end) {
            return i;
        }
    }
    return count;
}

static u64 first_start_behind(u64 address, u64 end)
{
    for (u32 i = 0; i < count; i++) {
        if (mappings[i].start > address && mappings[i].start < end) {
            end = mappings[i].start;
        }
    }
    return end;
}

bool shared_cut(u64 start, u64 end)
{
    while (start < end) {
        u32 at = latest_with(start);
        if (at == count) {
            start = first_start_behind(start, end);
            continue;
        }
        struct mapping *mapping = &mappings[at];
        u64 stop = mapping->end < end ? mapping->end : end;
        if (mapping->start < start && stop < mapping->end) {
            u64 rest = mapping->end;
            if (!add(stop, rest, mapping->file)) {
                return false;
            }
            mapping->end = start;
        } else if (mapping->start < start) {
            mapping->end = start;
        } else if (stop < mapping->end) {
            mapping->start = stop;
        } else {
            drop(at);
        }
        start = stop;
    }
    return true;
}

static bool is_mapped(u64 start, u64 end)
{
    for (u32 i = 0; i < count; i++) {
        if (mappings[i].start < end && start < mappings[i].end) {
            return true;
        }
    }
    return false;
}

/* What a file needs when nothing of it is mapped from `start` on, or more if that is not so behind `end`. */
static u64 needed_without(const struct node *file, u64 start, u64 end)
{
    u64 bytes = file->bytes > file->high ? file->bytes : file->high;
    u64 behind = storage(file) + heap_page_up(bytes > 0 ? bytes : 1);
    for (u32 i = 0; i < count; i++) {
        u64 stop = mappings[i].end > end ? mappings[i].end : mappings[i].end < start ? mappings[i].end : start;
        if (mappings[i].file == file && mappings[i].start < stop && stop > behind) {
            behind = stop;
        }
    }
    return behind - storage(file);
}

static bool is_mapped_outside(const struct node *file, u64 start, u64 end)
{
    for (u32 i = 0; i < count; i++) {
        if (mappings[i].file == file && (mappings[i].start < start || mappings[i].end > end)) {
            return true;
        }
    }
    return false;
}

/* Whether a file whose place ends in a range, or behind it, needs nothing there. */
static bool may_shrink(const struct node *file, u64 start, u64 end)
{
    return storage(file) < start && needed_without(file, start, end) <= start - storage(file);
}

bool shared_may_vacate(u64 start, u64 end)
{
    for (const struct node *file = files; file != NULL; file = file->next_shared) {
        bool there = storage(file) < end && start < storage(file) + file->capacity;
        if (there && is_mapped_outside(file, start, end) && !may_shrink(file, start, end)) {
            return false;
        }
    }
    return true;
}

bool shared_vacate(u64 start, u64 end)
{
    u64 from;
    u64 to;
    while (is_mapped(start, end)) {
        if (!shared_cut(start, end)) {
            return false;
        }
    }
    while (shared_next(start, end, &from, &to)) {
        struct node *file = files;
        while (storage(file) > from || from >= storage(file) + file->capacity) {
            file = file->next_shared;
        }
        if (may_shrink(file, start, end)) {
            u64 kept = start - storage(file);
            memory_give(start, file->capacity - kept);
            file->capacity = kept;
        } else if (file->mappings > 0 || !move(file, heap_page_up(file->bytes + 1))) {
            return false;
        }
    }
    return true;
}

long shared_resize(u64 address, u64 old_length, u64 new_length, bool may_move)
{
    u32 at = latest_with(address);
    if (at == count || mappings[at].start != address || mappings[at].end != address + old_length) {
        return -ENOMEM;
    }
    struct node *file = mappings[at].file;
    u64 offset = address - storage(file);
    if (new_length < old_length) {
        return shared_cut(address + new_length, address + old_length) ? (long) address : -ENOMEM;
    }
    u64 needed = offset + new_length;
    if (needed > file->capacity && !shared_grow(file, needed)) {
        if (!may_move || file->mappings > 1) {
            return -ENOMEM;
        }
        if (!move(file, needed)) {
            return -ENOMEM;
        }
        expose(file);
    }
    mappings[at].start = storage(file) + offset;
    mappings[at].end = mappings[at].start + new_length;
    return (long) mappings[at].start;
}

long shared_move(u64 address, u64 old_length, u64 new_length, u64 target)
{
    u32 at = latest_with(address);
    if (at == count || mappings[at].start != address || mappings[at].end != address + old_length
        || mappings[at].file->mappings != 1) {
        return -ENOMEM;
    }
    struct node *file = mappings[at].file;
    file->mappings = 0;
    long moved = move_to(file, address - storage(file), new_length, target);
    file->mappings = 1;
    if (moved > 0) {
        struct mapping *mapping = &mappings[latest_with(address)];
        mapping->start = target;
        mapping->end = target + new_length;
        expose(file);
    }
    return moved;
}
