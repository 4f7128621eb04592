package sparecore.broker.main;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import sparecore.home.BrokerAddress;
import sparecore.jvm.SameClasses;

/** Broker processes of one test, each with a file that has what it said. Closing ends them all. */
final class Launches implements AutoCloseable {
    private final Path temp;
    private final List<Process> processes = new ArrayList<>();

    Launches(Path temp) {
        this.temp = temp;
    }

    Process launch(List<String> prefix, Path data, int port, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(SameClasses.command(
                SameClasses.SHORT_LIVED,
                BrokerMain.class.getName(),
                List.of(
                        "run",
                        "--listen",
                        "127.0.0.1:" + port,
                        "--console",
                        "127.0.0.1:0",
                        "--data",
                        data.toString())));
        command.addAll(more);
        File output = temp.resolve("output" + processes.size()).toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        processes.add(process);
        return process;
    }

    String outputOf(Process process) throws IOException {
        return Files.readString(temp.resolve("output" + processes.indexOf(process)), StandardCharsets.UTF_8);
    }

    Process last() {
        return processes.get(processes.size() - 1);
    }

    BrokerAddress awaitAddress(Process process, Path folder) throws IOException {
        Path file = folder.resolve(BrokerAddress.FILE);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(file)) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new AssertionError("the broker did not start: " + outputOf(process));
            }
            LockSupport.parkNanos(1_000_000);
        }
        return BrokerAddress.parse(Files.readString(file).strip());
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
