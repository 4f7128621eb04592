#include "output/output.h"

#include "files/tree.h"
#include "kernel/gate.h"
#include "kernel/pack.h"
#include "kernel/text.h"

#define BUFFER_BYTES (64u << 10)
#define HEADER_BYTES 8u
#define NO_FRAME 0u
/* Larger pieces are written from where they are. */
#define COPIED_BYTES_MAX (16u << 10)
/* Calls of which uses are counted: more than there are. */
#define CALLS 512

struct frame_header {
    u32 kind;
    u32 bytes;
};

static u8 output_buffer[BUFFER_BYTES];
static u32 used;
static u32 open_frame; /* the kind of the last frame in the buffer, which may still grow */
static u32 open_at;
static u32 error_bytes;
static u32 unsupported[CALLS];
static bool any_unsupported;

/* A pipe that nobody reads any more ends us by SIGPIPE, so a failure here is out of the ordinary. */
static void write_all(const u8 *from, u64 bytes)
{
    while (bytes > 0) {
        long written = gate_write(from, bytes);
        if (written < 0) {
            gate_exit(128 + SIGPIPE);
        }
        from += written;
        bytes -= (u64) written;
    }
}

void output_flush(void)
{
    u32 bytes = used;
    used = 0;
    open_frame = NO_FRAME;
    write_all(output_buffer, bytes);
}

static void open(enum output_kind kind)
{
    if (used + HEADER_BYTES > BUFFER_BYTES) {
        output_flush();
    }
    open_frame = kind;
    open_at = used;
    struct frame_header header = {kind, 0};
    memcpy(output_buffer + used, &header, HEADER_BYTES);
    used += HEADER_BYTES;
}

static void put_large(enum output_kind kind, const u8 *from, u64 bytes)
{
    output_flush();
    while (bytes > 0) {
        u32 part = bytes > 1u << 30 ? 1u << 30 : (u32) bytes;
        struct frame_header header = {kind, part};
        write_all((const u8 *) &header, HEADER_BYTES);
        write_all(from, part);
        from += part;
        bytes -= part;
    }
}

static void put_small(enum output_kind kind, const u8 *from, u32 bytes)
{
    if (used + HEADER_BYTES + bytes > BUFFER_BYTES) {
        output_flush();
    }
    bool grows = open_frame == kind && kind <= OUTPUT_STDERR;
    if (!grows) {
        open(kind);
    }
    memcpy(output_buffer + used, from, bytes);
    used += bytes;
    struct frame_header header = {kind, used - open_at - HEADER_BYTES};
    memcpy(output_buffer + open_at, &header, HEADER_BYTES);
}

void output_put(enum output_kind kind, const void *bytes, u64 count)
{
    if (kind == OUTPUT_STDERR) {
        u32 room = OUTPUT_ERROR_BYTES_MAX - error_bytes;
        count = count < room ? count : room;
        error_bytes += (u32) count;
    }
    if (count == 0 && kind <= OUTPUT_STDERR) {
        return;
    }
    if (count > COPIED_BYTES_MAX) {
        put_large(kind, bytes, count);
    } else {
        put_small(kind, bytes, (u32) count);
    }
    if (pack()->flags & PACK_UNBUFFERED) {
        output_flush();
    }
}

void output_begin(void)
{
    output_put(OUTPUT_BEGIN, "SPFRAME1", 8);
}

void output_unsupported(u32 call)
{
    if (call < CALLS) {
        unsupported[call]++;
        any_unsupported = true;
    }
}

void output_end(enum output_end way, u32 value)
{
    tree_send_results();
    for (u32 call = 0; any_unsupported && call < CALLS; call++) {
        if (unsupported[call] > 0) {
            u32 row[2] = {call, unsupported[call]};
            output_put(OUTPUT_UNSUPPORTED, row, sizeof row);
        }
    }
    u32 end[2] = {way, value};
    output_put(OUTPUT_END, end, sizeof end);
    output_flush();
    gate_exit(way == END_EXIT ? (int) value : way == END_SIGNAL ? 128 + (int) value : 255);
}
