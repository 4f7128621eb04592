package sparecore.broker.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.broker.AccountRow;
import sparecore.api.broker.BrokerStatus;
import sparecore.api.broker.CreditRequest;
import sparecore.api.broker.GetStatusRequest;
import sparecore.content.Id;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.Frame;
import sparecore.wire.Role;

/** A real broker process that is killed at any moment: what it confirmed is there, and the books balance. */
class KilledBrokerTest {
    private static final long SEED = 20_261_122;
    private static final int KILLS = 3;
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path temp;

    private @Nullable Launches launches;
    private final NodeKey sellerKey = NodeKey.generate(RANDOM);
    private final NodeKey buyerKey = NodeKey.generate(RANDOM);

    private Path folder() {
        return temp.resolve("b");
    }

    private Launches launches() {
        if (launches == null) {
            launches = new Launches(temp);
        }
        return launches;
    }

    @AfterEach
    void endProcesses() {
        launches().close();
    }

    private Process launch(Path data, int port) throws IOException {
        return launches().launch(List.of(), data, port, List.of());
    }

    private String outputOf(Process process) throws IOException {
        return launches().outputOf(process);
    }

    /** The address file of a killed broker stays: it must go before a new one can be waited for. */
    private BrokerAddress start() throws IOException {
        Files.deleteIfExists(folder().resolve(BrokerAddress.FILE));
        return awaitAddress(launch(folder(), 0));
    }

    private BrokerAddress awaitAddress(Process process) throws IOException {
        return launches().awaitAddress(process, folder());
    }

    private void kill() throws InterruptedException {
        Process process = launches().last();
        process.destroyForcibly();
        process.waitFor();
    }

    private void credit(long micro) {
        CreditRequest request = CreditRequest.newBuilder()
                .setCommandId(ByteString.copyFrom(Id.random(RANDOM).toBytes()))
                .setNode(buyerKey.id().toWire())
                .setMicroCredits(micro)
                .build();
        ControlClient.ask(folder(), stub -> stub.credit(request));
    }

    private BrokerStatus status() {
        return ControlClient.ask(folder(), stub -> stub.getStatus(GetStatusRequest.getDefaultInstance()));
    }

    @Test
    void keepsWhatItConfirmedAndItsBooksBalanceWheneverItIsKilled() throws Exception {
        Random random = new Random(SEED);
        Map<String, Long> confirmed = new HashMap<>();
        for (int round = 0; round < KILLS; round++) {
            BrokerAddress broker = start();
            if (round == 0) {
                credit(1_000_000_000);
            }
            try (FakePeer seller = new FakePeer(Role.ROLE_SELLER, sellerKey, broker);
                    FakePeer buyer = new FakePeer(Role.ROLE_BUYER, buyerKey, broker)) {
                trade(seller, buyer, broker, random, confirmed);
                kill();
            }
        }
        start();
        BrokerStatus status = status();
        assertThat(status.getLedger().getBalanced())
                .as("seed %s: %s", SEED, status.getLedger())
                .isTrue();
        assertThat(status.getLedger().getSum()).isZero();
        assertThat(status.getLedger().getIssued()).isEqualTo(1_000_000_000);
        assertThat(status.getAccountsList().stream()
                        .mapToLong(AccountRow::getBalance)
                        .sum())
                .isZero();
        Map<String, Long> captured = new HashMap<>();
        status.getLeasesList().forEach(lease -> captured.put(lease.getLease(), lease.getCaptured()));
        confirmed.forEach((lease, cumulative) -> assertThat(captured.get(lease))
                .as("seed %s, lease %s", SEED, lease)
                .isGreaterThanOrEqualTo(cumulative));
    }

    /** A few bids are matched and paid for; requests are still under way when this returns. */
    private void trade(
            FakePeer seller, FakePeer buyer, BrokerAddress broker, Random random, Map<String, Long> confirmed)
            throws Exception {
        seller.ask(Messages.frame(Messages.ask(AskId.random(RANDOM), 64)));
        for (int i = 0; i < 4; i++) {
            buyer.ask(Messages.frame(Messages.bid(BidId.random(RANDOM), 1)));
        }
        int steps = 10 + random.nextInt(10);
        List<Ticket> tickets = new ArrayList<>();
        while (tickets.size() < 4) {
            Frame push = seller.nextPush();
            if (push.hasLeaseMatched()) {
                tickets.add(SignedTicket.verify(push.getLeaseMatched().getTicket(), broker.key())
                        .ticket());
            }
        }
        for (int i = 1; i <= steps; i++) {
            Ticket ticket = tickets.get(random.nextInt(tickets.size()));
            long cumulative = confirmed.getOrDefault(ticket.lease().toString(), 0L) + 1_000;
            seller.ask(Messages.settle(ticket, buyerKey, cumulative, false));
            confirmed.put(ticket.lease().toString(), cumulative);
        }
        for (int i = 0; i < 20; i++) {
            Ticket ticket = tickets.get(random.nextInt(tickets.size()));
            seller.link().send(Messages.settle(ticket, buyerKey, 100_000 + i, i % 7 == 0));
            buyer.link().send(Messages.frame(Messages.bid(BidId.random(RANDOM), 2)));
        }
    }

    /**
     * The limit on a file's size (setrlimit(2), RLIMIT_FSIZE) makes writes fail as a full disk does. 2 MiB: above the library that
     * SQLite's driver unpacks, below the 4 MiB at which the write-ahead log starts over.
     */
    @Test
    void stopsWithAClearLastLineWhenTheDiskIsFullAndLosesNothingThatItConfirmed() throws Exception {
        Process process = launches()
                .launch(List.of("bash", "-c", "ulimit -f 2048; exec \"$@\"", "limited"), folder(), 0, List.of());
        awaitAddress(process);
        long confirmed = 0;
        try {
            for (int i = 0; i < 1_000; i++) {
                credit(1);
                confirmed++;
            }
        } catch (Failure refused) {
            assertThat(confirmed).isPositive();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.ENVIRONMENT.status());
        assertThat(outputOf(process).strip().lines().reduce((first, second) -> second))
                .hasValueSatisfying(last -> assertThat(last).startsWith("sparecore: the broker stops, for its books"));
        start();
        assertThat(status().getLedger().getBalanced()).isTrue();
        assertThat(status().getLedger().getIssued()).isBetween(confirmed, confirmed + 1);
    }

    @Test
    void refusesASecondBrokerOnItsFolder() throws Exception {
        start();
        Process second = launch(folder(), 0);
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(ExitCode.ENVIRONMENT.status());
        assertThat(outputOf(second)).contains("is in use by another process");
        assertThat(status().getLedger().getBalanced()).isTrue();
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        BrokerAddress first = start();
        Process second = launch(temp.resolve("c"), first.port());
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(ExitCode.ENVIRONMENT.status());
        assertThat(outputOf(second))
                .contains("sparecore: cannot listen on 127.0.0.1:" + first.port(), "--listen")
                .doesNotContain("\tat ");
    }

    @Test
    void stopsCleanlyWhenToldTo() throws Exception {
        start();
        Process process = launches().last();
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(folder().resolve(BrokerAddress.FILE)).doesNotExist();
        assertThat(folder().resolve("socket")).doesNotExist();
        assertThat(outputOf(process)).doesNotContain("Exception");
    }
}
