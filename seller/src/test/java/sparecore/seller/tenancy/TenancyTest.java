package sparecore.seller.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.seller.tenancy.Tickets.END_MILLIS;
import static sparecore.seller.tenancy.Tickets.MEMORY_BYTES;
import static sparecore.seller.tenancy.Tickets.START_MILLIS;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.seller.tenancy.Tenancy.Phase;
import sparecore.wire.LeaseEndReason;

class TenancyTest {
    private static final long NOW = START_MILLIS + 1;
    private static final long SECOND_MICROS = 1_000_000;

    /** Two slots, 100 credits of escrow, 3 credits may be unpaid. */
    private final Tenancy tenancy = new Tenancy(Tickets.of(2, 100), new Terms(Credits.ofWhole(3)), 2, START_MILLIS);

    private Admission assign(long number) {
        return tenancy.assign(number, MEMORY_BYTES);
    }

    /** Takes and delivers a run that costs a credit and holds its slot for a second. */
    private void run(long number) {
        assertThat(assign(number)).isEqualTo(Admission.TAKEN);
        assertThat(tenancy.deliver(number, SECOND_MICROS)).isTrue();
    }

    @Test
    void wantsOneRunningAndOneWaitingOnEachSlot() {
        assertThat(tenancy.linked(Set.of())).isEqualTo(4);
    }

    @Test
    void takesAssignmentsUpToTheWindowAndALittleMore() {
        tenancy.linked(Set.of());
        for (int number = 1; number <= 4 + Tenancy.WINDOW_SLACK; number++) {
            assertThat(assign(number)).isEqualTo(Admission.TAKEN);
        }
        assertThat(assign(100)).isEqualTo(Admission.OVER_WINDOW);
    }

    @Test
    void aDeliveredOrGivenUpAssignmentMakesRoom() {
        tenancy.linked(Set.of());
        for (int number = 1; number <= 6; number++) {
            assign(number);
        }
        tenancy.deliver(1, 1);
        assertThat(assign(7)).isEqualTo(Admission.TAKEN);
        tenancy.giveUp(2);
        assertThat(assign(8)).isEqualTo(Admission.TAKEN);
    }

    @Test
    void numbersMustIncrease() {
        tenancy.linked(Set.of());
        assertThat(assign(0)).isEqualTo(Admission.OUT_OF_ORDER);
        assertThat(assign(5)).isEqualTo(Admission.TAKEN);
        assertThat(assign(5)).isEqualTo(Admission.OUT_OF_ORDER);
        assertThat(assign(4)).isEqualTo(Admission.OUT_OF_ORDER);
        assertThat(assign(-1)).isEqualTo(Admission.OUT_OF_ORDER);
        assertThat(assign(7)).isEqualTo(Admission.TAKEN);
    }

    @Test
    void numbersIncreaseAcrossLinks() {
        tenancy.linked(Set.of());
        assign(5);
        tenancy.unlinked(NOW);
        tenancy.linked(Set.of());
        assertThat(assign(5)).isEqualTo(Admission.OUT_OF_ORDER);
        assertThat(assign(6)).isEqualTo(Admission.TAKEN);
    }

    @Test
    void memoryIsThatOfTheTicket() {
        tenancy.linked(Set.of());
        assertThat(tenancy.assign(1, MEMORY_BYTES + 1)).isEqualTo(Admission.OVER_MEMORY);
        assertThat(tenancy.assign(2, MEMORY_BYTES)).isEqualTo(Admission.TAKEN);
    }

    @Test
    void owesNothingForWhatNobodyWaitsFor() {
        tenancy.linked(Set.of());
        assign(1);
        tenancy.unlinked(NOW);
        tenancy.linked(Set.of());
        assertThat(tenancy.deliver(1, SECOND_MICROS)).isFalse();
        assertThat(tenancy.unpaid()).isEqualTo(Credits.ZERO);
    }

    @Test
    void whatABuyerThatWasAwayWaitsForGoesOn() {
        tenancy.linked(Set.of());
        assign(1);
        assign(2);
        tenancy.unlinked(NOW);
        assertThat(tenancy.deliver(1, SECOND_MICROS)).isTrue();
        tenancy.linked(Set.of(1L, 2L, 99L));
        assertThat(tenancy.heldNumbers()).containsExactly(2L);
        assertThat(tenancy.unpaid()).isEqualTo(Credits.ofWhole(1));
    }

