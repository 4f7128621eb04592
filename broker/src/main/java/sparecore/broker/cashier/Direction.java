package sparecore.broker.cashier;

/** Which way money goes; the number crosses wire and disk. */
public enum Direction {
    /** Paid to the operator outside; the credits are issued when it confirms. */
    DEPOSIT(1),
    /** The credits are set aside at once; they are gone when the operator confirms that it has paid outside. */
    WITHDRAWAL(2);

    private final int number;

    Direction(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such direction */
    public static Direction ofNumber(int number) {
        for (Direction direction : values()) {
            if (direction.number == number) {
                return direction;
            }
        }
        throw new IllegalArgumentException("no direction of money has the number " + number);
    }
}
