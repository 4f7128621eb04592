/* Who and where the program is, and what it may use: the same answers everywhere. */
#ifndef RUNTIME_PROCESS_PROCESS_H
#define RUNTIME_PROCESS_PROCESS_H

#include "kernel/linux.h"

#define PROCESS_ID 1
#define USER_ID 1000

long process_names(u64 to);
long process_limits(u32 resource, u64 old);
long process_set_limits(u32 resource, u64 given);
long process_affinity(u64 bytes, u64 to);
long process_cpu(u64 cpu, u64 node);
long process_system(u64 to);
long process_random(u64 to, u64 bytes, u32 flags);
long process_ids(u64 real, u64 effective, u64 saved);
long process_control(int option, u64 argument);
long process_groups(int room, u64 to);
long process_scheduling(u64 to);

#endif
