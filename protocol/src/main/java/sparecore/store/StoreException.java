package sparecore.store;

/** The store could not do what was asked: a full disk, a broken file, another writer. Says the operation and the cause. */
public final class StoreException extends RuntimeException {
    public StoreException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
