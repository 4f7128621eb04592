#include "errors.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>

static char buffer[8192];
static char long_path[5000];
static char long_name[300];

/* One descriptor of each kind. */
static int file, reads, writes, folder, place, ends[2], counter, timer, set, null, full;

static int opened(const char *path, int flags)
{
    int fd = open(path, flags, 0644);
    if (fd < 0) {
        perror(path);
        exit(99);
    }
    return fd;
}

static void prepare(void)
{
    memset(long_path, 'p', sizeof long_path - 1);
    memset(long_name, 'n', sizeof long_name - 1);
    file = opened("file", O_RDWR | O_CREAT);
    if (write(file, "0123456789", 10) != 10 || pipe2(ends, O_NONBLOCK) != 0 || mkdir("folder", 0755) != 0 || mkdir("empty", 0755) != 0
        || symlink("file", "link") != 0 || symlink("loop", "loop") != 0 || symlink("nowhere", "dangling") != 0
        || mkdir("closed", 0555) != 0) {
        perror("prepare");
        exit(99);
    }
    close(opened("folder/inner", O_WRONLY | O_CREAT));
    close(opened("locked", O_WRONLY | O_CREAT));
    chmod("locked", 0);
    reads = opened("file", O_RDONLY);
    writes = opened("file", O_WRONLY);
    folder = opened(".", O_RDONLY | O_DIRECTORY);
    place = opened("file", O_PATH);
    counter = eventfd(0, EFD_NONBLOCK);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    set = epoll_create1(0);
    null = opened("/dev/null", O_RDWR);
    full = opened("/dev/full", O_RDWR);
}

static void reading(void)
{
    lseek(file, 0, SEEK_SET);
    TRY(read, NONE, buffer, 1);
    TRY(read, -1, BAD, 1);
    TRY(read, file, BAD, 1);
    TRY(read, file, HIGH, 1);
    TRY(read, file, BAD, 0);
    TRY(read, writes, buffer, 1);
    TRY(read, writes, BAD, 1);
    TRY(read, folder, buffer, 1);
    TRY(read, place, buffer, 1);
    TRY(read, ends[1], buffer, 1);
    TRY(read, ends[0], buffer, 1);
    TRY(read, counter, buffer, 7);
    TRY(read, counter, buffer, 8);
    TRY(read, timer, buffer, 7);
    TRY(read, timer, buffer, 8);
    TRY(read, set, buffer, 8);
    TRY(read, null, BAD, 1);
    TRY(read, file, buffer, -1);
    TRY(pread64, NONE, buffer, 1, 0);
    TRY(pread64, file, buffer, 1, -1);
    TRY(pread64, NONE, buffer, 1, -1);
    TRY(pread64, file, BAD, 1, 0);
    TRY(pread64, file, BAD, 1, 100);
    TRY(pread64, writes, buffer, 1, 0);
    TRY(pread64, ends[0], buffer, 1, 0);
    TRY(pread64, folder, buffer, 1, 0);
    TRY(pread64, counter, buffer, 8, 0);
    TRY(pread64, null, buffer, 8, 0);
    struct iovec good = {buffer, 4};
    struct iovec bad = {BAD, 4};
    struct iovec endless[2] = {{buffer, 4}, {buffer, (size_t) -1}};
    TRY(readv, NONE, &good, 1);
    TRY(readv, file, BAD, 1);
    TRY(readv, file, &bad, 1);
    TRY(readv, file, &good, 1025);
    TRY(readv, file, &good, -1);
    TRY(readv, file, &good, 0);
    TRY(readv, file, endless, 2);
    TRY(readv, writes, &good, 1);
    TRY(readv, folder, &good, 1);
    TRY(preadv, NONE, &good, 1, 0, 0);
    TRY(preadv, file, &good, 1, -1, -1);
    TRY(preadv, file, BAD, 1, 0, 0);
    TRY(preadv, ends[0], &good, 1, 0, 0);
    TRY(preadv, writes, &good, 1, 0, 0);
    TRY(preadv2, NONE, &good, 1, 0, 0, 0);
    TRY(preadv2, file, &good, 1, -2, -1, 0);
    TRY(preadv2, file, BAD, 1, 0, 0, 0);
    TRY(preadv2, file, &good, 1, 0, 0, 0x10000);
    TRY(preadv2, ends[0], &good, 1, 0, 0, 0);
}

