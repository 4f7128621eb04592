package sparecore.buyer.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sparecore.sandbox.Program;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.ElfReader;
import sparecore.sandbox.elf.RawElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.image.AddressSpace;

/**
 * Feeds validator and packer with files that somebody has tampered with: they refuse, or make a program that the validator takes, and never do
 * anything else.
 *
 * <p>In the build for a second; {@code .ci/fuzz} does it for ten minutes. What leads to a new refusal is kept in {@code
 * target/fuzz-corpus}, and from there by hand in {@code src/test/corpus}, which is where every run begins.
 */
final class PackFuzzTest {
    private static final Path BUYER = Path.of(System.getProperty("sparecore.root"), "buyer");
    private static final long BEHIND_BYTES = 5L << 20;
    private static final Path CORPUS = BUYER.resolve("src/test/corpus");
    private static final Path FOUND = BUYER.resolve("target/fuzz-corpus");
    private static final long MILLIS_IN_THE_BUILD = 1000;
    private static final long[] NASTY = {
        0,
        1,
        -1,
        7,
        0xfff,
        0x1000,
        0x2_0000,
        0x6_0000,
        0x1c_0000,
        0x20_0000,
        0x40_0000,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0xf_0000_0000L,
        0x10_0000_0000L,
        0x3f_0000_0000L,
        0x7fff_ffff_f000L
    };

    private final Set<String> outcomes = new HashSet<>();

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void neitherAcceptsNonsenseNorBreaks() throws IOException {
        long millis = Long.getLong("sparecore.fuzz.minutes", 0) * 60_000;
        long seed = Long.getLong("sparecore.fuzz.seed", System.nanoTime());
        System.out.println("PackFuzzTest seed " + seed);
        List<byte[]> corpus = corpus();
        corpus.forEach(file -> outcomes.add(outcome(file, seed)));
        Random random = new Random(seed);
        long end = System.currentTimeMillis() + Math.max(MILLIS_IN_THE_BUILD, millis);
        long files = 0;
        for (; System.currentTimeMillis() < end; files++) {
            byte[] file = mutated(corpus.get(random.nextInt(corpus.size())), random);
            if (outcomes.add(outcome(file, seed))) {
                corpus.add(file);
                keep(file);
            }
        }
        System.out.println("PackFuzzTest: " + files + " files, " + outcomes.size() + " outcomes");
        assertThat(outcomes).contains("packed").hasSizeGreaterThan(5);
    }

    private static List<byte[]> corpus() throws IOException {
        byte[] code = {(byte) 0xb8, 60, 0, 0, 0, 0x0f, 0x05, (byte) 0xf4};
        List<byte[]> corpus = new ArrayList<>(List.of(RawElf.of(code), RawElf.dispatching(code)));
        if (Files.isDirectory(CORPUS)) {
            try (var files = Files.list(CORPUS)) {
                for (Path file : files.sorted().toList()) {
                    corpus.add(Files.readAllBytes(file));
                }
            }
        }
        return corpus;
    }

    /** What becomes of a file, without numbers, so that equal refusals are equal. */
    private static String outcome(byte[] file, long seed) {
        try {
            requireOnlyDataBehindFront(file);
            Program program =
                    Program.parse(Packer.pack("p", file, PackOptions.DEFAULT).front());
            assertThat(program.answersItsOwnCalls()).as("seed %s", seed).isTrue();
            return "packed";
        } catch (BadProgramException e) {
            return e.reason() + String.valueOf(e.getMessage()).replaceAll("-?(0x[0-9a-f]+|\\d+)", "N");
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + ", file " + Arrays.toString(Arrays.copyOf(file, 512)), e);
        }
    }

    /** As the front of a longer file it may at most name read-only data behind itself. */
    private static void requireOnlyDataBehindFront(byte[] file) {
        try {
            for (Segment segment : ElfReader.read(file, file.length + BEHIND_BYTES, AddressSpace.PROGRAM)
                    .segments()) {
                long end = (long) segment.fileOffset() + segment.fileBytes();
                assertThat(end <= file.length || segment.access() == Segment.READ || segment.access() == 0)
                        .isTrue();
            }
        } catch (BadProgramException refused) {
            // It is refused as a whole file, too, or would be too short then.
        }
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] file = original.clone();
        for (int changes = random.nextInt(4); changes >= 0 && file.length > 16; changes--) {
            int end = Math.min(file.length, random.nextInt(8) == 0 ? file.length : 64 + 6 * 56);
            int at = random.nextInt(end - Long.BYTES);
            ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            switch (random.nextInt(5)) {
                case 0 -> file[at] = (byte) random.nextInt();
                case 1 -> file[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> buffer.putLong(at & -8, NASTY[random.nextInt(NASTY.length)]);
                case 3 -> buffer.putInt(at & -4, (int) NASTY[random.nextInt(NASTY.length)]);
                default -> file = random.nextInt(20) == 0 ? Arrays.copyOf(file, random.nextInt(file.length + 1)) : file;
            }
        }
        return file;
    }

    private static void keep(byte[] file) throws IOException {
        Files.createDirectories(FOUND);
        String name = Integer.toHexString(Arrays.hashCode(file));
        Files.write(FOUND.resolve(name), file);
        Files.writeString(FOUND.resolve("README"), "One file for each outcome that was new.\n", StandardCharsets.UTF_8);
    }
}
