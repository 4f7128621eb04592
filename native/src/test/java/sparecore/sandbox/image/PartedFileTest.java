package sparecore.sandbox.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.sandbox.kernel.Libc;

final class PartedFileTest {
    private static final int FRONT_BYTES = 5_000;
    private static final int FIRST_AT = 8_192;
    private static final int FIRST_BYTES = 300_000;
    private static final int SECOND_AT = 311_296;
    private static final int SECOND_BYTES = 7;

    @TempDir
    private Path folder;

    private final byte[] whole = new byte[SECOND_AT + SECOND_BYTES];

    private PartedFile file() throws IOException {
        new Random(3).nextBytes(whole);
        Arrays.fill(whole, FRONT_BYTES, FIRST_AT, (byte) 0);
        Arrays.fill(whole, FIRST_AT + FIRST_BYTES, SECOND_AT, (byte) 0);
        return PartedFile.of(
                Arrays.copyOf(whole, FRONT_BYTES),
                List.of(part("first", FIRST_AT, FIRST_BYTES), part("second", SECOND_AT, SECOND_BYTES)));
    }

    private PartedFile.Part part(String name, int at, int bytes) throws IOException {
        Path path = Files.write(folder.resolve(name), Arrays.copyOfRange(whole, at, at + bytes));
        return new PartedFile.Part(at, bytes, path);
    }

    @Test
    void isTheWholeWithZerosBetweenItsParts() throws Exception {
        PartedFile file = file();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        file.write(written::write);
        assertThat(written.toByteArray()).isEqualTo(whole);
        assertThat(file.sizeBytes()).isEqualTo(whole.length);
        assertThat(file.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(whole)));
    }

    @Test
    void goesIntoAnImageFromAnyPlace() throws Exception {
        PartedFile file = file();
        Random random = new Random(5);
        for (int i = 0; i < 50; i++) {
            int from = random.nextInt(whole.length);
            int length = 1 + random.nextInt(whole.length - from);
            SealedFile sealed = SealedFile.create(length + 10L);
            file.copy(from, length, sealed, 10);
            int fd = sealed.seal();
            byte[] read = Files.readAllBytes(Path.of("/proc/self/fd/" + fd));
            Libc.close(fd);
            assertThat(Arrays.copyOfRange(read, 10, read.length))
                    .isEqualTo(Arrays.copyOfRange(whole, from, from + length));
        }
    }

    @Test
    void saysWhenAPartIsGoneOrShorter() throws Exception {
        PartedFile file = file();
        Files.write(folder.resolve("first"), new byte[FIRST_BYTES - 1]);
        assertThatThrownBy(file::sha256).isInstanceOf(IOException.class);
        Files.delete(folder.resolve("first"));
        assertThatThrownBy(file::sha256).isInstanceOf(IOException.class);
    }

    @Test
    void hasItsPartsInOrder() {
        byte[] front = new byte[FRONT_BYTES];
        Path path = folder.resolve("x");
        for (long[] bad : new long[][] {{4_999, 1}, {5_000, 0}, {5_000, -1}, {-1, 1}, {5_000, Long.MAX_VALUE}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PartedFile.of(front, List.of(new PartedFile.Part(bad[0], bad[1], path))));
        }
        PartedFile.Part part = new PartedFile.Part(5_000, 10, path);
        assertThatIllegalArgumentException().isThrownBy(() -> PartedFile.of(front, List.of(part, part)));
    }
}
