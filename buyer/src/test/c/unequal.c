/* Instructions that give other last bits on processors of other makers; and their bytes as data and as parts of others, which do not. */
#include <stdio.h>

const unsigned char data[] = {0xf3, 0x0f, 0x52, 0xc0, 0xd9, 0xfe};

__attribute__((noinline)) float root(float of)
{
    __asm__ volatile("rsqrtss %0, %0" : "+x"(of));
    return of;
}

__attribute__((noinline)) float part(float of)
{
    __asm__ volatile("rcpps %0, %0" : "+x"(of));
    return of;
}

__attribute__((noinline)) double sine(double of)
{
    __asm__ volatile("fldl %0\n\tfsin\n\tfstpl %0" : "+m"(of));
    return of;
}

__attribute__((noinline)) int looks_like_it(void)
{
    int value;
    __asm__ volatile("movl $0xfed90052, %0\n\tsubl $0x53c0520f, %0" : "=r"(value));
    return value;
}

int main(void)
{
    printf("%d %d %d %d\n", root(4) > 0, part(4) > 0, sine(0) == 0, looks_like_it() + data[0]);
    return 0;
}
