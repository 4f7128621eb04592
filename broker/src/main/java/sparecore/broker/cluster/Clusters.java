package sparecore.broker.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import sparecore.identity.NodeId;

/**
 * Keys and what ties them, joined by union and find (Tarjan, "Efficiency of a Good But Not Linear Set Union Algorithm", JACM 1975). A
 * cluster is named by the member that was seen first, so that a key that joins later never renames it. Owned by one thread.
 */
public final class Clusters {
    /** @param order by which it was seen first */
    private record Member(NodeId node, long order, Set<Tie> ties) {}

    private final Map<NodeId, Member> members = new LinkedHashMap<>();
    private final Map<NodeId, NodeId> parents = new HashMap<>();
    private final Map<NodeId, List<NodeId>> byRoot = new HashMap<>();
    private final Map<Tie, NodeId> holders = new HashMap<>();
    private boolean stale;

    /**
     * Adds a key, or replaces what it is tied by.
     *
     * @param order the smaller, the earlier it was seen; of a known key the order stays
     */
    public void put(NodeId node, long order, Set<Tie> ties) {
        Member before = members.get(node);
        Member now = new Member(node, before == null ? order : before.order(), Set.copyOf(ties));
        members.put(node, now);
        if (before != null && !now.ties().containsAll(before.ties())) {
            stale = true;
        }
        if (!stale) {
            join(now);
        }
    }

    public void remove(NodeId node) {
        stale |= members.remove(node) != null;
    }

    /** A join cannot be undone: after one was lost all are made again. */
    private void freshen() {
        if (!stale) {
            return;
        }
        stale = false;
        parents.clear();
        byRoot.clear();
        holders.clear();
        members.values().forEach(this::join);
    }

    private void join(Member member) {
        parents.computeIfAbsent(member.node(), self -> {
            byRoot.put(self, new ArrayList<>(List.of(self)));
            return self;
        });
        for (Tie tie : member.ties()) {
            NodeId other = holders.putIfAbsent(tie, member.node());
            if (other != null) {
                union(other, member.node());
            }
        }
    }

    private void union(NodeId one, NodeId other) {
        NodeId first = root(one);
        NodeId second = root(other);
        if (first.equals(second)) {
            return;
        }
        boolean inOrder = order(first) <= order(second);
        NodeId stays = inOrder ? first : second;
        NodeId goes = inOrder ? second : first;
        parents.put(goes, stays);
        ofRoot(stays).addAll(ofRoot(goes));
        byRoot.remove(goes);
    }

    private long order(NodeId node) {
        return Objects.requireNonNull(members.get(node), "a cluster's member").order();
    }

    private List<NodeId> ofRoot(NodeId root) {
        return Objects.requireNonNull(byRoot.get(root), "a cluster");
    }

    /** With halved paths. */
    private NodeId root(NodeId node) {
        NodeId at = node;
        NodeId parent = parents.getOrDefault(at, at);
        while (!parent.equals(at)) {
            NodeId grand = parents.getOrDefault(parent, parent);
            parents.put(at, grand);
            at = grand;
            parent = parents.getOrDefault(at, at);
        }
        return at;
    }

    /** The name of the key's cluster: the member that was seen first. A key that is not known is alone. */
    public NodeId of(NodeId node) {
        freshen();
        return root(node);
    }

    public boolean areTogether(NodeId one, NodeId other) {
        return of(one).equals(of(other));
    }

    /** All keys of the key's cluster, itself included. */
    public List<NodeId> members(NodeId node) {
        return List.copyOf(byRoot.getOrDefault(of(node), List.of(node)));
    }

    /** What ties this key to others: kinds that it has in common with another member. */
    public Set<Tie.Kind> kinds(NodeId node) {
        Set<Tie.Kind> kinds = EnumSet.noneOf(Tie.Kind.class);
        Member self = members.get(node);
        if (self == null) {
            return kinds;
        }
        for (NodeId other : members(node)) {
            if (!other.equals(node)) {
                Objects.requireNonNull(members.get(other)).ties().stream()
                        .filter(self.ties()::contains)
                        .forEach(tie -> kinds.add(tie.kind()));
            }
        }
        return kinds;
    }

    /** Clusters of two keys or more, the largest first; each with the member that was seen first in front. */
    public List<List<NodeId>> joined() {
        freshen();
        return byRoot.values().stream()
                .filter(cluster -> cluster.size() > 1)
                .map(Clusters::copy)
                .sorted(Comparator.<List<NodeId>>comparingInt(List::size).reversed())
                .toList();
    }

    private static List<NodeId> copy(Collection<NodeId> cluster) {
        return List.copyOf(cluster);
    }
}
