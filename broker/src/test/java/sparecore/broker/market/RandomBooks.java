package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.AskKey;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.orderbook.Conditions;
import sparecore.broker.orderbook.Terms;
import sparecore.broker.standing.Deed;
import sparecore.broker.standing.Note;
import sparecore.identity.NodeId;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.slot.Abi;
import sparecore.slot.Hours;
import sparecore.slot.ProgramNeeds;
import sparecore.slot.SlotClass;

/** Order books of a seed that change in every way that matters to matching: orders, leases, people, money and time. */
final class RandomBooks {
    private static final int SELLERS = 8;
    private static final int BUYERS = 6;
    private static final long PLENTY_MICRO = 1_000_000;

    private final Random random;
    private final MarketBench bench;
    private final List<NodeId> sellers = new ArrayList<>();
    private final List<NodeId> buyers = new ArrayList<>();

    RandomBooks(long seed) {
        random = new Random(seed);
        bench = new MarketBench(seed);
        for (int i = 0; i < SELLERS; i++) {
            sellers.add(bench.node());
            bench.connect(sellers.get(i), Side.SELLER, "198.51.100." + i);
        }
        // One who sells buys too.
        buyers.add(sellers.get(0));
        while (buyers.size() < BUYERS) {
            buyers.add(bench.node());
        }
        for (NodeId buyer : buyers) {
            bench.connect(buyer, Side.BUYER, "203.0.113." + buyers.indexOf(buyer));
            bench.credit(buyer, PLENTY_MICRO);
        }
    }

    /** One more thing happens, several of them at once in every third step. */
    void step() {
        int commands = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 1;
        for (int i = 1; i < commands; i++) {
            bench.decide(command());
        }
        bench.run(command());
        if (random.nextInt(4) == 0) {
            bench.sleep((long) Math.pow(10, 1 + 6.0 * random.nextDouble()));
        }
    }

    int leases() {
        return bench.leases().size();
    }

    private Command command() {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> ask();
            case 4 ->
                any(List.copyOf(bench.state().orders().asks()))
                        .<Command>map(ask -> new Command.CancelAsk(ask.key()))
                        .orElseGet(this::ask);
            case 5, 6, 7, 8 -> new Command.PlaceBid(pick(buyers), new BidId(bench.id()), terms());
            case 9 -> bid().<Command>map(this::amend).orElseGet(this::ask);
            case 10 ->
                bid().<Command>map(bid -> new Command.CancelBid(bid.buyer(), bid.id()))
                        .orElseGet(this::ask);
            case 11 ->
                lease().<Command>map(
                                lease -> new Command.ConnectLease(lease.ticket().seller(), lease.id()))
                        .orElseGet(this::ask);
            case 12, 13, 14 ->
                lease().<Command>map(lease -> new Command.EndLease(
                                random.nextBoolean()
                                        ? lease.ticket().seller()
                                        : lease.ticket().buyer(),
                                lease.id(),
                                EndReason.ofNumber(1 + random.nextInt(EndReason.values().length - 1))))
                        .orElseGet(this::ask);
            case 15 -> comeOrGo();
            case 16 ->
                lease().<Command>map(lease ->
                                new Command.SettleLease(lease.ticket().seller(), lease.id(), Optional.empty(), true))
                        .orElseGet(this::ask);
            case 17 -> new Command.BanNode(pick(buyers), "by lot");
            case 18 -> new Command.PardonNode(pick(buyers));
            default -> note();
        };
    }

    private Command comeOrGo() {
        NodeId buyer = pick(buyers);
        return bench.state().sessions().stream()
                .filter(session -> session.node().equals(buyer) && session.side() == Side.BUYER)
                .findFirst()
                .<Command>map(session -> new Command.CloseSession(session.number()))
                .orElseGet(() -> new Command.OpenSession(new Session(
                        100_000 + random.nextInt(1_000_000), buyer, Side.BUYER, "203.0.113.9:1", bench.nowMillis())));
    }

    /** A buyer is better or worse thought of from now on. */
    private Command note() {
        NodeId buyer = pick(buyers);
        Deed deed = random.nextBoolean() ? Deed.PAID : Deed.LEFT;
        bench.state()
                .apply(new MarketEvent.NoteChanged(Note.of(
                        bench.state().nextNumber(), buyer, deed, pick(sellers), bench.id(), 0, bench.nowMillis())));
        return new Command.Credit(bench.id(), buyer, Credits.ofMicro(1), "");
    }

    private Command ask() {
        NodeId seller = pick(sellers);
        List<Ask> own = bench.state().orders().asksOf(seller);
        AskKey key =
                !own.isEmpty() && random.nextBoolean() ? pick(own).key() : new AskKey(seller, new AskId(bench.id()));
        long session = bench.state().sessions().stream()
                .filter(one -> one.node().equals(seller) && one.side() == Side.SELLER)
                .findFirst()
                .orElseThrow()
                .number();
        return new Command.PlaceAsk(new Ask(
                0,
                key,
                session,
                new Price(random.nextInt(4)),
                1 + random.nextInt(4),
                MarketBench.MEMORY << random.nextInt(2),
                Speed.REFERENCE,
                "127.0.0.1:1",
                new Conditions(
                        new SlotClass(
                                random.nextBoolean() ? Set.of(Abi.RAW) : Set.of(Abi.RAW, Abi.LINUX),
                                2 + random.nextInt(2),
                                random.nextInt(3) != 0),
                        random.nextInt(3) != 0 ? Hours.ALWAYS : new Hours(1 + random.nextInt((1 << 24) - 1)),
                        random.nextInt(4) == 0 ? 1_800_000 : 0,
                        seller,
                        random.nextInt(3) == 0 ? random.nextInt(5) - 2 : Conditions.ANY_BUYER)));
    }

    private Terms terms() {
        return new Terms(
                new Price(random.nextInt(5)),
                1 + random.nextInt(5),
                MarketBench.MEMORY << random.nextInt(2),
                Credits.ofMicro(1 + random.nextInt(40)),
                random.nextInt(4),
                new ProgramNeeds(
                        random.nextInt(3) == 0 ? Abi.LINUX : Abi.RAW, 2 + random.nextInt(2), random.nextInt(4) == 0),
                random.nextInt(4) == 0 ? bench.nowMillis() + 1 + random.nextInt(5_000_000) : 0);
    }

    private Command amend(Bid bid) {
        return new Command.AmendBid(
                bid.buyer(),
                bid.id(),
                new Price(random.nextInt(5)),
                1 + random.nextInt(5),
                Credits.ofMicro(1 + random.nextInt(60)),
                0);
    }

    private Optional<Bid> bid() {
        return any(bench.state().orders().bids().stream().filter(Bid::isOpen).toList());
    }

    private Optional<Lease> lease() {
        return any(
                bench.leases().stream().filter(lease -> lease.state().isLive()).toList());
    }

    private <T> Optional<T> any(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(pick(list));
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
