package sparecore.broker.market;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import sparecore.broker.standing.Role;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.lease.Ticket;

/**
 * Decides on every command. Pure but for the randomness that it is given: reads the state, changes nothing, and answers with events
 * and a reply, or with a refusal. Thread: that of the state.
 */
public final class Market {
    private final HouseTerms started;
    private final Introductions introductions;
    private final Matching matching;
    private final Renewing renewing;

    /**
     * @param key signs tickets
     * @param house holds until the operator sets other terms
     * @param random draws among sellers of equal standing
     */
    public Market(NodeKey key, HouseTerms house, RandomGenerator random, Supplier<LeaseId> leaseIds) {
        this(key, house, random, leaseIds, Ticket.DURATION_MILLIS_MAX);
    }

    /** As above. @param leaseMillisMost no ticket lasts longer; a lease is renewed by further ones */
    public Market(
            NodeKey key, HouseTerms house, RandomGenerator random, Supplier<LeaseId> leaseIds, long leaseMillisMost) {
        this.started = house;
        this.introductions = new Introductions(key.secretFor("names of clusters"));
        this.matching = new Matching(key, random, leaseIds, introductions, leaseMillisMost);
        this.renewing = new Renewing(key, introductions, leaseMillisMost);
    }

    public Decision decide(MarketState state, Command command, long nowMillis) {
        return command.match(new Turn(state, nowMillis));
    }

    /** One decision: which rule answers which command. */
    private final class Turn implements Command.Cases<Decision> {
        private final MarketState state;
        private final HouseTerms house;
        private final long nowMillis;

        Turn(MarketState state, long nowMillis) {
            this.state = state;
            this.house = state.house(started);
            this.nowMillis = nowMillis;
        }

        @Override
        public Decision openSession(Command.OpenSession command) {
            return Sessions.open(state, command, introductions, nowMillis);
        }

        @Override
        public Decision closeSession(Command.CloseSession command) {
            return Sessions.close(state, command);
        }

        @Override
        public Decision placeAsk(Command.PlaceAsk command) {
            return AskOrders.place(state, command, house, nowMillis);
        }

        @Override
        public Decision cancelAsk(Command.CancelAsk command) {
            return AskOrders.cancel(state, command);
        }

        @Override
        public Decision placeBid(Command.PlaceBid command) {
            return BidOrders.place(state, command, house.commission(), nowMillis);
        }

        @Override
        public Decision amendBid(Command.AmendBid command) {
            return BidOrders.amend(state, command, nowMillis);
        }

        @Override
        public Decision cancelBid(Command.CancelBid command) {
            return BidOrders.cancel(state, command, nowMillis);
        }

        @Override
        public Decision connectLease(Command.ConnectLease command) {
            return LeaseOrders.connect(state, command, nowMillis);
        }

        @Override
        public Decision renewLease(Command.RenewLease command) {
            return renewing.renew(state, command, nowMillis);
        }

        @Override
        public Decision endLease(Command.EndLease command) {
            return LeaseOrders.end(state, command, nowMillis);
        }

        @Override
        public Decision settleLease(Command.SettleLease command) {
            return Settlement.settle(state, command, nowMillis);
        }

        @Override
        public Decision getAccount(Command.GetAccount command) {
            return Accounts.show(state, command, house.commission());
        }

        @Override
        public Decision credit(Command.Credit command) {
            return Accounts.credit(state, command);
        }

        @Override
        public Decision transferCredits(Command.TransferCredits command) {
            return Accounts.transfer(state, command);
        }

        @Override
        public Decision requestMoney(Command.RequestMoney command) {
            return Cashier.request(state, command, house, nowMillis);
        }

        @Override
        public Decision cancelMoney(Command.CancelMoney command) {
            return Cashier.cancel(state, command, nowMillis);
        }

        @Override
        public Decision listMoney(Command.ListMoney command) {
            return Cashier.list(state, command);
        }

        @Override
        public Decision confirmMoney(Command.ConfirmMoney command) {
            return Cashier.confirm(state, command, nowMillis);
        }

        @Override
        public Decision refuseMoney(Command.RefuseMoney command) {
            return Cashier.refuse(state, command, nowMillis);
        }

        @Override
        public Decision showMarket(Command.ShowMarket command) {
            return Decision.replied(Figures.of(state, house, nowMillis));
        }

        @Override
        public Decision getQuote(Command.GetQuote command) {
            return Decision.replied(Quotes.of(state, command, house, nowMillis));
        }

        @Override
        public Decision explainLease(Command.ExplainLease command) {
            return Explaining.lease(state, command);
        }

        @Override
        public Decision explainBid(Command.ExplainBid command) {
            return Explaining.bid(state, command, nowMillis);
        }

        @Override
        public Decision explainBeginning(Command.ExplainBeginning command) {
            return Explaining.beginning(state, command, nowMillis);
        }

        @Override
        public Decision showStanding(Command.ShowStanding command) {
            return Decision.replied(new Reply.StandingShown(StandingView.of(state, command.node(), nowMillis)));
        }

        @Override
        public Decision reportResults(Command.ReportResults command) {
            return Reporting.report(state, command, nowMillis);
        }

        @Override
        public Decision forgedEvidence(Command.ForgedEvidence command) {
            Role role = command.side() == Side.SELLER ? Role.SELLER : Role.BUYER;
            return Behaviour.convicted(
                    state,
                    command.by(),
                    role,
                    command.cause(),
                    "this evidence is not signed by whom it names",
                    nowMillis);
        }

        @Override
        public Decision raisePledge(Command.RaisePledge command) {
            return Pledging.raise(state, command, nowMillis);
        }

        @Override
        public Decision returnPledge(Command.ReturnPledge command) {
            return Pledging.giveBack(state, command, house, nowMillis);
        }

        @Override
        public Decision openDispute(Command.OpenDispute command) {
            return Disputing.open(state, command, nowMillis);
        }

        @Override
        public Decision listDisputes(Command.ListDisputes command) {
            return Disputing.list(state, command);
        }

        @Override
        public Decision settleDispute(Command.SettleDispute command) {
            return Disputing.settle(state, command, nowMillis);
        }

        @Override
        public Decision lapseDispute(Command.LapseDispute command) {
            return Disputing.lapse(state, command, nowMillis);
        }

        @Override
        public Decision expireMoney(Command.ExpireMoney command) {
            return Cashier.expire(state, command, nowMillis);
        }

        @Override
        public Decision setHouse(Command.SetHouse command) {
            return Operator.set(house, command);
        }

        @Override
        public Decision banNode(Command.BanNode command) {
            return Operator.ban(state, command, nowMillis);
        }

        @Override
        public Decision pardonNode(Command.PardonNode command) {
            return Operator.pardon(state, command, nowMillis);
        }

        @Override
        public Decision showClusters(Command.ShowClusters command) {
            return Decision.replied(new Reply.ClustersShown(ClusterView.of(state, nowMillis)));
        }

        @Override
        public Decision openRelay(Command.OpenRelay command) {
            return LeaseOrders.relay(state, command);
        }

        @Override
        public Decision noteCheck(Command.NoteCheck command) {
            return Reach.note(state, command, nowMillis);
        }

        @Override
        public Decision passTime(Command.PassTime command) {
            return LeaseOrders.passTime(state, command, nowMillis);
        }

        @Override
        public Decision expireBid(Command.ExpireBid command) {
            return BidOrders.expire(state, command, nowMillis);
        }

        @Override
        public Decision matchNext(Command.MatchNext command) {
            return matching.next(state, nowMillis);
        }
    }
}
