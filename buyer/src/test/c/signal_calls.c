#include "calls.h"

#include <setjmp.h>
#include <sys/mman.h>
#include <sys/time.h>

static volatile int count;
static volatile int last_code;
static sigjmp_buf back;
static char other_stack[65536];
static volatile int on_other_stack;

static void counting(int signal)
{
    count += signal;
}

static void telling(int signal, siginfo_t *info, void *context)
{
    char here;
    (void) context;
    count += signal;
    last_code = info->si_code;
    on_other_stack = &here > other_stack && &here < other_stack + sizeof other_stack;
}

static void jumping(int signal, siginfo_t *info, void *context)
{
    (void) context;
    last_code = info->si_code;
    siglongjmp(back, signal);
}

static void handle(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
    struct sigaction action = {0};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO | flags;
    CALL(sigaction(signal, &action, NULL));
}

static volatile int zero;

int main(void)
{
    double kept = 1.5;
    signal(SIGUSR1, counting);
    CALL(raise(SIGUSR1));
    printf("%d\n", count);
    CALL(kill(getpid(), SIGUSR1));
    printf("%d\n", count);
    handle(SIGUSR2, telling, 0);
    CALL(raise(SIGUSR2));
    printf("%d %d\n", count, last_code == SI_TKILL);
    CALL(kill(getpid(), SIGUSR2));
    printf("%d %d %.2f\n", count, last_code == SI_USER, kept);

    sigset_t set, old, waiting;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    count = 0;
    CALL(sigprocmask(SIG_BLOCK, &set, &old));
    CALL(sigismember(&old, SIGUSR1));
    CALL(raise(SIGUSR1));
    CALL(raise(SIGUSR1));
    printf("%d\n", count);
    CALL(sigpending(&waiting));
    CALL(sigismember(&waiting, SIGUSR1));
    CALL(sigprocmask(SIG_SETMASK, &old, NULL));
    printf("%d\n", count);
    CALL(sigprocmask(99, &set, NULL));
    CALL(kill(getpid(), 0));
    CALL(kill(getpid(), 999));
    CALL(kill(123456789, 0));
    CALL(raise(SIGCHLD));
    CALL(raise(SIGURG));
    signal(SIGTERM, SIG_IGN);
    CALL(raise(SIGTERM));
    struct sigaction action;
    CALL(sigaction(SIGTERM, NULL, &action));
    IS(action.sa_handler == SIG_IGN);
    CALL(sigaction(SIGKILL, &action, NULL));
    CALL(sigaction(99, &action, NULL));

    stack_t stack = {other_stack, 0, sizeof other_stack};
    stack_t before;
    CALL(sigaltstack(&stack, &before));
    IS(before.ss_flags == SS_DISABLE);
    handle(SIGUSR2, telling, SA_ONSTACK);
    CALL(raise(SIGUSR2));
    IS(on_other_stack);
    stack.ss_size = 10;
    CALL(sigaltstack(&stack, NULL));
    handle(SIGUSR1, telling, SA_RESETHAND);
    CALL(raise(SIGUSR1));
    CALL(sigaction(SIGUSR1, NULL, &action));
    IS(action.sa_handler == SIG_DFL);

    handle(SIGSEGV, jumping, SA_ONSTACK);
    int signal_number = sigsetjmp(back, 1);
    if (signal_number == 0) {
        *(volatile int *) 16 = 1;
    }
    printf("signal %d code %d\n", signal_number, last_code);
    handle(SIGFPE, jumping, 0);
    signal_number = sigsetjmp(back, 1);
    if (signal_number == 0) {
        count = 1 / zero;
    }
    printf("signal %d code %d\n", signal_number, last_code);
    handle(SIGILL, jumping, 0);
    signal_number = sigsetjmp(back, 1);
    if (signal_number == 0) {
        __asm__ volatile("ud2");
    }
    printf("signal %d code %d\n", signal_number, last_code);
    handle(SIGTRAP, jumping, 0);
    signal_number = sigsetjmp(back, 1);
    if (signal_number == 0) {
        __asm__ volatile("int3");
    }
    printf("signal %d\n", signal_number);
    /* CPUID is answered by a trap of its own where it comes often, which is none of the program's. */
    unsigned eax[4];
    for (int i = 0; i < 4; i++) {
        eax[i] = 0x80000000u;
        __asm__ volatile("cpuid" : "+a"(eax[i]) : : "ebx", "ecx", "edx");
    }
    printf("%d %d\n", eax[0] >= 0x80000000u, eax[0] == eax[1] && eax[1] == eax[2] && eax[2] == eax[3]);

    signal(SIGALRM, counting);
    count = 0;
    struct itimerval timer = {{0, 0}, {0, 10000}};
    CALL(setitimer(ITIMER_REAL, &timer, NULL));
    CALL(pause());
    printf("%d\n", count);
    CALL(alarm(10));
    CALL(alarm(0));
    timer.it_value.tv_usec = 5000;
    CALL(setitimer(ITIMER_REAL, &timer, NULL));
    sigset_t none;
    sigemptyset(&none);
    CALL(sigsuspend(&none));
    printf("%d\n", count);
    sigaddset(&set, SIGALRM);
    CALL(sigprocmask(SIG_BLOCK, &set, NULL));
    CALL(raise(SIGALRM));
    struct timespec moment = {1, 0};
    CALL(sigtimedwait(&set, NULL, &moment));
    moment.tv_sec = 0;
    CALL(sigtimedwait(&set, NULL, &moment));
    fflush(stdout);
    abort();
}
