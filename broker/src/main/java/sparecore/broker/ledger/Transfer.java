package sparecore.broker.ledger;

import sparecore.content.Id;
import sparecore.money.Credits;

/**
 * One move of credits.
 *
 * @param debit the account that gives
 * @param credit the account that takes
 * @param amount more than zero
 * @param command the id of what caused it: the operator's command, the bid or the lease
 * @param memo the operator's words; usually empty
 */
public record Transfer(TransferKind kind, Account debit, Account credit, Credits amount, Id command, String memo) {
    public Transfer {
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("a transfer moves more than nothing, not " + amount);
        }
        if (debit.equals(credit)) {
            throw new IllegalArgumentException("a transfer joins two accounts");
        }
    }

    public static Transfer of(TransferKind kind, Account debit, Account credit, Credits amount, Id command) {
        return new Transfer(kind, debit, credit, amount, command, "");
    }
}
