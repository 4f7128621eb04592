package sparecore.broker.standing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import sparecore.identity.NodeId;

/**
 * The notes of all nodes. A node without notes has the standing zero and is on probation: a new key is never worth more than an old one
 * with a good name, and washes away only what is below zero. Owned by one thread.
 */
public final class Standings {
    /** Good notes of one node, and as many bad ones: neither can push out the other. The oldest go first. */
    public static final int NOTES_OF_KIND_MAX = 60;

    /** What good deeds count in all at most, so that one who means to cheat later cannot save up for it. */
    public static final int GOOD_POINTS_MOST = 50;

    /** Proved bad deeds of so many points ban. */
    public static final int BAN_POINTS = 100;

    /** Below it a node is on probation. */
    public static final int PROBATION_POINTS = 10;

    private static final long MILLI = 1_000;

    private final Map<NodeId, TreeMap<Long, Note>> notes = new HashMap<>();
    private final Map<Long, NodeId> nodes = new HashMap<>();

    /** Adds a note or replaces its older state. */
    public void put(Note note) {
        TreeMap<Long, Note> own = notes.computeIfAbsent(note.node(), none -> new TreeMap<>());
        own.put(note.number(), note);
        nodes.put(note.number(), note.node());
        forget(own, known -> known.isForgotten(note.atMillis()));
        List<Note> ofKind = own.values().stream()
                .filter(known -> known.deed().isGood() == note.deed().isGood())
                .toList();
        if (ofKind.size() > NOTES_OF_KIND_MAX) {
            long oldest = ofKind.get(0).number();
            forget(own, known -> known.number() == oldest);
        }
    }

    private void forget(TreeMap<Long, Note> own, Predicate<Note> which) {
        own.values().removeIf(known -> {
            boolean goes = which.test(known);
            if (goes) {
                nodes.remove(known.number());
            }
            return goes;
        });
    }

    public Optional<Note> find(long number) {
        NodeId node = nodes.get(number);
        return node == null
                ? Optional.empty()
                : Optional.ofNullable(notes.getOrDefault(node, new TreeMap<>()).get(number));
    }

    /** Oldest first. */
    public Collection<Note> of(NodeId node) {
        return new ArrayList<>(notes.getOrDefault(node, new TreeMap<>()).values());
    }

    /** In the order of their numbers. */
    public List<Note> all() {
        return notes.values().stream()
                .flatMap(own -> own.values().stream())
                .sorted(Comparator.comparingLong(Note::number))
                .toList();
    }

    /** Rounded down, so that a point is a whole one. */
    public int points(NodeId node, Role role, long nowMillis) {
        long good = sum(
                node,
                nowMillis,
                note -> note.deed().role() == role && note.deed().isGood());
        long bad = sum(
                node,
                nowMillis,
                note -> note.deed().role() == role && !note.deed().isGood());
        return (int) Math.floorDiv(Math.min(good, GOOD_POINTS_MOST * MILLI) + bad, MILLI);
    }

    private long sum(NodeId node, long nowMillis, Predicate<Note> which) {
        TreeMap<Long, Note> own = notes.get(node);
        if (own == null) {
            return 0;
        }
        long sum = 0;
        for (Note note : own.values()) {
            sum += which.test(note) ? note.milliPoints(nowMillis) : 0;
        }
        return sum;
    }

    /** Whether what is proved against the node, in either role, is enough for a ban. @param also what is being added */
    public boolean deservesBan(NodeId node, Note also, long nowMillis) {
        long proved = sum(node, nowMillis, note -> note.deed().isProved());
        long more = also.deed().isProved() ? also.milliPoints(nowMillis) : 0;
        return proved + more <= -BAN_POINTS * MILLI;
    }
}
