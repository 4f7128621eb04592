package sparecore.buyer.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** The yardstick: how many times a second {@code xargs -P2 -n1} starts a program, without any sandbox, market or record. */
final class XargsRate {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Path program;
    private final LongSupplier clockNanos;

    XargsRate(Path program, LongSupplier clockNanos) {
        this.program = program;
        this.clockNanos = clockNanos;
    }

    /** @return runs per second */
    double measure(int runs) {
        try {
            Path numbers = Files.createTempFile("sparecore-bench", ".txt");
            try {
                List<String> lines =
                        IntStream.range(0, runs).mapToObj(Integer::toString).toList();
                Files.write(numbers, lines);
                return runs / seconds(numbers);
            } finally {
                Files.delete(numbers);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double seconds(Path numbers) throws IOException {
        long start = clockNanos.getAsLong();
        Process xargs = new ProcessBuilder("xargs", "-P2", "-n1", program.toString())
                .redirectInput(numbers.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (xargs.waitFor() != 0) {
                throw new Failure(ExitCode.ENVIRONMENT, "xargs failed with status " + xargs.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            xargs.destroyForcibly();
            throw new Failure(ExitCode.INTERRUPTED, "interrupted", e);
        }
        return (clockNanos.getAsLong() - start) / NANOS_PER_SECOND;
    }
}
