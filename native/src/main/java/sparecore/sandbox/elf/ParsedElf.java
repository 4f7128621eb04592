package sparecore.sandbox.elf;

import java.util.List;
import java.util.Optional;

/**
 * What a valid program asks for. All addresses are final.
 *
 * @param segments ordered by address, without overlap, at least one
 * @param entry where it starts
 * @param tableAddress where its table of segments is in memory, or 0 if it is in no segment
 * @param tableRows rows of that table
 * @param dispatch what to arm for a program of the linux ABI; empty for a raw one
 */
public record ParsedElf(
        List<Segment> segments, long entry, long tableAddress, int tableRows, Optional<CallDispatch> dispatch) {
    /** Copies the list. */
    public ParsedElf {
        segments = List.copyOf(segments);
    }

    /** A raw program. */
    public ParsedElf(List<Segment> segments, long entry, long tableAddress, int tableRows) {
        this(segments, entry, tableAddress, tableRows, Optional.empty());
    }
}
