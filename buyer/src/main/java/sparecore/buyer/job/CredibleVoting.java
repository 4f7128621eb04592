package sparecore.buyer.job;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.vote.CredibilityRule;
import sparecore.vote.Draw;
import sparecore.vote.Group;
import sparecore.vote.Ruling;
import sparecore.vote.Standing;
import sparecore.vote.Terms;

/**
 * The rule of one job that asks for an error, its sellers' seats, and the votes on each fragment. All that changes the rule's state
 * goes through {@link #tell} as a {@link RuleInput}, so that the journal can tell it again. Not thread-safe.
 */
final class CredibleVoting {
    /** A seller of this job. */
    private record Seat(int number, NodeId seller, Cluster cluster) {}

    /** Sellers that vote as one. */
    private record Cluster(String name, Standing standing, List<NodeId> members) {}

    private static final double UNIT = 0x1.0p-53;

    private final CredibilityRule<Digest> rule;
    private final Draw draw = new Draw();
    private final Map<Integer, Group<Digest>> groups = new HashMap<>();
    private final List<Seat> seats = new ArrayList<>();
    private final Map<NodeId, Seat> seatOf = new HashMap<>();
    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Map<Standing, Cluster> clusterOf = new IdentityHashMap<>();
    private List<RuleInput> untold = new ArrayList<>();
    private @Nullable Digest lots;
    private int checks;
    private int computed;

    CredibleVoting(Terms terms) {
        this.rule = CredibilityRule.of(terms);
    }

    CredibilityRule<Digest> rule() {
        return rule;
    }

    int checks() {
        return checks;
    }

    /** Fragments that the buyer has computed itself. */
    int computed() {
        return computed;
    }

    /** What the rule was told since the last time, for the journal. */
    List<RuleInput> takeInputs() {
        List<RuleInput> all = untold;
        untold = new ArrayList<>();
        return all;
    }

    /** @param secret 32 random bytes that nobody else knows: which fragments get one more vote is drawn from it */
    void begin(Digest secret) {
        tell(RuleInput.begun(secret));
    }

    void added(int fragments) {
        tell(RuleInput.added(fragments));
    }

    /** A seller may vote from now on. @param passed checks that its cluster has passed in jobs before */
    void seat(NodeId seller, String cluster, double passed) {
        if (!seatOf.containsKey(seller)) {
            tell(RuleInput.seated(seats.size() + 1, seller, cluster, passed));
        }
    }

    boolean isSeated(NodeId seller) {
        return seatOf.containsKey(seller);
    }

    /** @param together whether its copy was out beside others when the fragment's first vote came */
    Ruling<Digest> voted(Vote vote, int index, boolean together) {
        return tell(RuleInput.voted(index, require(vote.seller()).number(), vote.answer(), together));
    }

    /** Holds the fragment to as many votes as it takes where they are drawn for speed. @return whether they may be */
    boolean hurry(int index) {
        Group<Digest> group = group(index);
        if (!group.isHurried() && rule.mayHurry(group)) {
            tell(RuleInput.hurried(index));
        }
        return group.isHurried();
    }

    Ruling<Digest> notRevealed(NodeId seller, int index) {
        return tell(RuleInput.notRevealed(index, require(seller).number()));
    }

    Ruling<Digest> checked(NodeId seller, boolean passed) {
        return tell(RuleInput.checked(require(seller).number(), passed));
    }

    /** @return nothing where the seller has no seat */
    Optional<Ruling<Digest>> failedElsewhere(NodeId seller) {
        return Optional.ofNullable(seatOf.get(seller)).map(seat -> tell(RuleInput.failedElsewhere(seat.number())));
    }

    Ruling<Digest> computed(int index, Digest answer) {
        return tell(RuleInput.computed(index, answer));
    }

    private Ruling<Digest> tell(RuleInput input) {
        untold.add(input);
        return replay(input);
    }

    /** The only place that changes the rule's state, now and after a restart. */
    Ruling<Digest> replay(RuleInput input) {
        switch (input.kind()) {
            case BEGUN -> lots = input.answerOrThrow();
            case ADDED -> rule.add(input.index());
            case SEATED -> sit(input);
            case HURRIED -> rule.hurry(group(input.index()));
            case VOTED -> {
                return rule.vote(group(input.index()), standing(input), input.answerOrThrow(), input.passed() > 0);
            }
            case NOT_REVEALED -> {
                return rule.notRevealed(group(input.index()), standing(input));
            }
            case CHECKED -> {
                checks++;
                return rule.checked(standing(input), input.passed() > 0);
            }
            case FAILED_ELSEWHERE -> {
                return rule.failedElsewhere(standing(input));
            }
            case COMPUTED -> {
                computed++;
                return rule.computed(group(input.index()), input.answerOrThrow());
            }
        }
        return Ruling.nothing();
    }

