package sparecore.buyer.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.buyer.samples.Samples;
import sparecore.content.Digest;
import sparecore.evidence.Commitment;
import sparecore.evidence.Receipt;
import sparecore.evidence.Signed;
import sparecore.evidence.SignedBatch;
import sparecore.money.Credits;
import sparecore.wire.LeaseEndReason;

class TenancyTest {
    private static final Digest WORK = Samples.work(0).digest();
    private static final long NOW = 1_700_000_000_000L;
    private static final Credits MUCH = Credits.ofMicro(Long.MAX_VALUE);

    private static Tenancy tenancy(String escrow) {
        return new Tenancy(
                Samples.ticket(1, Samples.jobId(1), Samples.seller(1), escrow, NOW),
                Credits.ZERO,
                Credits.ZERO,
                0,
                NOW);
    }

    private static Tenancy ready(String escrow, int window) {
        Tenancy tenancy = tenancy(escrow);
        tenancy.dialling();
        assertThat(tenancy.ready(window, NOW)).isTrue();
        return tenancy;
    }

    @Test
    void connectsOnceAtATime() {
        Tenancy tenancy = tenancy("1");
        assertThat(tenancy.mayDial(NOW)).isTrue();
        tenancy.dialling();
        assertThat(tenancy.mayDial(NOW)).isFalse();
        tenancy.lost(NOW);
        assertThat(tenancy.mayDial(NOW)).isFalse();
        assertThat(tenancy.mayDial(NOW + Tenancy.REDIAL_MILLIS)).isTrue();
        assertThat(tenancy.phase()).isEqualTo(Tenancy.Phase.CONNECTING);
    }

    @Test
    void isReadyOncePerLink() {
        Tenancy tenancy = ready("1", 4);
        assertThat(tenancy.ready(4, NOW + 5)).isFalse();
        assertThat(tenancy.sinceMillis()).isEqualTo(NOW);
        tenancy.lost(NOW + 9);
        assertThat(tenancy.phase()).isEqualTo(Tenancy.Phase.CONNECTING);
        assertThat(tenancy.mayDial(NOW + 9)).isTrue();
        tenancy.leave(LeaseEndReason.LEASE_END_REASON_EXPIRED, false, NOW);
        assertThat(tenancy.ready(4, NOW)).isFalse();
        assertThat(tenancy.phase()).isEqualTo(Tenancy.Phase.LEAVING);
        tenancy.gone(NOW);
        assertThat(tenancy.mayDial(NOW + 99_999)).isFalse();
    }

