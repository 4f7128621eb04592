package sparecore.buyer.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import sparecore.buyer.pack.Abi;
import sparecore.buyer.pack.PackOptions;
import sparecore.buyer.pack.Packer;
import sparecore.result.RunLimits;
import sparecore.sandbox.Program;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.terminal.ByteSize;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/**
 * A program as a command line names it, read and validated before anything is started or spent.
 *
 * @param name what the program sees as its own name: the file's, without its folder, so that it is the same everywhere
 * @param bytes the file
 * @param program the same, validated
 */
public record ProgramFile(String name, byte[] bytes, Program program) {
    /** @throws Failure in one line, if it can't be read or no sandbox would run it */
    public static ProgramFile load(Path path) {
        try {
            long size = Files.size(path);
            if (!Files.isRegularFile(path)) {
                throw new Failure(ExitCode.USAGE, path + " is not a file: name a static x86-64 program");
            }
            if (size > Program.PROGRAM_BYTES_MAX) {
                throw new Failure(
                        ExitCode.USAGE,
                        path + ": the program has " + ByteSize.show(size) + ", and the limit is "
                                + ByteSize.show(Program.PROGRAM_BYTES_MAX));
            }
            byte[] bytes = Files.readAllBytes(path);
            return new ProgramFile(String.valueOf(path.getFileName()), bytes, Program.parse(bytes));
        } catch (BadProgramException e) {
            throw new Failure(ExitCode.USAGE, path + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new Failure(ExitCode.USAGE, path + ": there is no such file", e);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot read " + path + ": " + e, e);
        }
    }

    /** What it expects of its surroundings. */
    public Abi abi() {
        try {
            return Abi.of(bytes);
        } catch (BadProgramException e) {
            throw new AssertionError("it was validated", e);
        }
    }

    /** The same with a runtime in front. @throws Failure in one line, if it can't be packed */
    public ProgramFile packed(PackOptions options) {
        try {
            byte[] pack = Packer.pack(name, bytes, options);
            return new ProgramFile(name, pack, Program.parse(pack));
        } catch (BadProgramException e) {
            throw new Failure(ExitCode.USAGE, name + ": " + e.getMessage(), e);
        }
    }

    /** @throws Failure if the program can't start within these limits */
    public void requireFits(RunLimits limits) {
        long least = program.memoryBytesMin();
        if (least > limits.memoryBytes()) {
            throw new Failure(
                    ExitCode.USAGE,
                    name + " needs at least " + ByteSize.show(least)
                            + " of memory for itself and its stack, and --memory is "
                            + ByteSize.show(limits.memoryBytes()));
        }
    }
}
