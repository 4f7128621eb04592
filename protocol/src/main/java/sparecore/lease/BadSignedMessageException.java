package sparecore.lease;

/** A signed message from a peer that is malformed or not signed by whom it claims. The peer that sent it is at fault. */
public final class BadSignedMessageException extends Exception {
    public BadSignedMessageException(String message) {
        super(message);
    }
}
