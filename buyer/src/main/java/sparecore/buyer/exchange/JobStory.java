package sparecore.buyer.exchange;

import com.google.protobuf.ByteString;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.JobEvent;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.jobs.JobName;
import sparecore.buyer.jobs.JobText;
import sparecore.exchange.Tell;
import sparecore.identity.NodeId;

/** What the buyer daemon knows of a job: how it stands, and what happened to it of late. */
record JobStory(ByteString job, String told) {
    static JobStory find(FolderOption folder, String name) {
        try (BuyerClient client = folder.buyer()) {
            Job job = JobName.find(client, name);
            StringBuilder text = new StringBuilder("job ")
                    .append(JobName.of(job.getJob()))
                    .append(", ")
                    .append(job.getName())
                    .append(", is ")
                    .append(JobText.state(job.getState()))
                    .append(job.getNote().isEmpty() ? "\n" : ": " + job.getNote() + "\n");
            for (JobEvent event : client.eventsSoFar(job.getJob())) {
                text.append("  ")
                        .append(Tell.time(event.getAtMillis()))
                        .append("  ")
                        .append(event.getText())
                        .append(
                                event.getSeller().isEmpty()
                                        ? ""
                                        : " ("
                                                + NodeId.fromWire(event.getSeller())
                                                        .shortForm() + ")")
                        .append('\n');
            }
            return new JobStory(job.getJob(), text.toString());
        }
    }
}
