#include "process/scheduling.h"

#include "kernel/text.h"
#include "memory/memory.h"
#include "process/process.h"

enum { SCHED_OTHER = 0, SCHED_FIFO = 1, SCHED_RR = 2, SCHED_BATCH = 3, SCHED_IDLE = 5, SCHED_DEADLINE = 6 };

#define MASK_BYTES 8ul /* the kernel's is as long as its own, here 64 processors */

static bool is_real_time(int policy)
{
    return policy == SCHED_FIFO || policy == SCHED_RR;
}

static bool is_policy(int policy)
{
    return is_real_time(policy) || policy == SCHED_OTHER || policy == SCHED_BATCH || policy == SCHED_IDLE || policy == SCHED_DEADLINE;
}

static long find(int thread)
{
    return thread < 0 ? -EINVAL : process_is_own(thread) ? 0 : -ESRCH;
}

long scheduling_affinity(int thread, u64 bytes, u64 to)
{
    if (bytes < MASK_BYTES || bytes % MASK_BYTES != 0) {
        return -EINVAL;
    }
    if (!process_is_own(thread)) {
        return -ESRCH;
    }
    if (!memory_writable(to, MASK_BYTES)) {
        return -EFAULT;
    }
    *(u64 *) to = 1;
    return MASK_BYTES;
}

long scheduling_set_affinity(int thread, u64 bytes, u64 mask)
{
    u64 wanted = 0;
    u64 length = bytes < MASK_BYTES ? bytes : MASK_BYTES;
    if (!memory_readable(mask, length)) {
        return -EFAULT;
    }
    memcpy(&wanted, (const void *) mask, length);
    if (!process_is_own(thread)) {
        return -ESRCH;
    }
    return (wanted & 1) != 0 ? 0 : -EINVAL;
}

long scheduling_get(int thread)
{
    return find(thread); /* SCHED_OTHER is 0 */
}

long scheduling_set(int thread, int policy, u64 priority)
{
    if (priority == 0 || thread < 0) {
        return -EINVAL;
    }
    if (!memory_readable(priority, sizeof(s32))) {
        return -EFAULT;
    }
    if (find(thread) < 0) {
        return -ESRCH;
    }
    s32 wanted = *(const s32 *) priority;
    if (is_real_time(policy)) {
        return wanted >= 1 && wanted <= 99 ? -EPERM : -EINVAL;
    }
    bool known = policy == SCHEDULING_KEEP || (is_policy(policy) && policy != SCHED_DEADLINE);
    return known && wanted == 0 ? 0 : -EINVAL;
}

long scheduling_get_priority(int thread, u64 to)
{
    long bad = to == 0 ? -EINVAL : find(thread);
    if (bad < 0) {
        return bad;
    }
    if (!memory_writable(to, sizeof(s32))) {
        return -EFAULT;
    }
    *(s32 *) to = 0;
    return 0;
}

long scheduling_highest(int policy)
{
    return is_real_time(policy) ? 99 : is_policy(policy) ? 0 : -EINVAL;
}

long scheduling_lowest(int policy)
{
    return is_real_time(policy) ? 1 : is_policy(policy) ? 0 : -EINVAL;
}

static long find_nice(int which, int who)
{
    enum { PRIO_PROCESS = 0, PRIO_USER = 2 };
    if (which < PRIO_PROCESS || which > PRIO_USER) {
        return -EINVAL;
    }
    bool found = which == PRIO_USER ? who == 0 || who == USER_ID : process_is_own(who);
    return found ? 0 : -ESRCH;
}

long scheduling_get_nice(int which, int who)
{
    long bad = find_nice(which, who);
    return bad < 0 ? bad : 20; /* the kernel's way to say 0 */
}

long scheduling_set_nice(int which, int who)
{
    return find_nice(which, who);
}
