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

/* Whether a call may read a byte there, and write one. */
static void tell_rights(const char *what, char *at)
{
    int ends[2];
    if (pipe(ends) != 0) {
        printf("no pipe\n");
        return;
    }
    int reads = write(ends[1], at, 1) == 1 ? 0 : errno;
    if (reads != 0) {
        write(ends[1], "", 1);
    }
    char kept = reads == 0 ? *at : 0;
    int writes = read(ends[0], at, 1) == 1 ? 0 : errno;
    printf("%s: read %d, write %d\n", what, reads, writes);
    if (writes == 0 && reads == 0) {
        *at = kept;
    }
    close(ends[0]);
    close(ends[1]);
}

/* Calls keep to what mmap and mprotect have said, though the program itself may find that the pages do not. */
static void rights(void)
{
    char *at = map(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, 0);
    memset(at, 5, 8 * PAGE);
    tell_rights("both", at);
    CALL(mprotect(at + PAGE, 2 * PAGE, PROT_READ));
    tell_rights("before", at + PAGE - 1);
    tell_rights("first", at + PAGE);
    tell_rights("last", at + 3 * PAGE - 1);
    tell_rights("behind", at + 3 * PAGE);
    IS(read(0, at, 0) == 0);
    CALL(mprotect(at + 2 * PAGE, PAGE, PROT_NONE));
    tell_rights("read only", at + PAGE);
    tell_rights("nobody's", at + 2 * PAGE);
    IS(syscall(SYS_getcwd, at + 2 * PAGE, 100) == -1 && errno == EFAULT);
    IS(open(at + 2 * PAGE, O_RDONLY) == -1 && errno == EFAULT);
    CALL(mprotect(at + PAGE, 2 * PAGE, PROT_READ | PROT_WRITE));
    IS(all(at, 8 * PAGE, 5));
    tell_rights("both again", at + 2 * PAGE);

    CALL(munmap(at + 4 * PAGE, PAGE));
    CALL(mprotect(at + 2 * PAGE, 4 * PAGE, PROT_READ));
    tell_rights("before the gap", at + 3 * PAGE);
    tell_rights("the gap", at + 4 * PAGE);
    tell_rights("behind the gap", at + 5 * PAGE);
    CALL(madvise(at + 2 * PAGE, PAGE, MADV_DONTNEED));
    tell_rights("emptied", at + 2 * PAGE);
    CALL(mprotect(at + 4 * PAGE, PAGE, PROT_READ));
    IS(map(at + 2 * PAGE, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_FIXED) == at + 2 * PAGE);
    tell_rights("mapped over", at + 2 * PAGE);
    CALL(munmap(at, 8 * PAGE));

    at = map(NULL, 2 * PAGE, PROT_READ, 0);
    tell_rights("mapped to read", at);
    at = mremap(at, 2 * PAGE, 40 * PAGE, MREMAP_MAYMOVE);
    tell_rights("and grown", at + 30 * PAGE);
    at = map(at + 10 * PAGE, PAGE, PROT_NONE, MAP_FIXED);
    tell_rights("not for anybody", at);
    CALL(mprotect(at, PAGE, PROT_READ | PROT_WRITE));
    IS(all(at, PAGE, 0));
    tell_rights("after all", at);
}

static void moves(void)
{
    char *room = map(NULL, 64 * PAGE, PROT_NONE, MAP_NORESERVE);
    char *at = map(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, 0);
    memset(at, 3, 2 * PAGE);
    IS(mremap(at, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, room + 8 * PAGE) == room + 8 * PAGE);
    at = room + 8 * PAGE;
    IS(all(at, 2 * PAGE, 3) && all(at + 2 * PAGE, 2 * PAGE, 0));
    tell_rights("moved", at + 3 * PAGE);
    tell_rights("beside", at + 4 * PAGE);
    IS(mremap(at, PAGE, PAGE, MREMAP_FIXED, room) == MAP_FAILED && errno == EINVAL);
    IS(mremap(at, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, at + PAGE) == MAP_FAILED && errno == EINVAL);
    IS(mremap(at, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, room + 1) == MAP_FAILED && errno == EINVAL);
    IS(mremap(at, 2 * PAGE, 2 * PAGE, 8) == MAP_FAILED && errno == EINVAL);
    IS(mremap(at, 0, 2 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED && errno == EINVAL);
    IS(mremap(at, 2 * PAGE, 2 * PAGE, MREMAP_DONTUNMAP) == MAP_FAILED && errno == EINVAL);
    IS(mremap(at, 2 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP) == MAP_FAILED && errno == EINVAL);
    char *other = mremap(at, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP);
    IS(other != MAP_FAILED && other != at && all(other, 2 * PAGE, 3) && all(at, 2 * PAGE, 0));
    tell_rights("left behind", at);
}

static char own[4 * PAGE] __attribute__((aligned(PAGE)));

/* At places that the program names. */
static void fixed(void)
{
    memset(own, 7, sizeof own);
    IS(map(own + PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_FIXED) == own + PAGE);
    IS(all(own, PAGE, 7) && all(own + PAGE, PAGE, 0) && all(own + 2 * PAGE, 2 * PAGE, 7));
    IS(map(own, PAGE, PROT_READ, MAP_FIXED_NOREPLACE) == MAP_FAILED && errno == EEXIST);
    IS(all(own, PAGE, 7));
    char *here = (char *) ((uintptr_t) &here & -(uintptr_t) PAGE);
    IS(map(here, PAGE, PROT_READ, MAP_FIXED_NOREPLACE) == MAP_FAILED && errno == EEXIST);
    char *room = map(NULL, 16 * PAGE, PROT_NONE, 0);
    CALL(munmap(room, 16 * PAGE));
    IS(map(room + 4 * PAGE + 100, PAGE, PROT_READ, 0) == room + 4 * PAGE);
    IS(map(room + 3 * PAGE, 4 * PAGE, PROT_READ, MAP_FIXED_NOREPLACE) == MAP_FAILED && errno == EEXIST);
    IS(map(room + 5 * PAGE, 4 * PAGE, PROT_READ, MAP_FIXED_NOREPLACE) == room + 5 * PAGE);
    int fd = open("fixed", O_RDWR | O_CREAT | O_TRUNC, 0600);
    CALL(ftruncate(fd, 3 * PAGE));
    CALL(pwrite(fd, "second", 6, PAGE));
    IS(mmap(room + 6 * PAGE, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, PAGE) == room + 6 * PAGE);
    IS(memcmp(room + 6 * PAGE, "second", 7) == 0 && all(room + 7 * PAGE, PAGE, 0));
    tell_rights("in between", room + 6 * PAGE);
    tell_rights("around", room + 8 * PAGE);
    CALL(unlink("fixed"));
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

    rights();
    moves();
    fixed();
    IS(write(1, (void *) 8, 4) == -1 && errno == EFAULT);
    IS(syscall(SYS_clock_gettime, CLOCK_REALTIME, 8) == -1 && errno == EFAULT);
    return 0;
}
