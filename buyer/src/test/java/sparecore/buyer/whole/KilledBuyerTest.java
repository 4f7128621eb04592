package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.broker.LeaseRow;

/**
 * A buyer that is killed at every step of one job in turn, comes back each time but the last, and leaves its seller alone with what it has:
 * the seller gets it from the broker. The simulation of the whole market kills buyers between any two writes.
 */
class KilledBuyerTest {
    /** What the seller lends, in reference CPU-seconds; one costs 0.05 credits at most. */
    private static final List<String> SELLER =
            List.of("--always", "--priority", "normal", "--slots", "1", "--memory", "64M", "--unpaid-cpu-seconds", "5");

    private static final long WINDOW_MICRO = 5 * 50_000;

    @Test
    void itsSellerIsPaidAtWhateverStepItDies(@TempDir Path folder) {
        try (WholeMarket market = WholeMarket.start(folder, SELLER)) {
            market.awaitOffers();
            try (PrimesJob primes = PrimesJob.alone(market.client())) {
                primes.addUpTo(2);
                again(market);
                market.await("there is a lease", () -> !leases(market).isEmpty());
                again(market);
                primes.addUpTo(PrimesJob.FRAGMENTS / 2);
                market.await(
                        "a fragment runs", () -> !Payloads.of(market.seller(0)).isEmpty());
                again(market);
                primes.receive(PrimesJob.FRAGMENTS / 4);
                again(market);
                primes.receive(PrimesJob.FRAGMENTS / 2);
                market.await("the broker has seen a voucher", () -> captured(market) > 0);
                again(market);
                primes.addUpTo(PrimesJob.FRAGMENTS);
                primes.receiveAll();
                market.killBuyer();

                long accepted = primes.paid();
                market.broker()
                        .await(
                                "its seller is paid",
                                WholeMarket.PATIENCE,
                                () -> 100 * captured(market) >= 99 * accepted);
                assertThat(captured(market)).isBetween(accepted - WINDOW_MICRO, accepted);
                System.out.printf("accepted %d, captured %d micro-credits%n", accepted, captured(market));
            }
        }
    }

    private static void again(WholeMarket market) {
        market.killBuyer();
        market.restartBuyer();
        market.awaitBuyer();
    }

    private static List<LeaseRow> leases(WholeMarket market) {
        return market.books().getLeasesList();
    }

    private static long captured(WholeMarket market) {
        return leases(market).stream().mapToLong(LeaseRow::getCaptured).sum();
    }
}
