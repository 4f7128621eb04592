package sparecore.exchange;

import java.math.BigDecimal;
import java.util.List;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.terminal.Table;
import sparecore.wire.Candle;
import sparecore.wire.MarketShown;
import sparecore.wire.PriceLevel;

/** The market's figures as a page of text. Pure. */
public final class MarketText {
    private static final int LEVELS_SHOWN = 10;
    private static final int CANDLES_SHOWN = 12;

    private MarketText() {}

    public static String of(MarketShown market) {
        return summary(market)
                + "\n" + levels("asks", market.getAsksList())
                + "\n" + levels("bids", market.getBidsList())
                + candles("minute", market.getMinutesList())
                + candles("hour", market.getHoursList());
    }

    private static String summary(MarketShown market) {
        return "last price    "
                + (market.getLastMatchedAtMillis() == 0
                        ? "nothing was matched yet"
                        : new Price(market.getLastPrice()) + " credits a reference CPU-second, "
                                + Tell.time(market.getLastMatchedAtMillis()))
                + "\n24 hours      " + market.getDaySlots() + " slots leased, " + Credits.ofMicro(market.getDayPaid())
                + " credits paid\n"
                + "on offer      " + market.getSlotsFree() + " of " + market.getSlots() + " slots are free, of "
                + market.getSellers() + " sellers; " + market.getLeases() + " leases are alive\n"
                + "commission    " + percent(market.getCommissionBasisPoints())
                + " of what a seller is paid; the price is what a buyer pays in all\n";
    }

    /** Basis points in the words of everyday. */
    public static String percent(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 2).toPlainString() + " %";
    }

    private static String levels(String title, List<PriceLevel> levels) {
        if (levels.isEmpty()) {
            return "no " + title + "\n";
        }
        Table table = new Table(title.substring(0, title.length() - 1) + " price", "slots", "orders");
        levels.stream()
                .limit(LEVELS_SHOWN)
                .forEach(level -> table.row(new Price(level.getPrice()), level.getSlots(), level.getOrders()));
        return table.toString();
    }

    private static String candles(String name, List<Candle> candles) {
        if (candles.isEmpty()) {
            return "";
        }
        Table table = new Table(name, "open", "high", "low", "close", "slots", "leases", "paid");
        for (Candle candle : candles.subList(Math.max(0, candles.size() - CANDLES_SHOWN), candles.size())) {
            boolean traded = candle.getLeases() > 0;
            table.row(
                    Tell.time(candle.getStartMillis()),
                    traded ? new Price(candle.getOpen()) : "",
                    traded ? new Price(candle.getHigh()) : "",
                    traded ? new Price(candle.getLow()) : "",
                    traded ? new Price(candle.getClose()) : "",
                    candle.getSlots(),
                    candle.getLeases(),
                    Credits.ofMicro(candle.getPaid()));
        }
        return "\n" + table;
    }
}
