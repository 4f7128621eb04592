package sparecore.buyer.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.StoredParts;

class ProgramShelfTest {
    private static final byte[] PROGRAM = "program".getBytes(StandardCharsets.UTF_8);
    private static final byte[] FILE = "file".getBytes(StandardCharsets.UTF_8);
    private static final Digest WHOLE = Digest.of("whole".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path folder;

    private static PartList parts() {
        return new PartList(List.of(
                new PartList.Part(Digest.of(PROGRAM), PROGRAM.length),
                new PartList.Part(Digest.of(FILE), FILE.length)));
    }

    private long nowMillis = 1_000_000_000L;

    private ProgramShelf shelf(long bytesMost) throws IOException {
        return new ProgramShelf(folder, bytesMost, new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(nowMillis);
            }
        });
    }

    private ProgramShelf filled() throws IOException {
        ProgramShelf shelf = shelf(1 << 20);
        shelf.keepPart(PROGRAM);
        try (FreshPart file = shelf.freshPart()) {
            file.write(new byte[] {'f', 'i'});
            file.write(new byte[] {'l', 'e'});
            assertThat(file.bytes()).isEqualTo(4);
            assertThat(file.keep().digest()).isEqualTo(Digest.of(FILE));
        }
        shelf.name(WHOLE, parts());
        return shelf;
    }

    @Test
    void findsAProgramInPartsAfterARestart() throws IOException {
        filled();
        ProgramShelf shelf = shelf(1 << 20);
        assertThat(shelf.has(WHOLE)).isTrue();
        StoredParts found = shelf.find(WHOLE);
        assertThat(found.list().parts()).isEqualTo(parts().parts());
        assertThat(found.first()).isEqualTo(PROGRAM);
        assertThat(found.read(1, 0, 4)).isEqualTo(FILE);
    }

    @Test
    void aProgramWithoutFilesIsItsOwnOnlyPart() throws IOException {
        ProgramShelf shelf = shelf(1 << 20);
        Digest program = shelf.keepPart(PROGRAM);
        assertThat(program).isEqualTo(Digest.of(PROGRAM));
        assertThat(shelf.find(program).list().size()).isEqualTo(1);
        assertThat(shelf.has(WHOLE)).isFalse();
        assertThatThrownBy(() -> shelf.find(WHOLE)).isInstanceOf(IOException.class);
    }

    @Test
    void saysWhatIsDamaged() throws IOException {
        ProgramShelf shelf = filled();
        Files.write(shelf.path(Digest.of(FILE)), new byte[3]);
        assertThatThrownBy(() -> shelf.find(WHOLE)).isInstanceOf(IOException.class);
        for (String list : List.of("", "x", "00 1\n", Digest.of(FILE).toHex() + " -1\n")) {
            Files.writeString(folder.resolve(WHOLE.toHex() + ".parts"), list);
            assertThatThrownBy(() -> shelf.find(WHOLE)).as(list).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatDoesNotComeInWholeLeavesNothing() throws IOException {
        ProgramShelf shelf = shelf(1 << 20);
        try (FreshPart file = shelf.freshPart()) {
            file.write(FILE);
        }
        Files.writeString(folder.resolve("new123"), "half");
        shelf(1 << 20);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    private void pass() {
        nowMillis += ProgramShelf.FRESH_MILLIS + 1;
    }

    /** A program and a file of 1,000 bytes each. */
    private static Digest put(ProgramShelf shelf, int number, Digest file) throws IOException {
        byte[] first = new byte[1_000];
        first[0] = (byte) number;
        Digest front = shelf.keepPart(first);
        Digest whole = Digest.of(new byte[] {(byte) number});
        shelf.name(whole, new PartList(List.of(new PartList.Part(front, 1_000), new PartList.Part(file, 1_000))));
        return whole;
    }

    @Test
    void whatWasUsedLongestAgoMakesRoomButNotWhatAnOpenJobNeeds() throws IOException {
        ProgramShelf shelf = shelf(6_000);
        Digest shared = shelf.keepPart(new byte[1_000]);
        List<Digest> programs = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            programs.add(put(shelf, i, shared));
            pass();
        }
        shelf.makeRoom(Set.of());
        assertThat(programs)
                .allMatch(program -> Files.exists(folder.resolve(program.toHex() + ".parts"))); // 5,000 bytes and lists
        shelf.find(programs.get(0));
        pass();
        programs.add(put(shelf, 5, shared));
        shelf.makeRoom(Set.of(programs.get(1)));
        assertThat(programs.stream().map(shelf::has)).containsExactly(true, true, false, true, true);
    }

    @Test
    void whatHasJustComeStaysForItsJob() throws IOException {
        ProgramShelf shelf = shelf(0);
        Digest program = shelf.keepPart(PROGRAM);
        shelf.makeRoom(Set.of());
        assertThat(shelf.has(program)).isTrue();
        pass();
        shelf(0).makeRoom(Set.of(program));
        assertThat(shelf.has(program)).isTrue();
        pass();
        shelf(0).makeRoom(Set.of());
        assertThat(shelf.has(program)).isFalse();
    }

    @Test
    void aProgramThatHasLostAPartIsNotThereAndIsTakenOff() throws IOException {
        ProgramShelf shelf = shelf(2_100);
        Digest shared = shelf.keepPart(new byte[1_000]);
        Digest program = put(shelf, 1, shared);
        nowMillis += 1;
        Files.setLastModifiedTime(folder.resolve(program.toHex() + ".parts"), FileTime.fromMillis(nowMillis));
        pass();
        shelf.keepPart(new byte[] {7});
        shelf.makeRoom(Set.of());
        assertThat(shelf.has(program)).isFalse();
        assertThat(folder.resolve(program.toHex() + ".parts")).doesNotExist();
    }
}
