package sparecore.seller.journal;

import java.util.Optional;
import sparecore.content.StoredParts;
import sparecore.evidence.CaseFile;
import sparecore.result.Work;

/**
 * Evidence that the owner may want to have judged, with what somebody else needs to run it again: its buyer may not hand that out.
 *
 * @param work what was asked; nothing where it was too large to be kept
 * @param program where its program lay when it was asked
 */
public record Disputable(CaseFile file, Optional<Work> work, Optional<StoredParts> program) {}
