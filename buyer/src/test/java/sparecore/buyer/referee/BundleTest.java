package sparecore.buyer.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.exchange.KeptWork;
import sparecore.content.Digest;
import sparecore.result.RunLimits;
import sparecore.result.Work;
import sparecore.sandbox.elf.RawElf;
import sparecore.terminal.Failure;
import sparecore.wire.AssignFragment;
import sparecore.wire.FilePart;

/** What is handed over to a referee counts by its digests, whatever else is in the folder. */
class BundleTest {
    private static final byte[] PROGRAM = RawElf.of(new byte[3_000]);
    private static final Work WORK = new Work(
            Digest.of(PROGRAM),
            List.of(ByteString.copyFromUtf8("p"), ByteString.copyFromUtf8("17")),
            ByteString.copyFromUtf8("input"),
            RunLimits.of(64 << 20, 10, 1 << 20));
    private static final int PIECE_BYTES = 1_000;

    @TempDir
    private Path folder = Path.of("");

    private int pieces;

    @BeforeEach
    void write() throws IOException {
        Path unused = new Bundle(folder).write("one", kept(), this::piece);
    }

    private static KeptWork kept() {
        return KeptWork.newBuilder()
                .setWork(AssignFragment.newBuilder()
                        .setProgram(ByteString.copyFrom(WORK.program().toBytes()))
                        .addAllArguments(WORK.arguments())
                        .setInput(WORK.input())
                        .setLimits(WORK.limits().toWire()))
                .addParts(FilePart.newBuilder()
                        .setDigest(ByteString.copyFrom(Digest.of(PROGRAM).toBytes()))
                        .setSizeBytes(PROGRAM.length))
                .build();
    }

    private byte[] piece(int part, long offset) {
        pieces++;
        return Arrays.copyOfRange(PROGRAM, (int) offset, (int) Math.min(PROGRAM.length, offset + PIECE_BYTES));
    }

    @Test
    void findsAWorkByItsDigestWithTheProgramThatItNames() {
        Bundle.Found found = new Bundle(folder).find(WORK.digest()).orElseThrow();
        assertThat(found.work()).isEqualTo(WORK);
        assertThat(found.program().sha256()).isEqualTo(WORK.program().toHex());
        assertThat(new Bundle(folder).find(Digest.of(new byte[0]))).isEmpty();
    }

    @Test
    void writesAProgramOnceForAllWorks() throws IOException {
        int before = pieces;
        Path unused = new Bundle(folder).write("two", kept(), this::piece);
        assertThat(pieces).isEqualTo(before);
    }

    @Test
    void takesNoOtherProgram() throws IOException {
        byte[] other = PROGRAM.clone();
        other[other.length - 1] ^= 1;
        Files.write(part(), other);
        assertThatThrownBy(() -> new Bundle(folder).find(WORK.digest()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("another than the disputed one");
        Files.write(part(), new byte[7]);
        assertThatThrownBy(() -> new Bundle(folder).find(WORK.digest()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("its program is not");
    }

    private Path part() throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*.part")) {
            return parts.iterator().next();
        }
    }

    @Test
    void passesByWhatIsNoWork() throws IOException {
        Files.write(folder.resolve("a.work"), new byte[] {1, 2, 3});
        Files.write(folder.resolve("b.work"), KeptWork.getDefaultInstance().toByteArray());
        Files.createDirectory(folder.resolve("c.work"));
        // Its size is zero, and it has no end.
        Files.createSymbolicLink(folder.resolve("d.work"), Path.of("/dev/zero"));
        assertThat(new Bundle(folder).find(WORK.digest())).isPresent();
        assertThat(new Bundle(folder).find(Digest.of(new byte[0]))).isEmpty();
    }
}
