package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.broker.LeaseRow;
import sparecore.api.buyer.Job;
import sparecore.buyer.rig.Daemon;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** A daemon whose disk is full in the middle of a job says so, loses nothing, and goes on when there is room. All tests share one market. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FullDiskTest {
    private static final int HALF = PrimesJob.FRAGMENTS / 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<TinyDisk> disks = new ArrayList<>();
    private Path folder = Path.of("");
    private WholeMarket market;
    private Ledger before;

    @BeforeAll
    void start(@TempDir Path shared) throws IOException {
        folder = shared;
        for (String daemon : List.of("broker", "buyer", "seller-1")) {
            disks.add(TinyDisk.mount(folder.resolve(daemon)));
        }
        market = WholeMarket.start(folder, WholeMarket.HONEST, WholeMarket.HONEST);
    }

    @BeforeEach
    void everybodyIsThere() {
        market.awaitOffers();
        before = market.ledger();
    }

    @AfterAll
    void everyCreditIsFoundAgain() throws IOException {
        try (WholeMarket ending = market) {
            if (ending != null) {
                assertThat(ending.settle().spent()).isPositive();
            }
        } finally {
            for (TinyDisk disk : disks) {
                disk.close();
            }
        }
    }

    private TinyDisk diskOf(Daemon daemon) {
        return disks.stream()
                .filter(disk -> disk.folder().equals(daemon.folder()))
                .findFirst()
                .orElseThrow();
    }

    private String log(Daemon daemon) {
        try {
            return Files.readString(folder.resolve(daemon.name() + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertStoppedFor(Daemon daemon, String words) {
        assertThat(daemon.awaitEnd(PATIENCE)).isEqualTo(ExitCode.ENVIRONMENT.status());
        List<String> said = log(daemon)
                .lines()
                .filter(line -> line.startsWith("sparecore: "))
                .toList();
        assertThat(said).singleElement().asString().contains(words, "full");
    }

    @Test
    void aBuyerStopsAndLosesNothing() throws IOException {
        TinyDisk disk = diskOf(market.buyer());
        try (PrimesJob primes = new PrimesJob(market.client())) {
            primes.addUpTo(HALF);
            primes.receive(2);
            disk.fill();
            assertThat(addingFails(primes)).isTrue();
            assertStoppedFor(market.buyer(), "the buyer stops");
            disk.empty();

            market.restartBuyer();
            primes.receive(HALF);
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            assertPaidOnce(primes);
        }
    }

    private static boolean addingFails(PrimesJob primes) {
        try {
            primes.addUpTo(PrimesJob.FRAGMENTS);
            return false;
        } catch (Failure refused) {
            return true;
        }
    }

    @Test
    void aBrokerStopsAndItsBooksStandAsTheyWere() throws IOException {
        TinyDisk disk = diskOf(market.broker());
        try (PrimesJob primes = new PrimesJob(market.client())) {
            primes.addUpTo(HALF);
            primes.receive(2);
            disk.fill();
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            assertStoppedFor(market.broker(), "the broker stops, for its books cannot be written");
            disk.empty();

            market.restartBroker();
            assertPaidOnce(primes);
        }
    }

    @Test
    void aSellerIsPaidAllTheSameWhenThereIsRoomAgain() throws IOException {
        TinyDisk disk = diskOf(market.seller(0));
        long capturedBefore = captured();
        try (PrimesJob primes = new PrimesJob(market.client())) {
            primes.addUpTo(HALF);
            primes.receive(2);
            disk.fill();
            primes.receive(HALF);
            market.await(
                    "the seller says what it cannot write",
                    () -> log(market.seller(0)).contains("was not written down"));
            disk.empty();
            market.await(
                    "it brings the last voucher to the broker, though the buyer shows no other",
                    () -> captured() - capturedBefore == primes.job().getSpent());
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            assertPaidOnce(primes);
        }
    }

    private long captured() {
        return market.books().getLeasesList().stream()
                .mapToLong(LeaseRow::getCaptured)
                .sum();
    }

    private void assertPaidOnce(PrimesJob primes) {
        Job job = primes.job();
        Ledger ledger = market.ledger().since(before);
        assertThat(ledger.spent()).isEqualTo(job.getSpent());
    }
}
