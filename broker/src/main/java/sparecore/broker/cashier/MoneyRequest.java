package sparecore.broker.cashier;

import sparecore.content.Id;
import sparecore.money.Credits;

/**
 * A deposit or a withdrawal.
 *
 * @param number how the operator names it
 * @param details for the operator: how it was paid, or where to pay to
 * @param reference the operator's reference to the payment outside, or why it was refused; empty until then
 * @param decidedAtMillis zero while it waits
 */
public record MoneyRequest(
        long number,
        MoneyKey key,
        Direction direction,
        Credits amount,
        String details,
        MoneyState state,
        String reference,
        long requestedAtMillis,
        long decidedAtMillis) {
    public static final int TEXT_LENGTH_MAX = 200;

    /** Long enough for any bank. */
    public static final long DEPOSIT_WAITS_MILLIS_MAX = 30L * 24 * 3_600_000;

    /** Above what any market needs; sums of all requests stay far from overflow. */
    public static final Credits AMOUNT_MAX = Credits.ofWhole(1_000_000_000);

    public MoneyRequest {
        requireSound(amount, details);
        if ((state == MoneyState.REQUESTED) != (decidedAtMillis == 0)) {
            throw new IllegalArgumentException("a request that is " + state + " and decided at " + decidedAtMillis);
        }
    }

    public static MoneyRequest placed(
            long number, MoneyKey key, Direction direction, Credits amount, String details, long nowMillis) {
        return new MoneyRequest(number, key, direction, amount, details, MoneyState.REQUESTED, "", nowMillis, 0);
    }

    /** What a request may say. @throws IllegalArgumentException with what is wrong */
    public static void requireSound(Credits amount, String details) {
        if (!amount.isPositive() || amount.compareTo(AMOUNT_MAX) > 0) {
            throw new IllegalArgumentException("an amount lies above 0 and up to " + AMOUNT_MAX + ", not " + amount);
        }
        requireText(details);
    }

    /** What people write to each other through the broker: short, and nothing that moves a terminal's cursor. */
    public static void requireText(String text) {
        if (text.length() > TEXT_LENGTH_MAX || !text.matches("[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]*")) {
            throw new IllegalArgumentException("a text has at most 200 printable characters");
        }
    }

    /** Whether it is a deposit whose money has not come for so long that nobody expects it any more. */
    public boolean isDue(long nowMillis) {
        return waits() && direction == Direction.DEPOSIT && nowMillis - requestedAtMillis >= DEPOSIT_WAITS_MILLIS_MAX;
    }

    public Id command() {
        return key.command();
    }

    public boolean waits() {
        return state == MoneyState.REQUESTED;
    }

    /** Whether a repeated command asks for this very one. */
    public boolean asksFor(Direction otherDirection, Credits otherAmount, String otherDetails) {
        return direction == otherDirection && amount.equals(otherAmount) && details.equals(otherDetails);
    }

    public MoneyRequest decided(MoneyState newState, String newReference, long nowMillis) {
        return new MoneyRequest(
                number, key, direction, amount, details, newState, newReference, requestedAtMillis, nowMillis);
    }
}
