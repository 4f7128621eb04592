package sparecore.broker.market;

import java.util.Optional;
import sparecore.content.Digest;

/**
 * What a buyer is told of a seller with the ticket.
 *
 * @param cluster names those who vote as one with the seller, to this buyer alone; empty where nothing is told
 * @param points the seller's standing; zero likewise
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record Introduction(Optional<Digest> cluster, int points) {
    public static final Introduction NONE = new Introduction(Optional.empty(), 0);
}
