package sparecore.sandbox.selftest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sparecore.sandbox.Invocation;
import sparecore.sandbox.Limits;
import sparecore.sandbox.Program;
import sparecore.sandbox.Run;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.Streams;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.selftest.SelfTest.Row;

/**
 * Looks at a program that is running, through /proc: the lock-down is not only believed but seen.
 *
 * <p>The program says that it runs and then loops, so that it holds still for as long as it is looked at.
 */
final class Observation {
    private static final long START_SECONDS_MAX = 60;

    private Observation() {}

    static List<Row> observe(Sandbox sandbox) {
        CountDownLatch running = new CountDownLatch(1);
        Run run = start(sandbox, running);
        Thread driver = new Thread(run::await, "self-test");
        driver.setDaemon(true);
        driver.start();
        try {
            boolean started = running.await(START_SECONDS_MAX, TimeUnit.SECONDS);
            return started ? look(Path.of("/proc/" + run.pid())) : List.of(failed("it did not start"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(failed("interrupted"));
        } catch (IOException e) {
            return List.of(failed(e.toString()));
        } finally {
            run.kill();
            run.await();
        }
    }

    private static Run start(Sandbox sandbox, CountDownLatch running) {
        Program program = Program.ofCode(HostileCode.announceAndSpin().bytes());
        OutputStream output = new OutputStream() {
            @Override
            public void write(int value) {
                running.countDown();
            }
        };
        try {
            Streams streams = new Streams(Streams.NO_INPUT, output, OutputStream.nullOutputStream());
            return sandbox.start(program, Limits.DEFAULT, Invocation.of("selftest"), streams);
        } catch (BadProgramException e) {
            throw new IllegalStateException("a program of the self-test does not fit its limits", e);
        }
    }

    private static List<Row> look(Path process) throws IOException {
        String status = Files.readString(process.resolve("status"));
        return List.of(
                row("seccomp mode", "1", field(status, "Seccomp")),
                row("no new privileges", "1", field(status, "NoNewPrivs")),
                row("threads", "1", field(status, "Threads")),
                pages(process.resolve("maps")));
    }

    /** Only root may look into a process that is not dumpable (proc(5)): to others, that it is closed is what can be seen. */
    private static Row pages(Path maps) throws IOException {
        try {
            return row("pages of the kernel", "none", kernelPages(Files.readAllLines(maps)));
        } catch (AccessDeniedException closed) {
            return row("its memory", "closed to its own user", "closed to its own user");
        }
    }

    private static String field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst()
                .orElse("absent");
    }

    /** Everything named in brackets is the kernel's; only the vsyscall page, which is no real page, can't be unmapped. */
    private static String kernelPages(List<String> maps) {
        List<String> names = maps.stream()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .filter(name -> name.startsWith("[") && !name.equals("[vsyscall]"))
                .toList();
        return names.isEmpty() ? "none" : String.join(" ", names);
    }

    private static Row row(String name, String expected, String got) {
        return new Row("seen in /proc: " + name, expected, got, expected.equals(got));
    }

    private static Row failed(String why) {
        return new Row("seen in /proc", "a running program", why, false);
    }
}
