package sparecore.link;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A SOCKS 5 proxy (RFC 1928) for tests: connects wherever it is told to, whatever it was asked for, or misbehaves. */
final class FakeSocks implements AutoCloseable {
    enum Manner {
        HONEST,
        /** Takes the connection and says nothing. */
        SILENT,
        /** Says that the host cannot be reached. */
        REFUSING,
        /** Answers with something else than SOCKS. */
        BABBLING
    }

    private static final int ADDRESS_IPV4 = 1;
    private static final int ADDRESS_NAME = 3;

    /** What was asked for, as "name nowhere.invalid:7" or "address 127.0.0.1:7". */
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new ArrayList<>();
    private final Manner manner;
    private final InetSocketAddress target;

    FakeSocks(Manner manner, InetSocketAddress target) throws IOException {
        this.manner = manner;
        this.target = target;
        start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    private static void start(Step step) {
        Thread thread = new Thread(() -> {
            try {
                step.run();
            } catch (IOException over) {
                // The test has closed it.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Step {
        void run() throws IOException;
    }

    private synchronized Socket keep(Socket socket) {
        open.add(socket);
        return socket;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = keep(server.accept());
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        if (manner == Manner.SILENT) {
            return;
        }
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        in.readUnsignedByte();
        in.skipNBytes(in.readUnsignedByte());
        if (manner == Manner.BABBLING) {
            out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        out.write(new byte[] {5, 0});
        in.skipNBytes(3);
        asked.add(destination(in));
        int status = manner == Manner.REFUSING ? 4 : 0;
        out.write(new byte[] {5, (byte) status, 0, ADDRESS_IPV4, 127, 0, 0, 1, 0, 7});
        if (manner == Manner.HONEST) {
            Socket there = keep(new Socket(target.getAddress(), target.getPort()));
            start(() -> pump(there, client));
            pump(client, there);
        }
    }

    private static String destination(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        byte[] host = new byte[type == ADDRESS_NAME ? in.readUnsignedByte() : type == ADDRESS_IPV4 ? 4 : 16];
        in.readFully(host);
        int port = in.readUnsignedShort();
        return type == ADDRESS_NAME
                ? "name " + new String(host, StandardCharsets.US_ASCII) + ":" + port
                : "address " + InetAddress.getByAddress(host).getHostAddress() + ":" + port;
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        }
    }

    @Override
    public synchronized void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
