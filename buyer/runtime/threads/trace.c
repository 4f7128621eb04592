#include "threads/trace.h"

#include "kernel/pack.h"
#include "output/output.h"

void trace_begin(u32 number, const u64 *arguments)
{
    if ((pack()->flags & PACK_TRACE) == 0) {
        return;
    }
    struct thread *thread = threads_current();
    thread->untold = true;
    thread->call = number;
    for (u32 i = 0; i < 6; i++) {
        thread->arguments[i] = arguments[i];
    }
}

void trace_answered(struct thread *thread, long result)
{
    if (!thread->untold) {
        return;
    }
    const u64 *a = thread->arguments;
    u64 row[9] = {thread->number, thread->call, a[0], a[1], a[2], a[3], a[4], a[5], (u64) result};
    thread->untold = false;
    output_put(OUTPUT_TRACE, row, sizeof row);
}

void trace_drop(void)
{
    threads_current()->untold = false;
}

void trace_unfinished(void)
{
    for (u32 i = 0; i < THREADS; i++) {
        if (threads_at(i)->state != THREAD_FREE) {
            trace_answered(threads_at(i), RESULT_SWITCHED);
        }
    }
}
