#include "dispatch/calls.h"

#include "files/about.h"
#include "files/attributes.h"
#include "files/handles.h"
#include "files/hints.h"
#include "files/names.h"
#include "files/paths.h"
#include "files/pipes.h"
#include "files/streams.h"
#include "files/watches.h"
#include "kernel/pack.h"
#include "memory/memory.h"
#include "output/output.h"
#include "process/process.h"
#include "process/scheduling.h"
#include "signals/alarm.h"
#include "signals/frames.h"
#include "signals/signals.h"
#include "threads/futex.h"
#include "threads/threads.h"
#include "threads/trace.h"
#include "time/clock.h"

/* arch/x86/entry/syscalls/syscall_64.tbl */
enum {
    CALL_READ = 0, CALL_WRITE = 1, CALL_OPEN = 2, CALL_CLOSE = 3, CALL_STAT = 4, CALL_FSTAT = 5, CALL_LSTAT = 6, CALL_POLL = 7,
    CALL_LSEEK = 8, CALL_MMAP = 9, CALL_MPROTECT = 10, CALL_MUNMAP = 11, CALL_BRK = 12, CALL_RT_SIGACTION = 13,
    CALL_RT_SIGPROCMASK = 14, CALL_RT_SIGRETURN = 15, CALL_IOCTL = 16, CALL_PREAD64 = 17, CALL_PWRITE64 = 18, CALL_READV = 19,
    CALL_WRITEV = 20, CALL_ACCESS = 21, CALL_PIPE = 22, CALL_SELECT = 23, CALL_SCHED_YIELD = 24, CALL_MREMAP = 25, CALL_MSYNC = 26,
    CALL_MINCORE = 27, CALL_MADVISE = 28, CALL_DUP = 32, CALL_DUP2 = 33, CALL_PAUSE = 34, CALL_NANOSLEEP = 35,
    CALL_GETITIMER = 36, CALL_ALARM = 37, CALL_SETITIMER = 38, CALL_GETPID = 39, CALL_SENDFILE = 40, CALL_SOCKET = 41,
    CALL_SOCKETPAIR = 53, CALL_CLONE = 56, CALL_FORK = 57, CALL_VFORK = 58, CALL_EXECVE = 59, CALL_EXIT = 60, CALL_WAIT4 = 61,
    CALL_KILL = 62, CALL_UNAME = 63, CALL_FCNTL = 72, CALL_FLOCK = 73, CALL_FSYNC = 74, CALL_FDATASYNC = 75, CALL_TRUNCATE = 76,
    CALL_FTRUNCATE = 77, CALL_GETCWD = 79, CALL_CHDIR = 80, CALL_FCHDIR = 81, CALL_RENAME = 82, CALL_MKDIR = 83, CALL_RMDIR = 84,
    CALL_CREAT = 85, CALL_LINK = 86, CALL_UNLINK = 87, CALL_SYMLINK = 88, CALL_READLINK = 89, CALL_CHMOD = 90, CALL_FCHMOD = 91,
    CALL_CHOWN = 92, CALL_FCHOWN = 93, CALL_LCHOWN = 94, CALL_UMASK = 95, CALL_GETTIMEOFDAY = 96, CALL_GETRLIMIT = 97,
    CALL_GETRUSAGE = 98, CALL_SYSINFO = 99, CALL_TIMES = 100, CALL_GETUID = 102, CALL_GETGID = 104, CALL_GETEUID = 107,
    CALL_GETEGID = 108, CALL_SETPGID = 109, CALL_GETPPID = 110, CALL_GETPGRP = 111, CALL_SETSID = 112, CALL_GETGROUPS = 115,
    CALL_GETRESUID = 118, CALL_GETRESGID = 120, CALL_GETPGID = 121, CALL_GETSID = 124, CALL_RT_SIGPENDING = 127,
    CALL_RT_SIGTIMEDWAIT = 128, CALL_RT_SIGQUEUEINFO = 129, CALL_RT_SIGSUSPEND = 130, CALL_SIGALTSTACK = 131, CALL_UTIME = 132,
    CALL_STATFS = 137, CALL_FSTATFS = 138, CALL_GETPRIORITY = 140, CALL_SETPRIORITY = 141, CALL_SCHED_SETPARAM = 142,
    CALL_SCHED_GETPARAM = 143, CALL_SCHED_SETSCHEDULER = 144, CALL_SCHED_GETSCHEDULER = 145, CALL_SCHED_GET_PRIORITY_MAX = 146,
    CALL_SCHED_GET_PRIORITY_MIN = 147, CALL_MLOCK = 149, CALL_MUNLOCK = 150, CALL_MLOCKALL = 151, CALL_MUNLOCKALL = 152,
    CALL_PRCTL = 157, CALL_ARCH_PRCTL = 158, CALL_SETRLIMIT = 160, CALL_SYNC = 162, CALL_GETTID = 186, CALL_READAHEAD = 187,
    CALL_TKILL = 200, CALL_TIME = 201, CALL_FUTEX = 202, CALL_SCHED_SETAFFINITY = 203, CALL_SCHED_GETAFFINITY = 204,
    CALL_EPOLL_CREATE = 213, CALL_GETDENTS64 = 217, CALL_SET_TID_ADDRESS = 218, CALL_RESTART_SYSCALL = 219, CALL_FADVISE64 = 221,
    CALL_CLOCK_GETTIME = 228, CALL_CLOCK_GETRES = 229, CALL_CLOCK_NANOSLEEP = 230, CALL_EXIT_GROUP = 231, CALL_EPOLL_WAIT = 232,
    CALL_EPOLL_CTL = 233, CALL_TGKILL = 234, CALL_UTIMES = 235, CALL_WAITID = 247, CALL_OPENAT = 257, CALL_MKDIRAT = 258,
    CALL_FCHOWNAT = 260, CALL_FUTIMESAT = 261, CALL_NEWFSTATAT = 262, CALL_UNLINKAT = 263, CALL_RENAMEAT = 264, CALL_LINKAT = 265,
    CALL_SYMLINKAT = 266, CALL_READLINKAT = 267, CALL_FCHMODAT = 268, CALL_FACCESSAT = 269, CALL_PSELECT6 = 270, CALL_PPOLL = 271,
    CALL_SET_ROBUST_LIST = 273, CALL_SYNC_FILE_RANGE = 277, CALL_UTIMENSAT = 280, CALL_EPOLL_PWAIT = 281, CALL_TIMERFD_CREATE = 283,
    CALL_EVENTFD = 284, CALL_FALLOCATE = 285, CALL_TIMERFD_SETTIME = 286, CALL_TIMERFD_GETTIME = 287, CALL_EVENTFD2 = 290,
    CALL_EPOLL_CREATE1 = 291, CALL_DUP3 = 292, CALL_PIPE2 = 293, CALL_PREADV = 295, CALL_PWRITEV = 296,
    CALL_RT_TGSIGQUEUEINFO = 297, CALL_PRLIMIT64 = 302, CALL_SYNCFS = 306, CALL_GETCPU = 309, CALL_RENAMEAT2 = 316,
    CALL_GETRANDOM = 318, CALL_MEMFD_CREATE = 319, CALL_EXECVEAT = 322, CALL_MEMBARRIER = 324, CALL_MLOCK2 = 325,
    CALL_COPY_FILE_RANGE = 326, CALL_PREADV2 = 327, CALL_PWRITEV2 = 328, CALL_STATX = 332, CALL_RSEQ = 334, CALL_CLONE3 = 435,
    CALL_CLOSE_RANGE = 436, CALL_OPENAT2 = 437, CALL_FACCESSAT2 = 439, CALL_EPOLL_PWAIT2 = 441, CALL_FCHMODAT2 = 452
};

