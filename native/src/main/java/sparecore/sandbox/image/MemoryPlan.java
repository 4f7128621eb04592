package sparecore.sandbox.image;

import static sparecore.sandbox.image.AddressSpace.PAGE_BYTES;
import static sparecore.sandbox.kernel.MemoryProtection.PROT_EXEC;
import static sparecore.sandbox.kernel.MemoryProtection.PROT_READ;
import static sparecore.sandbox.kernel.MemoryProtection.PROT_WRITE;

import java.util.ArrayList;
import java.util.List;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.BadProgramException.Reason;
import sparecore.sandbox.elf.CallDispatch;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.stub.EarlyPages;
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
    private static final long EARLY_READ_BYTES = 512 << 10;
    private static final long EARLY_WRITTEN_BYTES = 4 * PAGE_BYTES;
    private static final long EARLY_STACK_BYTES = 2 * PAGE_BYTES;

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
     * What a program touches first, as far as that can be known: the beginnings of its code, constants and variables, the next pages of
     * its stack, and the end of its handler's. Only of the size that nearly every program needs, since what is not needed costs as much.
     */
    List<EarlyPages> earlyPages(ParsedElf elf, StartBlockSize startBlock) {
        List<EarlyPages> early = new ArrayList<>();
        for (PageGroup group : groups) {
            boolean variables = group.protection() == (PROT_READ | PROT_WRITE);
            if (group.fileBytes() > 0 && (group.protection() & PROT_READ) != 0) {
                long max = variables ? EARLY_WRITTEN_BYTES : EARLY_READ_BYTES;
                early.add(new EarlyPages(group.start(), Math.min(group.fileBytes(), max), variables));
            }
            if (variables && group.zeroBytes() > 0) {
                early.add(new EarlyPages(group.fileEnd(), Math.min(group.zeroBytes(), EARLY_WRITTEN_BYTES), true));
            }
        }
        early.add(new EarlyPages(startBlock.address() - EARLY_STACK_BYTES, EARLY_STACK_BYTES, true));
        elf.dispatch()
                .ifPresent(dispatch -> early.add(new EarlyPages(
                        AddressSpace.pageDown(dispatch.signalStack() + dispatch.signalStackBytes()),
                        PAGE_BYTES,
                        true)));
        return early;
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
