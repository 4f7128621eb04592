/* Where the lock-down jumps to: the stack pointer is at the start block, every other register is zero. */
    .text
    .globl runtime_entry
runtime_entry:
    movq %rsp, %rdi
    movl $signal_stack_end, %esp    /* no signal comes before the program runs */
    call start                  /* answers the program's stack pointer */
    movq start_program, %rcx
    movq %rax, %rsp
    xorl %eax, %eax
    xorl %edx, %edx             /* nothing to call at exit: System V ABI, 3.4.1 */
    xorl %esi, %esi
    xorl %edi, %edi
    xorl %r8d, %r8d
    xorl %r9d, %r9d
    xorl %r10d, %r10d
    xorl %r11d, %r11d
    xorl %ebx, %ebx
    xorl %ebp, %ebp
    xorl %r12d, %r12d
    xorl %r13d, %r13d
    xorl %r14d, %r14d
    xorl %r15d, %r15d
    jmp *%rcx

/* What the packer and the seller are told: sparecore.sandbox.elf.DispatchNote. The packer fills in the last words. */
    .section .note.sparecore, "a", @note
    .balign 4
    .long 10, 72, 1
    .asciz "Sparecore"
    .balign 4
    .long 1, 1                  /* ABI linux, version */
    .quad handler, gate_return
    .quad gate_start, gate_bytes
    .quad signal_stack, signal_stack_end - signal_stack
    .quad 8 << 20               /* the program's stack */
    .long 2, 1                  /* x86-64-v2; asks for the processor's features */

    .section .bss.signal_stack, "aw", @nobits
    .balign 16
    .globl signal_stack_end
signal_stack:
    .skip 65536
signal_stack_end:
    .section .note.GNU-stack, "", @progbits
