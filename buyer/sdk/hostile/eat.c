/* Touches every page of the heap that it is given, then steps past its end: must die there. */
#include "../sparecore.h"

enum { PAGE_BYTES = 4096 };

int main(void)
{
    char *last = sc_alloc(PAGE_BYTES);
    for (char *page = last; page != NULL; page = sc_alloc(PAGE_BYTES)) {
        page[0] = 1;
        last = page;
    }
    for (volatile char *past = last;; past += PAGE_BYTES) {
        *past = 1;
    }
}
