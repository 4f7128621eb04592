package sparecore.sandbox.elf;

import java.util.List;

/**
 * What a valid program asks for. All addresses are final.
 *
 * @param segments ordered by address, without overlap, at least one
 * @param entry where it starts
 * @param tableAddress where its table of segments is in memory, or 0 if it is in no segment
 * @param tableRows rows of that table
 */
public record ParsedElf(List<Segment> segments, long entry, long tableAddress, int tableRows) {
    /** Copies the list. */
    public ParsedElf {
        segments = List.copyOf(segments);
    }
}
