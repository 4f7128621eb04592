// Shared mappings of files, by the kernel and by the runtime.
#include "calls.h"

#include <sys/mman.h>

#define PAGE 4096
#define BOTH (PROT_READ | PROT_WRITE)

static char *shared(int fd, size_t pages, off_t page)
{
    return mmap(NULL, pages * PAGE, BOTH, MAP_SHARED, fd, page * PAGE);
}

static int all(const char *at, size_t bytes, char value)
{
    for (size_t i = 0; i < bytes; i++) {
        if (at[i] != value) {
            return 0;
        }
    }
    return 1;
}

static int in_file(int fd, off_t at, const char *text)
{
    char found[64] = "";
    return pread(fd, found, strlen(text), at) == (ssize_t) strlen(text) && memcmp(found, text, strlen(text)) == 0;
}

static off_t size_of(int fd)
{
    struct stat about;
    return fstat(fd, &about) == 0 ? about.st_size : -1;
}

static int fresh(const char *name, off_t bytes)
{
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
    return fd >= 0 && ftruncate(fd, bytes) == 0 ? fd : -1;
}

static void seen_both_ways(void)
{
    int fd = fresh("both", 3 * PAGE);
    char *one = shared(fd, 3, 0);
    IS(one != MAP_FAILED);
    IS(all(one, 3 * PAGE, 0));
    strcpy(one + PAGE - 2, "across");
    IS(in_file(fd, PAGE - 2, "across"));
    CALL(pwrite(fd, "written", 7, 2 * PAGE));
    IS(memcmp(one + 2 * PAGE, "written", 7) == 0);
    char *two = shared(fd, 1, 1);
    IS(memcmp(two, "ross", 4) == 0);
    two[0] = 'R';
    IS(one[PAGE] == 'R');
    CALL(munmap(two, PAGE));
    IS(one[PAGE] == 'R');
    one[PAGE] = 'S';
    IS(in_file(fd, PAGE - 2, "acSoss"));
    char *looks = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 2 * PAGE);
    CALL(pwrite(fd, "W", 1, 2 * PAGE));
    IS(memcmp(looks, "Written", 7) == 0);
    char *copy = mmap(NULL, PAGE, BOTH, MAP_PRIVATE, fd, 2 * PAGE);
    copy[0] = 'X';
    IS(in_file(fd, 2 * PAGE, "Written"));
    CALL(munmap(copy, PAGE));
    CALL(munmap(looks, PAGE));
    CALL(msync(one, 3 * PAGE, MS_SYNC));
    CALL(msync(one, 3 * PAGE, MS_ASYNC | MS_INVALIDATE));
    CALL(msync(one, PAGE, MS_SYNC | MS_ASYNC));
    CALL(msync(one + 1, PAGE, MS_SYNC));
    CALL(madvise(one, 3 * PAGE, MADV_DONTNEED));
    IS(memcmp(one + 2 * PAGE, "Written", 7) == 0);
    CALL(mprotect(one, PAGE, PROT_READ));
    CALL(mprotect(one, PAGE, BOTH));

    int other = fresh("other", 0);
    CALL(write(other, one + 2 * PAGE, 7));
    IS(in_file(other, 0, "Written"));
    CALL(pread(other, one, 7, 0));
    IS(in_file(fd, 0, "Written"));
    CALL(pread(fd, one + 100, 20, 0));
    IS(in_file(fd, 100, "Written"));
    CALL(close(other));
    CALL(close(fd));
    strcpy(one, "after close");
    fd = open("both", O_RDWR);
    IS(in_file(fd, 0, "after close"));
    CALL(unlink("both"));
    strcpy(one, "after unlink");
    IS(in_file(fd, 0, "after unlink"));
    CALL(munmap(one, 3 * PAGE));
    IS(in_file(fd, 0, "after unlink"));
    CALL(close(fd));
}

