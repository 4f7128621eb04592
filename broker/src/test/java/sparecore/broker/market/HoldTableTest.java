package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.broker.market.MarketBench.reply;
import static sparecore.broker.market.MarketBench.terms;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseRules;
import sparecore.broker.ledger.Account;
import sparecore.broker.orderbook.Terms;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;

/** A bid's money on its way from the buyer's account to the seller's: every state against every event. */
class HoldTableTest {
    private static final long GIFT = 1_000;

    /** Two slots for at most 600: a lease of one slot gets half of it as its escrow. */
    private static final Terms TERMS = terms(10, 2, 600);

    /** One bid, and the lease that it may have. */
    private static final class Case {
        final MarketBench market = new MarketBench(4);
        final NodeId buyer = market.buyer(GIFT);
        final NodeId seller = market.node();
        final BidId bid = new BidId(market.id());

        Decision place() {
            return market.run(new Command.PlaceBid(buyer, bid, TERMS));
        }

        Decision cancel() {
            return market.run(new Command.CancelBid(buyer, bid));
        }

        Decision offer() {
            long session = market.connect(seller, Side.SELLER);
            return market.run(new Command.PlaceAsk(market.ask(seller, session, 10, 1)));
        }

        /** For a reason after which the two are not matched again. */
        Decision end(NodeId by) {
            return market.end(lease(), by, EndReason.MISTRUST);
        }

        Decision connect() {
            return market.connectLease(lease());
        }

        Decision settle(long cumulative, boolean last) {
            return market.settle(lease(), cumulative, last);
        }

        Lease lease() {
            return market.leases().get(0);
        }

        boolean isLeased() {
            return !market.leases().isEmpty();
        }

        private long balance(Account account) {
            return market.state().ledger().balance(account).micro();
        }

        private long escrows() {
            return market.leases().stream()
                    .mapToLong(lease -> balance(new Account.Escrow(lease.id())))
                    .sum();
        }

        /** Where the 1,000 are: the buyer's account, the bid's hold, escrows, the seller's account, commission. */
        String money() {
            assertThat(Views.check(market.state()).problem()).isEmpty();
            List<Long> places = List.of(
                    balance(new Account.Node(buyer)),
                    balance(new Account.Hold(bid)),
                    escrows(),
                    balance(new Account.Node(seller)),
                    balance(Account.House.COMMISSION));
            assertThat(places.stream().mapToLong(Long::longValue).sum()).isEqualTo(GIFT);
            return places.stream().map(String::valueOf).collect(Collectors.joining(" "));
        }
    }

    private static final Map<String, Consumer<Case>> STATES = new LinkedHashMap<>();

    private static void bring(Case one, List<Function<Case, Decision>> steps) {
        steps.forEach(step -> assertThat(step.apply(one)).isInstanceOf(Decision.Accepted.class));
    }

    static {
        STATES.put("HELD", one -> bring(one, List.of(Case::place)));
        STATES.put("ESCROWED", one -> bring(one, List.of(Case::place, Case::offer)));
        STATES.put("PAYING", one -> bring(one, List.of(Case::place, Case::offer, paid -> paid.settle(100, false))));
        STATES.put(
                "ENDED",
                one -> bring(
                        one,
                        List.of(
                                Case::place,
                                Case::offer,
                                paid -> paid.settle(100, false),
                                paid -> paid.end(paid.buyer))));
        STATES.put(
                "CANCELLED",
                one -> bring(one, List.of(Case::place, Case::offer, paid -> paid.settle(100, false), Case::cancel)));
        STATES.put(
                "CANCELLED_ENDED",
                one -> bring(
                        one,
                        List.of(
                                Case::place,
                                Case::offer,
                                paid -> paid.settle(100, false),
                                Case::cancel,
                                paid -> paid.end(paid.buyer))));
        STATES.put(
                "DONE",
                one -> bring(one, List.of(Case::place, Case::offer, Case::cancel, paid -> paid.settle(100, true))));
    }

    private static final Map<String, Function<Case, String>> EVENTS = new LinkedHashMap<>();

