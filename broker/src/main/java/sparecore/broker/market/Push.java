package sparecore.broker.market;

import sparecore.broker.lease.EndReason;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;

/** What a node is told unasked, if it is connected. */
public sealed interface Push {
    NodeId node();

    Side side();

    /** A lease that lives, or was renewed. Told again after each reconnect. @param seller for its buyer; {@link Introduction#NONE} for the seller */
    record Matched(NodeId node, Side side, SignedTicket ticket, Introduction seller) implements Push {}

    /** To the seller: its buyer wished to renew this lease, and it ends with its ticket all the same. */
    record NotRenewed(NodeId node, SignedTicket ticket, sparecore.broker.lease.NotRenewed why) implements Push {
        @Override
        public Side side() {
            return Side.SELLER;
        }
    }

    /** To the seller: its buyer waits at the relay. */
    record Called(NodeId node, SignedTicket ticket) implements Push {
        @Override
        public Side side() {
            return Side.SELLER;
        }
    }

    /** A lease that does not live any more. Told again after a reconnect until it is closed. */
    record Ended(NodeId node, Side side, LeaseId lease, EndReason reason) implements Push {}

    /** The buyer's bid has come to its deadline. Who is away learns of it when it places the bid again. */
    record BidExpired(NodeId node, BidId bid) implements Push {
        @Override
        public Side side() {
            return Side.BUYER;
        }
    }
}
