package sparecore.sandbox.stub;

import sparecore.sandbox.asm.Assembler;
import sparecore.sandbox.asm.Register;

/**
 * What the template reads messages into: at the beginning of the start block, which every run overwrites before its program
 * sees it. Layouts: struct msghdr, recvmsg(2); struct cmsghdr, cmsg(3).
 */
final class TemplateMemory {
    private static final int HEADER_BYTES = 56;
    private static final int CONTROL_AT = 64;
    /** A header of 16 bytes and three descriptors, rounded up to words. */
    private static final int CONTROL_BYTES = 32;

    private static final int TEXT_AT = 96;
    private static final int PROCESS_ID_AT = 104;

    private final long address;
    /** A message that is ready to be received. */
    private final long pattern;

    /** Lays it out at {@code address}, with what does not change among {@code constants}. */
    TemplateMemory(long address, Constants constants) {
        this.address = address;
        long vector = constants.words(address + TEXT_AT, 1);
        pattern = constants.words(0, 0, vector, 1, address + CONTROL_AT, CONTROL_BYTES, 0);
    }

    /** Where the message is. */
    long message() {
        return address;
    }

    /** Where the kernel puts the id of a new process, 4 bytes. */
    long processId() {
        return address + PROCESS_ID_AT;
    }

    /** Sets the flags for whether the last message says {@code what}; changes rax. */
    void compareOrder(Assembler code, byte what) {
        code.move(Register.RAX, address + TEXT_AT).emit(0x80, 0x38, what); // cmp byte [rax], imm8
    }

    /** The kernel overwrites the lengths of a message that it hands over, so each needs a new one. */
    void prepareMessage(Assembler code) {
        code.move(Register.RSI, pattern).move(Register.RDI, address).move(Register.RCX, HEADER_BYTES);
        code.emit(0xf3, 0xa4); // rep movsb
    }
}
