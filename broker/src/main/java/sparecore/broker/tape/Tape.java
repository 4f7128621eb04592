package sparecore.broker.tape;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sparecore.money.Credits;
import sparecore.money.Price;

/** The latest candles of each resolution. {@link #put} is the only change. Owned by one thread. */
public final class Tape {
    private final Map<Resolution, TreeMap<Long, Candle>> candles = new EnumMap<>(Resolution.class);

    public Tape() {
        for (Resolution resolution : Resolution.values()) {
            candles.put(resolution, new TreeMap<>());
        }
    }

    /** Adds the candle or replaces its older state; the oldest one goes if there are too many. */
    public void put(Candle candle) {
        TreeMap<Long, Candle> all = of(candle.resolution());
        all.put(candle.startMillis(), candle);
        if (all.size() > candle.resolution().kept()) {
            all.pollFirstEntry();
        }
    }

    private TreeMap<Long, Candle> of(Resolution resolution) {
        TreeMap<Long, Candle> all = candles.get(resolution);
        if (all == null) {
            throw new IllegalStateException("no candles of " + resolution);
        }
        return all;
    }

    /** Oldest first. */
    public Collection<Candle> all(Resolution resolution) {
        return Collections.unmodifiableCollection(of(resolution).values());
    }

    /** The candles of this moment, with one more lease. */
    public List<Candle> matched(Price price, int slots, long nowMillis) {
        List<Candle> changed = new ArrayList<>();
        for (Resolution resolution : Resolution.values()) {
            changed.add(now(resolution, nowMillis).matched(price, slots));
        }
        return changed;
    }

    /** The candles of this moment, with more money captured. */
    public List<Candle> captured(Credits paid, long nowMillis) {
        List<Candle> changed = new ArrayList<>();
        for (Resolution resolution : Resolution.values()) {
            changed.add(now(resolution, nowMillis).captured(paid));
        }
        return changed;
    }

    private Candle now(Resolution resolution, long nowMillis) {
        long start = resolution.startOf(nowMillis);
        Candle known = of(resolution).get(start);
        return known == null ? Candle.empty(resolution, start) : known;
    }

    /** The latest one in which something was matched: its close is the last price. */
    public Optional<Candle> last() {
        return of(Resolution.MINUTE).descendingMap().values().stream()
                .filter(Candle::hasPrices)
                .findFirst()
                .or(() -> of(Resolution.HOUR).descendingMap().values().stream()
                        .filter(Candle::hasPrices)
                        .findFirst());
    }

    /** Those hours that began after this moment. */
    public Collection<Candle> hoursSince(long millis) {
        return Collections.unmodifiableCollection(
                of(Resolution.HOUR).tailMap(millis, false).values());
    }
}
