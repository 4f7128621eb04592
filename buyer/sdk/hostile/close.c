/* Tries to close its own output, close(2): must die by SIGKILL, or else its output says so. */
#include "forbidden.h"

enum { SYS_CLOSE = 3 };

int main(void)
{
    forbidden_call(SYS_CLOSE, (void *) SC_STDOUT, 0);
    sc_print("the forbidden call returned\n");
    return 0;
}
