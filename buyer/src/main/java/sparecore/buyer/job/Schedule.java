package sparecore.buyer.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sparecore.identity.NodeId;

/**
 * The fragments of a job that have not ended, or have copies out, and which of them want copies now. Where the buyer draws who gets
 * the further copies ({@link #draw}), each waits for the seller that was drawn, whoever else is free. Not thread-safe.
 */
final class Schedule {
    /** How many fragments a seller may have voted on alone: more would be work that nobody confirms. */
    static final int LEAD_MAX = 256;

    /** Of one fragment out at once, where sellers have nothing else to do. */
    private static final int COPIES_MAX = 4;

    /** What is known of times is rough: a little more than the same is worth a try. */
    private static final double WORTH = 1.2;

    /** Whether a seller may have an untouched fragment, before or after what was drawn for it. */
    enum Fresh {
        NONE,
        LAST,
        FIRST
    }

    private record Drawn(NodeId seller, long sinceMillis) {}

    private final Map<Integer, Fragment> fragments = new TreeMap<>();
    private final TreeSet<Integer> untouched = new TreeSet<>();
    private final TreeSet<Integer> begun = new TreeSet<>();

    /** Those of the begun ones that want another copy: they go out first. */
    private final TreeSet<Integer> wanting = new TreeSet<>();

    private final Map<Integer, Drawn> drawn = new HashMap<>();
    private final Map<NodeId, TreeSet<Integer>> drawnFor = new HashMap<>();

    /** Nobody is there who could take these, and since when. */
    private final Map<Integer, Long> lonely = new TreeMap<>();

    private final Map<NodeId, Integer> leads = new HashMap<>();

    void add(Fragment fragment) {
        fragments.put(fragment.index(), fragment);
        untouched.add(fragment.index());
    }

    @Nullable
    Fragment find(int index) {
        return fragments.get(index);
    }

    Fragment require(int index) {
        Fragment fragment = fragments.get(index);
        if (fragment == null) {
            throw new IllegalStateException("fragment " + index + " is not open");
        }
        return fragment;
    }

    /** All that have not ended or have copies out. */
    List<Fragment> all() {
        return List.copyOf(fragments.values());
    }

    /** Those that are open and have votes or copies. */
    List<Fragment> begun() {
        return begun.stream().map(this::require).toList();
    }

    boolean hasUntouched() {
        return !untouched.isEmpty();
    }

    int untouched() {
        return untouched.size();
    }

    boolean hasWanting() {
        return !wanting.isEmpty();
    }

    /**
     * One that others have begun, so that votes complete early, or else the first untouched one.
     *
     * @param fresh whether it may be an untouched one
     */
    OptionalInt next(NodeId seller, long lateBeforeMillis, boolean fresh) {
        for (int index : wanting) {
            Fragment fragment = require(index);
            if (!fragment.isKnownTo(seller) && fragment.copiesWanted(lateBeforeMillis) > 0) {
                return OptionalInt.of(index);
            }
        }
        return fresh ? firstUntouched(seller) : OptionalInt.empty();
    }

    /** As {@link #next}, where further copies are drawn. */
    OptionalInt nextDrawn(NodeId seller, Fresh fresh) {
        OptionalInt mine = firstDrawnFor(seller);
        return switch (fresh) {
            case NONE -> mine;
            case LAST -> mine.isPresent() ? mine : firstUntouched(seller);
            case FIRST -> {
                OptionalInt untouched = firstUntouched(seller);
                yield untouched.isPresent() ? untouched : mine;
            }
        };
    }

    private OptionalInt firstDrawnFor(NodeId seller) {
        TreeSet<Integer> mine = drawnFor.get(seller);
        return mine == null || mine.isEmpty() ? OptionalInt.empty() : OptionalInt.of(mine.first());
    }

    /** How many wait for this seller, and no other. */
    int drawnFor(NodeId seller) {
        return drawnFor.getOrDefault(seller, new TreeSet<>()).size();
    }

    /** Of those that are out and may have one more copy, the one that is awaited longest, and that this seller may well end sooner. */
    OptionalInt awaitedLongest(NodeId seller, Pace pace, long nowMillis, Predicate<Fragment> may) {
        OptionalInt found = OptionalInt.empty();
        double longest = 0;
        for (int index : begun) {
            Fragment fragment = require(index);
            if (!fragment.hasCopies() || fragment.holders().size() >= COPIES_MAX || !may.test(fragment)) {
                continue;
            }
            List<NodeId> holders = new ArrayList<>(fragment.holders());
            holders.sort(Comparator.comparingDouble(holder -> pace.expectedMillis(index, holder, nowMillis)));
            NodeId decisive = holders.get(Math.max(0, Math.min(holders.size(), fragment.votesWanted()) - 1));
            double expected = pace.expectedMillis(index, decisive, nowMillis);
            if (expected > longest && pace.anewMillis(index, decisive, seller, nowMillis) < WORTH * expected) {
                longest = expected;
                found = OptionalInt.of(index);
            }
        }
        return found;
    }

