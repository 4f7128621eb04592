package sparecore.broker.market;

import java.util.Optional;
import sparecore.broker.cashier.Direction;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.lease.EndReason;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.AskKey;
import sparecore.broker.orderbook.Terms;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.Voucher;
import sparecore.lease.Way;
import sparecore.money.Credits;
import sparecore.money.Price;

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

    /** Other terms for an open bid; what is not said here stays. */
    record AmendBid(NodeId buyer, BidId bid, Price priceMost, int slots, Credits cap, long deadlineMillis)
            implements Command {
        public AmendBid {
            Terms.requireSound(slots, cap, deadlineMillis);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.amendBid(this);
        }
    }

    record CancelBid(NodeId buyer, BidId bid) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.cancelBid(this);
        }
    }

    /** The seller has seen the buyer. @param way how they came together, as the seller says */
    record ConnectLease(NodeId seller, LeaseId lease, Way way) implements Command {
        /** The buyer has dialled. */
        public ConnectLease(NodeId seller, LeaseId lease) {
            this(seller, lease, Way.BUYER_DIALS);
        }

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

    /** @param side on which the asker is connected */
    record GetAccount(NodeId node, Side side) implements Command {
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

    /** An owner gives to another account. The same id moves the credits once. */
    record TransferCredits(Id command, NodeId from, NodeId to, Credits amount, String memo) implements Command {
        public TransferCredits {
            MoneyRequest.requireSound(amount, memo);
            if (from.equals(to)) {
                throw new IllegalArgumentException("credits go from one account to another");
            }
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.transferCredits(this);
        }
    }

    /** An owner wants to pay in or to be paid out. The same id requests once. */
    record RequestMoney(NodeId node, Id command, Direction direction, Credits amount, String details)
            implements Command {
        public RequestMoney {
            MoneyRequest.requireSound(amount, details);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.requestMoney(this);
        }
    }

    record CancelMoney(NodeId node, Id command) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.cancelMoney(this);
        }
    }

    record ListMoney(NodeId node) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.listMoney(this);
        }
    }

    /** From the operator. @param reference to the payment outside */
    record ConfirmMoney(long number, String reference) implements Command {
        public ConfirmMoney {
            MoneyRequest.requireText(reference);
            if (reference.isBlank()) {
                throw new IllegalArgumentException("a confirmation names the payment outside");
            }
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.confirmMoney(this);
        }
    }

    /** From the operator. */
    record RefuseMoney(long number, String why) implements Command {
        public RefuseMoney {
            MoneyRequest.requireText(why);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.refuseMoney(this);
        }
    }

    /** What the market looks like now. */
    record ShowMarket() implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.showMarket(this);
        }
    }

    /** What a bid of these terms would find now; its cap says nothing. */
    record GetQuote(NodeId buyer, Terms terms) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.getQuote(this);
        }
    }

    /** What happened to a lease. @param asker one of its two peers; empty for the operator */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    record ExplainLease(Optional<NodeId> asker, LeaseId lease) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.explainLease(this);
        }
    }

    /** What happened to a bid, and why it is not matched. @param asker its buyer; empty for the operator */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    record ExplainBid(Optional<NodeId> asker, BidId bid) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.explainBid(this);
        }
    }

    /** A node is at the relay, to be joined with the other peer of this lease. */
    record OpenRelay(NodeId node, LeaseId lease) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.openRelay(this);
        }
    }

    /** The broker has dialled a node. @param answered whether it proved its key there */
    record NoteCheck(Claim claim, boolean answered) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.noteCheck(this);
        }
    }

    /** From the engine: time may have ended this lease. */
    record PassTime(LeaseId lease) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.passTime(this);
        }
    }

    /** From the engine: the deadline of this bid may have come. */
    record ExpireBid(BidId bid) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.expireBid(this);
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

        T amendBid(AmendBid command);

        T cancelBid(CancelBid command);

        T connectLease(ConnectLease command);

        T endLease(EndLease command);

        T settleLease(SettleLease command);

        T getAccount(GetAccount command);

        T credit(Credit command);

        T transferCredits(TransferCredits command);

        T requestMoney(RequestMoney command);

        T cancelMoney(CancelMoney command);

        T listMoney(ListMoney command);

        T confirmMoney(ConfirmMoney command);

        T refuseMoney(RefuseMoney command);

        T showMarket(ShowMarket command);

        T getQuote(GetQuote command);

        T explainLease(ExplainLease command);

        T explainBid(ExplainBid command);

        T openRelay(OpenRelay command);

        T noteCheck(NoteCheck command);

        T passTime(PassTime command);

        T expireBid(ExpireBid command);

        T matchNext(MatchNext command);
    }
}
