#include "time/clock.h"

#include "kernel/text.h"
#include "memory/memory.h"

#define READ_NANOS 1000
/* CLOCK_MONOTONIC is not 0 at the start: programs take 0 for "not set". */
#define MONOTONIC_START_NANOS NANOS_PER_SECOND
#define CLOCK_TICKS_PER_SECOND 100
#define NANOS_PER_TICK (NANOS_PER_SECOND / CLOCK_TICKS_PER_SECOND)

enum {
    CLOCK_REALTIME = 0, CLOCK_MONOTONIC = 1, CLOCK_PROCESS_CPUTIME_ID = 2, CLOCK_THREAD_CPUTIME_ID = 3, CLOCK_MONOTONIC_RAW = 4,
    CLOCK_REALTIME_COARSE = 5, CLOCK_MONOTONIC_COARSE = 6, CLOCK_REALTIME_ALARM = 8, CLOCK_TAI = 11, CLOCKS = 12
};

static u64 now;

u64 clock_now(void)
{
    return now;
}

u64 clock_read(void)
{
    now += READ_NANOS;
    return now;
}

void clock_advance_to(u64 nanos)
{
    if (nanos > now) {
        now = nanos;
    }
}

u64 clock_after(u64 nanos)
{
    return nanos > CLOCK_NEVER - 1 - now ? CLOCK_NEVER - 1 : now + nanos;
}

u64 clock_duration(const struct timespec *time)
{
    if (time->seconds < 0 || time->nanos < 0 || time->nanos >= (s64) NANOS_PER_SECOND) {
        return CLOCK_NEVER;
    }
    if ((u64) time->seconds > CLOCK_NEVER / NANOS_PER_SECOND / 2) {
        return CLOCK_NEVER / 2;
    }
    return (u64) time->seconds * NANOS_PER_SECOND + (u64) time->nanos;
}

/* What a clock shows at the beginning; a negative number for one that there is not. */
static s64 start_of(int id)
{
    if (id < 0) { /* the CPU time of a process or thread, see clock_getcpuclockid(3) */
        return 0;
    }
    switch (id) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI:
        return (s64) (CLOCK_START_SECONDS * NANOS_PER_SECOND);
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID:
        return 0;
    default:
        return id < CLOCKS ? (s64) MONOTONIC_START_NANOS : -1;
    }
}

long clock_given(u64 address, u64 *nanos)
{
    *nanos = CLOCK_NEVER;
    if (address == 0) {
        return 0;
    }
    if (!memory_readable(address, sizeof(struct timespec))) {
        return -EFAULT;
    }
    *nanos = clock_duration((const struct timespec *) address);
    return *nanos == CLOCK_NEVER ? -EINVAL : 0;
}

long clock_sleepable(int id)
{
    if (start_of(id) < 0 || id == CLOCK_THREAD_CPUTIME_ID) {
        return id == CLOCK_THREAD_CPUTIME_ID ? -EOPNOTSUPP : -EINVAL;
    }
    return id == CLOCK_MONOTONIC_RAW || id == CLOCK_REALTIME_COARSE || id == CLOCK_MONOTONIC_COARSE ? -EOPNOTSUPP : 0;
}

u64 clock_from_absolute(int id, const struct timespec *time)
{
    u64 absolute = clock_duration(time);
    u64 start = (u64) start_of(id);
    return absolute == CLOCK_NEVER ? CLOCK_NEVER : absolute > start ? absolute - start : 0;
}

long clock_gettime(int id, u64 to)
{
    s64 start = start_of(id);
    if (start < 0) {
        return -EINVAL;
    }
    if (!memory_writable(to, sizeof(struct timespec))) {
        return -EFAULT;
    }
    u64 time = clock_read() + (u64) start;
    struct timespec *result = (struct timespec *) to;
    result->seconds = (s64) (time / NANOS_PER_SECOND);
    result->nanos = (s64) (time % NANOS_PER_SECOND);
    return 0;
}

long clock_getres(int id, u64 to)
{
    if (start_of(id) < 0) {
        return -EINVAL;
    }
    if (to == 0) {
        return 0;
    }
    if (!memory_writable(to, sizeof(struct timespec))) {
        return -EFAULT;
    }
    *(struct timespec *) to = (struct timespec){0, 1};
    return 0;
}

long clock_gettimeofday(u64 time, u64 zone)
{
    if ((time != 0 && !memory_writable(time, sizeof(struct timeval))) || (zone != 0 && !memory_writable(zone, 8))) {
        return -EFAULT;
    }
    if (time != 0) {
        u64 nanos = clock_read();
        struct timeval *result = (struct timeval *) time;
        result->seconds = (s64) (CLOCK_START_SECONDS + nanos / NANOS_PER_SECOND);
        result->micros = (s64) (nanos % NANOS_PER_SECOND / 1000);
    }
    if (zone != 0) {
        memset((void *) zone, 0, 8);
    }
    return 0;
}

long clock_time(u64 to)
{
    if (to != 0 && !memory_writable(to, 8)) {
        return -EFAULT;
    }
    long seconds = (long) (CLOCK_START_SECONDS + clock_read() / NANOS_PER_SECOND);
    if (to != 0) {
        *(long *) to = seconds;
    }
    return seconds;
}

long clock_times(u64 to)
{
    if (to != 0 && !memory_writable(to, 32)) {
        return -EFAULT;
    }
    u64 ticks = clock_read() / NANOS_PER_TICK;
    if (to != 0) {
        u64 *result = (u64 *) to;
        result[0] = ticks; /* user time */
        result[1] = result[2] = result[3] = 0;
    }
    return (long) ((MONOTONIC_START_NANOS / NANOS_PER_TICK) + ticks);
}

long clock_usage(int who, u64 to)
{
    enum { RUSAGE_BYTES = 144, RUSAGE_BOTH = -2, RUSAGE_CHILDREN = -1, RUSAGE_THREAD = 1 };
    if (who < RUSAGE_BOTH || who > RUSAGE_THREAD) {
        return -EINVAL;
    }
    if (!memory_writable(to, RUSAGE_BYTES)) {
        return -EFAULT;
    }
    memset((void *) to, 0, RUSAGE_BYTES);
    if (who == RUSAGE_CHILDREN) {
        return 0;
    }
    u64 nanos = clock_read();
    struct timeval *user = (struct timeval *) to;
    user->seconds = (s64) (nanos / NANOS_PER_SECOND);
    user->micros = (s64) (nanos % NANOS_PER_SECOND / 1000);
    return 0;
}
