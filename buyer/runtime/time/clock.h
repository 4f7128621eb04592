/*
 * Virtual time. It begins at midnight of 1 January 2020, UTC, and advances by a microsecond whenever it is read, and to the end of
 * a sleep when all threads sleep. Nothing else moves it, so that equal programs see equal times.
 */
#ifndef RUNTIME_TIME_CLOCK_H
#define RUNTIME_TIME_CLOCK_H

#include "kernel/linux.h"

#define CLOCK_START_SECONDS 1577836800ul
#define NANOS_PER_SECOND 1000000000ul
#define CLOCK_NEVER (~0ul)

/* Nanoseconds since the program began. */
u64 clock_now(void);

/* The same, after a microsecond: what a program gets when it looks. */
u64 clock_read(void);

/* Moves time on; never back. */
void clock_advance_to(u64 nanos);

/* The beginning plus `nanos`, in a length that does not overflow. */
u64 clock_after(u64 nanos);

/* A duration that a program passed; CLOCK_NEVER if it is negative or malformed. */
u64 clock_duration(const struct timespec *time);

/* A duration that a program's pointer points to: 0, -EFAULT or -EINVAL. A null pointer is CLOCK_NEVER. */
long clock_given(u64 address, u64 *nanos);

/* 0 if there is a clock `id` on which one can sleep, -EINVAL or -EOPNOTSUPP. */
long clock_sleepable(int id);

/* Since the beginning, from an absolute time of clock `id`; earlier times are 0. */
u64 clock_from_absolute(int id, const struct timespec *time);

long clock_gettime(int id, u64 to);
long clock_getres(int id, u64 to);
long clock_gettimeofday(u64 time, u64 zone);
long clock_time(u64 to);
long clock_times(u64 to);
long clock_usage(int who, u64 to);

#endif
