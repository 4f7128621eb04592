package sparecore.seller.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.PartList.Part;
import sparecore.seller.main.FakeRunner;

class ProgramCacheTest {
    @TempDir
    private Path folder;

    private ProgramCache open(long diskBytesMax, long memoryBytesMax) throws IOException {
        return ProgramCache.open(folder, new FakeRunner(1), diskBytesMax, memoryBytesMax);
    }

    private static byte[] program(int number) {
        return ("ELF number " + number).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] file(int number) {
        byte[] file = new byte[5_000];
        Arrays.fill(file, (byte) number);
        return file;
    }

    private static Digest digest(int number) {
        return Digest.of(program(number));
    }

    private static Delivery begin(ProgramCache cache, byte[]... contents) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            whole.writeBytes(new byte[-whole.size() & 0xfff]);
            whole.writeBytes(content);
        }
        List<Part> parts = Arrays.stream(contents)
                .map(content -> new Part(Digest.of(content), content.length))
                .toList();
        return cache.begin(Digest.of(whole.toByteArray()), new PartList(parts));
    }

    /** @return how many of the parts had to come */
    private static int add(ProgramCache cache, byte[]... contents) throws Exception {
        try (Delivery delivery = begin(cache, contents)) {
            for (int part : delivery.lacking()) {
                delivery.write(part, contents[part]);
            }
            delivery.finish();
            return delivery.lacking().size();
        }
    }

    private static boolean has(ProgramCache cache, byte[]... contents) throws IOException {
        try (Delivery delivery = begin(cache, contents)) {
            return delivery.lacking().isEmpty();
        }
    }

    @Test
    void keepsWhatCameIn() throws Exception {
        ProgramCache cache = open(1_000, 1_000);
        add(cache, program(1));
        assertThat(cache.ready(digest(1))).isPresent();
        assertThat(cache.ready(digest(2))).isEmpty();
        assertThat(has(cache, program(1))).isTrue();
        assertThat(has(cache, program(2))).isFalse();
    }

    @Test
    void remembersAcrossARestart() throws Exception {
        add(open(20_000, 1_000), program(1), file(1));
        ProgramCache again = open(20_000, 1_000);
        assertThat(again.diskBytes()).isEqualTo(12 + 5_000);
        assertThat(again.ready(digest(1))).isEmpty();
        assertThat(add(again, program(1), file(1))).isZero();
        assertThat(add(again, program(1))).isZero();
        assertThat(again.ready(digest(1))).isPresent();
    }

    @Test
    void dropsWhatWasUsedLongestAgo() throws Exception {
        ProgramCache cache = open(30, 12);
        for (int number = 1; number <= 3; number++) {
            add(cache, program(number));
        }
        assertThat(has(cache, program(1))).isFalse();
        assertThat(has(cache, program(2))).isTrue();
        assertThat(has(cache, program(3))).isTrue();
        assertThat(cache.diskBytes()).isEqualTo(24);
    }

    @Test
    void holdsTheLastProgramReadyHoweverLargeItIs() throws Exception {
        ProgramCache cache = open(1_000, 1);
        add(cache, program(1));
        assertThat(cache.ready(digest(1))).isPresent();
        add(cache, program(2));
        assertThat(cache.ready(digest(1))).isEmpty();
        assertThat(cache.ready(digest(2))).isPresent();
    }

    @Test
    void aFileOfSeveralProgramsIsThereOnce() throws Exception {
        ProgramCache cache = open(20_000, 1_000);
        assertThat(add(cache, program(1), file(1))).isEqualTo(2);
        assertThat(add(cache, program(2), file(1))).isEqualTo(1);
        assertThat(add(cache, program(2), file(2), file(1))).isEqualTo(1);
        assertThat(cache.diskBytes()).isEqualTo(12 + 12 + 5_000 + 5_000);
    }

    @Test
    void whatIsComingInIsNotDroppedForOthersNorCanItTakeTheirPlace() throws Exception {
        ProgramCache cache = open(11_000, 1_000);
        add(cache, program(1), file(1));
        try (Delivery shared = begin(cache, program(2), file(1));
                Delivery large = begin(cache, program(3), file(3), file(4))) {
            assertThat(shared.lacking()).containsExactly(0);
            large.write(0, program(3));
            large.write(1, file(3));
            assertThatThrownBy(() -> large.write(2, file(4))).isInstanceOf(NoRoomException.class);
            assertThat(Files.exists(folder.resolve(Digest.of(file(1)).toHex()))).isTrue();
            large.close();
            shared.write(0, program(2));
            shared.finish();
        }
        assertThat(add(cache, program(3), file(3), file(4)))
                .as("what came in whole stayed")
                .isEqualTo(1);
        assertThat(has(cache, program(2), file(1))).isFalse();
        assertThat(cache.diskBytes()).isLessThanOrEqualTo(11_000);
    }

    @Test
    void aReadyProgramMakesRoomWhenItMust() throws Exception {
        ProgramCache cache = open(6_000, 1_000);
        add(cache, program(1), file(1));
        add(cache, program(2), file(2));
        assertThat(has(cache, program(1), file(1))).isFalse();
        assertThat(has(cache, program(2), file(2))).isTrue();
    }

    @Test
    void refusesBytesThatAreNotTheDigests() throws Exception {
        ProgramCache cache = open(1_000, 1_000);
        try (Delivery delivery = cache.begin(digest(1), PartList.whole(digest(1), 3))) {
            assertThatThrownBy(() -> delivery.write(0, new byte[] {'E', 'L', 'F'}))
                    .isInstanceOf(WrongDigestException.class);
        }
        assertThat(folder).isEmptyDirectory();
        assertThat(cache.diskBytes()).isZero();
    }

    @Test
    void refusesPartsThatMakeAnotherProgram() throws Exception {
        ProgramCache cache = open(20_000, 1_000);
        PartList parts = new PartList(List.of(new Part(digest(1), 12), new Part(Digest.of(file(1)), 5_000)));
        try (Delivery delivery = cache.begin(digest(2), parts)) {
            delivery.write(0, program(1));
            delivery.write(1, file(1));
            assertThatThrownBy(delivery::finish).isInstanceOf(WrongDigestException.class);
        }
        assertThat(cache.ready(digest(2))).isEmpty();
    }

    @Test
    void keepsNothingThatIsNoProgram() throws Exception {
        ProgramCache cache = open(1_000, 1_000);
        assertThatThrownBy(() -> add(cache, new byte[] {1}))
                .isInstanceOf(sparecore.seller.execution.UnfitProgramException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void doesNotTrustItsDisk() throws Exception {
        add(open(20_000, 1_000), program(1), file(1));
        Files.write(folder.resolve(Digest.of(file(1)).toHex()), file(2));
        assertThat(add(open(20_000, 1_000), program(1), file(1))).isEqualTo(1);
        Files.delete(folder.resolve(Digest.of(file(1)).toHex()));
        assertThat(add(open(20_000, 1_000), program(1), file(1))).isEqualTo(1);
    }

    @Test
    void clearsAwayHalfWrittenFiles() throws Exception {
        Files.write(folder.resolve(digest(1).toHex() + ".0.new"), program(1));
        open(1_000, 1_000);
        assertThat(folder).isEmptyDirectory();
    }
}
