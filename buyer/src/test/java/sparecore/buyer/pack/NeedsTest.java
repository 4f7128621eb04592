package sparecore.buyer.pack;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static ProgramNeeds needs(byte[] file) throws BadProgramException {
        return Needs.of(file, file.length);
    }
}
