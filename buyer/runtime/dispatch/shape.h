/*
 * Code around a system call instruction that we know well enough to carry it out elsewhere. The jump that replaces the call takes seven
 * bytes, and the call has two.
 */
#ifndef RUNTIME_DISPATCH_SHAPE_H
#define RUNTIME_DISPATCH_SHAPE_H

#include "kernel/linux.h"

#define SHAPE_CALL_BYTES 2
/* Most that any shape looks at. */
#define SHAPE_BEFORE_MAX 24
#define SHAPE_AFTER_MAX 8
/* Most that displaced instructions take elsewhere. */
#define SHAPE_DISPLACED_MAX 16

struct shape {
    u32 before; /* bytes of whole instructions before the call that are displaced */
    /* Writes them so that they do the same at `to`: the end, or NULL if they can't be so far away. */
    u8 *(*displace)(u8 *to, const u8 *code, u32 bytes);
};

/* The shape of the call of `number` whose instruction is at `call`; NULL if it is unknown. */
const struct shape *shape_of(const u8 *call, u32 number);

#endif
