package sparecore.broker.market;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseRules;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.lease.NotRenewed;
import sparecore.broker.ledger.Account;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.orderbook.CpuidGroup;
import sparecore.broker.orderbook.Demand;
import sparecore.broker.orderbook.Matcher;
import sparecore.broker.orderbook.Misfit;
import sparecore.broker.orderbook.Terms;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.Ticket;

/** Tells the story of a lease or a bid to its peers, and to the operator. Nobody learns of others' orders more than their number. */
final class Explaining {
    /** Leases of one bid that are told one by one: the latest. */
    private static final int LEASES_TOLD_MAX = 50;

    private Explaining() {}

    static Decision lease(MarketState state, Command.ExplainLease command) {
        Optional<Lease> known = state.leases().find(command.lease());
        if (known.isEmpty()) {
            return LeaseOrders.unknown();
        }
        Ticket ticket = known.get().ticket();
        if (command.asker().isPresent()
                && !ticket.buyer().equals(command.asker().get())
                && !ticket.seller().equals(command.asker().get())) {
            return LeaseOrders.notYours();
        }
        return Decision.replied(new Reply.Explained(story(known.get())));
    }

    /** Of the asker's own alone: a guess tells nothing of others'. */
    static Decision beginning(MarketState state, Command.ExplainBeginning command, long nowMillis) {
        List<Id> found = (command.isLease() ? leases(state, command.asker()) : bids(state, command.asker()))
                .filter(command.beginning()::begins)
                .distinct()
                .limit(2)
                .toList();
        String begins = (command.isLease() ? "lease" : "bid") + (command.asker().isPresent() ? " of yours" : "")
                + " begins with " + command.beginning().digits();
        if (found.isEmpty()) {
            return Decision.refused(Reason.UNKNOWN, "no " + begins + ", or it was over long ago");
        }
        if (found.size() > 1) {
            return Decision.refused(Reason.CONFLICT, "more than one " + begins + ": give more digits of the id");
        }
        return command.isLease()
                ? lease(state, new Command.ExplainLease(command.asker(), new LeaseId(found.get(0))))
                : bid(state, new Command.ExplainBid(command.asker(), new BidId(found.get(0))), nowMillis);
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    private static Stream<Id> leases(MarketState state, Optional<NodeId> asker) {
        Stream<Lease> known = asker.isEmpty()
                ? state.leases().all().stream()
                : Stream.concat(
                        state.leases().openOf(asker.get()).stream(),
                        state.leases().closed().stream()
                                .filter(lease -> lease.ticket().buyer().equals(asker.get())
                                        || lease.ticket().seller().equals(asker.get())));
        return known.map(lease -> lease.id().id());
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    private static Stream<Id> bids(MarketState state, Optional<NodeId> asker) {
        Stream<Bid> known = asker.isEmpty()
                ? state.orders().bids().stream()
                : Stream.concat(
                        state.orders().undoneOf(asker.get()).stream(),
                        state.orders().done().stream().filter(bid -> bid.buyer().equals(asker.get())));
        return known.map(bid -> bid.id().id());
    }

    private static Explanation story(Lease lease) {
        Ticket ticket = lease.ticket();
        List<Explanation.Line> lines = new ArrayList<>();
        lines.add(new Explanation.Line(
                lease.renewals().matchedAtMillis(),
                "matched: " + ticket.slots() + " slots of " + ticket.seller().shortForm() + " for "
                        + ticket.buyer().shortForm() + " at " + ticket.price() + " credits a reference CPU-second, "
                        + ticket.escrow() + " in escrow, for " + minutes(ticket) + "; "
                        + ticket.route().way().words() + "; bid " + ticket.bid()));
        lines.add(
                lease.isConnected()
                        ? new Explanation.Line(lease.connectedAtMillis(), "the seller saw the buyer's ticket")
                        : new Explanation.Line(0, "the seller has never reported that the buyer came"));
        lines.addAll(renewals(lease));
        if (lease.captured().isPositive()) {
            lines.add(new Explanation.Line(
                    0,
                    lease.captured() + " of " + ticket.escrow() + " credits are paid, "
                            + ticket.commission().of(lease.captured()) + " of them to the operator"
                            + (lease.payee().equals(ticket.seller())
                                    ? ""
                                    : ", the rest to " + lease.payee().shortForm() + ", whom the seller's ask names")));
        }
        if (lease.endReason() != EndReason.NONE) {
            lines.add(new Explanation.Line(lease.endedAtMillis(), "ended: " + why(lease)));
        }
        if (lease.state() == LeaseState.CLOSED) {
            lines.add(new Explanation.Line(
                    lease.closedAtMillis(), "closed: " + lease.uncaptured() + " credits of the escrow went back"));
        } else if (lease.state() == LeaseState.ENDED) {
            lines.add(new Explanation.Line(
                    0,
                    "the seller may still settle; at the latest " + LeaseRules.SETTLE_MILLIS_MAX / 60_000
                            + " minutes after the end the rest of the escrow goes back"));
        }
        return new Explanation("lease " + lease.id() + " is " + words(lease.state()), lines);
    }

    private static List<Explanation.Line> renewals(Lease lease) {
        List<Explanation.Line> lines = new ArrayList<>();
        if (lease.renewals().count() > 0) {
            lines.add(new Explanation.Line(
                    lease.ticket().startsAtMillis(),
                    "renewed"
                            + (lease.renewals().count() == 1
                                    ? ""
                                    : ", for the " + lease.renewals().count() + ". time") + ": for "
                            + minutes(lease.ticket()) + " from then on"));
        }
        if (lease.renewals().refused() != NotRenewed.NONE) {
            lines.add(new Explanation.Line(
                    lease.renewals().refusedAtMillis(),
                    "not renewed: " + lease.renewals().refused().sentence()));
        }
        return lines;
    }

    private static String minutes(Ticket ticket) {
        return (ticket.expiresAtMillis() - ticket.startsAtMillis()) / 60_000 + " minutes";
    }

    /** What counted, and what each side said. */
    static String why(Lease lease) {
        return words(lease.endReason()) + " (the buyer said " + said(lease.buyerReason()) + ", the seller "
                + said(lease.sellerReason()) + ")";
    }

    private static String said(EndReason reason) {
        return reason == EndReason.NONE ? "nothing" : words(reason);
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Decision bid(MarketState state, Command.ExplainBid command, long nowMillis) {
        Optional<Bid> known = state.orders().find(command.bid());
        if (known.isEmpty()) {
            return Decision.refused(Reason.UNKNOWN, "no such bid, or it was done long ago");
        }
        Bid bid = known.get();
        if (command.asker().isPresent() && !bid.buyer().equals(command.asker().get())) {
            return Decision.refused(Reason.NOT_YOURS, "this bid is another buyer's");
        }
        List<Explanation.Line> lines = new ArrayList<>();
        lines.add(new Explanation.Line(0, order(bid)));
        leases(state, bid).forEach(lines::add);
        lines.addAll(bid.isOpen() ? waiting(state, bid, nowMillis) : List.of(over(bid)));
        return Decision.replied(
                new Reply.Explained(new Explanation("bid " + bid.id() + " is " + words(bid.state()), lines)));
    }

    private static String order(Bid bid) {
        Terms terms = bid.terms();
        return "it wants " + terms.slots() + " slots (" + terms.needs().label() + ") at " + terms.priceMost()
                + " credits a reference CPU-second or less, and may cost " + terms.cap() + ", of which " + bid.spent()
                + " are spent; the operator's share is "
                + BigDecimal.valueOf(bid.commission().basisPoints(), 2) + " % of it";
    }

    private static List<Explanation.Line> leases(MarketState state, Bid bid) {
        List<Lease> all = new ArrayList<>(state.leases().ofBid(bid.id()));
        all.sort(Comparator.comparingLong(Lease::number));
        return all.subList(Math.max(0, all.size() - LEASES_TOLD_MAX), all.size()).stream()
                .map(lease -> new Explanation.Line(
                        lease.renewals().matchedAtMillis(),
                        "lease " + lease.id() + ": " + lease.ticket().slots() + " slots of "
                                + lease.ticket().seller().shortForm() + " at "
                                + lease.ticket().price() + ", " + words(lease.state()) + ", " + lease.captured()
                                + " paid"
                                + (lease.endReason() == EndReason.NONE ? "" : ", ended: " + why(lease))))
                .toList();
    }

    private static Explanation.Line over(Bid bid) {
        return new Explanation.Line(
                bid.doneAtMillis(),
                switch (bid.end()) {
                    case DEADLINE -> "it came to its deadline and takes no more leases";
                    case CANCELLED_BY_BUYER -> "its buyer has cancelled it";
                    case NONE -> "it takes no more leases";
                });
    }

    private static List<Explanation.Line> waiting(MarketState state, Bid bid, long nowMillis) {
        List<Explanation.Line> lines = new ArrayList<>();
        if (!state.isPresent(bid.buyer(), Side.BUYER)) {
            lines.add(now("its buyer is not connected: nothing is matched until it comes back"));
        }
        Behaviour.refusalOfBanned(state, bid.buyer(), nowMillis)
                .ifPresent(banned -> lines.add(now(((Decision.Refused) banned).text())));
        if (!Matching.hasRoom(state, bid.buyer())) {
            lines.add(now("its buyer has as many leases as one node may have: " + MarketLimits.LEASES_PER_NODE_MAX));
        }
        Optional<Demand> demand = Matching.wanted(state, bid, nowMillis);
        if (demand.isEmpty()) {
            boolean full = Slots.leased(state, bid) >= bid.terms().slots();
            lines.add(now(
                    full
                            ? "it has all the slots that it wants"
                            : "too little is left to pay with: "
                                    + state.ledger().balance(new Account.Hold(bid.id()))
                                    + " credits are not in leases or spent"));
            return lines;
        }
        if (demand.get().group() != CpuidGroup.UNDECIDED) {
            lines.add(now("it takes only sellers where CPUID "
                    + (demand.get().group() == CpuidGroup.FAULTING ? "faults" : "does not fault")
                    + ", as on those that have worked for it"));
        }
        lines.add(now("it wants " + demand.get().slots() + " more slots, from other sellers than those of its leases"));
        lines.addAll(looked(state, demand.get(), nowMillis));
        return lines;
    }

    /** What each ask lacks, counted. */
    private static List<Explanation.Line> looked(MarketState state, Demand demand, long nowMillis) {
        Map<Misfit, Integer> misfits = new EnumMap<>(Misfit.class);
        int full = 0;
        int crowded = 0;
        int fitting = 0;
        for (Ask ask : state.orders().asks()) {
            Optional<Misfit> misfit = Matcher.misfit(demand, ask, nowMillis);
            NodeId seller = ask.key().seller();
            if (misfit.isPresent()) {
                misfits.merge(misfit.get(), 1, Integer::sum);
            } else if (Slots.free(state, ask) == 0) {
                full++;
            } else if (!Matching.hasRoom(state, seller)) {
                crowded++;
            } else {
                fitting++;
            }
        }
        List<Explanation.Line> lines = new ArrayList<>();
        if (state.orders().asks().isEmpty()) {
            lines.add(now("nobody offers anything now"));
        }
        Quotes.counts(misfits).forEach(count -> lines.add(now(asks(count.asks()) + ": " + count.text())));
        if (misfits.containsKey(Misfit.LOW_STANDING)) {
            lines.add(now("its buyer's standing is " + demand.points() + " points"));
        }
        if (full > 0) {
            lines.add(now(asks(full) + ": it fits, and all its slots are taken"));
        }
        if (crowded > 0) {
            lines.add(now(asks(crowded) + ": it fits, and its seller has as many leases as one node may have"));
        }
        if (fitting > 0) {
            lines.add(now(asks(fitting) + ": it fits, and is matched in the broker's next turn, after better bids"));
        }
        return lines;
    }

    private static String asks(int count) {
        return count == 1 ? "1 ask" : count + " asks, each";
    }

    private static Explanation.Line now(String text) {
        return new Explanation.Line(0, text);
    }
}