    @Test
    void aRenewedLeaseLastsLongerAndPaysMore() {
        Tenancy renewed = new Tenancy(Tickets.of(2, 100), new Terms(Credits.ofWhole(3)), 2, START_MILLIS);
        renewed.linked(Set.of());
        assertThat(renewed.promise(Credits.ofWhole(110))).isEqualTo(VoucherCheck.ABOVE_ESCROW);
        assertThat(renewed.renew(Tickets.renewed())).isTrue();
        assertThat(renewed.renew(Tickets.renewed())).isFalse();
        assertThat(renewed.renew(Tickets.of(2, 100))).isFalse();
        assertThat(renewed.due(END_MILLIS)).isEmpty();
        assertThat(renewed.promise(Credits.ofWhole(110))).isEqualTo(VoucherCheck.HIGHER);
        assertThat(renewed.due(END_MILLIS + Ticket.DURATION_MILLIS_MAX))
                .contains(LeaseEndReason.LEASE_END_REASON_EXPIRED);
    }

    @Test
    void anAssignmentIsDeliveredOnce() {
        tenancy.linked(Set.of());
        run(1);
        assertThat(tenancy.deliver(1, SECOND_MICROS)).isFalse();
        assertThat(tenancy.unpaid()).isEqualTo(Credits.ofWhole(1));
    }

    @Test
    void acceptedIsOwedRejectedIsNot() {
        tenancy.linked(Set.of());
        run(1);
        run(2);
        tenancy.judged(List.of(1L), List.of(2L, 99L));
        assertThat(tenancy.unpaid()).isEqualTo(Credits.ofWhole(1));
        tenancy.judged(List.of(), List.of(1L, 2L));
        assertThat(tenancy.unpaid()).isEqualTo(Credits.ofWhole(1));
    }

    @Test
    void takesNoWorkWhileTooMuchIsUnpaid() {
        tenancy.linked(Set.of());
        for (int number = 1; number <= 3; number++) {
            run(number);
        }
        assertThat(tenancy.announce()).isEmpty();
        run(4);
        assertThat(tenancy.announce()).isEqualTo(OptionalInt.of(0));
        assertThat(assign(5)).isEqualTo(Admission.NOT_NOW);

        assertThat(tenancy.promise(Credits.ofWhole(1))).isEqualTo(VoucherCheck.HIGHER);
        assertThat(assign(6)).as("promised, but not yet on disk").isEqualTo(Admission.NOT_NOW);
        tenancy.paid(Credits.ofWhole(1));
        assertThat(tenancy.announce()).isEqualTo(OptionalInt.of(4));
        assertThat(assign(7)).isEqualTo(Admission.TAKEN);
    }

    @Test
    void endlessAssignmentsWhileNoneAreTakenBreakTheRules() {
        tenancy.linked(Set.of());
        tenancy.slotsOpen(0);
        int refused = 0;
        while (assign(refused + 1) == Admission.NOT_NOW) {
            refused++;
        }
        assertThat(refused).isEqualTo(Tenancy.REFUSED_WINDOWS_MAX * (4 + Tenancy.WINDOW_SLACK));
        assertThat(assign(1_000)).isEqualTo(Admission.OVER_WINDOW);
    }

    @Test
    void theWindowFollowsTheSlotsThatTheOwnerGrants() {
        tenancy.linked(Set.of());
        tenancy.slotsOpen(1);
        assertThat(tenancy.announce()).isEqualTo(OptionalInt.of(2));
        tenancy.slotsOpen(0);
        assertThat(tenancy.announce()).isEqualTo(OptionalInt.of(0));
        assertThat(tenancy.announce()).isEmpty();
        tenancy.slotsOpen(8);
        assertThat(tenancy.announce()).as("no more than the lease's slots").isEqualTo(OptionalInt.of(4));
    }

