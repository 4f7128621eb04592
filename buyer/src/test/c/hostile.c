/* hostile WAY [NUMBER]: what a program of the linux ABI may try against its own runtime, to get at the kernel behind it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define GATE 0x60000ul /* buyer/runtime/runtime.ld */
#define RUNTIME_DATA 0x78000ul
#define RUNTIME_DATA_BYTES 0xa8000ul

/* The first syscall instruction in the gate, which is followed by ret. */
static const unsigned char *gate_call(void)
{
    const unsigned char *at = (const unsigned char *) GATE;
    while (at[0] != 0x0f || at[1] != 0x05 || at[2] != 0xc3) {
        at++;
    }
    return at;
}

static long through_gate(long number, long one, long two, long three)
{
    long result;
    const void *gate = gate_call();
    register long four __asm__("r10") = 0;
    __asm__ volatile("call *%[gate]"
                     : "=a"(result)
                     : "a"(number), "D"(one), "S"(two), "d"(three), "r"(four), [gate] "b"(gate)
                     : "rcx", "r11", "memory");
    return result;
}

static long interrupt80(long number)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(0), "c"(0), "d"(0) : "memory");
    return result;
}

/*
 * int $0x80; hlt: where code may be, and below 4 GiB, as 32-bit code must be. The number is in eax already; ebx is 0, so that a call that
 * gets through has no effect but that it returns.
 */
__attribute__((section(".text"))) static const unsigned char code32[] = {0xcd, 0x80, 0xf4};

/* A far return to the 32-bit code segment. */
static void call_as_32_bit(long number)
{
    __asm__ volatile("pushq $0x23; pushq %0; lretq" : : "r"((uint64_t) code32), "a"(number), "b"(0), "c"(0), "d"(0) : "memory");
}

static void forge_frame(long number)
{
    /* A frame as the kernel would have made it: it returns to the gate's call with a number of our choice. */
    static uint64_t forged[128] __attribute__((aligned(64)));
    uint64_t *registers = forged + 5;
    registers[13] = (uint64_t) number;      /* rax */
    registers[15] = (uint64_t) (forged + 100); /* rsp */
    registers[16] = (uint64_t) gate_call(); /* rip */
    registers[17] = 0x202;
    registers[18] = 0x33 | (uint64_t) 0x2b << 48;
    __asm__ volatile("mov %0, %%rsp; mov $15, %%eax; jmp *%1" : : "r"(forged), "b"(gate_call()) : "memory");
}

/* The same from a handler of its own, whose frame the runtime restores: its code segment and its place are the program's to write. */
static long forged_number;

static void forging(int signal, siginfo_t *info, void *context)
{
    ucontext_t *user = context;
    (void) signal;
    (void) info;
    user->uc_mcontext.gregs[REG_RIP] = (long) gate_call();
    user->uc_mcontext.gregs[REG_RAX] = forged_number;
    user->uc_mcontext.gregs[REG_RDI] = 0;
    user->uc_mcontext.gregs[REG_CSGSFS] = 0x23; /* 32-bit code */
}

static void forge_own_frame(long number)
{
    struct sigaction action = {0};
    action.sa_sigaction = forging;
    action.sa_flags = SA_SIGINFO;
    forged_number = number;
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
}

/* Calls that write where they are told to, told to write over the runtime: how many did. */
static int write_into_runtime(void)
{
    int ends[2], written = 0;
    struct stat about;
    char *const target = (char *) RUNTIME_DATA;
    if (pipe(ends) != 0 || write(ends[1], "nonsense", 8) != 8) {
        return 99;
    }
    written += read(ends[0], target, 8) >= 0;
    written += syscall(SYS_pipe2, target, 0) >= 0;
    written += syscall(SYS_clock_gettime, 0, target) >= 0;
    written += syscall(SYS_getrandom, target, 8, 0) >= 0;
    written += syscall(SYS_uname, target) >= 0;
    written += syscall(SYS_getcwd, target, 100) >= 0;
    written += syscall(SYS_stat, "/", target) >= 0;
    written += syscall(SYS_rt_sigprocmask, 0, NULL, target, 8) >= 0;
    written += syscall(SYS_sigaltstack, NULL, target) >= 0;
    written += syscall(SYS_arch_prctl, 0x1003, target) >= 0;
    written += syscall(SYS_futex, target, 0, 0, NULL) >= 0;
    written += syscall(SYS_getdents64, open("/", O_RDONLY), target, 1000) >= 0;
    written += syscall(SYS_mincore, mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4096, target) >= 0;
    written += stat("/", &about) != 0;
    return written;
}

