package sparecore.buyer.market;

import java.io.IOException;
import sparecore.content.Digest;

/** Where the bytes of a program come from. */
@FunctionalInterface
public interface ProgramSource {
    /** @throws IOException if the program cannot be read */
    byte[] read(Digest program) throws IOException;
}
