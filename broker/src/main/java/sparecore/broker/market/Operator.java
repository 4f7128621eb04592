package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.broker.standing.Ban;
import sparecore.content.Id;
import sparecore.identity.NodeId;

/** What the operator decides: the terms of the house, and who may trade. */
final class Operator {
    private Operator() {}

    /** For what is ordered from now on. Asks stand as long as their sellers' links, whatever their pledges. */
    static Decision set(HouseTerms before, Command.SetHouse command) {
        HouseTerms after = new HouseTerms(
                command.commission().orElse(before.commission()),
                command.payoutLeast().orElse(before.payoutLeast()),
                command.pledgeLeast().orElse(before.pledgeLeast()));
        return after.equals(before)
                ? Decision.replied(new Reply.HouseShown(before))
                : Decision.replied(new Reply.HouseShown(after), new MarketEvent.HouseChanged(after));
    }

    static Decision ban(MarketState state, Command.BanNode command, long nowMillis) {
        if (state.conduct().isBanned(command.node(), nowMillis)) {
            return Decision.done();
        }
        Id cause = new Id(0, state.nextNumber());
        String why = "by the operator: " + command.why();
        return new Decision.Accepted(
                Behaviour.ban(state, command.node(), why, cause, nowMillis), new Reply.Done(), List.of());
    }

    /** All that are banned together are free together. What was pledged does not come back. */
    static Decision pardon(MarketState state, Command.PardonNode command, long nowMillis) {
        List<MarketEvent> events = new ArrayList<>();
        for (NodeId member : state.conduct().liable().members(command.node())) {
            Optional<Ban> ban = state.conduct().bans().stream()
                    .filter(known -> known.node().equals(member) && known.holds(nowMillis))
                    .findFirst();
            ban.ifPresent(held -> events.add(new MarketEvent.BanChanged(held.lifted(nowMillis))));
        }
        return events.isEmpty()
                ? Decision.refused(Reason.UNKNOWN, "this node is not banned")
                : new Decision.Accepted(events, new Reply.Done(), List.of());
    }
}
