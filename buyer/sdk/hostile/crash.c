/* Writes to address 0: must die by SIGSEGV. */
#include "../sparecore.h"

int main(void)
{
    volatile char *nowhere = NULL;
    __asm__ volatile("" : "+r"(nowhere)); /* hides the value, or GCC emits ud2 instead of the write */
    *nowhere = 1;
    return 0;
}