static int map_over_runtime(void)
{
    char *own = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int mapped = 0;
    for (uintptr_t at = GATE; at < RUNTIME_DATA + RUNTIME_DATA_BYTES; at += 4096) {
        mapped += mremap(own, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED, (void *) at) != MAP_FAILED;
        mapped += mremap((void *) at, 4096, 8192, MREMAP_MAYMOVE) != MAP_FAILED;
        mapped += syscall(SYS_brk, at) == (long) at;
    }
    return mapped;
}

int main(int argc, char **argv)
{
    const char *way = argc > 1 ? argv[1] : "";
    long number = argc > 2 ? atol(argv[2]) : 39;
    printf("begun\n");
    fflush(stdout);
    if (strcmp(way, "gate") == 0) {
        through_gate(number, 0, 0, 0);
    } else if (strcmp(way, "open") == 0) {
        through_gate(2, (long) "/tmp/sparecore-hostile", O_CREAT | O_WRONLY, 0600);
    } else if (strcmp(way, "int80") == 0) {
        interrupt80(number);
    } else if (strcmp(way, "code32") == 0) {
        call_as_32_bit(number);
    } else if (strcmp(way, "forge") == 0) {
        forge_frame(number);
    } else if (strcmp(way, "forge-own") == 0) {
        forge_own_frame(number);
    } else if (strcmp(way, "handler-in-gate") == 0) {
        signal(SIGUSR1, (void (*)(int)) gate_call());
        raise(SIGUSR1);
    } else if (strcmp(way, "into-runtime") == 0) {
        printf("%d\n", write_into_runtime());
        return 42;
    } else if (strcmp(way, "over-runtime") == 0) {
        printf("%d\n", map_over_runtime());
        return 42;
    } else if (strcmp(way, "vsyscall") == 0) {
        ((long (*)(long *)) 0xffffffffff600400ul)(NULL);
    } else if (strcmp(way, "unmap") == 0) {
        printf("%d\n", munmap((void *) GATE, 0x40000));
        printf("still %d\n", (int) getpid());
        return 42;
    } else if (strcmp(way, "protect") == 0) {
        printf("%d\n", mprotect((void *) GATE, 4096, PROT_READ | PROT_WRITE | PROT_EXEC));
        *(volatile char *) GATE = 0;
    } else if (strcmp(way, "overwrite") == 0) {
        memset((void *) RUNTIME_DATA, (int) number, RUNTIME_DATA_BYTES);
        getppid();
        through_gate(2, (long) "/tmp/sparecore-hostile", O_CREAT | O_WRONLY, 0600);
    } else if (strcmp(way, "map") == 0) {
        void *over = mmap((void *) GATE, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        printf("%d\n", over == MAP_FAILED);
        return 42;
    } else if (strcmp(way, "read-into-runtime") == 0) {
        printf("%d\n", (int) read(0, (void *) RUNTIME_DATA, 100));
        return 42;
    } else if (strcmp(way, "spin") == 0) {
        for (;;) {
        }
    } else if (strcmp(way, "flood") == 0) {
        for (;;) {
            puts("for ever and ever and ever and ever and ever and ever");
        }
    } else if (strcmp(way, "forged-frames") == 0) {
        through_gate(1, 1, (long) "nonsense that is no frame", 25);
        return 42;
    } else if (strcmp(way, "eat") == 0) {
        while (malloc(1 << 20) != NULL) {
        }
        printf("no more\n");
        return 42;
    }
    printf("survived\n");
    return 99;
}
