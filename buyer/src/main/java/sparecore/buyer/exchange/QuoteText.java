package sparecore.buyer.exchange;

import java.util.Locale;
import sparecore.exchange.MarketText;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.slot.ProgramNeeds;
import sparecore.wire.Quote;

/** A quote for people. Pure. */
final class QuoteText {
    private QuoteText() {}

    static String of(Quote quote, Cost cost, ProgramNeeds needs, double runs) {
        StringBuilder text = new StringBuilder();
        text.append("needs        ").append(needs.label()).append('\n');
        if (quote.getSlotsQuoted() == 0) {
            text.append("offers       none that fits now\n");
        } else {
            text.append("offers       ")
                    .append(quote.getSlotsFree())
                    .append(" free slots of ")
                    .append(quote.getSellers())
                    .append(" sellers\n");
            text.append("price        ")
                    .append(new Price(quote.getPriceMean()))
                    .append(" credits a reference CPU-second for the cheapest ")
                    .append(quote.getSlotsQuoted())
                    .append(" slots (")
                    .append(new Price(quote.getPriceLeast()))
                    .append(" to ")
                    .append(new Price(quote.getPriceHighest()))
                    .append(")\n");
        }
        text.append(String.format(Locale.ROOT, "runs         %.2f a fragment, more where results differ%n", runs));
        int wanted = (int) Math.ceil(runs);
        if (quote.getSellers() < wanted) {
            text.append("warning      ")
                    .append(wanted)
                    .append(" different sellers must agree, and ")
                    .append(quote.getSellers() == 0 ? "none" : "only " + quote.getSellers())
                    .append(" could be asked\n");
        }
        quote.getMisfitsList()
                .forEach(misfit -> text.append("left out     ")
                        .append(misfit.getCount())
                        .append(misfit.getCount() == 1 ? " ask: " : " asks, each: ")
                        .append(misfit.getText())
                        .append('\n'));
        text.append("commission   ")
                .append(MarketText.percent(quote.getCommissionBasisPoints()))
                .append(", within the price: the seller gets the rest\n");
        if (cost.expected().isPositive()) {
            text.append("expected     ").append(cost.expected()).append(" credits\n");
        }
        text.append("worst case   ").append(cost.worst()).append(" credits; never more than --cap\n");
        text.append("available    ")
                .append(Credits.ofMicro(quote.getAvailable()))
                .append(" credits\n");
        return text.toString();
    }
}
