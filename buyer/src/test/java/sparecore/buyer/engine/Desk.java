package sparecore.buyer.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.job.JobId;
import sparecore.buyer.journal.Recovery;
import sparecore.buyer.journal.SqliteJournal;
import sparecore.identity.NodeId;
import sparecore.result.Work;
import sparecore.store.Database;

/** The real core on the real journal, driven batch by batch as the engine does, without its thread. Can be killed and reborn. */
final class Desk implements AutoCloseable {
    private final Path file;
    private final Market market;
    private final Sellers sellers;
    private final LongSupplier clock;
    private final Workshop workshop;
    private final Random random;
    final List<String> happened = new ArrayList<>();
    private Database database;
    private Outbox outbox;
    Buying core;

    /** For jobs of which nothing is computed here. */
    Desk(Path file, Market market, Sellers sellers, LongSupplier clock) {
        this(file, market, sellers, clock, Desk::nothing, new Random(1));
    }

    private static void nothing(JobId job, int index, Work work) {
        throw new AssertionError("nobody asked for fragment " + index + " here");
    }

    Desk(Path file, Market market, Sellers sellers, LongSupplier clock, Workshop workshop, Random random) {
        this.workshop = workshop;
        this.random = random;
        this.file = file;
        this.market = market;
        this.sellers = sellers;
        this.clock = clock;
        this.database = Recovery.open(file);
        this.outbox = outbox();
        this.core = open();
    }

    private Outbox outbox() {
        return new Outbox(
                market,
                sellers,
                new Watchers() {
                    @Override
                    public void changed(JobId job) {}

                    @Override
                    public void happened(JobId job, Kind kind, String text, @Nullable NodeId seller) {
                        happened.add(kind + ": " + text);
                    }
                },
                workshop);
    }

    private Buying open() {
        SqliteJournal journal = new SqliteJournal(database);
        return new Buying(
                outbox,
                outbox,
                journal,
                outbox,
                clock,
                Recovery.jobs(database, journal, clock.getAsLong()),
                Recovery.experience(database, clock.getAsLong()),
                Recovery.budget(database).orElse(null),
                outbox,
                random);
    }

    /** One batch: committed, then seen. */
    void batch(List<Consumer<Buying>> events) {
        commit(events);
        outbox.release();
    }

    /** The first half of a batch: on disk, and nobody has seen it. */
    void commit(List<Consumer<Buying>> events) {
        database.transaction(() -> {
            events.forEach(event -> event.accept(core));
            core.settle();
            return 0;
        });
    }

    void batch(Consumer<Buying> event) {
        batch(List.of(event));
    }

    /** The process dies: all in memory is gone. A new one reads the journal. */
    void dieAndComeBack() {
        database.close();
        database = Recovery.open(file);
        outbox = outbox();
        core = open();
    }

    @Override
    public void close() {
        database.close();
    }
}
