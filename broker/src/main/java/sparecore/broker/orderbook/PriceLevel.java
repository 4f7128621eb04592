package sparecore.broker.orderbook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import sparecore.identity.NodeId;
import sparecore.money.Price;
import sparecore.slot.Hours;
import sparecore.slot.SlotClass;

/** The asks of one price and one group that have slots left. Owned by one thread. */
final class PriceLevel {
    private static final Comparator<Ask> BY_NUMBER = Comparator.comparingLong(Ask::number);

    /** What of an ask decides whom it serves, besides its price and its seller: one look tells for all that are alike. */
    private record Kind(long memoryBytesPerSlot, SlotClass slot, Hours hours, long leaseMillisLeast, int pointsLeast) {
        static Kind of(Ask ask) {
            Conditions conditions = ask.conditions();
            return new Kind(
                    ask.memoryBytesPerSlot(),
                    conditions.slotClass(),
                    conditions.hours(),
                    conditions.leaseMillisLeast(),
                    conditions.buyerPointsLeast());
        }
    }

    private final Price price;
    private final Map<Kind, Map<AskKey, Ask>> kinds = new LinkedHashMap<>();
    private final Map<NodeId, TreeMap<Long, Ask>> bySeller = new HashMap<>();

    /** Each seller's earliest ask, the earliest first: the order in which sellers are drawn. */
    private final List<Ask> earliest = new ArrayList<>();

    PriceLevel(Price price) {
        this.price = price;
    }

    Price price() {
        return price;
    }

    boolean isEmpty() {
        return kinds.isEmpty();
    }

    void add(Ask ask) {
        kinds.computeIfAbsent(Kind.of(ask), none -> new LinkedHashMap<>()).put(ask.key(), ask);
        TreeMap<Long, Ask> own = bySeller.computeIfAbsent(ask.key().seller(), none -> new TreeMap<>());
        leaveOrder(own);
        own.put(ask.number(), ask);
        enterOrder(own);
    }

    void remove(Ask ask) {
        kinds.computeIfPresent(Kind.of(ask), (same, asks) -> {
            asks.remove(ask.key());
            return asks.isEmpty() ? null : asks;
        });
        TreeMap<Long, Ask> own = Objects.requireNonNull(bySeller.get(ask.key().seller()), "a seller of this level");
        leaveOrder(own);
        own.remove(ask.number());
        if (own.isEmpty()) {
            bySeller.remove(ask.key().seller());
        } else {
            enterOrder(own);
        }
    }

    private void leaveOrder(TreeMap<Long, Ask> own) {
        if (!own.isEmpty()) {
            earliest.remove(Collections.binarySearch(earliest, first(own), BY_NUMBER));
        }
    }

    private void enterOrder(TreeMap<Long, Ask> own) {
        Ask first = first(own);
        earliest.add(-1 - Collections.binarySearch(earliest, first, BY_NUMBER), first);
    }

    private static Ask first(TreeMap<Long, Ask> own) {
        return own.values().iterator().next();
    }

    /** Whether a machine here does what is wanted, whomever it serves. */
    boolean meets(Want want) {
        return kinds.values().stream()
                .anyMatch(alike -> want.isMetBy(alike.values().iterator().next()));
    }

    /** Whether an ask here serves the demand now. */
    boolean serves(Demand demand, long nowMillis) {
        return addSellers(demand, nowMillis, new HashSet<>(), 1);
    }

    /**
     * Adds those who can serve the demand now, until there are so many.
     *
     * @return whether there are
     */
    boolean addSellers(Demand demand, long nowMillis, Set<NodeId> sellers, int most) {
        for (Map<AskKey, Ask> alike : kinds.values()) {
            Ask sample = alike.values().iterator().next();
            if (Matcher.misfitOfKind(demand.points(), demand.bid().terms(), sample, nowMillis)
                    .isPresent()) {
                continue;
            }
            for (Ask ask : alike.values()) {
                if (sellers.size() >= most) {
                    return true;
                }
                if (Matcher.misfit(demand, ask, nowMillis).isEmpty()) {
                    sellers.add(ask.key().seller());
                }
            }
        }
        return sellers.size() >= most;
    }

    /** The earliest fitting ask of a seller that is drawn. One must be there: see {@link #serves}. */
    Ask draw(Demand demand, long nowMillis, RandomGenerator random) {
        return Lot.draw(earliest, first -> fitting(first.key().seller(), demand, nowMillis), random);
    }

    private Optional<Ask> fitting(NodeId seller, Demand demand, long nowMillis) {
        return Objects.requireNonNull(bySeller.get(seller), "a seller of this level").values().stream()
                .filter(ask -> Matcher.misfit(demand, ask, nowMillis).isEmpty())
                .findFirst();
    }
}
