package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sparecore.api.buyer.SubmitRequest;
import sparecore.api.buyer.WhenSpent;
import sparecore.buyer.jobs.DaemonOptions;
import sparecore.buyer.jobs.FromNow;
import sparecore.buyer.jobs.VoteOptions;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.result.RunLimits;

/** What to buy and for how much, as options. */
final class MarketOptions {
    @Mixin
    VoteOptions votes = new VoteOptions();

    @Option(
            names = "--max-price",
            paramLabel = "CREDITS",
            defaultValue = "0.05",
            description = "the most to pay for a CPU-second of the reference machine (default: ${DEFAULT-VALUE})")
    Price priceMost = new Price(50_000);

    @Option(
            names = "--cap",
            paramLabel = "CREDITS",
            description = "the most that the whole job may cost (default: all that the account has)")
    @Nullable
    Credits cap;

    /** What --at-cap may say. */
    enum AtCap {
        /** The job fails. */
        stop,
        /** It rests until its cap is raised. */
        wait
    }

    @Option(
            names = "--at-cap",
            paramLabel = "WHAT",
            defaultValue = "stop",
            description =
                    "when the cap is spent: stop, the job fails; wait, it rests until `sparecore jobs amend` raises"
                            + " the cap (default: ${DEFAULT-VALUE})")
    AtCap atCap = AtCap.stop;

    @Option(names = "--name", paramLabel = "NAME", description = "the job's name in lists (default: the program's)")
    @Nullable
    String name;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "0",
            description = "how many cores to ask for (default: the daemon decides; with --local: all cores)")
    int slots;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            defaultValue = "",
            description = "when the job fails if it is not done: 90s, 30m or 12h from now (default: never)")
    String deadline = "";

    @Mixin
    DaemonOptions daemon = new DaemonOptions();

    SubmitRequest request(String programName, Digest program, int cpuLevel, RunLimits limits, SecureRandom random) {
        return SubmitRequest.newBuilder()
                .setRequestId(ByteString.copyFrom(Id.random(random).toBytes()))
                .setName(name == null ? programName : name)
                .setProgram(ByteString.copyFrom(program.toBytes()))
                .setReplicas(votes.replicas())
                .setError(votes.error())
                .setPriceMost(priceMost.micro())
                .setCap(cap == null ? 0 : cap.micro())
                .setMemoryBytes(limits.memoryBytes())
                .setCpuSeconds(limits.cpuSeconds())
                .setOutputBytes(limits.outputBytes())
                .setSlots(slots)
                .setCpuLevel(cpuLevel)
                .setWhenSpent(atCap == AtCap.wait ? WhenSpent.WHEN_SPENT_WAIT : WhenSpent.WHEN_SPENT_STOP)
                .setDeadlineMillis(FromNow.atMillis("--deadline", deadline, System.currentTimeMillis()))
                .build();
    }
}
