package sparecore.broker.door;

/** A request with a field that cannot be: it is refused, and the link goes on. */
final class MalformedException extends Exception {
    MalformedException(String message) {
        super(message);
    }
}