/* Programs try these and do well without: kernels that lack them are in use. They are not worth a line in a report. */
static bool expected_to_lack(u32 number)
{
    return number == CALL_RSEQ || number == CALL_MEMBARRIER || number == CALL_EPOLL_PWAIT2 || number == CALL_RESTART_SYSCALL;
}

static long unsupported(u32 number, long answer)
{
    if (!expected_to_lack(number)) {
        output_unsupported(number);
    }
    return answer;
}

/* No descriptor is a terminal. FIONREAD is answered for pipes; FIONBIO sets O_NONBLOCK; FIOCLEX close-on-exec. */
static long device_control(int fd, u32 request, u64 argument)
{
    enum { FIONREAD = 0x541b, FIONBIO = 0x5421, FIONCLEX = 0x5450, FIOCLEX = 0x5451 };
    struct handle *handle = handles_usable(fd);
    if (handle == NULL) {
        return -EBADF;
    }
    switch (request) {
    case FIOCLEX: return handles_control(fd, 2, 1);
    case FIONCLEX: return handles_control(fd, 2, 0);
    case FIONBIO:
    case FIONREAD:
        if (!memory_writable(argument, 4)) {
            return -EFAULT;
        }
        if (request == FIONBIO) {
            handle->flags = *(u32 *) argument != 0 ? handle->flags | O_NONBLOCK : handle->flags & ~(u32) O_NONBLOCK;
            return 0;
        }
        if (handle->pipe == NULL) {
            return -ENOTTY;
        }
        *(u32 *) argument = (u32) pipes_bytes(handle);
        return 0;
    default: return -ENOTTY;
    }
}

