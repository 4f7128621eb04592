package sparecore.broker.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sparecore.broker.market.MarketView;
import sparecore.identity.NodeId;

/**
 * Serves the page. It has no password, so it answers this machine only: it listens on loopback, and takes no request whose
 * {@code Host} is another name, which is how a web page elsewhere would reach it through the operator's own browser (DNS rebinding).
 * One thread: requests wait for each other.
 */
public final class Console implements AutoCloseable {
    private static final int BACKLOG = 16;
    private static final long VIEW_SECONDS_MAX = 5;
    private static final List<String> HOSTS = List.of("127.0.0.1", "localhost", "[::1]");

    /** No script, no frame, nothing from elsewhere: the page is text and its own style. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final HttpServer server;
    private final ExecutorService thread;
    private final Page page;
    private final Supplier<CompletableFuture<MarketView>> views;

    private Console(
            HttpServer server, ExecutorService thread, Page page, Supplier<CompletableFuture<MarketView>> views) {
        this.server = server;
        this.thread = thread;
        this.page = page;
        this.views = views;
    }

    /**
     * @param where on loopback; port 0 for a free one
     * @throws IOException if the port cannot be had; the message says which
     * @throws IllegalArgumentException if the address is not on loopback
     */
    public static Console start(
            InetSocketAddress where, NodeId broker, String address, Supplier<CompletableFuture<MarketView>> views)
            throws IOException {
        InetAddress host = where.getAddress();
        if (host == null || !host.isLoopbackAddress()) {
            throw new IllegalArgumentException("the console listens on loopback only, not on " + where);
        }
        HttpServer server;
        try {
            server = HttpServer.create(where, BACKLOG);
        } catch (IOException e) {
            throw new IOException(
                    "cannot serve the console on " + where.getHostString() + ":" + where.getPort() + ": "
                            + e.getMessage() + ". Choose another port with --console, or --console off",
                    e);
        }
        ExecutorService thread = Executors.newSingleThreadExecutor(Console::daemon);
        Console console = new Console(server, thread, new Page(broker, address), views);
        server.setExecutor(thread);
        server.createContext("/", console::handle);
        server.start();
        return console;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "console");
        thread.setDaemon(true);
        return thread;
    }

    public String url() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[::1]" : host) + ":" + bound.getPort() + "/";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!isHere(exchange.getRequestHeaders().getFirst("Host"))) {
                answer(exchange, 421, "text/plain", "This console answers to 127.0.0.1 and localhost only.\n");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                answer(exchange, 405, "text/plain", "This console can only be read.\n");
            } else if (!exchange.getRequestURI().getPath().equals("/")) {
                answer(exchange, 404, "text/plain", "There is one page, and it is at /.\n");
            } else {
                show(exchange);
            }
        }
    }

    private static boolean isHere(@Nullable String host) {
        if (host == null) {
            return false;
        }
        return HOSTS.contains(host.replaceFirst(":[0-9]{1,5}$", ""));
    }

    private void show(HttpExchange exchange) throws IOException {
        try {
            MarketView view = views.get().get(VIEW_SECONDS_MAX, TimeUnit.SECONDS);
            answer(exchange, 200, "text/html", page.of(view));
        } catch (ExecutionException | TimeoutException e) {
            answer(
                    exchange,
                    503,
                    "text/plain",
                    "The broker is too busy, stands by for another, or is stopping. Load the page again.\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer(exchange, 503, "text/plain", "The broker is stopping.\n");
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type + "; charset=utf-8");
        headers.set("Content-Security-Policy", CONTENT_POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }
}
