package sparecore.broker.market;

import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.money.Commission;
import sparecore.money.Credits;

/** The answer to an accepted command. */
public sealed interface Reply {
    <T> T match(Cases<T> cases);

    /** There is nothing more to say than that it was done. */
    record Done() implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.done(this);
        }
    }

    record BidPlaced(BidId bid, Credits held, Commission commission) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.bidPlaced(this);
        }
    }

    /**
     * @param cumulative what the lease has paid in all
     * @param credited what this settlement added to the seller's account
     */
    record Settled(LeaseId lease, Credits cumulative, Credits credited) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.settled(this);
        }
    }

    /** @param held in bids and leases */
    record AccountShown(Credits available, Credits held, Totals totals, Commission commission) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.accountShown(this);
        }
    }

    /** @param available the node's balance afterwards */
    record Credited(Credits available) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.credited(this);
        }
    }

    /** One method per reply. */
    interface Cases<T> {
        T done(Done reply);

        T bidPlaced(BidPlaced reply);

        T settled(Settled reply);

        T accountShown(AccountShown reply);

        T credited(Credited reply);
    }
}
