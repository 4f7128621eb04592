package sparecore.sandbox.process;

/**
 * The bytes of one run.
 *
 * @param startBlock what the lock-down reads first
 * @param input standard input
 * @param source a descriptor that more input comes from, or {@link #NO_SOURCE}
 * @param output where standard output goes; more than it takes kills the process
 * @param error where standard error goes; more than it takes is dropped
 */
public record Exchanged(byte[] startBlock, byte[] input, int source, OutputSink output, OutputSink error) {
    /** Input ends with the array. */
    public static final int NO_SOURCE = PollSet.NONE;
}
