package sparecore.sandbox.stub;

import java.util.List;

/**
 * The finished lock-down.
 *
 * @param bytes its constants and code, to be mapped read-only and executable at the ordered address
 * @param entry the address where it starts
 * @param steps its steps, the first of which has number 1
 */
public record Stub(byte[] bytes, long entry, List<Step> steps) {
    /** The stub takes at most two pages; a test builds the largest one. */
    public static final int BYTES_MAX = 8192;
    /** A failed step ends the process with this status plus its number. */
    public static final int FAILURE_STATUS = 100;
    /** Written to standard output when the lock-down is complete. */
    public static final byte READY_BYTE = 'R';

    /** A message to a template: make a run, whose start block is in its pipe. */
    public static final byte MAKE_RUN = 'R';
    /** A message to a template: make a process that has time until its start block comes. */
    public static final byte MAKE_SPARE = 'S';

    /** Checks the size and the number of steps. */
    public Stub {
        steps = List.copyOf(steps);
        if (bytes.length > BYTES_MAX || FAILURE_STATUS + steps.size() > 255) {
            throw new IllegalStateException("stub of " + bytes.length + " bytes and " + steps.size() + " steps");
        }
    }
}
