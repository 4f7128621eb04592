package sparecore.buyer.exchange;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.JobEvent;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.jobs.JobName;
import sparecore.buyer.jobs.JobText;
import sparecore.exchange.MessageJson;
import sparecore.exchange.Tell;
import sparecore.identity.NodeId;

/** What the buyer daemon knows of a job: how it stands, and what happened to it of late. */
record JobStory(Job job, List<JobEvent> events) {
    JobStory {
        events = List.copyOf(events);
    }

    static JobStory find(FolderOption folder, String name) {
        try (BuyerClient client = folder.buyer()) {
            Job job = JobName.find(client, name);
            return new JobStory(job, client.eventsSoFar(job.getJob()));
        }
    }

    String told() {
        StringBuilder text = new StringBuilder("job ")
                .append(JobName.of(job.getJob()))
                .append(", ")
                .append(job.getName())
                .append(", is ")
                .append(JobText.state(job.getState()))
                .append(job.getNote().isEmpty() ? "\n" : ": " + job.getNote() + "\n");
        for (JobEvent event : events) {
            text.append("  ")
                    .append(Tell.time(event.getAtMillis()))
                    .append("  ")
                    .append(event.getText())
                    .append(
                            event.getSeller().isEmpty()
                                    ? ""
                                    : " (" + NodeId.fromWire(event.getSeller()).shortForm() + ")")
                    .append('\n');
        }
        return text.toString();
    }

    /** The job as `jobs show --json` tells it, and what happened. */
    JsonObject json() {
        JsonObject object = new JsonObject();
        object.add("job", JobText.json(job));
        JsonArray array = new JsonArray();
        events.forEach(event -> array.add(MessageJson.of(event)));
        object.add("events", array);
        return object;
    }
}
