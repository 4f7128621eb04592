package sparecore.broker.market;

import sparecore.identity.NodeId;

/**
 * A node that is connected. Not durable.
 *
 * @param number unique in one run of the broker
 */
public record Session(long number, NodeId node, Side side) {}
