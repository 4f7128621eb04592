package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.broker.market.MarketBench.reply;
import static sparecore.broker.market.MarketBench.terms;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import sparecore.broker.orderbook.Ask;
import sparecore.identity.NodeId;

/** An ask: every state against every event. What it has leased outlives it in all of them. */
class AskTableTest {
    private static final class Case {
        final MarketBench market = new MarketBench(5);
        final NodeId buyer = market.buyer(1_000_000);
        final NodeId seller = market.node();
        final long session = market.connect(seller, Side.SELLER);
        final Ask ask = market.ask(seller, session, 10, 2);

        Decision place(long placedIn, int slots) {
            return market.run(new Command.PlaceAsk(new Ask(
                    0,
                    ask.key(),
                    placedIn,
                    ask.price(),
                    slots,
                    ask.memoryBytesPerSlot(),
                    ask.speed(),
                    ask.address(),
                    ask.conditions())));
        }

        Decision cancel() {
            return market.run(new Command.CancelAsk(ask.key()));
        }

        Decision closeSession() {
            return market.run(new Command.CloseSession(session));
        }

        Decision bid() {
            return market.run(new Command.PlaceBid(buyer, new sparecore.lease.BidId(market.id()), terms(10, 1, 100)));
        }
    }

    private static final Map<String, Consumer<Case>> STATES = new LinkedHashMap<>();

    static {
        STATES.put("NONE", one -> {});
        STATES.put("STANDING", one -> accepted(one.place(one.session, 2)));
        STATES.put("LEASED", one -> {
            accepted(one.place(one.session, 2));
            accepted(one.bid());
        });
        STATES.put("FULL", one -> {
            accepted(one.place(one.session, 1));
            accepted(one.bid());
        });
        STATES.put("WITHDRAWN", one -> {
            accepted(one.place(one.session, 2));
            accepted(one.bid());
            accepted(one.cancel());
        });
        STATES.put("SESSION_GONE", one -> {
            accepted(one.place(one.session, 2));
            accepted(one.bid());
            accepted(one.closeSession());
        });
    }

    private static void accepted(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Accepted.class);
    }

    private static final Map<String, Function<Case, Decision>> EVENTS = new LinkedHashMap<>();

    static {
        EVENTS.put("place", one -> one.place(one.session, 2));
        EVENTS.put("place with 1 slot", one -> one.place(one.session, 1));
        EVENTS.put("place anew in a new session", one -> one.place(one.market.connect(one.seller, Side.SELLER), 2));
        EVENTS.put("place in no session", one -> one.place(999, 2));
        EVENTS.put("cancel", Case::cancel);
        EVENTS.put("the session ends", Case::closeSession);
        EVENTS.put("a bid", Case::bid);
    }

    private static String row(String state, String event) {
        Case one = new Case();
        Objects.requireNonNull(STATES.get(state)).accept(one);
        Decision decision = Objects.requireNonNull(EVENTS.get(event)).apply(one);
        String answer = decision instanceof Decision.Refused refused
                ? refused.reason().name()
                : reply(decision).getClass().getSimpleName();
        String offered = Views.of(one.market.state(), MarketBench.HOUSE, one.market.nowMillis()).asks().stream()
                .map(ask -> ask.ask().slots() + " slots, " + ask.slotsFree() + " free")
                .collect(Collectors.joining("; ", "[", "]"));
        return state + ", " + event + ": " + answer + " " + offered + " "
                + one.market.leases().size() + " leased";
    }

    @Test
    void anAskAnswersEveryEventInEveryState() {
        assertThat(STATES.keySet().stream()
                        .flatMap(state -> EVENTS.keySet().stream().map(event -> row(state, event)))
                        .collect(Collectors.joining("\n", "", "\n")))
                .isEqualTo(TABLE);
    }

    private static final String TABLE = """
            NONE, place: Done [2 slots, 2 free] 0 leased
            NONE, place with 1 slot: Done [1 slots, 1 free] 0 leased
            NONE, place anew in a new session: Done [2 slots, 2 free] 0 leased
            NONE, place in no session: ENDED [] 0 leased
            NONE, cancel: Done [] 0 leased
            NONE, the session ends: Done [] 0 leased
            NONE, a bid: BidPlaced [] 0 leased
            STANDING, place: Done [2 slots, 2 free] 0 leased
            STANDING, place with 1 slot: Done [1 slots, 1 free] 0 leased
            STANDING, place anew in a new session: Done [2 slots, 2 free] 0 leased
            STANDING, place in no session: ENDED [2 slots, 2 free] 0 leased
            STANDING, cancel: Done [] 0 leased
            STANDING, the session ends: Done [] 0 leased
            STANDING, a bid: BidPlaced [2 slots, 1 free] 1 leased
            LEASED, place: Done [2 slots, 1 free] 1 leased
            LEASED, place with 1 slot: Done [1 slots, 0 free] 1 leased
            LEASED, place anew in a new session: Done [2 slots, 1 free] 1 leased
            LEASED, place in no session: ENDED [2 slots, 1 free] 1 leased
            LEASED, cancel: Done [] 1 leased
            LEASED, the session ends: Done [] 1 leased
            LEASED, a bid: BidPlaced [2 slots, 0 free] 2 leased
            FULL, place: Done [2 slots, 1 free] 1 leased
            FULL, place with 1 slot: Done [1 slots, 0 free] 1 leased
            FULL, place anew in a new session: Done [2 slots, 1 free] 1 leased
            FULL, place in no session: ENDED [1 slots, 0 free] 1 leased
            FULL, cancel: Done [] 1 leased
            FULL, the session ends: Done [] 1 leased
            FULL, a bid: BidPlaced [1 slots, 0 free] 1 leased
            WITHDRAWN, place: Done [2 slots, 1 free] 1 leased
            WITHDRAWN, place with 1 slot: Done [1 slots, 0 free] 1 leased
            WITHDRAWN, place anew in a new session: Done [2 slots, 1 free] 1 leased
            WITHDRAWN, place in no session: ENDED [] 1 leased
            WITHDRAWN, cancel: Done [] 1 leased
            WITHDRAWN, the session ends: Done [] 1 leased
            WITHDRAWN, a bid: BidPlaced [] 1 leased
            SESSION_GONE, place: ENDED [] 1 leased
            SESSION_GONE, place with 1 slot: ENDED [] 1 leased
            SESSION_GONE, place anew in a new session: Done [2 slots, 1 free] 1 leased
            SESSION_GONE, place in no session: ENDED [] 1 leased
            SESSION_GONE, cancel: Done [] 1 leased
            SESSION_GONE, the session ends: Done [] 1 leased
            SESSION_GONE, a bid: BidPlaced [] 1 leased
            """;
}
