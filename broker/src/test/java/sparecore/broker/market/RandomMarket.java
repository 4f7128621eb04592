package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import sparecore.broker.cashier.Direction;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.dispute.DisputeKind;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.orderbook.Conditions;
import sparecore.broker.orderbook.Terms;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.Voucher;
import sparecore.lease.Way;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.slot.Abi;
import sparecore.slot.Hours;
import sparecore.slot.SlotClass;

/** A few nodes that do anything at any time, right or wrong, from a seed. */
public final class RandomMarket {
    private static final int NODES = 6;
    private static final long MICRO_MAX = 1_000;

    private final Random random;
    private final MarketBench bench;
    private final List<NodeId> nodes = new ArrayList<>();
    private final List<Command> sent = new ArrayList<>();
    private long lastSession = 1_000;

    public RandomMarket(long seed) {
        random = new Random(seed);
        bench = new MarketBench(seed + 1);
        for (int i = 0; i < NODES; i++) {
            nodes.add(bench.node());
        }
    }

    public MarketBench bench() {
        return bench;
    }

    /** One more thing happens. @return what was asked */
    public Command step() {
        if (random.nextInt(6) == 0) {
            bench.sleep((long) Math.pow(10, 1 + random.nextInt(7)));
        }
        Command command = !sent.isEmpty() && random.nextInt(8) == 0 ? pick(sent) : command();
        sent.add(command);
        bench.run(command);
        return command;
    }

    private Command command() {
        return switch (random.nextInt(18)) {
            case 0, 1 ->
                new Command.OpenSession(new Session(
                        ++lastSession,
                        node(),
                        random.nextBoolean() ? Side.SELLER : Side.BUYER,
                        "203.0." + random.nextInt(9) + ".1:1",
                        bench.nowMillis()));
            case 2 ->
                session()
                        .<Command>map(session -> new Command.CloseSession(session.number()))
                        .orElseGet(this::credit);
            case 3, 4 -> session().<Command>map(this::ask).orElseGet(this::credit);
            case 5 -> new Command.PlaceBid(node(), new BidId(bench.id()), terms());
            case 6 ->
                bid().<Command>map(bid -> new Command.CancelBid(mostly(bid.buyer()), bid.id()))
                        .orElseGet(this::credit);
            case 7 ->
                lease().<Command>map(lease -> new Command.ConnectLease(
                                mostly(lease.ticket().seller()), lease.id(), Way.BUYER_DIALS, random.nextBoolean()))
                        .orElseGet(this::credit);
            case 8 ->
                lease().<Command>map(lease -> new Command.EndLease(
                                mostly(
                                        random.nextBoolean()
                                                ? lease.ticket().seller()
                                                : lease.ticket().buyer()),
                                lease.id(),
                                EndReason.ofNumber(1 + random.nextInt(EndReason.values().length - 1))))
                        .orElseGet(this::credit);
            case 9, 10 -> lease().<Command>map(this::settle).orElseGet(this::credit);
            case 11 ->
                bid().<Command>map(bid -> new Command.AmendBid(
                                mostly(bid.buyer()),
                                bid.id(),
                                new Price(random.nextLong(6)),
                                1 + random.nextInt(5),
                                Credits.ofMicro(1 + random.nextLong(MICRO_MAX)),
                                0))
                        .orElseGet(this::credit);
            case 12 -> transfer();
            case 13 ->
                new Command.RequestMoney(
                        node(),
                        bench.id(),
                        random.nextBoolean() ? Direction.DEPOSIT : Direction.WITHDRAWAL,
                        Credits.ofMicro(1 + random.nextLong(MICRO_MAX)),
                        "somewhere");
            case 15, 16 -> conduct();
            case 14 -> money().<Command>map(this::decision).orElseGet(this::credit);
            default -> credit();
        };
    }

