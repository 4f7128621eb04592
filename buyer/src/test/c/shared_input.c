// Adds up the 64-bit words of an input file, read and mapped, and prints the sums behind its argument.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int fd = open("in/data.bin", O_RDONLY);
    struct stat about;
    if (argc < 2 || fd < 0 || fstat(fd, &about) != 0) {
        return 1;
    }
    uint64_t read_sum = 0, mapped_sum = 0;
    static uint64_t words[8192];
    long bytes;
    while ((bytes = read(fd, words, sizeof words)) > 0) {
        for (long i = 0; i < bytes / 8; i++) {
            read_sum += words[i];
        }
    }
    const uint64_t *mapped = mmap(NULL, (size_t) about.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) {
        return 2;
    }
    for (long i = 0; i < about.st_size / 8; i++) {
        mapped_sum += mapped[i];
    }
    if (write(1, mapped, 8) != 8 || munmap((void *) mapped, (size_t) about.st_size) != 0) {
        return 3;
    }
    printf(" %s %llx %s %s\n", argv[1], (unsigned long long) read_sum, mapped_sum == read_sum ? "equal" : "other", getenv("N"));
    return 0;
}
