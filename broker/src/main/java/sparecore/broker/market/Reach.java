package sparecore.broker.market;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import sparecore.broker.orderbook.Ask;
import sparecore.identity.NodeId;
import sparecore.lease.Route;

/**
 * Who can dial whom, as far as the broker has seen. A seller's address counts until the broker has dialled it in vain: what holds for the
 * broker need not hold for a buyer, and peers that do not reach each other meet at the relay all the same. A buyer's address counts once
 * it has answered: sellers are not sent to knock wherever a buyer likes.
 */
public final class Reach {
    /** A node that answered is asked again after this, and one that did not after the shorter time. */
    static final long CHECK_AGAIN_MILLIS = 600_000;

    static final long CHECK_SILENT_AGAIN_MILLIS = 60_000;

    private Reach() {}

    /** The way that a ticket names. */
    static Route route(MarketState state, Ask ask, NodeId buyer) {
        Sighting seller = state.sightings().of(ask.key().seller(), Side.SELLER);
        if (!ask.address().isEmpty() && !seller.isUnreachableAt(ask.address())) {
            return Route.TO_SELLER;
        }
        Sighting seen = state.sightings().of(buyer, Side.BUYER);
        return seen.isReachableAt(seen.listens()) ? Route.toBuyer(seen.listens()) : Route.RELAYED;
    }

    /** Where this node says that it can be dialled; empty for nowhere. */
    static String address(MarketState state, Sighting seen) {
        return seen.side() == Side.SELLER ? Accounts.advertised(state, seen.node()) : seen.listens();
    }

    /**
     * What should be checked now, each node once.
     *
     * @param underWay claims that are being checked
     * @param most how many are looked for, those under way among them
     */
    public static List<Claim> due(MarketState state, Set<Claim> underWay, int most, long nowMillis) {
        Set<Claim> due = new LinkedHashSet<>();
        for (Session session : state.sessions()) {
            Sighting seen = state.sightings().of(session.node(), session.side());
            String address = address(state, seen);
            if (due.size() < most && isDue(seen, address, nowMillis)) {
                due.add(new Claim(session.node(), session.side(), address, session.address()));
            }
        }
        due.removeAll(underWay);
        return List.copyOf(due);
    }

    private static boolean isDue(Sighting seen, String address, long nowMillis) {
        if (address.isEmpty()) {
            return false;
        }
        if (!seen.checked().equals(address)) {
            return true;
        }
        boolean doubted = !seen.answered() || seen.missedAtMillis() > seen.checkedAtMillis();
        return nowMillis - seen.checkedAtMillis() >= (doubted ? CHECK_SILENT_AGAIN_MILLIS : CHECK_AGAIN_MILLIS);
    }

    static Decision note(MarketState state, Command.NoteCheck command, long nowMillis) {
        Claim claim = command.claim();
        return Decision.done(new MarketEvent.Sighted(state.sightings()
                .of(claim.node(), claim.side())
                .checked(claim.address(), command.answered(), nowMillis)));
    }
}
