package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.broker.cluster.Member;
import sparecore.broker.orderbook.Ask;
import sparecore.identity.NetworkPrefix;
import sparecore.identity.NodeId;

/** Keeps what can be seen of keys that trade, where it is new. Who comes from a house's own network says nothing by that. */
final class Membership {
    private Membership() {}

    /** @param number the first that is free */
    static List<MarketEvent> ofSeller(MarketState state, Ask ask, String host, String hardware, long number) {
        NodeId node = ask.key().seller();
        String network = NetworkPrefix.of(host).orElse("");
        return known(
                state,
                new Member(
                        number,
                        node,
                        network,
                        network.isEmpty() ? "" : hardware,
                        ask.conditions().payee()));
    }

    static List<MarketEvent> ofBuyer(MarketState state, NodeId node, long number) {
        String host = Session.host(state.sightings().of(node, Side.BUYER).from());
        String network = NetworkPrefix.of(host).orElse("");
        Optional<Member> before = state.conduct().register().find(node);
        return known(
                state,
                new Member(
                        number,
                        node,
                        network,
                        before.map(Member::hardware).orElse(""),
                        before.map(Member::owner).orElse(node)));
    }

    private static List<MarketEvent> known(MarketState state, Member member) {
        Optional<Member> before = state.conduct().register().find(member.node());
        if (before.isEmpty() ? member.isPlain() : before.get().saysTheSameAs(member)) {
            return List.of();
        }
        List<MarketEvent> events = new ArrayList<>();
        if (before.isEmpty()) {
            state.conduct()
                    .register()
                    .surplus()
                    .ifPresent(first -> events.add(new MarketEvent.MemberForgotten(first.node())));
        }
        long number = before.map(Member::number).orElse(member.number());
        events.add(new MarketEvent.MemberChanged(
                new Member(number, member.node(), member.network(), member.hardware(), member.owner())));
        return events;
    }
}
