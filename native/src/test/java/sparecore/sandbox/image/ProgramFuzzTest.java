package sparecore.sandbox.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.BadProgramException.Reason;
import sparecore.sandbox.elf.ElfReader;
import sparecore.sandbox.elf.Mutations;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.stub.Layer;
import sparecore.sandbox.stub.Stub;

/** Mutations of a real program: each is refused with a reason, or is as safe as the original. */
final class ProgramFuzzTest {
    private static final int ROUNDS = 40_000;
    /** The largest limit that there is. */
    private static final long MEMORY_BYTES = 16L << 30;

    @Test
    void mutatedProgramsAreRefusedOrHarmless() throws Exception {
        long seed = Long.getLong("sparecore.seed", System.nanoTime());
        System.out.println("ProgramFuzzTest seed " + seed);
        Random random = new Random(seed);
        Map<Reason, Integer> refusals = new EnumMap<>(Reason.class);
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] file = Mutations.next(random);
            try {
                ParsedElf elf = ElfReader.read(file, AddressSpace.PROGRAM);
                requireSafe(elf, file);
                requireStubFirst(elf);
                accepted++;
            } catch (BadProgramException e) {
                refusals.merge(e.reason(), 1, Integer::sum);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
        assertThat(accepted).isPositive();
        assertThat(refusals).hasSizeGreaterThanOrEqualTo(8);
    }

    /** Writing the image must not fail either, and it starts in the stub whatever the program says. */
    private static void requireStubFirst(ParsedElf elf) throws BadProgramException {
        ImageKey key = new ImageKey("digest", MEMORY_BYTES, 60, StartBlockSize.SMALL);
        ImageLayout layout = ImageLayout.of(elf, key, Set.of(Layer.CPUID_FAULT), 4711);
        assertThat(layout.stub().entry()).isBetween(AddressSpace.STUB, AddressSpace.STUB + Stub.BYTES_MAX);
        Segment stub = layout.segments().get(0);
        assertThat(stub.address()).isEqualTo(AddressSpace.STUB);
        for (Segment segment : layout.segments().subList(1, layout.segments().size())) {
            assertThat(segment.address()).isGreaterThanOrEqualTo(stub.end());
        }
    }

    private static void requireSafe(ParsedElf elf, byte[] file) {
        long end = AddressSpace.PROGRAM.start();
        long bytes = 0;
        for (Segment segment : elf.segments()) {
            assertThat(segment.address()).isGreaterThanOrEqualTo(end);
            end = segment.end();
            assertThat(end).isLessThanOrEqualTo(AddressSpace.PROGRAM.end());
            assertThat(segment.fileBytes()).isBetween(0, file.length - segment.fileOffset());
            bytes += segment.fileBytes();
        }
        assertThat(bytes).isLessThanOrEqualTo(file.length);
        assertThat(elf.segments())
                .anyMatch(segment -> (segment.access() & Segment.EXECUTE) != 0
                        && elf.entry() >= segment.address()
                        && elf.entry() < segment.end());
        assertThat(MemoryPlan.memoryBytesMin(elf)).isPositive();
    }
}
