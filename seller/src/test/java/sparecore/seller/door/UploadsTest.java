package sparecore.seller.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.content.Digest;
import sparecore.link.ProtocolException;
import sparecore.seller.main.FakeRunner;
import sparecore.seller.programs.ProgramCache;
import sparecore.wire.Frame;
import sparecore.wire.OfferProgram;
import sparecore.wire.ProgramChunk;

class UploadsTest {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final byte[] PROGRAM = ("ELF" + "x".repeat(9 * CHUNK_BYTES)).getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(PROGRAM);
    private static final long PATIENCE_SECONDS = 20;

    @TempDir
    private Path folder;

    private final AtomicLong nowMillis = new AtomicLong(1_000_000);
    private final FakeLink link = new FakeLink();
    private ProgramDesk desk;
    private Uploads uploads;

    @BeforeEach
    void open() throws IOException {
        desk = new ProgramDesk(
                ProgramCache.open(folder, new FakeRunner(1), ProgramCache.DISK_BYTES_MIN, 1 << 20), nowMillis::get);
        uploads = new Uploads(link, new Flow(link), desk);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private Frame offer() throws ProtocolException, InterruptedException {
        uploads.offer(Frame.newBuilder()
                .setRequest(1)
                .setOfferProgram(OfferProgram.newBuilder()
                        .setDigest(ByteString.copyFrom(DIGEST.toBytes()))
                        .setSizeBytes(PROGRAM.length))
                .build());
        return link.next();
    }

    private void chunk(int at) throws ProtocolException {
        uploads.chunk(ProgramChunk.newBuilder()
                .setDigest(ByteString.copyFrom(DIGEST.toBytes()))
                .setOffset(at)
                .setData(ByteString.copyFrom(PROGRAM, at, Math.min(CHUNK_BYTES, PROGRAM.length - at)))
                .build());
    }

    /** Waits until the desk has done all that it was given. */
    private void settle() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        desk.thread().execute(done::countDown);
        assertThat(done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void aBuyerThatSendsNothingLosesItsLinkAndItsPlace() throws Exception {
        assertThat(offer().hasProgramWanted()).isTrue();
        assertThat(desk.onTheWayBytes()).isEqualTo(PROGRAM.length);
        chunk(0);
        nowMillis.addAndGet(Uploads.SILENCE_MILLIS - 1);
        uploads.tick();
        assertThat(link.closed()).isEmpty();
        chunk(CHUNK_BYTES);
        nowMillis.addAndGet(Uploads.SILENCE_MILLIS - 1);
        uploads.tick();
        assertThat(link.closed()).isEmpty();
        nowMillis.incrementAndGet();
        uploads.tick();
        assertThat(link.closed()).containsExactly("the bytes of a program do not come");

        uploads.close();
        settle();
        assertThat(desk.onTheWayBytes()).isZero();
        assertThat(desk.cache().diskBytes()).isZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void theLinkRestsWhileTheDiskIsBehind() throws Exception {
        assertThat(offer().hasProgramWanted()).isTrue();
        CountDownLatch slowDisk = new CountDownLatch(1);
        desk.thread().execute(() -> {
            try {
                slowDisk.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 0; i < Uploads.CHUNKS_WAITING_MAX; i++) {
            assertThat(link.reading()).isEmpty();
            chunk(i * CHUNK_BYTES);
        }
        assertThat(link.reading()).containsExactly(false);
        slowDisk.countDown();
        settle();
        assertThat(link.reading()).containsExactly(false, true);
        chunk(8 * CHUNK_BYTES);
        settle();
        chunk(9 * CHUNK_BYTES);
        assertThat(link.next().hasProgramReady()).isTrue();
        settle();
        assertThat(uploads.knows(DIGEST)).isTrue();
        assertThat(desk.onTheWayBytes()).isZero();
        assertThat(desk.cache().diskBytes()).isEqualTo(PROGRAM.length);
    }

    @Test
    void moreThanOneReasonMayStopALink() {
        Flow flow = new Flow(link);
        flow.stop();
        flow.stop();
        flow.resume();
        assertThat(link.reading()).containsExactly(false);
        flow.resume();
        assertThat(link.reading()).containsExactly(false, true);
    }
}
