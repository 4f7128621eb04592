package sparecore.buyer.job;

import com.google.protobuf.ByteString;
import java.util.Locale;
import sparecore.identity.NodeId;

/**
 * How a result that was not accepted differs from the accepted one.
 *
 * @param index of the fragment
 * @param seller who gave it
 * @param text for people
 * @param machine what its seller says that it runs on; empty where it is not known any more
 * @param others the same of those whose result was accepted
 */
public record Difference(int index, NodeId seller, String text, String machine, String others) {
    /** Of two outputs: the first byte that differs, counted from zero. */
    public static String between(ByteString accepted, ByteString other) {
        int common = Math.min(accepted.size(), other.size());
        for (int at = 0; at < common; at++) {
            if (accepted.byteAt(at) != other.byteAt(at)) {
                return String.format(
                        Locale.ROOT,
                        "byte %d of its output is %s and not %s",
                        at,
                        show(other.byteAt(at)),
                        show(accepted.byteAt(at)));
            }
        }
        return accepted.size() == other.size()
                ? "its output is the same, but not how it ended"
                : String.format(
                        Locale.ROOT, "its output has %d bytes and not %d, equal so far", other.size(), accepted.size());
    }

    private static String show(byte value) {
        return value > ' ' && value < 127 ? "'" + (char) value + "'" : String.format(Locale.ROOT, "0x%02x", value);
    }
}