    private OptionalInt firstUntouched(NodeId seller) {
        if (untouched.isEmpty() || leads.getOrDefault(seller, 0) >= LEAD_MAX) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(untouched.first());
    }

    /**
     * Draws a seller for each wanting fragment that has none. Whoever was drawn keeps it until a copy would be late: sellers that
     * always have a slot free would otherwise get what busy ones lose. The largest are drawn first, so that they do not come last
     * (longest processing time first: Graham 1969).
     *
     * @param there sellers that take work now
     * @param lateBeforeMillis copies that went out before, and draws that were made before, count no more
     * @param choose one of those that may have the fragment, or nobody
     */
    void draw(
            Collection<NodeId> there,
            long nowMillis,
            long lateBeforeMillis,
            Function<Fragment, Optional<NodeId>> choose) {
        Set<NodeId> present = new HashSet<>(there);
        for (Map.Entry<Integer, Drawn> one : List.copyOf(drawn.entrySet())) {
            boolean waits = one.getValue().sinceMillis() >= lateBeforeMillis;
            if (!waits || !present.contains(one.getValue().seller())) {
                undraw(one.getKey());
            }
        }
        List<Fragment> undrawn = new ArrayList<>();
        for (int index : wanting) {
            Fragment fragment = require(index);
            if (!drawn.containsKey(index) && fragment.copiesWanted(lateBeforeMillis) > 0) {
                undrawn.add(fragment);
            }
        }
        undrawn.sort(Comparator.comparingLong(Fragment::referenceMicros).reversed());
        for (Fragment fragment : undrawn) {
            int index = fragment.index();
            Optional<NodeId> seller = choose.apply(fragment);
            if (seller.isPresent()) {
                drawn.put(index, new Drawn(seller.get(), nowMillis));
                drawnFor.computeIfAbsent(seller.get(), fresh -> new TreeSet<>()).add(index);
                lonely.remove(index);
            } else {
                lonely.putIfAbsent(index, nowMillis);
            }
        }
    }

    /** What waits for other sellers than these is drawn anew, of the fragments that may be. */
    void drawAnew(Set<NodeId> but, IntPredicate may) {
        for (Map.Entry<Integer, Drawn> one : List.copyOf(drawn.entrySet())) {
            if (may.test(one.getKey()) && !but.contains(one.getValue().seller())) {
                undraw(one.getKey());
            }
        }
    }

    private void undraw(int index) {
        Drawn before = drawn.remove(index);
        if (before != null) {
            drawnFor.getOrDefault(before.seller(), new TreeSet<>()).remove(index);
        }
    }

    /** Those that nobody who is there may have, for so long. */
    List<Integer> lonelySince(long beforeMillis) {
        List<Integer> found = new ArrayList<>();
        lonely.forEach((index, since) -> {
            if (since <= beforeMillis) {
                found.add(index);
            }
        });
        return found;
    }

    /** Lets fragments whose copies are late go to other sellers too. Looks at all begun ones: call it about once a second. */
    void noticeLate(long lateBeforeMillis) {
        for (int index : begun) {
            if (require(index).copiesWanted(lateBeforeMillis) > 0) {
                wanting.add(index);
            }
        }
    }

    /** Puts an index where its fragment belongs now. */
    void file(Fragment fragment) {
        boolean open = fragment.phase() == Fragment.Phase.OPEN;
        boolean fresh = open && fragment.isUntouched();
        boolean wants = open && !fresh && fragment.copiesWanted(Long.MIN_VALUE) > 0;
        keep(untouched, fragment, fresh);
        keep(begun, fragment, open && !fresh);
        keep(wanting, fragment, wants);
        undraw(fragment.index());
        if (!wants) {
            lonely.remove(fragment.index());
        }
    }

    private static void keep(Set<Integer> indexes, Fragment fragment, boolean wanted) {
        if (wanted) {
            indexes.add(fragment.index());
        } else {
            indexes.remove(fragment.index());
        }
    }

    /** The fragment has ended. */
    void end(Fragment fragment) {
        file(fragment);
        for (Vote vote : fragment.votes()) {
            lead(vote.seller(), -1);
        }
        forgetIfBack(fragment);
    }

    /** Ended fragments are forgotten as soon as no copy is out. */
    void forgetIfBack(Fragment fragment) {
        if (!fragment.hasCopies()) {
            fragments.remove(fragment.index());
        }
    }

    void lead(NodeId seller, int step) {
        leads.merge(seller, step, (before, change) -> Math.max(0, before + change));
    }
}