    @Test
    void vouchersOnlyGrow() {
        assertThat(tenancy.promise(Credits.ZERO)).isEqualTo(VoucherCheck.SAME);
        assertThat(tenancy.promise(Credits.ofWhole(2))).isEqualTo(VoucherCheck.HIGHER);
        assertThat(tenancy.promise(Credits.ofWhole(2))).isEqualTo(VoucherCheck.SAME);
        assertThat(tenancy.promise(Credits.ofWhole(1))).isEqualTo(VoucherCheck.LOWER);
        assertThat(tenancy.promise(Credits.ofWhole(101))).isEqualTo(VoucherCheck.ABOVE_ESCROW);
        assertThat(tenancy.promise(Credits.ofWhole(100))).isEqualTo(VoucherCheck.HIGHER);
    }

    @Test
    void paymentAheadIsTheBuyersCredit() {
        tenancy.linked(Set.of());
        tenancy.promise(Credits.ofWhole(5));
        tenancy.paid(Credits.ofWhole(5));
        assertThat(tenancy.unpaid()).isEqualTo(Credits.ZERO);
        for (int number = 1; number <= 8; number++) {
            run(number);
        }
        assertThat(tenancy.unpaid()).isEqualTo(Credits.ofWhole(3));
        assertThat(tenancy.announce()).isEmpty();
    }

    @Test
    void endsAnUnpaidLeaseAfterAMinute() {
        tenancy.linked(Set.of());
        for (int number = 1; number <= 4; number++) {
            run(number);
        }
        assertThat(tenancy.due(NOW)).isEmpty();
        assertThat(tenancy.due(NOW + Tenancy.UNPAID_MILLIS - 1)).isEmpty();
        assertThat(tenancy.due(NOW + Tenancy.UNPAID_MILLIS)).contains(LeaseEndReason.LEASE_END_REASON_UNPAID);
    }

    @Test
    void aPaymentStartsTheMinuteAnew() {
        tenancy.linked(Set.of());
        for (int number = 1; number <= 4; number++) {
            run(number);
        }
        tenancy.due(NOW);
        tenancy.paid(Credits.ofWhole(1));
        assertThat(tenancy.due(NOW + Tenancy.UNPAID_MILLIS)).isEmpty();
        run(5);
        assertThat(tenancy.due(NOW + Tenancy.UNPAID_MILLIS + 1)).isEmpty();
        assertThat(tenancy.due(NOW + 2 * Tenancy.UNPAID_MILLIS + 1)).contains(LeaseEndReason.LEASE_END_REASON_UNPAID);
    }

    @Test
    void endsALeaseWhoseEscrowIsUsedUp() {
        Tenancy small = new Tenancy(Tickets.of(1, 2), new Terms(Credits.ofWhole(3)), 1, START_MILLIS);
        small.linked(Set.of());
        for (int number = 1; number <= 2; number++) {
            small.assign(number, 1);
            small.deliver(number, SECOND_MICROS);
        }
        assertThat(small.announce()).isEqualTo(OptionalInt.of(0));
        small.due(NOW);
        assertThat(small.due(NOW + Tenancy.UNPAID_MILLIS)).contains(LeaseEndReason.LEASE_END_REASON_ESCROW_DRY);
    }

    @Test
    void endsALeaseOfABuyerThatRejectsMoreThanTheSellerLends() {
        tenancy.linked(Set.of());
        for (int number = 1; number <= 4; number++) {
            run(number);
            tenancy.judged(List.of(), List.of((long) number));
            boolean tooMuch = number == 4;
            assertThat(tenancy.due(NOW).isPresent()).isEqualTo(tooMuch);
        }
        assertThat(tenancy.due(NOW)).contains(LeaseEndReason.LEASE_END_REASON_MISTRUST);
    }

    @Test
    void endsALeaseOfABuyerThatIsGone() {
        tenancy.linked(Set.of());
        tenancy.unlinked(NOW);
        assertThat(tenancy.due(NOW + Tenancy.BUYER_GONE_MILLIS - 1)).isEmpty();
        assertThat(tenancy.due(NOW + Tenancy.BUYER_GONE_MILLIS)).contains(LeaseEndReason.LEASE_END_REASON_BUYER_GONE);
    }

