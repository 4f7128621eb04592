package sparecore.broker.cashier;

/** REQUESTED → CONFIRMED or REFUSED by the operator, or CANCELLED by the owner. The number crosses wire and disk. */
public enum MoneyState {
    REQUESTED(1),
    CONFIRMED(2),
    REFUSED(3),
    CANCELLED(4);

    private final int number;

    MoneyState(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such state */
    public static MoneyState ofNumber(int number) {
        for (MoneyState state : values()) {
            if (state.number == number) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state of a request has the number " + number);
    }
}
