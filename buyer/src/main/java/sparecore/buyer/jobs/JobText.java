package sparecore.buyer.jobs;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import sparecore.api.buyer.Difference;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.JobState;
import sparecore.api.buyer.SellerRecord;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.terminal.Table;

/** Jobs and what sellers did for them, told to people and to scripts. Pure. */
public final class JobText {
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;

    private JobText() {}

    static Table table(List<Job> jobs) {
        Table table =
                new Table("job", "name", "state", "fragments", "accepted", "given up", "replicas", "credits", "note");
        for (Job job : jobs) {
            table.row(
                    JobName.of(job.getJob()).substring(0, 8),
                    job.getName(),
                    state(job.getState()),
                    job.getFragments(),
                    job.getAccepted(),
                    job.getAbandoned(),
                    job.getReplicasRun(),
                    Credits.ofMicro(job.getSpent()),
                    job.getNote());
        }
        return table;
    }

    /** One row per seller. Productivity: CPU time sold per second of being connected. */
    public static Table sellers(List<SellerRecord> records) {
        Table table = new Table(
                "seller", "fragments", "replicas", "rejected", "CPU-seconds", "productivity", "earned", "standing");
        for (SellerRecord seller : records) {
            table.row(
                    NodeId.fromWire(seller.getSeller()).shortForm(),
                    seller.getFragments(),
                    seller.getReplicas(),
                    seller.getRejected(),
                    String.format(Locale.ROOT, "%.2f", seller.getCpuMicros() / MICROS_PER_SECOND),
                    productivity(seller.getCpuMicros(), seller.getConnectedMillis()),
                    Credits.ofMicro(seller.getPaid()),
                    seller.getStanding());
        }
        return table;
    }

    /** CPU time per time connected, such as {@code 87 %}. */
    public static String productivity(long cpuMicros, long connectedMillis) {
        double share = connectedMillis == 0 ? 0 : cpuMicros / MICROS_PER_SECOND / (connectedMillis / MILLIS_PER_SECOND);
        return Math.round(share * 100) + " %";
    }

    public static String state(JobState state) {
        return state.name().replace("JOB_STATE_", "").toLowerCase(Locale.ROOT);
    }

    /** All of a job, as `--json` tells it. */
    public static JsonObject json(Job job) {
        JsonObject object = new JsonObject();
        object.addProperty("job", JobName.of(job.getJob()));
        object.addProperty("name", job.getName());
        object.addProperty("state", state(job.getState()));
        object.addProperty("note", job.getNote());
        object.addProperty("fragments", job.getFragments());
        object.addProperty("accepted", job.getAccepted());
        object.addProperty("abandoned", job.getAbandoned());
        object.addProperty("replicasRun", job.getReplicasRun());
        object.addProperty("replicasRejected", job.getReplicasRejected());
        object.addProperty("spentMicroCredits", job.getSpent());
        object.addProperty("capMicroCredits", job.getCap());
        object.addProperty("cpuMicros", job.getCpuMicros());
        object.addProperty("slots", job.getSlots());
        if (job.getError() == 0) {
            object.addProperty("replicas", job.getReplicas());
        } else {
            object.addProperty("errorAsked", job.getError());
            object.addProperty("errorBound", job.getPromise().getBound());
            object.addProperty("votesExpected", job.getPromise().getVotesExpected());
            object.addProperty("checks", job.getPromise().getChecks());
            object.addProperty("conflicts", job.getPromise().getConflicts());
            object.addProperty("computedHere", job.getPromise().getComputed());
        }
        object.addProperty("doubtful", job.getDoubtful());
        JsonArray differences = new JsonArray();
        job.getDifferencesList().forEach(difference -> differences.add(json(difference)));
        object.add("differences", differences);
        JsonArray sellers = new JsonArray();
        job.getSellerRecordsList().forEach(record -> sellers.add(json(record)));
        object.add("sellers", sellers);
        return object;
    }

    private static JsonObject json(Difference difference) {
        JsonObject object = new JsonObject();
        object.addProperty("fragment", difference.getIndex());
        object.addProperty("seller", NodeId.fromWire(difference.getSeller()).toString());
        object.addProperty("text", difference.getText());
        object.addProperty("machine", difference.getMachine());
        object.addProperty("others", difference.getOthers());
        return object;
    }

    /** How the promise stands, and how results differed; nothing where there is nothing to say. */
    static String votes(Job job) {
        String promise = job.getError() == 0 ? "" : "\n" + PromiseText.after(job) + "\n";
        if (job.getState() != JobState.JOB_STATE_RUNNING && !PromiseText.isKept(job)) {
            promise += PromiseText.notKept(job) + "\n";
        }
        String doubt = job.getDoubtful() ? "\n" + PromiseText.DOUBT + "\n" : "";
        return promise + doubt + (job.getDifferencesCount() == 0 ? "" : "\n" + differences(job.getDifferencesList()));
    }

    /** How results differed from the accepted ones, one row each. */
    static Table differences(List<Difference> differences) {
        Table table = new Table("fragment", "seller", "difference", "its machine", "the others'");
        differences.forEach(one -> table.row(
                one.getIndex(),
                NodeId.fromWire(one.getSeller()).shortForm(),
                one.getText(),
                one.getMachine(),
                one.getOthers()));
        return table;
    }

    private static JsonObject json(SellerRecord record) {
        JsonObject object = new JsonObject();
        object.addProperty("seller", NodeId.fromWire(record.getSeller()).toString());
        object.addProperty("fragments", record.getFragments());
        object.addProperty("replicas", record.getReplicas());
        object.addProperty("accepted", record.getAccepted());
        object.addProperty("rejected", record.getRejected());
        object.addProperty("cpuMicros", record.getCpuMicros());
        object.addProperty("paidMicroCredits", record.getPaid());
        object.addProperty("speedPpm", record.getSpeedPpm());
        object.addProperty("connectedMillis", record.getConnectedMillis());
        object.addProperty("standing", record.getStanding());
        return object;
    }
}
