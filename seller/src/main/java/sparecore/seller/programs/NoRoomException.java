package sparecore.seller.programs;

/** There is no room for more now: all of it is in use. */
public final class NoRoomException extends Exception {
    public NoRoomException(String message) {
        super(message);
    }
}
