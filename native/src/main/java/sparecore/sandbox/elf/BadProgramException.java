package sparecore.sandbox.elf;

/**
 * A program that the sandbox refuses to run, known from its bytes alone: nothing of it has been executed.
 *
 * <p>The message says what is wrong and what its author can do about it; it holds no text taken from the program and may
 * be shown to anybody.
 */
public final class BadProgramException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why a program is refused. */
    public enum Reason {
        /** The file ends before what its headers announce. */
        TRUNCATED,
        /** Neither an ELF file nor a script. */
        NOT_ELF,
        /** Begins with {@code #!}: needs an interpreter, which the sandbox has not. */
        SCRIPT,
        /** A 32-bit or big-endian ELF file. */
        NOT_64_BIT,
        /** Built for another processor than x86-64. */
        WRONG_MACHINE,
        /** Wants a dynamic linker or shared libraries. */
        DYNAMIC,
        /** An object file, core dump or other ELF file that can't be started. */
        WRONG_TYPE,
        /** The ELF header or the table of segments contradicts itself. */
        BAD_HEADER,
        /** A segment contradicts itself. */
        BAD_SEGMENT,
        /** Two segments claim the same address. */
        OVERLAPPING_SEGMENTS,
        /** A segment lies outside the addresses that a program may have. */
        OUT_OF_RANGE,
        /** The entry point is not in an executable segment. */
        BAD_ENTRY,
        /** The file is larger than the sandbox takes. */
        TOO_LARGE,
        /** The program and its stack need more than the memory limit of the run. */
        NEEDS_MORE_MEMORY,
        /** The note about the program's ABI is wrong, or of another version. */
        BAD_NOTE,
        /** The program needs what this machine's processor or kernel has not. */
        HOST_LACKS,
        /** A part of the file can't be read any more. */
        PART_GONE
    }

    private final Reason reason;

    /** Refuses for {@code reason}, explained by {@code message} for the program's author. */
    public BadProgramException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Refuses for {@code reason}, found out by {@code cause}. */
    public BadProgramException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why the program is refused. */
    public Reason reason() {
        return reason;
    }
}
