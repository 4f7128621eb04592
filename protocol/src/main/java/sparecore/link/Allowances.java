package sparecore.link;

import java.util.LinkedHashMap;
import java.util.Map;

/** The {@link Allowance} of each of many. Those that were asked for longest ago are forgotten. Thread-safe. */
public final class Allowances<K> {
    /** Enough that whoever wants to be forgotten has to come from as many places. */
    static final int KEPT = 65_536;

    private final long perSecond;
    private final long burst;
    private final Map<K, Allowance> each = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Allowance> eldest) {
            return size() > KEPT;
        }
    };

    public Allowances(long perSecond, long burst) {
        this.perSecond = perSecond;
        this.burst = burst;
    }

    /** @return whether this one may do it once more, now */
    public boolean take(K who, long nowNanos) {
        return take(who, 1, nowNanos);
    }

    /** @return whether this one may do it so many times more, now; if not, none of them counts */
    public synchronized boolean take(K who, int times, long nowNanos) {
        return each.computeIfAbsent(who, fresh -> new Allowance(perSecond, burst, nowNanos))
                .take(times, nowNanos);
    }
}
