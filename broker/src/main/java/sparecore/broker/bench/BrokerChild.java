package sparecore.broker.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import sparecore.home.BrokerAddress;

/** A broker process of its own, as it ships, that is measured from outside. */
public final class BrokerChild implements AutoCloseable {
    /** How many commands a broker commits together, where that is to be measured. */
    public static final String BATCH_PROPERTY = "sparecore.broker.batch";

    private static final long START_SECONDS_MAX = 60;
    private static final long POLL_MILLIS = 20;

    /** Linux counts a process's time in hundredths (proc(5), sysconf(_SC_CLK_TCK)). */
    private static final double TICKS_PER_SECOND = 100;

    private final Path folder;
    private final Process process;

    /** @param java options of the JVM @param more options of `broker run` */
    public BrokerChild(Path folder, List<String> java, List<String> more) throws IOException {
        this.folder = folder.resolve("broker");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java);
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-Dsparecore.log=WARN",
                "-cp",
                System.getProperty("java.class.path"),
                "sparecore.broker.main.BrokerMain",
                "run",
                "--listen",
                "127.0.0.1:0",
                "--console",
                "off",
                "--data",
                this.folder.toString()));
        command.addAll(more);
        process = new ProcessBuilder(command)
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

    /** Memory that it has in use, as the kernel counts it. */
    long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    /** Processor time since its start. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
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
