package sparecore.broker.orderbook;

import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sparecore.money.Price;

/**
 * Open bids that want the same of a machine, in the order in which they are served. One that was looked at in vain is set aside until
 * something has come that it might take, and where no machine does what they want at all, none of them is looked at. Owned by one thread.
 */
public final class BidQueue {
    /** For queues with a {@link #first}. */
    public static final Comparator<BidQueue> BY_FIRST =
            Comparator.comparing(queue -> queue.waiting.first(), OrderBook.BY_PRIORITY);

    private final Want want;
    private TreeSet<Bid> waiting = new TreeSet<>(OrderBook.BY_PRIORITY);
    private TreeSet<Bid> aside = new TreeSet<>(OrderBook.BY_PRIORITY);

    /** Nobody offers what is wanted at this price or less. */
    private @Nullable Price hopeless;

    public BidQueue(Want want) {
        this.want = want;
    }

    public Want want() {
        return want;
    }

    /** All of them, the best first. */
    public Stream<Bid> all() {
        return Stream.concat(waiting.stream(), aside.stream()).sorted(OrderBook.BY_PRIORITY);
    }

    public boolean isEmpty() {
        return waiting.isEmpty() && aside.isEmpty();
    }

    public void add(Bid bid) {
        waiting.add(bid);
    }

    public void remove(Bid bid) {
        waiting.remove(bid);
        aside.remove(bid);
    }

    /** The best one that is worth a look. */
    public Optional<Bid> first() {
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        Bid first = waiting.first();
        return hopeless != null && first.terms().priceMost().compareTo(hopeless) <= 0
                ? Optional.empty()
                : Optional.of(first);
    }

    /** It was looked at in vain. @param supplies among which it has found nothing */
    public void setAside(Bid bid, Supplies supplies) {
        waiting.remove(bid);
        aside.add(bid);
        if (!supplies.meet(want, bid.terms().priceMost())) {
            hopeless = bid.terms().priceMost();
        }
    }

    /** Something new might suit any of them. */
    public void wake() {
        hopeless = null;
        if (aside.size() > waiting.size()) {
            TreeSet<Bid> more = aside;
            aside = waiting;
            waiting = more;
        }
        waiting.addAll(aside);
        aside.clear();
    }
}
