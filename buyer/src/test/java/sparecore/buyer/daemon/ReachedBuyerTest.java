package sparecore.buyer.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.buyer.FragmentInput;
import sparecore.api.buyer.SubmitRequest;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.jobs.ResultStream;
import sparecore.buyer.journal.ProgramShelf;
import sparecore.buyer.samples.Samples;
import sparecore.content.Digest;
import sparecore.identity.NodeKey;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.Outgoing;
import sparecore.sandbox.elf.RawElf;
import sparecore.wire.Frame;

/** A buyer that listens: sellers come to it, strangers are sent away, and where nobody gets through it asks the relay. */
class ReachedBuyerTest {
    private static final ByteString JOB = Samples.jobId(1).toWire();
    private static final int FRAGMENTS = 4;

    @TempDir
    private Path folder;

    private final AtomicReference<Throwable> broken = new AtomicReference<>();
    private FakePeers peers;
    private BuyerDaemon daemon;
    private BuyerClient client;

    @BeforeEach
    void start() throws IOException {
        peers = new FakePeers();
        Network network =
                new Network(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "", Outgoing.STRAIGHT);
        daemon = BuyerDaemon.start(
                folder.resolve("b"),
                peers.address(),
                network,
                ProgramShelf.BYTES_DEFAULT,
                Clock.systemUTC(),
                new SecureRandom(),
                broken::set);
        client = BuyerClient.open(folder.resolve("b"));
        await("the buyer is there", () -> peers.buyer != null);
    }

    @AfterEach
    void stop() {
        client.close();
        daemon.close();
        peers.close();
        assertThat(broken.get()).isNull();
    }

    private static void await(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    private void submit() throws IOException {
        byte[] program = RawElf.of(new byte[100]);
        new ProgramShelf(folder.resolve("b/programs"), ProgramShelf.BYTES_DEFAULT, Clock.systemUTC()).keepPart(program);
        var unused = client.submit(SubmitRequest.newBuilder()
                .setRequestId(JOB)
                .setName("test")
                .setProgram(ByteString.copyFrom(Digest.of(program).toBytes()))
                .setReplicas(1)
                .setPriceMost(1_000_000)
                .setCap(10_000_000)
                .setMemoryBytes(64 << 20)
                .setCpuSeconds(10)
                .setOutputBytes(1 << 20)
                .build());
        List<FragmentInput> inputs = java.util.stream.IntStream.range(0, FRAGMENTS)
                .mapToObj(index -> FragmentInput.newBuilder()
                        .setIndex(index)
                        .addArguments(ByteString.copyFromUtf8("x"))
                        .setInput(ByteString.copyFromUtf8("input " + index))
                        .build())
                .toList();
        client.add(JOB, inputs, true);
    }

    private int results() {
        try (ResultStream results = new ResultStream(client, JOB, 0, line -> {})) {
            int count = 0;
            while (results.next().isPresent()) {
                count++;
            }
            return count;
        }
    }

    @Test
    void aSellerThatCallsDoesTheWork() throws Exception {
        peers.callingSeller(NodeKey.generate(new SecureRandom()), FakePeers::honest);
        submit();
        assertThat(results()).isEqualTo(FRAGMENTS);
        assertThat(peers.toldRelay.get()).isZero();
    }

    /** A lease's name is no secret, and opens nothing: only the key does that the ticket names. */
    @Test
    void aStrangerThatNamesTheLeaseHearsNothingOfIt() throws Exception {
        CountDownLatch stranger = new CountDownLatch(1);
        peers.callingSeller(NodeKey.generate(new SecureRandom()), (assignment, lease, seller) -> {
            try {
                stranger.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return FakePeers.honest(assignment, lease, seller);
        });
        submit();
        await(
                "the lease is open",
                () -> peers.toldSellers.stream()
                        .anyMatch(frame -> frame.getBodyCase() == Frame.BodyCase.ASSIGN_FRAGMENT));
        int frames = peers.toldSellers.size();

        String why = peers.call(NodeKey.generate(new SecureRandom()), Samples.leaseId(1), new Deaf())
                .get(30, TimeUnit.SECONDS);

        assertThat(why).contains("not waited for");
        assertThat(peers.toldSellers).hasSize(frames);
        stranger.countDown();
        assertThat(results()).isEqualTo(FRAGMENTS);
    }

    /** Fails on everything that it is told. */
    private static final class Deaf implements LinkHandler {
        @Override
        public void opened(Link link) {}

        @Override
        public void received(Link link, Frame frame) {
            throw new AssertionError("told " + frame.getBodyCase());
        }

        @Override
        public void closed(Link link, String reason) {}
    }

    @Test
    void asksTheRelayWhereTheSellerDoesNotAnswer() throws Exception {
        peers.sellerAddress = address -> "127.0.0.1:1";
        peers.seller(NodeKey.generate(new SecureRandom()), FakePeers::honest);
        submit();
        await("the relay is asked", () -> peers.toldRelay.get() > 0);
        client.cancel(JOB);
    }
}