    @Test
    void hasRoomWithinWindowEscrowBytesAndTime() {
        Tenancy tenancy = ready("1", 2);
        Credits half = Credits.parse("0.5");
        assertThat(tenancy.hasRoom(half, NOW)).isTrue();
        tenancy.assign(0, 1);
        assertThat(tenancy.hasRoom(half, NOW)).isTrue();
        assertThat(tenancy.hasRoom(Credits.parse("0.500001"), NOW)).isFalse();
        tenancy.assign(1, 1);
        assertThat(tenancy.hasRoom(Credits.ZERO, NOW)).isFalse();
        tenancy.setWindow(10);
        assertThat(tenancy.hasRoom(Credits.ZERO, NOW)).isTrue();
        assertThat(tenancy.hasRoom(Credits.ZERO, NOW + 3_600_000 - Tenancy.LAST_WORK_MILLIS))
                .isFalse();
        tenancy.assign(2, Tenancy.BYTES_OUT_MAX);
        assertThat(tenancy.hasRoom(Credits.ZERO, NOW)).isFalse();
        assertThat(tenancy.takeAll()).hasSize(3);
        assertThat(tenancy.hasRoom(Credits.ZERO, NOW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 128, 129, Integer.MAX_VALUE})
    void believesNoWindowBeyondItsSlots(int window) {
        Tenancy tenancy = ready("1", window);
        int taken = 0;
        while (tenancy.hasRoom(Credits.ZERO, NOW)) {
            tenancy.assign(taken++, 0);
        }
        assertThat(taken).isEqualTo(Math.max(0, Math.min(window, 2 * Tenancy.WINDOW_PER_SLOT_MAX)));
    }

    @Test
    void standsTheLargestNumbers() {
        Tenancy tenancy = ready("1", 9);
        tenancy.await(MUCH);
        tenancy.await(MUCH);
        assertThat(tenancy.isDry()).isTrue();
        assertThat(tenancy.hasRoom(MUCH, NOW)).isFalse();
        assertThat(tenancy.isDryFor(MUCH)).isTrue();
        tenancy.decided(MUCH);
        tenancy.decided(MUCH);
        assertThat(tenancy.isQuiet()).isTrue();
        assertThat(tenancy.payable(MUCH)).isEqualTo(Credits.parse("1"));
        assertThat(tenancy.hasRoom(MUCH, NOW)).isFalse();
        assertThat(tenancy.take(Long.MIN_VALUE)).isEmpty();
        assertThat(tenancy.takeBack(-1, NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverOwesMoreThanTheEscrowAndNeverPromisesLess(long seed) {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Tenancy tenancy = ready("1", 100);
        Credits promised = Credits.ZERO;
        for (int i = 0; i < 500; i++) {
            tenancy.accept(i, WORK, WORK, tenancy.payable(Credits.ofMicro(random.nextLong(10_000))));
            assertThat(tenancy.owed()).isLessThanOrEqualTo(Credits.parse("1"));
            if (random.nextBoolean()) {
                Settlement settlement = tenancy.settle();
                assertThat(settlement.cumulative()).isEqualTo(tenancy.owed()).isGreaterThanOrEqualTo(promised);
                promised = settlement.cumulative();
                assertThat(tenancy.hasNews()).isFalse();
            }
            if (random.nextInt(50) == 0) {
                tenancy.lost(NOW);
                assertThat(tenancy.hasNews()).isTrue();
            }
        }
    }

    @Test
    void tellsVerdictsInPortions() {
        Tenancy tenancy = ready("1", 1);
        for (int i = 0; i < Settlement.VERDICTS_MAX / 2 + 5; i++) {
            tenancy.accept(i, WORK, WORK, Credits.ZERO);
            tenancy.reject(i, WORK, Receipt.Verdict.FORFEITED, Optional.empty());
        }
        assertThat(tenancy.settle().receipts()).hasSize(Settlement.VERDICTS_MAX);
        assertThat(tenancy.hasNews()).isTrue();
        Settlement rest = tenancy.settle();
        assertThat(rest.receipts()).hasSize(10);
        assertThat(tenancy.hasNews()).isFalse();
    }

    @Test
    void whatIsCommittedToMakesRoomButIsNoWayToHoard() {
        Tenancy tenancy = ready("1", 2);
        List<Long> first = List.of(tenancy.assign(7, 1), tenancy.assign(8, 1));
        first.forEach(assignment -> tenancy.committed(commitment(assignment, 0), NOW));
        assertThat(tenancy.hasRoom(Credits.ZERO, NOW)).as("nothing shown yet").isFalse();
        first.forEach(tenancy::take);
        List<Long> assigned = List.of(tenancy.assign(0, 1), tenancy.assign(1, 1));
        assertThat(tenancy.hasRoom(Credits.ZERO, NOW)).isFalse();
        assertThat(tenancy.committed(commitment(assigned.get(0), 0), NOW)).isTrue();
        assertThat(tenancy.committed(commitment(assigned.get(0), 1), NOW))
                .as("again")
                .isFalse();
        assertThat(tenancy.committed(commitment(-1, 0), NOW)).as("never given").isFalse();
        assertThat(tenancy.hasRoom(Credits.ZERO, NOW)).isTrue();
        tenancy.committed(commitment(assigned.get(1), 0), NOW);
        for (int i = 2; i < 4; i++) {
            assertThat(tenancy.hasRoom(Credits.ZERO, NOW)).isTrue();
            tenancy.committed(commitment(tenancy.assign(i, 1), 0), NOW);
        }
        assertThat(tenancy.hasRoom(Credits.ZERO, NOW)).isFalse();
    }

    @Test
    void aPromiseIsOverdueAfterItsTimeAndEachThatIsKeptBeginsItAnew() {
        Tenancy tenancy = ready("1", 9);
        long first = tenancy.assign(0, 1);
        long second = tenancy.assign(1, 1);
        tenancy.committed(commitment(first, 0), NOW);
        tenancy.committed(commitment(second, 25_000), NOW);
        assertThat(tenancy.overdue(NOW + 3_600_000)).as("the buyer slept").isEmpty();
        long nowMillis = NOW + 3_600_000;
        for (int i = 0; i < 9; i++) {
            nowMillis += 1_000;
            assertThat(tenancy.overdue(nowMillis)).isEmpty();
        }
        assertThat(tenancy.overdue(nowMillis + 1)).hasValue(first);
        tenancy.take(first);
        for (int i = 0; i < 11; i++) {
            nowMillis += 1_000;
            assertThat(tenancy.overdue(nowMillis)).isEmpty();
        }
        assertThat(tenancy.overdue(nowMillis + 2)).hasValue(second);
        tenancy.takeAll();
        assertThat(tenancy.overdue(nowMillis + 3_600_000)).isEmpty();
    }

    private static Signed<Commitment> commitment(long assignment, long bytes) {
        return SignedBatch.sign(
                        List.of(new Commitment(Samples.leaseId(1), assignment, WORK, WORK, bytes)), Samples.seller(1))
                .get(0);
    }

    @Test
    void restsLongerEachTimeUntilAResultComes() {
        Tenancy tenancy = ready("1", 9);
        long nowMillis = NOW;
        for (int round = 0; round <= Rest.IN_A_ROW_MAX; round++) {
            assertThat(tenancy.isUseless()).isFalse();
            long first = tenancy.assign(0, 1);
            long second = tenancy.assign(1, 1);
            tenancy.takeBack(first, nowMillis);
            tenancy.takeBack(second, nowMillis);
            assertThat(tenancy.hasRoom(Credits.ZERO, nowMillis)).isFalse();
            nowMillis += Rest.MOST_MILLIS;
            assertThat(tenancy.hasRoom(Credits.ZERO, nowMillis)).isTrue();
        }
        assertThat(tenancy.isUseless()).isTrue();
        tenancy.take(tenancy.assign(0, 1));
        assertThat(tenancy.isUseless()).isFalse();
    }

    @Test
    void startsWithWhatTheJournalKnows() {
        Tenancy tenancy = new Tenancy(
                Samples.ticket(1, Samples.jobId(1), Samples.seller(1), "1", NOW),
                Credits.parse("7"),
                Credits.parse("0.1"),
                1_000,
                NOW);
        assertThat(tenancy.owed()).isEqualTo(Credits.parse("1"));
        assertThat(tenancy.pending()).isEqualTo(Credits.parse("0.1"));
        assertThat(tenancy.hasNews()).isTrue();
        assertThat(tenancy.assign(0, 1)).isEqualTo(1_001);
    }
}
