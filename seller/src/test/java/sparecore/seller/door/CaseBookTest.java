package sparecore.seller.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.content.Digest;
import sparecore.evidence.Assigned;
import sparecore.evidence.CaseFile;
import sparecore.evidence.KeptCase;
import sparecore.evidence.Receipt;
import sparecore.evidence.SignedBatch;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.result.RunLimits;
import sparecore.result.Work;
import sparecore.seller.journal.Disputable;
import sparecore.seller.journal.Journal;
import sparecore.seller.journal.Settled;

/** What a seller keeps of receipts, in memory and on disk. */
class CaseBookTest {
    private static final NodeKey BUYER = SessionRig.BUYER;
    private static final NodeKey SELLER = SessionRig.SELLER;
    private static final LeaseId LEASE = SessionRig.LEASE;
    private static final Digest WORK = Digest.of(new byte[] {1});
    private static final Digest PROGRAM = Digest.of(new byte[] {2});
    private static final RunLimits LIMITS = RunLimits.of(64L << 20, 60, 4 << 20);

    private final Ticket ticket = SessionRig.ticket();
    private final CaseBook book = new CaseBook(SignedTicket.sign(ticket, SessionRig.BROKER));

    private void assigned(long number) {
        assigned(number, WORK, new Work(PROGRAM, List.of(ByteString.EMPTY), ByteString.EMPTY, LIMITS));
    }

    private void assigned(long number, Digest named, Work work) {
        book.assigned(
                SignedBatch.sign(List.of(new Assigned(LEASE, number, named, false)), BUYER)
                        .get(0),
                work,
                Optional.empty());
    }

    private static Work large(int bytes, int which) {
        return new Work(
                PROGRAM, List.of(ByteString.copyFromUtf8("" + which)), ByteString.copyFrom(new byte[bytes]), LIMITS);
    }

    private Disputable rejected(long number, Digest work) {
        Receipt receipt = new Receipt(LEASE, number, work, Receipt.Verdict.WRONG, Optional.of(PROGRAM), Credits.ZERO);
        return book.judged(SignedBatch.sign(List.of(receipt), BUYER), 0).orElseThrow();
    }

    /** A hostile buyer may reject whatever it likes: neither memory nor disk fills up, and the oldest go first. */
    @Test
    void whatIsRejectedIsKeptWithItsWorkAsFarAsThereIsRoom(@TempDir Path folder) {
        int size = (int) CaseBook.WORK_BYTES_MAX - 8;
        List<Disputable> kept = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Work work = large(size, i);
            assigned(i, work.digest(), work);
        }
        Work tooLarge = large((int) CaseBook.WORK_BYTES_MAX + 1, 10);
        assigned(10, tooLarge.digest(), tooLarge);
        for (int i = 0; i < 10; i++) {
            kept.add(rejected(i, large(size, i).digest()));
        }
        assertThat(kept.stream().filter(one -> one.work().isPresent())).hasSize(8);
        assertThat(kept.get(0).work()).as("the oldest").isEmpty();
        assertThat(kept.get(9).work()).contains(large(size, 9));
        assertThat(rejected(10, tooLarge.digest()).work()).isEmpty();
        try (Journal journal = Journal.open(folder.resolve("seller.db"))) {
            Disputable last = kept.get(9);
            for (int i = 0; i < 12; i++) {
                journal.keepCases(List.of(last), 1_000).join();
            }
            List<Long> numbers =
                    journal.cases(99).join().stream().map(KeptCase::number).toList();
            assertThat(numbers).hasSize(12);
            assertThat(numbers.stream()
                            .filter(number ->
                                    journal.disputedWork(number).join().isPresent()))
                    .as("eight mebibytes of one buyer, the latest")
                    .containsExactlyElementsOf(numbers.subList(0, 8 - 1));
            journal.keepCases(List.of(new Disputable(last.file(), Optional.empty(), Optional.empty())), Long.MAX_VALUE)
                    .join();
            assertThat(journal.disputedWork(numbers.get(0)).join())
                    .as("too old")
                    .isEmpty();
        }
    }

    private void accepted(long number, Digest work, long micro) {
        Receipt receipt =
                new Receipt(LEASE, number, work, Receipt.Verdict.ACCEPTED, Optional.of(work), Credits.ofMicro(micro));
        assertThat(book.judged(SignedBatch.sign(List.of(receipt), BUYER), 0)).isEmpty();
    }

    private static long worth(List<CaseFile> files) {
        return files.stream()
                .mapToLong(
                        file -> file.receipt().orElseThrow().testimony().paid().micro())
                .sum();
    }

    @Test
    void receiptsThatNoVoucherCoversAreGivenOutOnceAndOthersNever() {
        LongStream.rangeClosed(1, 4).forEach(this::assigned);
        accepted(1, WORK, 300);
        accepted(2, WORK, 100);
        accepted(2, WORK, 100);
        accepted(3, Digest.of(new byte[0]), 7_000);
        accepted(9, WORK, 7_000);
        assertThat(book.takeOwed(Credits.ofMicro(400))).isEmpty();
        assertThat(worth(book.takeOwed(Credits.ofMicro(399)))).isEqualTo(400);
        assertThat(book.takeOwed(Credits.ofMicro(399))).as("again").isEmpty();
        accepted(4, WORK, 50);
        assertThat(worth(book.takeOwed(Credits.ZERO))).isEqualTo(450);
    }

    @Test
    void theLargestAreKeptAndNoSumIsTooLarge() {
        for (long number = 1; number <= CaseBook.OWING_MAX + 8; number++) {
            assigned(number);
            accepted(number, WORK, number);
        }
        List<CaseFile> kept = book.takeOwed(Credits.ZERO);
        assertThat(kept).hasSize(CaseBook.OWING_MAX);
        assertThat(kept).allMatch(file -> file.assigned().testimony().assignment() > 8);
        for (long number = 100; number < 103; number++) {
            assigned(number);
            accepted(number, WORK, Long.MAX_VALUE);
        }
        assertThat(book.takeOwed(ticket.escrow()))
                .as("nobody owes more than the escrow")
                .isEmpty();
    }

    @Test
    void theJournalForgetsReceiptsOnceAsMuchIsSettled(@TempDir Path folder) {
        try (Journal journal = Journal.open(folder.resolve("seller.db"))) {
            assertThat(journal.open(ticket).join()).isTrue();
            assigned(1);
            accepted(1, WORK, 300);
            journal.keepOwed(LEASE, book.takeOwed(Credits.ZERO), 1_000).join();
            assigned(2);
            accepted(2, WORK, 200);
            journal.keepOwed(LEASE, book.takeOwed(Credits.ZERO), 2_000).join();
            assertThat(journal.cases(9).join())
                    .extracting(KeptCase::atMillis)
                    .as("in place of those before")
                    .containsExactly(2_000L, 2_000L);
            journal.settled(List.of(new Settled(LEASE, Credits.ofMicro(499), Credits.ZERO, false)))
                    .join();
            assertThat(journal.cases(9).join()).hasSize(2);
            journal.settled(List.of(new Settled(LEASE, Credits.ofMicro(500), Credits.ZERO, true)))
                    .join();
            assertThat(journal.cases(9).join()).isEmpty();
        }
    }
}
