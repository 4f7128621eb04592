/* rt_sigreturn(2) without a frame to return to. */
#include "calls.h"

int main(void)
{
    printf("begun\n");
    fflush(stdout);
    __asm__ volatile("mov $16, %%rsp; mov $15, %%eax; syscall" : : : "memory");
    return 99;
}
