package sparecore.broker.cluster;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import sparecore.identity.NodeId;

/** What is known of the keys that trade, those seen first in front. Who uses it keeps its size within the limit. Owned by one thread. */
public final class Register {
    /** Keys cost nothing: beyond it those are forgotten that were seen first. */
    public static final int KEPT = 100_000;

    private final Map<NodeId, Member> members = new LinkedHashMap<>();

    public void put(Member member) {
        members.put(member.node(), member);
    }

    public void remove(NodeId node) {
        members.remove(node);
    }

    public Optional<Member> find(NodeId node) {
        return Optional.ofNullable(members.get(node));
    }

    /** Whom to forget before another one is added. */
    public Optional<Member> surplus() {
        return members.size() < KEPT
                ? Optional.empty()
                : members.values().stream().findFirst();
    }

    public Collection<Member> all() {
        return Collections.unmodifiableCollection(members.values());
    }
}
