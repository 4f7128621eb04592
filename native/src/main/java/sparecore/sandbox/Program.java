package sparecore.sandbox;

import sparecore.sandbox.elf.BadProgramException;

/** A validated static x86-64 program, named by the SHA-256 of its file. Immutable; any thread may use it. */
public final class Program {
    /** Largest file that {@link #parse} takes. */
    public static final int PROGRAM_BYTES_MAX = 64 << 20;

    private Program() {}

    /** Validates {@code elf}, which is copied. Nothing of it is executed. */
    public static Program parse(byte[] elf) throws BadProgramException {
        throw new UnsupportedOperationException("parse " + elf.length);
    }

    /** The SHA-256 of the file in 64 lower-case hexadecimal digits. */
    public String sha256() {
        throw new UnsupportedOperationException();
    }

    /** Size of the file. */
    public int sizeBytes() {
        throw new UnsupportedOperationException();
    }

    /** The smallest {@link Limits#memoryBytes} that this program can start with: its segments and its stack. */
    public long memoryBytesMin() {
        throw new UnsupportedOperationException();
    }

    /** Throws unless the program can start within {@code limits}. */
    public void requireFits(Limits limits) throws BadProgramException {
        throw new UnsupportedOperationException("requireFits " + limits);
    }
}
