package sparecore.link;

/** The link closed before the answer came. */
public final class LinkClosedException extends Exception {
    public LinkClosedException(String reason) {
        super(reason);
    }
}
