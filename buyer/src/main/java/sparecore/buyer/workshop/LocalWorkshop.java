package sparecore.buyer.workshop;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.buyer.engine.Workshop;
import sparecore.buyer.job.JobId;
import sparecore.buyer.market.EventSink;
import sparecore.buyer.market.ProgramSource;
import sparecore.content.Digest;
import sparecore.content.StoredParts;
import sparecore.identity.NodeKey;
import sparecore.result.RunResult;
import sparecore.result.SignedResult;
import sparecore.result.Work;
import sparecore.sandbox.Invocation;
import sparecore.sandbox.Program;
import sparecore.sandbox.Run;
import sparecore.sandbox.RunReport;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.SandboxPolicy;
import sparecore.sandbox.SandboxUnavailableException;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.image.PartedFile;

/**
 * Runs fragments in this machine's sandbox, one after the other: the same program, arguments, input
 * and limits as on the market, and so the same answer. The sandbox is opened when it is needed first. Thread-safe.
 */
public final class LocalWorkshop implements Workshop, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalWorkshop.class);

    private static final long CLOSE_SECONDS = 5;

    private final NodeKey key;
    private final EventSink events;
    private final ProgramSource programs;
    private final ExecutorService thread;
    private final Set<Run> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private @Nullable Sandbox sandbox;
    private @Nullable Program last;

    /** @param key signs the results, as a seller's would */
    public LocalWorkshop(NodeKey key, EventSink events, ProgramSource programs) {
        this.key = key;
        this.events = events;
        this.programs = programs;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "workshop");
            made.setDaemon(true);
            return made;
        });
    }

    /** The engine has no more than a few of each job here at once. */
    @Override
    public void compute(JobId job, int index, Work work) {
        thread.execute(() -> {
            if (!closed) {
                carryOut(job, index, work);
            }
        });
    }

    private void carryOut(JobId job, int index, Work work) {
        try {
            RunReport report = run(work);
            if (closed) {
                return;
            }
            Optional<RunResult> result = MarketTerms.result(work, report);
            if (result.isEmpty()) {
                fail(job, index, report.describe());
                return;
            }
            ByteString output = UnsafeByteOperations.unsafeWrap(report.output());
            ByteString error = UnsafeByteOperations.unsafeWrap(report.error());
            SignedResult signed = SignedResult.sign(result.get(), key);
            events.deliver(core -> core.ownComputed(job, index, signed, output, error));
        } catch (IOException | BadProgramException | SandboxUnavailableException | RuntimeException e) {
            fail(job, index, String.valueOf(e.getMessage()));
        }
    }

    private void fail(JobId job, int index, String why) {
        log.warn("cannot compute fragment {} of job {} here: {}", index, job, why);
        events.deliver(core -> core.ownFailed(job, index, why));
    }

    private RunReport run(Work work) throws IOException, BadProgramException, SandboxUnavailableException {
        Sandbox place = open();
        Program program = program(work.program());
        place.requireRuns(program);
        Invocation invocation = MarketTerms.invocation(work.arguments(), work.input());
        Run run = place.start(program, MarketTerms.limits(work.limits()), invocation);
        running.add(run);
        try {
            if (closed) {
                run.kill();
            }
            return run.await();
        } finally {
            running.remove(run);
        }
    }

    /** One program is kept: a job's fragments all have the same. */
    private Program program(Digest digest) throws IOException, BadProgramException {
        Program known = last;
        if (known != null && known.sha256().equals(digest.toHex())) {
            return known;
        }
        StoredParts file = programs.find(digest);
        Program parsed = Program.parse(PartedFile.of(file.first(), file.rest(PartedFile.Part::new)));
        last = parsed;
        return parsed;
    }

    private Sandbox open() throws SandboxUnavailableException {
        Sandbox known = sandbox;
        if (known == null) {
            known = Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(false));
            sandbox = known;
        }
        return known;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        running.forEach(Run::kill);
        thread.execute(this::closeSandbox);
        thread.shutdown();
        if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            log.warn("a fragment that is computed here does not end");
        }
    }

    private void closeSandbox() {
        Sandbox open = sandbox;
        if (open != null) {
            open.close();
        }
    }
}
