package sparecore.broker.market;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.money.Commission;

/**
 * Decides on every command. Pure but for the randomness that it is given: reads the state, changes nothing, and answers with events
 * and a reply, or with a refusal. Thread: that of the state.
 */
public final class Market {
    private final Commission commission;
    private final Matching matching;

    /**
     * @param key signs tickets
     * @param commission of bids that are placed from now on
     * @param random draws among sellers of equal standing
     */
    public Market(NodeKey key, Commission commission, RandomGenerator random, Supplier<LeaseId> leaseIds) {
        this.commission = commission;
        this.matching = new Matching(key, random, leaseIds);
    }

    public Commission commission() {
        return commission;
    }

    public Decision decide(MarketState state, Command command, long nowMillis) {
        return command.match(new Turn(state, nowMillis));
    }

    /** One decision: which rule answers which command. */
    private final class Turn implements Command.Cases<Decision> {
        private final MarketState state;
        private final long nowMillis;

        Turn(MarketState state, long nowMillis) {
            this.state = state;
            this.nowMillis = nowMillis;
        }

        @Override
        public Decision openSession(Command.OpenSession command) {
            return Sessions.open(state, command);
        }

        @Override
        public Decision closeSession(Command.CloseSession command) {
            return Sessions.close(state, command);
        }

        @Override
        public Decision placeAsk(Command.PlaceAsk command) {
            return AskOrders.place(state, command);
        }

        @Override
        public Decision cancelAsk(Command.CancelAsk command) {
            return AskOrders.cancel(state, command);
        }

        @Override
        public Decision placeBid(Command.PlaceBid command) {
            return BidOrders.place(state, command, commission);
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
        public Decision endLease(Command.EndLease command) {
            return LeaseOrders.end(state, command, nowMillis);
        }

        @Override
        public Decision settleLease(Command.SettleLease command) {
            return Settlement.settle(state, command, nowMillis);
        }

        @Override
        public Decision getAccount(Command.GetAccount command) {
            return Accounts.show(state, command, commission);
        }

        @Override
        public Decision credit(Command.Credit command) {
            return Accounts.credit(state, command);
        }

        @Override
        public Decision passTime(Command.PassTime command) {
            return LeaseOrders.passTime(state, command, nowMillis);
        }

        @Override
        public Decision matchNext(Command.MatchNext command) {
            return matching.next(state, nowMillis);
        }
    }
}
