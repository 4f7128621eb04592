#include "calls.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/statfs.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <poll.h>
#include <sched.h>
#include <utime.h>

/* As in linux/stat.h, which musl's compiler does not find. */
struct extended_stat {
    uint32_t mask, block;
    uint64_t attributes;
    uint32_t stx_nlink, uid, gid;
    uint16_t stx_mode, pad;
    uint64_t inode, stx_size;
    char rest[256];
};
#define BASIC_STATS 0x7ff

static void files(void)
{
    char text[64] = "";
    struct stat about;
    int from = open("from", O_RDWR | O_CREAT, 0640);
    int to = open("to", O_RDWR | O_CREAT, 0640);
    CALL(write(from, "0123456789", 10));
    off_t at = 2;
    CALL(sendfile(to, from, &at, 5));
    IS(at == 7);
    CALL(lseek(from, 0, SEEK_SET));
    CALL(sendfile(to, from, NULL, 3));
    CALL(sendfile(99, from, NULL, 3));
    CALL(sendfile(to, 99, NULL, 3));
    CALL(pread(to, text, 20, 0));
    printf("%.8s\n", text);
    long in = 0, out = 1;
    CALL(syscall(SYS_copy_file_range, from, &in, to, &out, 4, 0));
    IS(in == 4 && out == 5);
    CALL(pread(to, text, 20, 0));
    printf("%.8s\n", text);
    struct iovec piece = {text, 4};
    CALL(pwritev(to, &piece, 1, 6));
    CALL(syscall(SYS_preadv2, to, &piece, 1, 0, 0, 0));
    CALL(syscall(SYS_pwritev2, to, &piece, 1, 0, 0, 0));
    CALL(readv(to, (struct iovec *) 8, 1));
    CALL(fstat(to, &about));
    IS(about.st_size == 10);
    struct extended_stat x;
    CALL(syscall(SYS_statx, AT_FDCWD, "to", 0, BASIC_STATS, &x));
    IS(x.stx_size == 10 && (x.stx_mode & 0777) == 0640 && x.stx_nlink == 1);
    CALL(syscall(SYS_statx, to, "", AT_EMPTY_PATH, BASIC_STATS, &x));
    IS(x.stx_size == 10);
    CALL(syscall(SYS_statx, AT_FDCWD, "nothing", 0, BASIC_STATS, &x));
    CALL(fstatat(to, "", &about, AT_EMPTY_PATH));
    CALL(fstatat(to, "", &about, 0));
    struct statfs fs;
    CALL(statfs(".", &fs));
    CALL(fstatfs(to, &fs));
    CALL(fstatfs(99, &fs));
    CALL(statfs("nothing", &fs));
    CALL(fchmod(to, 0600));
    CALL(fchmodat(AT_FDCWD, "to", 0644, 0));
    CALL(fchmod(99, 0600));
    CALL(chmod("nothing", 0600));
    CALL(utime("to", NULL));
    CALL(utimes("nothing", NULL));
    CALL(utimensat(AT_FDCWD, "to", NULL, 0));
    CALL(futimens(to, NULL));
    CALL(futimens(99, NULL));
    CALL(posix_fadvise(to, 0, 0, 2));
    CALL(readahead(to, 0, 10));
    CALL(syncfs(to));
    CALL(mknodat(AT_FDCWD, "", S_IFREG, 0) == -1);
    CALL(symlinkat("to", AT_FDCWD, "s"));
    CALL(readlinkat(AT_FDCWD, "s", text, 1));
    CALL(mkdirat(AT_FDCWD, "m", 0700));
    CALL(syscall(SYS_renameat2, AT_FDCWD, "m", AT_FDCWD, "to", 1));
    CALL(syscall(SYS_renameat2, AT_FDCWD, "m", AT_FDCWD, "n", 1));
    CALL(syscall(SYS_faccessat2, AT_FDCWD, "n", W_OK, 0));
    unsigned long how[3] = {O_RDONLY, 0, 0};
    CALL(syscall(SYS_openat2, AT_FDCWD, "to", how, 24));
    CALL(syscall(SYS_openat2, AT_FDCWD, "to", how, 8));
    CALL(open("to", O_PATH));
    CALL(read(6, text, 1));
    CALL(open(".", O_TMPFILE | O_RDWR, 0600) >= 0);
    CALL(syscall(SYS_close_range, 5, 100, 0));
    CALL(close(5));
    CALL(syscall(SYS_close_range, 5, 4, 0));
    CALL(unlink("s"));
    CALL(rmdir("n"));
    CALL(remove("from"));
    CALL(remove("to"));
    CALL(ioctl(0, TCGETS, text));
    CALL(ioctl(99, TCGETS, text));
    int on = 1;
    int ends[2];
    CALL(pipe(ends));
    CALL(ioctl(ends[0], FIONBIO, &on));
    CALL(read(ends[0], text, 1));
    CALL(ioctl(ends[0], FIOCLEX));
    CALL(fcntl(ends[0], F_GETFD));
    CALL(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, ends[0], 0) == MAP_FAILED && errno == ENODEV);
    struct flock lock = {F_WRLCK, SEEK_SET, 0, 0, 0};
    CALL(fcntl(from, F_SETLK, &lock));
    CALL(fcntl(from, F_GETLK, &lock));
    IS(lock.l_type == F_UNLCK);
}

