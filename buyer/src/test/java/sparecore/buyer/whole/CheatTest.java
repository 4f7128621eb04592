package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.SellerRecord;
import sparecore.identity.NodeId;

/** A seller that answers with lies, among honest ones. */
class CheatTest {
    private static final int HALF = PrimesJob.FRAGMENTS / 2;

    @TempDir
    private Path folder = Path.of("");

    private static List<String> cheating() {
        List<String> options = new ArrayList<>(WholeMarket.HONEST);
        options.addAll(List.of("--falsify", "1"));
        return options;
    }

    @Test
    void isCaughtAndBarredAndNotPaid() throws IOException {
        try (WholeMarket market = WholeMarket.start(folder, WholeMarket.HONEST, WholeMarket.HONEST, cheating());
                PrimesJob primes = new PrimesJob(market.client())) {
            primes.addUpTo(HALF);
            market.await(
                    "the cheat is caught",
                    () -> primes.job().getSellerRecordsList().stream().anyMatch(record -> record.getRejected() > 0));
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            Job job = primes.job();

            List<SellerRecord> caught = job.getSellerRecordsList().stream()
                    .filter(record -> record.getRejected() > 0)
                    .toList();
            assertThat(caught).singleElement().satisfies(cheat -> {
                assertThat(cheat.getStanding()).startsWith("barred");
                assertThat(cheat.getAccepted()).isZero();
                assertThat(cheat.getPaid()).isZero();
            });
            assertThat(Files.readAllLines(market.seller(2).folder().resolve("falsified.log")))
                    .isNotEmpty();

            Ledger ledger = market.settle();
            assertThat(ledger.earnedBy(NodeId.fromWire(caught.get(0).getSeller())))
                    .isZero();
            assertThat(ledger.spent()).isEqualTo(job.getSpent()).isEqualTo(primes.paid());
        }
    }
}
