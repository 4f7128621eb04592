package sparecore.broker.cashier;

import sparecore.number.Numbered;

/**
 * REQUESTED → CONFIRMED or REFUSED by the operator, CANCELLED by the owner, or EXPIRED by time, which only a deposit is: a withdrawal has
 * set credits aside and waits. The number crosses wire and disk.
 */
public enum MoneyState implements Numbered {
    REQUESTED(1),
    CONFIRMED(2),
    REFUSED(3),
    CANCELLED(4),
    EXPIRED(5);

    private final int number;

    MoneyState(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such state */
    public static MoneyState ofNumber(int number) {
        return Numbered.of(MoneyState.class, number);
    }
}
