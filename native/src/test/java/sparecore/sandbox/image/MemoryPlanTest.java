package sparecore.sandbox.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.stub.Mapping;

final class MemoryPlanTest {
    private static final long STACK = AddressSpace.STACK_BYTES;

    @Test
    void segmentsThatShareAPageShareItsRights() {
        List<PageGroup> groups = PageGroup.group(List.of(
                new Segment(0x40_0000, 0, 0x1800, 0x1800, Segment.READ | Segment.EXECUTE),
                new Segment(0x40_1900, 0x1900, 0x100, 0x2000, Segment.READ | Segment.WRITE),
                new Segment(0x50_0000, 0x2000, 0, 0x10, Segment.READ)));
        assertThat(groups).hasSize(2);
        assertThat(groups.get(0).start()).isEqualTo(0x40_0000);
        assertThat(groups.get(0).fileEnd()).isEqualTo(0x40_2000);
        assertThat(groups.get(0).end()).isEqualTo(0x40_4000);
        assertThat(groups.get(0).protection()).isEqualTo(7);
        assertThat(groups.get(1).fileBytes()).isZero();
        assertThat(groups.get(1).zeroBytes()).isEqualTo(4096);
    }

    @Test
    void programStackAndHeapTakeExactlyTheLimit() throws Exception {
        ParsedElf elf = elf(new Segment(0x40_0000, 0, 100, 0x2001, 5));
        MemoryPlan plan = MemoryPlan.divide(elf, 8L << 20);
        long mapped = 0;
        for (Mapping mapping : plan.fileMappings()) {
            mapped += mapping.bytes();
        }
        for (Mapping mapping : plan.zeroMappings()) {
            mapped += mapping.bytes();
        }
        assertThat(mapped).isEqualTo(8L << 20);
        assertThat(plan.heapBytes()).isEqualTo((8L << 20) - STACK - 0x3000);
    }

    @Test
    void aProgramMayLeaveNoHeap() throws Exception {
        ParsedElf elf = elf(new Segment(0x40_0000, 0, 100, 100, 5));
        MemoryPlan plan = MemoryPlan.divide(elf, STACK + 4096);
        assertThat(plan.heapBytes()).isZero();
        assertThat(plan.zeroMappings()).hasSize(1);
        assertThatThrownBy(() -> MemoryPlan.divide(elf, STACK + 4095))
                .isInstanceOf(BadProgramException.class)
                .hasMessageContaining("raise the limit");
    }

    private static ParsedElf elf(Segment segment) {
        return new ParsedElf(List.of(segment), segment.address(), 0, 1);
    }
}
