/* One processor, and one class of priority: sched(7). Others may be asked for, and are not given. */
#ifndef RUNTIME_PROCESS_SCHEDULING_H
#define RUNTIME_PROCESS_SCHEDULING_H

#include "kernel/linux.h"

#define SCHEDULING_KEEP (-1) /* the policy stays */

long scheduling_affinity(int thread, u64 bytes, u64 to);
long scheduling_set_affinity(int thread, u64 bytes, u64 mask);
long scheduling_get(int thread);
long scheduling_set(int thread, int policy, u64 priority);
long scheduling_get_priority(int thread, u64 to);
long scheduling_highest(int policy);
long scheduling_lowest(int policy);
long scheduling_get_nice(int which, int who);
long scheduling_set_nice(int which, int who);

#endif
