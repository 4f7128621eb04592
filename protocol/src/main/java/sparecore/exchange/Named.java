package sparecore.exchange;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.Explain;

/** What a person asks to be explained: "lease" or "bid", and its id. Pure. */
public final class Named {
    private static final int ID_DIGITS = 32;

    private Named() {}

    /** @throws Failure if it names nothing that can be explained */
    public static Explain parse(String kind, String id) {
        return switch (kind) {
            case "lease" -> Explain.newBuilder().setLeaseId(id(id)).build();
            case "bid" -> Explain.newBuilder().setBidId(id(id)).build();
            default -> throw new Failure(ExitCode.USAGE, "'" + kind + "' cannot be explained: lease or bid");
        };
    }

    private static ByteString id(String text) {
        String digits = text.strip();
        if (digits.length() != ID_DIGITS || !digits.matches("[0-9a-fA-F]+")) {
            throw new Failure(ExitCode.USAGE, "'" + text + "' is not an id: 32 hexadecimal digits, as --json shows it");
        }
        return ByteString.copyFrom(HexFormat.of().parseHex(digits));
    }
}
