package sparecore.buyer.jobs;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** What the daemon's gRPC status codes mean for whoever typed a command. Pure. */
final class Refusals {
    private Refusals() {}

    /**
     * Whether the daemon can't be reached: it has not been started, or has gone away. One that stops resets its streams, which gRPC
     * tells as CANCELLED.
     */
    static boolean isLost(Failure failure) {
        return failure.getCause() instanceof StatusRuntimeException refusal
                && (refusal.getStatus().getCode() == Status.Code.UNAVAILABLE
                        || refusal.getStatus().getCode() == Status.Code.CANCELLED);
    }

    static Failure explain(StatusRuntimeException refusal, Path socket) {
        Status status = refusal.getStatus();
        String said = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        return switch (status.getCode()) {
            case UNAVAILABLE ->
                new Failure(ExitCode.MARKET, status.getCause() == null ? said : notThere(socket), refusal);
            case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, OUT_OF_RANGE ->
                new Failure(ExitCode.USAGE, said, refusal);
            case CANCELLED -> new Failure(ExitCode.MARKET, "the buyer daemon has stopped", refusal);
            case FAILED_PRECONDITION, PERMISSION_DENIED, ABORTED -> new Failure(ExitCode.MARKET, said, refusal);
            case RESOURCE_EXHAUSTED, DATA_LOSS -> new Failure(ExitCode.ENVIRONMENT, said, refusal);
            case DEADLINE_EXCEEDED ->
                new Failure(ExitCode.ENVIRONMENT, "the buyer daemon does not answer: restart it", refusal);
            case OK, UNKNOWN, UNIMPLEMENTED, INTERNAL, UNAUTHENTICATED ->
                new Failure(ExitCode.BUG, "the buyer daemon failed: " + said, refusal);
        };
    }

    /** A status that comes from the daemon has no cause here; one that gRPC makes for want of a connection has. */
    private static String notThere(Path socket) {
        return "no buyer daemon answers at " + socket
                + ": start one with `sparecore buyer run`, or name its folder with --data";
    }
}