static long files(u32 number, const u64 *a, struct frame *frame, bool *known)
{
    switch (number) {
    case CALL_READ: return streams_read((int) a[0], a[1], a[2], AT_POSITION, frame);
    case CALL_WRITE: return streams_write((int) a[0], a[1], a[2], AT_POSITION, frame);
    case CALL_PREAD64: return (s64) a[3] < 0 ? -EINVAL : streams_read((int) a[0], a[1], a[2], a[3], frame);
    case CALL_PWRITE64: return (s64) a[3] < 0 ? -EINVAL : streams_write((int) a[0], a[1], a[2], a[3], frame);
    case CALL_READV: return streams_read_vector((int) a[0], a[1], a[2], AT_POSITION, frame);
    case CALL_WRITEV: return streams_write_vector((int) a[0], a[1], a[2], AT_POSITION, frame);
    case CALL_PREADV: return (s64) a[3] < 0 ? -EINVAL : streams_read_vector((int) a[0], a[1], a[2], a[3], frame);
    case CALL_PWRITEV: return (s64) a[3] < 0 ? -EINVAL : streams_write_vector((int) a[0], a[1], a[2], a[3], frame);
    case CALL_PREADV2: return streams_read_vector2((int) a[0], a[1], a[2], a[3], (u32) a[5], frame); /* -1 is the position itself */
    case CALL_PWRITEV2: return streams_write_vector2((int) a[0], a[1], a[2], a[3], (u32) a[5], frame);
    case CALL_SENDFILE: return streams_sendfile((int) a[0], (int) a[1], a[2], a[3], frame);
    case CALL_COPY_FILE_RANGE: return streams_copy((int) a[0], a[1], (int) a[2], a[3], a[4], (u32) a[5]);
    case CALL_LSEEK: return streams_seek((int) a[0], (s64) a[1], (int) a[2]);
    case CALL_OPEN: return paths_open(AT_FDCWD, a[0], (u32) a[1], (u32) a[2]);
    case CALL_CREAT: return paths_open(AT_FDCWD, a[0], O_CREAT | O_WRONLY | O_TRUNC, (u32) a[1]);
    case CALL_OPENAT: return paths_open((int) a[0], a[1], (u32) a[2], (u32) a[3]);
    case CALL_OPENAT2: return paths_openat2((int) a[0], a[1], a[2], a[3]);
    case CALL_CLOSE: return handles_close((int) a[0]);
    case CALL_CLOSE_RANGE: return handles_close_range((u32) a[0], (u32) a[1], (u32) a[2]);
    case CALL_DUP: return handles_dup((int) a[0]);
    case CALL_DUP2: return handles_dup_to((int) a[0], (int) a[1], 0, true);
    case CALL_DUP3: return handles_dup_to((int) a[0], (int) a[1], (u32) a[2], false);
    case CALL_FCNTL: return handles_control((int) a[0], (int) a[1], a[2]);
    case CALL_IOCTL: return device_control((int) a[0], (u32) a[1], a[2]);
    case CALL_STAT: return about_stat(AT_FDCWD, a[0], a[1], 0);
    case CALL_LSTAT: return about_stat(AT_FDCWD, a[0], a[1], AT_SYMLINK_NOFOLLOW);
    case CALL_FSTAT: return about_fstat((int) a[0], a[1]);
    case CALL_NEWFSTATAT: return about_stat((int) a[0], a[1], a[2], (u32) a[3]);
    case CALL_STATX: return about_statx((int) a[0], a[1], (u32) a[2], (u32) a[3], a[4]);
    case CALL_ACCESS: return about_access(AT_FDCWD, a[0], (u32) a[1], 0);
    case CALL_FACCESSAT: return about_access((int) a[0], a[1], (u32) a[2], 0);
    case CALL_FACCESSAT2: return about_access((int) a[0], a[1], (u32) a[2], (u32) a[3]);
    case CALL_READLINK: return about_readlink(AT_FDCWD, a[0], a[1], (int) a[2]);
    case CALL_READLINKAT: return about_readlink((int) a[0], a[1], a[2], (int) a[3]);
    case CALL_MKDIR: return names_mkdir(AT_FDCWD, a[0], (u32) a[1]);
    case CALL_MKDIRAT: return names_mkdir((int) a[0], a[1], (u32) a[2]);
    case CALL_RMDIR: return names_unlink(AT_FDCWD, a[0], AT_REMOVEDIR);
    case CALL_UNLINK: return names_unlink(AT_FDCWD, a[0], 0);
    case CALL_UNLINKAT: return names_unlink((int) a[0], a[1], (u32) a[2]);
    case CALL_RENAME: return names_rename(AT_FDCWD, a[0], AT_FDCWD, a[1], 0);
    case CALL_RENAMEAT: return names_rename((int) a[0], a[1], (int) a[2], a[3], 0);
    case CALL_RENAMEAT2: return names_rename((int) a[0], a[1], (int) a[2], a[3], (u32) a[4]);
    case CALL_LINK: return names_link(AT_FDCWD, a[0], AT_FDCWD, a[1], 0);
    case CALL_LINKAT: return names_link((int) a[0], a[1], (int) a[2], a[3], (u32) a[4]);
    case CALL_SYMLINK: return names_symlink(a[0], AT_FDCWD, a[1]);
    case CALL_SYMLINKAT: return names_symlink(a[0], (int) a[1], a[2]);
    case CALL_TRUNCATE: return attributes_truncate(a[0], a[1]);
    case CALL_FTRUNCATE: return attributes_ftruncate((int) a[0], a[1]);
    case CALL_FALLOCATE: return attributes_allocate((int) a[0], (u32) a[1], a[2], a[3]);
    case CALL_CHMOD: return attributes_chmod(AT_FDCWD, a[0], (u32) a[1], 0);
    case CALL_FCHMODAT: return attributes_chmod((int) a[0], a[1], (u32) a[2], 0);
    case CALL_FCHMODAT2: return attributes_chmod((int) a[0], a[1], (u32) a[2], (u32) a[3]);
    case CALL_FCHMOD: return attributes_fchmod((int) a[0], (u32) a[1]);
    case CALL_CHOWN: return attributes_chown(AT_FDCWD, a[0], (u32) a[1], (u32) a[2], 0);
    case CALL_LCHOWN: return attributes_chown(AT_FDCWD, a[0], (u32) a[1], (u32) a[2], AT_SYMLINK_NOFOLLOW);
    case CALL_FCHOWN: return attributes_fchown((int) a[0], (u32) a[1], (u32) a[2]);
    case CALL_FCHOWNAT: return attributes_chown((int) a[0], a[1], (u32) a[2], (u32) a[3], (u32) a[4]);
    case CALL_UTIME: return attributes_utime(a[0], a[1]);
    case CALL_UTIMES: return attributes_utimes(AT_FDCWD, a[0], a[1]);
    case CALL_FUTIMESAT: return attributes_utimes((int) a[0], a[1], a[2]);
    case CALL_UTIMENSAT: return attributes_utimensat((int) a[0], a[1], a[2], (u32) a[3]);
    case CALL_GETDENTS64: return names_list((int) a[0], a[1], (u32) a[2]);
    case CALL_GETCWD: return names_cwd(a[0], a[1]);
    case CALL_CHDIR: return names_chdir(a[0]);
    case CALL_FCHDIR: return names_fchdir((int) a[0]);
    case CALL_STATFS: return about_statfs(a[0], a[1]);
    case CALL_FSTATFS: return about_fstatfs((int) a[0], a[1]);
    case CALL_MEMFD_CREATE: return paths_memory_file(a[0], (u32) a[1]);
    case CALL_UMASK: return paths_umask((u32) a[0]);
    case CALL_FSYNC:
    case CALL_FDATASYNC: return hints_sync((int) a[0]);
    case CALL_FLOCK: return hints_lock((int) a[0], (u32) a[1]);
    case CALL_SYNC_FILE_RANGE: return hints_sync_range((int) a[0], (s64) a[1], (s64) a[2], (u32) a[3]);
    case CALL_FADVISE64: return hints_advise((int) a[0], (s64) a[2], (int) a[3]);
    case CALL_READAHEAD: return hints_read_ahead((int) a[0]);
    case CALL_SYNCFS: return handles_usable((int) a[0]) == NULL ? -EBADF : 0;
    case CALL_SYNC: return 0;
    case CALL_PIPE: return pipes_open(a[0], 0);
    case CALL_PIPE2: return pipes_open(a[0], (u32) a[1]);
    case CALL_EVENTFD: return events_open((u32) a[0], 0);
    case CALL_EVENTFD2: return events_open((u32) a[0], (u32) a[1]);
    case CALL_TIMERFD_CREATE: return timers_open((int) a[0], (u32) a[1]);
    case CALL_TIMERFD_SETTIME: return timers_set((int) a[0], (u32) a[1], a[2], a[3]);
    case CALL_TIMERFD_GETTIME: return timers_get((int) a[0], a[1]);
    case CALL_POLL: return watches_poll_millis(a[0], (u32) a[1], (int) a[2], frame);
    case CALL_PPOLL: return watches_poll(a[0], (u32) a[1], a[2], a[3], a[4], frame);
    case CALL_SELECT: return watches_select((int) a[0], a[1], a[2], a[3], a[4], frame);
    case CALL_PSELECT6: return watches_pselect((int) a[0], a[1], a[2], a[3], a[4], a[5], frame);
    case CALL_EPOLL_CREATE: return (int) a[0] <= 0 ? -EINVAL : watches_epoll_create(0);
    case CALL_EPOLL_CREATE1: return watches_epoll_create((u32) a[0]);
    case CALL_EPOLL_CTL: return watches_epoll_control((int) a[0], (int) a[1], (int) a[2], a[3]);
    case CALL_EPOLL_WAIT: return watches_epoll_wait((int) a[0], a[1], (int) a[2], (int) a[3], 0, 0, frame);
    case CALL_EPOLL_PWAIT: return watches_epoll_wait((int) a[0], a[1], (int) a[2], (int) a[3], a[4], a[5], frame);
    case CALL_EPOLL_PWAIT2: return watches_epoll_wait2((int) a[0], a[1], (int) a[2], a[3], a[4], a[5], frame);
    default: *known = false; return 0;
    }
}

