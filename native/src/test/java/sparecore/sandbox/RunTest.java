package sparecore.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be done to a run while it lives, and what must be left after it: nothing. */
final class RunTest {
    private static final Limits LIMITS = Limits.DEFAULT;

    private Sandbox sandbox;

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(false).withImagesMax(2));
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void killEndsARun() throws Exception {
        Run run = sandbox.start(Programs.spin(), LIMITS, Invocation.of("spin"));
        CompletableFuture<RunReport> report = CompletableFuture.supplyAsync(run::await);
        assertThat(run.pid()).isPositive();
        run.kill();
        assertThat(report.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.KILLED);
        run.kill(); // after the end it does nothing
        run.pause();
        run.resume();
        assertThat(run.await().outcome()).isEqualTo(Outcome.KILLED);
    }

    @Test
    void aPausedRunUsesNeitherCpuNorWallTime() throws Exception {
        Limits limits = LIMITS.withWallTime(Duration.ofMillis(400));
        Run run = sandbox.start(Programs.spin(), limits, Invocation.of("spin"));
        CompletableFuture<RunReport> report = CompletableFuture.supplyAsync(run::await);
        run.pause();
        Path stat = Path.of("/proc/" + run.pid() + "/stat");
        Poll.until("stopped", () -> state(stat).equals("T"));
        long ticks = cpuTicks(stat);
        long pausedAt = System.nanoTime();
        Poll.until("the wall time has passed twice", () -> System.nanoTime() - pausedAt > 800_000_000L);
        assertThat(report).isNotDone();
        assertThat(cpuTicks(stat)).isEqualTo(ticks);
        run.resume();
        RunReport ended = report.get(20, TimeUnit.SECONDS);
        assertThat(ended.outcome()).isEqualTo(Outcome.WALL_LIMIT);
        assertThat(ended.wallMicros()).isGreaterThanOrEqualTo(400_000);
    }

    @Test
    void aPausedRunCanBeKilled() throws Exception {
        Run run = sandbox.start(Programs.spin(), LIMITS, Invocation.of("spin"));
        run.pause();
        run.kill();
        assertThat(run.await().outcome()).isEqualTo(Outcome.KILLED);
    }

    @Test
    void manyMayAwaitOneRun() throws Exception {
        Run run = sandbox.start(Programs.exit(5), LIMITS, Invocation.of("exit"));
        CompletableFuture<RunReport> other = CompletableFuture.supplyAsync(run::await);
        assertThat(run.await()).isSameAs(other.get(20, TimeUnit.SECONDS));
    }

    @Test
    void twoHundredRunsFromFourThreadsDoNotMix() throws Exception {
        Program copy = Programs.copyTo(1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<RunReport>> reports = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Invocation invocation = Invocation.of("copy").withInput(bytes("input of run " + i));
                reports.add(threads.submit(() -> sandbox.run(copy, LIMITS, invocation)));
            }
            for (int i = 0; i < 200; i++) {
                RunReport report = reports.get(i).get(60, TimeUnit.SECONDS);
                assertThat(report.describe()).isEqualTo("the program ended by itself with status 7");
                assertThat(report.output()).isEqualTo(bytes("input of run " + i));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRunOutlivesTheThreadThatStartedIt() throws Exception {
        CompletableFuture<Run> started = new CompletableFuture<>();
        Thread starter = new Thread(() -> {
            try {
                Run run = sandbox.start(
                        Programs.copyTo(1), LIMITS, Invocation.of("copy").withInput(bytes("still")));
                run.pid(); // spawned
                started.complete(run);
            } catch (Exception e) {
                started.completeExceptionally(e);
            }
        });
        starter.start();
        starter.join();
        assertThat(started.join().await().output()).isEqualTo(bytes("still"));
    }

    @Test
    void keepsAFewImagesAndNoDescriptors() throws Exception {
        sandbox.run(Programs.exit(0), LIMITS, Invocation.of("x"));
        int before = openDescriptors();
        for (int i = 1; i <= 20; i++) {
            assertThat(sandbox.run(Programs.exit(i), LIMITS, Invocation.of("x")).exitCode())
                    .isEqualTo(i);
            assertThat(sandbox.imagesKept()).isLessThanOrEqualTo(2);
        }
        assertThat(openDescriptors()).isLessThanOrEqualTo(before + 1 + 3); // one more image, and a spare
        sandbox.close();
        assertThat(openDescriptors()).isLessThan(before);
    }

    @Test
    void closingKillsLiveRunsAndRefusesNewOnes() throws Exception {
        Run awaited = sandbox.start(Programs.spin(), LIMITS, Invocation.of("spin"));
        CompletableFuture<RunReport> report = CompletableFuture.supplyAsync(awaited::await);
        Run forgotten = sandbox.start(Programs.spin(), LIMITS, Invocation.of("spin"));
        long pid = forgotten.pid();
        sandbox.close();
        assertThat(report.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.KILLED);
        assertThat(forgotten.await().outcome()).isEqualTo(Outcome.KILLED);
        assertThat(Path.of("/proc/" + pid)).doesNotExist(); // reaped
        assertThatThrownBy(() -> sandbox.run(Programs.exit(0), LIMITS, Invocation.of("x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        sandbox.close(); // again
    }

    @Test
    void streamsInputAsItComesAndOutputAsItGoes() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (TestPipe terminal = TestPipe.open()) {
            Streams streams = new Streams(terminal.readEnd(), output, OutputStream.nullOutputStream());
            Invocation invocation = Invocation.of("copy").withInput(bytes("first,"));
            Run run = sandbox.start(Programs.copyTo(1), LIMITS, invocation, streams);
            CompletableFuture<RunReport> report = CompletableFuture.supplyAsync(run::await);
            terminal.write(bytes("second,"));
            Poll.until(
                    "the second piece came back",
                    () -> output.toString(StandardCharsets.US_ASCII).equals("first,second,"));
            assertThat(report).isNotDone();
            terminal.write(bytes("third"));
            terminal.closeWriteEnd();
            assertThat(report.get(20, TimeUnit.SECONDS).exitCode()).isEqualTo(7);
        }
        assertThat(output.toString(StandardCharsets.US_ASCII)).isEqualTo("first,second,third");
    }

    @Test
    void aBrokenOutputStreamKillsTheRunAndIsTold() throws Exception {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("disk full");
            }
        };
        Streams streams = new Streams(Streams.NO_INPUT, broken, OutputStream.nullOutputStream());
        Run run = sandbox.start(Programs.writeForEver(1), LIMITS, Invocation.of("flood"), streams);
        long pid = run.pid();
        assertThatThrownBy(run::await).isInstanceOf(UncheckedIOException.class).hasRootCauseMessage("disk full");
        assertThat(Path.of("/proc/" + pid)).doesNotExist();
    }

    @Test
    void doesNotStealTheChildrenOfOthers() throws Exception {
        Process other = new ProcessBuilder("/bin/sh", "-c", "exit 9").start();
        for (int i = 0; i < 20; i++) {
            sandbox.run(Programs.exit(0), LIMITS, Invocation.of("x"));
        }
        assertThat(other.waitFor()).isEqualTo(9);
    }

    private static int openDescriptors() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return (int) files.count();
        }
    }

    private static String state(Path stat) {
        return fields(stat)[0];
    }

    private static long cpuTicks(Path stat) {
        String[] fields = fields(stat);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** The fields behind the name, of which the first is the state: proc(5). */
    private static String[] fields(Path stat) {
        try {
            String text = Files.readString(stat);
            return text.substring(text.lastIndexOf(')') + 2).split(" ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
