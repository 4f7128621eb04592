package sparecore.result;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import sparecore.content.Digest;
import sparecore.wire.AssignFragment;

/**
 * What a fragment asks for: the program, its arguments (the first one is its name), the bytes on its standard input, and its
 * limits. Equal work has equal results, on every machine.
 */
public record Work(Digest program, List<ByteString> arguments, ByteString input, RunLimits limits) {
    public static final int ARGUMENTS_MAX = 1_000;
    public static final int ARGUMENT_BYTES_MAX = 48 << 10;
    public static final int INPUT_BYTES_MAX = 4 << 20;

    public Work {
        arguments = List.copyOf(arguments);
        if (arguments.isEmpty() || arguments.size() > ARGUMENTS_MAX) {
            throw new IllegalArgumentException("a fragment has 1 to 1000 arguments, not " + arguments.size());
        }
        long bytes = 0;
        for (ByteString argument : arguments) {
            bytes += argument.size() + 1;
        }
        if (bytes > ARGUMENT_BYTES_MAX) {
            throw new IllegalArgumentException("a fragment's arguments have at most 48 KiB, not " + bytes
                    + " bytes: put large data on standard input");
        }
        if (arguments.stream().anyMatch(Work::hasZero)) {
            throw new IllegalArgumentException("an argument holds a zero byte, which a program could not see");
        }
        if (input.size() > INPUT_BYTES_MAX) {
            throw new IllegalArgumentException("a fragment's input has at most 4 MiB, not " + input.size()
                    + " bytes: cut it into smaller fragments");
        }
    }

    /** As it is asked of a seller, who is also told which assignment it is. */
    public AssignFragment.Builder toWire() {
        return AssignFragment.newBuilder()
                .setProgram(ByteString.copyFrom(program.toBytes()))
                .addAllArguments(arguments)
                .setInput(input)
                .setLimits(limits.toWire());
    }

    /** @throws IllegalArgumentException if it is no work, or more than a seller may be asked for */
    public static Work fromWire(AssignFragment message) {
        return new Work(
                Digest.fromBytes(message.getProgram().toByteArray()),
                message.getArgumentsList(),
                message.getInput(),
                RunLimits.fromWire(message.getLimits()));
    }

    private static boolean hasZero(ByteString argument) {
        for (int i = 0; i < argument.size(); i++) {
            if (argument.byteAt(i) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Names this work. Every part is preceded by its length, so that no two different works have the same bytes. */
    public Digest digest() {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(program.toBytes());
        sha256.update(ByteBuffer.allocate(44)
                .putLong(limits.memoryBytes())
                .putInt(limits.cpuSeconds())
                .putLong(limits.outputBytes())
                .putLong(limits.errorBytes())
                .putLong(limits.wallMillis())
                .putInt(arguments.size())
                .putInt(input.size())
                .array());
        for (ByteString argument : arguments) {
            sha256.update(ByteBuffer.allocate(4).putInt(argument.size()).array());
            sha256.update(argument.asReadOnlyByteBuffer());
        }
        sha256.update(input.asReadOnlyByteBuffer());
        return Digest.finish(sha256);
    }
}
