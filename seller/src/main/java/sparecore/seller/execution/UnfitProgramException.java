package sparecore.seller.execution;

/** The program cannot be run here, known before anything of it ran. The message may be shown to its owner. */
public final class UnfitProgramException extends Exception {
    public UnfitProgramException(String message) {
        super(message);
    }
}
