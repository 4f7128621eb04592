/* Writes for ever: the output limit must end it. */
#include "../sparecore.h"

static char buffer[64 << 10];

int main(void)
{
    for (;;) {
        sc_write_full(SC_STDOUT, buffer, sizeof buffer);
    }
}
