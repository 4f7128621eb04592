package sparecore.broker.orderbook;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import sparecore.identity.NodeId;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.slot.ProgramNeeds;
import sparecore.slot.SlotClass;

/**
 * The rule of the market. A bid gets the cheapest ask that fits. Among sellers of that price one is drawn at random, so that nobody
 * gains by being first, and nobody can tell whose work a seller will get; among that seller's asks the earliest is taken.
 */
public final class Matcher {
    /** Less than this is lost on connecting and sending the program. */
    static final long LEASE_MILLIS_MIN = 30_000;

    private final RandomGenerator random;

    public Matcher(RandomGenerator random) {
        this.random = random;
    }

    /** @return nothing if no ask fits, or the hold does not reach for one micro-credit of escrow */
    public Optional<Match> match(Demand demand, List<Supply> supplies, long nowMillis) {
        List<Supply> fitting = supplies.stream()
                .filter(supply -> misfit(demand, supply.ask(), nowMillis).isEmpty())
                .toList();
        if (fitting.isEmpty()) {
            return Optional.empty();
        }
        Supply chosen = choose(ofOneGroup(demand, fitting));
        int slots = Math.min(chosen.slots(), demand.slotsAtMost());
        Credits escrow = share(demand.hold(), slots, demand.slots());
        return escrow.isPositive()
                ? Optional.of(new Match(
                        demand.bid(),
                        chosen.ask(),
                        slots,
                        escrow,
                        leaseEndsAtMillis(demand.bid().terms(), chosen.ask(), nowMillis)))
                : Optional.empty();
    }

    /** What keeps the two apart now; empty if nothing does. */
    public static Optional<Misfit> misfit(Demand demand, Ask ask, long nowMillis) {
        Optional<Misfit> ofTerms = misfit(demand.bidder(), demand.bid().terms(), ask, nowMillis);
        if (ofTerms.isPresent()) {
            return ofTerms;
        }
        NodeId seller = ask.key().seller();
        if (!demand.group().takes(CpuidGroup.of(ask))) {
            return Optional.of(Misfit.OTHER_GROUP);
        }
        if (demand.sellers().contains(seller)) {
            return Optional.of(Misfit.HOLDS_A_LEASE);
        }
        return demand.barred().contains(seller) ? Optional.of(Misfit.BARRED) : Optional.empty();
    }

    /** What of a buyer's terms and an ask can never agree, or not at this hour. */
    public static Optional<Misfit> misfit(Bidder buyer, Terms terms, Ask ask, long nowMillis) {
        if (ask.key().seller().equals(buyer.node())) {
            return Optional.of(Misfit.OWN_ASK);
        }
        if (ask.price().compareTo(terms.priceMost()) > 0) {
            return Optional.of(Misfit.TOO_DEAR);
        }
        if (ask.memoryBytesPerSlot() < terms.memoryBytesPerSlot()) {
            return Optional.of(Misfit.TOO_LITTLE_MEMORY);
        }
        if (buyer.points() < ask.conditions().buyerPointsLeast()) {
            return Optional.of(Misfit.LOW_STANDING);
        }
        Optional<Misfit> ofClass = misfit(terms.needs(), ask.conditions().slotClass());
        return ofClass.isPresent() ? ofClass : misfitOfTime(terms, ask, nowMillis);
    }

    private static Optional<Misfit> misfit(ProgramNeeds needs, SlotClass slot) {
        if (!slot.abis().contains(needs.abi())) {
            return Optional.of(Misfit.OTHER_ABI);
        }
        if (slot.cpuLevel() < needs.cpuLevel()) {
            return Optional.of(Misfit.LOWER_CPU_LEVEL);
        }
        return needs.asksCpuid() && !slot.faultsCpuid() ? Optional.of(Misfit.NO_CPUID_FAULTING) : Optional.empty();
    }

    private static Optional<Misfit> misfitOfTime(Terms terms, Ask ask, long nowMillis) {
        if (ask.conditions().hours().closesAtMillis(nowMillis) <= nowMillis) {
            return Optional.of(Misfit.CLOSED_NOW);
        }
        long lasts = leaseEndsAtMillis(terms, ask, nowMillis) - nowMillis;
        return lasts < Math.max(LEASE_MILLIS_MIN, ask.conditions().leaseMillisLeast())
                ? Optional.of(Misfit.TOO_SHORT)
                : Optional.empty();
    }

    /** Until when a lease that begins now may last: an hour, and no longer than the bid's deadline and the seller's hours allow. */
    public static long leaseEndsAtMillis(Terms terms, Ask ask, long nowMillis) {
        long hour = nowMillis + Ticket.DURATION_MILLIS_MAX;
        return terms.cutAtDeadline(Math.min(hour, ask.conditions().hours().closesAtMillis(nowMillis)));
    }

    /**
     * A bid that no seller works for yet takes the group that can give it the more of the different sellers that it wants; the
     * cheaper one if both can.
     */
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

    private Supply choose(List<Supply> fitting) {
        Price best = cheapest(fitting);
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
    public static Credits share(Credits hold, int slots, int slotsWanted) {
        return Credits.ofMicro(BigInteger.valueOf(hold.micro())
                .multiply(BigInteger.valueOf(slots))
                .divide(BigInteger.valueOf(slotsWanted))
                .longValueExact());
    }
}
