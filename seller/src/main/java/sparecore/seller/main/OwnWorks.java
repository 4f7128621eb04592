package sparecore.seller.main;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import sparecore.content.Digest;
import sparecore.content.StoredParts;
import sparecore.exchange.DisputedWorks;
import sparecore.result.Work;
import sparecore.seller.door.DisputedPrograms;
import sparecore.seller.journal.Journal;
import sparecore.seller.programs.KeptPrograms;
import sparecore.seller.programs.ProgramCache;

/** What the journal's evidence is about, with the programs that are kept for it. Any thread. */
final class OwnWorks implements DisputedWorks, DisputedPrograms {
    private final Journal journal;
    private final ProgramCache cache;
    private final KeptPrograms programs;

    OwnWorks(Journal journal, ProgramCache cache, KeptPrograms programs) {
        this.journal = journal;
        this.cache = cache;
        this.programs = programs;
    }

    @Override
    public Optional<Found> find(long number) throws IOException {
        try {
            Optional<Work> work = journal.disputedWork(number).join();
            if (work.isEmpty()) {
                return Optional.empty();
            }
            return programs.find(work.get().program()).map(parts -> new Found(work.get(), parts));
        } catch (CompletionException e) {
            throw new IOException("the journal cannot be read", e);
        }
    }

    @Override
    public Optional<StoredParts> stored(Digest program) {
        return cache.stored(program);
    }

    @Override
    public void keep(Digest program, StoredParts parts) {
        programs.keep(program, parts);
    }
}
