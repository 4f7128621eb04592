package sparecore.buyer.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/**
 * Starts daemons below one folder and ends them all when it is closed. See {@link Daemon} for one of them. Call from a thread that
 * lives as long as the rig: where the host has setpriv(1), the kernel kills the daemons when that thread dies (prctl(2),
 * PR_SET_PDEATHSIG), so that not even a killed owner leaves one behind.
 */
public final class Rig implements AutoCloseable {
    private static final Duration COMMAND_MOST = Duration.ofSeconds(30);
    private static final Duration END_MOST = Duration.ofSeconds(10);

    private final Installation installation;
    private final Path folder;
    private final List<String> leash;
    private final List<Process> processes = new CopyOnWriteArrayList<>();
    private boolean closed;

    /** @param folder of the daemons' folders and logs; made if needed */
    public Rig(Installation installation, Path folder) {
        this.installation = installation;
        this.folder = folder.toAbsolutePath();
        this.leash = Leash.words();
        try {
            Files.createDirectories(this.folder);
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot make the folder " + folder + ": " + e, e);
        }
    }

    public Path folder() {
        return folder;
    }

    /**
     * Starts a daemon ({@code run --data FOLDER} and more), and returns at once: {@link Daemon#await} its readiness.
     *
     * @param name of its folder and its log below the rig's folder
     */
    public Daemon start(Part part, String name, String... options) {
        Path data = folder.resolve(name);
        Path log = folder.resolve(name + ".log");
        List<String> arguments = new ArrayList<>(List.of("run", "--data", data.toString()));
        arguments.addAll(List.of(options));
        return new Daemon(name, data, log, launch(part, arguments, log, log));
    }

    /** Runs a command to its end. @return what it printed. @throws Failure with what it said, if its exit status is not 0 */
    public String run(Part part, String... arguments) {
        Path output = folder.resolve(part.command() + "-" + arguments[0] + ".out");
        Path log = folder.resolve(part.command() + "-" + arguments[0] + ".log");
        Process process = launch(part, List.of(arguments), output, log);
        int status = new Daemon(part.command() + " " + arguments[0], folder, log, process).awaitEnd(COMMAND_MOST);
        processes.remove(process);
        try {
            if (status != ExitCode.OK.status()) {
                throw new Failure(
                        ExitCode.ENVIRONMENT,
                        "`sparecore " + part.command() + " " + arguments[0] + "` ended with status " + status + ": "
                                + Files.readString(log).strip());
            }
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized Process launch(Part part, List<String> arguments, Path output, Path log) {
        if (closed) {
            throw new Failure(ExitCode.INTERRUPTED, "stopped");
        }
        List<String> command = new ArrayList<>(leash);
        command.addAll(installation.command(part, arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().put("SPARECORE_HOME", folder.toString());
        builder.environment().put("SPARECORE_AS_BUILT", "1");
        if (output.equals(log)) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectOutput(output.toFile()).redirectError(log.toFile());
        }
        try {
            Process process = builder.start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot start `" + command.get(0) + "`: " + e.getMessage(), e);
        }
    }

    /** Kills whatever still runs, and waits until it is gone. Any thread; more than once. */
    @Override
    public synchronized void close() {
        closed = true;
        processes.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            awaitGone(process);
        }
        processes.clear();
    }

    private static void awaitGone(Process process) {
        try {
            boolean unused = process.waitFor(END_MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Finds programs by name. */
    private static final class Leash {
        private static final String PROGRAM = "setpriv";

        static List<String> words() {
            @Nullable String path = System.getenv("PATH");
            for (String folder : path == null ? new String[0] : path.split(":", -1)) {
                Path program = Path.of(folder, PROGRAM);
                if (Files.isExecutable(program)) {
                    return List.of(program.toString(), "--pdeathsig", "KILL");
                }
            }
            return List.of();
        }
    }
}
