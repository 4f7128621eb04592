package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.buyer.Job;
import sparecore.buyer.jobs.JobName;
import sparecore.buyer.main.Ran;

/**
 * Whichever part of a market is killed in the middle of a job: the result is right, and the books balance. All tests share one market,
 * in any order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledPartsTest {
    private static final int HALF = PrimesJob.FRAGMENTS / 2;

    private WholeMarket market;
    private Ledger before;

    @BeforeAll
    void start(@TempDir Path folder) {
        market = WholeMarket.start(folder, WholeMarket.HONEST, WholeMarket.HONEST, WholeMarket.HONEST);
    }

    @BeforeEach
    void everybodyIsThere() {
        market.awaitOffers();
        before = market.ledger();
    }

    @AfterAll
    void everyCreditIsFoundAgain() {
        try (WholeMarket ending = market) {
            assertThat(ending.settle().spent()).isPositive();
        }
    }

    @Test
    void othersGoOnWhenASellerIsKilled() {
        try (PrimesJob primes = new PrimesJob(market.client())) {
            primes.addUpTo(HALF);
            primes.receive(2);
            market.await(
                    "the seller is at work",
                    () -> !Payloads.of(market.seller(0)).isEmpty());
            List<ProcessHandle> orphans = Payloads.of(market.seller(0));
            market.killSeller(0);
            market.await("its programs die with it", () -> orphans.stream().noneMatch(ProcessHandle::isAlive));
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            Job job = primes.job();
            market.restartSeller(0);

            Ledger ledger = market.ledger().since(before);
            assertThat(ledger.earned()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(ledger.spent())
                    .as("a voucher may have died with the seller")
                    .isBetween(1L, job.getSpent());
        }
    }

    @Test
    void aCallerThatComesBackToARestartedBuyerHasEveryResultOnce() throws IOException {
        try (PrimesJob primes = new PrimesJob(market.client())) {
            primes.addUpTo(HALF);
            primes.receive(2);
            market.killBuyer();
            market.restartBuyer();
            primes.receive(HALF);
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            Job job = primes.job();

            Ran another = Ran.sparecore(
                    new byte[0],
                    "map",
                    "--data",
                    market.buyer().folder().toString(),
                    "--resume",
                    JobName.of(job.getJob()));
            assertThat(another.status()).as(another.error()).isZero();
            assertThat(another.out()).isEqualTo(String.join("", primes.outputs()));

            Ledger ledger = market.ledger().since(before);
            assertThat(ledger.spent()).isEqualTo(job.getSpent()).isEqualTo(primes.paid());
        }
    }

    @Test
    void tradeOutlivesAKilledBrokerAndEndsInBalance() {
        try (PrimesJob primes = new PrimesJob(market.client())) {
            primes.addUpTo(HALF);
            primes.receive(2);
            market.killBroker();
            primes.receive(HALF);
            market.restartBroker();
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            Job job = primes.job();

            Ledger ledger = market.ledger().since(before);
            assertThat(ledger.spent()).isEqualTo(job.getSpent()).isEqualTo(primes.paid());
        }
    }
}
