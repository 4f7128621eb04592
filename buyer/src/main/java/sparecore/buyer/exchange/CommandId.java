package sparecore.buyer.exchange;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Function;
import picocli.CommandLine.Option;
import sparecore.content.Id;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** The id under which something is done once, as an option: whoever was cut off before the answer repeats it. */
final class CommandId {
    private static final int DIGITS = 32;

    @Option(
            names = "--id",
            paramLabel = "ID",
            defaultValue = "",
            description = "repeats an earlier command that may or may not have come through: it is done once")
    private String id = "";

    /** @throws Failure of the command, which names the id to repeat it with if its fate is unknown */
    <T> T once(Function<ByteString, T> command) {
        ByteString bytes =
                id.isEmpty() ? ByteString.copyFrom(Id.random(new SecureRandom()).toBytes()) : parsed();
        try {
            return command.apply(bytes);
        } catch (Failure e) {
            throw new Failure(
                    e.exitCode(),
                    e.getMessage() + " (to repeat this very command: --id "
                            + HexFormat.of().formatHex(bytes.toByteArray()) + ")",
                    e);
        }
    }

    ByteString parsed() {
        if (id.length() != DIGITS || !id.matches("[0-9a-fA-F]+")) {
            throw new Failure(ExitCode.USAGE, "--id is 32 hexadecimal digits");
        }
        return ByteString.copyFrom(HexFormat.of().parseHex(id));
    }
}
