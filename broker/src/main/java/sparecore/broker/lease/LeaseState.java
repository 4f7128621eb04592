package sparecore.broker.lease;

import sparecore.number.Numbered;

/** Where a lease is in its life; see {@link LeaseRules}. The number is what the store keeps. */
public enum LeaseState implements Numbered {
    /** Both peers have the ticket; the buyer has not shown it yet. */
    MATCHED(1),
    /** The seller has seen the buyer. */
    ACTIVE(2),
    /** No more work; the seller may still settle. */
    ENDED(3),
    /** Nothing is owed any more, and the rest of the escrow has gone back. */
    CLOSED(4);

    private final int number;

    LeaseState(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such state */
    public static LeaseState ofNumber(int number) {
        return Numbered.of(LeaseState.class, number);
    }

    /** Whether the lease takes slots of its ask. */
    public boolean isLive() {
        return this == MATCHED || this == ACTIVE;
    }
}
