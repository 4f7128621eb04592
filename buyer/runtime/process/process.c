#include "process/process.h"

#include "files/handles.h"
#include "kernel/pack.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "threads/threads.h"
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

bool process_is_own(int id)
{
    return id == 0 || (id > 0 && threads_find((u32) id) != NULL);
}

/* It stays in the group that it leads. */
long process_set_group(int process, int group)
{
    if (group < 0) {
        return -EINVAL;
    }
    return process_is_own(process) ? 0 : -ESRCH;
}

/* Lower limits are taken note of by nobody; higher ones are refused. */
static long set_limit(u32 resource, u64 given)
{
    const u64 *wanted = (const u64 *) given;
    if (wanted[0] > wanted[1]) {
        return -EINVAL;
    }
    return wanted[1] > limit(resource) ? -EPERM : 0;
}

long process_limits(int process, u32 resource, u64 fresh, u64 old)
{
    enum { RESOURCES = 16, LIMIT_BYTES = 16 };
    if (fresh != 0 && !memory_readable(fresh, LIMIT_BYTES)) {
        return -EFAULT;
    }
    if (!process_is_own(process)) {
        return -ESRCH;
    }
    if (resource >= RESOURCES) {
        return -EINVAL;
    }
    long result = fresh == 0 ? 0 : set_limit(resource, fresh);
    if (result < 0 || old == 0) {
        return result;
    }
    if (!memory_writable(old, LIMIT_BYTES)) {
        return -EFAULT;
    }
    u64 *told = (u64 *) old;
    told[0] = told[1] = limit(resource);
    return 0;
}

long process_wait4(int process, u32 options)
{
    const u32 known = 0xe000000bu; /* WNOHANG, WUNTRACED, WCONTINUED, __WNOTHREAD, __WALL, __WCLONE */
    if ((options & ~known) != 0) {
        return -EINVAL;
    }
    return process == INT32_MIN ? -ESRCH : -ECHILD; /* there never is a child */
}

long process_waitid(int which, int id, u32 options)
{
    enum { P_ALL = 0, P_PID = 1, P_PGID = 2, P_PIDFD = 3, WANTED = 2 | 4 | 8 };
    const u32 known = 0xe100000fu; /* those, WEXITED and WNOWAIT */
    if ((options & ~known) != 0 || (options & WANTED) == 0 || which < P_ALL || which > P_PIDFD) {
        return -EINVAL;
    }
    if ((which == P_PID && id <= 0) || (which >= P_PGID && id < 0)) {
        return -EINVAL;
    }
    return which == P_PIDFD ? -EBADF : -ECHILD;
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
        return argument <= SIGNALS ? 0 : -EINVAL;
    case PR_SET_DUMPABLE:
        return argument <= 1 ? 0 : -EINVAL;
    case PR_SET_NO_NEW_PRIVS:
        return argument == 1 ? 0 : -EINVAL;
    case PR_SET_TIMERSLACK:
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
