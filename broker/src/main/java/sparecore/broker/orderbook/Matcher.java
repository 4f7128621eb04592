package sparecore.broker.orderbook;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.money.Price;

/**
 * The rule of the market. A bid gets the cheapest ask that fits. Among sellers of that price one is drawn at random, so that nobody
 * gains by being first, and nobody can tell whose work a seller will get; among that seller's asks the earliest is taken.
 */
public final class Matcher {
    private final RandomGenerator random;

    public Matcher(RandomGenerator random) {
        this.random = random;
    }

    /** @return nothing if no ask fits, or the hold does not reach for one micro-credit of escrow */
    public Optional<Match> match(Demand demand, List<Supply> supplies) {
        List<Supply> fitting =
                supplies.stream().filter(supply -> fits(demand, supply.ask())).toList();
        if (fitting.isEmpty()) {
            return Optional.empty();
        }
        Supply chosen = choose(fitting);
        int slots = Math.min(chosen.slots(), demand.slotsAtMost());
        Credits escrow = share(demand.hold(), slots, demand.slots());
        return escrow.isPositive()
                ? Optional.of(new Match(demand.bid(), chosen.ask(), slots, escrow))
                : Optional.empty();
    }

    private static boolean fits(Demand demand, Ask ask) {
        NodeId seller = ask.key().seller();
        Terms terms = demand.bid().terms();
        return ask.price().compareTo(terms.priceMost()) <= 0
                && ask.memoryBytesPerSlot() >= terms.memoryBytesPerSlot()
                && !seller.equals(demand.bid().buyer())
                && !demand.sellers().contains(seller)
                && !demand.barred().contains(seller);
    }

    private Supply choose(List<Supply> fitting) {
        Price best = fitting.stream()
                .map(supply -> supply.ask().price())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        List<Supply> cheapest = fitting.stream()
                .filter(supply -> supply.ask().price().equals(best))
                .toList();
        List<NodeId> sellers = cheapest.stream()
                .map(supply -> supply.ask().key().seller())
                .distinct()
                .toList();
        NodeId drawn = sellers.get(random.nextInt(sellers.size()));
        return cheapest.stream()
                .filter(supply -> supply.ask().key().seller().equals(drawn))
                .min(Comparator.comparingLong(supply -> supply.ask().number()))
                .orElseThrow();
    }

    /** {@code floor(hold × slots / slotsWanted)}. */
    private static Credits share(Credits hold, int slots, int slotsWanted) {
        return Credits.ofMicro(BigInteger.valueOf(hold.micro())
                .multiply(BigInteger.valueOf(slots))
                .divide(BigInteger.valueOf(slotsWanted))
                .longValueExact());
    }
}
