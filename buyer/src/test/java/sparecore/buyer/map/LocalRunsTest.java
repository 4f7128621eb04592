package sparecore.buyer.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.buyer.exec.LocalSandbox;
import sparecore.buyer.exec.ProgramFile;
import sparecore.result.RunLimits;
import sparecore.sandbox.Sandbox;

/** Real programs in the real sandbox. */
final class LocalRunsTest {
    private static final Path PROGRAMS = Path.of(System.getProperty("sparecore.root"), "buyer/target/programs");
    private static final RunLimits LIMITS = RunLimits.of(32 << 20, 1, 64 << 10);

    private static Sandbox sandbox;

    private final Window window = new Window();
    private final List<Ended> ends = new ArrayList<>();

    @BeforeAll
    static void open() {
        sandbox = LocalSandbox.open();
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    private LocalRuns runs(String program, RunLimits limits) {
        ProgramFile file = ProgramFile.load(PROGRAMS.resolve(program));
        return new LocalRuns(sandbox, new Order(file.program(), 2, limits), 2, window);
    }

    private static FragmentSource words(String program, List<String> words) {
        return new ListSource(words, ArgumentTemplate.of(program, List.of()));
    }

    private Ended only(String program, RunLimits limits) throws IOException {
        Totals unused = runs(program, limits).run(words(program, List.of("x")), ends::add);
        assertThat(ends).hasSize(1);
        return ends.get(0);
    }

    @Test
    void countsPrimesRightInManyFragments() throws IOException {
        AtomicLong sum = new AtomicLong();
        List<String> parts = IntStream.range(0, 50).mapToObj(Integer::toString).toList();
        FragmentSource source = new ListSource(
                parts, ArgumentTemplate.of("primes", List.of("{}", Integer.toString(parts.size()), "1000000")));
        Totals totals = runs("primes", LIMITS)
                .run(
                        source,
                        ended -> sum.addAndGet(
                                Long.parseLong(ended.output().toStringUtf8().strip())));
        assertThat(sum).hasValue(78_498);
        assertThat(totals.fragments()).isEqualTo(50);
        assertThat(totals.allSucceeded()).isTrue();
    }

    @Test
    void givesBlocksOnStandardInput() throws IOException {
        ByteString text = ByteString.copyFromUtf8("line\n".repeat(20_000));
        FragmentSource source = new BlockSource(text.newInput(), List.of(ByteString.copyFromUtf8("echo")), 10_000);
        try (InputOrder order = new InputOrder(ends::add)) {
            Totals unused = runs("echo", LIMITS).run(source, order);
        }
        assertThat(ByteString.copyFrom(ends.stream().map(Ended::output).toList()))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "hostile-fork, forbids",
        "hostile-open, forbids",
        "hostile-close, forbids",
        "hostile-crash, signal 11",
        "hostile-eat, signal 11",
        "hostile-loop, CPU time",
        "hostile-flood, more output"
    })
    void saysHowABadProgramEnded(String program, String words) throws IOException {
        Ended ended = only(program, LIMITS);
        assertThat(ended.state()).isEqualTo(Ended.State.ACCEPTED);
        assertThat(ended.succeeded()).isFalse();
        assertThat(ended.ending()).contains(words);
    }

    @Test
    void stopsReadingTheInputWhenNothingIsPrinted() throws Exception {
        AtomicLong read = new AtomicLong();
        CountDownLatch filled = new CountDownLatch(1);
        FragmentSource endless = new FragmentSource() {
            @Override
            public java.util.Optional<Fragment> next() {
                if (read.incrementAndGet() == Window.FRAGMENTS_MAX) {
                    filled.countDown();
                }
                return java.util.Optional.of(Fragment.refused(read.get() - 1, "x", "a test"));
            }

            @Override
            public boolean hasMoreAtOnce() {
                return true;
            }
        };
        LocalRuns runs = runs("noop", LIMITS);
        Thread running = new Thread(() -> {
            try {
                Totals unused = runs.run(endless, ended -> {});
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        running.start();
        filled.await();
        runs.cancel();
        running.join();
        assertThat(read.get()).isLessThanOrEqualTo(Window.FRAGMENTS_MAX + 2L);
    }

    @Test
    void endsWhenItsOutputCannotBePassedOn() {
        List<String> words =
                IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
        assertThatThrownBy(() -> runs("noop", LIMITS).run(words("noop", words), ended -> {
                    throw new IOException("Broken pipe");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("Broken pipe");
    }

    @Test
    void marksWhatTheMarketWouldNotTakeEither() throws IOException {
        ProgramFile file = ProgramFile.load(PROGRAMS.resolve("noop"));
        Order order = new Order(file.program(), 2, LIMITS);
        FragmentSource source =
                new CheckedSource(words("noop", List.of("good", "with\0zero", "x".repeat(50_000))), order);
        Totals totals = new LocalRuns(sandbox, order, 1, window).run(source, ends::add);
        assertThat(totals.succeeded()).isEqualTo(1);
        assertThat(ends)
                .extracting(Ended::state)
                .containsExactlyInAnyOrder(Ended.State.ACCEPTED, Ended.State.REFUSED, Ended.State.REFUSED);
        assertThat(ends)
                .extracting(Ended::ending)
                .anySatisfy(ending -> assertThat(ending).contains("zero byte"));
        assertThat(ends)
                .extracting(Ended::ending)
                .anySatisfy(ending -> assertThat(ending).contains("48 KiB"));
    }
}
