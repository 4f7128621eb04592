package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import sparecore.api.buyer.FragmentInput;
import sparecore.api.buyer.FragmentResult;
import sparecore.api.buyer.FragmentState;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.JobState;
import sparecore.api.buyer.SellerRecord;
import sparecore.api.buyer.SubmitRequest;
import sparecore.buyer.exec.ProgramFile;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.jobs.ResultStream;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.money.Credits;

/**
 * Counts the primes below 10⁹, each part on two sellers, or below 10⁸ with an error that is kept, for a caller that keeps the input open as long as it wants: so a test can
 * kill something and be sure that the job was under way. One thread.
 */
final class PrimesJob implements AutoCloseable {
    static final int FRAGMENTS = 40;
    static final int REPLICAS = 2;

    /** The number of primes below a power of ten (OEIS A006880). */
    private enum Size {
        LONG("1000000000", 50_847_534),
        SHORT("100000000", 5_761_455);

        private final String limit;
        private final long primes;

        Size(String limit, long primes) {
            this.limit = limit;
            this.primes = primes;
        }
    }

    static final Path PROGRAM = Path.of(System.getProperty("sparecore.root"), "buyer/target/programs/primes");

    private final BuyerClient client;
    private final ByteString job;
    private final Size size;
    private final ResultStream results;
    private final Map<Integer, FragmentResult> received = new TreeMap<>();
    private int added;

    /** Opens the job. */
    PrimesJob(BuyerClient client) {
        this(client, REPLICAS, 0, Size.LONG);
    }

    /** As {@link #PrimesJob(BuyerClient)}, with a tenth of the work. */
    static PrimesJob brief(BuyerClient client) {
        return new PrimesJob(client, REPLICAS, 0, Size.SHORT);
    }

    /** As {@link #PrimesJob(BuyerClient)}, each part on one seller. */
    static PrimesJob alone(BuyerClient client) {
        return new PrimesJob(client, 1, 0, Size.LONG);
    }

    /** As {@link #PrimesJob(BuyerClient)}, with an error that is kept, and a tenth of the work. */
    PrimesJob(BuyerClient client, double error) {
        this(client, 0, error, Size.SHORT);
    }

    private PrimesJob(BuyerClient client, int replicas, double error, Size size) {
        this.size = size;
        this.client = client;
        Digest program = client.upload(ProgramFile.load(PROGRAM).program());
        this.job = client.submit(SubmitRequest.newBuilder()
                        .setRequestId(ByteString.copyFrom(
                                Id.random(new SecureRandom()).toBytes()))
                        .setName("primes")
                        .setProgram(ByteString.copyFrom(program.toBytes()))
                        .setReplicas(replicas)
                        .setError(error)
                        .setPriceMost(Credits.parse("0.05").micro())
                        .setCap(Credits.parse("5").micro())
                        .setMemoryBytes(16 << 20)
                        .setCpuSeconds(10)
                        .setOutputBytes(1 << 10)
                        .build())
                .getJob();
        this.results = new ResultStream(client, job, 0, line -> {});
    }

    /** Gives the job the next fragments up to this one; all of them end its input. */
    void addUpTo(int end) {
        List<FragmentInput> inputs = IntStream.range(added, end)
                .mapToObj(index -> FragmentInput.newBuilder()
                        .setIndex(index)
                        .addAllArguments(
                                Stream.of("primes", Integer.toString(index), Integer.toString(FRAGMENTS), size.limit)
                                        .map(ByteString::copyFromUtf8)
                                        .toList())
                        .build())
                .toList();
        client.add(job, inputs, end == FRAGMENTS);
        added = end;
    }

    /** Waits until the caller has so many results, each of which came once. */
    void receive(int count) {
        while (received.size() < count) {
            FragmentResult result = results.next().orElseThrow(() -> new AssertionError("the job ended: " + job()));
            take(result);
        }
    }

    private void take(FragmentResult result) {
        assertThat(result.getState()).as("%s", result).isEqualTo(FragmentState.FRAGMENT_STATE_ACCEPTED);
        assertThat(result.getSucceeded()).as("%s", result).isTrue();
        assertThat(received.put(result.getIndex(), result))
                .as("fragment %d came before", result.getIndex())
                .isNull();
    }

    /** Waits for the job's end: every fragment has come once, and their sum is right. */
    void receiveAll() {
        for (Optional<FragmentResult> next = results.next(); next.isPresent(); next = results.next()) {
            take(next.get());
        }
        assertThat(received.keySet())
                .containsExactlyElementsOf(IntStream.range(0, FRAGMENTS).boxed().toList());
        assertThat(outputs().stream()
                        .mapToLong(output -> Long.parseLong(output.strip()))
                        .sum())
                .isEqualTo(size.primes);
        assertThat(job().getState()).isEqualTo(JobState.JOB_STATE_DONE);
        assertThat(job().getAccepted()).isEqualTo(FRAGMENTS);
    }

    /** What has come, in the order of the input. */
    List<String> outputs() {
        return new ArrayList<>(received.values())
                .stream().map(result -> result.getOutput().toStringUtf8()).toList();
    }

    /** What was paid for the fragments, as their results say. */
    long paid() {
        return received.values().stream().mapToLong(FragmentResult::getPaid).sum();
    }

    Job job() {
        return client.job(job);
    }

    /** What the job says of a seller. */
    Optional<SellerRecord> record(NodeId seller) {
        return job().getSellerRecordsList().stream()
                .filter(record -> NodeId.fromWire(record.getSeller()).equals(seller))
                .findFirst();
    }

    @Override
    public void close() {
        results.close();
    }
}
