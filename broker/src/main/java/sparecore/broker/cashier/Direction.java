package sparecore.broker.cashier;

import sparecore.number.Numbered;

/** Which way money goes; the number crosses wire and disk. */
public enum Direction implements Numbered {
    /** Paid to the operator outside; the credits are issued when it confirms. */
    DEPOSIT(1),
    /** The credits are set aside at once; they are gone when the operator confirms that it has paid outside. */
    WITHDRAWAL(2);

    private final int number;

    Direction(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such direction */
    public static Direction ofNumber(int number) {
        return Numbered.of(Direction.class, number);
    }
}
