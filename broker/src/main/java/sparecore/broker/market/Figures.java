package sparecore.broker.market;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.tape.Candle;
import sparecore.broker.tape.Resolution;
import sparecore.money.Credits;
import sparecore.money.Price;

/**
 * The market in figures that anyone may see: prices and sizes, and nobody's name. Immutable.
 *
 * @param asks free slots by price, the cheapest first
 * @param bids wanted slots by price, the dearest first
 * @param last the latest candle in which something was matched
 * @param minutes oldest first
 * @param hours oldest first
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record Figures(
        long atMillis,
        HouseTerms house,
        List<Level> asks,
        List<Level> bids,
        Optional<Candle> last,
        List<Candle> minutes,
        List<Candle> hours,
        int sellers,
        int slots,
        int slotsFree,
        int leases,
        long daySlots,
        Credits dayPaid) {
    /** Levels of each side that are shown. */
    public static final int LEVELS_MAX = 50;

    /** Candles of each resolution that are shown: two hours, and two days. */
    private static final Map<Resolution, Integer> CANDLES_SHOWN = Map.of(Resolution.MINUTE, 120, Resolution.HOUR, 48);

    private static final long DAY_MILLIS = 24 * Resolution.HOUR.millis();

    /** So many slots at this price, in so many orders. */
    public record Level(Price price, int slots, int orders) {
        Level plus(int more) {
            return new Level(price, slots + more, orders + 1);
        }
    }

    static Reply of(MarketState state, HouseTerms house, long nowMillis) {
        return new Reply.MarketShown(figures(state, house, nowMillis));
    }

    /** Thread: that of the state. */
    public static Figures figures(MarketState state, HouseTerms house, long nowMillis) {
        TreeMap<Price, Level> asks = new TreeMap<>();
        int slots = 0;
        for (Ask ask : state.orders().asks()) {
            slots += ask.slots();
            int free = Slots.free(state, ask);
            if (free > 0 && ask.conditions().hours().closesAtMillis(nowMillis) > nowMillis) {
                add(asks, ask.price(), free);
            }
        }
        TreeMap<Price, Level> bids = new TreeMap<>(Comparator.reverseOrder());
        for (Bid bid : state.orders().openByPriority()) {
            int wanted = bid.terms().slots() - Slots.leased(state, bid);
            if (wanted > 0) {
                add(bids, bid.terms().priceMost(), wanted);
            }
        }
        Collection<Candle> day = state.tape().hoursSince(nowMillis - DAY_MILLIS);
        return new Figures(
                nowMillis,
                house,
                top(asks),
                top(bids),
                state.tape().last(),
                latest(state, Resolution.MINUTE),
                latest(state, Resolution.HOUR),
                (int) state.orders().asks().stream()
                        .map(ask -> ask.key().seller())
                        .distinct()
                        .count(),
                slots,
                asks.values().stream().mapToInt(Level::slots).sum(),
                (int) state.leases().all().stream()
                        .filter(lease -> lease.state() == LeaseState.ACTIVE)
                        .count(),
                day.stream().mapToLong(Candle::slots).sum(),
                day.stream().map(Candle::paid).reduce(Credits.ZERO, Credits::plus));
    }

    private static void add(TreeMap<Price, Level> levels, Price price, int slots) {
        levels.put(price, levels.getOrDefault(price, new Level(price, 0, 0)).plus(slots));
    }

    private static List<Level> top(TreeMap<Price, Level> levels) {
        return levels.values().stream().limit(LEVELS_MAX).toList();
    }

    private static List<Candle> latest(MarketState state, Resolution resolution) {
        List<Candle> all = new ArrayList<>(state.tape().all(resolution));
        int shown = CANDLES_SHOWN.getOrDefault(resolution, 0);
        return List.copyOf(all.subList(Math.max(0, all.size() - shown), all.size()));
    }
}
