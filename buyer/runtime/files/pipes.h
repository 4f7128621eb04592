/* Pipes and event counters inside the process. */
#ifndef RUNTIME_FILES_PIPES_H
#define RUNTIME_FILES_PIPES_H

#include "files/handles.h"

#define PIPE_BYTES 65536

long pipes_open(u64 descriptors, u32 flags);
void pipes_release(struct handle *handle);

/* As read(2) and write(2); -EAGAIN where the caller would have to wait. */
long pipes_read(struct handle *handle, void *to, u64 bytes);
long pipes_write(struct handle *handle, const void *from, u64 bytes);
u32 pipes_ready(const struct handle *handle);

/* What can be read now. */
u64 pipes_bytes(const struct handle *handle);

long events_open(u64 value, u32 flags);
long events_read(struct handle *handle, void *to, u64 bytes);
long events_write(struct handle *handle, const void *from, u64 bytes);

long timers_open(int clock, u32 flags);
long timers_set(int fd, u32 flags, u64 to, u64 old);
long timers_get(int fd, u64 to);
long timers_read(struct handle *handle, void *to, u64 bytes);

#endif