    static {
        EVENTS.put("place again", one -> answer(one.place()));
        EVENTS.put("cancel", one -> answer(one.cancel()));
        EVENTS.put("an offer", one -> answer(one.offer()));
        EVENTS.put("connect", ofLease(Case::connect));
        EVENTS.put("settle 200", ofLease(one -> one.settle(200, false)));
        EVENTS.put("settle 9999", ofLease(one -> one.settle(9_999, false)));
        EVENTS.put("settle 50", ofLease(one -> one.settle(50, false)));
        EVENTS.put("settle 200, last", ofLease(one -> one.settle(200, true)));
        EVENTS.put("buyer ends", ofLease(one -> one.end(one.buyer)));
        EVENTS.put("seller ends", ofLease(one -> one.end(one.seller)));
        EVENTS.put("20 s", one -> sleep(one, LeaseRules.CONNECT_MILLIS_MAX));
        EVENTS.put("10 min", one -> sleep(one, LeaseRules.SETTLE_MILLIS_MAX));
    }

    private static Function<Case, String> ofLease(Function<Case, Decision> event) {
        return one -> one.isLeased() ? answer(event.apply(one)) : "no lease";
    }

    private static String sleep(Case one, long millis) {
        one.market.sleep(millis);
        return "passed";
    }

    private static String answer(Decision decision) {
        return decision instanceof Decision.Refused refused
                ? refused.reason().name()
                : reply(decision).getClass().getSimpleName();
    }

    private static String row(String state, String event) {
        Case one = new Case();
        Objects.requireNonNull(STATES.get(state)).accept(one);
        return state + ", " + event + ": "
                + Objects.requireNonNull(EVENTS.get(event)).apply(one) + ", " + one.money() + ", "
                + one.market.bid(one.bid).state();
    }

    /** The answer; where the money is; how the bid stands. */
    @Test
    void everyMicroCreditIsInItsPlaceAfterEveryEventInEveryState() {
        assertThat(STATES.keySet().stream()
                        .flatMap(state -> EVENTS.keySet().stream().map(event -> row(state, event)))
                        .collect(Collectors.joining("\n", "", "\n")))
                .isEqualTo(TABLE);
    }

