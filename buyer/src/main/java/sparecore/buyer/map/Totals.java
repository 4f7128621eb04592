package sparecore.buyer.map;

import com.google.gson.JsonObject;

/**
 * What running a source came to.
 *
 * @param job the job's id, or an empty string if there was none
 * @param accepted fragments with a certain result
 * @param succeeded accepted ones whose program says that all went well
 * @param cpuMicros CPU time of all runs
 * @param spentMicro micro-credits that the job has cost
 */
public record Totals(String job, long fragments, long accepted, long succeeded, long cpuMicros, long spentMicro) {
    /** The same with what the daemon has counted for all replicas. */
    Totals withCosts(long cpuMicros, long spentMicro) {
        return new Totals(job, fragments, accepted, succeeded, cpuMicros, spentMicro);
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
        JsonObject object = new JsonObject();
        object.add("summary", summary);
        return object;
    }
}
