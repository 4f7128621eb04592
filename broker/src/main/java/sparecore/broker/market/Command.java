package sparecore.broker.market;

import java.util.Optional;
import sparecore.broker.lease.EndReason;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.AskKey;
import sparecore.broker.orderbook.Terms;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.Voucher;
import sparecore.money.Credits;

/** What the market can be asked. Who asks has been proved by the link; that it may is decided by {@link Market}. */
public sealed interface Command {
    <T> T match(Cases<T> cases);

    /** A node has connected. */
    record OpenSession(Session session) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.openSession(this);
        }
    }

    /** A node's link is gone, and its asks with it. */
    record CloseSession(long session) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.closeSession(this);
        }
    }

    /** @param ask its number is ignored: the market gives it */
    record PlaceAsk(Ask ask) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.placeAsk(this);
        }
    }

    record CancelAsk(AskKey ask) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.cancelAsk(this);
        }
    }

    record PlaceBid(NodeId buyer, BidId bid, Terms terms) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.placeBid(this);
        }
    }

    record CancelBid(NodeId buyer, BidId bid) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.cancelBid(this);
        }
    }

    /** The seller has seen the buyer. */
    record ConnectLease(NodeId seller, LeaseId lease) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.connectLease(this);
        }
    }

    record EndLease(NodeId by, LeaseId lease, EndReason reason) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.endLease(this);
        }
    }

    /**
     * The seller wants its money.
     *
     * @param voucher signed by the buyer that it names; whether that is the lease's buyer is for the market to see
     */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    record SettleLease(NodeId seller, LeaseId lease, Optional<Voucher> voucher, boolean last) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.settleLease(this);
        }
    }

    record GetAccount(NodeId node) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.getAccount(this);
        }
    }

    /** From the operator. The same command id credits once. */
    record Credit(Id command, NodeId node, Credits amount, String memo) implements Command {
        public static final int MEMO_LENGTH_MAX = 200;

        public Credit {
            if (!amount.isPositive()) {
                throw new IllegalArgumentException("credit more than nothing, not " + amount);
            }
            if (memo.length() > MEMO_LENGTH_MAX) {
                throw new IllegalArgumentException("a memo has at most 200 characters, not " + memo.length());
            }
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.credit(this);
        }
    }

    /** From the engine: time may have ended this lease. */
    record PassTime(LeaseId lease) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.passTime(this);
        }
    }

    /** From the engine: joins the next bid and ask that fit. Accepted without events when none do. */
    record MatchNext() implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.matchNext(this);
        }
    }

    /** One method per command. */
    interface Cases<T> {
        T openSession(OpenSession command);

        T closeSession(CloseSession command);

        T placeAsk(PlaceAsk command);

        T cancelAsk(CancelAsk command);

        T placeBid(PlaceBid command);

        T cancelBid(CancelBid command);

        T connectLease(ConnectLease command);

        T endLease(EndLease command);

        T settleLease(SettleLease command);

        T getAccount(GetAccount command);

        T credit(Credit command);

        T passTime(PassTime command);

        T matchNext(MatchNext command);
    }
}
