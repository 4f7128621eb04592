package sparecore.buyer.market;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A seller's address as its ticket has it: {@code HOST:PORT}, an IPv6 host in brackets. It comes from the seller; trust nothing. */
final class SellerAddress {
    private SellerAddress() {}

    /** @return not looked up; null if it is no address */
    static @Nullable InetSocketAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, Math.max(0, colon)).replaceAll("^\\[|\\]$", "");
        String port = address.substring(colon + 1);
        if (!host.matches("[!-~&&[^@/\\[\\]]]+") || !port.matches("[0-9]{1,5}")) {
            return null;
        }
        int number = Integer.parseInt(port);
        return number < 1 || number > 65_535 ? null : InetSocketAddress.createUnresolved(host, number);
    }

    /** Whether the host is an address in digits, for which no name server is asked. */
    static boolean isLiteral(String address) {
        InetSocketAddress parsed = parse(address);
        return parsed == null
                || parsed.getHostString().matches("[0-9.]+")
                || parsed.getHostString().contains(":");
    }
}