static void times_and_limits(void)
{
    struct timespec time;
    struct tms used;
    struct sysinfo info;
    struct rlimit limit;
    struct sched_param priority = {9};
    CALL(clock_getres(CLOCK_MONOTONIC, &time));
    CALL(syscall(SYS_clock_getres, 77, &time));
    CALL(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time));
    CALL(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time));
    CALL(clock_gettime(CLOCK_BOOTTIME, &time));
    IS(times(&used) != (clock_t) -1);
    CALL(syscall(SYS_times, 8));
    CALL(syscall(SYS_getrusage, 0, 8));
    CALL(syscall(SYS_gettimeofday, 8, 0));
    time = (struct timespec){0, 1000};
    CALL(clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL));
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_nsec = time.tv_nsec < 999000000 ? time.tv_nsec + 1000000 : time.tv_nsec;
    CALL(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL));
    CALL(sysinfo(&info));
    CALL(syscall(SYS_sysinfo, 8));
    CALL(prlimit(0, RLIMIT_NOFILE, NULL, &limit));
    CALL(prlimit(0, RLIMIT_NOFILE, &limit, NULL));
    CALL(syscall(SYS_prlimit64, 0, 99, NULL, &limit));
    CALL(sched_getparam(0, &priority));
    IS(priority.sched_priority == 0);
    CALL(sched_getscheduler(0));
    IS(getpriority(PRIO_PROCESS, 0) >= 0);
    unsigned cpu = 99;
    CALL(syscall(SYS_getcpu, &cpu, NULL, NULL));
    IS(cpu < 99);
    CALL(syscall(SYS_uname, 8));
    CALL(syscall(SYS_sched_getaffinity, 0, 3, &cpu));
    CALL(getsid(0) == getsid(getpid()));
    CALL(getpgrp() == getpgid(0));
    gid_t group;
    IS(getgroups(0, &group) >= 0);
    CALL(getgroups(-1, &group));
    uid_t one, two, three;
    CALL(getresuid(&one, &two, &three));
    IS(one == two && two == three);
    CALL(syscall(SYS_getresuid, 8, 8, 8));
    CALL(prctl(PR_GET_NAME, 8));
    CALL(prctl(123456));
    CALL(syscall(SYS_arch_prctl, 0x1003, &time));
    CALL(syscall(SYS_arch_prctl, 0x9999, &time));
    CALL(syscall(SYS_arch_prctl, 0x1003, 8));
    CALL(syscall(SYS_set_robust_list, 8, 24));
    IS(syscall(SYS_set_tid_address, &cpu) == gettid());
}

