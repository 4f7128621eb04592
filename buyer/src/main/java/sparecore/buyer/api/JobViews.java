package sparecore.buyer.api;

import java.util.List;
import java.util.Map;
import sparecore.api.buyer.JobState;
import sparecore.api.buyer.Promise;
import sparecore.api.buyer.SellerRecord;
import sparecore.buyer.job.ErrorBound;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.tenancy.Tenancy;
import sparecore.identity.NodeId;
import sparecore.vote.Quorum;
import sparecore.vote.Terms;

/** How a job looks to a caller. */
final class JobViews {
    private JobViews() {}

    static sparecore.api.buyer.Job view(Job job, List<Tenancy> tenancies, Map<NodeId, String> barred) {
        sparecore.api.buyer.Job.Builder view = sparecore.api.buyer.Job.newBuilder()
                .setJob(job.spec().id().toWire())
                .setName(job.spec().name())
                .setState(state(job.phase()))
                .setNote(job.note())
                .setFragments(job.added())
                .setAccepted(job.accepted())
                .setAbandoned(job.abandoned())
                .setReplicasRun(job.replicasRun())
                .setReplicasRejected(job.replicasRejected())
                .setSpent(job.spent().micro())
                .setCap(job.spec().cap().micro())
                .setCpuMicros(job.cpuMicros());
        if (job.spec().rule() instanceof Quorum quorum) {
            view.setReplicas(quorum.replicas());
        } else if (job.spec().rule() instanceof Terms terms) {
            view.setError(terms.error());
        }
        job.errorBound().ifPresent(bound -> view.setPromise(promise(bound.standing())));
        view.setDoubtful(job.isDoubtful());
        job.differences()
                .forEach(difference -> view.addDifferences(sparecore.api.buyer.Difference.newBuilder()
                        .setIndex(difference.index())
                        .setSeller(difference.seller().toWire())
                        .setText(difference.text())
                        .setMachine(difference.machine())
                        .setOthers(difference.others())));
        tenancies.stream()
                .filter(tenancy -> tenancy.phase() == Tenancy.Phase.READY)
                .forEach(tenancy -> view.setSellers(view.getSellers() + 1)
                        .setSlots(view.getSlots() + tenancy.ticket().slots()));
        job.tallies()
                .forEach((seller, tally) -> view.addSellerRecords(SellerRecord.newBuilder()
                        .setSeller(seller.toWire())
                        .setFragments(tally.accepted())
                        .setReplicas(tally.replicas())
                        .setAccepted(tally.accepted())
                        .setRejected(tally.rejected())
                        .setCpuMicros(tally.cpuMicros())
                        .setPaid(tally.paid().micro())
                        .setSpeedPpm(tally.speed().ppm())
                        .setConnectedMillis(tally.connectedMillis())
                        .setStanding(barred.containsKey(seller) ? "barred: " + barred.get(seller) : "good")));
        return view.build();
    }

    private static Promise promise(ErrorBound.Standing standing) {
        return Promise.newBuilder()
                .setBound(standing.bound())
                .setVotesExpected(standing.votesExpected())
                .setChecks(standing.checks())
                .setConflicts(standing.conflicts())
                .setComputed(standing.computed())
                .build();
    }

    private static JobState state(JobPhase phase) {
        return switch (phase) {
            case RUNNING -> JobState.JOB_STATE_RUNNING;
            case DONE -> JobState.JOB_STATE_DONE;
            case CANCELLED -> JobState.JOB_STATE_CANCELLED;
            case FAILED -> JobState.JOB_STATE_FAILED;
        };
    }
}
