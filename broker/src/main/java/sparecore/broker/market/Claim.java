package sparecore.broker.market;

import sparecore.identity.NodeId;

/**
 * A node's word that it can be dialled, which the broker checks by dialling.
 *
 * @param address "host:port", as the node has it
 * @param from the address that its own link comes from, without the port
 */
public record Claim(NodeId node, Side side, String address, String from) {}
