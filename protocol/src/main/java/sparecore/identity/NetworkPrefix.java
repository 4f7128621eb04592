package sparecore.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network on the internet that an address is in, /24 of IPv4 and /48 of IPv6: whoever has one address of it can mostly have
 * all of them. Addresses that mean nothing outside of their machine or house, and names, are in none. Pure.
 */
public final class NetworkPrefix {
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.\\d{1,3}");

    /** Written out to the third group at least; a shorter form begins with zeros there, and stands alone. */
    private static final Pattern IPV6 =
            Pattern.compile("([23][0-9a-f]{3}):([0-9a-f]{1,4}):([0-9a-f]{1,4}):[0-9a-f:.]+");

    private NetworkPrefix() {}

    /** @param host an address without port and brackets, such as {@code 203.0.113.7} or {@code 2001:db8:1:2::9} */
    public static Optional<String> of(String host) {
        Matcher v4 = IPV4.matcher(host);
        if (v4.matches()) {
            return isPublic(Integer.parseInt(v4.group(1)), Integer.parseInt(v4.group(2)))
                    ? Optional.of(v4.group(1) + "." + v4.group(2) + "." + v4.group(3) + ".0/24")
                    : Optional.empty();
        }
        Matcher v6 = IPV6.matcher(host.toLowerCase(Locale.ROOT));
        return v6.matches()
                ? Optional.of(v6.group(1) + ":" + v6.group(2) + ":" + v6.group(3) + "::/48")
                : Optional.empty();
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
}
