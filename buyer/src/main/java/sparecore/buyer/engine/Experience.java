package sparecore.buyer.engine;

import java.util.Map;
import sparecore.identity.NodeId;

/**
 * What the buyer knows of sellers from jobs before. Immutable.
 *
 * @param barred sellers that were caught, with the reason
 * @param passed how many checks each cluster has passed
 */
public record Experience(Map<NodeId, String> barred, Map<String, Double> passed) {
    public static final Experience NONE = new Experience(Map.of(), Map.of());

    public Experience {
        barred = Map.copyOf(barred);
        passed = Map.copyOf(passed);
    }
}
