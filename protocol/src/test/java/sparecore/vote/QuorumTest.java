package sparecore.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.Seeded;
import sparecore.content.Digest;
import sparecore.identity.NodeId;

/** First to m equal votes of different sellers. Ballots are written as seller and answer, such as "1a 2a". */
final class QuorumTest {
    private static Ballot ballot(int voter, int answer) {
        byte[] id = new byte[NodeId.BYTES];
        id[0] = (byte) voter;
        return new Ballot(NodeId.fromBytes(id), Digest.of(new byte[] {(byte) answer}));
    }

    private static List<Ballot> ballots(String text) {
        List<Ballot> ballots = new ArrayList<>();
        for (String one : text.strip().split(" +", -1)) {
            if (!one.isEmpty()) {
                ballots.add(ballot(one.charAt(0), one.charAt(1)));
            }
        }
        return ballots;
    }

    private static String show(Verdict verdict) {
        return verdict.match(new Verdict.Cases<>() {
            @Override
            public String accepted(Verdict.Accepted accepted) {
                for (char answer = 'a'; answer <= 'z'; answer++) {
                    if (Digest.of(new byte[] {(byte) answer}).equals(accepted.answer())) {
                        return "accepted " + answer;
                    }
                }
                return "accepted something";
            }

            @Override
            public String undecided(Verdict.Undecided undecided) {
                return "wants " + undecided.votesWanted();
            }

            @Override
            public String hopeless(Verdict.Hopeless hopeless) {
                return "hopeless";
            }
        });
    }

    @ParameterizedTest(name = "{0} of: {1}")
    @CsvSource({
        "1, '', wants 1",
        "1, 1a, accepted a",
        "1, 1a 2b, accepted a",
        "2, '', wants 2",
        "2, 1a, wants 1",
        "2, 1a 1a, wants 1",
        "2, 1a 1b, wants 1",
        "2, 1a 1b 2b, wants 1",
        "2, 1a 2b, wants 1",
        "2, 1a 2a, accepted a",
        "2, 1a 2b 3b, accepted b",
        "2, 1a 2a 3b 4b, accepted a",
        "2, 1a 2b 3c 4d 5e 6f 7g, wants 1",
        "2, 1a 2b 3c 4d 5e 6f 7g 8h, hopeless",
        "2, 1a 2b 3c 4d 5e 6f 7g 8a, accepted a",
        "3, 1a 2a 3b 4b, wants 1",
        "3, 1a 2a 3b 4b 5c 6c 7d 8d 9e, hopeless",
        "3, 1a 2a 2a 2a 2a, wants 1"
    })
    void decides(int replicas, String votes, String verdict) {
        assertThat(show(new Quorum(replicas).decide(ballots(votes)))).isEqualTo(verdict);
    }

    private static List<Ballot> random(Random random) {
        List<Ballot> ballots = new ArrayList<>();
        int count = random.nextInt(20);
        int answers = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            ballots.add(ballot(random.nextInt(12), 'a' + random.nextInt(answers)));
        }
        return ballots;
    }

    private static List<Ballot> firstOfEach(List<Ballot> ballots) {
        Set<NodeId> seen = new HashSet<>();
        return ballots.stream().filter(ballot -> seen.add(ballot.voter())).toList();
    }

    @Test
    void aSecondVoteOfTheSameVoterChangesNothing() {
        Seeded.times(5_000, random -> {
            List<Ballot> ballots = random(random);
            Quorum quorum = new Quorum(1 + random.nextInt(Quorum.REPLICAS_MAX));
            assertThat(quorum.decide(ballots)).isEqualTo(quorum.decide(firstOfEach(ballots)));
        });
    }

    @Test
    void moreBallotsNeverTakeAnAcceptanceBack() {
        Seeded.times(5_000, random -> {
            List<Ballot> ballots = random(random);
            Quorum quorum = new Quorum(1 + random.nextInt(4));
            for (int count = 0; count < ballots.size(); count++) {
                Verdict before = quorum.decide(ballots.subList(0, count));
                Verdict after = quorum.decide(ballots.subList(0, count + 1));
                if (before instanceof Verdict.Accepted) {
                    assertThat(after).isEqualTo(before);
                }
            }
        });
    }

    @Test
    void theOrderOfVotersDoesNotMatterWhereOnlyOneAnswerCanWin() {
        Seeded.times(5_000, random -> {
            List<Ballot> ballots = new ArrayList<>(firstOfEach(random(random)));
            Quorum quorum = new Quorum(1 + random.nextInt(4));
            long winners = ballots.stream()
                    .map(Ballot::answer)
                    .distinct()
                    .filter(answer -> ballots.stream()
                                    .filter(ballot -> ballot.answer().equals(answer))
                                    .count()
                            >= quorum.replicas())
                    .count();
            Verdict verdict = quorum.decide(ballots);
            Collections.shuffle(ballots, random);
            if (winners < 2) {
                assertThat(quorum.decide(ballots)).isEqualTo(verdict);
            } else {
                assertThat(quorum.decide(ballots)).isInstanceOf(Verdict.Accepted.class);
            }
        });
    }

    @Test
    void fewerVotersThanReplicasNeverAccept() {
        Seeded.times(5_000, random -> {
            List<Ballot> ballots = random(random);
            int voters = firstOfEach(ballots).size();
            if (voters < Quorum.REPLICAS_MAX) {
                assertThat(new Quorum(voters + 1).decide(ballots)).isNotInstanceOf(Verdict.Accepted.class);
            }
        });
    }

    @Test
    void refusesNumbersOfReplicasOutOfRange() {
        for (int replicas : new int[] {0, -1, 10}) {
            assertThatThrownBy(() -> new Quorum(replicas)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Verdict.Undecided(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
