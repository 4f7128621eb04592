package sparecore.broker.cluster;

import java.util.HashSet;
import java.util.Set;
import sparecore.identity.NodeId;

/**
 * What the broker knows of a key that trades.
 *
 * @param number its place in the order in which keys were seen
 * @param network of its last link, such as "203.0.113.0/24"; empty where that says nothing
 * @param hardware what it says of its machine, in hexadecimal digits; empty if it says nothing, or its network says nothing
 * @param owner the account that earns; itself if it names none
 */
public record Member(long number, NodeId node, String network, String hardware, NodeId owner) {
    /** Those that can be seen of the key alone. */
    public Set<Tie> ties() {
        Set<Tie> ties = new HashSet<>();
        if (!network.isEmpty()) {
            ties.add(new Tie(Tie.Kind.NETWORK, network));
        }
        if (!hardware.isEmpty()) {
            ties.add(new Tie(Tie.Kind.HARDWARE, hardware));
        }
        if (!owner.equals(node)) {
            ties.add(new Tie(Tie.Kind.OWNER, owner.toString()));
        }
        return ties;
    }

    /** Whether nothing is known of it but its key, so that there is nothing to keep. */
    public boolean isPlain() {
        return ties().isEmpty();
    }

    public boolean saysTheSameAs(Member other) {
        return ties().equals(other.ties());
    }
}
