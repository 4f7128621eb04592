package sparecore.seller.rating;

/** The slots could not be rated, so they cannot be sold. The message says why. */
public final class RatingFailedException extends Exception {
    public RatingFailedException(String message) {
        super(message);
    }
}