    private static final String TABLE = """
            HELD, place again: BidPlaced, 400 600 0 0 0, OPEN
            HELD, cancel: Done, 1000 0 0 0 0, DONE
            HELD, an offer: Done, 400 300 300 0 0, OPEN
            HELD, connect: no lease, 400 600 0 0 0, OPEN
            HELD, settle 200: no lease, 400 600 0 0 0, OPEN
            HELD, settle 9999: no lease, 400 600 0 0 0, OPEN
            HELD, settle 50: no lease, 400 600 0 0 0, OPEN
            HELD, settle 200, last: no lease, 400 600 0 0 0, OPEN
            HELD, buyer ends: no lease, 400 600 0 0 0, OPEN
            HELD, seller ends: no lease, 400 600 0 0 0, OPEN
            HELD, 20 s: passed, 400 600 0 0 0, OPEN
            HELD, 10 min: passed, 400 600 0 0 0, OPEN
            ESCROWED, place again: BidPlaced, 400 300 300 0 0, OPEN
            ESCROWED, cancel: Done, 700 0 300 0 0, CANCELLED
            ESCROWED, an offer: Done, 400 300 300 0 0, OPEN
            ESCROWED, connect: Done, 400 300 300 0 0, OPEN
            ESCROWED, settle 200: Settled, 400 300 100 190 10, OPEN
            ESCROWED, settle 9999: Settled, 400 300 0 285 15, OPEN
            ESCROWED, settle 50: Settled, 400 300 250 48 2, OPEN
            ESCROWED, settle 200, last: Settled, 400 400 0 190 10, OPEN
            ESCROWED, buyer ends: Done, 400 300 300 0 0, OPEN
            ESCROWED, seller ends: Done, 400 600 0 0 0, OPEN
            ESCROWED, 20 s: passed, 400 600 0 0 0, OPEN
            ESCROWED, 10 min: passed, 400 600 0 0 0, OPEN
            PAYING, place again: BidPlaced, 400 300 200 95 5, OPEN
            PAYING, cancel: Done, 700 0 200 95 5, CANCELLED
            PAYING, an offer: Done, 400 300 200 95 5, OPEN
            PAYING, connect: Done, 400 300 200 95 5, OPEN
            PAYING, settle 200: Settled, 400 300 100 190 10, OPEN
            PAYING, settle 9999: Settled, 400 300 0 285 15, OPEN
            PAYING, settle 50: Settled, 400 300 200 95 5, OPEN
            PAYING, settle 200, last: Settled, 400 400 0 190 10, OPEN
            PAYING, buyer ends: Done, 400 300 200 95 5, OPEN
            PAYING, seller ends: Done, 400 300 200 95 5, OPEN
            PAYING, 20 s: passed, 400 300 200 95 5, OPEN
            PAYING, 10 min: passed, 400 300 200 95 5, OPEN
            ENDED, place again: BidPlaced, 400 300 200 95 5, OPEN
            ENDED, cancel: Done, 700 0 200 95 5, CANCELLED
            ENDED, an offer: Done, 400 300 200 95 5, OPEN
            ENDED, connect: Done, 400 300 200 95 5, OPEN
            ENDED, settle 200: Settled, 400 300 100 190 10, OPEN
            ENDED, settle 9999: Settled, 400 300 0 285 15, OPEN
            ENDED, settle 50: Settled, 400 300 200 95 5, OPEN
            ENDED, settle 200, last: Settled, 400 400 0 190 10, OPEN
            ENDED, buyer ends: Done, 400 300 200 95 5, OPEN
            ENDED, seller ends: Done, 400 300 200 95 5, OPEN
            ENDED, 20 s: passed, 400 300 200 95 5, OPEN
            ENDED, 10 min: passed, 400 500 0 95 5, OPEN
            CANCELLED, place again: ENDED, 700 0 200 95 5, CANCELLED
            CANCELLED, cancel: Done, 700 0 200 95 5, CANCELLED
            CANCELLED, an offer: Done, 700 0 200 95 5, CANCELLED
            CANCELLED, connect: Done, 700 0 200 95 5, CANCELLED
            CANCELLED, settle 200: Settled, 700 0 100 190 10, CANCELLED
            CANCELLED, settle 9999: Settled, 700 0 0 285 15, CANCELLED
            CANCELLED, settle 50: Settled, 700 0 200 95 5, CANCELLED
            CANCELLED, settle 200, last: Settled, 800 0 0 190 10, DONE
            CANCELLED, buyer ends: Done, 700 0 200 95 5, CANCELLED
            CANCELLED, seller ends: Done, 700 0 200 95 5, CANCELLED
            CANCELLED, 20 s: passed, 700 0 200 95 5, CANCELLED
            CANCELLED, 10 min: passed, 700 0 200 95 5, CANCELLED
            CANCELLED_ENDED, place again: ENDED, 700 0 200 95 5, CANCELLED
            CANCELLED_ENDED, cancel: Done, 700 0 200 95 5, CANCELLED
            CANCELLED_ENDED, an offer: Done, 700 0 200 95 5, CANCELLED
            CANCELLED_ENDED, connect: Done, 700 0 200 95 5, CANCELLED
            CANCELLED_ENDED, settle 200: Settled, 700 0 100 190 10, CANCELLED
            CANCELLED_ENDED, settle 9999: Settled, 700 0 0 285 15, CANCELLED
            CANCELLED_ENDED, settle 50: Settled, 700 0 200 95 5, CANCELLED
            CANCELLED_ENDED, settle 200, last: Settled, 800 0 0 190 10, DONE
            CANCELLED_ENDED, buyer ends: Done, 700 0 200 95 5, CANCELLED
            CANCELLED_ENDED, seller ends: Done, 700 0 200 95 5, CANCELLED
            CANCELLED_ENDED, 20 s: passed, 700 0 200 95 5, CANCELLED
            CANCELLED_ENDED, 10 min: passed, 900 0 0 95 5, DONE
            DONE, place again: ENDED, 900 0 0 95 5, DONE
            DONE, cancel: Done, 900 0 0 95 5, DONE
            DONE, an offer: Done, 900 0 0 95 5, DONE
            DONE, connect: ENDED, 900 0 0 95 5, DONE
            DONE, settle 200: ENDED, 900 0 0 95 5, DONE
            DONE, settle 9999: ENDED, 900 0 0 95 5, DONE
            DONE, settle 50: Settled, 900 0 0 95 5, DONE
            DONE, settle 200, last: ENDED, 900 0 0 95 5, DONE
            DONE, buyer ends: Done, 900 0 0 95 5, DONE
            DONE, seller ends: Done, 900 0 0 95 5, DONE
            DONE, 20 s: passed, 900 0 0 95 5, DONE
            DONE, 10 min: passed, 900 0 0 95 5, DONE
            """;
}
