package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.broker.lease.Lease;

/** Nodes that come and go. Who comes back is told again how its leases stand: it may have missed it. */
final class Sessions {
    private Sessions() {}

    static Decision open(MarketState state, Command.OpenSession command, Introductions introductions, long nowMillis) {
        Session session = command.session();
        List<Push> pushes = new ArrayList<>();
        for (Lease lease : state.leases().openOf(session.node())) {
            boolean sells = lease.ticket().seller().equals(session.node());
            if (sells == (session.side() == Side.SELLER)) {
                pushes.add(
                        lease.state().isLive()
                                ? introductions.matched(state, lease, session.side(), nowMillis)
                                : new Push.Ended(session.node(), session.side(), lease.id(), lease.endReason()));
            }
        }
        return new Decision.Accepted(List.of(new MarketEvent.SessionOpened(session)), new Reply.Done(), pushes);
    }

    static Decision close(MarketState state, Command.CloseSession command) {
        Optional<Session> session = state.session(command.session());
        if (session.isEmpty()) {
            return Decision.done();
        }
        List<MarketEvent> events = new ArrayList<>();
        state.orders().asksOf(session.get().node()).stream()
                .filter(ask -> ask.session() == command.session())
                .forEach(ask -> events.add(new MarketEvent.AskWithdrawn(ask.key())));
        events.add(new MarketEvent.SessionClosed(command.session()));
        return new Decision.Accepted(events, new Reply.Done(), List.of());
    }
}
