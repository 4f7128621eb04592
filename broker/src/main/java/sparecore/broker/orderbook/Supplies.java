package sparecore.broker.orderbook;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import sparecore.identity.NodeId;
import sparecore.money.Price;

/**
 * What asks still offer, sorted by group and price, so that the cheapest one that serves a demand is found without a look at all the
 * others. Owned by one thread.
 */
public final class Supplies {
    private final Map<AskKey, Supply> all = new HashMap<>();
    private final Map<CpuidGroup, TreeMap<Price, PriceLevel>> levels = new EnumMap<>(CpuidGroup.class);

    public Supplies() {
        levels.put(CpuidGroup.FAULTING, new TreeMap<>());
        levels.put(CpuidGroup.PLAIN, new TreeMap<>());
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public Optional<Supply> find(AskKey key) {
        return Optional.ofNullable(all.get(key));
    }

    /** Adds what the ask offers or replaces it. */
    public void put(Supply supply) {
        Supply before = all.put(supply.ask().key(), supply);
        if (before != null && before.ask().equals(supply.ask())) {
            return;
        }
        if (before != null) {
            removeFromLevel(before.ask());
        }
        of(CpuidGroup.of(supply.ask()))
                .computeIfAbsent(supply.ask().price(), PriceLevel::new)
                .add(supply.ask());
    }

    public void remove(AskKey key) {
        Supply before = all.remove(key);
        if (before != null) {
            removeFromLevel(before.ask());
        }
    }

    private void removeFromLevel(Ask ask) {
        of(CpuidGroup.of(ask)).computeIfPresent(ask.price(), (same, level) -> {
            level.remove(ask);
            return level.isEmpty() ? null : level;
        });
    }

    private TreeMap<Price, PriceLevel> of(CpuidGroup group) {
        return Objects.requireNonNull(levels.get(group), "a group of asks");
    }

    /** Whether anything is offered at this price or less. */
    public boolean reaches(Price most) {
        return levels.values().stream()
                .anyMatch(ofGroup -> !ofGroup.isEmpty() && ofGroup.firstKey().compareTo(most) <= 0);
    }

    /** Whether a machine at this price or less does what is wanted, whomever and whenever it serves. */
    public boolean meet(Want want, Price most) {
        return levels.entrySet().stream()
                .filter(ofGroup -> want.group().takes(ofGroup.getKey()))
                .flatMap(ofGroup -> ofGroup.getValue().headMap(most, true).values().stream())
                .anyMatch(level -> level.meets(want));
    }

    /** The cheapest level of the group with an ask that serves the demand now. */
    Optional<PriceLevel> cheapest(Demand demand, CpuidGroup group, long nowMillis) {
        return of(group).headMap(demand.bid().terms().priceMost(), true).values().stream()
                .filter(level -> level.serves(demand, nowMillis))
                .findFirst();
    }

    /** How many sellers of the group can serve the demand now; it is counted up to so many. */
    int sellers(Demand demand, CpuidGroup group, int most, long nowMillis) {
        Set<NodeId> sellers = new HashSet<>();
        for (PriceLevel level :
                of(group).headMap(demand.bid().terms().priceMost(), true).values()) {
            if (level.addSellers(demand, nowMillis, sellers, most)) {
                break;
            }
        }
        return sellers.size();
    }
}
