// Calls that a signal, a handler that jumps away, or the program's end keeps from their ordinary answer.
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static jmp_buf away;
static pthread_mutex_t taken = PTHREAD_MUTEX_INITIALIZER;

static void nothing(int signal)
{
    (void) signal;
}

static void jump(int signal)
{
    (void) signal;
    longjmp(away, 1);
}

static void ring(void (*handler)(int))
{
    struct sigaction action = {0};
    struct itimerval soon = {{0, 0}, {0, 1000}};
    action.sa_handler = handler;
    action.sa_flags = SA_NODEFER;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
}

static void *wait_for_ever(void *unused)
{
    pthread_mutex_lock(&taken);
    return unused;
}

int main(int argc, char **argv)
{
    int ends[2];
    char byte;
    if (argc > 1 && strcmp(argv[1], "deadlock") == 0) {
        pthread_t thread;
        pthread_mutex_lock(&taken);
        pthread_create(&thread, NULL, wait_for_ever, NULL);
        pthread_join(thread, NULL);
    }
    ring(nothing);
    pause();
    if (pipe(ends) != 0) {
        return 1;
    }
    ring(jump);
    if (setjmp(away) == 0) {
        read(ends[0], &byte, 1);
    }
    signal(SIGALRM, SIG_DFL);
    struct itimerval soon = {{0, 0}, {0, 1000}};
    setitimer(ITIMER_REAL, &soon, NULL);
    sleep(100);
    return 2;
}
