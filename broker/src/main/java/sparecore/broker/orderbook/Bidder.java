package sparecore.broker.orderbook;

import sparecore.identity.NodeId;

/** Who wants slots. @param points its standing as a buyer */
public record Bidder(NodeId node, int points) {}
