#include "calls.h"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <sys/wait.h>

int main(int argc, char **argv)
{
    printf("%d arguments\n", argc);
    for (int i = 1; i < argc; i++) {
        printf("[%s]\n", argv[i]);
    }
    struct utsname names;
    CALL(uname(&names));
    printf("%s %s\n", names.sysname, names.machine);
    IS(getpid() > 0);
    IS(getuid() == geteuid());
    struct rlimit limit;
    CALL(getrlimit(RLIMIT_STACK, &limit));
    IS(limit.rlim_cur >= 1 << 20);
    CALL(getrlimit(99, &limit));
    limit.rlim_cur = 5;
    limit.rlim_max = 1;
    CALL(setrlimit(RLIMIT_NOFILE, &limit));
    CALL(wait(NULL));
    CALL(sched_yield());
    cpu_set_t cpus;
    CALL(sched_getaffinity(0, sizeof cpus, &cpus));
    IS(CPU_COUNT(&cpus) >= 1);
    struct timespec first, second;
    CALL(clock_gettime(CLOCK_MONOTONIC, &first));
    CALL(clock_gettime(CLOCK_MONOTONIC, &second));
    IS(second.tv_sec > first.tv_sec || (second.tv_sec == first.tv_sec && second.tv_nsec > first.tv_nsec));
    CALL(syscall(SYS_clock_gettime, 99, &first));
    struct timespec pause = {0, 2000000};
    CALL(nanosleep(&pause, NULL));
    CALL(clock_gettime(CLOCK_MONOTONIC, &first));
    IS((first.tv_sec - second.tv_sec) * 1000000000L + first.tv_nsec - second.tv_nsec >= 2000000);
    pause.tv_nsec = -1;
    CALL(nanosleep(&pause, NULL));
    CALL(syscall(SYS_nanosleep, 8, NULL));
    IS(time(NULL) > 1577836799);
    struct timeval now;
    CALL(gettimeofday(&now, NULL));
    struct rusage usage;
    CALL(getrusage(RUSAGE_SELF, &usage));
    char random[16] = "";
    CALL(syscall(SYS_getrandom, random, 16, 0));
    CALL(syscall(SYS_getrandom, 8, 16, 0));
    CALL(syscall(SYS_getrandom, random, 16, 99));
    CALL(prctl(PR_SET_NAME, "renamed"));
    CALL(prctl(PR_GET_NAME, random));
    printf("%s\n", random);
    CALL(syscall(1000));
    CALL(syscall(SYS_futex, random + 1, 0, 0, NULL));
    CALL(syscall(SYS_futex, 8, 1, 0, NULL));
    IS(getenv("NOTHING") == NULL);
    IS(gettid() == getpid());
    CALL(ttyname(0) == NULL);
    CALL(sysconf(_SC_PAGESIZE));
    CALL(sysconf(_SC_CLK_TCK));
    exit(77);
}
