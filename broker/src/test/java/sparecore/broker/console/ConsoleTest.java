package sparecore.broker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.market.Command;
import sparecore.broker.market.MarketBench;
import sparecore.broker.market.Side;
import sparecore.broker.market.Views;
import sparecore.broker.orderbook.Ask;
import sparecore.identity.NodeId;

class ConsoleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MarketBench market = new MarketBench(7);
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private @Nullable Console running;

    @BeforeEach
    void start() throws IOException {
        running = Console.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                MarketBench.BROKER.id(),
                "127.0.0.1:7700",
                () -> CompletableFuture.completedFuture(
                        Views.of(market.state(), MarketBench.HOUSE, market.nowMillis())));
    }

    @AfterEach
    void stop() {
        console().close();
    }

    private Console console() {
        return Objects.requireNonNull(running);
    }

    private HttpResponse<String> get() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(console().url()))
                .timeout(PATIENCE)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** A request as it goes over the wire, so that the host can be any. @return the answer's first line */
    private String status(String requestLine, String host) throws IOException {
        URI url = URI.create(console().url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            String request = requestLine + " HTTP/1.1\r\n" + host + "Connection: close\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    @Test
    void showsSellersOrdersLeasesBalancesAndTheCheck() throws Exception {
        NodeId seller = market.seller(1_500, 4);
        NodeId buyer = market.buyer(5_000_000);
        market.bid(buyer, MarketBench.terms(2_000, 3, 4_000_000));
        Lease lease = market.lease();
        market.connectLease(lease);
        market.settle(lease, 1_000_000, false);
        market.end(lease, buyer, EndReason.JOB_DONE);

        HttpResponse<String> answer = get();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains(seller.shortForm(), buyer.shortForm(), lease.id().toString())
                .contains("the books balance", "0.950000", "0.050000", "5.00 %", "ended", "job done", "-5.000000");
    }

    @Test
    void forbidsScriptsFramesAndCaches() throws Exception {
        HttpResponse<String> answer = get();
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.body()).doesNotContain("<script");
    }

    @Test
    void escapesWhatASellerSays() throws Exception {
        NodeId seller = market.node();
        long session = market.connect(seller, Side.SELLER);
        Ask ask = market.ask(seller, session, 1, 1);
        market.run(new Command.PlaceAsk(new Ask(
                0,
                ask.key(),
                session,
                ask.price(),
                1,
                MarketBench.MEMORY,
                ask.speed(),
                "<script>alert('x')</script>\"&:1",
                ask.conditions())));
        assertThat(get().body())
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;:1")
                .doesNotContain("<script");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1:7701", "localhost", "localhost:80", "[::1]:7701"})
    void answersToThisMachinesNames(String host) throws IOException {
        assertThat(status("GET /", "Host: " + host + "\r\n")).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example\r\n",
                "Host: 127.0.0.1.evil.example\r\n",
                "Host: localhost@evil.example\r\n",
                "Host: 192.168.0.1:7701\r\n",
                "Host: localhost:7701:7701\r\n",
                "Host:\r\n",
                ""
            })
    void answersToNoOtherName(String host) throws IOException {
        assertThat(status("GET /", host)).startsWith("HTTP/1.1 421");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /", "PUT /", "DELETE /", "OPTIONS /"})
    void canOnlyBeRead(String requestLine) throws IOException {
        assertThat(status(requestLine, "Host: localhost\r\n")).startsWith("HTTP/1.1 405");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /etc/passwd", "GET /../key", "GET /favicon.ico"})
    void hasOnePage(String requestLine) throws IOException {
        assertThat(status(requestLine, "Host: localhost\r\n")).startsWith("HTTP/1.1 404");
    }

    @Test
    void saysSoWhenTheBrokerIsTooBusy() throws Exception {
        stop();
        running = Console.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                MarketBench.BROKER.id(),
                "",
                () -> CompletableFuture.failedFuture(new IllegalStateException("full")));
        assertThat(get().statusCode()).isEqualTo(503);
    }

    @Test
    void listensOnLoopbackOnlyAndSaysWhichPortIsTaken() throws IOException {
        assertThatThrownBy(() -> Console.start(
                        new InetSocketAddress("0.0.0.0", 0),
                        MarketBench.BROKER.id(),
                        "",
                        () -> CompletableFuture.failedFuture(new IllegalStateException())))
                .isInstanceOf(IllegalArgumentException.class);
        int port = URI.create(console().url()).getPort();
        assertThatThrownBy(() -> Console.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        MarketBench.BROKER.id(),
                        "",
                        () -> CompletableFuture.failedFuture(new IllegalStateException())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(String.valueOf(port))
                .hasMessageContaining("--console");
    }
}
