#include "calls.h"

#include <sys/mman.h>

#define PAGE 4096

static int all(const char *at, size_t bytes, char value)
{
    for (size_t i = 0; i < bytes; i++) {
        if (at[i] != value) {
            return 0;
        }
    }
    return 1;
}

static char *map(void *at, size_t bytes, int protection, int flags)
{
    return mmap(at, bytes, protection, flags | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* Not brk(3), which musl refuses. */
static char *set_break(char *to)
{
    return (char *) syscall(SYS_brk, to);
}

int main(void)
{
    char *one = map(NULL, 10 * PAGE, PROT_READ | PROT_WRITE, 0);
    IS(one != MAP_FAILED);
    IS((uintptr_t) one % PAGE == 0);
    IS(all(one, 10 * PAGE, 0));
    memset(one, 7, 10 * PAGE);
    CALL(munmap(one + 2 * PAGE, 2 * PAGE));
    char *hole = map(one + 2 * PAGE, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_FIXED);
    IS(hole == one + 2 * PAGE);
    IS(all(hole, 2 * PAGE, 0));
    IS(all(one, 2 * PAGE, 7));
    IS(all(one + 4 * PAGE, 6 * PAGE, 7));
    CALL(madvise(one, PAGE, MADV_DONTNEED));
    IS(all(one, PAGE, 0));
    IS(all(one + PAGE, PAGE, 7));
    IS(map(one, PAGE, PROT_READ, MAP_FIXED_NOREPLACE) == MAP_FAILED && errno == EEXIST);
    IS(map(NULL, 0, PROT_READ, 0) == MAP_FAILED && errno == EINVAL);
    IS(map(one + 1, PAGE, PROT_READ, MAP_FIXED) == MAP_FAILED && errno == EINVAL);
    IS(map(NULL, 1ul << 46, PROT_READ | PROT_WRITE, 0) == MAP_FAILED && errno == ENOMEM);
    IS(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, 77, 0) == MAP_FAILED && errno == EBADF);
    IS(mmap(NULL, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
    CALL(munmap(one + 1, PAGE));
    CALL(munmap(one, 0));
    CALL(mprotect(one + 1, PAGE, PROT_READ));
    CALL(mprotect(one, PAGE, PROT_READ | PROT_WRITE));
    CALL(madvise(one + 1, PAGE, MADV_DONTNEED));

    char *grown = mremap(one + 4 * PAGE, 6 * PAGE, 60 * PAGE, MREMAP_MAYMOVE);
    IS(grown != MAP_FAILED);
    IS(all(grown, 6 * PAGE, 7));
    IS(all(grown + 6 * PAGE, 54 * PAGE, 0));
    IS(mremap(grown, 60 * PAGE, 3 * PAGE, 0) == grown);
    IS(mremap(grown, 3 * PAGE, 0, 0) == MAP_FAILED && errno == EINVAL);
    IS(mremap(grown + 1, 3 * PAGE, 4 * PAGE, 0) == MAP_FAILED && errno == EINVAL);
    CALL(munmap(grown, 3 * PAGE));

    char *end = set_break(NULL);
    IS(set_break(end + 100000) == end + 100000);
    IS(all(end, 100000, 0));
    memset(end, 9, 100000);
    IS(set_break(end) == end);
    IS(set_break(NULL) == end);
    IS(set_break(end + 100000) == end + 100000);
    IS(all(end + PAGE, 100000 - PAGE, 0));
    IS(set_break(end) == end);
    IS(set_break((char *) 4096) == end);

    char *reserved = map(NULL, 20 << 20, PROT_NONE, MAP_NORESERVE);
    IS(reserved != MAP_FAILED);
    CALL(mprotect(reserved + PAGE, PAGE, PROT_READ | PROT_WRITE));
    IS(all(reserved + PAGE, PAGE, 0));
    CALL(munmap(reserved, 20 << 20));

    unsigned char resident[4];
    char *seen = map(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, 0);
    memset(seen, 1, 4 * PAGE);
    CALL(mincore(seen, 4 * PAGE, resident));
    CALL(mincore(seen + 1, PAGE, resident));
    CALL(msync(seen, PAGE, MS_SYNC));
    CALL(msync(seen + 1, PAGE, MS_SYNC));

    for (int i = 0; i < 2000; i++) {
        char *part = map(NULL, (size_t) (i % 17 + 1) * PAGE, PROT_READ | PROT_WRITE, 0);
        if (part == MAP_FAILED || !all(part, (size_t) (i % 17 + 1) * PAGE, 0)) {
            printf("map %d is bad\n", i);
        }
        memset(part, i, (size_t) (i % 17 + 1) * PAGE);
        if (i % 3 != 0) {
            munmap(part, (size_t) (i % 17 + 1) * PAGE);
        }
    }

    FILE *file = fopen("mapped", "w+");
    fputs("twelve bytes", file);
    fflush(file);
    char *view = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fileno(file), 0);
    IS(view != MAP_FAILED && memcmp(view, "twelve bytes", 12) == 0 && all(view + 12, PAGE - 12, 0));
    view[0] = 'X';
    char text[20] = "";
    CALL(pread(fileno(file), text, 12, 0));
    printf("%s\n", text);
    CALL(unlink("mapped"));

    IS(write(1, (void *) 8, 4) == -1 && errno == EFAULT);
    IS(syscall(SYS_clock_gettime, CLOCK_REALTIME, 8) == -1 && errno == EFAULT);
    return 0;
}
