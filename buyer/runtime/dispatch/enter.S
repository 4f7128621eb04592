/*
 * From a trampoline: rcx is where to go on, r11 where the slow way is. All registers but rax, rcx and r11 are kept, as by a system call. It
 * has a stack of its own, since the program's may be full or may be no stack at all.
 */
    .set NEEDS_FRAME, -5001

    .text
    .globl patch_enter
patch_enter:
    movq %rsp, program_stack
    movl $patch_stack_end, %esp
    pushq %r11
    pushq %rcx
    pushfq
    pushq %rdi
    pushq %rsi
    pushq %rdx
    pushq %r10
    pushq %r8
    pushq %r9
    pushq %rax
    cld
    movq %rsp, %rdi
    call patch_answer
    popq %rcx                   /* the number */
    popq %r9
    popq %r8
    popq %r10
    popq %rdx
    popq %rsi
    popq %rdi
    cmpq $NEEDS_FRAME, %rax
    je 1f
    popfq
    popq %rcx
    movq program_stack, %rsp
    jmp *%rcx
1:  movq %rcx, %rax
    popfq
    popq %rcx
    popq %r11
    movq program_stack, %rsp
    jmp *%r11

    .section .bss.patch_stack, "aw", @nobits
    .balign 16
    .skip 65536
    .globl patch_stack_end
patch_stack_end:
program_stack:
    .skip 8
    .section .note.GNU-stack, "", @progbits
