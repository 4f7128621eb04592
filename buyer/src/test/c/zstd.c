/* Debian's zstd and zlib as libraries: 100 MB, or as many as told, there and back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

int main(int argc, char **argv)
{
    size_t bytes = (size_t) (argc > 1 ? atoi(argv[1]) : 100) << 20;
    char *text = malloc(bytes);
    unsigned random = 1;
    for (size_t i = 0; i < bytes; i++) {
        random = random * 1103515245 + 12345;
        text[i] = "abcdefgh the quick"[(random >> 16) % 18];
    }
    size_t room = ZSTD_compressBound(bytes);
    char *packed = malloc(room);
    size_t small = ZSTD_compress(packed, room, text, bytes, 1);
    char *back = malloc(bytes);
    size_t again = ZSTD_decompress(back, bytes, packed, small);
    printf("zstd %zu %08lx %d\n", small, crc32(0, (unsigned char *) packed, (unsigned) small),
        again == bytes && memcmp(text, back, bytes) == 0);
    uLongf deflated = room;
    compress2((Bytef *) packed, &deflated, (Bytef *) text, bytes / 10, 6);
    printf("zlib %lu %08lx\n", deflated, crc32(0, (unsigned char *) packed, (unsigned) deflated));
    return 0;
}
