package sparecore.broker.ledger;

import sparecore.money.Credits;

/**
 * What a look through all accounts found.
 *
 * @param sum over all accounts: zero, or the books are broken
 * @param transfers how many there have ever been
 * @param problem what is wrong; empty if nothing is
 */
public record LedgerCheck(Credits sum, long transfers, String problem, Credits commissionEarned, Credits issued) {
    public boolean balanced() {
        return problem.isEmpty();
    }
}
