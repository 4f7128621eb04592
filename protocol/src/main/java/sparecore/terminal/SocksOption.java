package sparecore.terminal;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --socks}, the same for every daemon: a mixin. */
public final class SocksOption {
    @Option(
            names = "--socks",
            paramLabel = "HOST:PORT",
            description =
                    "A SOCKS 5 proxy for every outgoing connection, such as Tor's 127.0.0.1:9050. It looks names up as"
                            + " well. Default: none.")
    private @Nullable HostPort proxy;

    /** Not looked up; null for none. @throws Failure if it can be no proxy */
    public @Nullable InetSocketAddress proxy() {
        if (proxy == null) {
            return null;
        }
        if (proxy.port() == 0) {
            throw new Failure(ExitCode.USAGE, "--socks: the proxy's port is missing");
        }
        return proxy.unresolved();
    }
}
