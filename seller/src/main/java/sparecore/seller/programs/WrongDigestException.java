package sparecore.seller.programs;

/** The bytes of a program are not those that its digest names: whoever sent them is at fault. */
public final class WrongDigestException extends Exception {
    public WrongDigestException(String message) {
        super(message);
    }
}
