package sparecore.seller.door;

import java.util.Optional;
import sparecore.content.Digest;
import sparecore.content.StoredParts;

/** What keeps the programs of results that a buyer does not accept, so that somebody else can run them. Any thread. */
public interface DisputedPrograms {
    /** Where nothing is kept. */
    DisputedPrograms NONE = new DisputedPrograms() {
        @Override
        public Optional<StoredParts> stored(Digest program) {
            return Optional.empty();
        }

        @Override
        public void keep(Digest program, StoredParts parts) {}
    };

    /** Where a program lies that is ready to run. */
    Optional<StoredParts> stored(Digest program);

    /** Keeps the program from now on, as far as there is room, and if it is still there. Blocks on the disk. */
    void keep(Digest program, StoredParts parts);
}
