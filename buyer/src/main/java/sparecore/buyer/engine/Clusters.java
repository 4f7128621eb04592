package sparecore.buyer.engine;

import java.util.HashMap;
import java.util.Map;
import sparecore.identity.NetworkPrefix;
import sparecore.lease.Ticket;

/**
 * Which sellers vote as one: by what the broker says, which knows more of them; without it those of one network on the internet. Remembers
 * what each cluster has passed. On the engine's thread.
 */
final class Clusters {
    private final Map<String, Double> passed;

    Clusters(Map<String, Double> passed) {
        this.passed = new HashMap<>(passed);
    }

    /** The name of the seller's cluster. */
    static String of(Ticket ticket, Introduction seller) {
        if (!seller.cluster().isEmpty()) {
            return seller.cluster();
        }
        String address = ticket.sellerAddress();
        String host =
                address.substring(0, Math.max(0, address.lastIndexOf(':'))).replaceAll("[\\[\\]]", "");
        return NetworkPrefix.of(host).orElse(ticket.seller().toString());
    }

    /** Checks that the cluster has passed in jobs before; of one that this buyer does not know, what the broker says. */
    double passed(String cluster, Introduction seller) {
        return passed.getOrDefault(cluster, seller.passed());
    }

    void learn(Map<String, Double> more) {
        passed.putAll(more);
    }
}
