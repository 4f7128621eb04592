/*
 * Entry point of a raw program and its three system calls.
 *
 * The stack at entry is the one of the System V ABI for AMD64, 3.4.1: argc, argv, NULL, envp,
 * NULL, auxiliary vector. The same file runs natively, where Linux prepares that stack.
 */
#include "sparecore.h"

/* Numbers of arch/x86/entry/syscalls/syscall_64.tbl; exit, not exit_group, is what strict mode allows. */
enum { SYS_READ = 0, SYS_WRITE = 1, SYS_EXIT = 60 };

/* The ABI wants rsp aligned to 16 before a call, and a zero frame pointer for debuggers. */
__asm__(".section .text._start,\"ax\",@progbits\n"
        ".globl _start\n"
        ".type _start, @function\n"
        "_start:\n"
        "    xorl %ebp, %ebp\n"
        "    movq %rsp, %rdi\n"
        "    andq $-16, %rsp\n"
        "    call sc_start\n"
        "    ud2\n"
        ".size _start, .-_start\n"
        ".previous\n");

int main(int argc, char **argv, char **envp);
void sc_start(uintptr_t *stack) __attribute__((noreturn, used));

static uintptr_t *stack_at_entry;

void sc_start(uintptr_t *stack)
{
    stack_at_entry = stack;
    int argc = (int) stack[0];
    char **argv = (char **) (stack + 1);
    sc_exit(main(argc, argv, argv + argc + 1));
}

/* The kernel overwrites rcx and r11, and reads or writes memory. */
static ptrdiff_t call(long number, uintptr_t first, uintptr_t second, uintptr_t third)
{
    ptrdiff_t result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(first), "S"(second), "d"(third)
                     : "rcx", "r11", "memory");
    return result;
}

void sc_exit(int status)
{
    for (;;) {
        call(SYS_EXIT, (uintptr_t) status, 0, 0);
    }
}

ptrdiff_t sc_read(void *to, size_t bytes)
{
    return call(SYS_READ, SC_STDIN, (uintptr_t) to, bytes);
}

ptrdiff_t sc_write(int fd, const void *from, size_t bytes)
{
    return call(SYS_WRITE, (uintptr_t) fd, (uintptr_t) from, bytes);
}

/* Entries are pairs of type and value after the NULL that ends the environment; type 0 is the last. */
uintptr_t sc_aux(uintptr_t type)
{
    uintptr_t *at = stack_at_entry + 1 + stack_at_entry[0] + 1;
    while (*at != 0) {
        at++;
    }
    for (at++; at[0] != 0; at += 2) {
        if (at[0] == type) {
            return at[1];
        }
    }
    return 0;
}

/*
 * Says that this program is raw, so that nobody packs it with a runtime: an ELF note with the name "Sparecore", type 1, whose first
 * word is the ABI, 0, and whose second is its version.
 */
__asm__(".section .note.sparecore,\"a\",@note\n"
        ".balign 4\n"
        ".long 10, 8, 1\n"
        ".asciz \"Sparecore\"\n"
        ".balign 4\n"
        ".long 0, 1\n"
        ".previous\n");