static void signals(void)
{
    sigset_t set;
    siginfo_t info;
    union sigval value = {77};
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    CALL(sigprocmask(SIG_BLOCK, &set, NULL));
    CALL(sigqueue(getpid(), SIGUSR2, value));
    CALL(sigwaitinfo(&set, &info));
    IS(info.si_code == SI_QUEUE && info.si_value.sival_int == 77);
    CALL(syscall(SYS_tkill, gettid(), 0));
    CALL(syscall(SYS_tkill, 0, 0));
    CALL(syscall(SYS_tgkill, getpid(), 99999999, 0));
    CALL(syscall(SYS_rt_sigaction, SIGUSR1, 8, 0, 8));
    CALL(syscall(SYS_rt_sigaction, SIGUSR1, 0, 0, 4));
    CALL(syscall(SYS_rt_sigprocmask, SIG_BLOCK, 8, 0, 8));
    CALL(syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, 0, 4));
    CALL(syscall(SYS_rt_sigpending, 8, 8));
    CALL(syscall(SYS_sigaltstack, 8, 0));
    struct itimerval timer;
    CALL(getitimer(ITIMER_REAL, &timer));
    IS(timer.it_value.tv_sec == 0);
    CALL(getitimer(99, &timer));
    timer.it_value.tv_usec = -1;
    CALL(setitimer(ITIMER_REAL, &timer, NULL));
}

static void waiting(void)
{
    struct itimerspec spec = {{0, 3000000}, {0, 1000000}};
    uint64_t times = 0;
    int timer = timerfd_create(CLOCK_REALTIME, 0);
    CALL(timerfd_settime(timer, 0, &spec, NULL));
    CALL(timerfd_gettime(timer, &spec));
    IS(spec.it_interval.tv_nsec == 3000000 && spec.it_value.tv_nsec <= 1000000);
    CALL(read(timer, &times, 8));
    IS(times >= 1);
    CALL(timerfd_gettime(99, &spec));
    CALL(timerfd_settime(0, 0, &spec, NULL));
    spec.it_value.tv_nsec = 2000000000;
    CALL(timerfd_settime(timer, 0, &spec, NULL));
    CALL(timerfd_create(CLOCK_REALTIME, 99));
    struct pollfd one = {timer, POLLIN, 0};
    struct timespec moment = {0, 10000000};
    CALL(ppoll(&one, 1, &moment, NULL));
    CALL(syscall(SYS_ppoll, &one, 1, 8, NULL, 8));
    CALL(syscall(SYS_poll, 8, 1, 0));
    moment.tv_nsec = 1000;
    fd_set none;
    FD_ZERO(&none);
    CALL(pselect(0, NULL, NULL, NULL, &moment, NULL));
    CALL(syscall(SYS_select, -1, 0, 0, 0, 0));
    CALL(syscall(SYS_epoll_create, 0));
    CALL(syscall(SYS_epoll_create1, 12345));
    CALL(epoll_wait(99, NULL, 1, 0));
    int set = epoll_create(1);
    int counter = eventfd(0, 0);
    struct epoll_event event = {EPOLLOUT | EPOLLONESHOT, {.fd = 5}};
    struct epoll_event found;
    CALL(epoll_ctl(set, EPOLL_CTL_ADD, counter, &event));
    CALL(epoll_pwait(set, &found, 1, -1, NULL));
    CALL(epoll_pwait(set, &found, 1, 0, NULL));
    CALL(epoll_ctl(set, 99, counter, &event));
    CALL(epoll_ctl(set, EPOLL_CTL_DEL, counter, NULL));
    CALL(syscall(SYS_epoll_ctl, set, EPOLL_CTL_ADD, counter, 8));
}

static void memory(void)
{
    char *at = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CALL(mlock((void *) 8, 4096));
    CALL(munlock(at, 4096));
    CALL(munlockall());
    CALL(madvise(at, 4096, MADV_FREE));
    CALL(madvise(at, 4096, MADV_WILLNEED));
    CALL(mprotect((void *) (1ul << 45), 4096, PROT_READ));
    CALL(munmap((void *) (1ul << 45), 4096));
    CALL(syscall(SYS_getrandom, at, 4096, 1));
}

int main(void)
{
    files();
    times_and_limits();
    signals();
    waiting();
    memory();
    return 0;
}
