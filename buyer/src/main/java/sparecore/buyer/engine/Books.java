package sparecore.buyer.engine;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.engine.Watchers.Kind;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.tenancy.Tenancy;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;

/** What the engine holds in memory: jobs, leases, and which jobs a batch has touched. On the engine's thread. */
final class Books {
    private final Map<JobId, Job> jobs = new LinkedHashMap<>();
    private final Map<LeaseId, Tenancy> tenancies = new LinkedHashMap<>();
    private final Set<JobId> touched = new LinkedHashSet<>();
    private final Watchers watchers;
    private final LongSupplier clockMillis;

    Books(Collection<Job> recovered, Watchers watchers, LongSupplier clockMillis) {
        recovered.forEach(this::add);
        this.watchers = watchers;
        this.clockMillis = clockMillis;
    }

    long now() {
        return clockMillis.getAsLong();
    }

    void add(Job job) {
        jobs.put(job.spec().id(), job);
    }

    @Nullable
    Job job(JobId id) {
        return jobs.get(id);
    }

    List<Job> jobs() {
        return List.copyOf(jobs.values());
    }

    void forget(JobId id) {
        jobs.remove(id);
    }

    void add(Tenancy tenancy) {
        tenancies.put(tenancy.lease(), tenancy);
    }

    @Nullable
    Tenancy tenancy(LeaseId lease) {
        return tenancies.get(lease);
    }

    List<Tenancy> tenancies() {
        return List.copyOf(tenancies.values());
    }

    List<Tenancy> tenanciesOf(JobId id) {
        return tenancies.values().stream()
                .filter(tenancy -> tenancy.job().equals(id))
                .toList();
    }

    void forget(LeaseId lease) {
        tenancies.remove(lease);
    }

    @Nullable
    Job jobOf(Tenancy tenancy) {
        return jobs.get(tenancy.job());
    }

    /** Something about the job has changed: look at it when the batch is through. */
    void touch(JobId id) {
        touched.add(id);
    }

    List<JobId> takeTouched() {
        List<JobId> all = List.copyOf(touched);
        touched.clear();
        return all;
    }

    void changed(JobId id) {
        watchers.changed(id);
    }

    void happened(Job job, Kind kind, String text, @Nullable NodeId seller) {
        touch(job.spec().id());
        watchers.happened(job.spec().id(), kind, text, seller);
    }

    /** As {@link #happened}, of a lease whose job may be gone. */
    void happened(Tenancy tenancy, Kind kind, String text) {
        Job job = jobOf(tenancy);
        if (job != null) {
            happened(job, kind, text, tenancy.seller());
        }
    }
}
