/*
 * From trampolines. What answers them has the stack of the signal handler, since the program's may be full or may be no stack at all, and
 * no signal is answered meanwhile.
 */
    .set NEEDS_FRAME, -5001

    .section .vectors, "a", @progbits
    .balign 8
    .quad patch_enter, patch_enter_identify, identify_resume

/* A system call: rcx is where to go on, r11 where the slow way is. All registers but rax, rcx and r11 are kept, as by a system call. */
    .text
    .globl patch_enter
patch_enter:
    movq %rsp, program_stack
    movl $signal_stack_end, %esp
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

/* A CPUID instruction: it leaves no register to say where to go on, so that is in memory. All but its four answers is kept. */
    .globl patch_enter_identify
patch_enter_identify:
    movq %rsp, program_stack
    movl $signal_stack_end, %esp
    pushfq
    pushq %r11
    pushq %r10
    pushq %r9
    pushq %r8
    pushq %rdi
    pushq %rsi
    pushq %rdx
    pushq %rcx
    pushq %rbx
    pushq %rax
    cld
    subq $8, %rsp
    leaq 8(%rsp), %rdi
    call cpu_identify_saved
    addq $8, %rsp
    popq %rax
    popq %rbx
    popq %rcx
    popq %rdx
    popq %rsi
    popq %rdi
    popq %r8
    popq %r9
    popq %r10
    popq %r11
    popfq
    movq program_stack, %rsp
    jmp *identify_resume

    .section .bss.program_stack, "aw", @nobits
    .balign 8
program_stack:
    .skip 8
identify_resume:
    .skip 8
    .section .note.GNU-stack, "", @progbits
