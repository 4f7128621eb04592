/* Never ends: the CPU time limit must kill it. */
#include "../sparecore.h"

int main(void)
{
    for (;;) {
        __asm__ volatile("");
    }
}
