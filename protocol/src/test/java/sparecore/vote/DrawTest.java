package sparecore.vote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Who gets the next copy. */
final class DrawTest {
    private record Key(Standing cluster, boolean owned) {}

    private final SplittableRandom random = new SplittableRandom(7);
    private final CredibilityRule<String> rule = CredibilityRule.of(Terms.of(1e-3));

    private static List<Key> keys(int clusters, int keysEach, boolean owned) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < clusters; i++) {
            Standing cluster = Standing.newcomer();
            for (int key = 0; key < keysEach; key++) {
                keys.add(new Key(cluster, owned));
            }
        }
        return keys;
    }

    private double ownersShare(List<Key> market, int draws) {
        Draw draw = new Draw();
        int owned = 0;
        for (int i = 0; i < draws; i++) {
            owned += draw.next(rule.open(i, random), market, Key::cluster, random)
                            .orElseThrow()
                            .owned()
                    ? 1
                    : 0;
        }
        return (double) owned / draws;
    }

    @Test
    void aThousandKeysOfFiveClustersGetAsMuchAsFiveKeys() {
        for (int keysEach : new int[] {1, 10, 200}) {
            List<Key> market = keys(45, 1, false);
            market.addAll(keys(5, keysEach, true));
            assertThat(ownersShare(market, 4_000)).isBetween(0.07, 0.13);
        }
    }

    @Test
    void oneClusterNeverGetsMuchMoreThanItsShare() {
        Draw draw = new Draw();
        List<Key> one = keys(1, 50, true);
        List<Key> market = keys(40, 1, false);
        market.addAll(one);
        int owned = 0;
        for (int i = 0; i < 2_000; i++) {
            List<Key> free = i % 3 == 0 ? market : new ArrayList<>(List.of(market.get(i % 40), one.get(i % 50)));
            owned += draw.next(rule.open(i, random), free, Key::cluster, random)
                            .orElseThrow()
                            .owned()
                    ? 1
                    : 0;
        }
        assertThat(owned / 2_000.0).isLessThan(0.09);
    }

    /** Liars may be as idle and as fast as they like. */
    @Test
    void theSoonestGetNoMoreThanTheirWidenedShare() {
        List<Key> market = keys(80, 1, false);
        market.addAll(keys(20, 3, true));
        Draw draw = new Draw();
        int owned = 0;
        for (int i = 0; i < 6_000; i++) {
            owned += draw.nextOfSoonest(rule.open(i, random), market, Key::cluster, key -> key.owned() ? 0 : 1, random)
                            .orElseThrow()
                            .owned()
                    ? 1
                    : 0;
        }
        assertThat(owned / 6_000.0).isBetween(0.30, 0.2 / Draw.SOONEST + 0.03);
    }

    @Test
    void aSmallMarketTakesWhoeverIsThere() {
        assertThat(ownersShare(keys(2, 3, true), 1_000)).isEqualTo(1);
    }

    @Test
    void nobodyVotesTwiceAndNobodyBannedVotes() {
        List<Key> market = keys(3, 2, false);
        Group<String> group = rule.open(0, random);
        rule.vote(group, market.get(0).cluster(), "an answer");
        market.get(2).cluster().ban();
        Draw draw = new Draw();
        for (int i = 0; i < 50; i++) {
            Optional<Key> drawn = draw.next(group, market, Key::cluster, random);
            assertThat(drawn.map(Key::cluster)).containsSame(market.get(4).cluster());
        }
        market.get(4).cluster().ban();
        assertThat(draw.next(group, market, Key::cluster, random)).isEmpty();
    }
}
