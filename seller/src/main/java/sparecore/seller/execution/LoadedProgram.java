package sparecore.seller.execution;

import sparecore.content.Digest;

/** A program that was checked and can be run. Immutable; any thread. */
public interface LoadedProgram {
    /** SHA-256 of its file. */
    Digest digest();

    /** Size of its file. */
    long sizeBytes();

    /** How much of it is held in memory; the rest stays on disk. */
    int heldBytes();
}
