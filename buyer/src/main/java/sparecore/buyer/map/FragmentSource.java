package sparecore.buyer.map;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Where the fragments of a job come from, one at a time. Used by one thread at a time. */
public interface FragmentSource {
    /**
     * The next fragment, or empty at the end of the input. May wait for whoever writes the input.
     *
     * @throws sparecore.terminal.Failure if the input can't be cut into fragments
     */
    Optional<Fragment> next() throws IOException;

    /** How many fragments there are in all, where that is known before they are read. */
    default OptionalLong size() {
        return OptionalLong.empty();
    }

    /** Whether the next fragment is likely to come without waiting: if not, what was gathered so far should be sent. */
    boolean hasMoreAtOnce() throws IOException;
}
