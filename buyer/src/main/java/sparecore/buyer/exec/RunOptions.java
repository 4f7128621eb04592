package sparecore.buyer.exec;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sparecore.result.RunLimits;
import sparecore.terminal.ByteSize;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** What one run may use, as options. */
public final class RunOptions {
    private static final long MEMORY_BYTES = 64L << 20;
    /** Go's runtime reserves some 700 MiB of addresses before it begins, and memory is what can be addressed here. */
    private static final long GO_MEMORY_BYTES = 1L << 30;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "all memory of one run, the program and its files included (default: 64M, and 1G for programs compiled by Go, besides"
                            + " the files; at most 16G)")
    @Nullable
    ByteSize memory;

    @Option(
            names = "--cpu-seconds",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "CPU time of one run (default: ${DEFAULT-VALUE})")
    int cpuSeconds = 60;

    @Option(
            names = "--output",
            paramLabel = "SIZE",
            defaultValue = "4M",
            description = "standard output of one run (default and most: ${DEFAULT-VALUE})")
    ByteSize output = new ByteSize(4 << 20);

    /** Limits for {@code file}, as its compiler made it. @throws Failure if an option is out of range */
    public RunLimits limits(ProgramFile file) {
        long usual = file.compiledByGo() ? GO_MEMORY_BYTES : MEMORY_BYTES;
        try {
            return RunLimits.of(
                    memory == null ? usual + file.filesBytes() : memory.bytes(), cpuSeconds, output.bytes());
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