static void grows_and_shrinks(void)
{
    int fd = fresh("length", 3 * PAGE);
    char *at = shared(fd, 8, 0);
    memset(at, 1, 3 * PAGE);
    CALL(ftruncate(fd, 6 * PAGE));
    IS(all(at, 3 * PAGE, 1) && all(at + 3 * PAGE, 3 * PAGE, 0));
    strcpy(at + 5 * PAGE, "sixth");
    IS(in_file(fd, 5 * PAGE, "sixth"));
    IS(size_of(fd) == 6 * PAGE);
    CALL(ftruncate(fd, 100));
    IS(all(at, 100, 1) && all(at + 100, PAGE - 100, 0));
    CALL(ftruncate(fd, 2 * PAGE));
    IS(all(at, 100, 1) && all(at + 100, 2 * PAGE - 100, 0));
    CALL(pwrite(fd, "far", 3, 1 << 20));
    at[1] = 2;
    IS(in_file(fd, 0, "\1\2\1"));
    IS(in_file(fd, 1 << 20, "far"));
    char block[PAGE];
    memset(block, 3, PAGE);
    CALL(lseek(fd, 0, SEEK_END));
    long written = 0;
    for (int i = 0; i < 100; i++) {
        written += write(fd, block, PAGE);
    }
    IS(written == 100 * PAGE);
    IS(size_of(fd) == (1 << 20) + 3 + 100 * PAGE);
    at[2] = 4;
    IS(in_file(fd, 0, "\1\2\4\1"));
    CALL(munmap(at, 8 * PAGE));
    CALL(ftruncate(fd, 10));
    at = shared(fd, 1, 0);
    IS(at[9] == 1 && all(at + 10, PAGE - 10, 0));
    CALL(ftruncate(fd, 2 * PAGE));
    CALL(munmap(at, PAGE));
    at = shared(fd, 2, 0);
    IS(at[9] == 1 && all(at + 10, 2 * PAGE - 10, 0));
    CALL(munmap(at, 2 * PAGE));
    CALL(close(fd));

    fd = fresh("empty", 0);
    at = shared(fd, 2, 0);
    IS(at != MAP_FAILED);
    CALL(write(fd, "now", 3));
    IS(memcmp(at, "now", 4) == 0);
    CALL(close(fd));
    CALL(munmap(at, 2 * PAGE));
}

static void moves(void)
{
    int fd = fresh("moves", 2 * PAGE);
    char *at = shared(fd, 2, 0);
    strcpy(at + PAGE, "second");
    CALL(ftruncate(fd, 900 * PAGE));
    at = mremap(at, 2 * PAGE, 900 * PAGE, MREMAP_MAYMOVE);
    IS(at != MAP_FAILED && memcmp(at + PAGE, "second", 7) == 0);
    strcpy(at + 899 * PAGE, "last");
    IS(in_file(fd, 899 * PAGE, "last"));
    IS(mremap(at, 900 * PAGE, 3 * PAGE, 0) == at);
    at[PAGE] = 'S';
    IS(in_file(fd, PAGE, "Second"));
    IS(in_file(fd, 899 * PAGE, "last"));
    CALL(munmap(at + PAGE, PAGE));
    strcpy(at, "first");
    strcpy(at + 2 * PAGE, "third");
    IS(in_file(fd, 0, "first") && in_file(fd, PAGE, "Second") && in_file(fd, 2 * PAGE, "third"));
    CALL(munmap(at, 3 * PAGE));
    IS(in_file(fd, 0, "first") && in_file(fd, PAGE, "Second") && in_file(fd, 2 * PAGE, "third"));
    CALL(close(fd));
}

