package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import sparecore.api.broker.AccountRow;
import sparecore.api.broker.BrokerStatus;
import sparecore.identity.NodeId;

/**
 * What the broker's books say when nobody trades any more, in micro-credits.
 *
 * @param spent what the buyer was given, less what it has
 * @param earned what each of the others has
 */
record Ledger(long spent, Map<NodeId, Long> earned, long commission) {
    private static final String NODE = "node";

    /** Whether a bid or a lease still holds money. */
    static boolean isAnythingHeld(BrokerStatus books) {
        return books.getAccountsList().stream().anyMatch(account -> isHolding(account) && account.getBalance() != 0);
    }

    private static boolean isHolding(AccountRow account) {
        return account.getKind().equals("hold") || account.getKind().equals("escrow");
    }

    /** Reads the books, which must balance, with nothing held and every micro-credit that the buyer spent found again. */
    static Ledger balanced(BrokerStatus books, NodeId buyer) {
        assertThat(books.getLedger().getBalanced())
                .as(books.getLedger().getProblem())
                .isTrue();
        assertThat(books.getLedger().getSum()).isZero();
        assertThat(books.getAccountsList().stream()
                        .mapToLong(AccountRow::getBalance)
                        .sum())
                .as("the sum over all accounts")
                .isZero();
        assertThat(isAnythingHeld(books)).as("a hold or an escrow is left").isFalse();
        Map<NodeId, Long> nodes = new HashMap<>();
        books.getAccountsList().stream()
                .filter(account -> account.getKind().equals(NODE))
                .forEach(account -> nodes.put(NodeId.fromWire(account.getNode()), account.getBalance()));
        Long left = nodes.remove(buyer);
        long spent = books.getLedger().getIssued() - (left == null ? 0 : left);
        Ledger ledger = new Ledger(spent, Map.copyOf(nodes), books.getLedger().getCommissionEarned());
        assertThat(ledger.earnedInAll() + ledger.commission())
                .as("what sellers and broker earned")
                .isEqualTo(spent);
        return ledger;
    }

    long earnedInAll() {
        return earned.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What this node has. */
    long earnedBy(NodeId seller) {
        return earned.getOrDefault(seller, 0L);
    }

    /** What has changed since then. */
    Ledger since(Ledger before) {
        Map<NodeId, Long> more = new HashMap<>();
        earned.forEach((seller, now) -> {
            if (now != before.earnedBy(seller)) {
                more.put(seller, now - before.earnedBy(seller));
            }
        });
        return new Ledger(spent - before.spent(), Map.copyOf(more), commission - before.commission());
    }
}
