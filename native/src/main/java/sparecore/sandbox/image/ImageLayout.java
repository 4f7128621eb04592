package sparecore.sandbox.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.ElfWriter;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.stub.Layer;
import sparecore.sandbox.stub.LockDown;
import sparecore.sandbox.stub.Stub;
import sparecore.sandbox.stub.StubOrder;

/**
 * Where everything goes in an image; pure.
 *
 * @param plan the program's memory
 * @param stub the lock-down, which is where the image starts
 * @param startBlock room for arguments
 * @param auxiliary what the program is told about itself
 */
record ImageLayout(MemoryPlan plan, Stub stub, StartBlockSize startBlock, AuxiliaryVector auxiliary) {

    static ImageLayout of(ParsedElf elf, ImageKey key, Set<Layer> optionalLayers, int launcherPid)
            throws BadProgramException {
        MemoryPlan plan = MemoryPlan.divide(elf, key.memoryBytes());
        StubOrder order = new StubOrder(
                AddressSpace.STUB,
                optionalLayers,
                launcherPid,
                key.cpuSeconds(),
                plan.fileMappings(),
                plan.zeroMappings(),
                plan.earlyPages(elf, key.startBlock()),
                key.startBlock().address(),
                key.startBlock().bytes(),
                elf.entry(),
                elf.dispatch());
        return new ImageLayout(
                plan, LockDown.write(order), key.startBlock(), new AuxiliaryVector(elf, plan.heapBytes()));
    }

    /** The image's own segments: the stub, then one for each group of pages that has bytes. */
    List<Segment> segments() {
        List<PageGroup> groups = fileGroups();
        int offset = ElfWriter.headBytes(groups.size() + 1);
        List<Segment> segments = new ArrayList<>();
        segments.add(
                new Segment(AddressSpace.STUB, offset, Stub.BYTES_MAX, Stub.BYTES_MAX, Segment.READ | Segment.EXECUTE));
        offset += Stub.BYTES_MAX;
        for (PageGroup group : groups) {
            int bytes = (int) group.fileBytes(); // at most a file and a page for each of its segments
            segments.add(new Segment(group.start(), offset, bytes, bytes, group.access()));
            offset += bytes;
        }
        return segments;
    }

    /** The groups behind {@link #segments()} from the second on. */
    List<PageGroup> fileGroups() {
        return plan.groups().stream().filter(group -> group.fileBytes() > 0).toList();
    }
}