    private void sit(RuleInput input) {
        Cluster cluster = clusters.computeIfAbsent(
                input.cluster(), name -> new Cluster(name, Standing.remembered(input.passed()), new ArrayList<>(1)));
        clusterOf.put(cluster.standing(), cluster);
        cluster.members().add(input.sellerOrThrow());
        Seat seat = new Seat(input.seat(), input.sellerOrThrow(), cluster);
        seats.add(seat);
        seatOf.put(seat.seller(), seat);
    }

    private Standing standing(RuleInput input) {
        return seats.get(input.seat() - 1).cluster().standing();
    }

    private Seat require(NodeId seller) {
        return Objects.requireNonNull(seatOf.get(seller), "a vote of a seller without a seat");
    }

    /** Who has this seat. */
    NodeId seller(int seat) {
        return seats.get(seat - 1).seller();
    }

    Group<Digest> group(int index) {
        Group<Digest> known = groups.get(index);
        if (known == null) {
            known = rule.open(index, luck(index));
            groups.put(index, known);
        }
        return known;
    }

    void forget(int index) {
        groups.remove(index);
    }

    void forgetAllBut(Collection<Integer> open) {
        groups.keySet().retainAll(open);
    }

    Collection<Group<Digest>> groups() {
        return groups.values();
    }

    /** The first 53 bits of {@code SHA-256(secret ‖ index)}, as a number in [0, 1). */
    private double luck(int index) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(Objects.requireNonNull(lots, "a job without its secret").toBytes());
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(index).array());
        return (ByteBuffer.wrap(Digest.finish(sha256).toBytes()).getLong() >>> 11) * UNIT;
    }

    Standing standing(NodeId seller) {
        return require(seller).cluster().standing();
    }

    /** All sellers that vote as one with this standing. */
    List<NodeId> members(Standing standing) {
        Cluster cluster = clusterOf.get(standing);
        return cluster == null ? List.of() : cluster.members();
    }

    /** Whether the seller, or one that votes as one with it, has the fragment or has voted on it. */
    boolean isKnownTo(Fragment fragment, NodeId seller) {
        return require(seller).cluster().members().stream().anyMatch(fragment::isKnownTo);
    }

    /** Draws who gets the next copy. */
    Optional<NodeId> draw(Fragment fragment, Collection<NodeId> there, RandomGenerator random) {
        return draw.next(group(fragment.index()), eligible(fragment, there), this::standing, random);
    }

    /** As {@link #draw}, among those that would be done soonest, where the rule lets it. */
    Optional<NodeId> drawSoonest(
            Fragment fragment, Collection<NodeId> there, ToDoubleFunction<NodeId> done, RandomGenerator random) {
        List<NodeId> eligible = eligible(fragment, there);
        return eligible.isEmpty() || !hurry(fragment.index())
                ? draw.next(group(fragment.index()), eligible, this::standing, random)
                : draw.nextOfSoonest(group(fragment.index()), eligible, this::standing, done, random);
    }

    Set<NodeId> soonest(Collection<NodeId> there, ToDoubleFunction<NodeId> done) {
        return Draw.soonest(there.stream().filter(this::isSeated).toList(), this::standing, done);
    }

    private List<NodeId> eligible(Fragment fragment, Collection<NodeId> there) {
        return there.stream().filter(seller -> mayHave(fragment, seller)).toList();
    }

    boolean mayHave(Fragment fragment, NodeId seller) {
        return isSeated(seller) && !isKnownTo(fragment, seller);
    }

    /** What each cluster has passed by now, for jobs to come; nothing of one that is banned. */
    Map<String, Double> learned() {
        Map<String, Double> passed = new LinkedHashMap<>();
        clusters.forEach((name, cluster) -> passed.put(
                name, cluster.standing().isBanned() ? 0 : cluster.standing().checksPassed()));
        return passed;
    }

    /** How many different clusters there are among these. */
    long independent(Collection<NodeId> sellers) {
        return sellers.stream()
                .filter(this::isSeated)
                .map(seller -> require(seller).cluster().name())
                .distinct()
                .count();
    }
}
