package sparecore.buyer.map;

import com.google.gson.JsonObject;
import sparecore.api.buyer.Job;
import sparecore.buyer.jobs.PromiseText;

/**
 * What running a source came to.
 *
 * @param job the job's id, or an empty string if there was none
 * @param accepted fragments with a certain result
 * @param succeeded accepted ones whose program says that all went well
 * @param cpuMicros CPU time of all runs
 * @param spentMicro micro-credits that the job has cost
 * @param last the job as the daemon told of it at its end; nothing in it where there was none
 */
public record Totals(
        String job, long fragments, long accepted, long succeeded, long cpuMicros, long spentMicro, Job last) {
    /** The same with what the daemon has counted for all replicas. */
    Totals withCosts(Job ended) {
        return new Totals(job, fragments, accepted, succeeded, ended.getCpuMicros(), ended.getSpent(), ended);
    }

    boolean allSucceeded() {
        return succeeded == fragments;
    }

    JsonObject toJson(double seconds) {
        JsonObject summary = new JsonObject();
        if (!job.isEmpty()) {
            summary.addProperty("job", job);
        }
        summary.addProperty("fragments", fragments);
        summary.addProperty("accepted", accepted);
        summary.addProperty("succeeded", succeeded);
        summary.addProperty("cpuMicros", cpuMicros);
        summary.addProperty("spentMicroCredits", spentMicro);
        summary.addProperty("seconds", seconds);
        PromiseText.addTo(summary, last);
        JsonObject object = new JsonObject();
        object.add("summary", summary);
        return object;
    }
}
