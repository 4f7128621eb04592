package sparecore.buyer.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.result.Work;
import sparecore.vote.Group;
import sparecore.vote.Standing;

/**
 * Fragments whose answer is certain, to be given once more to sellers that have never seen them, as checks: the same program, size and
 * price as any other. The latest few; after a restart there are none until more are accepted. Not thread-safe.
 */
final class KnownAnswers {
    private static final int KEPT_MAX = 32;
    private static final long BYTES_MAX = 8L << 20;

    private record Known(int index, Work work, Group<Digest> group, Set<Standing> checked) {
        boolean isNewTo(Standing cluster) {
            return !group.hasVoted(cluster) && !checked.contains(cluster);
        }
    }

    /**
     * A check that is out.
     *
     * @param index of the fragment that it is
     */
    record Check(NodeId seller, int index, Work work, Digest answer) {}

    private final Map<Integer, Known> kept = new LinkedHashMap<>();
    private final Map<Integer, Check> out = new HashMap<>();
    private long bytes;
    private int last;

    void add(int index, Work work, Group<Digest> group) {
        if (kept.put(index, new Known(index, work, group, new HashSet<>())) == null) {
            bytes += size(work);
        }
        while (kept.size() > KEPT_MAX || bytes > BYTES_MAX) {
            Known oldest = kept.values().iterator().next();
            kept.remove(oldest.index());
            bytes -= size(oldest.work());
        }
    }

    private static long size(Work work) {
        return work.input().size() + 1_000L;
    }

    /** Draws one for this seller. @return the check's number, if there is one */
    Optional<Integer> draw(NodeId seller, Standing cluster, RandomGenerator random) {
        List<Known> unseen = new ArrayList<>(
                kept.values().stream().filter(known -> known.isNewTo(cluster)).toList());
        if (unseen.isEmpty()) {
            return Optional.empty();
        }
        Known drawn = unseen.get(random.nextInt(unseen.size()));
        Digest answer = drawn.group().answer();
        if (answer == null) {
            throw new IllegalStateException("fragment " + drawn.index() + " has no answer yet");
        }
        drawn.checked().add(cluster);
        out.put(++last, new Check(seller, drawn.index(), drawn.work(), answer));
        return Optional.of(last);
    }

    @Nullable
    Check find(int number) {
        return out.get(number);
    }

    void take(int number) {
        out.remove(number);
    }

    boolean isOutWith(NodeId seller) {
        return out.values().stream().anyMatch(check -> check.seller().equals(seller));
    }
}
