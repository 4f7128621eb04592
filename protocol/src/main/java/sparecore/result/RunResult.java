package sparecore.result;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import sparecore.content.Digest;
import sparecore.lease.LeaseId;
import sparecore.wire.ResultStatement;

/**
 * What a seller says about one run.
 *
 * @param assignment unique within the lease
 * @param work {@link Work#digest} of what was asked
 * @param output the digest of all that the program wrote to standard output
 * @param cpuMicros CPU time of the run, user and system, in microseconds
 */
public record RunResult(
        LeaseId lease,
        long assignment,
        Digest work,
        Ending ending,
        int exitCode,
        int signal,
        Digest output,
        long cpuMicros) {
    /**
     * The longest CPU limit and what may pass until it strikes. At the highest price and speed it still makes an amount that fits:
     * 90,000 s × 10^12 micro-credits × 100 = 9.0·10^18 < 2^63.
     */
    public static final long CPU_MICROS_MAX = 90_000_000_000L;

    public RunResult {
        if (cpuMicros < 0 || cpuMicros > CPU_MICROS_MAX) {
            throw new IllegalArgumentException(
                    "a run used between 0 and 90,000 s of CPU time, not " + cpuMicros + " µs");
        }
    }

    ResultStatement toWire() {
        return ResultStatement.newBuilder()
                .setLeaseId(lease.toWire())
                .setAssignment(assignment)
                .setWork(ByteString.copyFrom(work.toBytes()))
                .setEnding(ending.toWire())
                .setExitCode(exitCode)
                .setSignal(signal)
                .setOutputDigest(ByteString.copyFrom(output.toBytes()))
                .setCpuMicros(cpuMicros)
                .build();
    }

    /** @throws IllegalArgumentException if the message is not one that any seller of ours would write */
    public static RunResult fromWire(ResultStatement message) {
        return new RunResult(
                LeaseId.fromWire(message.getLeaseId()),
                message.getAssignment(),
                Digest.fromBytes(message.getWork().toByteArray()),
                Ending.fromWire(message.getEnding()),
                message.getExitCode(),
                message.getSignal(),
                Digest.fromBytes(message.getOutputDigest().toByteArray()),
                message.getCpuMicros());
    }

    /**
     * What is voted on: results are equal when this is. It joins how the run ended and, where that is the same on every machine,
     * its status and output; CPU time is not part of it.
     */
    public Digest answer() {
        MessageDigest sha256 = Digest.sha256();
        boolean whole = ending.outputCounts();
        sha256.update(work.toBytes());
        sha256.update(ByteBuffer.allocate(12)
                .putInt(ending.toWire().getNumber())
                .putInt(whole ? exitCode : 0)
                .putInt(whole ? signal : 0)
                .array());
        if (whole) {
            sha256.update(output.toBytes());
        }
        return Digest.finish(sha256);
    }

    /** Whether the program itself says that all went well. */
    public boolean succeeded() {
        return ending == Ending.EXITED && exitCode == 0;
    }

    public String describe() {
        return ending.describe(exitCode, signal);
    }
}
