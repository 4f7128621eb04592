#include "process/process.h"

#include "files/handles.h"
#include "kernel/pack.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "time/clock.h"
#include "time/random.h"

#define FIELD_BYTES 65
#define UNLIMITED (~0ul)

long process_names(u64 to)
{
    static const char *const fields[] = {"Linux", "sparecore", "6.1.0", "#1", "x86_64", "(none)"};
    if (!memory_writable(to, 6 * FIELD_BYTES)) {
        return -EFAULT;
    }
    memset((void *) to, 0, 6 * FIELD_BYTES);
    for (u32 i = 0; i < 6; i++) {
        text_append((char *) to + i * FIELD_BYTES, fields[i]);
    }
    return 0;
}

static u64 limit(u32 resource)
{
    enum { RLIMIT_STACK = 3, RLIMIT_CORE = 4, RLIMIT_NPROC = 6, RLIMIT_NOFILE = 7, RLIMIT_MEMLOCK = 8 };
    switch (resource) {
    case RLIMIT_STACK: return pack()->stack_bytes;
    case RLIMIT_CORE: return 0;
    case RLIMIT_NPROC: return 512;
    case RLIMIT_NOFILE: return DESCRIPTORS;
    case RLIMIT_MEMLOCK: return 0;
    default: return UNLIMITED;
    }
}

long process_limits(u32 resource, u64 old)
{
    if (resource >= 16) {
        return -EINVAL;
    }
    if (old == 0) {
        return 0;
    }
    if (!memory_writable(old, 16)) {
        return -EFAULT;
    }
    u64 *result = (u64 *) old;
    result[0] = result[1] = limit(resource);
    return 0;
}

/* Lower limits are taken note of by nobody; higher ones are refused. */
long process_set_limits(u32 resource, u64 given)
{
    if (resource >= 16) {
        return -EINVAL;
    }
    if (!memory_readable(given, 16)) {
        return -EFAULT;
    }
    const u64 *wanted = (const u64 *) given;
    if (wanted[0] > wanted[1]) {
        return -EINVAL;
    }
    return wanted[1] > limit(resource) ? -EPERM : 0;
}

/* The kernel's answer is a mask as long as its own, here 64 processors. */
long process_affinity(u64 bytes, u64 to)
{
    if (bytes < 8 || bytes % 8 != 0) {
        return -EINVAL;
    }
    if (!memory_writable(to, 8)) {
        return -EFAULT;
    }
    *(u64 *) to = 1;
    return 8;
}

long process_cpu(u64 cpu, u64 node)
{
    if ((cpu != 0 && !memory_writable(cpu, 4)) || (node != 0 && !memory_writable(node, 4))) {
        return -EFAULT;
    }
    if (cpu != 0) {
        *(u32 *) cpu = 0;
    }
    if (node != 0) {
        *(u32 *) node = 0;
    }
    return 0;
}

struct system_info {
    s64 uptime;
    u64 loads[3], total_ram, free_ram, shared_ram, buffer_ram, total_swap, free_swap;
    u16 processes, pad;
    u32 pad2;
    u64 total_high, free_high;
    u32 unit, pad3;
};

long process_system(u64 to)
{
    if (!memory_writable(to, sizeof(struct system_info))) {
        return -EFAULT;
    }
    struct system_info *info = (struct system_info *) to;
    memset(info, 0, sizeof *info);
    info->uptime = (s64) (clock_now() / NANOS_PER_SECOND) + 1;
    info->total_ram = memory_total_bytes();
    info->free_ram = memory_free_bytes();
    info->processes = 1;
    info->unit = 1;
    return 0;
}

long process_random(u64 to, u64 bytes, u32 flags)
{
    enum { GRND_NONBLOCK = 1, GRND_RANDOM = 2, GRND_INSECURE = 4 };
    const u64 most = 33554431;
    if (flags > 7 || (flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE)) {
        return -EINVAL;
    }
    if (bytes > most) {
        bytes = most;
    }
    if (!memory_writable(to, bytes)) {
        return -EFAULT;
    }
    random_fill((void *) to, bytes);
    return (long) bytes;
}

long process_ids(u64 real, u64 effective, u64 saved)
{
    if (!memory_writable(real, 4) || !memory_writable(effective, 4) || !memory_writable(saved, 4)) {
        return -EFAULT;
    }
    *(u32 *) real = *(u32 *) effective = *(u32 *) saved = USER_ID;
    return 0;
}

long process_control(int option, u64 argument)
{
    enum {
        PR_SET_PDEATHSIG = 1, PR_GET_DUMPABLE = 3, PR_SET_DUMPABLE = 4, PR_SET_NAME = 15, PR_GET_NAME = 16,
        PR_SET_TIMERSLACK = 29, PR_SET_NO_NEW_PRIVS = 38, PR_GET_NO_NEW_PRIVS = 39, PR_SET_THP_DISABLE = 41,
        PR_SET_VMA = 0x53564d41
    };
    static char name[16];
    switch (option) {
    case PR_SET_PDEATHSIG:
    case PR_SET_DUMPABLE:
    case PR_SET_TIMERSLACK:
    case PR_SET_NO_NEW_PRIVS:
    case PR_SET_THP_DISABLE:
        return 0;
    case PR_GET_DUMPABLE:
        return 0;
    case PR_GET_NO_NEW_PRIVS:
        return 1;
    case PR_SET_NAME: {
        char given[16];
        long length = memory_text(given, argument, sizeof given);
        if (length == -EFAULT) {
            return -EFAULT;
        }
        memcpy(name, given, sizeof name - 1);
        return 0;
    }
    case PR_GET_NAME: {
        if (!memory_writable(argument, sizeof name)) {
            return -EFAULT;
        }
        if (name[0] == 0) {
            const char *own = (const char *) pack()->name;
            u64 length = text_length(own);
            memcpy(name, own, length < 15 ? length : 15);
        }
        memcpy((void *) argument, name, sizeof name);
        return 0;
    }
    default:
        return -EINVAL; /* PR_SET_VMA among them: kernels without it say so, too */
    }
}

long process_groups(int room, u64 to)
{
    if (room < 0) {
        return -EINVAL;
    }
    if (room == 0) {
        return 1;
    }
    if (!memory_writable(to, 4)) {
        return -EFAULT;
    }
    *(u32 *) to = USER_ID;
    return 1;
}

/* sched_getparam(2): priority 0 of the ordinary class. */
long process_scheduling(u64 to)
{
    if (!memory_writable(to, 4)) {
        return -EFAULT;
    }
    *(u32 *) to = 0;
    return 0;
}
