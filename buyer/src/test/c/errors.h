/* Calls with wrong arguments: what is asked, and the number that comes back. No C library stands between. */
#ifndef ERRORS_H
#define ERRORS_H

#include "calls.h"

#include <grp.h>

#define BAD ((void *) 8)                       /* where nothing ever is */
#define HIGH ((void *) 0xffffffffff600000ul)   /* where programs may not be */
#define NONE 999                               /* no descriptor */
#define HUGE_LENGTH (1ul << 62)

/* Numbers that older headers lack: arch/x86/entry/syscalls/syscall_64.tbl */
#ifndef SYS_rseq
#define SYS_rseq 334
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_faccessat2
#define SYS_faccessat2 439
#endif
#ifndef SYS_epoll_pwait2
#define SYS_epoll_pwait2 441
#endif
#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

static inline void tell_try(const char *what, long result)
{
    if (result == -1) {
        printf("%s: errno %d\n", what, errno);
    } else {
        printf("%s: fine\n", what);
    }
}

#define TRY(name, ...) tell_try(#name "(" #__VA_ARGS__ ")", WITH_SIX(SYS_##name, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0))
#define WITH_SIX(number, a, b, c, d, e, f, ...) \
    syscall(number, (long) (a), (long) (b), (long) (c), (long) (d), (long) (e), (long) (f))

/* Root may do what nobody else may: becomes an ordinary user, with a folder of its own as the current one. */
static char own_folder[] = "/tmp/errorsXXXXXX";

static inline void begin(void)
{
    if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0)) {
        perror("cannot become an ordinary user");
        exit(99);
    }
    umask(022);
    if (mkdtemp(own_folder) == NULL || chdir(own_folder) != 0) {
        perror(own_folder);
        exit(99);
    }
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
}

static inline void finish(void)
{
    if (chdir("/") != 0 || rmdir(own_folder) != 0) {
        perror(own_folder);
        exit(99);
    }
}

#endif
