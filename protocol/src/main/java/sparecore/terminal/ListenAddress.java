package sparecore.terminal;

import java.net.InetSocketAddress;

/** What others are told of a port that a daemon listens on. */
public final class ListenAddress {
    private ListenAddress() {}

    /**
     * @param advertise the address that others reach it by, as {@code --advertise} gives it; empty if that is the one it listens on
     * @throws Failure if it listens on every address, and does not say which one that others can reach
     */
    public static String told(String advertise, InetSocketAddress listening) {
        if (!advertise.isBlank()) {
            return advertise;
        }
        if (listening.getAddress().isAnyLocalAddress()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--listen on every address needs --advertise HOST:PORT: others must be told one that they can reach");
        }
        return HostPort.of(listening).toString();
    }
}
