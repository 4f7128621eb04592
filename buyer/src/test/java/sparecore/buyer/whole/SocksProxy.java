package sparecore.buyer.whole;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A SOCKS 5 proxy (RFC 1928) of the test's own. It alone knows where {@link #MARKET} is: on this machine. Threads of its own. */
final class SocksProxy implements AutoCloseable {
    /** No name server knows such a name (RFC 6761, section 6.4). */
    static final String MARKET = "market.invalid";

    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    /** The state of an established connection in proc_net_tcp(5). */
    private static final String ESTABLISHED = "01";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

    SocksProxy() throws IOException {
        start(() -> {
            while (true) {
                Socket client = keep(server.accept());
                start(() -> serve(client));
            }
        });
    }

    /** As {@code --socks} takes it. */
    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Whom it was asked to connect to, as "host:port". */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** Connections of this machine to this port now that do not come from this proxy. */
    List<String> around(int port) throws IOException {
        List<String> others = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                String[] words = line.strip().split(" +");
                boolean goesThere =
                        words.length > 3 && words[3].equals(ESTABLISHED) && words[2].endsWith(hexadecimal(port));
                if (goesThere && ports.stream().noneMatch(own -> words[1].endsWith(hexadecimal(own)))) {
                    others.add(line);
                }
            }
        }
        return others;
    }

    private static String hexadecimal(int port) {
        return String.format(Locale.ROOT, ":%04X", port);
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void start(Step step) {
        Thread thread = new Thread(() -> {
            try {
                step.run();
            } catch (IOException over) {
                // One side has closed it, or the test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private Socket keep(Socket socket) {
        open.add(socket);
        return socket;
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            in.readUnsignedByte();
            in.skipNBytes(in.readUnsignedByte());
            out.write(new byte[] {5, 0});
            in.skipNBytes(3);
            String host = host(in);
            int port = in.readUnsignedShort();
            asked.add(host + ":" + port);
            try (Socket there = keep(new Socket(host.equals(MARKET) ? "127.0.0.1" : host, port))) {
                ports.add(there.getLocalPort());
                out.write(new byte[] {5, 0, 0, IPV4, 127, 0, 0, 1, 0, 0});
                start(() -> pump(there, client));
                pump(client, there);
            }
        }
    }

    private static String host(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        byte[] bytes = new byte[type == NAME ? in.readUnsignedByte() : type == IPV6 ? 16 : 4];
        in.readFully(bytes);
        return type == NAME
                ? new String(bytes, StandardCharsets.US_ASCII)
                : InetAddress.getByAddress(bytes).getHostAddress();
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
