package sparecore.broker.door;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.engine.Archive;
import sparecore.broker.market.Command;
import sparecore.broker.market.Explanation;
import sparecore.broker.market.Figures;
import sparecore.broker.market.Quote;
import sparecore.broker.market.Sighting;
import sparecore.broker.tape.Candle;
import sparecore.wire.Explain;
import sparecore.wire.Explained;
import sparecore.wire.ExplainedLine;
import sparecore.wire.MarketShown;
import sparecore.wire.MoneyRow;
import sparecore.wire.MoneyRows;
import sparecore.wire.PriceLevel;
import sparecore.wire.Reason;
import sparecore.wire.Statement;
import sparecore.wire.StatementRow;

/** Writes what the market tells of money and prices as messages, for peers and for the operator. Any thread. */
public final class ExchangeMessages {
    private ExchangeMessages() {}

    public static MoneyRow of(MoneyRequest request) {
        return MoneyRow.newBuilder()
                .setNumber(request.number())
                .setCommandId(ByteString.copyFrom(request.command().toBytes()))
                .setNode(request.key().node().toWire())
                .setDirectionValue(request.direction().number())
                .setAmount(request.amount().micro())
                .setDetails(request.details())
                .setStateValue(request.state().number())
                .setReference(request.reference())
                .setRequestedAtMillis(request.requestedAtMillis())
                .setDecidedAtMillis(request.decidedAtMillis())
                .build();
    }

    public static MoneyRows of(List<MoneyRequest> requests) {
        MoneyRows.Builder rows = MoneyRows.newBuilder();
        requests.forEach(request -> rows.addRows(of(request)));
        return rows.build();
    }

    /** @param entries one more than fits if there are more */
    public static Statement statement(List<Archive.Entry> entries) {
        Statement.Builder statement = Statement.newBuilder().setMore(entries.size() > Archive.ROWS_MAX);
        entries.stream().limit(Archive.ROWS_MAX).forEach(entry -> statement.addRows(row(entry)));
        return statement.build();
    }

    private static StatementRow row(Archive.Entry entry) {
        return StatementRow.newBuilder()
                .setNumber(entry.number())
                .setAtMillis(entry.atMillis())
                .setKind(entry.kind())
                .setAmount(entry.amount().micro())
                .setBalance(entry.balance().micro())
                .setOtherKind(entry.otherKind())
                .setOther(entry.other())
                .setCause(entry.cause())
                .setMemo(entry.memo())
                .build();
    }

    public static MarketShown of(Figures figures) {
        MarketShown.Builder shown = MarketShown.newBuilder()
                .setAtMillis(figures.atMillis())
                .setCommissionBasisPoints(figures.house().commission().basisPoints())
                .setPayoutLeast(figures.house().payoutLeast().micro())
                .setSellers(figures.sellers())
                .setSlots(figures.slots())
                .setSlotsFree(figures.slotsFree())
                .setLeases(figures.leases())
                .setDaySlots(figures.daySlots())
                .setDayPaid(figures.dayPaid().micro());
        figures.asks().forEach(level -> shown.addAsks(level(level)));
        figures.bids().forEach(level -> shown.addBids(level(level)));
        figures.last()
                .ifPresent(last -> shown.setLastMatchedAtMillis(last.startMillis())
                        .setLastPrice(last.close().micro()));
        figures.minutes().forEach(candle -> shown.addMinutes(candle(candle)));
        figures.hours().forEach(candle -> shown.addHours(candle(candle)));
        return shown.build();
    }

    private static PriceLevel level(Figures.Level level) {
        return PriceLevel.newBuilder()
                .setPrice(level.price().micro())
                .setSlots(level.slots())
                .setOrders(level.orders())
                .build();
    }

    private static sparecore.wire.Candle candle(Candle candle) {
        return sparecore.wire.Candle.newBuilder()
                .setStartMillis(candle.startMillis())
                .setOpen(candle.open().micro())
                .setHigh(candle.high().micro())
                .setLow(candle.low().micro())
                .setClose(candle.close().micro())
                .setSlots(candle.slots())
                .setLeases(candle.leases())
                .setPaid(candle.paid().micro())
                .build();
    }

    public static sparecore.wire.Quote of(Quote quote) {
        sparecore.wire.Quote.Builder message = sparecore.wire.Quote.newBuilder()
                .setCommissionBasisPoints(quote.commission().basisPoints())
                .setSlotsFree(quote.slotsFree())
                .setSellers(quote.sellers())
                .setSlotsQuoted(quote.slotsQuoted())
                .setPriceLeast(quote.priceLeast().micro())
                .setPriceMean(quote.priceMean().micro())
                .setPriceHighest(quote.priceHighest().micro())
                .setSpeedPpmHighest(quote.speedHighest().ppm())
                .setAvailable(quote.available().micro());
        quote.misfits()
                .forEach(count -> message.addMisfits(
                        Reason.newBuilder().setText(count.text()).setCount(count.asks())));
        return message.build();
    }

    public static Explained of(Explanation explanation) {
        Explained.Builder message = Explained.newBuilder().setTitle(explanation.title());
        explanation
                .lines()
                .forEach(line -> message.addLines(
                        ExplainedLine.newBuilder().setAtMillis(line.atMillis()).setText(line.text())));
        return message.build();
    }

    /** @throws IllegalArgumentException if it names nothing that can be */
    public static Command asked(Explain message) {
        return FrameReader.explain(message, Optional.empty());
    }

    public static sparecore.wire.Sighting of(Sighting seen, String advertised) {
        return sparecore.wire.Sighting.newBuilder()
                .setFrom(seen.from())
                .setSinceMillis(seen.sinceMillis())
                .setAdvertised(advertised)
                .setReachedAtMillis(seen.reachedAtMillis())
                .setMissedAtMillis(seen.missedAtMillis())
                .setCheckedAtMillis(seen.checked().equals(advertised) ? seen.checkedAtMillis() : 0)
                .setAnswered(seen.checked().equals(advertised) && seen.answered())
                .setRelayedAtMillis(seen.relayedAtMillis())
                .build();
    }
}
