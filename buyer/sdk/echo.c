/* Copies its input to its output. */
#include "sparecore.h"

/* The capacity of a pipe by default, pipe(7): what one read can get. */
static char buffer[64 << 10];

int main(void)
{
    for (;;) {
        ptrdiff_t got = sc_read(buffer, sizeof buffer);
        if (got == 0) {
            return 0;
        }
        if (got < 0) {
            sc_die(1, "could not read the input", NULL);
        }
        if (sc_write_full(SC_STDOUT, buffer, (size_t) got) != 0) {
            sc_die(1, "could not write to the output", NULL);
        }
    }
}