static long memory(u32 number, const u64 *a, bool *known)
{
    switch (number) {
    case CALL_BRK: return memory_break(a[0]);
    case CALL_MMAP: return memory_map(a[0], a[1], a[2], a[3], (int) a[4], a[5]);
    case CALL_MUNMAP: return memory_unmap(a[0], a[1]);
    case CALL_MPROTECT: return memory_protect(a[0], a[1], a[2]);
    case CALL_MREMAP: return memory_remap(a[0], a[1], a[2], a[3], a[4]);
    case CALL_MADVISE: return memory_advise(a[0], a[1], (int) a[2]);
    case CALL_MINCORE: return memory_resident(a[0], a[1], a[2]);
    case CALL_MSYNC: return memory_sync(a[0], a[1], (u32) a[2]);
    case CALL_MLOCK: return memory_lock(a[0], a[1], 0);
    case CALL_MLOCK2: return memory_lock(a[0], a[1], (u32) a[2]);
    case CALL_MUNLOCK: return memory_lock(a[0], a[1], 0);
    case CALL_MLOCKALL: return memory_lock_all((u32) a[0]);
    case CALL_MUNLOCKALL: return 0;
    default: *known = false; return 0;
    }
}

static long times(u32 number, const u64 *a, struct frame *frame, bool *known)
{
    switch (number) {
    case CALL_CLOCK_GETTIME: return threads_clock_was_read(frame, clock_gettime((int) a[0], a[1]));
    case CALL_GETTIMEOFDAY: return threads_clock_was_read(frame, clock_gettimeofday(a[0], a[1]));
    case CALL_TIME: return threads_clock_was_read(frame, clock_time(a[0]));
    case CALL_CLOCK_GETRES: return clock_getres((int) a[0], a[1]);
    case CALL_TIMES: return clock_times(a[0]);
    case CALL_GETRUSAGE: return clock_usage((int) a[0], a[1]);
    case CALL_NANOSLEEP: return threads_sleep(frame, 1, 0, a[0], a[1]);
    case CALL_CLOCK_NANOSLEEP: return threads_sleep(frame, (int) a[0], (u32) a[1], a[2], a[3]);
    case CALL_GETITIMER: return alarm_get_timer((int) a[0], a[1]);
    case CALL_SETITIMER: return alarm_set_timer((int) a[0], a[1], a[2]);
    case CALL_ALARM: return alarm_set((u32) a[0]);
    default: *known = false; return 0;
    }
}

