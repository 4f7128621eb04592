package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.SellerRecord;
import sparecore.api.exchange.ExchangeGrpc;
import sparecore.api.exchange.GetCasesRequest;
import sparecore.api.exchange.KeptCase;
import sparecore.buyer.exchange.DisputeCommand;
import sparecore.evidence.CaseFile;
import sparecore.home.DataFolder;
import sparecore.identity.NodeId;
import sparecore.lease.BadSignedMessageException;
import sparecore.local.LocalChannel;
import sparecore.terminal.Commands;
import sparecore.wire.DisputeRow;
import sparecore.wire.DisputeState;
import sparecore.wire.GetDisputes;

/** Jobs that ask for an error, in real processes: among cheats of several kinds, of which a referee convicts two, with a buyer that is killed, and with one seller alone. */
class ErrorBoundMarketTest {
    private static final int HONEST = 2;
    private static final int ALWAYS_WRONG = 2;
    private static final int SELDOM_WRONG_AND_OVER_BILLING = 3;
    private static final int NEVER_SHOWS_AND_RETURNS = 4;
    private static final int BILL = 40;
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
                seller("--falsify-seals", "never-shown"))) {
            amongCheats(market, seller("--falsify-seals", "copied", "--falsify-seals-file", seals));
            aRefereeFinds("wrong-result", market, ALWAYS_WRONG);
            aRefereeFinds("overcharged", market, SELDOM_WRONG_AND_OVER_BILLING);
            for (int other = 1; other <= NEVER_SHOWS_AND_RETURNS; other++) {
                market.killSeller(other);
            }
            market.await("only one seller is left", () -> market.books().getAsksCount() <= 1);
            withOneSeller(market);
        }
    }

    /** @param comeback how the one that never shows cheats when it is back with a new key: it copies commitments */
    private static void amongCheats(WholeMarket market, List<String> comeback) {
        try (PrimesJob primes = new PrimesJob(market.client(), 1e-3)) {
            primes.addUpTo(HALF);
            primes.receive(1);
            market.killBuyer();
            market.restartBuyer();
            market.awaitBuyer();
            primes.receive(HALF);
            NodeId neverShows = market.nodeOf(NEVER_SHOWS_AND_RETURNS);
            market.await("it is caught", () -> proofs(market, neverShows, CaseFile.Seal.UNOPENED) > 0);
            market.returnUnderANewKey(NEVER_SHOWS_AND_RETURNS, comeback);
            market.await("it offers again", () -> market.books().getAsksCount() > NEVER_SHOWS_AND_RETURNS);
            NodeId copies = market.nodeOf(NEVER_SHOWS_AND_RETURNS);
            assertThat(copies).isNotEqualTo(neverShows);
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            Job job = primes.job();
            System.out.println(job.getPromise() + " runs " + job.getReplicasRun());
            assertThat(job.getError()).isEqualTo(1e-3);
            assertThat(job.getPromise().getConflicts()).isPositive();
            assertThat(job.getReplicasRejected()).isPositive();
            for (NodeId cheat : List.of(market.nodeOf(ALWAYS_WRONG), neverShows)) {
                SellerRecord record = record(primes, cheat);
                assertThat(record.getAccepted()).isZero();
                assertThat(record.getPaid()).isZero();
            }
            long copied = proofs(market, copies, CaseFile.Seal.BROKEN);
            assertThat(copied).isPositive();
            assertThat(record(primes, copies).getAccepted())
                    .as("nothing that it had copied")
                    .isLessThanOrEqualTo(HALF - Math.toIntExact(copied));
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

    /** The buyer writes what it keeps, with the work, and opens a dispute; the operator needs nothing but the folder. */
    private void aRefereeFinds(String kind, WholeMarket market, int cheat) {
        String buyer = market.buyer().folder().toString();
        Path evidence = folder.resolve(kind);
        List<String> export = new ArrayList<>(List.of("cases", "--data", buyer, "--to", evidence.toString()));
        cases(market).stream()
                .filter(kept -> isAbout(kind, verified(kept), market.nodeOf(cheat)))
                .forEach(kept -> export.add(Long.toString(kept.getNumber())));
        assertThat(dispute(export.toArray(String[]::new))).isZero();
        assertThat(dispute("open", kind, "--data", buyer, "--case", caseWithWork(evidence)))
                .isZero();
        assertThat(dispute("referee", "--data", market.broker().folder().toString(), "--from", evidence.toString()))
                .isZero();
        assertThat(latest(market).getState()).as(latest(market).getWhy()).isEqualTo(DisputeState.DISPUTE_STATE_UPHELD);
    }

    private static int dispute(String... arguments) {
        return Commands.run(new DisputeCommand(), arguments);
    }

    private static boolean isAbout(String kind, CaseFile file, NodeId seller) {
        return file.ticket().ticket().seller().equals(seller)
                && file.result().isPresent()
                && file.receipt().isPresent() == kind.equals("overcharged");
    }

    private static String caseWithWork(Path evidence) {
        try (DirectoryStream<Path> works = Files.newDirectoryStream(evidence, "*.work")) {
            return works.iterator().next().toString().replace(".work", ".case");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static DisputeRow latest(WholeMarket market) {
        try (LocalChannel channel =
                LocalChannel.open(DataFolder.socketIn(market.buyer().folder()))) {
            return ExchangeGrpc.newBlockingStub(channel.channel())
                    .getDisputes(GetDisputes.getDefaultInstance())
                    .getRows(0);
        }
    }

    /** How much evidence the buyer keeps of what a seller did with its commitments. */
    private static long proofs(WholeMarket market, NodeId seller, CaseFile.Seal seal) {
        return cases(market).stream()
                .map(ErrorBoundMarketTest::verified)
                .filter(file -> file.ticket().ticket().seller().equals(seller) && file.seal() == seal)
                .count();
    }

    private static List<KeptCase> cases(WholeMarket market) {
        try (LocalChannel channel =
                LocalChannel.open(DataFolder.socketIn(market.buyer().folder()))) {
            return ExchangeGrpc.newBlockingStub(channel.channel())
                    .getCases(GetCasesRequest.getDefaultInstance())
                    .getCasesList();
        }
    }

    private static CaseFile verified(KeptCase kept) {
        try {
            return CaseFile.verify(kept.getFile());
        } catch (BadSignedMessageException e) {
            throw new AssertionError("what the buyer keeps is no evidence", e);
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
        return record(primes, market.nodeOf(number));
    }

    private static SellerRecord record(PrimesJob primes, NodeId seller) {
        return primes.record(seller).orElse(SellerRecord.getDefaultInstance());
    }
}
