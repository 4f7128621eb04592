package sparecore.broker.orderbook;

import sparecore.identity.NodeId;
import sparecore.lease.AskId;

/** Names an ask among those of all sellers: an id alone could be taken by another seller that has seen it in a ticket. */
public record AskKey(NodeId seller, AskId id) {}
