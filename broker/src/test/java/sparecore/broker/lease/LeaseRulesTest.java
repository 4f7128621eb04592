package sparecore.broker.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sparecore.broker.lease.LeaseRules.CONNECT_MILLIS_MAX;
import static sparecore.broker.lease.LeaseRules.SETTLE_MILLIS_MAX;

import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import sparecore.broker.orderbook.CpuidGroup;
import sparecore.content.Id;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;

/** The whole table of state × command. */
class LeaseRulesTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final NodeKey BROKER = NodeKey.generate(RANDOM);
    private static final long START = 1_000_000;
    private static final long ESCROW = 100;
    private static final Lease MATCHED =
            Lease.matched(1, ticket(), ticket().ticket().seller(), CpuidGroup.FAULTING);
    private static final Lease ACTIVE = MATCHED.connectedAt(START + 1);
    private static final Lease ENDED = ACTIVE.endedAt(START + 2, EndReason.JOB_DONE);
    private static final Lease ENDED_UNSEEN = MATCHED.endedAt(START + 2, EndReason.BUYER_GONE);
    private static final Lease CLOSED = ENDED.captured(Credits.ofMicro(10)).closedAt(START + 3);
    private static final long NOW = START + 10;

    private static SignedTicket ticket() {
        return SignedTicket.sign(
                new Ticket(
                        new LeaseId(new Id(1, 1)),
                        new BidId(new Id(2, 2)),
                        new AskId(new Id(3, 3)),
                        BROKER.id(),
                        NodeKey.generate(RANDOM).id(),
                        NodeKey.generate(RANDOM).id(),
                        2,
                        new Price(5),
                        Credits.ofMicro(ESCROW),
                        new Commission(500),
                        Speed.REFERENCE,
                        1,
                        START,
                        START + Ticket.DURATION_MILLIS_MAX,
                        "h:1"),
                BROKER);
    }

    private static final Map<String, Lease> STATES = new TreeMap<>(Map.of(
            "MATCHED", MATCHED, "ACTIVE", ACTIVE, "ENDED", ENDED, "ENDED_UNSEEN", ENDED_UNSEEN, "CLOSED", CLOSED));

    private static final Map<String, BiFunction<Lease, Long, Optional<Lease>>> COMMANDS = new TreeMap<>(Map.of(
            "connect", LeaseRules::connect,
            "atWork", LeaseRules::atWork,
            "renew", (lease, now) -> LeaseRules.renew(lease, longer(lease, now, 100), now),
            "sellerEnds",
                    (lease, now) ->
                            Optional.of(LeaseRules.end(lease, LeaseRules.Peer.SELLER, EndReason.SELLER_GONE, now)),
            "buyerEnds",
                    (lease, now) ->
                            Optional.of(LeaseRules.end(lease, LeaseRules.Peer.BUYER, EndReason.BUYER_GONE, now)),
            "pays", (lease, now) -> LeaseRules.settle(lease, Credits.ofMicro(50), false, now),
            "repeatsNothing", (lease, now) -> LeaseRules.settle(lease, Credits.ZERO, false, now),
            "paysLast", (lease, now) -> LeaseRules.settle(lease, Credits.ofMicro(50), true, now),
            "onlyLast", (lease, now) -> LeaseRules.settle(lease, Credits.ZERO, true, now),
            "timeButNotDue", (lease, now) -> Optional.of(LeaseRules.time(lease, now, START))));

    /** State after, reason, captured, connected; "same" for the very lease; "late" where the command is refused. */
    @ParameterizedTest
    @CsvSource({
        "MATCHED, renew, late",
        "MATCHED, connect, ACTIVE NONE 0 connected",
        "MATCHED, atWork, ACTIVE NONE 0 connected",
        "MATCHED, sellerEnds, CLOSED SELLER_GONE 0 unseen seller: SELLER_GONE",
        "MATCHED, buyerEnds, ENDED BUYER_GONE 0 unseen buyer: BUYER_GONE",
        "MATCHED, pays, ACTIVE NONE 50 connected",
        "MATCHED, repeatsNothing, same",
        "MATCHED, paysLast, CLOSED SELLER_DRAINS 50 connected",
        "MATCHED, onlyLast, CLOSED SELLER_DRAINS 0 unseen",
        "MATCHED, timeButNotDue, same",
        "ACTIVE, renew, ACTIVE NONE 0 connected renewed",
        "ACTIVE, connect, same",
        "ACTIVE, atWork, same",
        "ACTIVE, sellerEnds, ENDED SELLER_GONE 0 connected seller: SELLER_GONE",
        "ACTIVE, buyerEnds, ENDED BUYER_GONE 0 connected buyer: BUYER_GONE",
        "ACTIVE, pays, ACTIVE NONE 50 connected",
        "ACTIVE, repeatsNothing, same",
        "ACTIVE, paysLast, CLOSED SELLER_DRAINS 50 connected",
        "ACTIVE, onlyLast, CLOSED SELLER_DRAINS 0 connected",
        "ACTIVE, timeButNotDue, same",
        "ENDED, renew, late",
        "ENDED, connect, same",
        "ENDED, atWork, same",
        "ENDED, sellerEnds, ENDED JOB_DONE 0 connected seller: SELLER_GONE",
        "ENDED, buyerEnds, ENDED JOB_DONE 0 connected buyer: BUYER_GONE",
        "ENDED, pays, ENDED JOB_DONE 50 connected",
        "ENDED, repeatsNothing, same",
        "ENDED, paysLast, CLOSED JOB_DONE 50 connected",
        "ENDED, onlyLast, CLOSED JOB_DONE 0 connected",
        "ENDED, timeButNotDue, same",
        "ENDED_UNSEEN, renew, late",
        "ENDED_UNSEEN, connect, ENDED BUYER_GONE 0 connected",
        "ENDED_UNSEEN, atWork, ENDED BUYER_GONE 0 connected",
        "ENDED_UNSEEN, sellerEnds, ENDED BUYER_GONE 0 unseen seller: SELLER_GONE",
        "ENDED_UNSEEN, buyerEnds, ENDED BUYER_GONE 0 unseen buyer: BUYER_GONE",
        "ENDED_UNSEEN, pays, ENDED BUYER_GONE 50 connected",
        "ENDED_UNSEEN, repeatsNothing, same",
        "ENDED_UNSEEN, paysLast, CLOSED BUYER_GONE 50 connected",
        "ENDED_UNSEEN, onlyLast, CLOSED BUYER_GONE 0 unseen",
        "ENDED_UNSEEN, timeButNotDue, same",
        "CLOSED, renew, late",
        "CLOSED, connect, late",
        "CLOSED, atWork, late",
        "CLOSED, sellerEnds, CLOSED JOB_DONE 10 connected seller: SELLER_GONE",
        "CLOSED, buyerEnds, CLOSED JOB_DONE 10 connected buyer: BUYER_GONE",
        "CLOSED, pays, late",
        "CLOSED, repeatsNothing, same",
        "CLOSED, paysLast, late",
        "CLOSED, onlyLast, same",
        "CLOSED, timeButNotDue, same",
    })
    void answersEveryCommandInEveryState(String state, String command, String expected) {
        Lease before = Objects.requireNonNull(STATES.get(state));
        Optional<Lease> after = Objects.requireNonNull(COMMANDS.get(command)).apply(before, NOW);
        assertThat(after.map(lease -> lease.equals(before) ? "same" : show(lease))
                        .orElse("late"))
                .isEqualTo(expected);
    }

    /** Each is written down, and a seller may send as many as it likes. */
    @Test
    void thatASellerIsAtWorkCountsOnceAMinute() {
        Lease once = LeaseRules.atWork(ACTIVE, START + 60_000).orElseThrow();
        assertThat(once.renewals().busyMillis()).isEqualTo(START + 60_000);
        assertThat(LeaseRules.atWork(once, START + 119_999)).containsSame(once);
        assertThat(LeaseRules.atWork(once, START + 120_000)).get().isNotEqualTo(once);
    }

    private static String show(Lease lease) {
        return lease.state() + " " + lease.endReason() + " " + lease.captured().micro() + " "
                + (lease.isConnected() ? "connected" : "unseen")
                + (lease.sellerReason() == EndReason.NONE ? "" : " seller: " + lease.sellerReason())
                + (lease.buyerReason() == EndReason.NONE ? "" : " buyer: " + lease.buyerReason())
                + (lease.renewals().count() == 0 ? "" : " renewed");
    }

    private static Lease lease(LeaseState state, EndReason reason, long endedAtMillis) {
        return new Lease(
                1,
                ticket(),
                BROKER.id(),
                CpuidGroup.PLAIN,
                state,
                Credits.ZERO,
                0,
                reason,
                EndReason.NONE,
                EndReason.NONE,
                endedAtMillis,
                0,
                Renewals.none(START));
    }

    private static SignedTicket longer(Lease lease, long fromMillis, long escrow) {
        return SignedTicket.sign(
                lease.ticket().renewed(fromMillis, fromMillis + Ticket.DURATION_MILLIS_MAX, Credits.ofMicro(escrow)),
                BROKER);
    }

    @Test
    void aRenewedLeaseKeepsWhatItHasPaidAndEndsLater() {
        Lease paid = LeaseRules.settle(ACTIVE, Credits.ofMicro(60), false, NOW).orElseThrow();
        Lease renewed = LeaseRules.renew(paid, longer(paid, NOW, 130), NOW).orElseThrow();
        assertThat(renewed.captured()).isEqualTo(Credits.ofMicro(60));
        assertThat(renewed.uncaptured()).isEqualTo(Credits.ofMicro(70));
        assertThat(renewed.renewals().matchedAtMillis()).isEqualTo(START);
        assertThat(LeaseRules.dueAtMillis(renewed, START)).isEqualTo(NOW + Ticket.DURATION_MILLIS_MAX);
        assertThat(LeaseRules.settle(renewed, Credits.ofMicro(500), false, NOW)
                        .orElseThrow()
                        .captured())
                .isEqualTo(Credits.ofMicro(130));
    }

    @Test
    void noTicketOfLessEscrowOrLessTimeRenewsALease() {
        assertThatThrownBy(() -> LeaseRules.renew(ACTIVE, longer(ACTIVE, NOW, ESCROW - 1), NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LeaseRules.renew(ACTIVE, longer(ACTIVE, START, ESCROW), NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** What each says first is kept, and never changes why the lease ended. */
    @Test
    void keepsTheFirstWordOfEachPeer() {
        Lease ended = LeaseRules.end(ACTIVE, LeaseRules.Peer.BUYER, EndReason.MISTRUST, NOW);
        Lease both = LeaseRules.end(ended, LeaseRules.Peer.SELLER, EndReason.UNPAID, NOW + 1);
        assertThat(both.endReason()).isEqualTo(EndReason.MISTRUST);
        assertThat(both.buyerReason()).isEqualTo(EndReason.MISTRUST);
        assertThat(both.sellerReason()).isEqualTo(EndReason.UNPAID);
        assertThat(LeaseRules.end(both, LeaseRules.Peer.SELLER, EndReason.JOB_DONE, NOW + 2))
                .isEqualTo(both);
    }

    @Test
    void theTableAboveIsWhole() throws NoSuchMethodException {
        CsvSource rows = LeaseRulesTest.class
                .getDeclaredMethod("answersEveryCommandInEveryState", String.class, String.class, String.class)
                .getAnnotation(CsvSource.class);
        assertThat(Stream.of(rows.value()).map(row -> row.substring(0, row.lastIndexOf(", "))))
                .containsExactlyInAnyOrderElementsOf(STATES.keySet().stream()
                        .flatMap(state -> COMMANDS.keySet().stream().map(command -> state + ", " + command))
                        .toList());
        assertThat(STATES.values().stream().map(Lease::state).distinct())
                .containsExactlyInAnyOrder(LeaseState.values());
    }

    @ParameterizedTest
    @CsvSource({
        "MATCHED, 19999, same",
        "MATCHED, 20000, CLOSED NEVER_CONNECTED 0 unseen",
        "ACTIVE, 3599999, same",
        "ACTIVE, 3600000, ENDED EXPIRED 0 connected",
        "ENDED, 600001, same",
        "ENDED, 600002, CLOSED JOB_DONE 0 connected",
        "ENDED_UNSEEN, 20001, same",
        "ENDED_UNSEEN, 20002, CLOSED BUYER_GONE 0 unseen",
        "CLOSED, 1000000000, same",
    })
    void timeEndsAndClosesToTheMillisecond(String state, long afterStartMillis, String expected) {
        Lease before = Objects.requireNonNull(STATES.get(state));
        Lease after = LeaseRules.time(before, START + afterStartMillis, START);
        assertThat(after.equals(before) ? "same" : show(after)).isEqualTo(expected);
    }

    @Test
    void peersThatCouldNotReachTheBrokerHaveTheirFullTimeAfterARestart() {
        long restarted = START + 10_000_000;
        assertThat(LeaseRules.time(MATCHED, restarted + CONNECT_MILLIS_MAX - 1, restarted))
                .isEqualTo(MATCHED);
        assertThat(LeaseRules.time(ENDED, restarted + SETTLE_MILLIS_MAX - 1, restarted))
                .isEqualTo(ENDED);
        assertThat(LeaseRules.time(ENDED, restarted + SETTLE_MILLIS_MAX, restarted)
                        .state())
                .isEqualTo(LeaseState.CLOSED);
    }

    @ParameterizedTest
    @CsvSource({"99, 99", "100, 100", "101, 100", "9223372036854775807, 100"})
    void aVoucherAboveTheEscrowIsWorthTheEscrow(long cumulative, long captured) {
        Lease after = LeaseRules.settle(ACTIVE, Credits.ofMicro(cumulative), false, NOW)
                .orElseThrow();
        assertThat(after.captured().micro()).isEqualTo(captured);
    }

    @Test
    void aLowerVoucherTakesNothingBack() {
        Lease paid = LeaseRules.settle(ACTIVE, Credits.ofMicro(50), false, NOW).orElseThrow();
        assertThat(LeaseRules.settle(paid, Credits.ofMicro(49), false, NOW)).contains(paid);
        assertThat(LeaseRules.settle(CLOSED, Credits.ofMicro(10), true, NOW)).contains(CLOSED);
        assertThat(LeaseRules.settle(CLOSED, Credits.ofMicro(11), true, NOW)).isEmpty();
    }

    @Test
    void aLeaseThatContradictsItselfCannotBe() {
        assertThatThrownBy(() -> lease(LeaseState.ACTIVE, EndReason.NONE, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> lease(LeaseState.ENDED, EndReason.NONE, 5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> lease(LeaseState.CLOSED, EndReason.EXPIRED, 5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ACTIVE.captured(Credits.ofMicro(ESCROW + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonComesBackFromItsNumberAndIsTheWiresOwn(EndReason reason) {
        assertThat(EndReason.ofNumber(reason.number())).isEqualTo(reason);
        String wire = sparecore.wire.LeaseEndReason.forNumber(reason.number()).name();
        assertThat(wire).isEqualTo("LEASE_END_REASON_" + (reason == EndReason.NONE ? "UNSPECIFIED" : reason.name()));
    }

    @ParameterizedTest
    @EnumSource
    void everyStateComesBackFromItsNumber(LeaseState state) {
        assertThat(LeaseState.ofNumber(state.number())).isEqualTo(state);
    }
}
