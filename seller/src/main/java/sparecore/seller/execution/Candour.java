package sparecore.seller.execution;

import java.util.Optional;
import sparecore.content.Digest;

/** Whether a seller keeps its promises. All do, but those that a demonstration or test makes cheats. Thread-safe. */
public interface Candour {
    Candour HONEST = new Candour() {
        @Override
        public Digest seal(Digest work, Digest honest) {
            return honest;
        }

        @Override
        public Optional<RunEnd.Completed> shown(Digest work, RunEnd.Completed run) {
            return Optional.of(run);
        }
    };

    /** What it commits to, where an honest seller would commit to this. */
    Digest seal(Digest work, Digest honest);

    /** What it shows when it is asked for the run that it has committed to; nothing: it never does. */
    Optional<RunEnd.Completed> shown(Digest work, RunEnd.Completed run);
}
