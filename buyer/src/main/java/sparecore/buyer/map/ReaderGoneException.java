package sparecore.buyer.map;

/** Whoever read standard output wanted no more, as {@code head} does: the end of the work, and nothing to complain about. */
final class ReaderGoneException extends RuntimeException {
    ReaderGoneException(OutputClosedException cause) {
        super(cause);
    }
}
