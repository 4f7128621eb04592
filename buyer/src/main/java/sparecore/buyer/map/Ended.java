package sparecore.buyer.map;

import com.google.protobuf.ByteString;

/**
 * A fragment's end, wherever it ran.
 *
 * @param line its place in the input, from zero
 * @param label what tells it from the others, for people
 * @param ending how it ended, for people
 * @param unsupported the calls that the program asked for and that there are not, for people; or an empty string
 * @param succeeded whether it was accepted and the program says that all went well
 * @param exitCode the program's exit status if it ended by itself, otherwise 0
 * @param signal the signal that killed it, or 0
 * @param output standard output
 * @param error the beginning of standard error
 * @param cpuMicros CPU time of the accepted run in microseconds
 * @param paidMicro micro-credits paid for all its replicas
 * @param replicas how many runs it took
 */
public record Ended(
        long line,
        String label,
        State state,
        String ending,
        String unsupported,
        boolean succeeded,
        int exitCode,
        int signal,
        ByteString output,
        ByteString error,
        long cpuMicros,
        long paidMicro,
        int replicas) {

    /** What became of it. */
    public enum State {
        /** It ran and its result is certain, be it good or bad. */
        ACCEPTED,
        /** It was given up: the sellers never agreed, or the job was cancelled. */
        ABANDONED,
        /** It could not be sent. */
        REFUSED
    }

    static Ended refused(Fragment fragment) {
        return new Ended(
                fragment.line(),
                fragment.label(),
                State.REFUSED,
                "not sent: " + fragment.refusal(),
                "",
                false,
                0,
                0,
                ByteString.EMPTY,
                ByteString.EMPTY,
                0,
                0,
                0);
    }

    /** The same with other output, for one whose output waits elsewhere. */
    Ended withOutput(ByteString bytes) {
        return new Ended(
                line,
                label,
                state,
                ending,
                unsupported,
                succeeded,
                exitCode,
                signal,
                bytes,
                error,
                cpuMicros,
                paidMicro,
                replicas);
    }
}
