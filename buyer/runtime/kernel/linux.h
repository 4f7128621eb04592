/*
 * The kernel's interface on x86-64, as far as a program can see it: numbers and layouts that the runtime must keep to. The sources are
 * the kernel's uapi headers; they are repeated here so that the runtime builds without them.
 */
#ifndef RUNTIME_KERNEL_LINUX_H
#define RUNTIME_KERNEL_LINUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;

/* asm-generic/errno-base.h, errno.h */
enum {
    EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EIO = 5, ENXIO = 6, E2BIG = 7, EBADF = 9, ECHILD = 10, EAGAIN = 11, ENOMEM = 12,
    EACCES = 13, EFAULT = 14, EBUSY = 16, EEXIST = 17, EXDEV = 18, ENODEV = 19, ENOTDIR = 20, EISDIR = 21, EINVAL = 22, ENFILE = 23,
    EMFILE = 24, ENOTTY = 25, EFBIG = 27, ENOSPC = 28, ESPIPE = 29, EROFS = 30, EPIPE = 32, ERANGE = 34, EDEADLK = 35,
    ENAMETOOLONG = 36, ENOSYS = 38, ENOTEMPTY = 39, ELOOP = 40, ENOTSOCK = 88, EOPNOTSUPP = 95, EAFNOSUPPORT = 97, ETIMEDOUT = 110
};

/* asm/signal.h */
enum {
    SIGILL = 4, SIGTRAP = 5, SIGABRT = 6, SIGBUS = 7, SIGFPE = 8, SIGKILL = 9, SIGSEGV = 11, SIGPIPE = 13, SIGALRM = 14,
    SIGCHLD = 17, SIGCONT = 18, SIGSTOP = 19, SIGTTOU = 22, SIGTSTP = 20, SIGTTIN = 21, SIGURG = 23, SIGWINCH = 28,
    SIGSYS = 31, SIGNALS = 64
};

#define SIG_DFL 0ul
#define SIG_IGN 1ul
#define SA_NODEFER 0x40000000u
#define SA_RESETHAND 0x80000000u
#define SA_ONSTACK 0x08000000u
#define SS_ONSTACK 1
#define SS_DISABLE 2

struct sigaction_kernel {
    u64 handler;
    u64 flags;
    u64 restorer;
    u64 mask;
};

struct siginfo {
    int signal;
    int error;
    int code;
    int pad;
    union {
        struct { u64 address; int number; u32 machine; } call; /* SIGSYS */
        struct { u64 address; } fault;                         /* SIGSEGV and the like */
        struct { int pid; u32 uid; u64 value; } sent;          /* kill, tgkill, sigqueue */
        u8 bytes[112];
    } of;
};

#define SI_USER 0
#define SI_TKILL (-6)
#define SI_KERNEL 0x80
#define SYS_USER_DISPATCH 2
#define AUDIT_ARCH_X86_64 0xc000003eu

struct signal_stack {
    u64 start;
    int flags;
    int pad;
    u64 bytes;
};

/* struct sigcontext_64 */
struct registers {
    u64 r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, flags;
    u16 cs, gs, fs, ss;
    u64 error, trap, old_mask, fault_address;
    u8 *vector_state; /* FXSAVE or XSAVE area */
    u64 reserved[8];
};

struct frame {
    u64 flags;
    u64 link;
    struct signal_stack stack;
    struct registers registers;
    u64 mask;
};

struct timespec {
    s64 seconds;
    s64 nanos;
};

struct timeval {
    s64 seconds;
    s64 micros;
};

struct iovec {
    u64 base;
    u64 bytes;
};

struct stat {
    u64 dev, ino, nlink;
    u32 mode, uid, gid, pad;
    u64 rdev;
    s64 size, blksize, blocks;
    struct timespec accessed, modified, changed;
    s64 unused[3];
};

#define S_IFMT 0170000
#define S_IFIFO 0010000
#define S_IFCHR 0020000
#define S_IFDIR 0040000
#define S_IFREG 0100000
#define S_IFLNK 0120000

#define O_ACCMODE 3
#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 0100
#define O_EXCL 0200
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_NONBLOCK 04000
#define O_DIRECTORY 0200000
#define O_NOFOLLOW 0400000
#define O_CLOEXEC 02000000
#define O_PATH 010000000
#define O_TMPFILE 020200000
#define AT_FDCWD (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR 0x200
#define AT_EMPTY_PATH 0x1000

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_SHARED 1
#define MAP_TYPE 15
#define MAP_FIXED 0x10
#define MAP_ANONYMOUS 0x20
#define MAP_32BIT 0x40
#define MAP_FIXED_NOREPLACE 0x100000
#define PAGE_BYTES 4096ul

#define POLLIN 1
#define POLLOUT 4
#define POLLERR 8
#define POLLHUP 16
#define POLLNVAL 32

#define CLONE_VM 0x100u
#define CLONE_SIGHAND 0x800u
#define CLONE_THREAD 0x10000u
#define CLONE_SETTLS 0x80000u
#define CLONE_PARENT_SETTID 0x100000u
#define CLONE_CHILD_CLEARTID 0x200000u
#define CLONE_CHILD_SETTID 0x1000000u

enum {
    AT_NULL = 0, AT_PHDR = 3, AT_PHENT = 4, AT_PHNUM = 5, AT_PAGESZ = 6, AT_BASE = 7, AT_FLAGS = 8, AT_ENTRY = 9, AT_UID = 11,
    AT_EUID = 12, AT_GID = 13, AT_EGID = 14, AT_PLATFORM = 15, AT_HWCAP = 16, AT_CLKTCK = 17, AT_SECURE = 23, AT_RANDOM = 25,
    AT_HWCAP2 = 26, AT_EXECFN = 31, AT_MINSIGSTKSZ = 51, AT_SPARECORE_HEAP_START = 0x53500001, AT_SPARECORE_HEAP_BYTES = 0x53500002
};

#endif
