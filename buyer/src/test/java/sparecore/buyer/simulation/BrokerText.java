package sparecore.buyer.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import sparecore.broker.market.Conduct;
import sparecore.broker.market.MarketState;
import sparecore.broker.tape.Resolution;

/** All of a broker's state that must outlive it, line by line. Comparing texts says at once what differs. */
final class BrokerText {
    private BrokerText() {}

    static String of(MarketState state) {
        List<String> lines = new ArrayList<>();
        state.ledger()
                .balances()
                .forEach((account, balance) ->
                        lines.add("account " + account.kind() + " " + account.name() + " " + balance));
        lines.add("transfers " + state.ledger().transfers());
        state.orders().bids().forEach(bid -> lines.add("bid " + bid));
        state.leases()
                .all()
                .forEach(lease -> lines.add("lease " + lease.ticket() + " " + lease.state() + " "
                        + lease.number() + " " + lease.payee() + " " + lease.group() + " " + lease.captured() + " "
                        + lease.connectedAtMillis() + " " + lease.endReason() + " " + lease.sellerReason() + " "
                        + lease.buyerReason() + " " + lease.endedAtMillis() + " " + lease.closedAtMillis()));
        state.totals().forEach((node, totals) -> lines.add("totals " + node + " " + totals));
        state.credits().forEach(command -> lines.add("credited " + command));
        state.money().all().forEach(request -> lines.add("money " + request));
        for (Resolution resolution : Resolution.values()) {
            state.tape().all(resolution).forEach(candle -> lines.add("candle " + candle));
        }
        addConduct(state.conduct(), lines);
        Collections.sort(lines);
        return String.join("\n", lines);
    }

    private static void addConduct(Conduct conduct, List<String> lines) {
        conduct.standings().all().forEach(note -> lines.add("note " + note));
        conduct.register().all().forEach(member -> lines.add("member " + member));
        conduct.mismatches().all().forEach(mismatch -> lines.add("mismatch " + mismatch));
        conduct.bans().forEach(ban -> lines.add("ban " + ban));
        conduct.pledges().forEach(pledge -> lines.add("pledge " + pledge));
        conduct.disputes().all().forEach(dispute -> lines.add("dispute " + dispute));
    }
}
