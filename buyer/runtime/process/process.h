/* Who and where the program is, and what it may use: the same answers everywhere. */
#ifndef RUNTIME_PROCESS_PROCESS_H
#define RUNTIME_PROCESS_PROCESS_H

#include "kernel/linux.h"

#define PROCESS_ID 1
#define USER_ID 1000

long process_names(u64 to);
/* prlimit(2): sets, then tells; 0 where nothing is wanted. */
long process_limits(int process, u32 resource, u64 fresh, u64 old);
long process_cpu(u64 cpu, u64 node);
long process_system(u64 to);
long process_random(u64 to, u64 bytes, u32 flags);
long process_ids(u64 real, u64 effective, u64 saved);
long process_control(int option, u64 argument);
long process_groups(int room, u64 to);
long process_wait4(int process, u32 options);
long process_waitid(int which, int id, u32 options);

/* Whether an id is that of the process or of one of its threads; 0 is the caller. */
bool process_is_own(int id);
long process_set_group(int process, int group);

#endif
