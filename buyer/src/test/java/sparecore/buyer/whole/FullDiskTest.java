package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.broker.LeaseRow;
import sparecore.api.buyer.Job;
import sparecore.buyer.rig.Daemon;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** A daemon whose disk is full in the middle of a job says so, loses nothing, and goes on when there is room. */
class FullDiskTest {
    private static final int HALF = PrimesJob.FRAGMENTS / 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of("");

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
        try (TinyDisk disk = TinyDisk.mount(folder.resolve("buyer"));
                WholeMarket market = WholeMarket.start(folder, WholeMarket.HONEST, WholeMarket.HONEST);
                PrimesJob primes = new PrimesJob(market.client())) {
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
            assertPaidOnce(market, primes);
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
        try (TinyDisk disk = TinyDisk.mount(folder.resolve("broker"));
                WholeMarket market = WholeMarket.start(folder, WholeMarket.HONEST, WholeMarket.HONEST);
                PrimesJob primes = new PrimesJob(market.client())) {
            primes.addUpTo(HALF);
            primes.receive(2);
            disk.fill();
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            assertStoppedFor(market.broker(), "the broker stops, for its books cannot be written");
            disk.empty();

            market.restartBroker();
            assertPaidOnce(market, primes);
        }
    }

    @Test
    void aSellerIsPaidAllTheSameWhenThereIsRoomAgain() throws IOException {
        try (TinyDisk disk = TinyDisk.mount(folder.resolve("seller-1"));
                WholeMarket market = WholeMarket.start(folder, WholeMarket.HONEST, WholeMarket.HONEST);
                PrimesJob primes = new PrimesJob(market.client())) {
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
                    () -> captured(market) == primes.job().getSpent());
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            assertPaidOnce(market, primes);
        }
    }

    private static long captured(WholeMarket market) {
        return market.books().getLeasesList().stream()
                .mapToLong(LeaseRow::getCaptured)
                .sum();
    }

    private static void assertPaidOnce(WholeMarket market, PrimesJob primes) {
        Job job = primes.job();
        Ledger ledger = market.settle();
        assertThat(ledger.spent()).isEqualTo(job.getSpent());
    }
}
