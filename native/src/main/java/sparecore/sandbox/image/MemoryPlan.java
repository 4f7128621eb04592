package sparecore.sandbox.image;

import static sparecore.sandbox.kernel.MemoryProtection.PROT_EXEC;
import static sparecore.sandbox.kernel.MemoryProtection.PROT_READ;
import static sparecore.sandbox.kernel.MemoryProtection.PROT_WRITE;

import java.util.ArrayList;
import java.util.List;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.BadProgramException.Reason;
import sparecore.sandbox.elf.CallDispatch;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.stub.Mapping;

/**
 * All memory of a run: the program's pages, its stack, and the rest of the limit as its heap.
 *
 * <p>Since nothing can be mapped after the lock-down, the sum of these is the memory limit; the kernel adds page tables.
 *
 * @param groups the program's pages
 * @param heapBytes size of the heap, maybe 0
 * @param heapProtection PROT_ flags of the heap: a program of the linux ABI may put code there, as others do with mmap
 * @param stackBytes size of the stack
 */
public record MemoryPlan(List<PageGroup> groups, long heapBytes, int heapProtection, long stackBytes) {
    /** Copies the list. */
    public MemoryPlan {
        groups = List.copyOf(groups);
    }

    /** Divides {@code memoryBytes}, or refuses if program and stack alone need more. */
    public static MemoryPlan divide(ParsedElf elf, long memoryBytes) throws BadProgramException {
        long needed = memoryBytesMin(elf);
        if (needed > memoryBytes) {
            throw new BadProgramException(
                    Reason.NEEDS_MORE_MEMORY,
                    "the program and its stack need " + needed + " bytes, the memory limit is " + memoryBytes
                            + "; raise the limit");
        }
        return new MemoryPlan(
                PageGroup.group(elf.segments()),
                AddressSpace.pageDown(memoryBytes - needed),
                PROT_READ | PROT_WRITE | (elf.dispatch().isPresent() ? PROT_EXEC : 0),
                stackBytes(elf));
    }

    /** What the program needs without any heap. */
    public static long memoryBytesMin(ParsedElf elf) {
        long bytes = stackBytes(elf);
        for (PageGroup group : PageGroup.group(elf.segments())) {
            bytes += group.end() - group.start();
        }
        return bytes;
    }

    private static long stackBytes(ParsedElf elf) {
        return elf.dispatch().map(CallDispatch::stackBytes).orElse(AddressSpace.STACK_BYTES);
    }

    /** What the kernel's loader maps from the image, without the stub. */
    List<Mapping> fileMappings() {
        List<Mapping> mappings = new ArrayList<>();
        for (PageGroup group : groups) {
            if (group.fileBytes() > 0) {
                mappings.add(new Mapping(group.start(), group.fileBytes(), group.protection()));
            }
        }
        return mappings;
    }

    /**
     * What the stub maps. The zeroed part of a segment is left to it as well, because old kernels load only one such part
     * rightly.
     */
    List<Mapping> zeroMappings() {
        List<Mapping> mappings = new ArrayList<>();
        for (PageGroup group : groups) {
            if (group.zeroBytes() > 0) {
                mappings.add(new Mapping(group.fileEnd(), group.zeroBytes(), group.protection()));
            }
        }
        if (heapBytes > 0) {
            mappings.add(new Mapping(AddressSpace.HEAP, heapBytes, heapProtection));
        }
        mappings.add(new Mapping(AddressSpace.STACK_END - stackBytes, stackBytes, PROT_READ | PROT_WRITE));
        return mappings;
    }
}
