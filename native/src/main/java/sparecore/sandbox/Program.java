package sparecore.sandbox;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.ElfReader;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.RawElf;
import sparecore.sandbox.image.AddressSpace;
import sparecore.sandbox.image.MemoryPlan;

/** A validated static x86-64 program, named by the SHA-256 of its file. Immutable; any thread may use it. */
public final class Program {
    /** Largest file that {@link #parse} takes. */
    public static final int PROGRAM_BYTES_MAX = ElfReader.FILE_BYTES_MAX;

    private final byte[] file;
    private final ParsedElf elf;
    private final String sha256;

    private Program(byte[] file, ParsedElf elf, String sha256) {
        this.file = file;
        this.elf = elf;
        this.sha256 = sha256;
    }

    /** Validates {@code elf}, which is copied. Nothing of it is executed. */
    public static Program parse(byte[] elf) throws BadProgramException {
        if (elf.length > PROGRAM_BYTES_MAX) {
            ElfReader.read(elf, AddressSpace.PROGRAM); // refuses; a file that is too large is not worth a copy
        }
        byte[] file = elf.clone(); // what was validated is what runs
        ParsedElf parsed = ElfReader.read(file, AddressSpace.PROGRAM);
        return new Program(file, parsed, HexFormat.of().formatHex(sha256(file)));
    }

    /** A program that consists of {@code code} alone, loaded read-only: for programs that this machine writes itself. */
    public static Program ofCode(byte[] code) {
        try {
            return parse(RawElf.of(code));
        } catch (BadProgramException e) {
            throw new IllegalArgumentException("machine code of " + code.length + " bytes", e);
        }
    }

    /** A program of the linux ABI that consists of {@code code} and makes only calls that strict mode allows. */
    static Program dispatching(byte[] code) {
        try {
            return parse(RawElf.dispatching(code));
        } catch (BadProgramException e) {
            throw new IllegalArgumentException("machine code of " + code.length + " bytes", e);
        }
    }

    /** Whether a runtime inside it answers its system calls; otherwise it is raw. */
    public boolean answersItsOwnCalls() {
        return elf.dispatch().isPresent();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** The SHA-256 of the file in 64 lower-case hexadecimal digits. */
    public String sha256() {
        return sha256;
    }

    /** Size of the file. */
    public int sizeBytes() {
        return file.length;
    }

    /** The smallest {@link Limits#memoryBytes} that this program can start with: its segments and its stack. */
    public long memoryBytesMin() {
        return MemoryPlan.memoryBytesMin(elf);
    }

    /** Throws unless the program can start within {@code limits}. */
    public void requireFits(Limits limits) throws BadProgramException {
        MemoryPlan.divide(elf, limits.memoryBytes());
    }

    /** The program's name. */
    @Override
    public String toString() {
        return "program " + sha256;
    }

    byte[] file() {
        return file;
    }

    ParsedElf elf() {
        return elf;
    }
}
