package sparecore.broker.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.identity.NodeId;

/**
 * The last {@link #KEPT} results that buyers have shown to be wrong, and what they say together: the agreement matrix, in which
 * colluders stand out, since two that err by themselves do not give the same wrong answer. Owned by one thread.
 */
public final class Mismatches {
    public static final int KEPT = 20_000;

    /** Of one buyer, so that no one makes the broker forget what others have shown. */
    public static final int KEPT_OF_BUYER = 1_000;

    /** With more than so many of the same wrong answer the first are compared. */
    private static final int ALIKE_MOST = 64;

    private static final int MATRIX_ROWS_MAX = 1_000;

    /** The same wrong answer to the same work. */
    private record Wrong(Digest work, Digest answer) {}

    private final Map<Mismatch.Key, Mismatch> all = new LinkedHashMap<>();
    private final Map<Wrong, Set<Mismatch>> alike = new HashMap<>();
    private final Map<NodeId, ArrayDeque<Mismatch>> ofBuyer = new HashMap<>();
    private final Map<NodeId, Set<Mismatch>> ofSeller = new HashMap<>();

    /** Drawn when it is asked for, and again after a change. */
    private @Nullable List<Agreement> matrix;

    /** Adds one, in the order of their numbers. */
    public void put(Mismatch mismatch) {
        matrix = null;
        all.put(mismatch.key(), mismatch);
        alike.computeIfAbsent(wrong(mismatch), none -> new LinkedHashSet<>()).add(mismatch);
        ofSeller.computeIfAbsent(mismatch.seller(), none -> new LinkedHashSet<>())
                .add(mismatch);
        ArrayDeque<Mismatch> own = ofBuyer.computeIfAbsent(mismatch.buyer(), none -> new ArrayDeque<>());
        own.add(mismatch);
        if (own.size() > KEPT_OF_BUYER) {
            forget(own.getFirst());
        }
        if (all.size() > KEPT) {
            forget(all.values().iterator().next());
        }
    }

    private void forget(Mismatch oldest) {
        all.remove(oldest.key());
        drop(alike, wrong(oldest), oldest);
        drop(ofSeller, oldest.seller(), oldest);
        drop(ofBuyer, oldest.buyer(), oldest);
    }

    private static <K, C extends Collection<Mismatch>> void drop(Map<K, C> from, K key, Mismatch mismatch) {
        from.computeIfPresent(key, (same, known) -> {
            known.remove(mismatch);
            return known.isEmpty() ? null : known;
        });
    }

    private static Wrong wrong(Mismatch mismatch) {
        return new Wrong(mismatch.work(), mismatch.answer());
    }

    public Optional<Mismatch> find(Mismatch.Key key) {
        return Optional.ofNullable(all.get(key));
    }

    /** Whether this buyer has reported something under this id. */
    public boolean isReported(NodeId buyer, Id command) {
        return ofBuyer.getOrDefault(buyer, new ArrayDeque<>()).stream()
                .anyMatch(one -> one.command().equals(command));
    }

    /** Oldest first. */
    public Collection<Mismatch> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    /**
     * With whom this seller has given the same wrong answers.
     *
     * @param cluster who belongs together: buyers of one cluster count once
     */
    public List<Agreement> of(NodeId seller, UnaryOperator<NodeId> cluster) {
        Map<NodeId, Set<Digest>> works = new LinkedHashMap<>();
        Map<NodeId, Set<NodeId>> buyers = new HashMap<>();
        for (Mismatch own : ofSeller.getOrDefault(seller, Set.of())) {
            alike.getOrDefault(wrong(own), Set.of()).stream()
                    .limit(ALIKE_MOST)
                    .filter(other -> isOther(own, other))
                    .forEach(other -> {
                        works.computeIfAbsent(other.seller(), none -> new HashSet<>())
                                .add(own.work());
                        buyers.computeIfAbsent(other.seller(), none -> new HashSet<>())
                                .add(cluster.apply(own.buyer()));
                    });
        }
        List<Agreement> agreements = new ArrayList<>();
        works.forEach((other, both) -> agreements.add(agreement(
                seller, other, both.size(), buyers.getOrDefault(other, Set.of()).size())));
        return agreements;
    }

    /** The same buyer has seen both. */
    private static boolean isOther(Mismatch own, Mismatch other) {
        return !other.seller().equals(own.seller()) && other.buyer().equals(own.buyer());
    }

    private static Agreement agreement(NodeId seller, NodeId other, int times, int buyers) {
        boolean inOrder = seller.toString().compareTo(other.toString()) < 0;
        return new Agreement(inOrder ? seller : other, inOrder ? other : seller, times, buyers);
    }

    /** The whole matrix, the most suspicious pairs first. @param cluster as in {@link #of} */
    public List<Agreement> matrix(UnaryOperator<NodeId> cluster) {
        List<Agreement> known = matrix;
        if (known == null) {
            known = newMatrix(cluster);
            matrix = known;
        }
        return known;
    }

    private List<Agreement> newMatrix(UnaryOperator<NodeId> cluster) {
        Set<Agreement> pairs = new LinkedHashSet<>();
        ofSeller.keySet().forEach(seller -> pairs.addAll(of(seller, cluster)));
        return pairs.stream()
                .sorted(Comparator.comparingInt(Agreement::times)
                        .thenComparingInt(Agreement::buyers)
                        .reversed())
                .limit(MATRIX_ROWS_MAX)
                .toList();
    }
}
