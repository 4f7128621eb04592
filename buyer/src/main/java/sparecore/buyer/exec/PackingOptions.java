package sparecore.buyer.exec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sparecore.buyer.pack.Abi;
import sparecore.buyer.pack.InputFile;
import sparecore.buyer.pack.Needs;
import sparecore.buyer.pack.PackOptions;
import sparecore.buyer.pack.PackOptions.Switch;
import sparecore.content.PartList;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.slot.ProgramNeeds;
import sparecore.terminal.ByteSize;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** How an ordinary Linux program is packed, as options. A raw program takes none of them. */
public final class PackingOptions {
    /** What --abi may say. */
    public enum Choice {
        /** By the program's note. */
        auto,
        /** As it is. */
        raw,
        /** With a runtime. */
        linux
    }

    @Option(
            names = "--abi",
            paramLabel = "ABI",
            defaultValue = "auto",
            description =
                    "linux: any static program, packed with a runtime; raw: one that makes four system calls only; auto: raw"
                            + " if it was compiled with the SDK (default: ${DEFAULT-VALUE})")
    private Choice abi = Choice.auto;

    @Option(
            names = "--file",
            paramLabel = "PATH[=NAME]",
            description =
                    "a read-only file for the program, in its current folder as NAME; may be given often; up to 256M together, which count"
                            + " as memory, and which a seller gets once for all programs that use them")
    private List<String> files = new ArrayList<>();

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "a variable of the program's environment")
    private List<String> environment = new ArrayList<>();

    @Option(
            names = "--cpu",
            paramLabel = "LEVEL",
            defaultValue = "v2",
            description =
                    "the processor that the program sees: v2 for x86-64-v2; v3 with AVX2 and FMA, on sellers that have it"
                            + " (default: ${DEFAULT-VALUE})")
    private String cpu = "v2";

    @Option(names = "--no-patch", hidden = true, description = "answer every system call by signal, to find mistakes")
    private boolean unpatched;

    /** What {@code file} needs. @throws Failure if the options don't fit */
    public Abi abiOf(ProgramFile file) {
        if (abi != Choice.auto) {
            return abi == Choice.raw ? Abi.RAW : Abi.LINUX;
        }
        return file.abi();
    }

    /** The program as it is sent. @param more switches of the pack besides those that options ask for */
    public ProgramFile prepare(ProgramFile file, Set<Switch> more) {
        if (abiOf(file) == Abi.LINUX) {
            return file.packed(options(more));
        }
        if (!files.isEmpty() || !environment.isEmpty()) {
            String why = file.program().answersItsOwnCalls()
                    ? " is packed already, with its files and its environment; pack it anew from the program"
                    : " is a raw program, which has neither files nor an environment";
            throw new Failure(ExitCode.USAGE, file.name() + why);
        }
        return file;
    }

    /** What a program needs of a slot that is sent so. */
    public ProgramNeeds needs(ProgramFile sent) {
        try {
            return Needs.of(sent.bytes(), sent.program().sizeBytes()).withLevelAtLeast(level());
        } catch (BadProgramException e) {
            throw new AssertionError("it was validated", e);
        }
    }

    /** What the program may use of its processor, as the caller says: 2 or 3. */
    public int cpuLevel() {
        return level();
    }

    private PackOptions options(Set<Switch> more) {
        Set<Switch> switches = EnumSet.noneOf(Switch.class);
        switches.addAll(more);
        if (unpatched) {
            switches.add(Switch.UNPATCHED);
        }
        try {
            return new PackOptions(level(), switches, variables(), inputFiles());
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw new Failure(ExitCode.USAGE, "cannot read an input file: " + e.getCause(), e);
        }
    }

    private int level() {
        return switch (cpu) {
            case "v2", "x86-64-v2" -> 2;
            case "v3", "x86-64-v3" -> 3;
            default -> throw new Failure(ExitCode.USAGE, "--cpu is \"" + cpu + "\", must be v2 or v3");
        };
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            if (equals < 1) {
                throw new Failure(ExitCode.USAGE, "--env is \"" + variable + "\", must be NAME=VALUE");
            }
            variables.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return variables;
    }

    private List<InputFile> inputFiles() {
        List<InputFile> inputs = new ArrayList<>();
        for (String file : files) {
            int equals = file.lastIndexOf('=');
            Path path = Path.of(equals < 0 ? file : file.substring(0, equals));
            @Nullable Path last = path.getFileName();
            inputs.add(read(path, equals < 0 ? String.valueOf(last) : file.substring(equals + 1)));
        }
        return inputs;
    }

    private static InputFile read(Path path, String name) {
        try {
            if (!Files.isRegularFile(path)) {
                throw new Failure(ExitCode.USAGE, path + " is not a file: --file takes single files");
            }
            if (Files.size(path) > PartList.FILES_BYTES_MAX) {
                throw new Failure(
                        ExitCode.USAGE,
                        path + " has more than " + ByteSize.show(PartList.FILES_BYTES_MAX)
                                + ", which is the limit for all files of a job; pass it on standard input");
            }
            return InputFile.at(name, path);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot read " + path + ": " + e, e);
        }
    }
}
