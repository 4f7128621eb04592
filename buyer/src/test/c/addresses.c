#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/auxv.h>
#include <time.h>
#include <x86intrin.h>

int main(void)
{
    int here;
    unsigned long random;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    getrandom(&random, sizeof random, 0);
    printf("stack %p heap %p map %p code %p\n", (void *) &here, malloc(10), malloc(10 << 20), (void *) main);
    printf("clock %ld.%09ld random %lx at random %lx\n", (long) now.tv_sec, now.tv_nsec, random,
        *(unsigned long *) getauxval(AT_RANDOM));
    printf("counter %llu then %llu\n", __rdtsc(), __rdtsc());
    return 0;
}
