package sparecore.broker.dispute;

import sparecore.content.Id;

/**
 * One dispute.
 *
 * <pre>
 *                  open, signatures tell   referee         time
 * (none)           UPHELD or DISMISSED
 * (none)           NEEDS_REFEREE where they do not
 * NEEDS_REFEREE                            UPHELD or DISMISSED   LAPSED after 14 days
 * all others       the same answer         too late        same
 * </pre>
 *
 * @param number how both sides and the operator name it
 * @param command under which it was opened: once
 * @param host where its claimant was, so that one address does not open all that there may be
 * @param why for both sides
 * @param decidedAtMillis zero while a referee is needed
 */
public record Dispute(
        long number,
        Id command,
        Matter matter,
        String host,
        DisputeState state,
        String why,
        long openedAtMillis,
        long decidedAtMillis) {
    /** Long enough for an operator's holidays. */
    public static final long REFEREE_MILLIS_MAX = 14L * 24 * 3_600_000;

    public Dispute {
        if (state.isFinal() != (decidedAtMillis != 0)) {
            throw new IllegalArgumentException("a dispute that is " + state + " and decided at " + decidedAtMillis);
        }
    }

    public static Dispute opened(long number, Id command, Matter matter, String host, Verdict verdict, long nowMillis) {
        return new Dispute(
                number,
                command,
                matter,
                host,
                verdict.state(),
                verdict.why(),
                nowMillis,
                verdict.state().isFinal() ? nowMillis : 0);
    }

    public Dispute decided(DisputeState newState, String newWhy, long nowMillis) {
        return new Dispute(number, command, matter, host, newState, newWhy, openedAtMillis, nowMillis);
    }

    public boolean isDue(long nowMillis) {
        return !state.isFinal() && nowMillis - openedAtMillis >= REFEREE_MILLIS_MAX;
    }
}
