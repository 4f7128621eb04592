/* Waiting for descriptors: poll, select, epoll. */
#ifndef RUNTIME_FILES_WATCHES_H
#define RUNTIME_FILES_WATCHES_H

#include "kernel/linux.h"

struct frame;
struct handle;

/* `timeout` points to a timespec, for select to a timeval, or is 0: for ever. `mask` is a signal mask for the wait, or 0. */
long watches_poll(u64 fds, u64 count, u64 timeout, u64 mask, u64 mask_bytes, struct frame *frame);
long watches_poll_millis(u64 fds, u64 count, int millis, struct frame *frame);
long watches_select(int count, u64 reads, u64 writes, u64 errors, u64 timeout, struct frame *frame);
long watches_pselect(int count, u64 reads, u64 writes, u64 errors, u64 timeout, u64 mask, struct frame *frame);

long watches_epoll_create(u32 flags);
long watches_epoll_control(int epoll, int operation, int fd, u64 event);
long watches_epoll_wait(int epoll, u64 events, int room, int millis, u64 mask, u64 mask_bytes, struct frame *frame);
long watches_epoll_wait2(int epoll, u64 events, int room, u64 timeout, u64 mask, u64 mask_bytes, struct frame *frame);

void watches_release(struct handle *epoll);

/* A descriptor is closed. */
void watches_forget(int fd, const struct handle *handle);

#endif
