package sparecore.buyer.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.RawElf;
import sparecore.slot.Abi;
import sparecore.slot.ProgramNeeds;

class NeedsTest {
    /** xor edi, edi; mov eax, 60; syscall. */
    private static final byte[] QUIET = {0x31, (byte) 0xff, (byte) 0xb8, 60, 0, 0, 0, 0x0f, 0x05};

    /** The same behind cpuid. */
    private static final byte[] CURIOUS = {0x0f, (byte) 0xa2, 0x31, (byte) 0xff, (byte) 0xb8, 60, 0, 0, 0, 0x0f, 0x05};

    @Test
    void readsThemFromARawProgram() throws Exception {
        assertThat(needs(RawElf.of(QUIET))).isEqualTo(new ProgramNeeds(Abi.RAW, 2, false));
        assertThat(needs(RawElf.of(CURIOUS))).isEqualTo(new ProgramNeeds(Abi.RAW, 2, true));
        assertThat(needs(RawElf.of(QUIET)).withLevelAtLeast(3)).isEqualTo(new ProgramNeeds(Abi.RAW, 3, false));
    }

    @Test
    void readsThemFromAPackedProgram() throws Exception {
        byte[] program = RawElf.of(QUIET);
        byte[] two = Packer.pack("needs", program, PackOptions.DEFAULT.withCpuLevel(2))
                .front();
        byte[] three = Packer.pack("needs", program, PackOptions.DEFAULT.withCpuLevel(3))
                .front();
        assertThat(needs(two).abi()).isEqualTo(Abi.LINUX);
        assertThat(needs(two).cpuLevel()).isEqualTo(2);
        assertThat(needs(three).cpuLevel()).isEqualTo(3);
    }

    /** Outside of any function, since it says of none where it is. */
    @Test
    void aPackedProgramAsksForTheProcessorIfThePackerDidNotFindWhere() throws Exception {
        byte[] packed =
                Packer.pack("needs", RawElf.of(CURIOUS), PackOptions.DEFAULT).front();
        assertThat(needs(packed).asksCpuid()).isTrue();
        byte[] known = Files.readAllBytes(Compiled.gcc("stdio.c"));
        assertThat(needs(Packer.pack("needs", known, PackOptions.DEFAULT).front())
                        .asksCpuid())
                .isFalse();
        PackOptions unpatched = PackOptions.DEFAULT.withSwitches(Set.of(PackOptions.Switch.UNPATCHED));
        assertThat(needs(Packer.pack("needs", known, unpatched).front()).asksCpuid())
                .isTrue();
    }

    private static ProgramNeeds needs(byte[] file) throws BadProgramException {
        return Needs.of(file, file.length);
    }
}
