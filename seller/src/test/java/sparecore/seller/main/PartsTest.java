package sparecore.seller.main;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.seller.main.Until.until;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.PartList.Part;
import sparecore.identity.NodeKey;
import sparecore.money.Credits;
import sparecore.wire.Frame;
import sparecore.wire.Frame.BodyCase;

/** Programs in parts: what is sent, what is not sent again, and what a buyer may try with them. */
class PartsTest {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final byte[] FIRST = bytes("ELF one");
    private static final byte[] SECOND = bytes("ELF two");
    private static final byte[] FILE = random(600_000);
    private static final byte[] OTHER = random(5_000);
    private static final Digest SOME = Digest.of(bytes("some"));

    @TempDir
    private Path data;

    private final NodeKey buyerKey = FakeBuyer.newKey();
    private FakeBroker broker;
    private TestSeller seller;
    private long sentBytes;

    @BeforeEach
    void start() throws IOException {
        broker = new FakeBroker();
        seller = TestSeller.start(data, broker.address(), new FakeRunner(1_000), 1, 1_000);
    }

    @AfterEach
    void stop() throws IOException {
        seller.close();
        broker.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static Part part(byte[] content) {
        return new Part(Digest.of(content), content.length);
    }

    private static Part[] parts(byte[]... contents) {
        return Stream.of(contents).map(PartsTest::part).toArray(Part[]::new);
    }

    /** As the parts lie in the whole file. */
    private static byte[] whole(byte[]... contents) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            whole.writeBytes(new byte[-whole.size() & 0xfff]);
            whole.writeBytes(content);
        }
        return whole.toByteArray();
    }

    private FakeBuyer working() throws IOException {
        FakeBuyer buyer = FakeBuyer.dial(buyerKey, seller.address(), seller.id());
        buyer.open(broker.sign(broker.ticket(buyerKey.id(), seller.id(), 1, Credits.ofWhole(100))))
                .join();
        return buyer;
    }

    /** Sends what the seller lacks. @return its last word */
    private Frame upload(FakeBuyer buyer, byte[]... contents) throws InterruptedException {
        byte[] whole = whole(contents);
        Digest digest = Digest.of(whole);
        Frame answer = buyer.offer(digest, whole.length, parts(contents)).join();
        if (answer.getBodyCase() != BodyCase.PROGRAM_WANTED) {
            return answer;
        }
        for (int part : answer.getProgramWanted().getPartsList()) {
            send(buyer, digest, part, contents[part]);
        }
        return buyer.next();
    }

    private void send(FakeBuyer buyer, Digest digest, int part, byte[] content) {
        for (int at = 0; at < content.length; at += CHUNK_BYTES) {
            byte[] chunk = Arrays.copyOfRange(content, at, Math.min(content.length, at + CHUNK_BYTES));
            buyer.chunk(digest, part, at, chunk);
            sentBytes += chunk.length;
        }
    }

    @Test
    void aFileIsSentOnceForAllProgramsThatUseIt() throws Exception {
        try (FakeBuyer buyer = working()) {
            assertThat(upload(buyer, FIRST, FILE, OTHER).getBodyCase()).isEqualTo(BodyCase.PROGRAM_READY);
            assertThat(sentBytes).isEqualTo(FIRST.length + FILE.length + OTHER.length);
            assertThat(upload(buyer, SECOND, FILE).getBodyCase()).isEqualTo(BodyCase.PROGRAM_READY);
            assertThat(sentBytes).isEqualTo(FIRST.length + FILE.length + OTHER.length + SECOND.length);
            assertThat(upload(buyer, FIRST, OTHER, FILE).getBodyCase()).isEqualTo(BodyCase.PROGRAM_READY);
            assertThat(upload(buyer, SECOND, FILE).getBodyCase()).isEqualTo(BodyCase.PROGRAM_READY);
            assertThat(sentBytes).isEqualTo(FIRST.length + FILE.length + OTHER.length + SECOND.length);

            Digest program = Digest.of(whole(SECOND, FILE));
            buyer.assign(1, program, "x", bytes("through"));
            Frame done = buyer.next(BodyCase.FRAGMENT_DONE);
            assertThat(done.getFragmentDone().getOutput().toStringUtf8()).isEqualTo("through");
        }
    }

    @Test
    void aPartThatCameInStaysWhenTheRestNeverComes() throws Exception {
        try (FakeBuyer buyer = working()) {
            byte[] whole = whole(FIRST, FILE);
            Frame answer = buyer.offer(Digest.of(whole), whole.length, parts(FIRST, FILE))
                    .join();
            assertThat(answer.getProgramWanted().getPartsList()).containsExactly(0, 1);
            buyer.chunk(Digest.of(whole), 0, 0, FIRST);
            buyer.chunk(Digest.of(whole), 1, 0, Arrays.copyOf(FILE, CHUNK_BYTES));
            until("one and a half are there", () -> names().size() == 2);
        }
        until("the half is gone", () -> names().equals(List.of(Digest.of(FIRST).toHex())));
        try (FakeBuyer buyer = working()) {
            assertThat(upload(buyer, FIRST, FILE).getBodyCase()).isEqualTo(BodyCase.PROGRAM_READY);
            assertThat(sentBytes).isEqualTo(FILE.length);
        }
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(data.resolve("programs"))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> impossible() {
        Part one = new Part(SOME, 100);
        return Stream.of(
                Arguments.of("no bytes", 100, new Part[] {one, new Part(Digest.of(FILE), 0)}),
                Arguments.of("fewer than none", 100, new Part[] {one, new Part(Digest.of(FILE), -4096)}),
                Arguments.of("more than a long", 100, new Part[] {
                    one, new Part(Digest.of(FILE), Long.MAX_VALUE), new Part(Digest.of(OTHER), Long.MAX_VALUE)
                }),
                Arguments.of("a sum that wraps around", 4196, new Part[] {
                    one, new Part(Digest.of(FILE), Long.MAX_VALUE), new Part(Digest.of(OTHER), Long.MIN_VALUE)
                }),
                Arguments.of("a file over the limit", 4096 + (256L << 20) + 1, new Part[] {
                    one, new Part(Digest.of(FILE), (256L << 20) + 1)
                }),
                Arguments.of("files over the limit together", 4096 + (256L << 20) + 4096, new Part[] {
                    one, new Part(Digest.of(FILE), 200L << 20), new Part(Digest.of(OTHER), 57L << 20)
                }),
                Arguments.of("a program over the limit", (64L << 20) + 1, new Part[] {new Part(SOME, (64L << 20) + 1)}),
                Arguments.of("the same part twice", 4196, new Part[] {one, one}),
                Arguments.of("too many parts", 100, tooMany()));
    }

    private static Part[] tooMany() {
        Part[] parts = new Part[PartList.PARTS_MAX + 1];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Part(Digest.of(bytes("part " + i)), 1);
        }
        return parts;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("impossible")
    void refusesAListThatBreaksALimit(String name, long size, Part[] parts) throws Exception {
        try (FakeBuyer buyer = working()) {
            Frame answer = buyer.offer(SOME, size, parts).join();
            assertThat(answer.getBodyCase()).as(name).isEqualTo(BodyCase.PROGRAM_REFUSED);
            assertThat(upload(buyer, FIRST, FILE).getBodyCase()).isEqualTo(BodyCase.PROGRAM_READY);
        }
    }

    @Test
    void partsThatDoNotAddUpToTheProgramEndTheLink() throws Exception {
        for (long size : new long[] {0, 1, 604_095, 604_097, Long.MAX_VALUE, -1}) {
            try (FakeBuyer buyer = working()) {
                var ignored = buyer.offer(SOME, size, parts(FIRST, FILE));
                assertThat(buyer.closeReason()).as("%d", size).contains("not those of the whole");
            }
        }
    }

    @Test
    void partsOfAnotherProgramEndTheLink() throws Exception {
        try (FakeBuyer buyer = working()) {
            byte[] whole = whole(FIRST, FILE);
            buyer.offer(SOME, whole.length, parts(FIRST, FILE)).join();
            send(buyer, SOME, 0, FIRST);
            send(buyer, SOME, 1, FILE);
            assertThat(buyer.closeReason()).contains("digest");
        }
        try (FakeBuyer buyer = working()) {
            assertThat(upload(buyer, FIRST, FILE).getBodyCase()).isEqualTo(BodyCase.PROGRAM_READY);
            var ignored = buyer.offer(SOME, whole(FIRST, FILE).length, parts(FIRST, FILE));
            assertThat(buyer.closeReason()).contains("digest");
        }
    }

    @Test
    void wrongBytesOfAPartEndTheLinkAndAreNotKept() throws Exception {
        byte[] wrong = FILE.clone();
        wrong[wrong.length - 1]++;
        byte[] whole = whole(FIRST, FILE);
        try (FakeBuyer buyer = working()) {
            buyer.offer(Digest.of(whole), whole.length, parts(FIRST, FILE)).join();
            send(buyer, Digest.of(whole), 0, FIRST);
            send(buyer, Digest.of(whole), 1, wrong);
            assertThat(buyer.closeReason()).contains("not those of its digest");
        }
        until(
                "the wrong one is gone",
                () -> names().equals(List.of(Digest.of(FIRST).toHex())));
    }

    @Test
    void aPartOutOfTurnEndsTheLink() throws Exception {
        byte[] whole = whole(FIRST, FILE);
        for (int part : new int[] {1, 2, -1, Integer.MAX_VALUE}) {
            try (FakeBuyer buyer = working()) {
                buyer.offer(Digest.of(whole), whole.length, parts(FIRST, FILE)).join();
                buyer.chunk(Digest.of(whole), part, 0, new byte[1]);
                assertThat(buyer.closeReason()).contains("is the next");
            }
        }
    }

    @Test
    void aProgramThatIsNoneIsRefusedAndItsFilesStay() throws Exception {
        byte[] none = bytes("no ELF");
        try (FakeBuyer buyer = working()) {
            assertThat(upload(buyer, none, FILE).getBodyCase()).isEqualTo(BodyCase.PROGRAM_REFUSED);
            assertThat(names()).containsExactly(Digest.of(FILE).toHex());
            sentBytes = 0;
            assertThat(upload(buyer, FIRST, FILE).getBodyCase()).isEqualTo(BodyCase.PROGRAM_READY);
            assertThat(sentBytes).isEqualTo(FIRST.length);
        }
    }
}
