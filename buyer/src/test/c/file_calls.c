#include "calls.h"

#include <dirent.h>
#include <sys/uio.h>
#include <sys/file.h>

static void tell_stat(const char *name)
{
    struct stat about;
    int result = stat(name, &about);
    if (result != 0) {
        printf("stat %s: errno %d\n", name, errno);
        return;
    }
    printf("stat %s: mode %o", name, about.st_mode);
    if (S_ISREG(about.st_mode)) {
        printf(" size %ld links %ld", (long) about.st_size, (long) about.st_nlink);
    }
    printf("\n");
}

static int by_name(const void *one, const void *other)
{
    return strcmp(*(char *const *) one, *(char *const *) other);
}

static void tell_folder(const char *name)
{
    DIR *folder = opendir(name);
    char *names[100];
    int count = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL && count < 100;) {
        asprintf(&names[count++], "%s/%d", entry->d_name, entry->d_type);
    }
    closedir(folder);
    qsort(names, (size_t) count, sizeof *names, by_name);
    printf("folder %s:", name);
    for (int i = 0; i < count; i++) {
        printf(" %s", names[i]);
    }
    printf("\n");
}

int main(void)
{
    char text[100] = "";
    umask(022);
    CALL(mkdir("w", 0777));
    CALL(mkdir("w", 0777));
    CALL(chdir("w"));
    CALL(open("missing", O_RDONLY));
    CALL(open("missing/file", O_RDWR | O_CREAT, 0600));
    CALL(open("", O_RDONLY));
    int fd = open("a", O_RDWR | O_CREAT | O_EXCL, 0666);
    IS(fd == 3);
    CALL(open("a", O_RDWR | O_CREAT | O_EXCL, 0666));
    CALL(write(fd, "hello world", 11));
    CALL(lseek(fd, 0, SEEK_CUR));
    CALL(lseek(fd, -5, SEEK_END));
    CALL(read(fd, text, 100));
    printf("%s\n", text);
    CALL(read(fd, text, 100));
    CALL(lseek(fd, -1, SEEK_SET));
    CALL(lseek(fd, 0, 99));
    CALL(lseek(fd, 100, SEEK_SET));
    CALL(write(fd, "!", 1));
    tell_stat("a");
    CALL(pread(fd, text, 5, 98));
    IS(text[0] == 0 && text[2] == '!');
    CALL(pwrite(fd, "HELLO", 5, 0));
    CALL(pread(fd, text, 5, -1));
    CALL(lseek(fd, 0, SEEK_CUR));
    CALL(lseek(fd, 0, SEEK_DATA));
    CALL(lseek(fd, 0, SEEK_HOLE));
    CALL(lseek(fd, 200, SEEK_DATA));
    CALL(ftruncate(fd, 5));
    CALL(ftruncate(fd, -1));
    tell_stat("a");
    CALL(truncate("a", 8));
    CALL(truncate("missing", 8));
    tell_stat("a");
    CALL(fallocate(fd, 0, 0, 20));
    CALL(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 40));
    CALL(fallocate(fd, 0, -1, 40));
    tell_stat("a");

    int again = dup(fd);
    IS(again == 4);
    CALL(lseek(again, 2, SEEK_SET));
    CALL(lseek(fd, 0, SEEK_CUR));
    CALL(dup2(fd, 50));
    CALL(dup2(fd, fd));
    CALL(dup3(fd, fd, 0));
    CALL(dup2(999, 5));
    CALL(dup2(fd, -1));
    CALL(fcntl(50, F_GETFD));
    CALL(fcntl(50, F_SETFD, FD_CLOEXEC));
    CALL(fcntl(50, F_GETFD));
    CALL(fcntl(fd, F_DUPFD, 20));
    CALL(fcntl(fd, F_DUPFD_CLOEXEC, 20));
    CALL(fcntl(21, F_GETFD));
    CALL(fcntl(fd, F_GETFL));
    CALL(fcntl(fd, F_SETFL, O_APPEND));
    CALL(fcntl(fd, F_GETFL));
    CALL(write(fd, "end", 3));
    tell_stat("a");
    CALL(fcntl(999, F_GETFD));
    CALL(fcntl(fd, 12345));
    CALL(close(20));
    CALL(close(20));
    CALL(close(21));
    CALL(close(50));
    CALL(close(again));
    CALL(flock(fd, LOCK_EX));
    CALL(fsync(fd));
    CALL(fdatasync(fd));
    CALL(fsync(999));
    CALL(isatty(fd));
    CALL(close(fd));
    CALL(read(fd, text, 1));
    CALL(write(fd, text, 1));

    fd = open("a", O_RDONLY);
    CALL(write(fd, "x", 1));
    CALL(ftruncate(fd, 0));
    struct iovec pieces[3] = {{text, 2}, {text + 10, 0}, {text + 20, 3}};
    CALL(readv(fd, pieces, 3));
    IS(memcmp(text, "HE", 2) == 0 && memcmp(text + 20, "LLO", 3) == 0);
    CALL(readv(fd, pieces, -1));
    CALL(preadv(fd, pieces, 3, 1));
    CALL(close(fd));
    fd = open("a", O_WRONLY | O_TRUNC);
    CALL(read(fd, text, 1));
    CALL(writev(fd, pieces, 3));
    CALL(close(fd));
    tell_stat("a");

    CALL(rename("a", "b"));
    CALL(rename("a", "b"));
    CALL(access("b", R_OK | W_OK));
    CALL(access("b", 99));
    CALL(access("a", F_OK));
    CALL(symlink("b", "link"));
    CALL(symlink("b", "link"));
    CALL(symlink("loop2", "loop1"));
    CALL(symlink("loop1", "loop2"));
    CALL(open("loop1", O_RDONLY));
    CALL(readlink("link", text, 100));
    CALL(readlink("b", text, 100));
    CALL(readlink("link", text, 0));
    CALL(open("link", O_RDONLY | O_NOFOLLOW));
    struct stat about;
    CALL(lstat("link", &about));
    IS(S_ISLNK(about.st_mode) && about.st_size == 1);
    tell_stat("link");
    CALL(mkdir("d", 0755));
    CALL(mkdir("d/e", 0755));
    CALL(rmdir("d"));
    CALL(rmdir("b"));
    CALL(unlink("d"));
    CALL(rename("d", "d/e/f"));
    CALL(rename("b", "d"));
    CALL(rename("d/e", "b"));
    CALL(open("b/x", O_RDONLY));
    CALL(open("d", O_WRONLY));
    CALL(open("d", O_RDONLY | O_DIRECTORY) >= 0);
    CALL(open("b", O_RDONLY | O_DIRECTORY));
    CALL(read(3, text, 1));
    CALL(close(3));
    tell_folder(".");
    tell_folder("d");
    CALL(chdir("d/e/../.."));
    CALL(chdir("b"));
    CALL(chmod("b", 0400));
    tell_stat("b");
    CALL(chmod("b", 0644));
    CALL(unlink("missing"));
    CALL(creat("open", 0600));
    CALL(unlink("open"));
    CALL(write(3, "still", 5));
    CALL(fstat(3, &about));
    IS(about.st_nlink == 0 && about.st_size == 5);
    CALL(close(3));

    int dir = open("d", O_RDONLY | O_DIRECTORY);
    CALL(openat(dir, "in", O_CREAT | O_WRONLY, 0600));
    CALL(faccessat(dir, "in", R_OK, 0));
    CALL(unlinkat(dir, "in", AT_REMOVEDIR));
    CALL(unlinkat(dir, "e", 0));
    CALL(unlinkat(dir, "e", AT_REMOVEDIR));
    CALL(renameat(dir, "in", AT_FDCWD, "out"));
    CALL(fstatat(dir, "../out", &about, 0));
    CALL(openat(4, "x", O_RDONLY));
    CALL(openat(999, "x", O_RDONLY));
    CALL(fchdir(dir));
    CALL(fchdir(4));
    CALL(chdir(".."));
    CALL(getcwd(text, 2) == NULL && errno == ERANGE);
    tell_folder(".");

    fd = open("/dev/null", O_RDWR);
    CALL(write(fd, text, 100));
    CALL(read(fd, text, 100));
    fd = open("/dev/zero", O_RDONLY);
    CALL(read(fd, text, 100));
    fd = open("/dev/full", O_RDWR);
    CALL(write(fd, text, 1));
    CALL(open("/dev/nothing", O_RDWR));
    CALL(mkdir("/dev/null/x", 0700));

    FILE *file = tmpfile();
    fprintf(file, "%d", 12345);
    rewind(file);
    int value = 0;
    CALL(fscanf(file, "%d", &value));
    IS(value == 12345);
    CALL(memfd_create("name", 0) > 0);
    long name = 255;
    char longest[300];
    memset(longest, 'n', sizeof longest);
    longest[name] = 0;
    CALL(creat(longest, 0600) > 0);
    longest[name] = 'n';
    longest[name + 1] = 0;
    CALL(open(longest, O_RDONLY));
    return 0;
}
