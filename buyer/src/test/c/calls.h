/* Tells each call's result and errno, so that the kernel's answers and the runtime's can be compared line by line. */
#ifndef CALLS_H
#define CALLS_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static inline void tell(const char *what, long result)
{
    printf("%s = %ld", what, result);
    if (result == -1) {
        printf(" errno %d", errno);
    }
    printf("\n");
}

#define CALL(expression) tell(#expression, (errno = 0, (long) (expression)))
#define IS(expression) printf("%s: %s\n", #expression, (expression) ? "yes" : "no")

#endif
