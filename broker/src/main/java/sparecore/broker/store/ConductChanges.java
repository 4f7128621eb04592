package sparecore.broker.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.cluster.Member;
import sparecore.broker.cluster.Mismatch;
import sparecore.broker.dispute.Dispute;
import sparecore.broker.market.HouseTerms;
import sparecore.broker.market.MarketEvent;
import sparecore.broker.standing.Ban;
import sparecore.broker.standing.Note;
import sparecore.identity.NodeId;

/** What the events of one commit come to in how nodes have behaved and what the operator has set: the last state of each. */
final class ConductChanges {
    private final Map<Long, Note> notes = new LinkedHashMap<>();
    private final Map<NodeId, Member> members = new LinkedHashMap<>();
    private final Set<NodeId> forgotten = new LinkedHashSet<>();
    private final List<Mismatch> mismatches = new ArrayList<>();
    private final Map<NodeId, Pledge> pledges = new LinkedHashMap<>();
    private final Map<NodeId, Ban> bans = new LinkedHashMap<>();
    private final Map<Long, Dispute> disputes = new LinkedHashMap<>();
    private Optional<HouseTerms> house = Optional.empty();

    /** Events that are not of this kind are left to others. */
    void add(MarketEvent event) {
        if (event instanceof MarketEvent.NoteChanged changed) {
            notes.put(changed.note().number(), changed.note());
        } else if (event instanceof MarketEvent.MemberChanged changed) {
            forgotten.remove(changed.member().node());
            members.put(changed.member().node(), changed.member());
        } else if (event instanceof MarketEvent.MemberForgotten gone) {
            members.remove(gone.node());
            forgotten.add(gone.node());
        } else if (event instanceof MarketEvent.MismatchShown shown) {
            mismatches.add(shown.mismatch());
        } else if (event instanceof MarketEvent.PledgeChanged changed) {
            pledges.put(changed.pledge().node(), changed.pledge());
        } else if (event instanceof MarketEvent.BanChanged changed) {
            bans.put(changed.ban().node(), changed.ban());
        } else if (event instanceof MarketEvent.DisputeChanged changed) {
            disputes.put(changed.dispute().number(), changed.dispute());
        } else if (event instanceof MarketEvent.HouseChanged changed) {
            house = Optional.of(changed.house());
        }
    }

    Collection<Note> notes() {
        return notes.values();
    }

    Collection<Member> members() {
        return members.values();
    }

    Set<NodeId> forgotten() {
        return forgotten;
    }

    List<Mismatch> mismatches() {
        return mismatches;
    }

    Collection<Pledge> pledges() {
        return pledges.values();
    }

    Collection<Ban> bans() {
        return bans.values();
    }

    Collection<Dispute> disputes() {
        return disputes.values();
    }

    Optional<HouseTerms> house() {
        return house;
    }
}
