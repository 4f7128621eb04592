package sparecore.vote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is banned, and that honest machines that err are not. */
final class NoiseTest {
    private static Standing seller(int passed, int failed) {
        Standing standing = Standing.newcomer();
        for (int i = 0; i < passed; i++) {
            standing.pass(1);
        }
        for (int i = 0; i < failed; i++) {
            standing.strike();
        }
        return standing;
    }

    private static List<Standing> market(int sellers, int passed, int failed) {
        List<Standing> market = new ArrayList<>();
        for (int i = 0; i < sellers; i++) {
            market.add(seller(passed, failed));
        }
        return market;
    }

    @ParameterizedTest
    @CsvSource({"998, 1, false", "20, 2, true", "998, 2, false", "998, 4, true", "20, 1, false"})
    void whereNobodyErrsTheSecondFailureIsTooMany(int passed, int failed, boolean tooMany) {
        double noise = Noise.most(market(100, 1_000, 0), 0.2);
        assertThat(seller(passed, failed).recent().isTooMany(noise)).isEqualTo(tooMany);
    }

    @ParameterizedTest
    @CsvSource({"998, 2, false", "998, 8, false", "998, 30, true", "10, 2, false", "10, 6, true"})
    void whereHonestMachinesErrItTakesMore(int passed, int failed, boolean tooMany) {
        double noise = Noise.most(market(100, 998, 2), 0.2);
        assertThat(seller(passed, failed).recent().isTooMany(noise)).isEqualTo(tooMany);
    }

    @Test
    void failuresThatAreLongAgoAreForgotten() {
        Standing seller = seller(0, 5);
        for (int i = 0; i < 1_000; i++) {
            seller.pass(1);
        }
        seller.strike();
        assertThat(seller.recent().failures()).isEqualTo(1);
    }

    @Test
    void saboteursDoNotPassForNoise() {
        List<Standing> market = market(80, 1_000, 0);
        double before = Noise.most(market, 0.2);
        market.addAll(market(20, 500, 500));
        assertThat(Noise.most(market, 0.2)).isLessThanOrEqualTo(before);
    }

    @Test
    void fewChecksSayLittle() {
        assertThat(Noise.most(List.of(), 0.2)).isEqualTo(Noise.MOST);
        assertThat(Noise.most(market(10, 1, 0), 0.2)).isEqualTo(Noise.MOST);
    }
}