static bool sends(u32 number)
{
    return number == CALL_KILL || number == CALL_TKILL || number == CALL_TGKILL || number == CALL_RT_SIGQUEUEINFO
        || number == CALL_RT_TGSIGQUEUEINFO;
}

static long signals(u32 number, const u64 *a, struct frame *frame, bool *known)
{
    if (frame == NULL && sends(number)) {
        return RESULT_NEEDS_FRAME; /* its handler runs on return */
    }
    switch (number) {
    case CALL_RT_SIGACTION: return signals_action((int) a[0], a[1], a[2], a[3]);
    case CALL_RT_SIGPROCMASK: return signals_mask(frame, (int) a[0], a[1], a[2], a[3]);
    case CALL_RT_SIGRETURN: return frames_return(frame);
    case CALL_SIGALTSTACK: return signals_stack(frame, a[0], a[1]);
    case CALL_RT_SIGPENDING: return signals_pending(a[0], a[1]);
    case CALL_RT_SIGSUSPEND: return signals_suspend(frame, a[0], a[1]);
    case CALL_RT_SIGTIMEDWAIT: return signals_wait(frame, a[0], a[1], a[2], a[3]);
    case CALL_PAUSE: return signals_pause(frame);
    case CALL_KILL: return signals_kill((int) a[0], (int) a[1]);
    case CALL_TKILL: return signals_kill_thread((int) a[0], (int) a[1]);
    case CALL_TGKILL: return signals_kill_in_group((int) a[0], (int) a[1], (int) a[2]);
    case CALL_RT_SIGQUEUEINFO: return signals_queue((int) a[0], (int) a[1], a[2]);
    case CALL_RT_TGSIGQUEUEINFO: return signals_queue_in_group((int) a[0], (int) a[1], (int) a[2], a[3]);
    default: *known = false; return 0;
    }
}

