/*
 * Open files and descriptors. A handle is what open(2) calls an open file description: descriptors made by dup share it, and with
 * it the position.
 */
#ifndef RUNTIME_FILES_HANDLES_H
#define RUNTIME_FILES_HANDLES_H

#include "files/tree.h"
#include "kernel/linux.h"

#define DESCRIPTORS 1024

enum handle_kind {
    HANDLE_FREE, HANDLE_STDIN, HANDLE_STDOUT, HANDLE_STDERR, HANDLE_NODE, HANDLE_PIPE_READER, HANDLE_PIPE_WRITER, HANDLE_EVENT,
    HANDLE_TIMER, HANDLE_EPOLL
};

struct pipe;
struct watch;

struct handle {
    enum handle_kind kind;
    u32 descriptors;  /* how many refer to it */
    u32 flags;        /* O_APPEND, O_NONBLOCK and the access mode */
    u64 position;     /* in a file, or entries of a folder that were listed */
    struct node *node;
    struct pipe *pipe;
    u64 counter;      /* of an eventfd; or when a timer is due, CLOCK_NEVER if it is off */
    u64 interval;     /* of a timer */
    int clock;        /* of a timer: to which absolute times belong */
    bool semaphore;   /* an eventfd that counts down by one */
    struct watch *watches; /* of an epoll handle */
};

/* Descriptors 0, 1 and 2. */
void handles_begin(void);

/* The handle of a descriptor, or NULL. */
struct handle *handles_get(int fd);

/* The same for calls that do something with an open file: NULL, too, if it was opened with O_PATH and only names a place. */
struct handle *handles_usable(int fd);

/* Whether there is a descriptor left: what makes a file for it asks first. */
bool handles_room(void);

/* A handle without descriptor; NULL if there are too many. */
struct handle *handles_new(enum handle_kind kind, u32 flags);

/* Gives a handle the lowest descriptor from `least` on; -EMFILE if there is none, and the handle is gone. */
long handles_install(struct handle *handle, int least, bool close_on_exec);

long handles_close(int fd);
long handles_close_range(u32 first, u32 last, u32 flags);
long handles_dup(int fd);
long handles_dup_to(int fd, int to, u32 flags, bool dup2);
long handles_control(int fd, int command, u64 argument);

/* 0 if mmap can take it, or a negative errno number. */
long handles_mappable(int fd, bool shared_and_writable);

/* When the next timer will be due, or CLOCK_NEVER; one that is due already has been told. */
u64 handles_next_timer(void);

/* Copies from a file for mmap; behind its end nothing is copied. */
void handles_copy_to_memory(int fd, u64 offset, void *to, u64 bytes);

#endif
