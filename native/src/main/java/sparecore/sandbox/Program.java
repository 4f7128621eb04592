package sparecore.sandbox;

import java.io.IOException;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.ElfReader;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.RawElf;
import sparecore.sandbox.image.AddressSpace;
import sparecore.sandbox.image.MemoryPlan;
import sparecore.sandbox.image.PartedFile;

/** A validated static x86-64 program, named by the SHA-256 of its file. Immutable; any thread may use it. */
public final class Program {
    /** Largest file that {@link #parse(byte[])} takes, and largest front of {@link #parse(PartedFile)}. */
    public static final int PROGRAM_BYTES_MAX = ElfReader.FILE_BYTES_MAX;

    private final PartedFile file;
    private final ParsedElf elf;
    private final String sha256;

    private Program(PartedFile file, ParsedElf elf, String sha256) {
        this.file = file;
        this.elf = elf;
        this.sha256 = sha256;
    }

    /** Validates {@code elf}, which is copied. Nothing of it is executed. */
    public static Program parse(byte[] elf) throws BadProgramException {
        if (elf.length > PROGRAM_BYTES_MAX) {
            ElfReader.read(elf, AddressSpace.PROGRAM); // refuses; a file that is too large is not worth a copy
        }
        try {
            return parse(PartedFile.of(elf));
        } catch (IOException e) {
            throw new AssertionError("it is in memory", e);
        }
    }

    /**
     * Validates a file in parts. All of it is read once, for its digest.
     *
     * @throws IOException if a part can't be read
     */
    public static Program parse(PartedFile file) throws BadProgramException, IOException {
        ParsedElf parsed = ElfReader.read(file.front(), file.sizeBytes(), AddressSpace.PROGRAM);
        return new Program(file, parsed, file.sha256());
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

    /** The SHA-256 of the file in 64 lower-case hexadecimal digits. */
    public String sha256() {
        return sha256;
    }

    /** Size of the file. */
    public long sizeBytes() {
        return file.sizeBytes();
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

    /** Its file, as it was validated. */
    public PartedFile file() {
        return file;
    }

    ParsedElf elf() {
        return elf;
    }
}
