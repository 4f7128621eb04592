/* Calls that an ordinary kernel has and a sandbox has not: what they get instead. */
#include "errors.h"

#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>

#define PAGE 4096
#define BOTH (PROT_READ | PROT_WRITE)
#define MEMORY (MAP_PRIVATE | MAP_ANONYMOUS)

/* Far away; below 4 GiB; over a part of a file whose rest stays mapped; with another one left behind. What is refused changes nothing. */
static void mappings(void)
{
    TRY(mmap, 0x500000000000, PAGE, BOTH, MEMORY | MAP_FIXED, -1, 0);
    TRY(mmap, 0, PAGE, BOTH, MEMORY | MAP_32BIT, -1, 0);
    int fd = open("refused", O_RDWR | O_CREAT | O_TRUNC, 0600);
    ftruncate(fd, 4 * PAGE);
    char *at = mmap(NULL, 4 * PAGE, BOTH, MAP_SHARED, fd, 0);
    pwrite(fd, "as it was", 10, PAGE);
    TRY(mmap, at, 2 * PAGE, BOTH, MEMORY | MAP_FIXED, -1, 0);
    TRY(mremap, at, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, 0);
    TRY(mremap, at, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, 0x500000000000);
    at[PAGE] = 'A';
    char text[10];
    pread(fd, text, 10, PAGE);
    printf("%s\n", text);
}

int main(void)
{
    char *const nothing[] = {NULL};
    TRY(fork);
    TRY(vfork);
    TRY(clone, SIGCHLD, NULL, NULL, NULL, 0);
    TRY(clone, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL, NULL, NULL, 0);
    unsigned long how[8] = {0, 0, 0, 0, SIGCHLD, 0, 0, 0};
    TRY(clone3, how, 64);
    TRY(execve, "/etc/passwd", nothing, nothing);
    TRY(execve, "/bin/sh", nothing, nothing);
    TRY(execveat, AT_FDCWD, "/dev/null", nothing, nothing, 0);
    TRY(socket, AF_INET, SOCK_STREAM, 0);
    TRY(socketpair, AF_UNIX, SOCK_STREAM, 0, how);
    TRY(rseq, how, 32, 0, 0);
    TRY(membarrier, 0, 0, 0);
    TRY(restart_syscall);
    TRY(ptrace, 0, 0, 0, 0);
    TRY(mount, "a", "/tmp", "tmpfs", 0, NULL);
    tell_try("call 1000", syscall(1000));
    tell_try("call 400000", syscall(400000));
    tell_try("a call of the x32 kind", syscall(0x40000000 + 39));
    mappings();
    return 0;
}
