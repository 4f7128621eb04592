/* Reading and writing, whatever the descriptor is. */
#ifndef RUNTIME_FILES_STREAMS_H
#define RUNTIME_FILES_STREAMS_H

#include "kernel/linux.h"

struct frame;

/* Position of the handle itself, for calls that have none of their own. */
#define AT_POSITION (~0ul)

long streams_read(int fd, u64 to, u64 bytes, u64 at, struct frame *frame);
long streams_write(int fd, u64 from, u64 bytes, u64 at, struct frame *frame);
long streams_read_vector(int fd, u64 vector, u64 count, u64 at, struct frame *frame);
long streams_write_vector(int fd, u64 vector, u64 count, u64 at, struct frame *frame);
long streams_read_vector2(int fd, u64 vector, u64 count, u64 at, u32 flags, struct frame *frame);
long streams_write_vector2(int fd, u64 vector, u64 count, u64 at, u32 flags, struct frame *frame);
long streams_copy(int from, u64 from_position, int to, u64 to_position, u64 bytes, u32 flags);
long streams_sendfile(int to, int from, u64 position, u64 bytes, struct frame *frame);
long streams_seek(int fd, s64 offset, int from);

#endif
