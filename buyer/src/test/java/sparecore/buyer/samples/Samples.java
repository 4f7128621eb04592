package sparecore.buyer.samples;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.job.WhenSpent;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.result.Ending;
import sparecore.result.RunLimits;
import sparecore.result.RunResult;
import sparecore.result.SignedResult;
import sparecore.result.Work;
import sparecore.slot.Abi;
import sparecore.slot.ProgramNeeds;
import sparecore.vote.Acceptance;
import sparecore.vote.Quorum;

/** See the package. */
public final class Samples {
    public static final Digest PROGRAM = Digest.of("program".getBytes(StandardCharsets.UTF_8));
    public static final RunLimits LIMITS = RunLimits.of(64 << 20, 10, 1 << 20);
    public static final Price PRICE = Price.parse("1");

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Map<String, NodeKey> KEYS = new ConcurrentHashMap<>();

    private Samples() {}

    public static final ProgramNeeds NEEDS = new ProgramNeeds(Abi.RAW, 2, false);

    /** The key of this name; another one in each run of the tests. */
    public static NodeKey key(String name) {
        return KEYS.computeIfAbsent(name, fresh -> NodeKey.generate(RANDOM));
    }

    public static NodeKey seller(int number) {
        return key("seller " + number);
    }

    public static JobId jobId(int number) {
        return new JobId(new Id(7, number));
    }

    public static LeaseId leaseId(int number) {
        return new LeaseId(new Id(9, number));
    }

    public static JobSpec spec(int number, int replicas, String cap) {
        return spec(number, new Quorum(replicas), cap);
    }

    public static JobSpec spec(int number, Acceptance rule, String cap) {
        return new JobSpec(
                jobId(number),
                "job " + number,
                PROGRAM,
                NEEDS,
                rule,
                PRICE,
                Credits.parse(cap),
                LIMITS,
                16,
                0,
                WhenSpent.STOP);
    }

    public static Work work(int index) {
        return new Work(
                PROGRAM,
                List.of(ByteString.copyFromUtf8("program"), ByteString.copyFromUtf8("number " + index)),
                ByteString.copyFromUtf8("input " + index),
                LIMITS);
    }

    public static ByteString output(int index) {
        return ByteString.copyFromUtf8("output " + index);
    }

    /** A lease of one job with one seller, two slots, an hour. */
    public static SignedTicket ticket(int number, JobId job, NodeKey seller, String escrow, long nowMillis) {
        return ticket(number, job, seller, escrow, nowMillis, PRICE, "127.0.0.1:9");
    }

    public static SignedTicket ticket(
            int number, JobId job, NodeKey seller, String escrow, long nowMillis, Price price, String address) {
        return SignedTicket.sign(
                new Ticket(
                        leaseId(number),
                        job.bid(),
                        new AskId(new Id(3, number)),
                        key("broker").id(),
                        key("buyer").id(),
                        seller.id(),
                        2,
                        price,
                        Credits.parse(escrow),
                        new Commission(500),
                        Speed.REFERENCE,
                        1 << 30,
                        nowMillis,
                        nowMillis + Ticket.DURATION_MILLIS_MAX,
                        address),
                key("broker"));
    }

    public static RunResult result(LeaseId lease, long assignment, Work work, ByteString output, long cpuMicros) {
        return new RunResult(
                lease, assignment, work.digest(), Ending.EXITED, 0, 0, Digest.of(output.toByteArray()), cpuMicros);
    }

    public static SignedResult signed(
            NodeKey seller, LeaseId lease, long assignment, Work work, ByteString output, long cpuMicros) {
        return SignedResult.sign(result(lease, assignment, work, output, cpuMicros), seller);
    }
}
