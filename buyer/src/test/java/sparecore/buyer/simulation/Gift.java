package sparecore.buyer.simulation;

import sparecore.content.Id;
import sparecore.identity.NodeId;

/** What an owner means to give to another, once. */
record Gift(NodeId from, NodeId to, Id command, long micro) {}
