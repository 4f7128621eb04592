/* The one timer that sends a signal: alarm(2), setitimer(2). */
#ifndef RUNTIME_SIGNALS_ALARM_H
#define RUNTIME_SIGNALS_ALARM_H

#include "kernel/linux.h"

/* When SIGALRM is due, or CLOCK_NEVER; and sends it if that is now. */
u64 alarm_next(void);
void alarm_ring(void);

long alarm_set(u32 seconds);
long alarm_set_timer(int which, u64 to, u64 old);
long alarm_get_timer(int which, u64 to);

#endif
