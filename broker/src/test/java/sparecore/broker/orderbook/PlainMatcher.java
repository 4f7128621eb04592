package sparecore.broker.orderbook;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import sparecore.identity.NodeId;
import sparecore.money.Price;

/** The rule of the market by a look at everything, as it is told: what {@link Matcher} must come to on its shorter way. */
public final class PlainMatcher {
    private PlainMatcher() {}

    /** @param supplies all that is offered, in any order */
    public static Optional<Match> match(Demand demand, List<Supply> supplies, RandomGenerator random, long nowMillis) {
        List<Supply> fitting = supplies.stream()
                .filter(supply ->
                        Matcher.misfit(demand, supply.ask(), nowMillis).isEmpty())
                .toList();
        if (fitting.isEmpty()) {
            return Optional.empty();
        }
        List<Supply> ofOneGroup = ofOneGroup(demand, fitting);
        Price best = cheapest(ofOneGroup);
        CpuidGroup group = CpuidGroup.of(ofOneGroup.get(0).ask());
        List<NodeId> sellers = supplies.stream()
                .map(Supply::ask)
                .filter(ask -> ask.price().equals(best) && CpuidGroup.of(ask) == group)
                .sorted(Comparator.comparingLong(Ask::number))
                .map(ask -> ask.key().seller())
                .distinct()
                .toList();
        Supply drawn = Lot.draw(
                sellers,
                seller -> ofOneGroup.stream()
                        .filter(supply -> supply.ask().price().equals(best))
                        .filter(supply -> supply.ask().key().seller().equals(seller))
                        .min(Comparator.comparingLong(supply -> supply.ask().number())),
                random);
        return Optional.of(Matcher.match(demand, drawn, nowMillis));
    }

    private static List<Supply> ofOneGroup(Demand demand, List<Supply> fitting) {
        List<Supply> faulting = of(CpuidGroup.FAULTING, fitting);
        List<Supply> plain = of(CpuidGroup.PLAIN, fitting);
        if (faulting.isEmpty() || plain.isEmpty()) {
            return fitting;
        }
        int wanted = Math.max(1, demand.bid().terms().sellersLeast());
        int byCount = Long.compare(Math.min(wanted, sellers(faulting)), Math.min(wanted, sellers(plain)));
        if (byCount != 0) {
            return byCount > 0 ? faulting : plain;
        }
        return cheapest(plain).compareTo(cheapest(faulting)) < 0 ? plain : faulting;
    }

    private static List<Supply> of(CpuidGroup group, List<Supply> supplies) {
        return supplies.stream()
                .filter(supply -> CpuidGroup.of(supply.ask()) == group)
                .toList();
    }

    private static long sellers(List<Supply> supplies) {
        return supplies.stream()
                .map(supply -> supply.ask().key().seller())
                .distinct()
                .count();
    }

    private static Price cheapest(List<Supply> supplies) {
        return supplies.stream()
                .map(supply -> supply.ask().price())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }
}
