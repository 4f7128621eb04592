package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.SellerRecord;
import sparecore.api.exchange.Cases;
import sparecore.api.exchange.ExchangeGrpc;
import sparecore.api.exchange.GetCasesRequest;
import sparecore.evidence.CaseFile;
import sparecore.exchange.CaseText;
import sparecore.home.DataFolder;
import sparecore.identity.NodeId;
import sparecore.local.LocalChannel;

/** Jobs that ask for an error, in real processes: among cheats of several kinds, with a buyer that is killed, and with one seller alone. */
class ErrorBoundMarketTest {
    private static final int HONEST = 2;
    private static final int ALWAYS_WRONG = 2;
    private static final int SELDOM_WRONG_AND_OVER_BILLING = 3;
    private static final int NEVER_SHOWS = 4;
    private static final int COPIES_COMMITMENTS = 5;
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
        String seals = folder.resolve("seals").toString();
        try (WholeMarket market = WholeMarket.start(
                folder,
                seller("--falsify-seals", "kept", "--falsify-seals-file", seals),
                seller("--falsify-seals", "kept", "--falsify-seals-file", seals),
                seller("--falsify", "1", "--falsify-together"),
                seller("--falsify", "0.2", "--falsify-together", "--falsify-bill", Integer.toString(BILL)),
                seller("--falsify-seals", "never-shown"),
                seller("--falsify-seals", "copied", "--falsify-seals-file", seals))) {
            amongCheats(market);
            for (int other = 1; other <= COPIES_COMMITMENTS; other++) {
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
            NodeId leaver = market.nodeOf(ALWAYS_WRONG);
            market.returnUnderANewKey(ALWAYS_WRONG);
            market.await("it offers again", () -> market.books().getAsksCount() > COPIES_COMMITMENTS);
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            Job job = primes.job();
            System.out.println(job.getPromise() + " runs " + job.getReplicasRun());
            assertThat(job.getError()).isEqualTo(1e-3);
            assertThat(job.getPromise().getConflicts()).isPositive();
            assertThat(job.getReplicasRejected()).isPositive();
            for (NodeId cheat : List.of(leaver, market.nodeOf(ALWAYS_WRONG), market.nodeOf(NEVER_SHOWS))) {
                SellerRecord record = primes.record(cheat).orElse(SellerRecord.getDefaultInstance());
                assertThat(record.getAccepted()).isZero();
                assertThat(record.getPaid()).isZero();
            }
            assertThat(market.nodeOf(ALWAYS_WRONG)).isNotEqualTo(leaver);
            hasProofAgainst(market, NEVER_SHOWS, CaseFile.Seal.UNOPENED);
            hasProofAgainst(market, COPIES_COMMITMENTS, CaseFile.Seal.BROKEN);
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
        }
    }

    private static void hasProofAgainst(WholeMarket market, int cheat, CaseFile.Seal seal) {
        try (LocalChannel channel =
                LocalChannel.open(DataFolder.socketIn(market.buyer().folder()))) {
            Cases cases =
                    ExchangeGrpc.newBlockingStub(channel.channel()).getCases(GetCasesRequest.getDefaultInstance());
            assertThat(cases.getCasesList())
                    .as("what the buyer keeps of %d: %s", cheat, CaseText.list(cases))
                    .anySatisfy(kept -> {
                        CaseFile file = CaseFile.verify(kept.getFile());
                        assertThat(file.ticket().ticket().seller()).isEqualTo(market.nodeOf(cheat));
                        assertThat(file.seal()).isEqualTo(seal);
                    });
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
