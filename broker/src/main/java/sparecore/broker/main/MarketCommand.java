package sparecore.broker.main;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import sparecore.exchange.MarketText;
import sparecore.exchange.MessageJson;
import sparecore.terminal.ExitCode;
import sparecore.wire.GetMarket;
import sparecore.wire.MarketShown;

/** {@code broker market}: the book and the history of prices, as anyone may see them. */
@CommandLine.Command(
        name = "market",
        description = "Shows the book, the last price, and prices by minute and by hour.",
        mixinStandardHelpOptions = true)
final class MarketCommand implements Callable<Integer> {
    @CommandLine.Option(names = "--json", description = "One JSON object on standard output; money in micro-credits.")
    private boolean json;

    @CommandLine.Mixin
    private FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        MarketShown market = folder.ask(broker -> broker.getMarket(GetMarket.getDefaultInstance()));
        System.out.print(json ? MessageJson.pretty(market) : MarketText.of(market));
        return ExitCode.OK.status();
    }
}
