package sparecore.buyer.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sparecore.lease.Ticket;

/**
 * Which sellers vote as one, as far as a buyer can see: those of one network on the internet, /24 of IPv4 and /48 of IPv6. Addresses
 * that mean nothing outside of their machine or house, and names, say nothing. Remembers what each cluster has passed. On the
 * engine's thread.
 */
final class Clusters {
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.\\d{1,3}:\\d+");

    /** Written out to the third group at least; a shorter form begins with zeros there, and stands alone. */
    private static final Pattern IPV6 =
            Pattern.compile("\\[([23][0-9a-f]{3}):([0-9a-f]{1,4}):([0-9a-f]{1,4}):[0-9a-f:.]+\\]:\\d+");

    private final Map<String, Double> passed;

    Clusters(Map<String, Double> passed) {
        this.passed = new HashMap<>(passed);
    }

    /** The name of the seller's cluster. */
    static String of(Ticket ticket) {
        String address = ticket.sellerAddress();
        Matcher v4 = IPV4.matcher(address);
        if (v4.matches() && isPublic(Integer.parseInt(v4.group(1)), Integer.parseInt(v4.group(2)))) {
            return v4.group(1) + "." + v4.group(2) + "." + v4.group(3) + ".0/24";
        }
        Matcher v6 = IPV6.matcher(address.toLowerCase(java.util.Locale.ROOT));
        if (v6.matches()) {
            return v6.group(1) + ":" + v6.group(2) + ":" + v6.group(3) + "::/48";
        }
        return ticket.seller().toString();
    }

    /** Not loopback, link-local, private (RFC 1918) or shared (RFC 6598). */
    private static boolean isPublic(int first, int second) {
        return first != 0
                && first != 10
                && first != 127
                && !(first == 100 && second >= 64 && second < 128)
                && !(first == 169 && second == 254)
                && !(first == 172 && second >= 16 && second < 32)
                && !(first == 192 && second == 168);
    }

    /** Checks that the cluster has passed in jobs before. */
    double passed(String cluster) {
        return passed.getOrDefault(cluster, 0.0);
    }

    void learn(Map<String, Double> more) {
        passed.putAll(more);
    }
}
