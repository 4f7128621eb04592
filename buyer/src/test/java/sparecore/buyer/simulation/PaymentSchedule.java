package sparecore.buyer.simulation;

import static sparecore.buyer.simulation.BrokenInvariant.unless;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.LedgerCheck;
import sparecore.broker.market.Command;
import sparecore.broker.market.Decision;
import sparecore.broker.market.HouseTerms;
import sparecore.broker.market.Market;
import sparecore.broker.market.MarketEvent;
import sparecore.broker.market.MarketState;
import sparecore.broker.market.Session;
import sparecore.broker.market.Side;
import sparecore.broker.market.Views;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.AskKey;
import sparecore.broker.orderbook.Conditions;
import sparecore.broker.orderbook.Terms;
import sparecore.buyer.samples.Samples;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.Voucher;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.slot.Abi;
import sparecore.slot.Hours;
import sparecore.slot.SlotClass;

/**
 * One buyer and two sellers at the shipped market's core, and all that can be said about money between them: in an order that a seed
 * draws, some of it twice, some of it not at all. A model of a few lines says after each message what every lease has paid.
 */
final class PaymentSchedule {
    private static final int BASIS_POINTS = 1_234;
    private static final long WHOLE = 10_000;
    private static final long CREDIT_MICRO = 1_000_000;
    private static final long CAP_MICRO = 900_001;
    private static final long NOW = Timeline.START_MILLIS;
    private static final NodeId BUYER = Keys.of("buyer").id();
    private static final NodeId FRIEND = Keys.of("friend").id();
    private static final List<NodeId> SELLERS =
            List.of(Keys.of("seller").id(), Keys.of("other seller").id());
    private static final BidId BID = new BidId(new Id(1, 1));

    /** @param faults messages that were dropped or said again */
    record Told(int messages, int faults) {}

    private final Market market = new Market(
            Keys.of("broker"), new HouseTerms(new Commission(BASIS_POINTS), Credits.ZERO), new Random(1), new Object() {
                private long last;

                LeaseId next() {
                    return new LeaseId(new Id(2, ++last));
                }
            }::next);

    /** What makes two leases of an empty market. */
    private final List<MarketEvent> beginning = new ArrayList<>();

    private final List<Lease> leases;

    PaymentSchedule() {
        MarketState state = new MarketState(NOW);
        begin(state, new Command.OpenSession(new Session(1, BUYER, Side.BUYER, "h:1", NOW)));
        for (int i = 0; i < SELLERS.size(); i++) {
            begin(state, new Command.OpenSession(new Session(2 + i, SELLERS.get(i), Side.SELLER, "h:2", NOW)));
            begin(state, new Command.PlaceAsk(ask(SELLERS.get(i), 2 + i)));
        }
        begin(state, new Command.Credit(new Id(3, 0), BUYER, Credits.ofMicro(CREDIT_MICRO), ""));
        begin(
                state,
                new Command.PlaceBid(
                        BUYER,
                        BID,
                        new Terms(Price.parse("1"), 2, 1, Credits.ofMicro(CAP_MICRO), 2, Samples.NEEDS, 0)));
        begin(state, new Command.MatchNext());
        begin(state, new Command.MatchNext());
        leases = state.leases().all();
        unless(leases.size() == SELLERS.size(), "two leases were expected");
    }

    private void begin(MarketState state, Command command) {
        if (market.decide(state, command, NOW) instanceof Decision.Accepted accepted) {
            accepted.events().forEach(state::apply);
            beginning.addAll(accepted.events());
        }
    }

    private static Ask ask(NodeId seller, long session) {
        return new Ask(
                0,
                new AskKey(seller, new AskId(new Id(4, session))),
                session,
                Price.parse("1"),
                1,
                1 << 30,
                Speed.REFERENCE,
                "127.0.0.1:9",
                new Conditions(new SlotClass(Set.of(Abi.RAW), 2, true), Hours.ALWAYS, 0, seller));
    }

    /** What a lease has come to, by the rules that the documents tell. */
    private static final class Model {
        private boolean connected;
        private boolean ended;
        private boolean closed;
        private final long escrow;
        private long captured;

        Model(Lease lease) {
            escrow = lease.ticket().escrow().micro();
        }

        void connect() {
            connected |= !closed;
        }

        void end(boolean bySeller) {
            closed |= bySeller && !ended && !connected;
            ended = true;
        }

        void settle(long promised, boolean last) {
            if (closed) {
                return;
            }
            connected |= promised > captured;
            captured = Math.max(captured, Math.min(promised, escrow));
            ended |= last;
            closed = last;
        }
    }

    /** One schedule. @throws BrokenInvariant if the ledger is not right at any moment */
    Told run(long seed) {
        Random random = new Random(seed);
        MarketState state = new MarketState(NOW);
        beginning.forEach(state::apply);
        Map<LeaseId, Model> models = new HashMap<>();
        leases.forEach(lease -> models.put(lease.id(), new Model(lease)));
        List<Command> messages = messages(random);
        List<Command> sent = scheduled(messages, random);
        Set<Id> done = new HashSet<>();
        long given = 0;
        for (Command command : sent) {
            Decision decision = decide(state, command, NOW);
            tell(models, command);
            if (command instanceof Command.TransferCredits transfer
                    && decision instanceof Decision.Accepted
                    && done.add(transfer.command())) {
                given += transfer.amount().micro();
            }
            if (command instanceof Command.Credit credit) {
                done.add(credit.command());
            }
            check(state, models, done, given);
        }
        letTimePass(state);
        check(state, models, done, given);
        checkEnd(state);
        int dropped = messages.size() - new HashSet<>(sent).size();
        return new Told(sent.size(), dropped + sent.size() - (messages.size() - dropped));
    }