static void at_fixed_places(void)
{
    int fd = fresh("fixed", 4 * PAGE);
    char *at = shared(fd, 4, 0);
    memset(at, 5, 4 * PAGE);
    char *over = mmap(at, 4 * PAGE, BOTH, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    IS(over == at && all(over, 4 * PAGE, 0));
    memset(over, 6, 4 * PAGE);
    IS(in_file(fd, PAGE, "\5\5\5"));
    CALL(munmap(at, 4 * PAGE));
    IS(in_file(fd, 0, "\5") && in_file(fd, 3 * PAGE, "\5"));

    char *room = mmap(NULL, 64 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    IS(mmap(room + 8 * PAGE, 4 * PAGE, BOTH, MAP_SHARED | MAP_FIXED, fd, 0) == room + 8 * PAGE);
    IS(all(room + 8 * PAGE, 4 * PAGE, 5));
    room[8 * PAGE] = 7;
    IS(in_file(fd, 0, "\7\5"));
    IS(mmap(room + 8 * PAGE, PAGE, BOTH, MAP_SHARED | MAP_FIXED_NOREPLACE, fd, 0) == MAP_FAILED && errno == EEXIST);
    CALL(munmap(room, 64 * PAGE));
    IS(in_file(fd, 0, "\7\5"));
    memset(mmap(NULL, 64 * PAGE, BOTH, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 8, 64 * PAGE);
    IS(in_file(fd, 0, "\7\5") && in_file(fd, 3 * PAGE, "\5"));
    CALL(close(fd));
}

/* A part of a file, at a place with room beside it; a mapping that moves; and memory over the end of one. */
static void parts_at_fixed_places(void)
{
    int fd = fresh("parts", 4 * PAGE);
    CALL(pwrite(fd, "third", 5, 2 * PAGE));
    char *room = mmap(NULL, 64 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CALL(munmap(room, 64 * PAGE));
    char *at = mmap(room + 32 * PAGE, PAGE, BOTH, MAP_SHARED | MAP_FIXED, fd, 2 * PAGE);
    IS(at == room + 32 * PAGE && memcmp(at, "third", 6) == 0);
    at[0] = 'T';
    IS(in_file(fd, 2 * PAGE, "Third"));
    CALL(pwrite(fd, "first", 5, 0));
    IS(in_file(fd, 0, "first") && in_file(fd, 2 * PAGE, "Third"));
    CALL(munmap(at, PAGE));
    CALL(close(fd));

    fd = fresh("travels", 2 * PAGE);
    at = shared(fd, 2, 0);
    strcpy(at + PAGE, "along");
    room = mmap(NULL, 64 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    IS(mremap(at, 2 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, room + 16 * PAGE) == room + 16 * PAGE);
    at = room + 16 * PAGE;
    IS(memcmp(at + PAGE, "along", 6) == 0);
    at[PAGE] = 'A';
    IS(in_file(fd, PAGE, "Along"));
    CALL(pwrite(fd, "x", 1, 0));
    IS(at[0] == 'x');
    CALL(munmap(at, 3 * PAGE));
    IS(in_file(fd, 0, "x") && in_file(fd, PAGE, "Along"));
    CALL(close(fd));

    fd = fresh("tail", PAGE);
    at = shared(fd, 4, 0);
    char *over = mmap(at + 2 * PAGE, 2 * PAGE, BOTH, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    IS(over == at + 2 * PAGE && all(over, 2 * PAGE, 0));
    memset(over, 9, 2 * PAGE);
    strcpy(at, "begins");
    IS(in_file(fd, 0, "begins"));
    IS(size_of(fd) == PAGE);
    CALL(munmap(over, 2 * PAGE));
    IS(in_file(fd, 0, "begins"));
    CALL(munmap(at, 2 * PAGE));
    CALL(close(fd));
}

static void refusals(void)
{
    int fd = fresh("refused", PAGE);
    int reads = open("refused", O_RDONLY);
    int writes = open("refused", O_WRONLY);
    IS(mmap(NULL, PAGE, BOTH, MAP_SHARED, reads, 0) == MAP_FAILED && errno == EACCES);
    IS(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, writes, 0) == MAP_FAILED && errno == EACCES);
    IS(mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, writes, 0) == MAP_FAILED && errno == EACCES);
    IS(mmap(NULL, PAGE, BOTH, MAP_SHARED, fd, 1) == MAP_FAILED && errno == EINVAL);
    IS(mmap(NULL, 0, BOTH, MAP_SHARED, fd, 0) == MAP_FAILED && errno == EINVAL);
    IS(mmap(NULL, PAGE, BOTH, MAP_SHARED, 99, 0) == MAP_FAILED && errno == EBADF);
    IS(mmap(NULL, PAGE, BOTH, MAP_SHARED, open(".", O_RDONLY | O_DIRECTORY), 0) == MAP_FAILED);
    IS(mmap(NULL, PAGE, BOTH, MAP_SHARED_VALIDATE, fd, 0) != MAP_FAILED);
    IS(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, reads, 0) != MAP_FAILED);
    int memory = memfd_create("memory", 0);
    CALL(ftruncate(memory, PAGE));
    char *at = shared(memory, 1, 0);
    strcpy(at, "anonymous");
    IS(in_file(memory, 0, "anonymous"));
}

int main(void)
{
    seen_both_ways();
    grows_and_shrinks();
    moves();
    at_fixed_places();
    parts_at_fixed_places();
    refusals();
    return 0;
}
