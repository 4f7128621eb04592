package sparecore.vote;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** On which groups each cluster has voted: all that are not final, and some that are. Not thread-safe. */
final class Unfinished<A> {
    private static final int PURGE_FROM = 32;

    private final Map<Standing, List<Group<A>>> groupsOf = new IdentityHashMap<>();

    /** Final groups are forgotten from time to time, so that the list stays about as long as what is unfinished. */
    void add(Standing voter, Group<A> group) {
        List<Group<A>> groups = groupsOf.computeIfAbsent(voter, unknown -> new ArrayList<>());
        groups.add(group);
        if (Integer.bitCount(groups.size()) == 1 && groups.size() >= PURGE_FROM) {
            groups.removeIf(Group::isFinal);
        }
    }

    List<Group<A>> of(Standing voter) {
        return groupsOf.getOrDefault(voter, List.of());
    }

    /** Forgets what it returns; that the cluster has voted at all is not forgotten. */
    List<Group<A>> take(Standing voter) {
        List<Group<A>> taken = of(voter);
        groupsOf.computeIfPresent(voter, (same, emptied) -> new ArrayList<>());
        return taken;
    }

    /** All clusters that ever voted. */
    Set<Standing> voters() {
        return groupsOf.keySet();
    }
}
