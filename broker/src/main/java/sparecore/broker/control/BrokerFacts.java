package sparecore.broker.control;

import sparecore.identity.NodeId;

/** What is fixed while a broker runs. @param address "host:port" for peers @param console its URL; empty if there is none */
public record BrokerFacts(NodeId node, String address, String console) {}
