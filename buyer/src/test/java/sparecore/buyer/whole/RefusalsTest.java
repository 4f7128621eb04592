package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.api.buyer.BuyerStatus;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.main.Ran;
import sparecore.buyer.rig.Daemon;
import sparecore.buyer.rig.Part;
import sparecore.home.DataFolder;
import sparecore.identity.NodeKey;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** What a market refuses, as the user of {@code sparecore map} and of the daemons sees it. All tests share one market. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalsTest {
    private static final Path PROGRAMS = Path.of(System.getProperty("sparecore.root"), "buyer/target/programs");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Daemon> extra = new ArrayList<>();
    private Path folder = Path.of("");
    private WholeMarket market;

    @BeforeAll
    void start(@TempDir Path shared) {
        folder = shared;
        market = WholeMarket.start(folder, WholeMarket.HONEST);
    }

    @AfterEach
    void endExtraDaemons() {
        extra.forEach(Daemon::kill);
        extra.clear();
    }

    @AfterAll
    void aJobIsStillDoneAndEveryCreditIsFoundAgain() throws IOException {
        try (WholeMarket ending = market) {
            Ran ran = map(market.buyer().folder(), "0\n", program("primes"), "{}", "4", "100");
            assertThat(ran.out()).as(ran.error()).isEqualTo("9\n");
            Ledger ledger = ending.settle();
            assertThat(ledger.spent()).isPositive();
        }
    }

    private static Ran map(Path data, String input, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("map", "--quiet", "--replicas", "1", "--data"));
        arguments.add(data.toString());
        arguments.addAll(List.of(more));
        return Ran.sparecore(input.getBytes(StandardCharsets.UTF_8), arguments.toArray(String[]::new));
    }

    private static String program(String name) {
        return PROGRAMS.resolve(name).toString();
    }

    private Daemon start(Part part, String name, String... options) {
        Daemon daemon = market.rig().start(part, name, options);
        extra.add(daemon);
        return daemon;
    }

    /** A buyer daemon of its own, once it says what it should of its broker. */
    private Daemon buyer(String name, String broker, Predicate<BuyerStatus> says) {
        Daemon daemon = start(Part.BUYER, name, "--broker", broker);
        try (BuyerClient client = BuyerClient.open(daemon.folder())) {
            daemon.await("it says how its broker is", PATIENCE, () -> {
                try {
                    return Files.exists(DataFolder.socketIn(daemon.folder())) && says.test(client.status());
                } catch (Failure notYet) {
                    client.reconnect();
                    return false;
                }
            });
        }
        return daemon;
    }

    private static void assertRefused(Ran ran, String... words) {
        assertThat(ran.status()).as(ran.error()).isEqualTo(ExitCode.MARKET.status());
        assertThat(ran.out()).isEmpty();
        assertThat(ran.error()).hasLineCount(1).startsWith("sparecore: ").contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "hostile-fork, the sandbox forbids",
        "hostile-open, the sandbox forbids",
        "hostile-close, the sandbox forbids",
        "hostile-crash, signal 11",
        "hostile-eat, signal 11",
        "hostile-loop, more CPU time than allowed",
        "hostile-flood, more output than allowed",
    })
    void showsHowAHostileProgramEnded(String name, String reason) throws IOException {
        Ran ran = map(
                market.buyer().folder(),
                "",
                "--cpu-seconds",
                "1",
                "--memory",
                "32M",
                "--output",
                "64K",
                program(name),
                ":::",
                "x");
        assertThat(ran.status()).as(ran.error()).isEqualTo(ExitCode.FAILED.status());
        assertThat(ran.error())
                .hasLineCount(1)
                .startsWith("sparecore: fragment 0 (x): ")
                .contains(reason);
        assertThat(Payloads.left()).isEmpty();
    }

    @Test
    void sendsNoLineThatIsTooLargeAndGoesOnWithTheOthers() throws IOException {
        String input = "0\n" + "9".repeat(100_000) + "\n1\n";
        Ran ran = map(market.buyer().folder(), input, program("primes"), "{}", "4", "100");
        assertThat(ran.status()).isEqualTo(ExitCode.FAILED.status());
        assertThat(ran.out()).isEqualTo("9\n6\n");
        assertThat(ran.error()).hasLineCount(1).contains("fragment 1", "not sent: ");
    }

    @Test
    void takesNoBlockAboveTheLimit() throws IOException {
        Ran ran = map(market.buyer().folder(), "x\n", "--pipe", "--block", "5M", program("echo"));
        assertThat(ran.status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(ran.error()).hasLineCount(1).contains("--block: 1 byte to 4M");
    }

    @Test
    void saysWhoGivesCreditsToABuyerThatHasNone() throws IOException {
        Path poor =
                buyer("poor", market.address(), BuyerStatus::getBrokerConnected).folder();
        assertRefused(map(poor, "1\n", program("noop")), "holds no credits", "sparecore broker credit ");
        assertRefused(map(poor, "1\n", "--cap", "1", program("noop")), "credits", "ask the operator", "--cap");
    }

    @Test
    void saysThatTheBrokerHasAnotherKey() throws IOException {
        String hostAndPort = market.address().substring(market.address().indexOf('@') + 1);
        String wrong = NodeKey.generate(new SecureRandom()).id() + "@" + hostAndPort;
        Path misled = buyer("misled", wrong, status -> status.getNote().contains("the wrong key"))
                .folder();
        assertRefused(map(misled, "1\n", program("noop")), "the wrong key");
    }

    @Test
    void saysThatTheBrokerIsNotThere() throws IOException {
        String nobody = NodeKey.generate(new SecureRandom()).id() + "@127.0.0.1:1";
        Path alone = buyer("alone", nobody, status -> status.getNote().contains("cannot reach"))
                .folder();
        assertRefused(map(alone, "1\n", program("noop")), "cannot reach 127.0.0.1:1", "start the broker");
    }

    @Test
    void aSecondBuyerOnAFolderEndsWithAClearLineAndTheFirstGoesOn() throws IOException {
        assertEnds(
                start(Part.BUYER, market.buyer().name(), "--broker", market.address()),
                "is in use by another process: stop that one, or choose another with --data");
        assertThat(market.client().status().getBrokerConnected()).isTrue();
    }

    @Test
    void aBrokerWhoseConsolesPortIsTakenEndsWithAClearLine() throws IOException {
        String taken = market.address().substring(market.address().indexOf('@') + 1);
        assertEnds(start(Part.BROKER, "second", "--listen", "127.0.0.1:0", "--console", taken), taken);
    }

    private void assertEnds(Daemon daemon, String words) throws IOException {
        assertThat(daemon.awaitEnd(PATIENCE)).isEqualTo(ExitCode.ENVIRONMENT.status());
        assertThat(Files.readAllLines(folder.resolve(daemon.name() + ".log")).stream()
                        .filter(line -> line.startsWith("sparecore: ")))
                .singleElement()
                .asString()
                .contains(words);
    }
}
