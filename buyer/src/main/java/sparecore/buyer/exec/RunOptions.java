package sparecore.buyer.exec;

import picocli.CommandLine.Option;
import sparecore.result.RunLimits;
import sparecore.terminal.ByteSize;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** What one run may use, as options. */
public final class RunOptions {
    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "64M",
            description = "all memory of one run, the program included (default: ${DEFAULT-VALUE}, at most 16G)")
    ByteSize memory = new ByteSize(64 << 20);

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

    /** @throws Failure if an option is out of range */
    public RunLimits limits() {
        try {
            return RunLimits.of(memory.bytes(), cpuSeconds, output.bytes());
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
