package sparecore.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.CallDispatch;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.stub.Layer;

final class HostProcessorTest {
    private static final Set<Layer> ALL = Set.of(Layer.CALL_DISPATCH, Layer.CPUID_FAULT);

    @Test
    void theLevelIsReadFromTheProcessorsFlags() {
        String old = "model name\t: x\nflags\t\t: fpu sse4_2 popcnt cx16\n";
        String recent = "flags\t\t: fpu avx avx2 bmi1 bmi2 f16c fma abm movbe avx512f\n";
        assertThat(HostProcessor.level(old)).isEqualTo(2);
        assertThat(HostProcessor.level(recent)).isEqualTo(3);
        assertThat(HostProcessor.level(recent.replace("bmi2 ", ""))).isEqualTo(2);
        assertThat(HostProcessor.level("")).isEqualTo(2);
    }

    @Test
    void refusesWhatWouldGiveOtherBytesHere() {
        assertThatCode(() -> new HostProcessor(2, ALL).requireRuns(program(2, true)))
                .doesNotThrowAnyException();
        assertThatCode(() -> new HostProcessor(2, Set.of(Layer.CALL_DISPATCH)).requireRuns(program(2, false)))
                .doesNotThrowAnyException();
        assertRefuses(new HostProcessor(2, ALL), program(3, false), "x86-64-v3");
        assertRefuses(new HostProcessor(3, Set.of(Layer.CALL_DISPATCH)), program(2, true), "CPUID");
        assertRefuses(new HostProcessor(3, Set.of(Layer.CPUID_FAULT)), program(2, false), "dispatch");
    }

    @Test
    void aRawProgramRunsEverywhere() {
        ParsedElf raw = new ParsedElf(List.of(new Segment(0x40_0000, 0, 1, 1, 5)), 0x40_0000, 0, 1);
        assertThatCode(() -> new HostProcessor(2, Set.of()).requireRuns(raw)).doesNotThrowAnyException();
    }

    private static void assertRefuses(HostProcessor host, ParsedElf program, String why) {
        assertThatThrownBy(() -> host.requireRuns(program))
                .isInstanceOf(BadProgramException.class)
                .hasMessageContaining(why);
    }

    private static ParsedElf program(int level, boolean asksCpuid) {
        CallDispatch dispatch =
                new CallDispatch(0x40_0000, 0x40_0000, 0x40_0000, 1, 0x50_0000, 16 << 10, 8 << 20, level, asksCpuid);
        Segment code = new Segment(0x40_0000, 0, 1, 1, 5);
        return new ParsedElf(List.of(code), code.address(), 0, 1, Optional.of(dispatch));
    }
}
