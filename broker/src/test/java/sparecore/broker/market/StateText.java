package sparecore.broker.market;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sparecore.broker.lease.Lease;
import sparecore.broker.tape.Resolution;

/** All that is durable of a state, as text, so that two can be compared and a difference can be read. */
public final class StateText {
    private StateText() {}

    public static String of(MarketState state) {
        return "transfers " + state.ledger().transfers() + "\n"
                + state.ledger().balances().entrySet().stream()
                        .map(entry ->
                                entry.getKey().kind() + " " + entry.getKey().name() + " = " + entry.getValue())
                        .sorted()
                        .collect(Collectors.joining("\n"))
                + "\n"
                + state.totals().entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .sorted()
                        .collect(Collectors.joining("\n"))
                + "\n"
                + state.orders().bids().stream().map(Object::toString).collect(Collectors.joining("\n"))
                + "\n"
                + state.leases().all().stream()
                        .sorted(Comparator.comparingLong(Lease::number))
                        .map(StateText::of)
                        .collect(Collectors.joining("\n"))
                + "\n" + state.credits()
                + "\n"
                + state.money().all().stream().map(Object::toString).collect(Collectors.joining("\n"))
                + "\n"
                + Stream.of(Resolution.values())
                        .flatMap(each -> state.tape().all(each).stream())
                        .map(Object::toString)
                        .collect(Collectors.joining("\n"))
                + "\n" + of(state.conduct());
    }

    private static String of(Conduct conduct) {
        return Stream.of(
                        conduct.standings().all(),
                        sorted(conduct.register().all()),
                        conduct.mismatches().all(),
                        sorted(conduct.pledges()),
                        sorted(conduct.bans()),
                        conduct.disputes().all(),
                        sorted(conduct.voting().joined()),
                        sorted(conduct.liable().joined()))
                .flatMap(Collection::stream)
                .map(Object::toString)
                .collect(Collectors.joining("\n"));
    }

    private static List<String> sorted(Collection<?> values) {
        return values.stream().map(Object::toString).sorted().toList();
    }

    private static String of(Lease lease) {
        return lease.number() + " " + lease.ticket() + " "
                + lease.signed().toWire().hashCode() + " " + lease.state()
                + " " + lease.captured() + " " + lease.connectedAtMillis() + " " + lease.endReason() + " "
                + lease.sellerReason() + " " + lease.buyerReason() + " " + lease.payee() + " " + lease.group() + " "
                + lease.endedAtMillis() + " " + lease.closedAtMillis();
    }
}
