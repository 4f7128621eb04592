/* Names, lengths and times of files, in the ways that few programs use. */
#include "calls.h"

#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/time.h>
#include <utime.h>

static void tell_links(const char *name)
{
    struct stat about;
    CALL(stat(name, &about));
    printf("%s: %ld links, %ld bytes\n", name, (long) about.st_nlink, (long) about.st_size);
}

static void write_text(const char *name, const char *text)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    CALL(write(fd, text, strlen(text)));
    close(fd);
}

static void read_text(const char *name)
{
    char text[64] = "";
    int fd = open(name, O_RDONLY);
    CALL(read(fd, text, 63));
    close(fd);
    printf("%s: %s\n", name, text);
}

static void links(void)
{
    write_text("one", "first");
    CALL(link("one", "two"));
    CALL(link("one", "two"));
    tell_links("one");
    struct stat first, second;
    stat("one", &first);
    stat("two", &second);
    IS(first.st_ino == second.st_ino);
    write_text("two", "second text");
    read_text("one");
    CALL(rename("one", "two")); /* of the same file: nothing happens */
    tell_links("one");
    CALL(unlink("one"));
    tell_links("two");
    read_text("two");
    CALL(symlink("two", "soft"));
    CALL(linkat(AT_FDCWD, "soft", AT_FDCWD, "hard-soft", 0));
    CALL(lstat("hard-soft", &first));
    IS(S_ISLNK(first.st_mode) && first.st_nlink == 2);
    CALL(linkat(AT_FDCWD, "soft", AT_FDCWD, "hard", AT_SYMLINK_FOLLOW));
    tell_links("hard");
    CALL(unlink("soft"));
    CALL(unlink("hard-soft"));
    write_text("other", "other");
    CALL(rename("other", "hard"));
    tell_links("two");
    read_text("hard");
    int fd = open("hard", O_RDONLY);
    CALL(unlink("hard"));
    CALL(fstat(fd, &first));
    IS(first.st_nlink == 0);
    close(fd);
    CALL(mkdir("d", 0700));
    CALL(mkdir("d/e", 0700));
    CALL(syscall(SYS_renameat2, AT_FDCWD, "d/e", AT_FDCWD, "two", 2)); /* they change places */
    CALL(access("two/.", F_OK));
    read_text("d/e");
    CALL(chdir("two"));
    CALL(rmdir("../two"));
    char text[64];
    CALL(getcwd(text, sizeof text) == NULL);
    CALL(open("in-a-folder-that-is-gone", O_CREAT | O_WRONLY, 0600));
    CALL(mkdir("x", 0700));
}

static void leave(const char *start)
{
    CALL(chdir(start));
    CALL(unlink("d/e"));
    CALL(rmdir("d"));
}

static void tell_time(const char *name)
{
    struct stat about;
    CALL(stat(name, &about));
    printf("%s: %ld.%09ld\n", name, (long) about.st_mtim.tv_sec, about.st_mtim.tv_nsec);
}

static void times(void)
{
    write_text("dated", "text");
    struct utimbuf seconds = {1, 1000000000};
    CALL(utime("dated", &seconds));
    tell_time("dated");
    struct timeval micros[2] = {{5, 5}, {86400, 123456}};
    CALL(utimes("dated", micros));
    tell_time("dated");
    struct timespec nanos[2] = {{0, UTIME_OMIT}, {1600000000, 987654321}};
    CALL(utimensat(AT_FDCWD, "dated", nanos, 0));
    tell_time("dated");
    int fd = open("dated", O_RDWR);
    nanos[1].tv_sec = -1000;
    nanos[1].tv_nsec = 5;
    CALL(futimens(fd, nanos));
    tell_time("dated");
    nanos[1].tv_nsec = UTIME_OMIT;
    CALL(futimens(fd, nanos));
    tell_time("dated");
    struct stat before, after;
    stat("dated", &before);
    CALL(write(fd, "x", 1));
    stat("dated", &after);
    IS(after.st_mtime > before.st_mtime + 1000000000);
    close(fd);
    CALL(unlink("dated"));
}

static void copies(void)
{
    char text[32] = "";
    int fd = open("copied", O_RDWR | O_CREAT, 0600);
    CALL(write(fd, "0123456789", 10));
    long from = 2, to = 20;
    CALL(syscall(SYS_copy_file_range, fd, &from, fd, &to, 4, 0));
    CALL(pread(fd, text, 24, 0));
    IS(memcmp(text, "0123456789\0\0\0\0\0\0\0\0\0\0" "2345", 24) == 0);
    int ends[2];
    CALL(pipe(ends));
    off_t at = 5;
    CALL(sendfile(ends[1], fd, &at, 3));
    CALL(read(ends[0], text, 10));
    printf("%.3s\n", text);
    close(fd);
    CALL(unlink("copied"));
}

static void shared(void)
{
    char *at = mmap(NULL, 8 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    IS(at != MAP_FAILED);
    memset(at, 3, 8 * 4096);
    char *zero = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, open("/dev/zero", O_RDWR), 0);
    IS(zero != MAP_FAILED && zero[77] == 0);
    char *target = mmap(NULL, 16 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(target, 9, 16 * 4096);
    IS(mremap(target, 4096, 2 * 4096, MREMAP_MAYMOVE | MREMAP_FIXED, target + 4 * 4096) == target + 4 * 4096);
    IS(target[4 * 4096] == 9 && target[5 * 4096] == 0 && target[6 * 4096] == 9);
    IS(write(1, target, 1) == -1 && errno == EFAULT);
    char *half = mremap(target + 8 * 4096, 4 * 4096, 2 * 4096, MREMAP_MAYMOVE | MREMAP_FIXED, target);
    IS(half == target && half[0] == 9 && half[2 * 4096 - 1] == 9);
    IS(msync(target + 8 * 4096, 4096, MS_SYNC) == -1 && errno == ENOMEM);
}

int main(void)
{
    char start[4096];
    umask(022);
    if (getcwd(start, sizeof start) == NULL) {
        return 99;
    }
    links();
    leave(start);
    times();
    copies();
    shared();
    return 0;
}
