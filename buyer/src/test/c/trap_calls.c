// Instructions that trap, met in unusual ways: the packer changes some of them, and nobody may see a difference.
#include "calls.h"

/* No function, though it looks like calls: nobody may change it. */
__asm__(".text\n"
        ".balign 16\n"
        "looks_like_calls: .byte 0xb8, 39, 0, 0, 0, 0x0f, 0x05, 0xb8, 1, 0, 0, 0, 0x0f, 0xa2, 0xc3\n");
extern const unsigned char looks_like_calls[15];

/* The constants of these instructions look like calls. */
__asm__(".text\n"
        ".type constants, @function\n"
        "constants:\n"
        "    movabsq $0x050f00000027b800, %rax\n"
        "    movabsq $0x90a20f00000001b8, %rcx\n"
        "    xorq %rcx, %rax\n"
        "    ret\n"
        ".size constants, . - constants\n");
extern uint64_t constants(void);

/* The call is jumped to, over the instruction before it. */
__asm__(".text\n"
        ".type jumped_to, @function\n"
        "jumped_to:\n"
        "    movl %edi, %eax\n"
        "    jmp 1f\n"
        "    movl $39, %eax\n"
        "1:  syscall\n"
        "    ret\n"
        ".size jumped_to, . - jumped_to\n");
extern long jumped_to(int number);

/* Likewise, with the first answer. */
__asm__(".text\n"
        ".type identify_jumped_to, @function\n"
        "identify_jumped_to:\n"
        "    pushq %rbx\n"
        "    movl %edi, %eax\n"
        "    xorl %ecx, %ecx\n"
        "    jmp 1f\n"
        "    movl $1, %eax\n"
        "1:  cpuid\n"
        "    popq %rbx\n"
        "    ret\n"
        ".size identify_jumped_to, . - identify_jumped_to\n");
extern unsigned identify_jumped_to(unsigned leaf);

/* The instruction before the call says where something is by how far it is away. */
__asm__(".text\n"
        ".type by_distance, @function\n"
        "by_distance:\n"
        "    movl $201, %eax\n"
        "    leaq told_time(%rip), %rdi\n"
        "    syscall\n"
        "    ret\n"
        ".size by_distance, . - by_distance\n"
        ".local told_time\n"
        ".comm told_time, 8, 8\n"
        ".type told, @function\n"
        "told:\n"
        "    movq told_time(%rip), %rax\n"
        "    ret\n"
        ".size told, . - told\n");
extern long by_distance(void);
extern long told(void);

/* Two short instructions before the call, one of which is jumped to from here, or from another function. */
__asm__(".text\n"
        ".type between, @function\n"
        "between:\n"
        "    movq %rdi, %rax\n"
        "    testq %rsi, %rsi\n"
        "    jne 1f\n"
        "    movq %rdx, %rax\n"
        "1:  movq %rcx, %rdi\n"
        "    syscall\n"
        "    ret\n"
        ".size between, . - between\n"
        ".type inside, @function\n"
        "inside:\n"
        "    xorl %eax, %eax\n"
        "    movq %rdi, %rax\n"
        "in_the_middle:\n"
        "    movq %rcx, %rdi\n"
        "    syscall\n"
        "    ret\n"
        ".size inside, . - inside\n"
        ".type from_outside, @function\n"
        "from_outside:\n"
        "    movq %rsi, %rax\n"
        "    jmp in_the_middle\n"
        ".size from_outside, . - from_outside\n"
        ".type straight, @function\n"
        "straight:\n"
        "    movl %edi, %eax\n"
        "    movq %rsi, %rdi\n"
        "    syscall\n"
        "    ret\n"
        ".size straight, . - straight\n");
extern long between(long number, long whether, long other, long argument);
extern long inside(long number);
extern long from_outside(long ignored, long number);
extern long straight(long number, long argument);

/* What CPUID keeps: 0 if all of it. The second leaf is told by a short instruction. */
__asm__(".text\n"
        ".type keeps, @function\n"
        "keeps:\n"
        "    pushq %rbx\n"
        "    pushq %rbp\n"
        "    movq $-8, -8(%rsp)\n"
        "    movl $11, %esi\n"
        "    movl $12, %edi\n"
        "    movl $13, %r8d\n"
        "    movl $14, %r9d\n"
        "    movl $15, %r10d\n"
        "    movl $16, %r11d\n"
        "    xorl %ebp, %ebp\n"
        "    stc\n"
        "    movl $0, %eax\n"
        "    cpuid\n"
        "    movl $-1, %eax\n"
        "    jnc 1f\n"
        "    movl $1, %eax\n"
        "    movl %ebp, %ecx\n"
        "    cpuid\n"
        "    leaq (%rsi, %rdi), %rax\n"
        "    addq %r8, %rax\n"
        "    addq %r9, %rax\n"
        "    addq %r10, %rax\n"
        "    addq %r11, %rax\n"
        "    addq -8(%rsp), %rax\n"
        "    subq $73, %rax\n"
        "1:  popq %rbp\n"
        "    popq %rbx\n"
        "    ret\n"
        ".size keeps, . - keeps\n");
extern long keeps(void);

static unsigned identify(unsigned leaf)
{
    unsigned a = leaf, b, c = 0, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return a;
}

int main(void)
{
    for (unsigned i = 0; i < sizeof looks_like_calls; i++) {
        printf("%02x ", looks_like_calls[i]);
    }
    printf("\n%llx\n", (unsigned long long) constants());
    for (int i = 0; i < 6; i++) {
        IS(jumped_to(SYS_getuid) == getuid());
        IS(jumped_to(SYS_getppid) == getppid());
        IS(identify_jumped_to(0) == identify(0));
        IS(identify_jumped_to(0x80000000) == identify(0x80000000));
        IS(by_distance() == told());
        IS(keeps() == 0);
        IS(between(SYS_getuid, 1, SYS_getppid, 0) == getuid());
        IS(between(SYS_getuid, 0, SYS_getppid, 0) == getppid());
        IS(inside(SYS_getuid) == getuid());
        IS(from_outside(SYS_getuid, SYS_getppid) == getppid());
        IS(straight(SYS_close, 99) == -9);
    }
    return 0;
}
