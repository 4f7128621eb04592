#include "signals/alarm.h"

#include "kernel/text.h"
#include "memory/memory.h"
#include "signals/signals.h"
#include "time/clock.h"

#define SECONDS_MAX 9000000000ul /* what 64 bits of nanoseconds hold */

static u64 due; /* 0 if there is none: all of the runtime's memory begins as zeros */
static u64 interval;

u64 alarm_next(void)
{
    return due == 0 ? CLOCK_NEVER : due;
}

void alarm_ring(void)
{
    if (alarm_next() <= clock_now()) {
        due = interval > 0 ? clock_now() + interval : 0;
        signals_post(SIGALRM, SI_KERNEL);
    }
}

static u64 left(void)
{
    return due == 0 ? 0 : due > clock_now() ? due - clock_now() : 1;
}

long alarm_set(u32 seconds)
{
    long seconds_left = (long) ((left() + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
    due = seconds == 0 ? 0 : clock_after(seconds * NANOS_PER_SECOND);
    interval = 0;
    return seconds_left;
}

static struct timeval as_timeval(u64 nanos)
{
    return (struct timeval){(s64) (nanos / NANOS_PER_SECOND), (s64) (nanos % NANOS_PER_SECOND / 1000)};
}

long alarm_get_timer(int which, u64 to)
{
    if (which < 0 || which > 2) {
        return -EINVAL;
    }
    if (!memory_writable(to, 2 * sizeof(struct timeval))) {
        return -EFAULT;
    }
    struct timeval *result = (struct timeval *) to;
    result[0] = as_timeval(which == 0 ? interval : 0);
    result[1] = as_timeval(which == 0 ? left() : 0);
    return 0;
}

static bool valid(const struct timeval *time)
{
    return time->seconds >= 0 && time->micros >= 0 && time->micros <= 999999;
}

static u64 nanos_of(const struct timeval *time)
{
    u64 seconds = (u64) time->seconds > SECONDS_MAX ? SECONDS_MAX : (u64) time->seconds;
    return seconds * NANOS_PER_SECOND + (u64) time->micros * 1000;
}

/* ITIMER_REAL only: what CPU time there is, the clock's reads make up. A null pointer turns it off, as in the kernel. */
long alarm_set_timer(int which, u64 to, u64 old)
{
    struct timeval given[2] = {{0, 0}, {0, 0}};
    if (to != 0) {
        if (!memory_readable(to, sizeof given)) {
            return -EFAULT;
        }
        memcpy(given, (const void *) to, sizeof given);
    }
    if (!valid(&given[0]) || !valid(&given[1]) || which < 0 || which > 2) {
        return -EINVAL;
    }
    if (old != 0) {
        long result = alarm_get_timer(which, old);
        if (result < 0) {
            return result;
        }
    }
    if (which == 0) {
        u64 first = nanos_of(&given[1]);
        interval = nanos_of(&given[0]);
        due = first == 0 ? 0 : clock_after(first);
    }
    return 0;
}
