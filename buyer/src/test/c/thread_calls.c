#include "calls.h"

#include <pthread.h>
#include <semaphore.h>
#include <poll.h>
#include <sys/eventfd.h>

#define THREADS 8

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static sem_t semaphore;
static int turn, total, initialised, destroyed;
static __thread long own = 5;
static int ends[2];

static void initialise(void)
{
    initialised++;
}

static void destroy(void *value)
{
    destroyed += (int) (intptr_t) value;
}

static void *in_turns(void *argument)
{
    long id = (long) argument;
    pthread_once(&once, initialise);
    pthread_setspecific(key, (void *) 1);
    double sum = 0;
    for (int i = 0; i < 200; i++) {
        pthread_mutex_lock(&mutex);
        while (turn % THREADS != id) {
            pthread_cond_wait(&changed, &mutex);
        }
        turn++;
        own += id;
        sum += 1.0 / (i + id + 1);
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&mutex);
    }
    pthread_barrier_wait(&barrier);
    pthread_rwlock_rdlock(&lock);
    pthread_rwlock_unlock(&lock);
    pthread_rwlock_wrlock(&lock);
    total += (int) own;
    pthread_rwlock_unlock(&lock);
    double *result = malloc(sizeof *result);
    *result = sum;
    return result;
}

static void *reading(void *unused)
{
    char text[8];
    long sum = 0;
    (void) unused;
    for (ssize_t count; (count = read(ends[0], text, sizeof text)) > 0;) {
        for (ssize_t i = 0; i < count; i++) {
            sum += text[i];
        }
    }
    return (void *) sum;
}

static void *posting(void *unused)
{
    (void) unused;
    for (int i = 0; i < 100; i++) {
        sem_post(&semaphore);
        sched_yield();
    }
    return NULL;
}

static volatile int interrupted;

static void interrupting(int signal)
{
    interrupted = signal;
}

static void *sleeping(void *unused)
{
    (void) unused;
    struct timespec day = {86400, 0};
    int result = nanosleep(&day, NULL);
    return (void *) (long) (result == -1 ? errno : 0);
}

int main(void)
{
    pthread_t threads[THREADS];
    pthread_barrier_init(&barrier, NULL, THREADS);
    pthread_key_create(&key, destroy);
    for (long i = 0; i < THREADS; i++) {
        CALL(pthread_create(&threads[i], NULL, in_turns, (void *) i));
    }
    for (int i = 0; i < THREADS; i++) {
        double *sum;
        CALL(pthread_join(threads[i], (void **) &sum));
        printf("%.17g\n", *sum);
    }
    printf("turn %d total %d initialised %d destroyed %d own %ld\n", turn, total, initialised, destroyed, own);

    pthread_t reader;
    CALL(pipe(ends));
    CALL(pthread_create(&reader, NULL, reading, NULL));
    for (int i = 0; i < 1000; i++) {
        if (write(ends[1], "0123456789", 10) != 10) {
            printf("short write\n");
        }
    }
    CALL(close(ends[1]));
    void *sum;
    CALL(pthread_join(reader, &sum));
    printf("%ld\n", (long) sum);

    pthread_t poster;
    sem_init(&semaphore, 0, 0);
    CALL(pthread_create(&poster, NULL, posting, NULL));
    for (int i = 0; i < 100; i++) {
        sem_wait(&semaphore);
    }
    CALL(pthread_join(poster, NULL));
    CALL(sem_trywait(&semaphore));

    struct timespec soon;
    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_nsec += 10000000;
    if (soon.tv_nsec >= 1000000000) {
        soon.tv_nsec -= 1000000000;
        soon.tv_sec++;
    }
    pthread_mutex_lock(&mutex);
    CALL(pthread_cond_timedwait(&changed, &mutex, &soon));
    pthread_mutex_unlock(&mutex);
    CALL(pthread_mutex_trylock(&mutex));
    CALL(pthread_mutex_trylock(&mutex));

    signal(SIGUSR1, interrupting);
    struct sigaction action = {0};
    action.sa_handler = interrupting;
    CALL(sigaction(SIGUSR1, &action, NULL));
    pthread_t sleeper;
    CALL(pthread_create(&sleeper, NULL, sleeping, NULL));
    struct timespec moment = {0, 20000000};
    nanosleep(&moment, NULL);
    CALL(pthread_kill(sleeper, SIGUSR1));
    CALL(pthread_join(sleeper, &sum));
    printf("%ld %d\n", (long) sum, interrupted);
    return 3;
}
