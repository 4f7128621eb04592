package sparecore.buyer.market;

import java.io.IOException;
import sparecore.content.Digest;
import sparecore.content.StoredParts;

/** Where the bytes of a program come from. */
@FunctionalInterface
public interface ProgramSource {
    /** @throws IOException if the program cannot be read */
    StoredParts find(Digest program) throws IOException;
}
