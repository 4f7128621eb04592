package sparecore.seller.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.content.Digest;
import sparecore.seller.execution.UnfitProgramException;
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

    private static Digest digest(int number) {
        return Digest.of(program(number));
    }

    private static void add(ProgramCache cache, byte[] content) throws WrongDigestException, UnfitProgramException {
        ProgramAssembly assembly = new ProgramAssembly(Digest.of(content), content.length, 1_000);
        assembly.add(0, content);
        cache.add(assembly);
    }

    @Test
    void keepsWhatCameIn() throws IOException, WrongDigestException, UnfitProgramException {
        ProgramCache cache = open(1_000, 1_000);
        add(cache, program(1));
        assertThat(cache.ready(digest(1))).isPresent();
        assertThat(cache.ready(digest(2))).isEmpty();
        assertThat(cache.find(digest(2))).isEmpty();
    }

    @Test
    void remembersAcrossARestart() throws IOException, WrongDigestException, UnfitProgramException {
        add(open(1_000, 1_000), program(1));
        ProgramCache again = open(1_000, 1_000);
        assertThat(again.ready(digest(1))).isEmpty();
        assertThat(again.find(digest(1))).isPresent();
        assertThat(again.ready(digest(1))).isPresent();
    }

    @Test
    void dropsWhatWasUsedLongestAgo() throws IOException, WrongDigestException, UnfitProgramException {
        ProgramCache cache = open(30, 12);
        for (int number = 1; number <= 3; number++) {
            add(cache, program(number));
        }
        assertThat(cache.find(digest(1))).isEmpty();
        assertThat(cache.find(digest(2))).isPresent();
        assertThat(cache.find(digest(3))).isPresent();
    }

    @Test
    void holdsTheLastProgramReadyHoweverLargeItIs() throws IOException, WrongDigestException, UnfitProgramException {
        ProgramCache cache = open(1_000, 1);
        add(cache, program(1));
        assertThat(cache.ready(digest(1))).isPresent();
        add(cache, program(2));
        assertThat(cache.ready(digest(1))).isEmpty();
        assertThat(cache.ready(digest(2))).isPresent();
    }

    @Test
    void refusesBytesThatAreNotTheDigests() throws IOException {
        ProgramCache cache = open(1_000, 1_000);
        ProgramAssembly assembly = new ProgramAssembly(digest(1), 3, 1_000);
        assembly.add(0, new byte[] {'E', 'L', 'F'});
        assertThatThrownBy(() -> cache.add(assembly)).isInstanceOf(WrongDigestException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void keepsNothingThatIsNoProgram() throws IOException {
        ProgramCache cache = open(1_000, 1_000);
        assertThatThrownBy(() -> add(cache, new byte[] {1})).isInstanceOf(UnfitProgramException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void doesNotTrustItsDisk() throws IOException, WrongDigestException, UnfitProgramException {
        add(open(1_000, 1_000), program(1));
        Files.write(folder.resolve(digest(1).toHex()), program(2));
        assertThat(open(1_000, 1_000).find(digest(1))).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void clearsAwayHalfWrittenFiles() throws IOException {
        Files.write(folder.resolve(digest(1).toHex() + ".new"), program(1));
        open(1_000, 1_000);
        assertThat(folder).isEmptyDirectory();
    }
}
