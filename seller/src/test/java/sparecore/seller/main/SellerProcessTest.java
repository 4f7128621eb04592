package sparecore.seller.main;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.seller.main.Until.until;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.jvm.SameClasses;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.result.RunLimits;
import sparecore.terminal.ExitCode;
import sparecore.wire.Frame;

/** {@code seller run} as its owner starts it: a process of its own, with real payloads. */
class SellerProcessTest {
    private static final long START_SECONDS = 60;
    private static final Pattern SPACE = Pattern.compile(" ");
    private static final int POLICY_FIELD = 38;

    /** linux/sched.h. */
    private static final String SCHED_NORMAL = "0";

    private static final String SCHED_IDLE = "5";
    private static final RunLimits LIMITS = RunLimits.of(16L << 20, 60, 1 << 20);

    @TempDir
    private Path folder;

    private final NodeKey buyerKey = FakeBuyer.newKey();
    private final List<Process> processes = new ArrayList<>();
    private FakeBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = new FakeBroker();
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        broker.close();
    }

    private Process sellerRun(String... more) throws IOException {
        return sellerRun(broker.address().toString(), more);
    }

    private Process sellerRun(String brokerAddress, String[] more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--broker",
                brokerAddress,
                "--data",
                folder.resolve("seller").toString(),
                "--slots",
                "2",
                "--memory",
                "64M",
                "--price",
                "1",
                "--always"));
        arguments.addAll(List.of(more));
        List<String> command = SameClasses.command(SameClasses.SHORT_LIVED, SellerMain.class.getName(), arguments);
        File log = folder.resolve("log" + processes.size()).toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        processes.add(process);
        return process;
    }

    private String log(int process) throws IOException {
        return Files.readString(folder.resolve("log" + process));
    }

    /** A buyer whose two endless fragments run in the seller's process. */
    private FakeBuyer withTwoPayloads(Process seller) throws IOException, InterruptedException {
        until(
                "an ask",
                START_SECONDS,
                () -> !broker.received(Frame.BodyCase.PLACE_ASK).isEmpty());
        String address =
                broker.received(Frame.BodyCase.PLACE_ASK).get(0).getPlaceAsk().getAddress();
        NodeId id = broker.seller();
        Ticket ticket = broker.ticket(buyerKey.id(), id, 2, Credits.ofWhole(100));
        int colon = address.lastIndexOf(':');
        FakeBuyer buyer = FakeBuyer.dial(
                buyerKey,
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                id);
        buyer.open(broker.sign(ticket)).join();
        buyer.upload(TinyPrograms.loop());
        for (int number = 1; number <= 2; number++) {
            buyer.assign(number, Digest.of(TinyPrograms.loop()), "loop", new byte[0], LIMITS);
        }
        until("two payloads", () -> Payloads.of(seller.toHandle()).size() == 2);
        return buyer;
    }

    /** proc(5), /proc/pid/stat: the scheduling policy is the 39th field behind the name. */
    private static String schedulingOf(ProcessHandle process) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        return SPACE.split(stat.substring(stat.lastIndexOf(')') + 2))[POLICY_FIELD];
    }

    private static void assertGone(List<ProcessHandle> payloads) {
        until("the payloads are gone", () -> payloads.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void sigtermEndsAnIdleSellerInOrder() throws IOException, InterruptedException {
        Process seller = sellerRun();
        until(
                "an ask",
                START_SECONDS,
                () -> !broker.received(Frame.BodyCase.PLACE_ASK).isEmpty());

        until(
                "nothing of its self-test is left",
                () -> seller.toHandle().children().noneMatch(ProcessHandle::isAlive));

        seller.destroy();

        assertThat(seller.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(seller.exitValue()).as(log(0)).isZero();
        assertThat(broker.received(Frame.BodyCase.CANCEL_ASK)).hasSize(1);
        assertThat(log(0)).contains("self-test passed", "rated 2 slots", "stopped");
    }

    @Test
    void secondSigtermEndsABusySellerAtOnce() throws IOException, InterruptedException {
        Process seller = sellerRun();
        try (FakeBuyer buyer = withTwoPayloads(seller)) {
            List<ProcessHandle> payloads = Payloads.of(seller.toHandle());
            assertThat(schedulingOf(payloads.get(0))).isEqualTo(SCHED_IDLE);

            seller.destroy();
            buyer.next(Frame.BodyCase.WINDOW_CHANGED);
            assertThat(payloads).allMatch(ProcessHandle::isAlive);
            seller.destroy();

            assertThat(seller.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(seller.exitValue()).as(log(0)).isZero();
            assertGone(payloads);
        }
    }

    @Test
    void aKilledSellerTakesItsPayloadsAlong() throws IOException, InterruptedException {
        Process seller = sellerRun("--priority", "normal");
        try (FakeBuyer buyer = withTwoPayloads(seller)) {
            assertThat(schedulingOf(Payloads.of(seller.toHandle()).get(0))).isEqualTo(SCHED_NORMAL);
            List<ProcessHandle> payloads = seller.descendants().toList();

            seller.destroyForcibly().waitFor();

            assertGone(payloads);
            assertThat(buyer.closeReason()).isNotEmpty();
        }
    }

    @Test
    void wrongBrokerKeyEndsItWithAClearLine() throws IOException, InterruptedException {
        String wrong =
                FakeBuyer.newKey().id() + "@127.0.0.1:" + broker.address().port();

        Process seller = sellerRun(wrong, new String[0]);

        assertThat(seller.waitFor(START_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(seller.exitValue()).as(log(0)).isEqualTo(ExitCode.MARKET.status());
        assertThat(log(0)).contains("the wrong key").contains("--broker");
    }

    @Test
    void busyPortEndsItWithAClearLine() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Process seller = sellerRun("--listen", "127.0.0.1:" + taken.getLocalPort());

            assertThat(seller.waitFor(START_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(seller.exitValue()).as(log(0)).isEqualTo(ExitCode.ENVIRONMENT.status());
            assertThat(log(0)).contains("cannot listen on").contains("--listen");
        }
    }

    @Test
    void busyDataFolderEndsItWithAClearLine() throws IOException, InterruptedException {
        Process first = sellerRun();
        until(
                "an ask",
                START_SECONDS,
                () -> !broker.received(Frame.BodyCase.PLACE_ASK).isEmpty());

        Process second = sellerRun();

        assertThat(second.waitFor(START_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).as(log(1)).isEqualTo(ExitCode.ENVIRONMENT.status());
        assertThat(log(1)).contains("in use by another process");
        assertThat(first.isAlive()).isTrue();
    }
}
