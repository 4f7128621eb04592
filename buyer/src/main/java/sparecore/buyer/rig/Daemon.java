package sparecore.buyer.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** One daemon of a rig: its process, its data folder, and the file that has what it said. Thread-safe. */
public final class Daemon {
    private static final long POLL_MILLIS = 100;

    private final String name;
    private final Path folder;
    private final Path log;
    private final Process process;

    Daemon(String name, Path folder, Path log, Process process) {
        this.name = name;
        this.folder = folder;
        this.log = log;
        this.process = process;
    }

    public String name() {
        return name;
    }

    /** Its data folder. */
    public Path folder() {
        return folder;
    }

    /** Where what it says on standard error goes. */
    public Path log() {
        return log;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end in good order (SIGTERM); {@link #awaitEnd} waits for that. */
    public void terminate() {
        process.destroy();
    }

    /** Ends it at once (SIGKILL), as a power cut would, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(10));
    }

    /** @return its exit status. @throws Failure if it has not ended by then */
    public int awaitEnd(Duration most) {
        try {
            if (process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.INTERRUPTED, "interrupted while waiting for " + name, e);
        }
        throw new Failure(ExitCode.ENVIRONMENT, name + " did not end within " + most.toSeconds() + " s" + lastWords());
    }

    /**
     * Waits until something holds, as long as the daemon lives.
     *
     * @param what for the message: "the buyer has its broker"
     * @throws Failure with the daemon's last words, if it has ended or takes too long
     */
    public void await(String what, Duration most, BooleanSupplier holds) {
        long polls = most.toMillis() / POLL_MILLIS;
        for (long poll = 0; !holds.getAsBoolean(); poll++) {
            if (pause()) {
                throw new Failure(
                        ExitCode.ENVIRONMENT,
                        name + " ended with status " + process.exitValue() + " before " + what + lastWords());
            }
            if (poll >= polls) {
                throw new Failure(
                        ExitCode.ENVIRONMENT,
                        name + ": it took more than " + most.toSeconds() + " s until " + what + lastWords());
            }
        }
    }

    /** @return whether the process has ended */
    private boolean pause() {
        try {
            return process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.INTERRUPTED, "interrupted while waiting for " + name, e);
        }
    }

    /** Why it ended, by its own words: its last line in Sparecore's name, or else its last line. */
    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.stream()
                    .filter(line -> line.startsWith("sparecore: "))
                    .reduce((earlier, later) -> later)
                    .or(() -> lines.stream().reduce((earlier, later) -> later))
                    .map(line -> ": " + line.replaceFirst("^sparecore: ", ""))
                    .orElse("");
        } catch (IOException e) {
            return "; its log " + log + " cannot be read";
        }
    }
}
