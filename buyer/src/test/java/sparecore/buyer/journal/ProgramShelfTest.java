package sparecore.buyer.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    private ProgramShelf filled() throws IOException {
        ProgramShelf shelf = new ProgramShelf(folder);
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
        ProgramShelf shelf = new ProgramShelf(folder);
        assertThat(shelf.has(WHOLE)).isTrue();
        StoredParts found = shelf.find(WHOLE);
        assertThat(found.list().parts()).isEqualTo(parts().parts());
        assertThat(found.first()).isEqualTo(PROGRAM);
        assertThat(found.read(1, 0, 4)).isEqualTo(FILE);
    }

    @Test
    void aProgramWithoutFilesIsItsOwnOnlyPart() throws IOException {
        ProgramShelf shelf = new ProgramShelf(folder);
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
        ProgramShelf shelf = new ProgramShelf(folder);
        try (FreshPart file = shelf.freshPart()) {
            file.write(FILE);
        }
        Files.writeString(folder.resolve("new123"), "half");
        new ProgramShelf(folder);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
