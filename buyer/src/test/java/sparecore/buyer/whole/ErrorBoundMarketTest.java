package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.SellerRecord;
import sparecore.identity.NodeId;

/** Jobs that ask for an error, in real processes: among cheats of several kinds, with a buyer that is killed, and with one seller alone. */
class ErrorBoundMarketTest {
    private static final int HONEST = 2;
    private static final int ALWAYS_WRONG = 2;
    private static final int SELDOM_WRONG_AND_OVER_BILLING = 3;
    private static final int BILL = 6;
    private static final int HALF = PrimesJob.FRAGMENTS / 2;

    @TempDir
    private Path folder = Path.of("");

    private static List<String> seller(String... more) {
        List<String> options = new ArrayList<>(WholeMarket.HONEST);
        options.addAll(List.of(more));
        return options;
    }

    @Test
    void cheatsLoseTheirPayAndASellerAloneIsCheckedByTheBuyer() {
        try (WholeMarket market = WholeMarket.start(
                folder,
                seller(),
                seller(),
                seller("--falsify", "1", "--falsify-together"),
                seller("--falsify", "0.2", "--falsify-together", "--falsify-bill", Integer.toString(BILL)))) {
            amongCheats(market);
            for (int other = 1; other <= SELDOM_WRONG_AND_OVER_BILLING; other++) {
                market.killSeller(other);
            }
            market.await("only one seller is left", () -> market.books().getAsksCount() <= 1);
            withOneSeller(market);
        }
    }

    private static void amongCheats(WholeMarket market) {
        try (PrimesJob primes = new PrimesJob(market.client(), 1e-3)) {
            primes.addUpTo(HALF);
            primes.receive(1);
            market.killBuyer();
            market.restartBuyer();
            primes.receive(HALF);
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            Job job = primes.job();
            System.out.println(job.getPromise() + " runs " + job.getReplicasRun());
            assertThat(job.getError()).isEqualTo(1e-3);
            assertThat(job.getPromise().getConflicts()).isPositive();
            assertThat(job.getReplicasRejected()).isPositive();
            assertThat(record(market, primes, ALWAYS_WRONG).getAccepted()).isZero();
            assertThat(record(market, primes, ALWAYS_WRONG).getPaid()).isZero();
            long honestPaid = 0;
            for (int honest = 0; honest < HONEST; honest++) {
                SellerRecord record = record(market, primes, honest);
                assertThat(record.getRejected()).isZero();
                assertThat(record.getPaid()).isPositive();
                honestPaid = Math.max(honestPaid, perFragment(record));
            }
            assertThat(perFragment(record(market, primes, SELDOM_WRONG_AND_OVER_BILLING)))
                    .as("what a fragment earned who billed %d times", BILL)
                    .isLessThan(2 * honestPaid);
            assertThat(market.ledger().spent()).isEqualTo(job.getSpent());
        }
    }

    private static void withOneSeller(WholeMarket market) {
        try (PrimesJob primes = new PrimesJob(market.client(), 1e-3)) {
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            Job job = primes.job();
            System.out.println(job.getPromise() + " runs " + job.getReplicasRun());
            assertThat(job.getPromise().getComputed()).isPositive();
            assertThat(job.getPromise().getConflicts()).isZero();
            assertThat(job.getPromise().getBound()).isLessThanOrEqualTo(1e-3);
            assertThat(record(market, primes, 0).getAccepted()).isEqualTo(PrimesJob.FRAGMENTS);
        }
    }

    private static long perFragment(SellerRecord record) {
        return record.getPaid() / Math.max(1, record.getAccepted());
    }

    private static SellerRecord record(WholeMarket market, PrimesJob primes, int number) {
        NodeId seller = market.nodeOf(number);
        return primes.record(seller).orElse(SellerRecord.getDefaultInstance());
    }
}
