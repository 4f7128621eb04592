package sparecore.broker.ledger;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import sparecore.money.Credits;

/**
 * All accounts and what lies in them. {@link #apply} is the only change. No account but {@link Account.House#ISSUED} is ever below
 * zero; a transfer that would break this is a bug of the caller, which has to ask first. Owned by one thread.
 */
public final class Ledger {
    private final Map<Account, Credits> balances = new HashMap<>();
    private long transfers;

    /** An empty ledger. */
    public Ledger() {}

    /** A ledger as the store kept it. Run {@link #check} on it. */
    public Ledger(Map<Account, Credits> balances, long transfers) {
        this.balances.putAll(balances);
        this.transfers = transfers;
    }

    /** Zero for an account that nothing has touched. */
    public Credits balance(Account account) {
        return balances.getOrDefault(account, Credits.ZERO);
    }

    public Map<Account, Credits> balances() {
        return Collections.unmodifiableMap(balances);
    }

    public long transfers() {
        return transfers;
    }

    /**
     * Moves the credits, or changes nothing.
     *
     * @throws IllegalStateException if the account that gives has too little
     * @throws ArithmeticException if an amount does not fit
     */
    public void apply(Transfer transfer) {
        Credits debited = balance(transfer.debit()).minus(transfer.amount());
        Credits credited = balance(transfer.credit()).plus(transfer.amount());
        if (debited.isNegative() && transfer.debit() != Account.House.ISSUED) {
            throw new IllegalStateException(
                    "the account " + transfer.debit() + " lacks " + debited.negated() + " credits for " + transfer);
        }
        put(transfer.debit(), debited);
        put(transfer.credit(), credited);
        transfers++;
    }

    private void put(Account account, Credits balance) {
        if (account.kind().isPassing() && balance.equals(Credits.ZERO)) {
            balances.remove(account);
            return;
        }
        balances.put(account, balance);
    }

    /** Adds up all accounts. */
    public LedgerCheck check() {
        Credits sum = Credits.ZERO;
        String problem = "";
        for (Map.Entry<Account, Credits> entry : balances.entrySet()) {
            sum = sum.plus(entry.getValue());
            if (entry.getValue().isNegative() && entry.getKey() != Account.House.ISSUED) {
                problem = "the account " + entry.getKey().kind().label() + " "
                        + entry.getKey().name() + " is below zero: " + entry.getValue();
            }
        }
        if (!sum.equals(Credits.ZERO)) {
            problem = "the accounts add up to " + sum + " instead of zero";
        }
        return new LedgerCheck(
                sum,
                transfers,
                problem,
                balance(Account.House.COMMISSION),
                balance(Account.House.ISSUED).negated());
    }
}
