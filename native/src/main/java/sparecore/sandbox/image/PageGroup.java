package sparecore.sandbox.image;

import java.util.ArrayList;
import java.util.List;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.kernel.MemoryProtection;

/**
 * Segments that share pages, and therefore their rights: pages from the image followed by zeroed pages.
 *
 * @param segments ordered by address, at least one
 * @param start its first page
 * @param fileEnd behind its last page that comes from the image; equal to {@code start} if none does
 * @param end behind its last page
 * @param access the segments' rights together
 */
record PageGroup(List<Segment> segments, long start, long fileEnd, long end, int access) {
    PageGroup {
        segments = List.copyOf(segments);
    }

    /** Groups segments which are ordered by address and don't overlap. */
    static List<PageGroup> group(List<Segment> segments) {
        List<PageGroup> groups = new ArrayList<>();
        List<Segment> open = new ArrayList<>();
        for (Segment segment : segments) {
            if (!open.isEmpty() && AddressSpace.pageDown(segment.address()) >= of(open).end()) {
                groups.add(of(open));
                open.clear();
            }
            open.add(segment);
        }
        groups.add(of(open));
        return groups;
    }

    private static PageGroup of(List<Segment> segments) {
        long start = AddressSpace.pageDown(segments.get(0).address());
        long fileEnd = start;
        long end = start;
        int access = 0;
        for (Segment segment : segments) {
            if (segment.fileBytes() > 0) {
                fileEnd = Math.max(fileEnd, AddressSpace.pageUp(segment.fileEnd()));
            }
            end = Math.max(end, AddressSpace.pageUp(segment.end()));
            access |= segment.access();
        }
        return new PageGroup(segments, start, fileEnd, end, access);
    }

    long fileBytes() {
        return fileEnd - start;
    }

    long zeroBytes() {
        return end - fileEnd;
    }

    int protection() {
        return ((access & Segment.READ) != 0 ? MemoryProtection.PROT_READ : 0)
                | ((access & Segment.WRITE) != 0 ? MemoryProtection.PROT_WRITE : 0)
                | ((access & Segment.EXECUTE) != 0 ? MemoryProtection.PROT_EXEC : 0);
    }
}
