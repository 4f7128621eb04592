package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sparecore.buyer.main.Ran;

/**
 * Two programs that use one input file, on a market of real processes: the file travels once. Seller, buyer and broker dial through a SOCKS
 * proxy, as they would through Tor.
 */
class BehindProxyTest {
    /** More than a program may have. */
    private static final int FILE_BYTES = 65 << 20;

    private static final List<String> SELLER =
            List.of("--always", "--priority", "normal", "--slots", "1", "--memory", "200M");
    private static final Pattern CAME_IN = Pattern.compile("came in, (\\d+) of (\\d+) bytes");

    @TempDir
    private Path folder = Path.of("");

    private Path program() throws IOException {
        Path source = Path.of(System.getProperty("sparecore.root"), "buyer/src/test/c/shared_input.c");
        Path program = folder.resolve("shared_input");
        Ran ran = Ran.run(
                new ProcessBuilder("gcc", "-O2", "-static", source.toString(), "-o", program.toString()), new byte[0]);
        assertThat(ran.status()).as(ran.error()).isZero();
        return program;
    }

    private Path file() throws IOException {
        byte[] content = new byte[FILE_BYTES];
        new Random(1).nextBytes(content);
        content[0] = 'w';
        for (int i = 1; i < Long.BYTES; i++) {
            content[i] = '.';
        }
        return Files.write(folder.resolve("large"), content);
    }

    private static long sum(Path file) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        long sum = 0;
        while (content.hasRemaining()) {
            sum += content.getLong();
        }
        return sum;
    }

    @Test
    @Timeout(300)
    void aFileTravelsOnceForTwoPrograms() throws IOException {
        Path program = program();
        Path file = file();
        String sum = Long.toHexString(sum(file));
        try (SocksProxy proxy = new SocksProxy();
                WholeMarket market = WholeMarket.startBehind(proxy, folder.resolve("market"), SELLER)) {
            market.awaitOffers();
            for (String name : List.of("first", "second")) {
                Ran ran = Ran.sparecore(
                        "1\n2\n".getBytes(StandardCharsets.US_ASCII),
                        "map",
                        "--data",
                        market.buyer().folder().toString(),
                        "--quiet",
                        "--replicas",
                        "1",
                        "--max-price",
                        "0.05",
                        "--cap",
                        "1",
                        "--file",
                        file + "=in/data.bin",
                        "--env",
                        "N=" + name,
                        program.toString(),
                        "{}");
                assertThat(ran.status()).as(ran.error()).isZero();
                assertThat(ran.out())
                        .isEqualTo("w....... 1 " + sum + " equal " + name + "\nw....... 2 " + sum + " equal " + name
                                + "\n");
            }
            List<MatchResult> deliveries = CAME_IN.matcher(
                            Files.readString(market.seller(0).log()))
                    .results()
                    .filter(delivery -> Long.parseLong(delivery.group(2)) > FILE_BYTES)
                    .toList();
            assertThat(deliveries).hasSize(2);
            long first = Long.parseLong(deliveries.get(0).group(1));
            long second = Long.parseLong(deliveries.get(1).group(1));
            assertThat(first).isEqualTo(second + FILE_BYTES);
            assertThat(second).isLessThan(4 << 20);
            assertEverythingWentThrough(proxy, market);
            new ReadingCommands(market).check();
        }
    }

    /** The seller and the buyer came to the broker by its name, and the broker and the buyer to the seller; nobody by another way. */
    private static void assertEverythingWentThrough(SocksProxy proxy, WholeMarket market) throws IOException {
        String broker = market.address().substring(market.address().indexOf('@') + 1);
        assertThat(broker).startsWith(SocksProxy.MARKET);
        List<String> toSeller =
                proxy.asked().stream().filter(host -> !host.equals(broker)).toList();
        assertThat(proxy.asked().size() - toSeller.size()).as("to the broker").isGreaterThanOrEqualTo(2);
        assertThat(toSeller).hasSizeGreaterThanOrEqualTo(2).containsOnly(toSeller.get(0));
        for (String called : List.of(broker, toSeller.get(0))) {
            int port = Integer.parseInt(called.substring(called.lastIndexOf(':') + 1));
            assertThat(proxy.around(port)).as("connections around the proxy").isEmpty();
        }
    }
}
