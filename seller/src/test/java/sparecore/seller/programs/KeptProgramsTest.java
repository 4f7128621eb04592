package sparecore.seller.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.StoredParts;

/** Programs of disputed results: they outlive the cache's, and are bounded. */
class KeptProgramsTest {
    @TempDir
    private Path folder;

    private KeptPrograms kept;

    @BeforeEach
    void open() {
        kept = new KeptPrograms(folder.resolve("disputed"), () -> 1_000_000);
    }

    private StoredParts stored(int number, long bytes) throws IOException {
        Path file = folder.resolve("part " + number);
        if (!Files.exists(file)) {
            Files.write(file, new byte[] {(byte) number});
        }
        Digest digest = Digest.of(Files.readAllBytes(file));
        return new StoredParts(new PartList(List.of(new PartList.Part(digest, bytes))), List.of(file));
    }

    private static Digest program(int number) {
        return Digest.of(new byte[] {1, (byte) number});
    }

    @Test
    void aProgramIsThereWhenTheCacheHasForgottenIt() throws Exception {
        StoredParts parts = stored(1, 1);
        kept.keep(program(1), parts);
        Files.delete(parts.files().get(0));
        StoredParts found = new KeptPrograms(folder.resolve("disputed"), () -> 1_000_000)
                .find(program(1))
                .orElseThrow();
        assertThat(found.list().parts()).isEqualTo(parts.list().parts());
        assertThat(found.first()).containsExactly(1);
        kept.keep(program(2), parts);
        assertThat(kept.find(program(2))).as("it was gone already").isEmpty();
    }

    @Test
    void theOldestGoFirstAndLargeOnesAreNotKept() throws Exception {
        for (int i = 0; i < KeptPrograms.PROGRAMS_MAX + 2; i++) {
            kept.keep(program(i), stored(i, 1));
            Files.setLastModifiedTime(
                    folder.resolve("disputed").resolve(program(i).toHex()), FileTime.fromMillis(1_000L + i));
        }
        kept.keep(program(2), stored(2, 1));
        kept.keep(program(100), stored(100, 1));
        assertThat(kept.find(program(1))).isEmpty();
        assertThat(kept.find(program(2))).as("disputed again").isPresent();
        assertThat(kept.find(program(3))).isEmpty();
        assertThat(kept.find(program(100))).isPresent();
        StoredParts small = stored(101, 1);
        PartList.Part file = new PartList.Part(program(101), KeptPrograms.PROGRAM_BYTES_MAX);
        PartList large = new PartList(List.of(small.list().part(0), file));
        kept.keep(program(101), new StoredParts(large, List.of(folder, folder)));
        assertThat(kept.find(program(101))).isEmpty();
    }
}
