/* pieces N: small reads, writes and seeks, N of each: a file in /tmp and a pipe, by pieces of 64 bytes. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PIECE 64
#define FILE_BYTES (1 << 20)

static void require(int holds)
{
    if (!holds) {
        perror("pieces");
        exit(1);
    }
}

int main(int argc, char **argv)
{
    char name[] = "/tmp/piecesXXXXXX";
    char piece[PIECE] = "a piece";
    int ends[2];
    long times = argc > 1 ? atol(argv[1]) : 300000;
    int fd = mkstemp(name);
    unsigned long sum = 0;
    require(fd >= 0 && unlink(name) == 0 && pipe(ends) == 0 && ftruncate(fd, FILE_BYTES) == 0);
    for (long i = 0; i < times; i++) {
        long at = i * 7919 % (FILE_BYTES / PIECE) * PIECE;
        piece[i % PIECE] = (char) i;
        require(lseek(fd, at, SEEK_SET) == at && write(fd, piece, PIECE) == PIECE);
        require(write(ends[1], piece, PIECE) == PIECE && read(ends[0], piece, PIECE) == PIECE);
        require(pread(fd, piece, PIECE, FILE_BYTES - PIECE - at) == PIECE);
        sum = sum * 31 + (unsigned char) piece[i % PIECE];
    }
    printf("%lx\n", sum);
    return 0;
}
