package sparecore.buyer.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.buyer.JobState;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** {@code map}'s side of the local API, against a daemon that does as it is told. */
final class MarketRunsTest {
    private static final int LINES = 10_000;

    @TempDir
    private Path folder = Path.of("");

    private final Window window = new Window();
    private final List<String> told = new ArrayList<>();

    private static String lines() {
        return IntStream.range(0, LINES).mapToObj(i -> i + "\n").collect(Collectors.joining());
    }

    private static FragmentSource source(String text) {
        ByteString bytes = ByteString.copyFrom(text, StandardCharsets.UTF_8);
        return new LineSource(bytes.newInput(), ArgumentTemplate.of("prog", List.of("<{}>")));
    }

    private MarketRuns runs(BuyerClient client) {
        return new MarketRuns(client, FakeBuyer.JOB, window, told::add);
    }

    private Totals run(BuyerClient client, String text, List<String> outputs) throws IOException {
        ResultSink sink = ended -> {
            outputs.add(ended.output().toStringUtf8());
            window.leave();
        };
        try (InputOrder order = new InputOrder(sink)) {
            return runs(client).run(source(text), order);
        }
    }

    private static List<String> expected() {
        return IntStream.range(0, LINES).mapToObj(i -> "<" + i + ">").toList();
    }

    @Test
    void passesOnEveryResultOnceAndInOrder() throws IOException {
        List<String> outputs = new ArrayList<>();
        try (FakeBuyer buyer = new FakeBuyer(folder, 0);
                BuyerClient client = BuyerClient.open(folder)) {
            Totals totals = run(client, lines(), outputs);
            assertThat(totals.succeeded()).isEqualTo(LINES);
            assertThat(totals.spentMicro()).isEqualTo(3L * LINES);
            assertThat(buyer.restarts()).isZero();
        }
        assertThat(outputs).isEqualTo(expected());
        assertThat(told).isEmpty();
    }

    @Test
    void goesOnBehindTheLastResultWhenTheDaemonComesBack() throws IOException {
        List<String> outputs = new ArrayList<>();
        try (FakeBuyer buyer = new FakeBuyer(folder, LINES / 3);
                BuyerClient client = BuyerClient.open(folder)) {
            Totals totals = run(client, lines(), outputs);
            assertThat(totals.succeeded()).isEqualTo(LINES);
            assertThat(buyer.restarts()).isEqualTo(1);
        }
        assertThat(outputs).isEqualTo(expected());
    }

    @Test
    void countsFragmentsThatCannotBeSentWithoutSendingThem() throws IOException {
        List<Ended> ends = new ArrayList<>();
        try (FakeBuyer buyer = new FakeBuyer(folder, 0);
                BuyerClient client = BuyerClient.open(folder);
                InputOrder order = new InputOrder(ends::add)) {
            Totals totals = runs(client).run(source("a\n" + "x".repeat(60_000) + "\nb\n"), order);
            assertThat(totals.fragments()).isEqualTo(3);
            assertThat(totals.succeeded()).isEqualTo(2);
            assertThat(totals.allSucceeded()).isFalse();
            assertThat(buyer.state()).isEqualTo(JobState.JOB_STATE_RUNNING);
        }
        assertThat(ends)
                .extracting(Ended::state)
                .containsExactly(Ended.State.ACCEPTED, Ended.State.REFUSED, Ended.State.ACCEPTED);
    }

    @Test
    void cancelsTheJobWhenItsOutputCannotBePassedOn() throws IOException {
        try (FakeBuyer buyer = new FakeBuyer(folder, 0);
                BuyerClient client = BuyerClient.open(folder)) {
            assertThatThrownBy(() -> runs(client).run(source(lines()), ended -> {
                        throw new IOException("Broken pipe");
                    }))
                    .hasMessage("Broken pipe");
            assertThat(buyer.state()).isEqualTo(JobState.JOB_STATE_CANCELLED);
        }
    }

    @Test
    void cancelsTheJobWhenItsInputBreaks() throws IOException {
        try (FakeBuyer buyer = new FakeBuyer(folder, 0);
                BuyerClient client = BuyerClient.open(folder)) {
            FragmentSource broken = new BlockSource(
                    ByteString.copyFromUtf8("a\n" + "x".repeat(100)).newInput(),
                    List.of(ByteString.copyFromUtf8("prog")),
                    10);
            assertThatThrownBy(() -> runs(client).run(broken, ended -> {}))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("--block");
            assertThat(buyer.state()).isEqualTo(JobState.JOB_STATE_CANCELLED);
        }
    }

    @Test
    void saysWhyTheDaemonGaveUpAJob() throws IOException {
        try (FakeBuyer buyer = new FakeBuyer(folder, 0);
                BuyerClient client = BuyerClient.open(folder)) {
            ResultSink failing = ended -> buyer.end(JobState.JOB_STATE_FAILED, "no credits are left");
            assertThatThrownBy(() -> runs(client).run(source("a\n"), failing))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.MARKET))
                    .hasMessageContaining("no credits are left");
        }
    }

    /** A job that ends before its input does: its caller closes the client while the input is still being read. */
    @Test
    void takesNoDaemonForGoneWhoseClientIsClosed() throws Exception {
        SlowSource source = new SlowSource(source("a\nb\n"));
        try (FakeBuyer buyer = new FakeBuyer(folder, 0)) {
            try (BuyerClient client = BuyerClient.open(folder)) {
                buyer.end(JobState.JOB_STATE_FAILED, "no credits are left");
                assertThatThrownBy(() -> runs(client).run(source, ended -> {})).hasMessageContaining("no credits");
            }
            source.comes.countDown();
            source.reader().join();
        }
        assertThat(told).isEmpty();
    }

    /** A source whose fragments come late. */
    private static final class SlowSource implements FragmentSource {
        final CountDownLatch comes = new CountDownLatch(1);
        private final CompletableFuture<Thread> reader = new CompletableFuture<>();
        private final FragmentSource source;

        SlowSource(FragmentSource source) {
            this.source = source;
        }

        /** Who reads it. */
        Thread reader() {
            return reader.join();
        }

        @Override
        public Optional<Fragment> next() throws IOException {
            reader.complete(Thread.currentThread());
            try {
                comes.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
            return source.next();
        }

        @Override
        public boolean hasMoreAtOnce() throws IOException {
            return source.hasMoreAtOnce();
        }
    }
}