static long threads(u32 number, const u64 *a, struct frame *frame, bool *known)
{
    switch (number) {
    case CALL_EXIT: return threads_exit(frame, (int) a[0]);
    case CALL_EXIT_GROUP: output_end(END_EXIT, (u32) a[0] & 0xff);
    case CALL_CLONE: return threads_clone(frame, a[0], a[1], a[2], a[3], a[4]);
    case CALL_CLONE3: return threads_clone3(frame, a[0], a[1]);
    case CALL_FUTEX: return futex_call(frame, a[0], (u32) a[1], (u32) a[2], a[3], a[4], (u32) a[5]);
    case CALL_SCHED_YIELD: return threads_yield(frame);
    case CALL_GETTID: return threads_current()->number;
    case CALL_SET_TID_ADDRESS: return threads_set_clear_number(a[0]);
    case CALL_SET_ROBUST_LIST: return threads_set_robust_list(a[1]);
    case CALL_ARCH_PRCTL: return threads_set_base((u32) a[0], a[1]);
    default: *known = false; return 0;
    }
}

static long process(u32 number, const u64 *a, bool *known)
{
    switch (number) {
    case CALL_GETPID:
    case CALL_GETPGRP: return PROCESS_ID;
    case CALL_GETPGID:
    case CALL_GETSID: return process_is_own((int) a[0]) ? PROCESS_ID : -ESRCH;
    case CALL_SETPGID: return process_set_group((int) a[0], (int) a[1]);
    case CALL_GETPPID: return 0;
    case CALL_SETSID: return -EPERM; /* it leads a group already */
    case CALL_GETUID:
    case CALL_GETEUID:
    case CALL_GETGID:
    case CALL_GETEGID: return USER_ID;
    case CALL_GETRESUID:
    case CALL_GETRESGID: return process_ids(a[0], a[1], a[2]);
    case CALL_GETGROUPS: return process_groups((int) a[0], a[1]);
    case CALL_UNAME: return process_names(a[0]);
    case CALL_GETRLIMIT: return a[1] == 0 ? -EFAULT : process_limits(0, (u32) a[0], 0, a[1]);
    case CALL_SETRLIMIT: return a[1] == 0 ? -EFAULT : process_limits(0, (u32) a[0], a[1], 0);
    case CALL_PRLIMIT64: return process_limits((int) a[0], (u32) a[1], a[2], a[3]);
    case CALL_GETCPU: return process_cpu(a[0], a[1]);
    case CALL_SYSINFO: return process_system(a[0]);
    case CALL_GETRANDOM: return process_random(a[0], a[1], (u32) a[2]);
    case CALL_PRCTL: return process_control((int) a[0], a[1]);
    case CALL_WAIT4: return process_wait4((int) a[0], (u32) a[2]);
    case CALL_WAITID: return process_waitid((int) a[0], (int) a[1], (u32) a[3]);
    case CALL_GETPRIORITY: return scheduling_get_nice((int) a[0], (int) a[1]);
    case CALL_SETPRIORITY: return scheduling_set_nice((int) a[0], (int) a[1]);
    case CALL_SCHED_GETAFFINITY: return scheduling_affinity((int) a[0], (u32) a[1], a[2]);
    case CALL_SCHED_SETAFFINITY: return scheduling_set_affinity((int) a[0], (u32) a[1], a[2]);
    case CALL_SCHED_GETPARAM: return scheduling_get_priority((int) a[0], a[1]);
    case CALL_SCHED_SETPARAM: return scheduling_set((int) a[0], SCHEDULING_KEEP, a[1]);
    case CALL_SCHED_GETSCHEDULER: return scheduling_get((int) a[0]);
    case CALL_SCHED_SETSCHEDULER: return (int) a[1] < 0 ? -EINVAL : scheduling_set((int) a[0], (int) a[1], a[2]);
    case CALL_SCHED_GET_PRIORITY_MAX: return scheduling_highest((int) a[0]);
    case CALL_SCHED_GET_PRIORITY_MIN: return scheduling_lowest((int) a[0]);
    default: *known = false; return 0;
    }
}

