package sparecore.vote;

import sparecore.content.Digest;
import sparecore.identity.NodeId;

/** One seller's vote on one fragment: the answer that it computed and signed. */
public record Ballot(NodeId voter, Digest answer) {}