    private Decision decide(MarketState state, Command command, long nowMillis) {
        Decision decision = market.decide(state, command, nowMillis);
        if (decision instanceof Decision.Accepted accepted) {
            accepted.events().forEach(state::apply);
        }
        return decision;
    }

    private List<Command> messages(Random random) {
        List<Command> all = new ArrayList<>();
        for (Lease lease : leases) {
            NodeId seller = lease.ticket().seller();
            long escrow = lease.ticket().escrow().micro();
            all.add(new Command.ConnectLease(seller, lease.id()));
            long promised = 0;
            for (int i = 0; i < 4; i++) {
                promised += random.nextInt((int) (escrow / 3));
                all.add(settle(lease, seller, BUYER, promised, false));
            }
            all.add(settle(lease, seller, BUYER, promised, true));
            all.add(new Command.EndLease(seller, lease.id(), EndReason.SELLER_DRAINS));
            all.add(new Command.EndLease(BUYER, lease.id(), EndReason.JOB_DONE));
            // Of ill will: another buyer's signature, another seller's claim.
            all.add(settle(lease, seller, FRIEND, escrow, true));
            all.add(settle(lease, FRIEND, BUYER, escrow, true));
        }
        all.add(new Command.CancelBid(BUYER, BID));
        for (int i = 1; i <= 2; i++) {
            all.add(new Command.Credit(new Id(3, i), BUYER, Credits.ofMicro(1_000L * i), ""));
            all.add(new Command.TransferCredits(
                    new Id(5, i), BUYER, FRIEND, Credits.ofMicro(1 + random.nextInt(60_000)), ""));
        }
        return all;
    }

    private static Command settle(Lease lease, NodeId seller, NodeId buyer, long promised, boolean last) {
        Voucher voucher = new Voucher(lease.id(), buyer, lease.ticket().seller(), Credits.ofMicro(promised));
        return new Command.SettleLease(seller, lease.id(), Optional.of(voucher), last);
    }

    private static List<Command> scheduled(List<Command> messages, Random random) {
        List<Command> sent = new ArrayList<>();
        for (Command message : messages) {
            int times = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(2) * random.nextInt(3);
            for (int i = 0; i < times; i++) {
                sent.add(message);
            }
        }
        if (random.nextInt(8) > 0) {
            Collections.shuffle(sent, random);
        }
        return sent;
    }

    private static void tell(Map<LeaseId, Model> models, Command command) {
        if (command instanceof Command.ConnectLease connect) {
            model(models, connect.lease()).connect();
        } else if (command instanceof Command.EndLease end) {
            model(models, end.lease()).end(!end.by().equals(BUYER));
        } else if (command instanceof Command.SettleLease settle
                && SELLERS.contains(settle.seller())
                && settle.voucher().orElseThrow().buyer().equals(BUYER)) {
            long promised = settle.voucher().orElseThrow().cumulative().micro();
            model(models, settle.lease()).settle(promised, settle.last());
        }
    }

    private static Model model(Map<LeaseId, Model> models, LeaseId lease) {
        return java.util.Objects.requireNonNull(models.get(lease));
    }

    private void check(MarketState state, Map<LeaseId, Model> models, Set<Id> done, long given) {
        LedgerCheck books = Views.check(state);
        unless(books.balanced(), "the books are broken: %s", books.problem());
        long spent = 0;
        long bound = state.ledger().balance(new Account.Hold(BID)).micro();
        long fees = 0;
        for (Lease before : leases) {
            Lease lease = state.leases().find(before.id()).orElseThrow();
            long captured = model(models, lease.id()).captured;
            unless(lease.captured().micro() == captured, "a lease has paid %s, not %d", lease.captured(), captured);
            unless(
                    (lease.state() == LeaseState.CLOSED) == model(models, lease.id()).closed
                            || state.session(1).isEmpty(),
                    "a lease is %s",
                    lease.state());
            long fee = captured * BASIS_POINTS / WHOLE;
            fees += fee;
            spent += captured;
            bound += state.ledger().balance(new Account.Escrow(lease.id())).micro();
            long net = state.ledger()
                    .balance(new Account.Node(lease.ticket().seller()))
                    .micro();
            unless(net == captured - fee, "a seller has %d of %d", net, captured);
        }
        long issued = CREDIT_MICRO;
        for (Id command : done) {
            issued += command.high() == 3 ? 1_000L * command.low() : 0;
        }
        long left = state.ledger().balance(new Account.Node(BUYER)).micro();
        unless(left == issued - given - spent - bound, "the buyer has %d left of %d", left, issued);
        unless(state.ledger().balance(new Account.Node(FRIEND)).micro() == given, "the friend has not %d", given);
        unless(books.commissionEarned().micro() == fees, "the operator has not %d", fees);
        unless(books.issued().micro() == issued, "not %d were issued", issued);
    }

    private void letTimePass(MarketState state) {
        decide(state, new Command.CloseSession(1), NOW);
        long nowMillis = NOW;
        for (int hours = 1; hours <= 3; hours++) {
            nowMillis += 3_700_000;
            for (LeaseId due : state.leases().due(nowMillis, NOW)) {
                decide(state, new Command.PassTime(due), nowMillis);
            }
        }
    }

    private static void checkEnd(MarketState state) {
        state.leases()
                .all()
                .forEach(
                        lease -> unless(lease.state() == LeaseState.CLOSED, "a lease is %s at the end", lease.state()));
        boolean held = state.ledger().balance(new Account.Hold(BID)).isPositive();
        boolean open = state.orders().find(BID).orElseThrow().isOpen();
        unless(open || !held, "a cancelled bid holds money at the end");
    }
}