static void writing(void)
{
    signal(SIGPIPE, SIG_IGN);
    TRY(write, NONE, buffer, 1);
    TRY(write, file, BAD, 1);
    TRY(write, file, HIGH, 1);
    TRY(write, file, BAD, 0);
    TRY(write, reads, buffer, 1);
    TRY(write, reads, BAD, 1);
    TRY(write, folder, buffer, 1);
    TRY(write, place, buffer, 1);
    TRY(write, ends[0], buffer, 1);
    TRY(write, ends[1], BAD, 1);
    TRY(write, counter, buffer, 7);
    TRY(write, counter, BAD, 8);
    TRY(write, counter, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
    TRY(write, timer, buffer, 8);
    TRY(write, set, buffer, 8);
    TRY(write, null, BAD, 1);
    TRY(write, full, buffer, 1);
    TRY(pwrite64, NONE, buffer, 1, 0);
    TRY(pwrite64, file, buffer, 1, -1);
    TRY(pwrite64, file, BAD, 1, 0);
    TRY(pwrite64, reads, buffer, 1, 0);
    TRY(pwrite64, ends[1], buffer, 1, 0);
    TRY(pwrite64, file, buffer, 1, 0x7fffffffffffffff);
    struct iovec good = {"abcd", 4};
    struct iovec bad = {BAD, 4};
    TRY(writev, NONE, &good, 1);
    TRY(writev, file, BAD, 1);
    TRY(writev, file, &bad, 1);
    TRY(writev, file, &good, 1025);
    TRY(writev, reads, &good, 1);
    TRY(pwritev, NONE, &good, 1, 0, 0);
    TRY(pwritev, file, &good, 1, -1, -1);
    TRY(pwritev, file, BAD, 1, 0, 0);
    TRY(pwritev, ends[1], &good, 1, 0, 0);
    TRY(pwritev2, NONE, &good, 1, 0, 0, 0);
    TRY(pwritev2, file, &good, 1, -2, -1, 0);
    TRY(pwritev2, file, BAD, 1, 0, 0, 0);
    TRY(pwritev2, file, &good, 1, 0, 0, 0x10000);
    int without_reader[2];
    if (pipe(without_reader) == 0) {
        close(without_reader[0]);
        TRY(write, without_reader[1], buffer, 1);
        TRY(writev, without_reader[1], &good, 1);
        TRY(write, without_reader[1], buffer, 0);
        close(without_reader[1]);
    }
}

static void copying(void)
{
    long at = 0, negative = -1;
    int other = opened("other", O_RDWR | O_CREAT);
    TRY(sendfile, NONE, file, NULL, 1);
    TRY(sendfile, other, NONE, NULL, 1);
    TRY(sendfile, reads, file, NULL, 1);
    TRY(sendfile, other, writes, NULL, 1);
    TRY(sendfile, other, file, BAD, 1);
    TRY(sendfile, other, file, &negative, 1);
    TRY(sendfile, other, folder, NULL, 1);
    TRY(sendfile, other, ends[0], &at, 1);
    TRY(copy_file_range, NONE, NULL, other, NULL, 1, 0);
    TRY(copy_file_range, file, NULL, NONE, NULL, 1, 0);
    TRY(copy_file_range, file, BAD, other, NULL, 1, 0);
    TRY(copy_file_range, file, NULL, other, BAD, 1, 0);
    TRY(copy_file_range, file, NULL, other, NULL, 1, 1);
    TRY(copy_file_range, writes, NULL, other, NULL, 1, 0);
    TRY(copy_file_range, file, NULL, reads, NULL, 1, 0);
    TRY(copy_file_range, folder, NULL, other, NULL, 1, 0);
    TRY(copy_file_range, file, NULL, folder, NULL, 1, 0);
    TRY(copy_file_range, ends[0], NULL, other, NULL, 1, 0);
    TRY(copy_file_range, file, NULL, ends[1], NULL, 1, 0);
    lseek(file, 0, SEEK_SET);
    TRY(copy_file_range, file, NULL, file, &at, 10, 0);
    int appends = opened("other", O_WRONLY | O_APPEND);
    TRY(copy_file_range, file, NULL, appends, NULL, 1, 0);
    close(appends);
    close(other);
    unlink("other");
}

static void positions(void)
{
    TRY(lseek, NONE, 0, SEEK_SET);
    TRY(lseek, file, 0, 99);
    TRY(lseek, file, 0, -1);
    TRY(lseek, file, -1, SEEK_SET);
    TRY(lseek, file, -1000, SEEK_END);
    TRY(lseek, file, 1000, SEEK_DATA);
    TRY(lseek, file, -1, SEEK_HOLE);
    TRY(lseek, file, 0x7fffffffffffffff, SEEK_SET);
    TRY(lseek, ends[0], 0, SEEK_SET);
    TRY(lseek, set, 0, SEEK_CUR);
    TRY(lseek, timer, 0, SEEK_SET);
    TRY(lseek, counter, 0, SEEK_SET);
    TRY(lseek, place, 0, SEEK_SET);
    TRY(lseek, null, 5, SEEK_SET);
    TRY(lseek, folder, 0, SEEK_SET);
    TRY(truncate, "missing", 1);
    TRY(truncate, BAD, 1);
    TRY(truncate, "file", -1);
    TRY(truncate, "folder", 1);
    TRY(truncate, "locked", 1);
    TRY(truncate, "file/x", 1);
    TRY(truncate, "loop", 1);
    TRY(truncate, "", 1);
    TRY(ftruncate, NONE, 1);
    TRY(ftruncate, file, -1);
    TRY(ftruncate, reads, 1);
    TRY(ftruncate, folder, 1);
    TRY(ftruncate, ends[1], 1);
    TRY(ftruncate, place, 1);
    TRY(fallocate, NONE, 0, 0, 1);
    TRY(fallocate, file, 0, -1, 1);
    TRY(fallocate, file, 0, 0, 0);
    TRY(fallocate, file, 0, 0, -1);
    TRY(fallocate, file, 0x1000, 0, 1);
    TRY(fallocate, file, 0, 0x7fffffffffffffff, 1);
    TRY(fallocate, reads, 0, 0, 1);
    TRY(fallocate, ends[1], 0, 0, 1);
    TRY(fallocate, counter, 0, 0, 1);
    TRY(fallocate, folder, 0, 0, 1);
    TRY(fallocate, null, 0, 0, 1);
    TRY(fsync, NONE);
    TRY(fsync, ends[0]);
    TRY(fsync, counter);
    TRY(fsync, place);
    TRY(fdatasync, NONE);
    TRY(fdatasync, ends[0]);
    TRY(sync_file_range, NONE, 0, 0, 0);
    TRY(sync_file_range, file, -1, 0, 0);
    TRY(sync_file_range, file, 0, 0, 0x1000);
    TRY(sync_file_range, ends[0], 0, 0, 0);
    TRY(syncfs, NONE);
    TRY(syncfs, place);
    TRY(sync);
    TRY(readahead, NONE, 0, 1);
    TRY(readahead, writes, 0, 1);
    TRY(readahead, ends[0], 0, 1);
    TRY(fadvise64, NONE, 0, 0, 0);
    TRY(fadvise64, file, 0, 0, 99);
    TRY(fadvise64, file, 0, -1, 0);
    TRY(fadvise64, ends[0], 0, 0, 0);
    TRY(flock, NONE, LOCK_EX);
    TRY(flock, file, 0);
    TRY(flock, file, 99);
    TRY(flock, place, LOCK_EX);
}

static void opening(void)
{
    unsigned long how[4] = {O_RDONLY, 0, 0, 0};
    TRY(open, BAD, O_RDONLY);
    TRY(open, HIGH, O_RDONLY);
    TRY(open, "", O_RDONLY);
    TRY(open, "missing", O_RDONLY);
    TRY(open, "missing/deeper", O_RDWR | O_CREAT, 0600);
    TRY(open, "file/deeper", O_RDWR | O_CREAT, 0600);
    TRY(open, "file/", O_RDONLY);
    TRY(open, "new/", O_RDWR | O_CREAT, 0600);
    TRY(open, "file", O_RDONLY | O_DIRECTORY);
    TRY(open, "file", O_RDWR | O_CREAT | O_EXCL, 0600);
    TRY(open, "dangling", O_RDWR | O_CREAT | O_EXCL, 0600);
    TRY(open, "dangling", O_RDWR);
    TRY(open, "folder", O_RDWR);
    TRY(open, "folder", O_WRONLY | O_CREAT, 0600);
    TRY(open, "folder", O_RDONLY | O_TRUNC);
    TRY(open, "link", O_RDONLY | O_NOFOLLOW);
    TRY(open, "loop", O_RDONLY);
    TRY(open, "locked", O_RDONLY);
    TRY(open, "closed/new", O_RDWR | O_CREAT, 0600);
    TRY(open, long_path, O_RDONLY);
    TRY(open, long_name, O_RDONLY);
    TRY(open, "new", O_CREAT | O_DIRECTORY, 0600);
    TRY(open, "folder", O_TMPFILE | O_RDONLY, 0600);
    TRY(open, "file", O_TMPFILE | O_RDWR, 0600);
    TRY(open, "missing", O_TMPFILE | O_RDWR, 0600);
    TRY(creat, BAD, 0600);
    TRY(creat, "folder", 0600);
    TRY(creat, "closed/new", 0600);
    TRY(creat, "", 0600);
    TRY(openat, NONE, "file", O_RDONLY);
    TRY(openat, file, "file", O_RDONLY);
    TRY(openat, folder, BAD, O_RDONLY);
    TRY(openat, folder, "", O_RDONLY);
    TRY(openat, ends[0], "file", O_RDONLY);
    TRY(openat, -1, "missing", O_RDONLY);
    TRY(openat2, AT_FDCWD, "file", BAD, 24);
    TRY(openat2, AT_FDCWD, "file", how, 23);
    TRY(openat2, AT_FDCWD, BAD, how, 24);
    TRY(openat2, NONE, "file", how, 24);
    how[0] = 1ul << 40;
    TRY(openat2, AT_FDCWD, "file", how, 24);
    how[0] = O_RDONLY;
    how[1] = 0600;
    TRY(openat2, AT_FDCWD, "file", how, 24);
    how[1] = 0;
    how[2] = 1ul << 40;
    TRY(openat2, AT_FDCWD, "file", how, 24);
    how[2] = 0;
    how[3] = 1;
    TRY(openat2, AT_FDCWD, "file", how, 32);
    TRY(memfd_create, BAD, 0);
    TRY(memfd_create, "name", 0x40000000);
    TRY(memfd_create, long_name, 0);
    TRY(umask, -1);
    TRY(umask, 022);
}

static void descriptors(void)
{
    TRY(close, NONE);
    TRY(close, -1);
    TRY(close_range, 5, 4, 0);
    TRY(close_range, 5, 6, 99);
    TRY(dup, NONE);
    TRY(dup, -1);
    TRY(dup2, NONE, 5);
    TRY(dup2, file, -1);
    TRY(dup2, file, 1 << 30);
    TRY(dup2, NONE, NONE);
    TRY(dup3, file, file, 0);
    TRY(dup3, NONE, 50, 0);
    TRY(dup3, file, 50, 99);
    TRY(dup3, file, -1, 0);
    TRY(fcntl, NONE, F_GETFD);
    TRY(fcntl, file, 9999, 0);
    TRY(fcntl, file, F_DUPFD, -1);
    TRY(fcntl, file, F_DUPFD, 1 << 30);
    TRY(fcntl, file, F_GETLK, BAD);
    TRY(fcntl, file, F_SETLK, BAD);
    TRY(fcntl, file, F_GETPIPE_SZ);
    TRY(fcntl, place, F_SETFL, O_NONBLOCK);
    TRY(fcntl, place, F_GETFD);
    struct flock lock = {99, SEEK_SET, 0, 0, 0};
    TRY(fcntl, file, F_SETLK, &lock);
    TRY(fcntl, file, F_GETLK, &lock);
    lock.l_type = F_WRLCK;
    TRY(fcntl, reads, F_SETLK, &lock);
    lock.l_whence = 99;
    TRY(fcntl, file, F_SETLK, &lock);
    TRY(ioctl, NONE, FIONREAD, buffer);
    TRY(ioctl, file, TCGETS, buffer);
    TRY(ioctl, ends[0], FIONREAD, BAD);
    TRY(ioctl, ends[0], FIONBIO, BAD);
    TRY(ioctl, file, 0x12345678, buffer);
    TRY(ioctl, place, FIONREAD, buffer);
    TRY(pipe, BAD);
    TRY(pipe2, BAD, 0);
    TRY(pipe2, buffer, 99);
    TRY(eventfd, -1);
    TRY(eventfd2, 0, 99);
}

static void looking(void)
{
    static char about[512];
    TRY(stat, "missing", about);
    TRY(stat, BAD, about);
    TRY(stat, "file", BAD);
    TRY(stat, "missing", BAD);
    TRY(stat, "", about);
    TRY(stat, "loop", about);
    TRY(stat, "file/x", about);
    TRY(stat, "dangling", about);
    TRY(stat, long_path, about);
    TRY(lstat, "missing", about);
    TRY(lstat, BAD, about);
    TRY(lstat, "link", BAD);
    TRY(lstat, "loop", about);
    TRY(lstat, "link/", about);
    TRY(fstat, NONE, about);
    TRY(fstat, file, BAD);
    TRY(newfstatat, NONE, "file", about, 0);
    TRY(newfstatat, file, "file", about, 0);
    TRY(newfstatat, AT_FDCWD, "", about, 0);
    TRY(newfstatat, AT_FDCWD, "file", about, 0x80000000);
    TRY(newfstatat, AT_FDCWD, BAD, about, 0);
    TRY(newfstatat, NONE, "", about, AT_EMPTY_PATH);
    TRY(statx, NONE, "file", 0, 0x7ff, about);
    TRY(statx, AT_FDCWD, "missing", 0, 0x7ff, about);
    TRY(statx, AT_FDCWD, "file", 0x80000000, 0x7ff, about);
    TRY(statx, AT_FDCWD, "file", 0, 0x80000000, about);
    TRY(statx, AT_FDCWD, "file", 0, 0x7ff, BAD);
    TRY(statx, AT_FDCWD, BAD, 0, 0x7ff, about);
    TRY(access, "missing", F_OK);
    TRY(access, "file", 99);
    TRY(access, BAD, F_OK);
    TRY(access, "file", X_OK);
    TRY(access, "locked", R_OK);
    TRY(access, "closed", W_OK);
    TRY(faccessat, NONE, "file", F_OK);
    TRY(faccessat, AT_FDCWD, "file", 99);
    TRY(faccessat, file, "file", F_OK);
    TRY(faccessat2, AT_FDCWD, "file", F_OK, 0x80000000);
    TRY(faccessat2, NONE, "file", F_OK, 0);
    TRY(faccessat2, NONE, "", F_OK, AT_EMPTY_PATH);
    TRY(faccessat2, AT_FDCWD, "dangling", F_OK, AT_SYMLINK_NOFOLLOW);
    TRY(readlink, "file", buffer, 10);
    TRY(readlink, "missing", buffer, 10);
    TRY(readlink, "link", BAD, 10);
    TRY(readlink, "link", buffer, 0);
    TRY(readlink, "link", buffer, -1);
    TRY(readlink, BAD, buffer, 10);
    TRY(readlinkat, NONE, "link", buffer, 10);
    TRY(readlinkat, AT_FDCWD, "file", buffer, 10);
    TRY(readlinkat, AT_FDCWD, "", buffer, 10);
    TRY(readlinkat, AT_FDCWD, "link", buffer, 0);
    TRY(statfs, "missing", buffer);
    TRY(statfs, "file", BAD);
    TRY(statfs, BAD, buffer);
    TRY(fstatfs, NONE, buffer);
    TRY(fstatfs, file, BAD);
    TRY(getdents64, NONE, buffer, 100);
    TRY(getdents64, file, buffer, 100);
    TRY(getdents64, folder, buffer, 1);
    TRY(getdents64, folder, BAD, 100);
    TRY(getdents64, ends[0], buffer, 100);
    TRY(getcwd, BAD, 100);
    TRY(getcwd, buffer, 1);
    TRY(getcwd, buffer, 0);
    TRY(chdir, "missing");
    TRY(chdir, "file");
    TRY(chdir, BAD);
    TRY(chdir, "");
    TRY(chdir, "loop");
    TRY(fchdir, NONE);
    TRY(fchdir, file);
    TRY(fchdir, ends[0]);
}

static void changing(void)
{
    TRY(mkdir, "folder", 0755);
    TRY(mkdir, "missing/new", 0755);
    TRY(mkdir, "file/new", 0755);
    TRY(mkdir, BAD, 0755);
    TRY(mkdir, "", 0755);
    TRY(mkdir, "closed/new", 0755);
    TRY(mkdir, "dangling", 0755);
    TRY(mkdir, "/", 0755);
    TRY(mkdir, ".", 0755);
    TRY(mkdir, "new/..", 0755);
    TRY(mkdir, long_name, 0755);
    TRY(mkdirat, NONE, "new", 0755);
    TRY(mkdirat, file, "new", 0755);
    TRY(mkdirat, AT_FDCWD, "folder", 0755);
    TRY(rmdir, "missing");
    TRY(rmdir, "file");
    TRY(rmdir, "folder");
    TRY(rmdir, ".");
    TRY(rmdir, "folder/..");
    TRY(rmdir, "/");
    TRY(rmdir, BAD);
    TRY(rmdir, "");
    TRY(rmdir, "link");
    TRY(unlink, "missing");
    TRY(unlink, "folder");
    TRY(unlink, BAD);
    TRY(unlink, "");
    TRY(unlink, "file/x");
    TRY(unlink, "file/");
    TRY(unlink, ".");
    TRY(unlinkat, NONE, "file", 0);
    TRY(unlinkat, AT_FDCWD, "file", 99);
    TRY(unlinkat, AT_FDCWD, "file", AT_REMOVEDIR);
    TRY(unlinkat, AT_FDCWD, "folder", 0);
    TRY(unlinkat, AT_FDCWD, "folder", AT_REMOVEDIR);
    TRY(rename, "missing", "new");
    TRY(rename, "file", "missing/new");
    TRY(rename, "file", "folder");
    TRY(rename, "folder", "file");
    TRY(rename, "empty", "folder");
    TRY(rename, "folder", "folder/inner");
    TRY(rename, "folder", "folder/new");
    TRY(rename, "file", "closed/new");
    TRY(rename, "file", "");
    TRY(rename, "file", ".");
    TRY(rename, "file", "new/");
    TRY(rename, BAD, "new");
    TRY(rename, "file", BAD);
    TRY(renameat, NONE, "file", AT_FDCWD, "new");
    TRY(renameat, AT_FDCWD, "file", NONE, "new");
    TRY(renameat2, AT_FDCWD, "file", AT_FDCWD, "link", 1);
    TRY(renameat2, AT_FDCWD, "file", AT_FDCWD, "new", 99);
    TRY(renameat2, AT_FDCWD, "file", AT_FDCWD, "new", 3);
    TRY(renameat2, AT_FDCWD, "file", AT_FDCWD, "missing", 2);
    TRY(link, "missing", "new");
    TRY(link, "file", "folder");
    TRY(link, "file", "missing/new");
    TRY(link, "folder", "new");
    TRY(link, BAD, "new");
    TRY(link, "file", BAD);
    TRY(link, "file", "closed/new");
    TRY(linkat, NONE, "file", AT_FDCWD, "new", 0);
    TRY(linkat, AT_FDCWD, "file", NONE, "new", 0);
    TRY(linkat, AT_FDCWD, "file", AT_FDCWD, "new", 99);
    TRY(linkat, AT_FDCWD, "file", AT_FDCWD, "link", 0);
    TRY(symlink, "file", "folder");
    TRY(symlink, "", "new");
    TRY(symlink, BAD, "new");
    TRY(symlink, "file", BAD);
    TRY(symlink, "file", "missing/new");
    TRY(symlink, "file", "closed/new");
    TRY(symlink, long_path, "new");
    TRY(symlinkat, "file", NONE, "new");
    TRY(symlinkat, "file", AT_FDCWD, "link");
    TRY(chmod, "missing", 0600);
    TRY(chmod, BAD, 0600);
    TRY(chmod, "loop", 0600);
    TRY(fchmod, NONE, 0600);
    TRY(fchmod, place, 0600);
    TRY(fchmodat, NONE, "file", 0600);
    TRY(fchmodat, AT_FDCWD, "missing", 0600);
    TRY(fchmodat2, AT_FDCWD, "file", 0600, 0x80000000);
    TRY(fchmodat2, AT_FDCWD, "missing", 0600, 0);
    TRY(chown, "missing", -1, -1);
    TRY(chown, BAD, -1, -1);
    TRY(chown, "file", 0, 0);
    TRY(lchown, "missing", -1, -1);
    TRY(lchown, "file", 0, 0);
    TRY(fchown, NONE, -1, -1);
    TRY(fchown, file, 0, -1);
    TRY(fchown, place, -1, -1);
    TRY(fchownat, NONE, "file", -1, -1, 0);
    TRY(fchownat, AT_FDCWD, "file", -1, -1, 0x80000000);
    TRY(fchownat, AT_FDCWD, "file", 0, 0, 0);
    struct timespec times[2] = {{0, 0}, {0, -1}};
    struct timeval micros[2] = {{0, 0}, {0, 1000000}};
    TRY(utime, "missing", NULL);
    TRY(utime, BAD, NULL);
    TRY(utime, "file", BAD);
    TRY(utimes, "missing", NULL);
    TRY(utimes, "file", BAD);
    TRY(utimes, "file", micros);
    TRY(futimesat, NONE, "file", NULL);
    TRY(futimesat, AT_FDCWD, "file", BAD);
    TRY(futimesat, AT_FDCWD, "file", micros);
    TRY(utimensat, NONE, "file", NULL, 0);
    TRY(utimensat, AT_FDCWD, "file", BAD, 0);
    TRY(utimensat, AT_FDCWD, "file", times, 0);
    TRY(utimensat, AT_FDCWD, "file", NULL, 0x80000000);
    TRY(utimensat, NONE, NULL, NULL, 0);
    TRY(utimensat, AT_FDCWD, NULL, NULL, 0);
    TRY(utimensat, AT_FDCWD, "missing", NULL, 0);
}

static void waiting(void)
{
    struct pollfd polled = {file, POLLIN, 0};
    struct timespec wrong = {0, -1};
    struct timeval wrong_micros = {0, -1};
    struct itimerspec spec = {{0, 0}, {0, 2000000000}};
    struct itimerspec off = {{0, 0}, {0, 0}};
    struct epoll_event event = {EPOLLIN, {.fd = 1}};
    TRY(poll, BAD, 1, 0);
    TRY(poll, &polled, 1 << 30, 0);
    TRY(ppoll, BAD, 1, NULL, NULL, 8);
    TRY(ppoll, &polled, 1, BAD, NULL, 8);
    TRY(ppoll, &polled, 1, &wrong, NULL, 8);
    TRY(ppoll, &polled, 1, NULL, buffer, 4);
    TRY(ppoll, &polled, 1, NULL, BAD, 8);
    TRY(select, -1, NULL, NULL, NULL, NULL);
    TRY(select, 1, BAD, NULL, NULL, NULL);
    TRY(select, 0, NULL, NULL, NULL, BAD);
    TRY(select, 0, NULL, NULL, NULL, &wrong_micros);
    fd_set none;
    FD_ZERO(&none);
    FD_SET(40, &none);
    TRY(select, 41, &none, NULL, NULL, NULL);
    TRY(pselect6, -1, NULL, NULL, NULL, NULL, NULL);
    TRY(pselect6, 1, BAD, NULL, NULL, NULL, NULL);
    TRY(pselect6, 0, NULL, NULL, NULL, &wrong, NULL);
    TRY(pselect6, 0, NULL, NULL, NULL, NULL, BAD);
    TRY(epoll_create, 0);
    TRY(epoll_create1, 99);
    TRY(epoll_ctl, NONE, EPOLL_CTL_ADD, counter, &event);
    TRY(epoll_ctl, set, EPOLL_CTL_ADD, NONE, &event);
    TRY(epoll_ctl, set, EPOLL_CTL_ADD, set, &event);
    TRY(epoll_ctl, counter, EPOLL_CTL_ADD, timer, &event);
    TRY(epoll_ctl, set, EPOLL_CTL_ADD, file, &event);
    TRY(epoll_ctl, set, EPOLL_CTL_ADD, counter, BAD);
    TRY(epoll_ctl, set, EPOLL_CTL_MOD, counter, &event);
    TRY(epoll_ctl, set, EPOLL_CTL_DEL, counter, NULL);
    TRY(epoll_ctl, set, 99, counter, &event);
    TRY(epoll_ctl, set, EPOLL_CTL_ADD, counter, &event);
    TRY(epoll_ctl, set, EPOLL_CTL_ADD, counter, &event);
    TRY(epoll_wait, NONE, &event, 1, 0);
    TRY(epoll_wait, set, &event, 0, 0);
    TRY(epoll_wait, set, &event, -1, 0);
    TRY(epoll_wait, set, HIGH, 1, 0);
    TRY(epoll_wait, counter, &event, 1, 0);
    TRY(epoll_pwait, NONE, &event, 1, 0, NULL, 8);
    TRY(epoll_pwait, set, &event, 0, 0, NULL, 8);
    TRY(epoll_pwait, set, &event, 1, 0, buffer, 4);
    TRY(epoll_pwait, set, &event, 1, 0, BAD, 8);
    TRY(epoll_pwait2, NONE, &event, 1, NULL, NULL, 8);
    TRY(epoll_pwait2, set, &event, 1, BAD, NULL, 8);
    TRY(epoll_pwait2, set, &event, 1, &wrong, NULL, 8);
    TRY(timerfd_create, 99, 0);
    TRY(timerfd_create, CLOCK_MONOTONIC, 99);
    TRY(timerfd_settime, NONE, 0, &off, NULL);
    TRY(timerfd_settime, file, 0, &off, NULL);
    TRY(timerfd_settime, timer, 0, BAD, NULL);
    TRY(timerfd_settime, timer, 0, &spec, NULL);
    spec.it_value.tv_nsec = 0;
    TRY(timerfd_settime, timer, 99, &spec, NULL);
    TRY(timerfd_settime, timer, 0, &spec, BAD);
    TRY(timerfd_gettime, NONE, &spec);
    TRY(timerfd_gettime, file, &spec);
    TRY(timerfd_gettime, timer, BAD);
}

/* All descriptors are in use. */
static void exhausted(void)
{
    struct rlimit limit = {1024, 1024};
    int spare[2];
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        exit(99);
    }
    int first = dup(file);
    int last = first;
    for (int fd = first; fd >= 0; fd = dup(file)) {
        last = fd;
    }
    IS(last == 1023);
    TRY(dup, file);
    TRY(open, "file", O_RDONLY);
    TRY(open, "file-of-too-many", O_RDWR | O_CREAT, 0600);
    TRY(eventfd, 0);
    TRY(eventfd2, 0, 0);
    TRY(pipe, spare);
    TRY(epoll_create1, 0);
    TRY(timerfd_create, CLOCK_MONOTONIC, 0);
    TRY(memfd_create, "name", 0);
    TRY(fcntl, file, F_DUPFD, 0);
    TRY(dup2, file, 1024);
    close(last);
    TRY(pipe, spare);
    for (int fd = first; fd < last; fd++) {
        close(fd);
    }
    TRY(access, "file-of-too-many", F_OK);
    unlink("file-of-too-many");
}

static void clean_up(void)
{
    static const char *const files[] = {"file", "link", "loop", "dangling", "locked", "folder/inner", "new"};
    static const char *const folders[] = {"folder", "empty", "closed"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        unlink(files[i]);
    }
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        rmdir(folders[i]);
    }
}

int main(void)
{
    begin();
    prepare();
    reading();
    writing();
    copying();
    positions();
    opening();
    descriptors();
    looking();
    changing();
    waiting();
    exhausted();
    clean_up();
    finish();
    return 0;
}
