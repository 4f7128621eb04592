package sparecore.broker.market;

import java.util.List;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.dispute.Dispute;
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

    /** It goes on to its end, and is not renewed; the wish is noted. */
    record NotRenewed(sparecore.broker.lease.NotRenewed why) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.notRenewed(this);
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

    /** @param held in bids, leases and withdrawals @param seen what the broker last saw of the node */
    record AccountShown(
            Credits available, Credits held, Totals totals, Commission commission, Sighting seen, String advertised)
            implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.accountShown(this);
        }
    }

    /** @param available the balance afterwards: of who was credited by the operator, or of who has transferred */
    record Credited(Credits available) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.credited(this);
        }
    }

    /** @param figures what the market looks like */
    record MarketShown(Figures figures) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.marketShown(this);
        }
    }

    record Quoted(Quote quote) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.quoted(this);
        }
    }

    record Explained(Explanation explanation) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.explained(this);
        }
    }

    record MoneyShown(MoneyRequest request) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.moneyShown(this);
        }
    }

    /** @param requests oldest first */
    record MoneyListed(List<MoneyRequest> requests) implements Reply {
        public MoneyListed {
            requests = List.copyOf(requests);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.moneyListed(this);
        }
    }

    record StandingShown(StandingView standing) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.standingShown(this);
        }
    }

    record PledgeShown(Pledge pledge) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.pledgeShown(this);
        }
    }

    record ClustersShown(ClusterView clusters) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.clustersShown(this);
        }
    }

    /** The terms of the house, as they are now. */
    record HouseShown(HouseTerms house) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.houseShown(this);
        }
    }

    /** What was sent proves that its sender cheats. A refusal to whoever sent it, but one that has changed something. */
    record Convicted(String text) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.convicted(this);
        }
    }

    record DisputeShown(Dispute dispute) implements Reply {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.disputeShown(this);
        }
    }

    /** @param disputes latest first */
    record DisputesListed(List<Dispute> disputes) implements Reply {
        public DisputesListed {
            disputes = List.copyOf(disputes);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.disputesListed(this);
        }
    }

    /** One method per reply. */
    interface Cases<T> {
        T done(Done reply);

        T bidPlaced(BidPlaced reply);

        T notRenewed(NotRenewed reply);

        T settled(Settled reply);

        T accountShown(AccountShown reply);

        T credited(Credited reply);

        T marketShown(MarketShown reply);

        T quoted(Quoted reply);

        T explained(Explained reply);

        T moneyShown(MoneyShown reply);

        T moneyListed(MoneyListed reply);

        T standingShown(StandingShown reply);

        T pledgeShown(PledgeShown reply);

        T clustersShown(ClustersShown reply);

        T convicted(Convicted reply);

        T houseShown(HouseShown reply);

        T disputeShown(DisputeShown reply);

        T disputesListed(DisputesListed reply);
    }
}
