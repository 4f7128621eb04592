package sparecore.broker.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import sparecore.home.BrokerAddress;
import sparecore.jvm.SameClasses;

/** A broker process of its own, as it ships, that is measured from outside. Where one ran in the folder before, it has its key. */
public final class BrokerChild implements AutoCloseable {
    /** How many commands a broker commits together, where that is to be measured. */
    public static final String BATCH_PROPERTY = "sparecore.broker.batch";

    private static final long START_SECONDS_MAX = 60;
    private static final long POLL_MILLIS = 20;

    private final Path folder;
    private final Process process;

    /** @param java options of the JVM @param more options of `broker run` */
    public BrokerChild(Path folder, List<String> java, List<String> more) throws IOException {
        this.folder = folder.resolve("broker");
        Files.deleteIfExists(this.folder.resolve(BrokerAddress.FILE));
        List<String> options = new ArrayList<>(java);
        options.addAll(List.of("-XX:+UseSerialGC", "-Xlog:disable", "-Dsparecore.log=WARN"));
        List<String> arguments = new ArrayList<>(
                List.of("run", "--listen", "127.0.0.1:0", "--console", "off", "--data", this.folder.toString()));
        arguments.addAll(more);
        process = new ProcessBuilder(SameClasses.command(options, "sparecore.broker.main.BrokerMain", arguments))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("broker.log").toFile())
                .start();
    }

    public Path folder() {
        return folder;
    }

    public BrokerAddress awaitAddress() throws IOException, InterruptedException {
        Path file = folder.resolve(BrokerAddress.FILE);
        for (long waited = 0; !Files.exists(file); waited += POLL_MILLIS) {
            if (!process.isAlive() || waited > TimeUnit.SECONDS.toMillis(START_SECONDS_MAX)) {
                throw new IOException(
                        "the broker did not start: " + Files.readString(folder.resolveSibling("broker.log")));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return BrokerAddress.parse(Files.readString(file).strip());
    }

    /** Memory that it has in use, as the kernel counts it; after a collection, where the Java that runs can ask for one. */
    long residentBytes() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (Files.isExecutable(jcmd)) {
            new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
        return Files.readAllLines(proc().resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    private Path proc() {
        return Path.of("/proc", String.valueOf(process.pid()));
    }

    /** Processor time of each of its threads, in nanoseconds: finer than the hundredths of a second of proc(5)'s stat. */
    Map<String, Long> cpuNanos() throws IOException {
        Map<String, Long> ofThreads = new HashMap<>();
        try (Stream<Path> threads = Files.list(proc().resolve("task"))) {
            for (Path thread : threads.toList()) {
                try {
                    // The first number of schedstat is time on a processor (Documentation/scheduler/sched-stats).
                    String schedstat = Files.readString(thread.resolve("schedstat"));
                    ofThreads.put(thread.toString(), Long.parseLong(schedstat.split(" ", 2)[0]));
                } catch (NoSuchFileException e) {
                    continue;
                }
            }
        }
        return ofThreads;
    }

    /** What its threads have computed since. A thread that has ended meanwhile is left out. */
    long cpuNanosSince(Map<String, Long> before) throws IOException {
        return cpuNanos().entrySet().stream()
                .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
                .sum();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(START_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
