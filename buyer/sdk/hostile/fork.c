/* Tries to become two processes, fork(2): must die by SIGKILL, or else its output says so. */
#include "forbidden.h"

enum { SYS_FORK = 57 };

int main(void)
{
    forbidden_call(SYS_FORK, NULL, 0);
    sc_print("the forbidden call returned\n");
    return 0;
}
