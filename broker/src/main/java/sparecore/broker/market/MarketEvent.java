package sparecore.broker.market;

import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.cluster.Member;
import sparecore.broker.cluster.Mismatch;
import sparecore.broker.dispute.Dispute;
import sparecore.broker.lease.Lease;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.AskKey;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.standing.Ban;
import sparecore.broker.standing.Note;
import sparecore.broker.tape.Candle;
import sparecore.identity.NodeId;

/** A change of the market. Carries the new state of what it changes, so that memory and store need no rule of their own. */
public sealed interface MarketEvent {
    <T> T match(Cases<T> cases);

    /** Not durable. */
    record SessionOpened(Session session) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.sessionOpened(this);
        }
    }

    /** Not durable. */
    record SessionClosed(long session) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.sessionClosed(this);
        }
    }

    /** Not durable. */
    record AskPlaced(Ask ask) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.askPlaced(this);
        }
    }

    /** Not durable. */
    record AskWithdrawn(AskKey ask) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.askWithdrawn(this);
        }
    }

    record Transferred(Transfer transfer) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.transferred(this);
        }
    }

    record TotalsChanged(NodeId node, Totals totals) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.totalsChanged(this);
        }
    }

    record BidChanged(Bid bid) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.bidChanged(this);
        }
    }

    record LeaseChanged(Lease lease) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.leaseChanged(this);
        }
    }

    /** A deposit or a withdrawal has been requested or decided. */
    record MoneyChanged(MoneyRequest request) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.moneyChanged(this);
        }
    }

    /** Something was matched or paid in this minute or hour. */
    record CandleChanged(Candle candle) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.candleChanged(this);
        }
    }

    record NoteChanged(Note note) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.noteChanged(this);
        }
    }

    /** Something new is known of a key that trades. */
    record MemberChanged(Member member) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.memberChanged(this);
        }
    }

    /** There are too many keys to know them all. */
    record MemberForgotten(NodeId node) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.memberForgotten(this);
        }
    }

    record MismatchShown(Mismatch mismatch) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.mismatchShown(this);
        }
    }

    record PledgeChanged(Pledge pledge) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.pledgeChanged(this);
        }
    }

    /** A node is banned, or not any more. */
    record BanChanged(Ban ban) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.banChanged(this);
        }
    }

    /** The operator has set other terms. */
    record HouseChanged(HouseTerms house) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.houseChanged(this);
        }
    }

    record DisputeChanged(Dispute dispute) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.disputeChanged(this);
        }
    }

    /** Something new was seen of a node. Not durable. */
    record Sighted(Sighting sighting) implements MarketEvent {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.sighted(this);
        }
    }

    /** One method per event. */
    interface Cases<T> {
        T sessionOpened(SessionOpened event);

        T sessionClosed(SessionClosed event);

        T askPlaced(AskPlaced event);

        T askWithdrawn(AskWithdrawn event);

        T transferred(Transferred event);

        T totalsChanged(TotalsChanged event);

        T bidChanged(BidChanged event);

        T leaseChanged(LeaseChanged event);

        T moneyChanged(MoneyChanged event);

        T candleChanged(CandleChanged event);

        T noteChanged(NoteChanged event);

        T memberChanged(MemberChanged event);

        T memberForgotten(MemberForgotten event);

        T mismatchShown(MismatchShown event);

        T pledgeChanged(PledgeChanged event);

        T banChanged(BanChanged event);

        T disputeChanged(DisputeChanged event);

        T houseChanged(HouseChanged event);

        T sighted(Sighted event);
    }
}
