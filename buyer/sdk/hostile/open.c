/* Tries to open a file, open(2): must die by SIGKILL, or else its output says so. */
#include "forbidden.h"

enum { SYS_OPEN = 2 };

int main(void)
{
    forbidden_call(SYS_OPEN, "/etc/passwd", 0);
    sc_print("the forbidden call returned\n");
    return 0;
}
