package sparecore.buyer.pack;

import java.util.List;

/**
 * A system call that the runtime has answered.
 *
 * @param thread the thread's number
 * @param call its number
 * @param arguments six
 * @param result what the program got; a negative errno number if it failed, or a number of its own if the program ended before
 */
public record TracedCall(long thread, int call, List<Long> arguments, long result) {
    private static final int ERRNO_MAX = 4095;
    /** RESULT_SWITCHED of {@code buyer/runtime/threads/threads.h}: the program ended while the call waited. */
    private static final long UNFINISHED = -5002;

    /** Copies the list. */
    public TracedCall {
        arguments = List.copyOf(arguments);
    }

    /** One line, as strace(1) would begin it. */
    public String describe() {
        StringBuilder line = new StringBuilder();
        line.append('[')
                .append(thread)
                .append("] ")
                .append(CallNames.name(call))
                .append('(');
        for (int i = 0; i < arguments.size(); i++) {
            line.append(i == 0 ? "" : ", ").append(number(arguments.get(i)));
        }
        line.append(") = ");
        if (result == UNFINISHED) {
            return line.append('?').toString();
        }
        boolean failed = result < 0 && result >= -ERRNO_MAX;
        return line.append(failed ? "error " + -result : number(result)).toString();
    }

    private static String number(long value) {
        return value >= -ERRNO_MAX && value < 65536 ? Long.toString(value) : "0x" + Long.toHexString(value);
    }
}
