package sparecore.buyer.api;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import sparecore.api.buyer.FragmentResults;
import sparecore.api.buyer.JobEvent;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.journal.JournalReader;

/** Calls that follow a job until it ends, one thread each; they hold no more than a caller has room for. */
final class Following {
    private static final int RESULTS_AT_ONCE = 256;

    /** Of outputs in one message; a larger one goes alone. With names and numbers it stays below the largest message. */
    private static final long BYTES_AT_ONCE = 1L << 20;

    /** Short fragments end by the thousand a second: a look, a message and a wake-up for each would cost more than they. */
    private static final long GATHER_MILLIS = 20;

    private static final long CHECK_MILLIS = 1_000;

    private final EngineQuestions engine;
    private final JournalReader reader;
    private final Watch watch;
    private final Executor threads;

    Following(EngineQuestions engine, JournalReader reader, Watch watch, Executor threads) {
        this.engine = engine;
        this.reader = reader;
        this.watch = watch;
        this.threads = threads;
    }

    /** Sends one kind of thing about a job until there is nothing more to come. */
    private interface Course {
        void run() throws InterruptedException;
    }

    void results(JobId job, long after, StreamObserver<FragmentResults> reply) {
        Streams<FragmentResults> stream = new Streams<>(reply);
        follow(reply, () -> {
            long cursor = after;
            boolean over = false;
            while (!stream.isCancelled()) {
                long version = watch.version(job);
                List<JournalReader.Ended> ended = reader.ended(job, cursor, RESULTS_AT_ONCE, BYTES_AT_ONCE);
                if (!ended.isEmpty()) {
                    stream.send(ResultViews.view(ended));
                    cursor = ended.get(ended.size() - 1).sequence();
                    Thread.sleep(GATHER_MILLIS);
                }
                if (ended.isEmpty() && over) {
                    stream.complete();
                    return;
                }
                if (ended.isEmpty()) {
                    over = isOverOrChanges(job, version);
                }
            }
        });
    }

    /** @param soFar whether to end with what has happened so far, and not with the job */
    void events(JobId job, boolean soFar, StreamObserver<JobEvent> reply) {
        Streams<JobEvent> stream = new Streams<>(reply);
        follow(reply, () -> {
            long seen = 0;
            boolean over = soFar;
            while (!stream.isCancelled()) {
                long version = watch.version(job);
                Watch.Events news = watch.eventsAfter(job, seen);
                for (JobEvent event : news.events()) {
                    stream.send(event);
                }
                seen = news.count();
                if (news.events().isEmpty() && over) {
                    stream.complete();
                    return;
                }
                if (news.events().isEmpty()) {
                    over = isOverOrChanges(job, version);
                }
            }
        });
    }

    private void follow(StreamObserver<?> reply, Course course) {
        try {
            threads.execute(() -> {
                try {
                    course.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    reply.onError(Replies.stopping());
                } catch (RuntimeException e) {
                    reply.onError(Replies.toStatus(e));
                }
            });
        } catch (RejectedExecutionException e) {
            reply.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription("too many callers follow jobs already: end some of them")
                    .asRuntimeException());
        }
    }

    /** Whether the job has ended: then one more look finds all that there is. If it has not, waits for a change. */
    private boolean isOverOrChanges(JobId id, long version) throws InterruptedException {
        Optional<JobPhase> phase =
                engine.ask(core -> Optional.ofNullable(core.job(id)).map(Job::phase));
        if (phase.isEmpty() || phase.get().isFinal()) {
            return true;
        }
        watch.awaitChange(id, version, CHECK_MILLIS);
        return false;
    }
}
