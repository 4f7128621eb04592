package sparecore.broker.orderbook;

import java.math.BigInteger;
import java.util.Optional;
import java.util.random.RandomGenerator;
import sparecore.identity.NodeId;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
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

    /** @return nothing if no ask fits */
    public Optional<Match> match(Demand demand, Supplies supplies, long nowMillis) {
        return level(demand, supplies, nowMillis)
                .map(level -> level.draw(demand, nowMillis, random))
                .flatMap(drawn -> supplies.find(drawn.key()))
                .map(chosen -> match(demand, chosen, nowMillis));
    }

    static Match match(Demand demand, Supply chosen, long nowMillis) {
        int slots = Math.min(chosen.slots(), demand.slotsAtMost());
        return new Match(
                demand.bid(),
                chosen.ask(),
                slots,
                share(demand.hold(), slots, demand.slots()),
                leaseEndsAtMillis(demand.bid().terms(), chosen.ask(), nowMillis));
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
        return misfitOfKind(buyer.points(), terms, ask, nowMillis);
    }

    /** The same, but for who the two are. @param points the standing of the buyer */
    static Optional<Misfit> misfitOfKind(int points, Terms terms, Ask ask, long nowMillis) {
        if (ask.price().compareTo(terms.priceMost()) > 0) {
            return Optional.of(Misfit.TOO_DEAR);
        }
        if (ask.memoryBytesPerSlot() < terms.memoryBytesPerSlot()) {
            return Optional.of(Misfit.TOO_LITTLE_MEMORY);
        }
        if (points < ask.conditions().buyerPointsLeast()) {
            return Optional.of(Misfit.LOW_STANDING);
        }
        Optional<Misfit> ofClass = misfit(terms.needs(), ask.conditions().slotClass());
        return ofClass.isPresent() ? ofClass : misfitOfTime(terms, ask, nowMillis);
    }

    static Optional<Misfit> misfit(ProgramNeeds needs, SlotClass slot) {
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
     * Where the demand is served. A bid that no seller works for yet takes the group that can give it the more of the different sellers
     * that it wants; the cheaper one if both can.
     */
    private static Optional<PriceLevel> level(Demand demand, Supplies supplies, long nowMillis) {
        if (demand.group() != CpuidGroup.UNDECIDED) {
            return supplies.cheapest(demand, demand.group(), nowMillis);
        }
        Optional<PriceLevel> faulting = supplies.cheapest(demand, CpuidGroup.FAULTING, nowMillis);
        Optional<PriceLevel> plain = supplies.cheapest(demand, CpuidGroup.PLAIN, nowMillis);
        if (faulting.isEmpty() || plain.isEmpty()) {
            return faulting.or(() -> plain);
        }
        int wanted = Math.max(1, demand.bid().terms().sellersLeast());
        int byCount = Integer.compare(
                supplies.sellers(demand, CpuidGroup.FAULTING, wanted, nowMillis),
                supplies.sellers(demand, CpuidGroup.PLAIN, wanted, nowMillis));
        if (byCount != 0) {
            return byCount > 0 ? faulting : plain;
        }
        return plain.get().price().compareTo(faulting.get().price()) < 0 ? plain : faulting;
    }

    /** {@code floor(hold × slots / slotsWanted)}. */
    public static Credits share(Credits hold, int slots, int slotsWanted) {
        return Credits.ofMicro(BigInteger.valueOf(hold.micro())
                .multiply(BigInteger.valueOf(slots))
                .divide(BigInteger.valueOf(slotsWanted))
                .longValueExact());
    }
}
