/* Calls that an ordinary kernel has and a sandbox has not: what they get instead. */
#include "errors.h"

#include <linux/futex.h>
#include <sched.h>
#include <sys/socket.h>

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
    return 0;
}
