package sparecore.buyer.bench;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.function.LongSupplier;
import sparecore.api.buyer.SubmitRequest;
import sparecore.buyer.exec.ProgramFile;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.map.MarketRuns;
import sparecore.buyer.map.ResultSink;
import sparecore.buyer.map.Totals;
import sparecore.buyer.map.Window;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.result.RunLimits;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** Measures how many fragments of one program a market ends in a second, from the first one sent to the last result here. */
final class FragmentRate {
    private static final RunLimits LIMITS = RunLimits.of(16L << 20, 10, 1 << 20);
    private static final long PRICE_MICRO = 20_000;
    private static final long CAP_MICRO = 4_000_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final BuyerClient client;
    private final ProgramFile program;
    private final int replicas;
    private final int slots;
    private final LongSupplier clockNanos;

    FragmentRate(BuyerClient client, ProgramFile program, int replicas, int slots, LongSupplier clockNanos) {
        this.client = client;
        this.program = program;
        this.replicas = replicas;
        this.slots = slots;
        this.clockNanos = clockNanos;
    }

    /** Runs one job. @return fragments per second. @throws Failure if one of them fails */
    double measure(ByteString input, int fragments) {
        Digest digest = client.upload(program.program());
        ByteString job = client.submit(request(digest)).getJob();
        Window window = new Window();
        ResultSink sink = ended -> {
            if (!ended.succeeded()) {
                throw new Failure(ExitCode.FAILED, "a fragment of the benchmark failed: " + ended.ending());
            }
            window.leave();
        };
        long start = clockNanos.getAsLong();
        try {
            Totals totals = new MarketRuns(client, job, window, text -> {})
                    .run(new Load(program.name(), input, fragments), sink);
            return totals.succeeded() / ((clockNanos.getAsLong() - start) / NANOS_PER_SECOND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SubmitRequest request(Digest digest) {
        return SubmitRequest.newBuilder()
                .setRequestId(ByteString.copyFrom(Id.random(new SecureRandom()).toBytes()))
                .setName("bench " + program.name())
                .setProgram(ByteString.copyFrom(digest.toBytes()))
                .setReplicas(replicas)
                .setPriceMost(PRICE_MICRO)
                .setCap(CAP_MICRO)
                .setMemoryBytes(LIMITS.memoryBytes())
                .setCpuSeconds(LIMITS.cpuSeconds())
                .setOutputBytes(LIMITS.outputBytes())
                .setSlots(slots)
                .build();
    }
}
