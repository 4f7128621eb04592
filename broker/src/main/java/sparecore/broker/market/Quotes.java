package sparecore.broker.market;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sparecore.broker.ledger.Account;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bidder;
import sparecore.broker.orderbook.Matcher;
import sparecore.broker.orderbook.Misfit;
import sparecore.broker.orderbook.Supply;
import sparecore.money.Price;
import sparecore.money.Speed;

/** Looks through the asks as matching would, and orders nothing. */
final class Quotes {
    private static final Price NONE = new Price(0);

    private Quotes() {}

    static Reply of(MarketState state, Command.GetQuote command, HouseTerms house, long nowMillis) {
        Map<Misfit, Integer> misfits = new EnumMap<>(Misfit.class);
        List<Supply> fitting = new ArrayList<>();
        Bidder bidder = new Bidder(command.buyer(), Matching.points(state, command.buyer(), nowMillis));
        for (Ask ask : state.orders().asks()) {
            int free = Slots.free(state, ask);
            if (free == 0) {
                continue;
            }
            Optional<Misfit> misfit = Matcher.misfit(bidder, command.terms(), ask, nowMillis);
            if (misfit.isPresent()) {
                misfits.merge(misfit.get(), 1, Integer::sum);
            } else {
                fitting.add(new Supply(ask, free));
            }
        }
        fitting.sort(Comparator.comparing(supply -> supply.ask().price()));
        List<Supply> cheapest = cheapest(fitting, command.terms().slots());
        return new Reply.Quoted(new Quote(
                house.commission(),
                fitting.stream().mapToInt(Supply::slots).sum(),
                (int) fitting.stream()
                        .map(supply -> supply.ask().key().seller())
                        .distinct()
                        .count(),
                cheapest.stream().mapToInt(Supply::slots).sum(),
                cheapest.isEmpty() ? NONE : cheapest.get(0).ask().price(),
                mean(cheapest),
                cheapest.isEmpty()
                        ? NONE
                        : cheapest.get(cheapest.size() - 1).ask().price(),
                cheapest.stream()
                        .map(supply -> supply.ask().speed())
                        .max(Comparator.comparingLong(Speed::ppm))
                        .orElse(Speed.REFERENCE),
                counts(misfits),
                state.ledger().balance(new Account.Node(command.buyer()))));
    }

    /** So many slots of the cheapest supplies; the last one may be cut. */
    private static List<Supply> cheapest(List<Supply> byPrice, int wanted) {
        List<Supply> taken = new ArrayList<>();
        int left = wanted;
        for (Supply supply : byPrice) {
            if (left == 0) {
                break;
            }
            int slots = Math.min(left, supply.slots());
            taken.add(new Supply(supply.ask(), slots));
            left -= slots;
        }
        return taken;
    }

    private static Price mean(List<Supply> supplies) {
        BigInteger sum = BigInteger.ZERO;
        long slots = 0;
        for (Supply supply : supplies) {
            sum = sum.add(
                    BigInteger.valueOf(supply.ask().price().micro()).multiply(BigInteger.valueOf(supply.slots())));
            slots += supply.slots();
        }
        if (slots == 0) {
            return NONE;
        }
        BigInteger rounding = BigInteger.valueOf(slots - 1);
        return new Price(sum.add(rounding).divide(BigInteger.valueOf(slots)).longValueExact());
    }

    static List<Quote.Count> counts(Map<Misfit, Integer> misfits) {
        return misfits.entrySet().stream()
                .sorted(Map.Entry.<Misfit, Integer>comparingByValue().reversed())
                .map(entry -> new Quote.Count(entry.getKey().text(), entry.getValue()))
                .toList();
    }
}