    @Test
    void endsALeaseWhenItExpires() {
        tenancy.linked(Set.of());
        assertThat(tenancy.due(END_MILLIS - 1)).isEmpty();
        assertThat(tenancy.due(END_MILLIS)).contains(LeaseEndReason.LEASE_END_REASON_EXPIRED);
    }

    @Test
    void theFirstEndCounts() {
        assertThat(tenancy.end(LeaseEndReason.LEASE_END_REASON_JOB_DONE, NOW)).isTrue();
        assertThat(tenancy.end(LeaseEndReason.LEASE_END_REASON_EXPIRED, NOW)).isFalse();
        assertThat(tenancy.endReason()).isEqualTo(LeaseEndReason.LEASE_END_REASON_JOB_DONE);
        assertThat(tenancy.due(END_MILLIS)).isEmpty();
    }

    @Test
    void anEndedLeaseTakesNoWorkButDeliversWhatRuns() {
        tenancy.linked(Set.of());
        assign(1);
        tenancy.end(LeaseEndReason.LEASE_END_REASON_SELLER_DRAINS, NOW);
        assertThat(tenancy.announce()).isEqualTo(OptionalInt.of(0));
        assertThat(assign(2)).isEqualTo(Admission.NOT_NOW);
        assertThat(tenancy.deliver(1, SECOND_MICROS)).isTrue();
    }

    @Test
    void anOpenLeaseDoesNotClose() {
        assertThat(tenancy.close(END_MILLIS)).isFalse();
        assertThat(tenancy.phase()).isEqualTo(Phase.OPEN);
    }

    @Test
    void closesAtOnceWhenNothingIsOwed() {
        tenancy.linked(Set.of());
        tenancy.end(LeaseEndReason.LEASE_END_REASON_JOB_DONE, NOW);
        assertThat(tenancy.close(NOW)).isTrue();
        assertThat(tenancy.phase()).isEqualTo(Phase.CLOSED);
        assertThat(tenancy.close(NOW)).as("only once").isFalse();
    }

    @Test
    void closesAtOnceWhenTheBuyerIsGone() {
        tenancy.linked(Set.of());
        run(1);
        tenancy.unlinked(NOW);
        tenancy.end(LeaseEndReason.LEASE_END_REASON_BUYER_GONE, NOW);
        assertThat(tenancy.close(NOW)).isTrue();
    }

    @Test
    void waitsForTheLastPaymentOfAnEndedLease() {
        tenancy.linked(Set.of());
        run(1);
        tenancy.end(LeaseEndReason.LEASE_END_REASON_JOB_DONE, NOW);
        assertThat(tenancy.close(NOW + Tenancy.LAST_WORDS_MILLIS - 1)).isFalse();
        assertThat(tenancy.promise(Credits.ofWhole(1))).isEqualTo(VoucherCheck.HIGHER);
        tenancy.paid(Credits.ofWhole(1));
        assertThat(tenancy.close(NOW + Tenancy.LAST_WORDS_MILLIS - 1)).isTrue();
        assertThat(tenancy.promise(Credits.ofWhole(2))).isEqualTo(VoucherCheck.LEASE_CLOSED);
    }

    @Test
    void waitsForTheLastPaymentNoLongerThanThat() {
        tenancy.linked(Set.of());
        run(1);
        tenancy.end(LeaseEndReason.LEASE_END_REASON_JOB_DONE, NOW);
        assertThat(tenancy.close(NOW + Tenancy.LAST_WORDS_MILLIS)).isTrue();
    }

    @Test
    void theTimeForTheLastPaymentBeginsWhenTheLastRunIsOver() {
        tenancy.linked(Set.of());
        assign(1);
        tenancy.end(LeaseEndReason.LEASE_END_REASON_SELLER_DRAINS, NOW);
        assertThat(tenancy.close(NOW + 9_000)).isFalse();
        tenancy.deliver(1, SECOND_MICROS);
        assertThat(tenancy.close(NOW + 9_001)).isFalse();
        assertThat(tenancy.close(NOW + 9_000 + Tenancy.LAST_WORDS_MILLIS)).isTrue();
    }
}
