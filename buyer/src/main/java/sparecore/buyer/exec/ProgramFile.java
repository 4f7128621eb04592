package sparecore.buyer.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sparecore.buyer.pack.Abi;
import sparecore.buyer.pack.InputFile;
import sparecore.buyer.pack.PackOptions;
import sparecore.buyer.pack.Packer;
import sparecore.buyer.pack.WrittenPack;
import sparecore.result.RunLimits;
import sparecore.sandbox.Program;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.image.PartedFile;
import sparecore.terminal.ByteSize;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/**
 * A program as a command line names it, read and validated before anything is started or spent.
 *
 * @param name what the program sees as its own name: the file's, without its folder, so that it is the same everywhere
 * @param bytes the file; of a packed one its front, behind which its input files are
 * @param program the same, validated
 * @param files what goes with it
 * @param abi what it expects of its surroundings
 * @param compiledByGo whether it is one of Go's programs, which reserve far more memory than they use
 */
public record ProgramFile(
        String name, byte[] bytes, Program program, List<InputFile> files, Abi abi, boolean compiledByGo) {
    /** How a Go program's code begins: cmd/internal/buildid in Go's sources, which looks no further into the file either. */
    private static final byte[] GO_MARK = "\u00ff Go build ID: \"".getBytes(StandardCharsets.ISO_8859_1);

    private static final int GO_MARK_WITHIN = 32 << 10;

    /** @throws Failure in one line, if it can't be read or no sandbox would run it */
    public static ProgramFile load(Path path) {
        try {
            long size = Files.size(path);
            if (!Files.isRegularFile(path)) {
                throw new Failure(ExitCode.USAGE, path + " is not a file: name a static x86-64 program");
            }
            Optional<PartedFile> pack = WrittenPack.read(path);
            if (pack.isPresent()) {
                return ofPack(path, pack.get());
            }
            if (size > Program.PROGRAM_BYTES_MAX) {
                throw new Failure(
                        ExitCode.USAGE,
                        path + ": the program has " + ByteSize.show(size) + ", and the limit is "
                                + ByteSize.show(Program.PROGRAM_BYTES_MAX));
            }
            byte[] bytes = Files.readAllBytes(path);
            return new ProgramFile(
                    String.valueOf(path.getFileName()),
                    bytes,
                    Program.parse(bytes),
                    List.of(),
                    Abi.of(bytes),
                    isGo(bytes));
        } catch (BadProgramException e) {
            throw new Failure(ExitCode.USAGE, path + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new Failure(ExitCode.USAGE, path + ": there is no such file", e);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot read " + path + ": " + e, e);
        }
    }

    /** Its files are on disk behind it; they have no names here. */
    private static ProgramFile ofPack(Path path, PartedFile pack) throws BadProgramException, IOException {
        String name = String.valueOf(path.getFileName());
        return new ProgramFile(name, pack.front(), Program.parse(pack), List.of(), Abi.RAW, false);
    }

    /** The same with a runtime in front. @throws Failure in one line, if it can't be packed */
    public ProgramFile packed(PackOptions options) {
        try {
            PartedFile pack = Packer.pack(name, bytes, options);
            return new ProgramFile(name, pack.front(), Program.parse(pack), options.files(), Abi.RAW, compiledByGo);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot read an input file: " + e, e);
        } catch (BadProgramException e) {
            throw new Failure(ExitCode.USAGE, name + ": " + e.getMessage(), e);
        }
    }

    private static boolean isGo(byte[] bytes) {
        int last = Math.min(bytes.length, GO_MARK_WITHIN) - GO_MARK.length;
        for (int at = 0; at <= last; at++) {
            if (Arrays.equals(bytes, at, at + GO_MARK.length, GO_MARK, 0, GO_MARK.length)) {
                return true;
            }
        }
        return false;
    }

    /** What its input files take of its memory, and on the way, in whole pages. */
    public long filesBytes() {
        return program.sizeBytes() - bytes.length;
    }

    /** @throws Failure if the program can't start within these limits */
    public void requireFits(RunLimits limits) {
        long least = program.memoryBytesMin();
        if (least > limits.memoryBytes()) {
            throw new Failure(
                    ExitCode.USAGE,
                    name + " needs at least " + ByteSize.show(least)
                            + " of memory for itself" + (files.isEmpty() ? "" : ", its input files")
                            + " and its stack, and --memory is "
                            + ByteSize.show(limits.memoryBytes()));
        }
    }
}
