package sparecore.broker.market;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.cluster.Agreement;
import sparecore.broker.cluster.Clusters;
import sparecore.broker.cluster.Member;
import sparecore.broker.cluster.Mismatch;
import sparecore.broker.cluster.Mismatches;
import sparecore.broker.cluster.Register;
import sparecore.broker.cluster.Tie;
import sparecore.broker.dispute.Disputes;
import sparecore.broker.standing.Ban;
import sparecore.broker.standing.Role;
import sparecore.broker.standing.Standings;
import sparecore.identity.NodeId;

/**
 * How nodes have behaved, who belongs together, and what follows from it. Durable as all of the state. Changed by {@link MarketState}
 * alone; owned by one thread.
 */
public final class Conduct {
    private final Standings standings = new Standings();
    private final Register register = new Register();
    private final Mismatches mismatches = new Mismatches();
    private final Disputes disputes = new Disputes();
    private final Map<NodeId, Pledge> pledges = new LinkedHashMap<>();
    private final Map<NodeId, Ban> bans = new LinkedHashMap<>();

    /** Who votes as one. */
    private final Clusters voting = new Clusters();

    /** Who is banned as one. */
    private final Clusters liable = new Clusters();

    /** Read only, for all but {@link MarketState}. */
    public Standings standings() {
        return standings;
    }

    /** Read only, for all but {@link MarketState}. */
    public Register register() {
        return register;
    }

    /** Read only, for all but {@link MarketState}. */
    public Mismatches mismatches() {
        return mismatches;
    }

    /** Read only, for all but {@link MarketState}. */
    public Disputes disputes() {
        return disputes;
    }

    /** Whether somebody claims something of the node, or of one that is liable with it, that is not decided. */
    public boolean isAccused(NodeId node) {
        List<NodeId> together = liable.members(node);
        return disputes.waiting(dispute -> together.contains(dispute.matter().accused())) > 0;
    }

    /** Read only. */
    public Clusters voting() {
        return voting;
    }

    /** Read only. */
    public Clusters liable() {
        return liable;
    }

    public Collection<Pledge> pledges() {
        return Collections.unmodifiableCollection(pledges.values());
    }

    public Optional<Pledge> pledge(NodeId node) {
        return Optional.ofNullable(pledges.get(node));
    }

    public Collection<Ban> bans() {
        return Collections.unmodifiableCollection(bans.values());
    }

    /** The ban of the node, or of one that it is banned together with; the longest. */
    public Optional<Ban> ban(NodeId node, long nowMillis) {
        return liable.members(node).stream()
                .map(bans::get)
                .filter(ban -> ban != null && ban.holds(nowMillis))
                .max((one, other) -> Long.compare(one.untilMillis(), other.untilMillis()));
    }

    public boolean isBanned(NodeId node, long nowMillis) {
        return ban(node, nowMillis).isPresent();
    }

    public int points(NodeId node, Role role, long nowMillis) {
        return standings.points(node, role, nowMillis);
    }

    /** The agreement matrix. */
    public List<Agreement> matrix() {
        return mismatches.matrix(voting::of);
    }

    void put(Member member) {
        register.put(member);
        retie(member.node());
    }

    void forget(NodeId node) {
        register.remove(node);
        retie(node);
    }

    void put(Pledge pledge) {
        pledges.put(pledge.node(), pledge);
        retie(pledge.node());
        retie(pledge.payer());
    }

    void put(Ban ban) {
        bans.put(ban.node(), ban);
        bans.values().removeIf(old -> old.untilMillis() < ban.fromMillis() - Ban.MILLIS);
    }

    void put(Mismatch mismatch) {
        mismatches.put(mismatch);
        retie(mismatch.seller());
        for (Agreement agreement : mismatches.of(mismatch.seller(), voting::of)) {
            if (agreement.ties()) {
                retie(agreement.one());
                retie(agreement.other());
            }
        }
    }

    private void retie(NodeId node) {
        Set<Tie> ties = new HashSet<>();
        register.find(node).ifPresent(member -> ties.addAll(member.ties()));
        ties.addAll(pledgeTies(node));
        mismatches.of(node, voting::of).stream().filter(Agreement::ties).forEach(one -> ties.add(one.tie()));
        join(voting, node, ties);
        ties.removeIf(tie -> !tie.kind().bindsInBans());
        join(liable, node, ties);
    }

    private void join(Clusters clusters, NodeId node, Set<Tie> ties) {
        if (ties.isEmpty()) {
            clusters.remove(node);
        } else {
            clusters.put(node, order(node), ties);
        }
    }

    /** A pledge that another account gave ties the two, and all for whom that account has pledged. */
    private Set<Tie> pledgeTies(NodeId node) {
        Set<Tie> ties = new HashSet<>();
        Pledge own = pledges.get(node);
        if (own != null && own.stands() && !own.payer().equals(node)) {
            ties.add(new Tie(Tie.Kind.PLEDGE, own.payer().toString()));
        }
        boolean pays = pledges.values().stream()
                .anyMatch(pledge -> pledge.stands()
                        && pledge.payer().equals(node)
                        && !pledge.node().equals(node));
        if (pays) {
            ties.add(new Tie(Tie.Kind.PLEDGE, node.toString()));
        }
        return ties;
    }

    /** When it was first seen; the same after a restart. */
    private long order(NodeId node) {
        long order = register.find(node).map(Member::number).orElse(Long.MAX_VALUE);
        return Math.min(order, pledge(node).map(Pledge::number).orElse(Long.MAX_VALUE));
    }
}