/* Other programs can't be run; but one that is not there would not run elsewhere either. */
static long execute(u32 number, int folder, u64 path, u32 flags)
{
    struct node *node;
    if ((flags & ~(u32) PATH_FLAGS) != 0) {
        return -EINVAL;
    }
    long result = paths_node(folder, path, flags, &node);
    return result == 0 ? unsupported(number, -EACCES) : result == -ENOENT ? unsupported(number, result) : result;
}

/* What can't be had, with the errno that programs handle best. */
static long refuse(u32 number, const u64 *a)
{
    switch (number) {
    case CALL_SOCKET:
    case CALL_SOCKETPAIR: return unsupported(number, -EAFNOSUPPORT); /* as of a kernel without networks */
    case CALL_EXECVE: return execute(number, AT_FDCWD, a[0], 0);
    case CALL_EXECVEAT: return execute(number, (int) a[0], a[1], (u32) a[4]);
    default: return unsupported(number, -ENOSYS);
    }
}

static long answer(u32 number, const u64 *a, struct frame *frame)
{
    bool known = true;
    long result = files(number, a, frame, &known);
    if (!known) {
        known = true;
        result = memory(number, a, &known);
    }
    if (!known) {
        known = true;
        result = times(number, a, frame, &known);
    }
    if (!known) {
        known = true;
        result = threads(number, a, frame, &known);
    }
    if (!known) {
        known = true;
        result = signals(number, a, frame, &known);
    }
    if (!known) {
        known = true;
        result = process(number, a, &known);
    }
    if (!known) {
        return refuse(number, a);
    }
    bool process_wanted = (number == CALL_CLONE || number == CALL_CLONE3) && result == -ENOSYS;
    return process_wanted ? unsupported(number, result) : result;
}

long calls_answer(u32 number, const u64 *arguments, struct frame *frame)
{
    struct thread *thread = threads_current();
    trace_begin(number, arguments);
    if (number == CALL_EXIT_GROUP || (number == CALL_EXIT && threads_count() == 1)) {
        trace_answered(thread, 0);
    }
    u64 copy[6] = {arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]};
    long result = answer(number, copy, frame);
    if (result == RESULT_NEEDS_FRAME || number == CALL_RT_SIGRETURN) {
        trace_drop();
        return result;
    }
    if (result == RESULT_SWITCHED) {
        return result; /* to another thread, maybe: it is told when this one goes on */
    }
    threads_call_done();
    signals_wait_done(result);
    trace_answered(thread, result);
    return result;
}
