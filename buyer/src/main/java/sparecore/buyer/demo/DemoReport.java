package sparecore.buyer.demo;

import java.util.List;
import java.util.Locale;
import sparecore.api.buyer.SellerRecord;
import sparecore.buyer.jobs.JobText;
import sparecore.money.Credits;

/** What the demo tells a person at its end. Pure. */
final class DemoReport {
    private DemoReport() {}

    static String text(DemoResult result, List<SellerRecord> sellers) {
        Books books = result.books();
        return "\n" + JobText.sellers(sellers) + "\n"
                + line(result.isCountRight(), "primes up to 179,424,673: %,d", result.primes())
                + line(
                        result.isPictureRight(),
                        "picture: %s%n      the same bytes as rendered here without the market (SHA-256 %s…)",
                        result.picture(),
                        result.localPictureSha256().substring(0, 12))
                + line(
                        result.fragments() == result.fragmentsWanted(),
                        "%,d of %,d fragments accepted, by %,d runs on the sellers",
                        result.fragments(),
                        result.fragmentsWanted(),
                        result.replicas())
                + cheating(result.lies(), sellers)
                + line(
                        books.buyerSpent() == books.sellersEarned() + books.brokerEarned(),
                        "the buyer spent %s credits; the sellers earned %s, the broker %s",
                        Credits.ofMicro(books.buyerSpent()),
                        Credits.ofMicro(books.sellersEarned()),
                        Credits.ofMicro(books.brokerEarned()))
                + line(
                        books.balanced() && books.sum() == 0,
                        "the ledger sums to %s over all accounts",
                        Credits.ofMicro(books.sum()))
                + String.format(
                        Locale.ROOT,
                        "%nIn %.1f s.%s%n",
                        result.seconds(),
                        result.isGood() ? "" : " SOMETHING IS WRONG.");
    }

    private static String cheating(Lies lies, List<SellerRecord> sellers) {
        int outvoted = sellers.stream().mapToInt(SellerRecord::getRejected).sum();
        return line(
                lies.accepted() == 0,
                "cheating: %,d results were falsified, %,d of them accepted; %,d were outvoted by honest sellers,%n"
                        + "      and a seller that is caught once gets no more work and no more money from this buyer",
                lies.sent(),
                lies.accepted(),
                outvoted);
    }

    private static String line(boolean good, String format, Object... values) {
        return (good ? "ok    " : "WRONG ") + String.format(Locale.ROOT, format, values) + "\n";
    }
}
