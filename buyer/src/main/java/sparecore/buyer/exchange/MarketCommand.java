package sparecore.buyer.exchange;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sparecore.exchange.MarketText;
import sparecore.exchange.MessageJson;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Json;
import sparecore.wire.GetMarket;
import sparecore.wire.MarketShown;

/** {@code sparecore market}: the book and the history of prices. */
@Command(
        name = "market",
        mixinStandardHelpOptions = true,
        description = "Shows the book, the last price and volume, and prices by minute and by hour.")
public final class MarketCommand implements Callable<Integer> {
    private static final long WATCH_SECONDS = 2;

    /** ECMA-48: to the upper left corner, and clear what is below. */
    private static final String CLEAR = "\u001b[H\u001b[J";

    @Mixin
    private FolderOption folder = new FolderOption();

    @Option(names = "--watch", description = "again every two seconds, until Ctrl-C; with --json one object a line")
    private boolean watch;

    @Option(names = "--json", description = "as a JSON object; money in micro-credits")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        try (ExchangeClient client = folder.connect()) {
            do {
                MarketShown market = client.ask(exchange -> exchange.getMarket(GetMarket.getDefaultInstance()));
                System.out.print(shown(market));
                System.out.flush();
                if (watch) {
                    TimeUnit.SECONDS.sleep(WATCH_SECONDS);
                }
            } while (watch && !System.out.checkError());
            return ExitCode.OK.status();
        }
    }

    private String shown(MarketShown market) {
        if (json) {
            return (watch ? Json.line(MessageJson.of(market)) : Json.pretty(MessageJson.of(market))) + "\n";
        }
        return (watch ? CLEAR : "") + MarketText.of(market);
    }
}
