/*
 * The gate is linked first, at a fixed address. Nothing else in the runtime has a syscall instruction that is meant to succeed.
 */
    .section .gate, "ax", @progbits
    .globl gate_start, gate_read, gate_write, gate_exit, gate_return, gate_end
gate_start:

gate_read:
    movq %rsi, %rdx             /* bytes */
    movq %rdi, %rsi             /* to */
    xorl %edi, %edi             /* standard input */
    xorl %eax, %eax             /* read */
    syscall
    ret

gate_write:
    movq %rsi, %rdx
    movq %rdi, %rsi
    movl $1, %edi               /* standard output */
    movl $1, %eax               /* write */
    syscall
    ret

gate_exit:
    movl $60, %eax
    syscall
    ud2

/* The restorer of our signal handler: the stack pointer is at the frame, rt_sigreturn(2). */
gate_return:
    movl $15, %eax
    syscall
    ud2                         /* the kernel looks whether the address behind a call is in the gate */
gate_end:
    .section .note.GNU-stack, "", @progbits
