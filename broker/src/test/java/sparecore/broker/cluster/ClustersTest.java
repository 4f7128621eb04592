package sparecore.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;

class ClustersTest {
    private static NodeId node(int number) {
        byte[] key = new byte[NodeId.BYTES];
        key[0] = (byte) number;
        key[1] = (byte) (number >> 8);
        return NodeId.fromBytes(key);
    }

    private static Tie tie(int number) {
        return new Tie(Tie.Kind.NETWORK, "network " + number);
    }

    /** Compared with a search from each key over shared ties, after each of many changes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void joinsWhatIsConnectedAndKeepsTheNameOfTheFirst(long seed) {
        Random random = new Random(seed);
        Clusters clusters = new Clusters();
        Map<NodeId, Set<Tie>> known = new HashMap<>();
        List<NodeId> order = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            NodeId node = node(random.nextInt(40));
            Set<Tie> ties = new HashSet<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                ties.add(tie(random.nextInt(30)));
            }
            if (!order.contains(node)) {
                order.add(node);
            }
            clusters.put(node, order.indexOf(node), ties);
            known.put(node, ties);
            NodeId looked = node(random.nextInt(40));
            Set<NodeId> expected = connected(looked, known);
            assertThat(Set.copyOf(clusters.members(looked)))
                    .as("seed %s, step %s", seed, step)
                    .isEqualTo(expected);
            NodeId first = order.stream().filter(expected::contains).findFirst().orElse(looked);
            assertThat(clusters.of(looked)).as("seed %s, step %s", seed, step).isEqualTo(first);
        }
    }

    private static Set<NodeId> connected(NodeId from, Map<NodeId, Set<Tie>> known) {
        Set<NodeId> found = new HashSet<>(Set.of(from));
        List<NodeId> open = new ArrayList<>(List.of(from));
        while (!open.isEmpty()) {
            Set<Tie> ties = known.getOrDefault(open.remove(open.size() - 1), Set.of());
            known.forEach((other, others) -> {
                if (others.stream().anyMatch(ties::contains) && found.add(other)) {
                    open.add(other);
                }
            });
        }
        return found;
    }

    @Test
    void onlyAPledgeBindsInBans() {
        assertThat(Stream.of(Tie.Kind.values()).filter(Tie.Kind::bindsInBans)).containsExactly(Tie.Kind.PLEDGE);
    }

    private static Mismatch mismatch(int number, int buyer, int seller, int work, int answer) {
        return new Mismatch(
                number,
                node(buyer),
                new Id(1, number),
                node(seller),
                new LeaseId(new Id(buyer, seller)),
                number,
                Digest.of(new byte[] {(byte) work}),
                Digest.of(new byte[] {(byte) answer}),
                number);
    }

    @Test
    void whoGivesTheSameWrongAnswersToSeveralBuyersStandsOut() {
        Mismatches shown = new Mismatches();
        int number = 0;
        for (int work = 0; work < 4; work++) {
            int buyer = 100 + work % 2;
            shown.put(mismatch(number++, buyer, 1, work, 50));
            shown.put(mismatch(number++, buyer, 2, work, 50));
            shown.put(mismatch(number++, buyer, 3, work, 60 + work));
        }
        assertThat(shown.matrix(node -> node)).singleElement().satisfies(pair -> {
            assertThat(Set.of(pair.one(), pair.other())).isEqualTo(Set.of(node(1), node(2)));
            assertThat(pair.times()).isEqualTo(4);
            assertThat(pair.buyers()).isEqualTo(2);
            assertThat(pair.ties()).isTrue();
        });
        Mismatches ofFriends = new Mismatches();
        shown.all().forEach(ofFriends::put);
        assertThat(ofFriends.matrix(node -> node(100)))
                .as("buyers of one cluster count once")
                .noneMatch(Agreement::ties);
    }

    @Test
    void oneBuyerDoesNotMakeTheBrokerForgetWhatOthersShowed() {
        Mismatches shown = new Mismatches();
        shown.put(mismatch(0, 100, 1, 1, 50));
        for (int i = 1; i < 2 * Mismatches.KEPT_OF_BUYER; i++) {
            shown.put(mismatch(i, 101, 2, 1, 51));
        }
        assertThat(shown.all()).hasSize(1 + Mismatches.KEPT_OF_BUYER);
        assertThat(shown.find(new Mismatch.Key(new LeaseId(new Id(100, 1)), 0))).isPresent();
        assertThat(shown.isReported(node(101), new Id(1, 1))).isFalse();
        assertThat(shown.isReported(node(101), new Id(1, 2 * Mismatches.KEPT_OF_BUYER - 1)))
                .isTrue();
    }
}
