/*
 * musl-gcc -O2 -static hello.c -o hello          starts fastest
 * gcc -O2 -static hello.c -o hello               with glibc
 *
 * seq 0 9 | sparecore map ./hello {}
 */
#include <stdio.h>

int main(int argc, char **argv)
{
    printf("hello from C, %s\n", argc > 1 ? argv[1] : "world");
    return 0;
}
