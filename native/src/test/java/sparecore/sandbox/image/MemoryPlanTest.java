package sparecore.sandbox.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.stub.EarlyPages;
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

    @Test
    void earlyPagesAreCodeVariablesAndStack() throws Exception {
        ParsedElf elf = elf(
                new Segment(0x40_0000, 0, 2 << 20, 2 << 20, Segment.READ | Segment.EXECUTE),
                new Segment(0x80_0000, 2 << 20, 0x1100, 0x9000, Segment.READ | Segment.WRITE),
                new Segment(0x90_0000, 3 << 20, 0x1000, 0x1000, Segment.EXECUTE));
        List<EarlyPages> early = MemoryPlan.divide(elf, 64L << 20).earlyPages(elf, StartBlockSize.SMALL);
        assertThat(early)
                .containsExactly(
                        new EarlyPages(0x40_0000, 512 << 10, false),
                        new EarlyPages(0x80_0000, 0x2000, true),
                        new EarlyPages(0x80_2000, 0x4000, true),
                        new EarlyPages(StartBlockSize.SMALL.address() - 0x2000, 0x2000, true));
    }

    @Test
    void earlyPagesAreMappedAndMayBeTouchedSo() throws Exception {
        ParsedElf elf = elf(
                new Segment(0x40_0010, 0, 0x10, 0x20, Segment.READ),
                new Segment(0x40_1010, 0x10, 0x10, 0x3000, Segment.READ | Segment.WRITE),
                new Segment(0x50_0000, 0x20, 0, 0x1, Segment.READ | Segment.WRITE),
                new Segment(0x60_0000, 0x20, 0x8000, 0x8000, 7));
        MemoryPlan plan = MemoryPlan.divide(elf, 64L << 20);
        List<Mapping> mapped = new ArrayList<>(plan.fileMappings());
        mapped.addAll(plan.zeroMappings());
        for (StartBlockSize size : StartBlockSize.values()) {
            assertThat(plan.earlyPages(elf, size))
                    .hasSize(6)
                    .allSatisfy(pages -> assertThat(mapped).anySatisfy(mapping -> {
                        assertThat(pages.address()).isGreaterThanOrEqualTo(mapping.address());
                        assertThat(pages.address() + pages.bytes()).isLessThanOrEqualTo(mapping.end());
                        assertThat(mapping.protection() & (pages.written() ? 2 : 1))
                                .isNotZero();
                    }));
        }
    }

    private static ParsedElf elf(Segment... segments) {
        return new ParsedElf(List.of(segments), segments[0].address(), 0, 1);
    }
}
