package sparecore.exchange;

import com.google.protobuf.ByteString;
import java.util.Locale;
import sparecore.content.IdBeginning;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.Explain;

/** What a person asks to be explained: "lease" or "bid", and its id or the beginning of it. Pure. */
public final class Named {
    private Named() {}

    /** @throws Failure if it names nothing that can be explained */
    public static Explain parse(String kind, String id) {
        return switch (kind) {
            case "lease" -> lease(id(id)).build();
            case "bid" -> bid(id(id)).build();
            default -> throw new Failure(ExitCode.USAGE, "'" + kind + "' cannot be explained: lease or bid");
        };
    }

    private static Explain.Builder lease(IdBeginning id) {
        return id.isWhole()
                ? Explain.newBuilder().setLeaseId(bytes(id))
                : Explain.newBuilder().setLeaseBegins(id.digits());
    }

    private static Explain.Builder bid(IdBeginning id) {
        return id.isWhole()
                ? Explain.newBuilder().setBidId(bytes(id))
                : Explain.newBuilder().setBidBegins(id.digits());
    }

    private static ByteString bytes(IdBeginning whole) {
        return ByteString.copyFrom(whole.lowest().toBytes());
    }

    private static IdBeginning id(String text) {
        try {
            return new IdBeginning(text.strip().toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "'" + text + "' is not an id: 32 hexadecimal digits, or the first " + IdBeginning.DIGITS_MIN
                            + " or more of them",
                    e);
        }
    }
}
