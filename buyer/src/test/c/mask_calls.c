/* Waits that have a signal mask of their own. */
#include "calls.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/time.h>

static volatile int rung;

static void ringing(int signal)
{
    rung = signal;
}

static int blocked(void)
{
    sigset_t now;
    sigprocmask(SIG_BLOCK, NULL, &now);
    return sigismember(&now, SIGALRM);
}

int main(void)
{
    struct sigaction action = {0};
    struct itimerval soon = {{0, 0}, {0, 20000}};
    struct timespec minute = {60, 0}, moment = {0, 1000000};
    sigset_t alarm, none;
    int ends[2];
    sigemptyset(&alarm);
    sigemptyset(&none);
    sigaddset(&alarm, SIGALRM);
    action.sa_handler = ringing;
    CALL(sigaction(SIGALRM, &action, NULL));
    CALL(sigprocmask(SIG_BLOCK, &alarm, NULL));
    CALL(pipe(ends));
    struct pollfd one = {ends[0], POLLIN, 0};
    setitimer(ITIMER_REAL, &soon, NULL);
    CALL(ppoll(&one, 1, &minute, &none));
    IS(rung == SIGALRM && blocked());
    rung = 0;
    setitimer(ITIMER_REAL, &soon, NULL);
    CALL(pselect(0, NULL, NULL, NULL, &minute, &none));
    IS(rung == SIGALRM && blocked());
    rung = 0;
    CALL(raise(SIGALRM));
    CALL(ppoll(&one, 1, &minute, &none)); /* it waits already */
    IS(rung == SIGALRM && blocked());
    rung = 0;
    CALL(ppoll(&one, 1, &moment, &none));
    IS(rung == 0 && blocked());
    CALL(write(ends[1], "x", 1));
    CALL(ppoll(&one, 1, &minute, &none));
    IS(blocked());
    CALL(raise(SIGALRM));
    CALL(ppoll(&one, 1, &minute, NULL)); /* blocked: it goes on waiting */
    IS(rung == 0);
    int set = epoll_create1(0);
    struct epoll_event event = {EPOLLIN, {.fd = 1}};
    CALL(epoll_pwait(set, &event, 1, 60000, &none));
    IS(rung == SIGALRM && blocked());
    CALL(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event));
    CALL(epoll_pwait(set, &event, 1, 60000, &none));
    IS(blocked());
    return 0;
}
