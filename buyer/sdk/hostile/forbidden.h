/* A system call that strict mode does not allow: the kernel must kill the program at this instruction. */
#ifndef FORBIDDEN_H
#define FORBIDDEN_H

#include "../sparecore.h"

static inline long forbidden_call(long number, const void *first, long second)
{
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(first), "S"(second) : "rcx", "r11", "memory");
    return result;
}

#endif
