package sparecore.vote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sparecore.Seeded;

/** What follows from votes, checks and failures. Answers are texts; sellers are clusters of their own. */
final class CredibilityRuleTest {
    private static final String RIGHT = "right";
    private static final String WRONG = "wrong";

    private final SplittableRandom random = new SplittableRandom(1);

    private static CredibilityRule<String> rule(double error, int fragments) {
        CredibilityRule<String> rule = CredibilityRule.of(Terms.of(error));
        rule.add(fragments);
        return rule;
    }

    private static CredibilityRule<String> alone(double error) {
        return CredibilityRule.withoutBudget(Terms.of(error));
    }

    private static Standing veteran(CredibilityRule<String> rule, int checks) {
        Standing standing = Standing.newcomer();
        for (int i = 0; i < checks; i++) {
            rule.checked(standing, true);
        }
        return standing;
    }

    private static List<Standing> newcomers(int count) {
        List<Standing> standings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            standings.add(Standing.newcomer());
        }
        return standings;
    }

    /** @return after how many equal votes of newcomers a fragment is accepted */
    private int votesUntilAccepted(CredibilityRule<String> rule) {
        Group<String> group = rule.open(0, random);
        List<Standing> voters = newcomers(9);
        for (int i = 0; i < voters.size(); i++) {
            if (rule.vote(group, voters.get(i), RIGHT).accepted().contains(group)) {
                return i + 1;
            }
        }
        return 10;
    }

    @Test
    void strangersNeedMoreVotesForALowerError() {
        assertThat(votesUntilAccepted(alone(1e-1))).isEqualTo(3);
        assertThat(votesUntilAccepted(alone(1e-2))).isEqualTo(4);
        assertThat(votesUntilAccepted(alone(1e-3))).isEqualTo(6);
        assertThat(votesUntilAccepted(alone(1e-4))).isEqualTo(8);
    }

    @Test
    void newcomersOfALargeJobGetThreeVotes() {
        assertThat(votesUntilAccepted(rule(1e-3, 1_000_000))).isEqualTo(3);
    }

    @Test
    void anUndecidedFragmentWantsOneVoteAtATime() {
        CredibilityRule<String> rule = rule(1e-3, 1_000);
        Group<String> group = rule.open(0, random);
        Ruling<String> ruling = rule.vote(group, Standing.newcomer(), RIGHT);
        assertThat(ruling.wanting()).containsExactly(group);
        assertThat(ruling.accepted()).isEmpty();
        assertThat(group.state()).isEqualTo(Group.State.OPEN);
    }

    @Test
    void votesWhoseCopiesWereOutTogetherCountAsOneForEachAnswer() {
        CredibilityRule<String> rule = rule(1e-3, 1_000);
        Group<String> group = rule.open(0, random);
        for (Standing friend : newcomers(4)) {
            assertThat(rule.vote(group, friend, WRONG, true).accepted()).isEmpty();
        }
        assertThat(group.votes()).isOne();
        assertThat(rule.missing(group)).isEqualTo(2);
        assertThat(rule.conflicts()).isZero();
        assertThat(rule.vote(group, Standing.newcomer(), RIGHT, true).wanting()).containsExactly(group);
        assertThat(rule.conflicts()).as("but one that differs is a conflict").isOne();
        assertThat(group.votes()).isEqualTo(2);
        for (Standing drawn : newcomers(4)) {
            Ruling<String> unused = rule.vote(group, drawn, RIGHT);
        }
        assertThat(group.answer()).isEqualTo(RIGHT);
    }

    @Test
    void whatIsDrawnForSpeedIsHeldToTheVotesThatThatTakes() {
        CredibilityRule<String> rule = rule(1e-4, 1_000);
        Group<String> slow = rule.open(0, 0.95);
        Group<String> hurried = rule.open(1, 0.95);
        List<Standing> voters = newcomers(3);
        voters.forEach(voter -> IntStream.range(0, 20).forEach(check -> rule.checked(voter, true)));
        rule.hurry(hurried);
        Ruling<String> unused = rule.vote(slow, voters.get(0), RIGHT);
        unused = rule.vote(hurried, voters.get(0), RIGHT);
        assertThat(rule.missing(hurried)).isGreaterThan(rule.missing(slow));
        unused = rule.vote(hurried, voters.get(1), WRONG);
        assertThat(rule.mayHurry(hurried)).as("not where votes differ").isFalse();
        assertThat(alone(1e-3).mayHurry(slow)).isFalse();
        CredibilityRule<String> large = rule(1e-2, 100_000);
        Group<String> compared = large.open(0, 0.01);
        unused = large.vote(compared, veteran(large, 100), RIGHT);
        assertThat(large.missing(compared)).isOne();
        large.hurry(compared);
        assertThat(large.missing(compared))
                .as("it was begun when most votes were believed alone")
                .isEqualTo(2);
    }

    @Test
    void aSecondVoteOfAClusterCountsForNothing() {
        CredibilityRule<String> rule = rule(1e-1, 100);
        Group<String> group = rule.open(0, random);
        Standing voter = Standing.newcomer();
        for (int i = 0; i < 20; i++) {
            rule.vote(group, voter, i == 0 ? RIGHT : WRONG);
        }
        assertThat(group.votes()).isEqualTo(1);
        assertThat(group.isDisputed()).isFalse();
        assertThat(group.state()).isEqualTo(Group.State.OPEN);
    }

    @Test
    void aLoneVoteOfAVeteranIsFinalOnlyAfterItsNextCheck() {
        CredibilityRule<String> rule = alone(1e-2);
        Standing veteran = veteran(rule, 200);
        Group<String> group = rule.open(0, random);
        assertThat(rule.vote(group, veteran, RIGHT).accepted()).isEmpty();
        assertThat(group.state()).isEqualTo(Group.State.TRUSTED);
        assertThat(rule.waitsForCheck(veteran)).isTrue();
        assertThat(rule.checked(veteran, true).accepted()).containsExactly(group);
        assertThat(group.answer()).isEqualTo(RIGHT);
        assertThat(rule.waitsForCheck(veteran)).isFalse();
    }

    @Test
    void aFailedCheckReopensTheLoneVotesAndEndsTheTrust() {
        CredibilityRule<String> rule = alone(1e-2);
        Standing veteran = veteran(rule, 200);
        Group<String> group = rule.open(0, random);
        rule.vote(group, veteran, RIGHT);
        Ruling<String> ruling = rule.checked(veteran, false);
        assertThat(ruling.struck()).containsExactly(veteran);
        assertThat(ruling.wanting()).containsExactly(group);
        assertThat(group.votes()).isZero();
        assertThat(veteran.checksPassed()).isZero();
        assertThat(veteran.strikes()).isEqualTo(1);
        rule.vote(group, veteran, RIGHT);
        assertThat(group.state()).isEqualTo(Group.State.OPEN);
    }

    @Test
    void belowTheErrorOfHonestMachinesNoVoteIsBelievedAlone() {
        CredibilityRule<String> rule = alone(1e-3);
        Group<String> group = rule.open(0, random);
        rule.vote(group, veteran(rule, 5_000), RIGHT);
        assertThat(group.state()).isEqualTo(Group.State.OPEN);
        rule.vote(group, veteran(rule, 10), RIGHT);
        assertThat(group.isFinal()).isTrue();
    }

    @Test
    void whoeverIsOutvotedFailsAndOnlyItsVotesElsewhereAreDropped() {
        CredibilityRule<String> rule = alone(1e-3);
        List<Standing> sellers = newcomers(9);
        Standing liar = sellers.get(0);
        Group<String> other = rule.open(1, random);
        rule.vote(other, liar, RIGHT);
        rule.vote(other, sellers.get(1), RIGHT);
        Group<String> group = rule.open(0, random);
        rule.vote(group, liar, WRONG);
        List<Standing> struck = new ArrayList<>();
        for (int i = 1; i < 9 && !group.isFinal(); i++) {
            struck.addAll(rule.vote(group, sellers.get(i), RIGHT).struck());
        }
        assertThat(group.answer()).isEqualTo(RIGHT);
        assertThat(struck).containsExactly(liar);
        assertThat(other.hasVoted(liar)).isFalse();
        assertThat(other.hasVoted(sellers.get(1))).isTrue();
    }

    @Test
    void votesThatNeverAgreeAreComputedByTheBuyer() {
        CredibilityRule<String> rule = rule(1e-3, 1_000);
        Group<String> group = rule.open(0, random);
        List<Standing> sellers = newcomers(9);
        Ruling<String> last = rule.vote(group, sellers.get(0), "answer 0");
        for (int i = 1; i < 9; i++) {
            last = rule.vote(group, sellers.get(i), "answer " + i % 4);
        }
        assertThat(last.own()).containsExactly(group);
        assertThat(last.wanting()).isEmpty();
        Ruling<String> computed = rule.computed(group, "answer 1");
        assertThat(computed.accepted()).containsExactly(group);
        assertThat(computed.struck()).hasSize(7).doesNotContain(sellers.get(1), sellers.get(5));
    }

    @Test
    void nothingIsFinalBeforeWhatWasBegunEarlier() {
        CredibilityRule<String> rule = rule(1e-1, 1_000_000);
        List<Standing> sellers = newcomers(4);
        Group<String> first = rule.open(0, random);
        Group<String> second = rule.open(1, random);
        rule.vote(first, sellers.get(0), RIGHT);
        for (Standing seller : sellers.subList(1, 4)) {
            assertThat(rule.vote(second, seller, RIGHT).accepted()).isEmpty();
        }
        assertThat(second.state()).isEqualTo(Group.State.HELD);
        rule.vote(first, sellers.get(1), RIGHT);
        assertThat(rule.vote(first, sellers.get(2), RIGHT).accepted()).containsExactly(first, second);
    }

    @Test
    void aConflictReopensWhatWaitsInLine() {
        CredibilityRule<String> rule = rule(1e-3, 400);
        List<Standing> sellers = newcomers(12);
        Group<String> first = rule.open(0, random);
        rule.vote(first, sellers.get(0), WRONG);
        List<Group<String>> waiting = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            Group<String> group = rule.open(i, random);
            for (int voter = 1; voter <= 3; voter++) {
                rule.vote(group, sellers.get(voter), RIGHT);
            }
            waiting.add(group);
        }
        List<Group<String>> reopened = new ArrayList<>();
        for (int conflict = 0; conflict < 40 && reopened.isEmpty(); conflict++) {
            Group<String> disputed = rule.open(100 + conflict, random);
            rule.vote(disputed, sellers.get(4), WRONG);
            reopened.addAll(rule.vote(disputed, sellers.get(5), RIGHT).wanting());
            reopened.retainAll(waiting);
        }
        assertThat(reopened).isNotEmpty().allMatch(group -> group.state() == Group.State.OPEN);
    }

    @Test
    void whoeverCommitsAndDoesNotRevealFails() {
        CredibilityRule<String> rule = rule(1e-3, 1_000);
        Group<String> group = rule.open(0, random);
        Standing silent = Standing.newcomer();
        Ruling<String> ruling = rule.notRevealed(group, silent);
        assertThat(ruling.struck()).containsExactly(silent);
        assertThat(ruling.wanting()).containsExactly(group);
    }

    @Test
    void aLateVoteIsACheck() {
        CredibilityRule<String> rule = rule(1e-1, 1_000_000);
        Group<String> group = rule.open(0, random);
        newcomers(3).forEach(seller -> rule.vote(group, seller, RIGHT));
        Standing right = Standing.newcomer();
        Standing wrong = Standing.newcomer();
        rule.vote(group, right, RIGHT);
        assertThat(right.checksPassed()).isPositive();
        assertThat(rule.vote(group, wrong, WRONG).struck()).containsExactly(wrong);
        assertThat(group.answer()).isEqualTo(RIGHT);
    }

    @Test
    void aBannedClusterIsNotHeard() {
        CredibilityRule<String> rule = rule(1e-3, 1_000);
        Standing liar = Standing.newcomer();
        List<Standing> banned = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            banned.addAll(rule.checked(liar, false).banned());
        }
        assertThat(banned).containsExactly(liar);
        assertThat(liar.isBanned()).isTrue();
        Group<String> group = rule.open(0, random);
        assertThat(rule.vote(group, liar, WRONG).wanting()).containsExactly(group);
        assertThat(group.votes()).isZero();
    }

    @Test
    void whatOthersSayOfASellerIsCapped() {
        assertThat(Standing.imported(1e6).checksPassed()).isEqualTo(10);
        assertThat(Standing.imported(-1).checksPassed()).isZero();
        assertThat(Standing.imported(3).checksPassed()).isEqualTo(3);
    }

    @Test
    void aFailureInAnotherJobDropsTheVotesHere() {
        CredibilityRule<String> rule = rule(1e-3, 1_000);
        Group<String> group = rule.open(0, random);
        Standing seller = Standing.newcomer();
        rule.vote(group, seller, RIGHT);
        assertThat(rule.failedElsewhere(seller).wanting()).containsExactly(group);
        assertThat(group.votes()).isZero();
    }

    @Test
    void aBurstOfFailuresDoublesTheChecksAndAsksForAVoteMore() {
        CredibilityRule<String> rule = alone(1e-2);
        Standing veteran = veteran(rule, 400);
        newcomers(10).forEach(seller -> rule.checked(seller, false));
        Group<String> group = rule.open(0, random);
        rule.vote(group, veteran, RIGHT);
        assertThat(group.state()).isEqualTo(Group.State.OPEN);
    }

    /** The same votes in another order: the same answer, wherever one leads. */
    @Test
    void theOrderOfVotesDoesNotMatterForTheTally() {
        Seeded.times(2_000, any -> {
            List<Cast<String>> casts = casts(any);
            Tally<String> tally = Tally.of(casts);
            Collections.shuffle(casts, any);
            Tally<String> shuffled = Tally.of(casts);
            assertThat(shuffled.votes()).isEqualTo(tally.votes());
            assertThat(shuffled.rivalVotes()).isEqualTo(tally.rivalVotes());
            if (tally.votes() > tally.rivalVotes()) {
                assertThat(shuffled).isEqualTo(tally);
            }
        });
    }

    private static List<Cast<String>> casts(Random any) {
        List<Cast<String>> casts = new ArrayList<>();
        int count = 1 + any.nextInt(9);
        for (int i = 0; i < count; i++) {
            casts.add(new Cast<>(Standing.imported(any.nextInt(10)), "answer " + any.nextInt(3)));
        }
        return casts;
    }

    /** Whatever comes in whatever order: one decision, at most nine votes, one per cluster, nothing accepted that nobody voted. */
    @Test
    void keepsItsOwnRulesUnderAnyVotes() {
        Seeded.times(50, any -> {
            CredibilityRule<String> rule =
                    any.nextBoolean() ? rule(Math.pow(10, -1 - any.nextInt(5)), 30) : alone(1e-2);
            SplittableRandom luck = new SplittableRandom(any.nextLong());
            List<Standing> sellers = newcomers(12);
            List<Group<String>> groups = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                groups.add(rule.open(i, luck));
            }
            List<Group<String>> accepted = new ArrayList<>();
            Map<Group<String>, Integer> unasked = new HashMap<>();
            for (int i = 0; i < 600; i++) {
                Group<String> group = groups.get(any.nextInt(groups.size()));
                boolean wanted = group.state() == Group.State.OPEN;
                int before = group.votes();
                Standing seller = sellers.get(any.nextInt(sellers.size()));
                Ruling<String> ruling = any.nextInt(20) == 0
                        ? rule.checked(seller, any.nextInt(10) > 0)
                        : rule.vote(group, seller, any.nextInt(8) == 0 ? WRONG : RIGHT);
                accepted.addAll(ruling.accepted());
                if (!wanted && group.votes() > before) {
                    unasked.merge(group, 1, Integer::sum); // was under way when it had enough
                }
                assertThat(ruling.wanting())
                        .doesNotHaveDuplicates()
                        .allMatch(one -> one.state() == Group.State.OPEN && one.votes() < CredibilityRule.VOTES_MOST);
                ruling.own()
                        .forEach(
                                one -> accepted.addAll(rule.computed(one, RIGHT).accepted()));
            }
            assertThat(accepted).doesNotHaveDuplicates().allMatch(Group::isFinal);
            assertThat(groups)
                    .allMatch(one -> one.isFinal() == accepted.contains(one)
                            && one.votes() - unasked.getOrDefault(one, 0) <= CredibilityRule.VOTES_MOST);
        });
    }
}
