package sparecore.buyer.jobs;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import sparecore.api.buyer.Job;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** How people name a job: its id in hexadecimal digits, or as many of the first ones as tell it from the others. Pure. */
public final class JobName {
    private JobName() {}

    public static String of(ByteString job) {
        return HexFormat.of().formatHex(job.toByteArray());
    }

    /** @throws Failure if the daemon has no such job, or more than one */
    public static Job find(BuyerClient client, String name) {
        String prefix = name.strip().toLowerCase(Locale.ROOT);
        List<Job> matching = client.jobs().stream()
                .filter(job -> of(job.getJob()).startsWith(prefix))
                .toList();
        if (matching.size() == 1 && !prefix.isEmpty()) {
            return matching.get(0);
        }
        throw new Failure(
                ExitCode.USAGE,
                (matching.isEmpty() ? "there is no job " : "there is more than one job that begins with ") + "'" + name
                        + "': see `sparecore jobs list`");
    }
}