    /** How nodes behave, and what the operator makes of it. */
    private Command conduct() {
        return switch (random.nextInt(10)) {
            case 0 -> new Command.BanNode(node(), "by lot");
            case 1, 2 -> new Command.PardonNode(node());
            case 3 -> new Command.RaisePledge(node(), node(), Credits.ofMicro(1 + random.nextLong(MICRO_MAX)));
            case 4 -> new Command.ReturnPledge(node(), node());
            case 5 -> new Command.ForgedEvidence(node(), Side.BUYER, bench.id());
            case 6 ->
                new Command.SetHouse(
                        Optional.of(new Commission(random.nextInt(1_000))),
                        Optional.empty(),
                        Optional.of(Credits.ofMicro(random.nextInt(2))));
            case 7 -> report();
            case 8 ->
                any(bench.state().conduct().standings().all())
                        .<Command>map(note -> new Command.OpenDispute(
                                mostly(note.node()),
                                "203.0.1.1",
                                bench.id(),
                                DisputeKind.WRONG_VERDICT,
                                List.of(),
                                note.number()))
                        .orElseGet(this::credit);
            default ->
                any(List.copyOf(bench.state().conduct().disputes().all()))
                        .<Command>map(
                                dispute -> new Command.SettleDispute(dispute.number(), random.nextBoolean(), "by lot"))
                        .orElseGet(this::credit);
        };
    }

    private Command report() {
        List<Lease> leases = bench.leases();
        if (leases.size() < 3) {
            return credit();
        }
        List<Command.ShownResult> shown = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            shown.add(Trade.shown(pick(leases), random.nextInt(100), i / 2));
        }
        return new Command.ReportResults(
                mostly(pick(leases).ticket().buyer()), bench.id(), shown.subList(0, 2), shown.subList(2, 3));
    }

    private Command transfer() {
        NodeId from = node();
        NodeId to = node();
        return from.equals(to)
                ? credit()
                : new Command.TransferCredits(
                        bench.id(), from, to, Credits.ofMicro(1 + random.nextLong(MICRO_MAX)), "");
    }

    private Optional<MoneyRequest> money() {
        return any(List.copyOf(bench.state().money().all()));
    }

    private Command decision(MoneyRequest request) {
        return switch (random.nextInt(3)) {
            case 0 -> new Command.CancelMoney(mostly(request.key().node()), request.command());
            case 1 -> new Command.RefuseMoney(request.number(), "no");
            default -> new Command.ConfirmMoney(request.number(), "payment " + random.nextInt(50));
        };
    }

    private Command credit() {
        return new Command.Credit(bench.id(), node(), Credits.ofMicro(1 + random.nextLong(MICRO_MAX)), "");
    }

    private Command ask(Session session) {
        Ask ask = bench.ask(session.node(), session.number(), random.nextLong(5), 1 + random.nextInt(4));
        Conditions conditions = new Conditions(
                new SlotClass(Set.of(Abi.RAW), 2 + random.nextInt(2), random.nextBoolean()),
                random.nextBoolean() ? Hours.ALWAYS : new Hours(1 + random.nextInt((1 << 24) - 1)),
                random.nextInt(3) * 600_000L,
                mostly(session.node()),
                random.nextInt(4) == 0 ? random.nextInt(3) : Conditions.ANY_BUYER);
        return new Command.PlaceAsk(new Ask(
                0,
                ask.key(),
                ask.session(),
                ask.price(),
                ask.slots(),
                ask.memoryBytesPerSlot(),
                ask.speed(),
                ask.address(),
                conditions));
    }

    private Terms terms() {
        Terms terms = MarketBench.terms(
                random.nextLong(6), 1 + random.nextInt(5), 1 + random.nextLong(MICRO_MAX), random.nextInt(4));
        return random.nextInt(4) == 0
                ? terms.amended(
                        terms.priceMost(), terms.slots(), terms.cap(), bench.nowMillis() + random.nextLong(1_000_000))
                : terms;
    }

    private Command settle(Lease lease) {
        long most = 2 * lease.ticket().escrow().micro() + 1;
        Voucher voucher = new Voucher(
                lease.id(),
                mostly(lease.ticket().buyer()),
                lease.ticket().seller(),
                Credits.ofMicro(random.nextLong(most)));
        boolean last = random.nextInt(3) == 0;
        return new Command.SettleLease(
                mostly(lease.ticket().seller()),
                lease.id(),
                last && random.nextBoolean() ? Optional.empty() : Optional.of(voucher),
                last);
    }

    private NodeId node() {
        return pick(nodes);
    }

    private NodeId mostly(NodeId right) {
        return random.nextInt(10) == 0 ? node() : right;
    }

    private Optional<Session> session() {
        return any(List.copyOf(bench.state().sessions()));
    }

    private Optional<Bid> bid() {
        return any(bench.state().orders().bids());
    }

    private Optional<Lease> lease() {
        List<Lease> all = bench.leases();
        // Mostly those of late: old ones are closed.
        return any(all.subList(Math.max(0, all.size() - 8), all.size()));
    }

    private <T> Optional<T> any(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(pick(list));
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
