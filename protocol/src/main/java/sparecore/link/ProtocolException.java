package sparecore.link;

/** A peer said something that the protocol does not allow. It ends that peer's link, nothing else. */
public final class ProtocolException extends Exception {
    public ProtocolException(String message) {
        super(message);
    }

    public ProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
