package sparecore.broker.cashier;

import sparecore.content.Id;
import sparecore.identity.NodeId;

/** Names a request among those of all nodes: the id is the owner's choice, and says nothing about another's. */
public record MoneyKey(NodeId node, Id command) {}
