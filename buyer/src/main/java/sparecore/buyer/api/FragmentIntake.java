package sparecore.buyer.api;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import sparecore.api.buyer.Added;
import sparecore.api.buyer.FragmentBatch;
import sparecore.api.buyer.FragmentInput;
import sparecore.buyer.engine.Buying;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobSpec;
import sparecore.result.Work;

/** A job's fragments, streaming in. While the job has too many open ones the caller's stream stands still. One for each call. */
final class FragmentIntake implements StreamObserver<FragmentBatch> {
    /** How often to look whether there is room. */
    private static final long LOOK_MILLIS = 20;

    private final EngineQuestions engine;
    private final Watch watch;
    private final StreamObserver<Added> reply;
    private int added;
    private boolean over;

    FragmentIntake(EngineQuestions engine, Watch watch, StreamObserver<Added> reply) {
        this.engine = engine;
        this.watch = watch;
        this.reply = reply;
    }

    @Override
    public void onNext(FragmentBatch batch) {
        if (over) {
            return;
        }
        try {
            added += add(batch);
        } catch (IllegalArgumentException | StatusRuntimeException e) {
            fail(Replies.toStatus(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(Replies.stopping());
        }
    }

    private void fail(StatusRuntimeException why) {
        over = true;
        reply.onError(why);
    }

    @Override
    public void onError(Throwable left) {
        over = true;
    }

    @Override
    public void onCompleted() {
        if (!over) {
            reply.onNext(Added.newBuilder().setFragments(added).build());
            reply.onCompleted();
        }
    }

    private int add(FragmentBatch batch) throws InterruptedException {
        JobId id = JobId.fromWire(batch.getJob());
        JobSpec spec = engine.ask(core -> running(core, id).spec());
        List<Work> works = works(batch, spec);
        while (engine.ask(core -> running(core, id).open() + works.size() > Buying.OPEN_FRAGMENTS_MAX)) {
            watch.awaitChange(id, watch.version(id), LOOK_MILLIS);
        }
        return engine.ask(core -> {
            if (!works.isEmpty()) {
                core.addFragments(id, batch.getFragments(0).getIndex(), works);
            }
            if (batch.getLast()) {
                core.closeInput(id);
            }
            return works.size();
        });
    }

    private static List<Work> works(FragmentBatch batch, JobSpec spec) {
        if (batch.getFragmentsCount() > Buying.OPEN_FRAGMENTS_MAX) {
            throw new IllegalArgumentException("a batch has at most " + Buying.OPEN_FRAGMENTS_MAX + " fragments, not "
                    + batch.getFragmentsCount());
        }
        List<Work> works = new ArrayList<>(batch.getFragmentsCount());
        for (FragmentInput fragment : batch.getFragmentsList()) {
            int expected = batch.getFragments(0).getIndex() + works.size();
            if (fragment.getIndex() != expected) {
                throw new IllegalArgumentException(
                        "fragments come in order without gaps: " + expected + " is next, not " + fragment.getIndex());
            }
            works.add(new Work(spec.program(), fragment.getArgumentsList(), fragment.getInput(), spec.limits()));
        }
        return works;
    }

    private static Job running(Buying core, JobId id) {
        Job job = core.job(id);
        if (job == null || job.phase().isFinal()) {
            throw new IllegalArgumentException(
                    job == null ? "there is no running job " + id : "the job has ended: " + job.note());
        }
        return job;
    }
}
