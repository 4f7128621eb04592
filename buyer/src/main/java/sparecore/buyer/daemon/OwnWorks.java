package sparecore.buyer.daemon;

import java.io.IOException;
import java.util.Optional;
import sparecore.buyer.journal.JournalReader;
import sparecore.buyer.journal.ProgramShelf;
import sparecore.exchange.DisputedWorks;
import sparecore.result.Work;

/** What the journal's evidence is about, with the programs of the shelf. Any thread. */
final class OwnWorks implements DisputedWorks {
    private final JournalReader journal;
    private final ProgramShelf programs;

    OwnWorks(JournalReader journal, ProgramShelf programs) {
        this.journal = journal;
        this.programs = programs;
    }

    @Override
    public Optional<Found> find(long number) throws IOException {
        Optional<Work> work = journal.disputedWork(number);
        return work.isEmpty()
                ? Optional.empty()
                : Optional.of(new Found(work.get(), programs.find(work.get().program())));
    }
}
