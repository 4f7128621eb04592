#include "errors.h"

#include <limits.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>

#define PAGE 4096ul
#define FAR ((void *) (1ul << 45)) /* a page, but nobody's */

static char buffer[8192];

static void memory(void)
{
    char *at = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int fd = open("mapped", O_RDWR | O_CREAT, 0600);
    int reads = open("mapped", O_RDONLY);
    int writes = open("mapped", O_WRONLY);
    int folder = open(".", O_RDONLY);
    int ends[2];
    if (at == MAP_FAILED || ftruncate(fd, PAGE) != 0 || pipe(ends) != 0) {
        exit(99);
    }
    TRY(mmap, NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    TRY(mmap, NULL, HUGE_LENGTH, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    TRY(mmap, NULL, -1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    TRY(mmap, NULL, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0);
    TRY(mmap, NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_SHARED | MAP_ANONYMOUS | 8, -1, 0);
    TRY(mmap, NULL, PAGE, PROT_READ, MAP_PRIVATE, NONE, 0);
    TRY(mmap, NULL, PAGE, PROT_READ, MAP_PRIVATE, -1, 0);
    TRY(mmap, NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 1);
    TRY(mmap, NULL, PAGE, PROT_READ, MAP_PRIVATE, writes, 0);
    TRY(mmap, NULL, PAGE, PROT_READ, MAP_PRIVATE, folder, 0);
    TRY(mmap, NULL, PAGE, PROT_READ, MAP_PRIVATE, ends[0], 0);
    TRY(mmap, NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, reads, 0);
    TRY(mmap, at + 1, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    TRY(mmap, at, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | 0x100000, -1, 0);
    TRY(mprotect, at + 1, PAGE, PROT_READ);
    TRY(mprotect, FAR, PAGE, PROT_READ);
    TRY(mprotect, at, HUGE_LENGTH, PROT_READ);
    TRY(mprotect, at, PAGE, 0x1000);
    TRY(mprotect, at, 0, PROT_READ);
    TRY(munmap, at + 1, PAGE);
    TRY(munmap, at, 0);
    TRY(munmap, at, -1);
    TRY(munmap, FAR, PAGE);
    TRY(brk, BAD);
    TRY(mremap, at + 1, PAGE, PAGE, 0, 0);
    TRY(mremap, at, PAGE, 0, 0, 0);
    TRY(mremap, at, PAGE, PAGE, 99, 0);
    TRY(mremap, FAR, PAGE, 2 * PAGE, MREMAP_MAYMOVE, 0);
    TRY(mremap, at, PAGE, 2 * PAGE, 0, 0);
    TRY(mremap, at, PAGE, 2 * PAGE, MREMAP_FIXED, FAR);
    TRY(mremap, at, PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, at + 1);
    TRY(mremap, at, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, at + PAGE);
    TRY(mremap, at, PAGE, HUGE_LENGTH, MREMAP_MAYMOVE, 0);
    TRY(madvise, at + 1, PAGE, MADV_DONTNEED);
    TRY(madvise, at, PAGE, 9999);
    TRY(madvise, FAR, PAGE, MADV_DONTNEED);
    TRY(madvise, at, -1, MADV_DONTNEED);
    TRY(madvise, at, 0, MADV_DONTNEED);
    TRY(mincore, at + 1, PAGE, buffer);
    TRY(mincore, FAR, PAGE, buffer);
    TRY(mincore, at, PAGE, BAD);
    TRY(msync, at + 1, PAGE, MS_SYNC);
    TRY(msync, FAR, PAGE, MS_SYNC);
    TRY(msync, at, PAGE, 99);
    TRY(msync, at, PAGE, MS_SYNC | MS_ASYNC);
    TRY(mlock, FAR, PAGE);
    TRY(mlock2, FAR, PAGE, 0);
    TRY(mlock2, at, PAGE, 99);
    TRY(munlock, FAR, PAGE);
    TRY(mlockall, 0);
    TRY(mlockall, 99);
    TRY(munlockall);
    TRY(getrandom, BAD, 8, 0);
    TRY(getrandom, buffer, 8, 99);
    TRY(getrandom, buffer, 8, 6);
    TRY(munmap, at + PAGE, PAGE);
    TRY(read, reads, at + PAGE, 8);
    TRY(pwrite64, fd, at + PAGE, 8, 0);
    TRY(stat, at + PAGE, buffer);
    TRY(madvise, at, 3 * PAGE, MADV_DONTNEED);
    TRY(mprotect, at, 3 * PAGE, PROT_READ);
    TRY(mremap, at, 3 * PAGE, 4 * PAGE, MREMAP_MAYMOVE, 0);
    TRY(msync, at, 3 * PAGE, MS_SYNC);
    TRY(mincore, at, 3 * PAGE, buffer);
    TRY(munlock, at, 3 * PAGE);
    TRY(munmap, at, 4 * PAGE);
    close(fd);
    close(reads);
    close(writes);
    close(folder);
    close(ends[0]);
    close(ends[1]);
    unlink("mapped");
}

static void times(void)
{
    struct timespec good = {0, 1}, wrong = {0, 1000000000}, negative = {-1, 0};
    struct itimerval timer = {{0, 0}, {0, 1000000}};
    TRY(clock_gettime, CLOCK_REALTIME, BAD);
    TRY(clock_gettime, 99, &good);
    TRY(clock_gettime, 12, &good);
    TRY(clock_getres, CLOCK_REALTIME, BAD);
    TRY(clock_getres, CLOCK_REALTIME, NULL);
    TRY(clock_getres, 99, &good);
    TRY(gettimeofday, BAD, NULL);
    TRY(gettimeofday, NULL, BAD);
    TRY(time, BAD);
    TRY(times, BAD);
    TRY(getrusage, RUSAGE_SELF, BAD);
    TRY(getrusage, 99, buffer);
    TRY(nanosleep, BAD, NULL);
    TRY(nanosleep, &wrong, NULL);
    TRY(nanosleep, &negative, NULL);
    TRY(nanosleep, &good, BAD);
    TRY(clock_nanosleep, 99, 0, &good, NULL);
    TRY(clock_nanosleep, CLOCK_MONOTONIC, 0, BAD, NULL);
    TRY(clock_nanosleep, CLOCK_MONOTONIC, 0, &wrong, NULL);
    TRY(clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &negative, NULL);
    TRY(clock_nanosleep, CLOCK_THREAD_CPUTIME_ID, 0, &good, NULL);
    TRY(getitimer, 99, buffer);
    TRY(getitimer, ITIMER_REAL, BAD);
    TRY(setitimer, 99, &timer, NULL);
    TRY(setitimer, ITIMER_REAL, BAD, NULL);
    TRY(setitimer, ITIMER_REAL, &timer, NULL);
    timer.it_value.tv_usec = 0;
    TRY(setitimer, ITIMER_REAL, &timer, BAD);
    TRY(setitimer, ITIMER_REAL, NULL, NULL);
    TRY(alarm, 0);
}

static void signals(void)
{
    struct timespec wrong = {0, -1}, zero = {0, 0};
    stack_t odd = {buffer, 99, sizeof buffer};
    stack_t small = {buffer, 0, 100};
    sigset_t usr;
    sigemptyset(&usr);
    sigaddset(&usr, SIGUSR1);
    char info[128] = {0};
    TRY(rt_sigaction, 0, NULL, NULL, 8);
    TRY(rt_sigaction, 65, NULL, NULL, 8);
    TRY(rt_sigaction, SIGKILL, buffer, NULL, 8);
    TRY(rt_sigaction, SIGSTOP, NULL, buffer, 8);
    TRY(rt_sigaction, SIGUSR1, BAD, NULL, 8);
    TRY(rt_sigaction, SIGUSR1, NULL, BAD, 8);
    TRY(rt_sigaction, SIGUSR1, NULL, NULL, 4);
    TRY(rt_sigprocmask, 99, &usr, NULL, 8);
    TRY(rt_sigprocmask, 99, NULL, NULL, 8);
    TRY(rt_sigprocmask, SIG_BLOCK, BAD, NULL, 8);
    TRY(rt_sigprocmask, SIG_BLOCK, NULL, BAD, 8);
    TRY(rt_sigprocmask, SIG_BLOCK, &usr, NULL, 16);
    TRY(rt_sigpending, BAD, 8);
    TRY(rt_sigpending, buffer, 9);
    TRY(rt_sigsuspend, BAD, 8);
    TRY(rt_sigsuspend, &usr, 4);
    TRY(rt_sigtimedwait, BAD, NULL, &zero, 8);
    TRY(rt_sigtimedwait, &usr, NULL, BAD, 8);
    TRY(rt_sigtimedwait, &usr, NULL, &wrong, 8);
    TRY(rt_sigtimedwait, &usr, NULL, &zero, 8);
    TRY(rt_sigtimedwait, &usr, NULL, &zero, 4);
    TRY(sigaltstack, BAD, NULL);
    TRY(sigaltstack, NULL, BAD);
    TRY(sigaltstack, &odd, NULL);
    TRY(sigaltstack, &small, NULL);
    TRY(kill, getpid(), 65);
    TRY(kill, getpid(), -1);
    TRY(kill, 99999999, 0);
    TRY(kill, getpid(), 0);
    TRY(tkill, gettid(), 65);
    TRY(tkill, 0, 0);
    TRY(tkill, -1, 0);
    TRY(tkill, 99999999, 0);
    TRY(tgkill, getpid(), gettid(), 65);
    TRY(tgkill, 0, gettid(), 0);
    TRY(tgkill, getpid(), 0, 0);
    TRY(tgkill, getpid(), 99999999, 0);
    TRY(tgkill, 99999999, gettid(), 0);
    TRY(rt_sigqueueinfo, getpid(), SIGUSR1, BAD);
    TRY(rt_sigqueueinfo, getpid(), 65, info);
    TRY(rt_sigqueueinfo, 99999999, SIGUSR1, info);
    TRY(rt_sigqueueinfo, getpid(), 0, info);
    TRY(rt_tgsigqueueinfo, getpid(), gettid(), SIGUSR1, BAD);
    TRY(rt_tgsigqueueinfo, getpid(), gettid(), 65, info);
    TRY(rt_tgsigqueueinfo, getpid(), 99999999, SIGUSR1, info);
    TRY(rt_tgsigqueueinfo, 0, gettid(), SIGUSR1, info);
}

static void nothing(int signal)
{
    (void) signal;
}

/* What ends only by a signal ends with EINTR. */
static void interrupted(void)
{
    struct timespec rest = {0, 0}, minute = {60, 0};
    struct sigaction action = {0};
    struct itimerval soon = {{0, 0}, {0, 20000}};
    sigset_t none;
    int ends[2];
    sigemptyset(&none);
    action.sa_handler = nothing;
    if (sigaction(SIGALRM, &action, NULL) != 0 || pipe(ends) != 0) {
        exit(99);
    }
    setitimer(ITIMER_REAL, &soon, NULL);
    TRY(pause);
    setitimer(ITIMER_REAL, &soon, NULL);
    TRY(rt_sigsuspend, &none, 8);
    setitimer(ITIMER_REAL, &soon, NULL);
    TRY(nanosleep, &minute, &rest);
    IS(rest.tv_sec == 59 && rest.tv_nsec > 0);
    rest.tv_sec = 7;
    setitimer(ITIMER_REAL, &soon, NULL);
    TRY(clock_nanosleep, CLOCK_MONOTONIC, 0, &minute, &rest);
    IS(rest.tv_sec == 59 && rest.tv_nsec > 0);
    setitimer(ITIMER_REAL, &soon, NULL);
    TRY(read, ends[0], buffer, 1);
    setitimer(ITIMER_REAL, &soon, NULL);
    TRY(rt_sigtimedwait, &none, NULL, &minute, 8);
    unsigned word = 0;
    setitimer(ITIMER_REAL, &soon, NULL);
    TRY(futex, &word, 0, 0, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    TRY(poll, NULL, 0, 60000);
    setitimer(ITIMER_REAL, &soon, NULL);
    TRY(select, 0, NULL, NULL, NULL, NULL);
    close(ends[0]);
    close(ends[1]);
}

static void threads(void)
{
    unsigned word = 5;
    struct timespec wrong = {0, -1}, soon = {0, 1000};
    unsigned long how[11] = {0};
    TRY(futex, BAD, 0, 0, NULL);
    TRY(futex, (char *) &word + 1, 0, 5, NULL);
    TRY(futex, (char *) &word + 1, 1, 5, NULL);
    TRY(futex, &word, 99, 0, NULL);
    TRY(futex, &word, 0, 4, NULL);
    TRY(futex, &word, 0, 5, BAD);
    TRY(futex, &word, 0, 5, &wrong);
    TRY(futex, &word, 0, 5, &soon);
    TRY(futex, &word, 9, 5, &soon, NULL, 0);
    TRY(futex, &word, 10, 5, NULL, NULL, 0);
    TRY(futex, &word, 4, 1, 1, BAD, 5);
    TRY(futex, &word, 4, 1, 1, &word, 4);
    TRY(futex, &word, 3, -1, 1, &word, 0);
    TRY(futex, &word, 5, 1, 1, BAD, 0);
    TRY(futex, &word, 5, 1, 1, &word, 0x70000000);
    TRY(clone, CLONE_THREAD, NULL, NULL, NULL, 0);
    TRY(clone, CLONE_THREAD | CLONE_VM, NULL, NULL, NULL, 0);
    TRY(clone, CLONE_SIGHAND, NULL, NULL, NULL, 0);
    TRY(clone3, BAD, 88);
    TRY(clone3, how, 8);
    TRY(clone3, how, 1 << 20);
    how[0] = CLONE_THREAD;
    TRY(clone3, how, 88);
    how[0] = 1ul << 62;
    TRY(clone3, how, 88);
    how[0] = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;
    how[6] = 4096;
    TRY(clone3, how, 88);
    TRY(sched_yield);
    TRY(gettid);
    TRY(set_tid_address, BAD);
    TRY(set_robust_list, buffer, 1);
    TRY(arch_prctl, 0x9999, 0);
    TRY(arch_prctl, 0x1003, BAD);
    TRY(arch_prctl, 0x1002, 1ul << 47);
    TRY(arch_prctl, 0x1001, -1);
}

static void identity(void)
{
    struct rlimit limit = {5, 1};
    struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
    int priority = 99;
    TRY(getpid);
    TRY(getppid);
    TRY(getpgrp);
    TRY(getpgid, 99999999);
    TRY(getpgid, -1);
    TRY(getsid, 99999999);
    TRY(setpgid, 99999999, 0);
    TRY(setpgid, 0, -1);
    TRY(getuid);
    TRY(geteuid);
    TRY(getgid);
    TRY(getegid);
    TRY(getresuid, BAD, BAD, BAD);
    TRY(getresgid, BAD, BAD, BAD);
    TRY(getgroups, -1, buffer);
    TRY(uname, BAD);
    TRY(getrlimit, 99, buffer);
    TRY(getrlimit, RLIMIT_STACK, BAD);
    TRY(setrlimit, 99, &more);
    TRY(setrlimit, RLIMIT_NOFILE, BAD);
    TRY(setrlimit, RLIMIT_NOFILE, &limit);
    TRY(setrlimit, RLIMIT_NOFILE, &more);
    TRY(prlimit64, 99999999, RLIMIT_NOFILE, NULL, buffer);
    TRY(prlimit64, 0, 99, NULL, buffer);
    TRY(prlimit64, 0, RLIMIT_NOFILE, BAD, NULL);
    TRY(prlimit64, 0, RLIMIT_NOFILE, NULL, BAD);
    TRY(prlimit64, 0, RLIMIT_NOFILE, &limit, NULL);
    TRY(sched_getaffinity, 0, 3, buffer);
    TRY(sched_getaffinity, 0, 128, BAD);
    TRY(sched_getaffinity, 99999999, 128, buffer);
    TRY(sched_setaffinity, 0, 8, BAD);
    TRY(sched_setaffinity, 99999999, 8, "\1\0\0\0\0\0\0");
    TRY(sched_setaffinity, 0, 8, "\0\0\0\0\0\0\0");
    TRY(getcpu, BAD, NULL);
    TRY(getcpu, NULL, BAD);
    TRY(sysinfo, BAD);
    TRY(prctl, 99999999);
    TRY(prctl, PR_SET_NAME, BAD);
    TRY(prctl, PR_GET_NAME, BAD);
    TRY(prctl, PR_SET_DUMPABLE, 99);
    TRY(prctl, PR_SET_PDEATHSIG, 99);
    TRY(prctl, PR_SET_NO_NEW_PRIVS, 99);
    TRY(getpriority, 99, 0);
    TRY(getpriority, PRIO_PROCESS, 99999999);
    TRY(setpriority, 99, 0, 0);
    TRY(setpriority, PRIO_PROCESS, 99999999, 0);
    TRY(sched_getparam, 0, BAD);
    TRY(sched_getparam, -1, buffer);
    TRY(sched_getparam, 99999999, buffer);
    TRY(sched_setparam, 0, BAD);
    TRY(sched_setparam, 0, &priority);
    TRY(sched_setparam, -1, &priority);
    TRY(sched_getscheduler, -1);
    TRY(sched_getscheduler, 99999999);
    TRY(sched_setscheduler, 0, 99, &priority);
    TRY(sched_setscheduler, 0, SCHED_OTHER, BAD);
    TRY(sched_setscheduler, 0, SCHED_OTHER, &priority);
    TRY(sched_setscheduler, 99999999, SCHED_OTHER, buffer);
    TRY(sched_get_priority_max, 99);
    TRY(sched_get_priority_min, 99);
    TRY(wait4, -1, NULL, 0, NULL);
    TRY(wait4, 99999999, NULL, 0, NULL);
    TRY(wait4, -1, NULL, 0x100000, NULL);
    TRY(wait4, INT_MIN, NULL, 0, NULL);
    TRY(waitid, P_ALL, 0, NULL, WEXITED, NULL);
    TRY(waitid, 99, 0, NULL, WEXITED, NULL);
    TRY(waitid, P_ALL, 0, NULL, 0, NULL);
    TRY(waitid, P_PID, 0, NULL, WEXITED, NULL);
    TRY(execve, BAD, NULL, NULL);
    TRY(execve, "missing", NULL, NULL);
    TRY(execve, "", NULL, NULL);
    TRY(execve, ".", NULL, NULL);
    TRY(execve, "/dev/null", NULL, NULL);
    TRY(execveat, NONE, "missing", NULL, NULL, 0);
    TRY(execveat, AT_FDCWD, "missing", NULL, NULL, 0x80000000);
    TRY(socket, 9999, SOCK_STREAM, 0);
    TRY(socketpair, 9999, SOCK_STREAM, 0, buffer);
    setsid(); /* now it leads a session in any case */
    TRY(setsid);
}

int main(void)
{
    begin();
    memory();
    times();
    signals();
    interrupted();
    threads();
    identity();
    finish();
    fflush(stdout);
    syscall(SYS_exit_group, 0x1234);
}
